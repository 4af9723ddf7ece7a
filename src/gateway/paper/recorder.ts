import { actorOf } from '../auth/actor.ts';
import type { Caller } from '../auth/caller.ts';
import type { Recorder } from '../records/gateway-records.ts';

/** Who is said to have recorded what a caller sends: its `actorOf`, by the account that signed in. */
export function recorderOf(caller: Pick<Caller, 'member' | 'person' | 'signer'>): Recorder {
  return { ...actorOf(caller), account: caller.signer };
}
