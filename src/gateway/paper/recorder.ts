import { CustosError } from '../../core/errors.ts';
import type { Caller } from '../auth/caller.ts';
import type { Recorder } from '../records/gateway-records.ts';

/** Who is said to have recorded what a caller sends: the one place that says so. FORBIDDEN for a caller that is no member. */
export function recorderOf({ member, person, signer }: Pick<Caller, 'member' | 'person' | 'signer'>): Recorder {
  if (member !== undefined) return { member, account: signer, ...(person === undefined ? {} : { person }) };
  throw new CustosError('FORBIDDEN', 'Only a member records what a patient signed or said.');
}
