import { CustosError } from '../core/errors.ts';

export function closed(): CustosError {
  return new CustosError('UNAVAILABLE', 'The log is being closed.');
}

/** `age` in ms; undefined where the chain has not been asked yet. */
export function unanchored(age: number | undefined): CustosError {
  const why =
    age === undefined
      ? 'The ledger has not said yet how much of the log it holds.'
      : `An entry has waited ${age} ms for its head on chain, longer than the consortium allows.`;
  return new CustosError('LOG_UNANCHORED', `${why} Nothing is released until that has changed.`);
}

/** Entries of the log itself rest on no decision: nothing can stand against them. */
export function outOfOrder(): CustosError {
  return new CustosError('INTERNAL', 'An entry of the log itself could not be given its place.');
}
