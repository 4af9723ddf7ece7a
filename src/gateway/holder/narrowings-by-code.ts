import type { Logger } from 'pino';
import type { AccessLog } from '../../access-log/access-log.ts';
import { utf8Decode } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { type CodeAct, type NarrowingStatement, narrowingForm } from '../../core/narrowing.ts';
import type { Call } from '../../ledger/calls.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import { requireNoLonger } from '../consents/choice-rules.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { type Acknowledgement, acknowledgedAs, type Revocations } from '../ledger/revocations.ts';
import { requireActing } from '../ledger/rights.ts';
import type { BegunNarrowing, KeptNarrowing, NarrowingTables } from '../records/gateway-records.ts';
import { type NumberedPage, type NumberedPart, numberedKey, numberedPage } from '../records/numbered-page.ts';

export interface NarrowingDeps {
  readonly tables: NarrowingTables;
  readonly records: Pick<SealedRecords, 'write'>;
  readonly state: LedgerState;
  readonly log: AccessLog;
  readonly revocations: Revocations;
  /** What is written before the act, so that it is told of as one by a code. */
  readonly byCode: (subject: Pseudonym, form: Digest) => RecordChange;
  /** What has the person told of it. */
  readonly told: (subject: Pseudonym) => Promise<readonly RecordChange[]>;
  readonly logger: Pick<Logger, 'warn'>;
}

export type Narrowed = Acknowledgement;

/** One of the acts, as it is listed. */
export type ListedNarrowing = KeptNarrowing & { readonly form: Digest };

const SCOPES = { 'withdraw-all': 'epoch', 'opt-out': 'opt-out', pause: 'pause' } as const;

/** What was stopped by one-time codes: recorded as by the holder, each from a statement whose digest is the form. An act that was
 *  begun is in the log once, whatever crashes; it counts from its entry on, and reaches the chain as every withdrawal does. */
export class NarrowingsByCode {
  readonly #deps: NarrowingDeps;

  private constructor(deps: NarrowingDeps) {
    this.#deps = deps;
  }

  /** Finishes what an earlier run began. MUST resolve before the log relays anything. */
  static async open(deps: NarrowingDeps): Promise<NarrowingsByCode> {
    const narrowings = new NarrowingsByCode(deps);
    for await (const [form, begun] of deps.tables.begun.all()) await narrowings.#finishLater(form, begun);
    return narrowings;
  }

  /** FORBIDDEN where the ledger takes nothing from this gateway, whoever asks. */
  requireActing(): void {
    requireActing(this.#deps.state);
  }

  /** FORBIDDEN where the person was erased. */
  requireThere(subject: Pseudonym): void {
    const { state } = this.#deps;
    const number = state.index.subjects.find(subject);
    if (!state.index.subjects.isErased(number)) return;
    throw new CustosError('FORBIDDEN', 'Nothing of this person’s is here any more. Nothing was changed.');
  }

  /** Resolves when the act counts. `used`: what is written with its beginning, or not at all. CONFLICT for a pause that a longer one stands
   *  before. */
  async narrow(statement: NarrowingStatement, used: readonly RecordChange[]): Promise<Narrowed> {
    const { tables, records, state, log, byCode } = this.#deps;
    const { subject } = statement;
    if (statement.act === 'pause') requireNoLonger(state, subject, statement.until);
    const form = narrowingForm(statement);
    const { to, data } = callOf(state, statement, form);
    const begun = { statement, call: { to, data }, from: log.size };
    await records.write([...used, tables.begun.change(form, begun, subject), byCode(subject, form)]);
    return this.#finish(form, begun);
  }

  /** What came of an act of the subject's; undefined where there is none of that form, or it is another one. */
  async find(subject: Pseudonym, form: Digest, act: CodeAct): Promise<Narrowed | undefined> {
    const { tables, log } = this.#deps;
    const begun = await tables.begun.get(form);
    if (begun !== undefined) return isAct(begun.statement, act) ? this.#finish(form, begun) : undefined;
    const done = (await this.of(subject)).find((one) => one.form === form && isAct(one.statement, act));
    return done && { seq: done.seq, receipt: utf8Decode(await log.read.receipt(done.seq)) };
  }

  /** Of one patient, in the order of their entries. */
  async of(subject: Pseudonym): Promise<ListedNarrowing[]> {
    return Array.fromAsync(this.#deps.tables.done.all(ownBeginning(subject)), ([, kept]) => listed(kept));
  }

  /** Of all patients that were not erased, in the order of their entries. */
  async page(part: Omit<NumberedPart, 'beginning'>): Promise<NumberedPage<ListedNarrowing>> {
    const { done, bySeq } = this.#deps.tables;
    return numberedPage(bySeq, part, async (keys) => {
      const owners = await bySeq.getMany(keys);
      const own = keys.flatMap((key, i) => (owners[i] === undefined ? [] : [ownBeginning(owners[i].subject) + key]));
      return (await done.getMany(own)).flatMap((kept) => (kept === undefined ? [] : [listed(kept)]));
    });
  }

  /** A start must not fail with it. */
  async #finishLater(form: Digest, begun: BegunNarrowing): Promise<void> {
    await this.#finish(form, begun).catch((err: unknown) => {
      this.#deps.logger.warn({ err }, 'what was stopped by a code is not in the log yet; the next start tries again');
    });
  }

  async #finish(form: Digest, { statement, call, from }: BegunNarrowing): Promise<Narrowed> {
    const { log, revocations, logger } = this.#deps;
    const { subject } = statement;
    const stands = await acknowledgedAs(log, call.data, from);
    // It may have been suspended since the code was looked at: the chain would refuse what is acknowledged now.
    if (stands === undefined) this.requireActing();
    const narrowed = stands ?? (await revocations.acknowledge({ subject, scope: SCOPES[statement.act], call }));
    // It counts, whatever becomes of this: a repetition, or the next start, finds its entry.
    await this.#writeDown(form, { statement, seq: narrowed.seq }).catch((err: unknown) => {
      logger.warn({ err }, 'what was stopped by a code is not written down yet');
    });
    return narrowed;
  }

  async #writeDown(form: Digest, narrowing: KeptNarrowing): Promise<void> {
    const { tables, records, told } = this.#deps;
    const { subject } = narrowing.statement;
    const key = numberedKey(narrowing.seq);
    await records.write([
      tables.begun.change(form, null),
      tables.done.change(ownBeginning(subject) + key, narrowing, subject),
      tables.bySeq.change(key, { subject }, subject),
      ...(await told(subject)),
    ]);
  }
}

function ownBeginning(subject: Pseudonym): string {
  return `${subject.slice(2)}/`;
}

function listed(one: KeptNarrowing): ListedNarrowing {
  return { ...one, form: narrowingForm(one.statement) };
}

function isAct(statement: NarrowingStatement, act: CodeAct): boolean {
  return Object.entries(act).every(([name, value]) => statement[name as keyof CodeAct] === value);
}

function callOf({ calls }: LedgerState, statement: NarrowingStatement, form: Digest): Call {
  const { consents } = calls;
  const { subject } = statement;
  if (statement.act === 'opt-out') return consents.optOutRecorded(subject, OPT_OUT_LEVEL[statement.level], form);
  if (statement.act === 'pause') return consents.pauseRecorded(subject, statement.until, form);
  return consents.revokeAllRecorded(subject, form);
}
