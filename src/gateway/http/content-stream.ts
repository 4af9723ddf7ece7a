import { once } from 'node:events';
import type { Response } from 'express';
import type { Interruption } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';

/** What is collected goes out in writes of some so many bytes. */
const WRITE_BYTES = 65_536;

/** Writes to one response, no faster than the client reads, and can be reset at any moment. A client that does not read
 *  loses its connection (`ConnectionLimits.stallMs`). */
export class ContentStream {
  readonly #response: Response;
  readonly #reset = new AbortController();
  #collected: Uint8Array[] = [];
  #collectedBytes = 0;
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

  /** Keeps bytes for the next `flush`: they MUST NOT change until then. */
  collect(bytes: Uint8Array): void {
    this.#collected.push(bytes);
    this.#collectedBytes += bytes.length;
  }

  /** Whether so much is collected that it is worth a write. */
  get isFull(): boolean {
    return this.#collectedBytes >= WRITE_BYTES;
  }

  /** As `write`, of all that was collected. */
  async flush(): Promise<void> {
    const pieces = this.#collected;
    this.#collected = [];
    this.#collectedBytes = 0;
    for (const piece of joinedSmall(pieces)) await this.write(piece);
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

/** The same bytes in fewer pieces; large ones are not copied. */
function* joinedSmall(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece.length < WRITE_BYTES) {
      small.push(piece);
      continue;
    }
    if (small.length > 0) yield Buffer.concat(small);
    yield piece;
    small = [];
  }
  if (small.length > 0) yield Buffer.concat(small);
}
