import type { Response } from 'express';
import { CustosError } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import { ContentStream } from './content-stream.ts';

export interface StreamLimits {
  /** Streams open at once, of one account and of all: each holds about two segments in memory. */
  readonly streamsAnAccount: number;
  readonly streams: number;
}

/** The content that is being sent, so many streams and no more. */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #byAccount = new Map<Address, number>();
  #all = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Throws RATE_LIMITED where too many are open. */
  async run(account: Address, response: Response, send: (stream: ContentStream) => Promise<void>): Promise<void> {
    const own = this.#byAccount.get(account) ?? 0;
    if (own >= this.#limits.streamsAnAccount || this.#all >= this.#limits.streams) {
      throw new CustosError('RATE_LIMITED', 'Too many streams are open at once. Wait for one to end.');
    }
    this.#count(account, 1);
    try {
      await send(new ContentStream(response));
    } finally {
      this.#count(account, -1);
    }
  }

  #count(account: Address, by: 1 | -1): void {
    this.#all += by;
    const own = (this.#byAccount.get(account) ?? 0) + by;
    if (own === 0) this.#byAccount.delete(account);
    else this.#byAccount.set(account, own);
  }
}
