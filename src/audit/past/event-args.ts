import type { Hex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { ChainEvent } from '../source/sources.ts';

/** Reads members of a decoded event and refuses, with LEDGER_MISMATCH, what is of another type: an auditor that
 *  misread an event would decide wrongly without saying so. */
export class EventArgs {
  readonly #name: string;
  readonly #args: Readonly<Record<string, unknown>>;

  constructor(event: Pick<ChainEvent, 'name' | 'args'>) {
    this.#name = event.name;
    this.#args = event.args;
  }

  hex<T extends Hex>(key: string): T {
    const value = this.#args[key];
    if (typeof value !== 'string' || !/^0x[0-9a-fA-F]*$/.test(value)) throw this.#wrong(key);
    return value.toLowerCase() as T;
  }

  number(key: string): number {
    const value = this.#args[key];
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw this.#wrong(key);
    return number;
  }

  bigint(key: string): bigint {
    const value = this.#args[key];
    if (typeof value === 'bigint' && value >= 0n) return value;
    return BigInt(this.number(key));
  }

  text(key: string): string {
    const value = this.#args[key];
    if (typeof value !== 'string') throw this.#wrong(key);
    return value;
  }

  flag(key: string): boolean {
    const value = this.#args[key];
    if (typeof value !== 'boolean') throw this.#wrong(key);
    return value;
  }

  struct(key: string): EventArgs {
    const value = this.#args[key];
    if (typeof value !== 'object' || value === null) throw this.#wrong(key);
    return new EventArgs({ name: `${this.#name}.${key}`, args: value as Record<string, unknown> });
  }

  #wrong(key: string): CustosError {
    return new CustosError('LEDGER_MISMATCH', `The event ${this.#name} has no readable ${key}.`);
  }
}
