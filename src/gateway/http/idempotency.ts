import { createHash } from 'node:crypto';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { KeptRequest } from '../records/gateway-records.ts';
import { isOpen, KEPT_MS, RequestAttempt } from './request-attempt.ts';

const KEY = /^[\x21-\x7e]{8,128}$/;

/** Where requests and answers are kept: durable, so that a client that lost the answer in a crash gets it again. */
export interface AnswerStore {
  get(key: string): Promise<KeptRequest | undefined>;
  put(key: string, value: KeptRequest): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Requests that create, by caller and Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). */
export class Idempotency {
  readonly #store: AnswerStore;
  readonly #onLost: (error: unknown) => void;
  readonly #running = new Set<string>();

  /** `onLost`: an answer could not be kept, or a key not be freed, and the client was answered all the same. */
  constructor(store: AnswerStore, onLost: (error: unknown) => void) {
    this.#store = store;
    this.#onLost = onLost;
  }

  /** Runs `work` once for each key: the second call gets the first one's answer, for a day. The same key with another
   *  request is IDEMPOTENCY_CONFLICT, while the first one still runs CONFLICT. Nothing is begun where the key cannot be
   *  kept.
   *
   *  Work that failed before anything was sent frees its key. Work that failed later, or was killed, keeps it until it
   *  has an answer: a repetition goes on with its plan. */
  async once(
    caller: string,
    key: string | undefined,
    request: Uint8Array,
    now: number,
    work: (attempt: RequestAttempt) => Promise<Answer>,
  ): Promise<Answer> {
    if (key === undefined) return work(new RequestAttempt({ digest: '' }, async () => undefined));
    if (!KEY.test(key))
      throw new CustosError('INPUT_INVALID', 'An Idempotency-Key has 8 to 128 visible ASCII characters.');
    const id = sha256(`${caller}\n${key}`);
    if (this.#running.has(id))
      throw new CustosError('CONFLICT', 'A request with this Idempotency-Key is still running.', {
        details: { running: true },
      });
    this.#running.add(id);
    try {
      return await this.#once(id, sha256(request), now, work);
    } finally {
      this.#running.delete(id);
    }
  }

  /** The answer that is kept for a key; undefined where there is none, or none any more. */
  async answered(caller: string, key: string, now: number): Promise<Answer | undefined> {
    return (await this.#find(sha256(`${caller}\n${key}`), now))?.answer as Answer | undefined;
  }

  async #once(
    id: string,
    digest: string,
    now: number,
    work: (attempt: RequestAttempt) => Promise<Answer>,
  ): Promise<Answer> {
    const found = await this.#find(id, now);
    const isSame = found?.digest === digest;
    if (found !== undefined && !isSame && (found.answer !== undefined || isOpen(found))) {
      throw new CustosError(
        'IDEMPOTENCY_CONFLICT',
        'This Idempotency-Key was used for another request. Use a new one.',
      );
    }
    if (found?.answer !== undefined) return found.answer as Answer;
    const save = (kept: KeptRequest) => this.#store.put(id, kept);
    const begun = found !== undefined && isSame ? found : { digest, expires: now + KEPT_MS };
    if (begun !== found) await save(begun);
    const attempt = new RequestAttempt(begun, save);
    const answer = await work(attempt).catch(async (error) => {
      if (isOpen(attempt.kept)) throw stillOpen(error);
      await this.#store.delete(id).catch(this.#onLost);
      throw error;
    });
    await save({ digest, expires: Date.now() + KEPT_MS, answer }).catch(this.#onLost);
    return answer;
  }

  async #find(id: string, now: number): Promise<KeptRequest | undefined> {
    const kept = await this.#store.get(id);
    return kept?.expires === undefined || kept.expires >= now ? kept : undefined;
  }
}

function stillOpen(error: unknown): unknown {
  if (!isCustosError(error) || error.details.newKey === true) return error;
  const { code, message, details } = error;
  const next =
    'It may have been done, or in part: send the same request with the same Idempotency-Key to go on with it.';
  return new CustosError(code, `${message} ${next}`, { cause: error, details });
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
