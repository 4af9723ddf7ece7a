import type { ToPage, ToWorker } from './page-protocol.ts';

export type Post = (message: ToPage) => void;

interface Waiting {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

/** `fetch` for a worker that asks its page, which alone can sign what it asks of the gateway. */
export class PageFetch {
  readonly #base: string;
  readonly #post: Post;
  readonly #waiting = new Map<number, Waiting>();
  #id = 0;

  constructor(base: string, post: Post) {
    this.#base = base;
    this.#post = post;
  }

  readonly fetch: typeof fetch = (input, init) => {
    const id = ++this.#id;
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const { signal, method, body } = init ?? {};
    this.#waiting.set(id, { resolve, reject });
    signal?.addEventListener('abort', () => this.#drop(id, new Error('It was not waited for any longer.')));
    this.#post({
      type: 'ask',
      id,
      method: method === 'POST' ? 'POST' : 'GET',
      path: String(input).slice(this.#base.length),
      ...(typeof body === 'string' ? { body } : {}),
    });
    return promise;
  };

  /** What the page was answered. */
  settle(answer: Exclude<ToWorker, { readonly type: 'start' }>): void {
    if (answer.type === 'unanswered') return this.#drop(answer.id, new Error(answer.reason));
    const { id, status, bytes } = answer;
    // No other status may come without a body.
    const body = status === 204 || status === 304 ? null : (bytes as Uint8Array<ArrayBuffer>);
    this.#waiting.get(id)?.resolve(new Response(body, { status }));
    this.#waiting.delete(id);
  }

  #drop(id: number, error: Error): void {
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
  }
}
