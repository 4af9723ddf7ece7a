import { CustosError } from '../../core/errors.ts';
import type { Caller } from '../auth/caller.ts';
import type { Recorder } from '../records/gateway-records.ts';

/** Who is said to have recorded what a caller sends: the one place that says so. FORBIDDEN for a caller that is no member. */
export function recorderOf({ member, signer }: Pick<Caller, 'member' | 'signer'>): Recorder {
  if (member !== undefined) return { member, account: signer };
  throw new CustosError('FORBIDDEN', 'Only a member records what a patient signed or said.');
}
