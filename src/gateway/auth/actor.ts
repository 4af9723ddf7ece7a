import type { Address, Digest } from '../../core/ids.ts';
import { accountOf } from '../../core/signer.ts';
import type { Caller } from './caller.ts';

/** Who did something for a member, as it is written into statements: the member, and the pseudonym of its person, where persons
 *  act for it. */
export interface Actor {
  readonly member: Address;
  readonly person?: Digest;
}

/** The one place that says who a member's caller is. Of a route for members, whose callers have an account. */
export function actorOf({ member, person, signer }: Pick<Caller, 'member' | 'person' | 'signer'>): Actor {
  const known = member ?? accountOf(signer);
  if (known !== undefined) return { member: known, ...(person === undefined ? {} : { person }) };
  throw new TypeError('A route for members was called by a passkey.');
}
