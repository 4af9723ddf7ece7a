import { createHash } from 'node:crypto';
import { CustosError } from '../core/errors.ts';

const KEPT_MS = 24 * 3_600_000;
const KEY = /^[\x21-\x7e]{8,128}$/;

/** Where answers are kept: durable, so that a client that lost the answer in a crash gets it again. */
export interface AnswerStore {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers to POSTs that create, by caller and Idempotency-Key, for a day (draft-ietf-httpapi-idempotency-key-header). */
export class Idempotency {
  readonly #store: AnswerStore;
  readonly #running = new Set<string>();

  constructor(store: AnswerStore) {
    this.#store = store;
  }

  /** Runs `work` once for each key: the second call gets the first one's answer. The same key with another request
   *  is IDEMPOTENCY_CONFLICT, while the first one still runs CONFLICT. A failure is not kept: it may be tried again. */
  async once(
    caller: string,
    key: string | undefined,
    request: Uint8Array,
    now: number,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    if (key === undefined) return work();
    if (!KEY.test(key))
      throw new CustosError('INPUT_INVALID', 'An Idempotency-Key has 8 to 128 visible ASCII characters.');
    const id = createHash('sha256').update(`${caller}\n${key}`).digest('hex');
    const digest = createHash('sha256').update(request).digest('hex');
    const kept = await this.#find(id, now);
    if (kept) {
      if (kept.digest === digest) return kept.answer;
      throw new CustosError(
        'IDEMPOTENCY_CONFLICT',
        'This Idempotency-Key was used for another request. Use a new one.',
      );
    }
    if (this.#running.has(id))
      throw new CustosError('CONFLICT', 'A request with this Idempotency-Key is still running.');
    this.#running.add(id);
    try {
      const answer = await work();
      await this.#store.put(id, JSON.stringify({ digest, until: now + KEPT_MS, answer }));
      return answer;
    } finally {
      this.#running.delete(id);
    }
  }

  async #find(id: string, now: number): Promise<{ digest: string; answer: Answer } | undefined> {
    const text = await this.#store.get(id);
    if (text === undefined) return undefined;
    const kept = JSON.parse(text) as { digest: string; until: number; answer: Answer };
    return kept.until >= now ? kept : undefined;
  }
}
