import { once } from 'node:events';
import type { Response } from 'express';
import type { ContentLine } from '../core/content.ts';
import { CustosError } from '../core/errors.ts';

/** A client that takes nothing for this long is gone. */
const STALL_MS = 60_000;

/** Why a stream ended before its end. */
export type Interruption = 'disconnected' | 'revoked' | 'failed';

/** Writes NDJSON lines to one response, no faster than the client reads, and can be reset at any moment. */
export class ContentStream {
  readonly #response: Response;
  readonly #reset = new AbortController();
  #interruption: Interruption | undefined;

  constructor(response: Response) {
    this.#response = response;
    response.once('close', () => this.#stop('disconnected'));
  }

  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  begin(): void {
    this.#response.status(200).set({
      'Content-Type': 'application/x-ndjson',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    this.#response.flushHeaders();
  }

  /** Resolves when the line was handed on and there is room for more. Throws UNAVAILABLE once the stream was
   *  interrupted: nothing more leaves. */
  async write(line: ContentLine): Promise<void> {
    this.#check();
    if (this.#response.write(`${JSON.stringify(line)}\n`)) return;
    const signal = AbortSignal.any([this.#reset.signal, AbortSignal.timeout(STALL_MS)]);
    try {
      await once(this.#response, 'drain', { signal });
    } catch {
      this.interrupt('disconnected');
    }
    this.#check();
  }

  end(): void {
    if (this.#interruption === undefined) this.#response.end();
  }

  /** Resets the connection, so that what lies in buffers does not arrive either. */
  interrupt(why: Interruption): void {
    if (!this.#stop(why)) return;
    this.#response.socket?.resetAndDestroy();
    this.#response.destroy();
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
