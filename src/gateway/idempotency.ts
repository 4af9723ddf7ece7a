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

interface Kept {
  /** Of the whole request. */
  readonly digest: string;
  readonly expires: number;
  /** Absent as long as the work was not done. */
  readonly answer?: Answer;
}

/** Answers to POSTs that create, by caller and Idempotency-Key, for a day (draft-ietf-httpapi-idempotency-key-header). */
export class Idempotency {
  readonly #store: AnswerStore;
  readonly #onLost: (error: unknown) => void;
  readonly #running = new Set<string>();

  /** `onLost`: an answer could not be kept, and was given all the same. */
  constructor(store: AnswerStore, onLost: (error: unknown) => void) {
    this.#store = store;
    this.#onLost = onLost;
  }

  /** Runs `work` once for each key: the second call gets the first one's answer. The same key with another request
   *  is IDEMPOTENCY_CONFLICT, while the first one still runs CONFLICT. A failure is not kept: it may be tried again,
   *  as may work whose answer a crash lost. Nothing is begun where the key cannot be kept. */
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
    if (this.#running.has(id))
      throw new CustosError('CONFLICT', 'A request with this Idempotency-Key is still running.');
    this.#running.add(id);
    try {
      return await this.#once(id, createHash('sha256').update(request).digest('hex'), now, work);
    } finally {
      this.#running.delete(id);
    }
  }

  async #once(id: string, digest: string, now: number, work: () => Promise<Answer>): Promise<Answer> {
    const kept = await this.#find(id, now);
    if (kept !== undefined && kept.digest !== digest) {
      throw new CustosError(
        'IDEMPOTENCY_CONFLICT',
        'This Idempotency-Key was used for another request. Use a new one.',
      );
    }
    if (kept?.answer !== undefined) return kept.answer;
    const begun: Kept = { digest, expires: now + KEPT_MS };
    await this.#store.put(id, JSON.stringify(begun));
    const answer = await work();
    await this.#store.put(id, JSON.stringify({ ...begun, answer })).catch(this.#onLost);
    return answer;
  }

  async #find(id: string, now: number): Promise<Kept | undefined> {
    const text = await this.#store.get(id);
    if (text === undefined) return undefined;
    const kept = JSON.parse(text) as Kept;
    return kept.expires >= now ? kept : undefined;
  }
}
