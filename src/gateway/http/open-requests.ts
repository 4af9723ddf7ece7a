import type { Response } from 'express';
import { CustosError } from '../../core/errors.ts';
import { Places } from './places.ts';

/** Requests of each network whose answers it has not read yet, so many and no more: each holds its answer in memory. */
export class OpenRequests {
  readonly #places: Places;

  constructor(most: number) {
    this.#places = new Places(most);
  }

  /** Counts the request until its answer was read or its connection is gone. Throws RATE_LIMITED. */
  enter(network: string, response: Response): void {
    if (!this.#places.take(network)) {
      throw new CustosError('RATE_LIMITED', 'Too many answers to this network are not read yet. Read them first.');
    }
    response.once('close', () => this.#places.leave(network));
  }
}
