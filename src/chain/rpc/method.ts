import type { Peer } from './peer.ts';

/** Which queue a call waits in: what reads little, what searches logs, what runs code in a thread of its own. */
export type Lane = 'read' | 'search' | 'run';

export interface Method {
  /** Parameters that it takes at most: further ones are refused, since they would be ignored. */
  readonly most: number;
  readonly lane: Lane;
  readonly run: (params: readonly unknown[], peer: Peer) => unknown;
}

export type MethodTable = Readonly<Record<string, Method>>;

const inLane =
  (lane: Lane) =>
  (most: number, run: Method['run']): Method => ({ most, lane, run });

export const reads = inLane('read');
export const searches = inLane('search');
export const runs = inLane('run');
