import type { Response } from 'express';
import { CustosError } from '../core/errors.ts';

/** Requests of each network whose answers it has not read yet, so many and no more: each holds its answer in memory. */
export class OpenRequests {
  readonly #most: number;
  readonly #byNetwork = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts the request until its answer was read or its connection is gone. Throws RATE_LIMITED. */
  enter(network: string, response: Response): void {
    const open = this.#byNetwork.get(network) ?? 0;
    if (open >= this.#most) {
      throw new CustosError('RATE_LIMITED', 'Too many answers to this network are not read yet. Read them first.');
    }
    this.#byNetwork.set(network, open + 1);
    response.once('close', () => this.#leave(network));
  }

  #leave(network: string): void {
    const left = (this.#byNetwork.get(network) ?? 1) - 1;
    if (left === 0) this.#byNetwork.delete(network);
    else this.#byNetwork.set(network, left);
  }
}
