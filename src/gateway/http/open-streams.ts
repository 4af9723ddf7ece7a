import type { Response } from 'express';
import { CustosError } from '../../core/errors.ts';
import type { Signer } from '../../core/signer.ts';
import { ContentStream } from './content-stream.ts';

export interface StreamLimits {
  /** Streams open at once, of one signer and of all: each holds about two segments in memory. */
  readonly streamsAnAccount: number;
  readonly streams: number;
}

/** The content that is being sent, so many streams and no more. */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #bySigner = new Map<Signer, number>();
  #all = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Throws RATE_LIMITED where too many are open. */
  async run(signer: Signer, response: Response, send: (stream: ContentStream) => Promise<void>): Promise<void> {
    const own = this.#bySigner.get(signer) ?? 0;
    if (own >= this.#limits.streamsAnAccount || this.#all >= this.#limits.streams) {
      throw new CustosError('RATE_LIMITED', 'Too many streams are open at once. Wait for one to end.');
    }
    this.#count(signer, 1);
    try {
      await send(new ContentStream(response));
    } finally {
      this.#count(signer, -1);
    }
  }

  #count(signer: Signer, by: 1 | -1): void {
    this.#all += by;
    const own = (this.#bySigner.get(signer) ?? 0) + by;
    if (own === 0) this.#bySigner.delete(signer);
    else this.#bySigner.set(signer, own);
  }
}
