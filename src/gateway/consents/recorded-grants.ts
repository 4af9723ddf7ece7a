import type { Json } from '../../core/canonical.ts';
import type { TermsJson } from '../../core/content.ts';
import { CustosError, type ErrorCode, isCustosError } from '../../core/errors.ts';
import type { Digest, GrantId, Pseudonym } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import type { FormChecklist } from '../../core/paper-form.ts';
import { hashTerms, recordedGrantId, type Terms, termsFromJson, termsToJson } from '../../core/terms.ts';
import { recordedGrantCalls } from '../../ledger/calls.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import type { ConsentRecord } from '../ledger/directory-records.ts';
import type { Recorded } from '../records/gateway-records.ts';
import { comesTo } from './same-terms.ts';
import {
  allWithdrawn,
  endedSince,
  type GrantSources,
  isEndingAll,
  standingLike,
  withdrawnMeanwhile,
} from './standing-grants.ts';
import { isWithdrawn } from './withdrawn-grants.ts';

/** A consent on paper, or why what was sent is none. */
export type PaperRow = PaperConsent | (RefusedRow & { readonly subject: Pseudonym });

/** What became of one of many, each for itself. */
export type RecordedRow = RecordedGrant | RefusedRow;

export type RefusedRow = {
  readonly refused: { readonly code: ErrorCode; readonly detail: string };
};

/** Whose it is. */
type Of = Pick<PaperConsent, 'subject'>;

/** Why nothing can be recorded for a subject now; undefined where it can. */
type Refusal = (subject: Pseudonym) => CustosError | undefined;

/** How a batch is brought to the chain. */
interface Bringing {
  readonly attempt: RequestAttempt;
  /** Whether everything was withdrawn since the batch was taken on. */
  readonly isEnded: (subject: Pseudonym) => boolean;
  /** Where each is for itself; without it all are, or none. */
  readonly refusal?: Refusal;
}

/** A consent on paper. */
export interface PaperConsent {
  readonly subject: Pseudonym;
  readonly form: Digest;
  /** With a salt of its own. */
  readonly terms: Terms;
  /** Who records it, and when. */
  readonly noted?: Recorded | undefined;
  readonly checklist?: FormChecklist | undefined;
}

/** Keeps by whom a consent was recorded, before the chain has it. */
interface Recording {
  /** Durable once resolved; what was noted first stays. */
  note(opening: GrantOpening, consent: PaperConsent): Promise<void>;
  /** For a consent that the chain rejected. */
  forget(opening: GrantOpening): Promise<void>;
}

/** One of them, in the order of the request. */
export type RecordedGrant = {
  readonly grant: GrantId;
  /** It stood before, recorded from this form or another one. */
  readonly stood: boolean;
  /** Of the subject, when this was taken on. */
  readonly epoch: number;
};

/** Brings consents on paper to the chain, each once: whoever repeats one, with its key or without, after a crash or at
 *  the same time, comes to the same grant. */
export class RecordedGrants {
  readonly #sources: GrantSources;
  readonly #recording: Recording | undefined;
  /** Those that this gateway drew and the chain does not show, by subject. */
  readonly #underWay = new Map<Pseudonym, GrantOpening[]>();

  /** `sources` have caught up with the chain: what was kept and is not there was cut off by a crash. */
  constructor(sources: GrantSources, recording?: Recording) {
    this.#sources = sources;
    this.#recording = recording;
    for (const opening of sources.terms.others()) {
      if (opening.form !== undefined && !this.#isOnChain(opening)) this.#add(opening);
    }
  }

  /** Resolves when the chain has them all. */
  async record(consents: readonly PaperConsent[], attempt: RequestAttempt): Promise<RecordedGrant[]> {
    const isEnded = this.#endedSince(consents);
    const plan = await attempt.commit(() => this.#plan(consents));
    await this.#bring(consents, plan, { attempt, isEnded: isEnded(plan) });
    return plan;
  }

  /** As `record`, each for itself: one that `refusal` or the ledger refuses keeps no other one back. A form that was
   *  recorded, and whose consent was withdrawn since, is not given once more: whoever repeats a list changes nothing. */
  async recordEach(rows: readonly PaperRow[], refusal: Refusal, attempt: RequestAttempt): Promise<RecordedRow[]> {
    const isEnded = this.#endedSince(rows);
    const plan = await attempt.commit(() => this.#planEach(rows, refusal));
    const fallen = await this.#bring(rows, plan, { attempt, isEnded: isEnded(plan), refusal });
    return plan.map((row) => {
      const error = 'refused' in row || row.stood ? undefined : fallen.get(row.grant);
      return error === undefined ? row : refused(error);
    });
  }

  /** What `recordEach` would come to, of which nothing is kept; those that would be new have no id yet. */
  check(
    rows: readonly PaperRow[],
    refusal: Refusal,
  ): (RefusedRow | { readonly stood: boolean; readonly grant?: GrantId })[] {
    return rows.map((row) => {
      const why = this.#refusalOf(row, refusal);
      if (why !== undefined) return why;
      if ('refused' in row) return { refused: row.refused };
      const standing = standingLike(this.#sources, row.subject, 'recorded', termsToJson(row.terms), row.form);
      return standing === undefined ? { stood: false } : { stood: true, grant: standing };
    });
  }

  async #plan(consents: readonly PaperConsent[]): Promise<RecordedGrant[]> {
    await allWithdrawn(
      this.#sources,
      consents.map(({ subject }) => subject),
    );
    const chosen = consents.map((consent) => ({ ...this.#choose(consent), consent, subject: consent.subject }));
    const fresh = new Map(chosen.flatMap(({ opening, consent }) => (opening ? [[opening, consent] as const] : [])));
    for (const [opening, consent] of fresh) await this.#keep(opening, consent);
    return chosen.map(({ grant, opening, subject }) => ({
      grant,
      stood: opening === undefined,
      epoch: this.#epochOf(subject),
    }));
  }

  async #planEach(rows: readonly PaperRow[], refusal: Refusal): Promise<RecordedRow[]> {
    const subjects = rows.map(({ subject }) => subject);
    const waited = await allWithdrawn(this.#sources, subjects).catch(onlyConflict);
    const refusals = rows.map((row) => {
      return waited && isEndingAll(this.#sources, row.subject) ? refused(waited) : this.#refusalOf(row, refusal);
    });
    const fit = rows.filter((row, i): row is PaperConsent => refusals[i] === undefined && !('refused' in row));
    const planned = (await this.#plan(fit)).values();
    return refusals.map((why) => why ?? (planned.next().value as RecordedGrant));
  }

  #refusalOf(row: PaperRow, refusal: Refusal): RefusedRow | undefined {
    if ('refused' in row) return { refused: row.refused };
    const { subject, form, terms } = row;
    const why = refusal(subject);
    if (why !== undefined) return refused(why);
    const wanted = termsToJson(terms);
    if (standingLike(this.#sources, subject, 'recorded', wanted, form) !== undefined) return undefined;
    const { directory } = this.#sources.state;
    const isUsed = directory.consents.get(subject)?.some((given) => this.#isWithdrawnForm(given, form, wanted));
    return isUsed ? refused(formUsed()) : undefined;
  }

  #isWithdrawnForm({ subject, grant, kind, revoked }: ConsentRecord, form: Digest, wanted: TermsJson): boolean {
    const opening = kind === 'recorded' ? this.#sources.terms.get(grant) : undefined;
    if (opening?.form !== form || !comesTo(opening, wanted)) return false;
    return revoked || isWithdrawn(this.#sources.state, subject, grant);
  }

  /** To be asked before anything waits; of what a crash cut off, and is asked for again after a withdrawal, the plan
   *  is older than that. */
  #endedSince(consents: readonly Of[]): (plan: readonly RecordedRow[]) => (subject: Pseudonym) => boolean {
    const ended = new Map(consents.map(({ subject }) => [subject, endedSince(this.#sources, subject)]));
    return (plan) => {
      const planned = new Map(consents.map(({ subject }, i) => [subject, epochIn(plan[i])]));
      return (subject) =>
        ended.get(subject)?.() === true || this.#epochOf(subject) > (planned.get(subject) ?? Number.POSITIVE_INFINITY);
    };
  }

  /** Runs without giving way, so that two requests for the same choose the same. */
  #choose({ subject, form, terms }: PaperConsent): { grant: GrantId; opening?: GrantOpening } {
    const wanted = termsToJson(terms);
    const standing = standingLike(this.#sources, subject, 'recorded', wanted, form);
    if (standing !== undefined) return { grant: standing };
    const begun = this.#open(subject).find((opening) => comesTo(opening, wanted));
    if (begun !== undefined) return { grant: begun.grant, opening: begun };
    const grant = recordedGrantId(this.#sources.state.domain, { subject, terms, form });
    const opening = { grant, subject, terms: wanted, form };
    this.#add(opening);
    return { grant, opening };
  }

  async #keep(opening: GrantOpening, consent: PaperConsent): Promise<void> {
    try {
      await this.#recording?.note(opening, consent);
      await this.#sources.terms.put(opening);
    } catch (error) {
      this.#drop(opening);
      throw error;
    }
  }

  /** Gives those that fell through, and why: none but where each is for itself. */
  async #bring(
    consents: readonly Of[],
    plan: readonly RecordedRow[],
    { attempt, isEnded, refusal }: Bringing,
  ): Promise<ReadonlyMap<GrantId, CustosError>> {
    const { state, terms } = this.#sources;
    const { openings, gone } = this.#missing(consents, plan);
    if (gone.size > 0 && refusal === undefined) throw goneBefore();
    const fallen = new Map<GrantId, CustosError>([...gone].map((grant) => [grant, goneSince()]));
    const fall = async (some: readonly GrantOpening[], why: (one: GrantOpening) => CustosError) => {
      await this.#letGo(some);
      for (const one of some) fallen.set(one.grant, why(one));
    };
    for (let missing = openings; missing.length > 0; ) {
      await fall(
        missing.filter(({ subject }) => isEnded(subject)),
        withdrawnMeanwhile,
      );
      missing = missing.filter(({ grant }) => !fallen.has(grant));
      if (missing.length === 0) break;
      try {
        await this.#send(missing, isEnded);
        break;
      } catch (error) {
        const isOver = isCustosError(error, 'CONFLICT') && missing.some(({ subject }) => isEnded(subject));
        if (!isOver && !isCustosError(error, 'LEDGER_REJECTED')) throw error;
        // Of several calls some may have gone out before the withdrawal, and end with it on chain. Another request, or
        // this one before a crash, may have brought some of them.
        await state.caughtUp();
        const left = missing.filter((opening) => !this.#isOnChain(opening));
        if (!isOver && left.length === missing.length) {
          const unfit = left.flatMap((one) => {
            const why = refusal?.(one.subject);
            return why === undefined ? [] : [[one, why] as const];
          });
          if (unfit.length === 0) {
            await this.#letGo(left);
            if (isNothingDone(plan, new Set(left.map(({ grant }) => grant)))) await attempt.abandon();
            throw error;
          }
          const reasons = new Map(unfit);
          await fall([...reasons.keys()], (one) => reasons.get(one) as CustosError);
        }
        missing = left.filter(({ grant }) => !fallen.has(grant));
      }
    }
    for (const opening of openings.filter(({ grant }) => !fallen.has(grant))) {
      // A request beside this one may have been refused, and have let go of it, before the chain showed it.
      if (terms.get(opening.grant) === undefined) await terms.put(opening);
      this.#drop(opening);
    }
    const [first] = fallen.values();
    if (first === undefined || refusal !== undefined) return fallen;
    if (isNothingDone(plan, fallen)) await attempt.abandon();
    throw first;
  }

  async #letGo(refused: readonly GrantOpening[]): Promise<void> {
    for (const opening of refused) {
      await this.#sources.terms.delete(opening.grant);
      await this.#recording?.forget(opening);
      this.#drop(opening);
    }
  }

  async #send(openings: readonly GrantOpening[], isEnded: (subject: Pseudonym) => boolean): Promise<void> {
    const { state } = this.#sources;
    const records = openings.map(({ subject, terms, form = '0x' }) => ({
      subject,
      terms: hashTerms(termsFromJson(terms as unknown as Json)),
      form: form as Digest,
    }));
    const guard = () => {
      if (openings.some(({ subject }) => isEnded(subject))) throw withdrawnMeanwhile();
    };
    const sent = await state.sendAll(recordedGrantCalls(state.reader.contracts, records), { guard });
    await state.reached(Math.max(...sent.map(({ block }) => block.height)));
  }

  /** What the plan has and the chain has not, and of that what is not kept here any more. */
  #missing(
    consents: readonly Of[],
    plan: readonly RecordedRow[],
  ): { readonly openings: GrantOpening[]; readonly gone: ReadonlySet<GrantId> } {
    const missing = new Map<GrantId, GrantOpening>();
    const gone = new Set<GrantId>();
    for (const [i, row] of plan.entries()) {
      const subject = consents[i]?.subject;
      if ('refused' in row || row.stood || subject === undefined) continue;
      const { grant } = row;
      if (this.#isOnChain({ grant, subject })) continue;
      const opening = this.#sources.terms.get(grant);
      if (opening === undefined) gone.add(grant);
      else missing.set(grant, opening);
    }
    return { openings: [...missing.values()], gone };
  }

  /** Under way and neither on the chain nor withdrawn since. */
  #open(subject: Pseudonym): GrantOpening[] {
    return (this.#underWay.get(subject) ?? []).filter(
      (opening) => !this.#isOnChain(opening) && !isWithdrawn(this.#sources.state, subject, opening.grant),
    );
  }

  #add(opening: GrantOpening): void {
    this.#underWay.set(opening.subject, [...(this.#underWay.get(opening.subject) ?? []), opening]);
  }

  #drop({ grant, subject }: GrantOpening): void {
    const left = (this.#underWay.get(subject) ?? []).filter((other) => other.grant !== grant);
    if (left.length === 0) this.#underWay.delete(subject);
    else this.#underWay.set(subject, left);
  }

  #epochOf(subject: Pseudonym): number {
    return this.#sources.state.index.subjects.epochOf(subject);
  }

  #isOnChain({ grant, subject }: Pick<GrantOpening, 'grant' | 'subject'>): boolean {
    return this.#sources.state.directory.consent(subject, grant) !== undefined;
  }
}

function refused({ code, message }: CustosError): RefusedRow {
  return { refused: { code, detail: message } };
}

function epochIn(row: RecordedRow | undefined): number | undefined {
  return row === undefined || 'refused' in row ? undefined : row.epoch;
}

/** Whether nothing of a plan is, or will be, on the chain that was not there before. */
function isNothingDone(plan: readonly RecordedRow[], fallen: Pick<ReadonlySet<GrantId>, 'has'>): boolean {
  return plan.every((row) => 'refused' in row || row.stood || fallen.has(row.grant));
}

function goneBefore(): CustosError {
  return new CustosError(
    'CONFLICT',
    'The ledger refused one of these consents before, or its subject was erased since. Look at what stands, and ask for the others with a new Idempotency-Key.',
    { details: { newKey: true } },
  );
}

function goneSince(): CustosError {
  return new CustosError('CONFLICT', 'The ledger refused it before, or the patient was erased since.');
}

function onlyConflict(error: unknown): CustosError {
  if (isCustosError(error, 'CONFLICT')) return error;
  throw error;
}

function formUsed(): CustosError {
  return new CustosError(
    'CONFLICT',
    'This form was recorded before, and the consent that it gave was withdrawn. If the patient consented anew, there is a new form: give its reference.',
  );
}
