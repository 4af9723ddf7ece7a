import type { AccessLog } from '../access-log/access-log.ts';
import type { Revocation } from '../consent/acknowledged.ts';
import { utf8Decode } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { RevocationEvidence } from '../core/evidence.ts';
import { type LedgerState, revocationOf } from './ledger-state.ts';
import type { Metrics } from './metrics.ts';

export interface Acknowledgement {
  readonly seq: number;
  /** tlog-proof@v1 of the entry. */
  readonly receipt: string;
}

/** Takes revocations: they count from their entry on, and the log relays them until the chain has them (G3). */
export class Revocations {
  readonly #log: AccessLog;
  readonly #metrics: Metrics;

  constructor(log: AccessLog, state: LedgerState, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
    const standing = new Map<number, Revocation>();
    const stand = (revocation: { mark: number } & Pick<RevocationEvidence, 'subject' | 'grant' | 'scope'>) => {
      const overlaid = revocationOf(revocation);
      standing.set(revocation.mark, overlaid);
      state.acknowledged.add(overlaid);
    };
    for (const pending of log.pendingRevocations()) stand(pending);
    log.subscribe({
      sequenced: stand,
      settled: ({ mark }) => {
        const overlaid = standing.get(mark);
        if (overlaid === undefined) return;
        standing.delete(mark);
        state.acknowledged.settle(overlaid);
      },
    });
  }

  /** Resolves when the revocation is durable. The caller has checked that the call will hold on chain. */
  async acknowledge(evidence: Omit<RevocationEvidence, 'v' | 'kind'>): Promise<Acknowledgement> {
    const result = await this.#log.acknowledgeRevocation({ v: 1, kind: 'revocation', ...evidence });
    if (result.kind !== 'appended') throw new CustosError('INTERNAL', 'A revocation was not appended.');
    this.#metrics.revocations.inc();
    return { seq: result.seq, receipt: utf8Decode(result.receipt) };
  }
}
