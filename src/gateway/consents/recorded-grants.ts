import type { Json } from '../../core/canonical.ts';
import type { GrantOpening } from '../../core/content.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Digest, GrantId, Pseudonym } from '../../core/ids.ts';
import { hashTerms, recordedGrantId, type Terms, termsFromJson, termsToJson } from '../../core/terms.ts';
import { recordedGrantCalls } from '../../ledger/calls.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import {
  allWithdrawn,
  comesTo,
  endedSince,
  type GrantSources,
  standingLike,
  withdrawnMeanwhile,
} from './standing-grants.ts';
import { isWithdrawn } from './withdrawn-grants.ts';

/** A consent on paper. */
export interface PaperConsent {
  readonly subject: Pseudonym;
  readonly form: Digest;
  /** With a salt of its own. */
  readonly terms: Terms;
}

/** One of them, in the order of the request. */
export interface RecordedGrant {
  readonly grant: GrantId;
  /** It stood before, recorded from this form or another one. */
  readonly stood: boolean;
  /** Of the subject, when this was taken on. */
  readonly epoch?: number;
}

/** Brings consents on paper to the chain, each once: whoever repeats one, with its key or without, after a crash or at
 *  the same time, comes to the same grant. */
export class RecordedGrants {
  readonly #sources: GrantSources;
  /** Those that this gateway drew and the chain does not show, by subject. */
  readonly #underWay = new Map<Pseudonym, GrantOpening[]>();

  /** `sources` have caught up with the chain: what was kept and is not there was cut off by a crash. */
  constructor(sources: GrantSources) {
    this.#sources = sources;
    for (const opening of sources.terms.others()) {
      if (opening.form !== undefined && !this.#isOnChain(opening)) this.#add(opening);
    }
  }

  /** Resolves when the chain has them all. */
  async record(consents: readonly PaperConsent[], attempt: RequestAttempt): Promise<RecordedGrant[]> {
    const ended = new Map(consents.map(({ subject }) => [subject, endedSince(this.#sources, subject)]));
    const plan = await attempt.commit(async () => {
      await allWithdrawn(
        this.#sources,
        consents.map(({ subject }) => subject),
      );
      const chosen = consents.map((consent) => ({ ...this.#choose(consent), subject: consent.subject }));
      const fresh = new Set(chosen.flatMap(({ opening }) => opening ?? []));
      for (const opening of fresh) await this.#keep(opening);
      return chosen.map(({ grant, opening, subject }) => ({
        grant,
        stood: opening === undefined,
        epoch: this.#epochOf(subject),
      }));
    });
    const planned = new Map(consents.map(({ subject }, i) => [subject, plan[i]?.epoch]));
    // What a crash cut off, and is asked for again after a withdrawal, is older than that.
    const isEnded = (subject: Pseudonym): boolean =>
      ended.get(subject)?.() === true || this.#epochOf(subject) > (planned.get(subject) ?? Number.POSITIVE_INFINITY);
    await this.#bring(consents, plan, attempt, isEnded);
    return plan;
  }

  /** Runs without giving way, so that two requests for the same choose the same. */
  #choose({ subject, form, terms }: PaperConsent): { grant: GrantId; opening?: GrantOpening } {
    const wanted = termsToJson(terms);
    const standing = standingLike(this.#sources, subject, 'recorded', wanted);
    if (standing !== undefined) return { grant: standing };
    const begun = this.#open(subject).find((opening) => comesTo(opening, wanted));
    if (begun !== undefined) return { grant: begun.grant, opening: begun };
    const grant = recordedGrantId(this.#sources.state.domain, { subject, terms, form });
    const opening = { grant, subject, terms: wanted, form };
    this.#add(opening);
    return { grant, opening };
  }

  async #keep(opening: GrantOpening): Promise<void> {
    try {
      await this.#sources.terms.put(opening);
    } catch (error) {
      this.#drop(opening);
      throw error;
    }
  }

  async #bring(
    consents: readonly PaperConsent[],
    plan: readonly RecordedGrant[],
    attempt: RequestAttempt,
    isEnded: (subject: Pseudonym) => boolean,
  ) {
    const { state, terms } = this.#sources;
    const openings = this.#missing(consents, plan);
    const ended: GrantOpening[] = [];
    for (let missing = openings; missing.length > 0; ) {
      const over = missing.filter(({ subject }) => isEnded(subject));
      await this.#letGo(over);
      ended.push(...over);
      missing = missing.filter((opening) => !over.includes(opening));
      if (missing.length === 0) break;
      try {
        await this.#send(missing, isEnded);
        break;
      } catch (error) {
        if (isCustosError(error, 'CONFLICT') && missing.some(({ subject }) => isEnded(subject))) {
          // Of several calls some may have gone out before the withdrawal, and end with it on chain.
          await state.caughtUp();
          missing = missing.filter((opening) => !this.#isOnChain(opening));
          continue;
        }
        if (!isCustosError(error, 'LEDGER_REJECTED')) throw error;
        // Another request, or this one before a crash, may have brought some of them.
        await state.caughtUp();
        const left = missing.filter((opening) => !this.#isOnChain(opening));
        if (left.length === missing.length) {
          await this.#letGo(left);
          const isNothingDone = plan.every(({ grant, stood }) => stood || left.some((one) => one.grant === grant));
          if (isNothingDone) await attempt.abandon();
          throw error;
        }
        missing = left;
      }
    }
    for (const opening of openings.filter((one) => !ended.includes(one))) {
      // A request beside this one may have been refused, and have let go of it, before the chain showed it.
      if (terms.get(opening.grant) === undefined) await terms.put(opening);
      this.#drop(opening);
    }
    if (ended.length === 0) return;
    if (plan.every(({ grant, stood }) => stood || ended.some((one) => one.grant === grant))) await attempt.abandon();
    throw withdrawnMeanwhile();
  }

  async #letGo(refused: readonly GrantOpening[]): Promise<void> {
    for (const opening of refused) {
      await this.#sources.terms.delete(opening.grant);
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

  #missing(consents: readonly PaperConsent[], plan: readonly RecordedGrant[]): GrantOpening[] {
    const missing = new Map<GrantId, GrantOpening>();
    for (const [i, { grant, stood }] of plan.entries()) {
      const subject = consents[i]?.subject;
      if (stood || subject === undefined || this.#isOnChain({ grant, subject })) continue;
      const opening = this.#sources.terms.get(grant);
      if (opening === undefined) {
        const message =
          'The ledger refused one of these consents before, or its subject was erased since. Look at what stands, and ask for the others with a new Idempotency-Key.';
        throw new CustosError('CONFLICT', message, { details: { newKey: true } });
      }
      missing.set(grant, opening);
    }
    return [...missing.values()];
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
