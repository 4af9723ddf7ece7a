import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { toHex, utf8 } from '../../core/bytes.ts';
import { isCustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import type { GuardianTerms } from '../../core/identification.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { type Signer, signerId } from '../../core/signer.ts';
import { keptJournal } from '../../ledger/send-journal.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { endOf, standingOf } from '../ledger/rights.ts';
import type { GatewayRecords, KeptGuardian } from '../records/gateway-records.ts';

/** A day after which a binding that was begun comes no more. */
const LATE_SECONDS = 86_400;
const SOONEST_MS = 1_000;
const LATEST_MS = 60_000;

type Due = Pick<KeptGuardian, 'subject' | 'deadline'> & { readonly until: number };

/** What guardians are, and the true end of each, which the ledger does not have: on it stands the end of that year. Each is
 *  ended on its day, for as long as it takes, also after a restart; never before, by whichever of the two clocks is late. */
export class Guardians {
  readonly #kept: GatewayRecords['guardians'];
  readonly #state: LedgerState;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #due = new Map<Digest, Due>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isEnding = false;

  private constructor(kept: GatewayRecords['guardians'], state: LedgerState, logger: Pick<Logger, 'warn'>) {
    this.#kept = kept;
    this.#state = state;
    this.#logger = logger;
  }

  static async open(
    kept: GatewayRecords['guardians'],
    state: LedgerState,
    logger: Pick<Logger, 'warn'>,
  ): Promise<Guardians> {
    const guardians = new Guardians(kept, state, logger);
    for await (const [id, one] of kept.all()) guardians.#await(id, one);
    guardians.#schedule();
    return guardians;
  }

  /** Keeps what a signer is to be bound as. MUST resolve before the binding is sent: nobody else knows when it ends. */
  async keep(signer: Signer, subject: Pseudonym, deadline: number, terms: GuardianTerms): Promise<void> {
    const id = signerId(signer);
    // What was kept for an earlier code that bound nobody says another end, perhaps.
    if (this.#state.directory.signers.get(id) !== undefined) return;
    const kept = { ...terms, subject, deadline, salt: toHex(randomBytes(32)) as Digest };
    await this.#kept.put(id, kept, subject);
    this.#await(id, kept);
    this.#schedule();
  }

  /** What a guardian is; undefined for one that another signer added, and for a subject that was erased. */
  async find(id: Digest): Promise<KeptGuardian | undefined> {
    return this.#kept.get(id).catch((error) => {
      if (isCustosError(error, 'KEY_SHREDDED')) return undefined;
      throw error;
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #await(id: Digest, { subject, deadline, until }: KeptGuardian): void {
    if (until === undefined) this.#due.delete(id);
    else this.#due.set(id, { subject, deadline, until });
  }

  #schedule(soonest = SOONEST_MS): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#isEnding || this.#due.size === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const { until } of this.#due.values()) next = Math.min(next, until);
    const wait = Math.min(LATEST_MS, Math.max(soonest, (next + 1) * 1000 - Date.now()));
    this.#timer = setTimeout(() => void this.#endDue(), wait).unref();
  }

  async #endDue(): Promise<void> {
    this.#isEnding = true;
    for (const [id, due] of this.#due) if (this.#isOver(due.until)) await this.#end(id, due);
    this.#isEnding = false;
    const isHeldUp = [...this.#due.values()].some(({ until }) => this.#isOver(until));
    this.#schedule(isHeldUp ? LATEST_MS : SOONEST_MS);
  }

  /** A clock that is ahead ends nobody early. */
  #isOver(until: number): boolean {
    return Math.min(Date.now(), this.#state.block.time) / 1000 >= until + 1;
  }

  async #end(id: Digest, due: Due): Promise<void> {
    try {
      const signer = this.#state.directory.signers.get(id);
      if (signer === undefined) return await this.#dropUnbound(id, due);
      const standing = standingOf(this.#state, signer);
      // One that waits, or that leaves and may come to stay, is ended once it stands.
      if (standing === 'waits' || standing === 'leaves') return;
      if (standing === 'stands') await this.#send(id, due.subject);
      // By a clock that is ahead it may seem to have ended on the ledger, and still be to be ended there.
      else if (!this.#isOver((endOf(this.#state, signer) ?? 0) - 1)) return;
      this.#due.delete(id);
    } catch (error) {
      // Erased meanwhile: nobody acts for that patient.
      if (isCustosError(error, 'KEY_SHREDDED')) this.#due.delete(id);
      else if (!this.#isClosed) this.#logger.warn({ err: error }, 'a guardian whose time is over was not ended yet');
    }
  }

  async #dropUnbound(id: Digest, { deadline }: Due): Promise<void> {
    if (!this.#isOver(deadline + LATE_SECONDS)) return;
    await this.#kept.delete(id);
    this.#due.delete(id);
  }

  async #send(id: Digest, subject: Pseudonym): Promise<void> {
    const kept = await this.#kept.get(id);
    if (kept === undefined) return;
    const journal = keptJournal(kept.sent ?? [], (sent) => this.#kept.put(id, { ...kept, sent }, subject));
    const call = this.#state.calls.consents.endGuardianRecorded(subject, id, formOf(kept));
    const { block } = await this.#state.send(call, { journal });
    await this.#state.reached(block.height);
  }
}

/** Salted, so that nobody reads the day from it before it comes. */
function formOf({ salt, document, until }: KeptGuardian): Digest {
  return toHex(domainHash('form', utf8(`guardian until ${until}, by ${document}, ${salt}`))) as Digest;
}

/** Last second of the year (UTC): what stands on chain for a guardian's end, because a birthday must not be read from it. Zero,
 *  for no end, where there is none. */
export function yearEnd(until: number | undefined): number {
  if (until === undefined) return 0;
  return Date.UTC(new Date(until * 1000).getUTCFullYear() + 1, 0, 1) / 1000 - 1;
}
