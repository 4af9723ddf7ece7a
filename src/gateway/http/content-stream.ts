import { once } from 'node:events';
import type { Response } from 'express';
import type { ContentLine } from '../../core/content.ts';
import type { Interruption } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';

/** Writes to one response, no faster than the client reads, and can be reset at any moment. A client that does not read
 *  loses its connection (`ConnectionLimits.stallMs`). */
export class ContentStream {
  readonly #response: Response;
  readonly #reset = new AbortController();
  #interruption: Interruption | undefined;
  #head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined;

  constructor(response: Response) {
    this.#response = response;
    response.once('close', () => this.#stop('disconnected'));
    if (response.destroyed) this.#stop('disconnected');
  }

  /** Why the stream ended before its end. */
  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  /** The head goes out with the first byte: until then an error can still be answered as one. */
  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.#head = { status, headers };
  }

  /** Resolves when the bytes were handed on and there is room for more. Throws UNAVAILABLE once the stream was
   *  interrupted: nothing more leaves. */
  async write(bytes: string | Uint8Array): Promise<void> {
    this.#check();
    this.#sendHead();
    if (this.#response.write(bytes)) return;
    await once(this.#response, 'drain', { signal: this.#reset.signal }).catch(() => undefined);
    this.#check();
  }

  line(line: ContentLine): Promise<void> {
    return this.write(`${JSON.stringify(line)}\n`);
  }

  end(): void {
    if (this.#interruption !== undefined) return;
    this.#sendHead();
    this.#response.end();
  }

  /** Resets the connection, so that what lies in buffers does not arrive either. Before the head was sent nothing is
   *  to be reset: the answer can still say what went wrong. */
  interrupt(why: Interruption): void {
    if (!this.#stop(why) || !this.#response.headersSent) return;
    this.#response.socket?.resetAndDestroy();
    this.#response.destroy();
  }

  #sendHead(): void {
    if (this.#head === undefined) return;
    const { status, headers } = this.#head;
    this.#head = undefined;
    this.#response.status(status).set({ ...headers, 'X-Accel-Buffering': 'no' });
  }

  #stop(why: Interruption): boolean {
    if (this.#interruption !== undefined || this.#response.writableFinished) return false;
    this.#interruption = why;
    this.#reset.abort();
    return true;
  }

  #check(): void {
    if (this.#interruption !== undefined) throw new CustosError('UNAVAILABLE', 'The stream was interrupted.');
  }
}
