import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import type { Metrics } from '../http/metrics.ts';

export interface QuestionLimits {
  /** Questions an hour that one requester may ask of one dataset. */
  readonly questionsAnHour: number;
  /** Different ones a day: who asks the same with another purpose, fact or list of items learns whose answers differ. */
  readonly differentQuestionsADay: number;
}

const DAY_MS = 86_400_000;

/** The budget of questions that release nothing and stand in no log. A subject asks about itself as it likes. */
export class Questions {
  readonly #limits: QuestionLimits;
  readonly #metrics: Metrics;
  readonly #hourly: RateLimiterMemory;
  /** By requester and dataset: when each question that was asked today was first asked. */
  readonly #asked = new Map<string, Map<string, number>>();

  constructor(limits: QuestionLimits, metrics: Metrics) {
    this.#limits = limits;
    this.#metrics = metrics;
    this.#hourly = new RateLimiterMemory({ points: limits.questionsAnHour, duration: 3600 });
  }

  /** Counts a question, given as its canonical bytes, of a dataset that there is: each that is named is kept. Throws RATE_LIMITED beyond the budget. */
  async spend(kind: 'check' | 'explain', caller: Caller, dataset: DatasetId, question: Uint8Array): Promise<void> {
    const who = `${caller.member ?? caller.signer}/${dataset}`;
    const digest = createHash('sha256').update(question).digest('base64');
    const isWithin = this.#isKnownOrFits(who, digest, Date.now()) && (await this.#isInTime(who));
    this.#metrics.questions.inc({ kind, outcome: isWithin ? 'answered' : 'over-budget' });
    if (isWithin) return;
    throw new CustosError(
      'RATE_LIMITED',
      `You asked this dataset all that you may for now: ${this.#limits.differentQuestionsADay} different questions a day, ${this.#limits.questionsAnHour} an hour. Ask for the content itself, or go on later.`,
    );
  }

  #isKnownOrFits(who: string, digest: string, now: number): boolean {
    const asked = this.#asked.get(who) ?? new Map<string, number>();
    for (const [old, since] of asked) if (since <= now - DAY_MS) asked.delete(old);
    if (asked.has(digest)) return true;
    if (asked.size >= this.#limits.differentQuestionsADay) return false;
    this.#asked.set(who, asked.set(digest, now));
    return true;
  }

  async #isInTime(who: string): Promise<boolean> {
    return this.#hourly.consume(who).then(
      () => true,
      (refusal) => {
        if (refusal instanceof Error) throw refusal;
        return false;
      },
    );
  }
}
