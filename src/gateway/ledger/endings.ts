import type { Logger } from 'pino';
import { isCustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { within } from '../../core/patience.ts';
import type { Call } from '../../ledger/calls.ts';
import type { Sent } from '../../ledger/receipt.ts';
import { keptJournal, type SendJournal } from '../../ledger/send-journal.ts';
import type { Ending, GatewayRecords, KeptEnding } from '../records/gateway-records.ts';
import type { LedgerState } from './ledger-state.ts';
import { requireActing } from './rights.ts';

/** `transaction` and `height` once it is final on chain; without them it is on its way there. */
export interface Ended {
  readonly pending: boolean;
  readonly transaction?: Digest;
  readonly height?: number;
}

interface UnderWay {
  /** Whether it outlives this process. */
  readonly isKept: Promise<boolean>;
  readonly sent: Promise<Sent>;
}

/** Nobody waits longer for a ledger that is away: here it has ended already. */
const PATIENCE_MS = 3_000;

/** Permits, versions and datasets that the holder ended: nothing more is released here from the moment on at which that is kept,
 *  and it is brought to the chain for as long as it takes, also after a restart. */
export class Endings {
  readonly #kept: GatewayRecords['endings'];
  readonly #state: LedgerState;
  readonly #logger: Pick<Logger, 'error'>;
  readonly #underWay = new Map<string, UnderWay>();

  private constructor(kept: GatewayRecords['endings'], state: LedgerState, logger: Pick<Logger, 'error'>) {
    this.#kept = kept;
    this.#state = state;
    this.#logger = logger;
  }

  /** Goes on with those that an earlier run did not bring to the chain. */
  static async open(
    kept: GatewayRecords['endings'],
    state: LedgerState,
    logger: Pick<Logger, 'error'>,
  ): Promise<Endings> {
    const endings = new Endings(kept, state, logger);
    for await (const [key, one] of kept.all()) endings.#begin(key, one, Promise.resolve(true));
    return endings;
  }

  /** Rejects with FORBIDDEN where the chain takes nothing from this gateway, and with LEDGER_REJECTED where it refuses
   *  while this waits. */
  async end(ending: Ending): Promise<Ended> {
    requireActing(this.#state);
    const key = keyOf(ending);
    const { isKept, sent } = this.#underWay.get(key) ?? this.#keep(key, { ending, sent: [] });
    // What could not be kept ends here all the same, and is answered for once the chain has it.
    if (!(await isKept)) return ended(await sent);
    return ended(await within(PATIENCE_MS, sent));
  }

  #keep(key: string, kept: KeptEnding): UnderWay {
    const isKept = this.#put(key, kept).then(
      () => true,
      () => false,
    );
    return this.#begin(key, kept, isKept);
  }

  #begin(key: string, kept: KeptEnding, isKept: Promise<boolean>): UnderWay {
    this.#narrow(kept.ending);
    const sent = this.#bring(key, kept, isKept).finally(() => this.#underWay.delete(key));
    const underWay = { isKept, sent };
    this.#underWay.set(key, underWay);
    sent.catch((error) => {
      // What had begun goes on with the next start.
      if (!isCustosError(error, 'UNAVAILABLE'))
        this.#logger.error({ err: error }, `the end of ${key} did not reach the chain`);
    });
    return underWay;
  }

  /** As if its event had come already. */
  #narrow(ending: Ending): void {
    const { permits, datasets } = this.#state.index;
    if ('permit' in ending) permits.apply({ name: 'PermitRevoked', permit: ending.permit });
    else if ('version' in ending)
      datasets.apply({ name: 'DatasetSuperseded', dataset: ending.dataset, version: ending.version });
    else datasets.apply({ name: 'DatasetRetired', dataset: ending.dataset });
  }

  async #bring(key: string, kept: KeptEnding, keeping: Promise<boolean>): Promise<Sent> {
    const isKept = await keeping;
    const call = callOf(this.#state, kept.ending);
    try {
      const sent = await this.#state.send(call, isKept ? { journal: this.#journal(key, kept) } : {});
      await this.#state.reached(sent.block.height);
      if (isKept) await this.#drop(key);
      return sent;
    } catch (error) {
      if (isKept && isCustosError(error, 'LEDGER_REJECTED')) await this.#drop(key);
      throw error;
    }
  }

  #journal(key: string, { ending, sent }: KeptEnding): SendJournal {
    return keptJournal(sent, (next) => this.#put(key, { ending, sent: next }));
  }

  async #put(key: string, kept: KeptEnding): Promise<void> {
    await this.#kept.put(key, kept);
  }

  async #drop(key: string): Promise<void> {
    await this.#kept.delete(key);
  }
}

function ended(sent: Sent | undefined): Ended {
  if (sent === undefined) return { pending: true };
  return { pending: false, transaction: sent.transaction, height: sent.block.height };
}

function callOf({ calls }: LedgerState, ending: Ending): Call {
  if ('permit' in ending) return calls.permits.revoke(ending.permit, ending.cause);
  if ('version' in ending) return calls.datasets.supersede(ending.dataset, ending.version, ending.cause);
  return calls.datasets.retire(ending.dataset, ending.cause);
}

function keyOf(ending: Ending): string {
  if ('permit' in ending) return `permit/${ending.permit}`;
  return 'version' in ending ? `version/${ending.dataset}/${ending.version}` : `dataset/${ending.dataset}`;
}
