import type { Digest } from '../core/ids.ts';
import type { EventFacts } from './abi.ts';

/** Where an event stands: block (`time` in milliseconds), transaction, and the index of the log in its block. */
export interface EventPosition {
  readonly height: number;
  readonly hash: Digest;
  readonly time: number;
  readonly transaction: Digest;
  readonly index: number;
}

export type EventName = keyof EventFacts;

/** Whatever the contracts say, by `name`: the facts of the event, flat, and its position. */
export type LedgerEvent = {
  [Name in EventName]: { readonly name: Name; readonly at: EventPosition } & EventFacts[Name];
}[EventName];

export type EventOf<Name extends EventName> = Extract<LedgerEvent, { readonly name: Name }>;
