import { isCustosError } from '../core/errors.ts';
import { type Address, ZERO_ADDRESS } from '../core/ids.ts';
import type { Member } from './abi.ts';
import type { LedgerReader } from './reader.ts';

/** The member that acts with the account now; undefined for one that was never added. */
export async function findMember(reader: LedgerReader, account: Address): Promise<Member | undefined> {
  try {
    return await reader.views.membership.memberOf(account);
  } catch (error) {
    if (isCustosError(error, 'LEDGER_REJECTED')) return undefined;
    throw error;
  }
}

/** The member that goes by the identity, by whichever account it acts now, or that acts with an account that is no identity; undefined
 *  for one that was never added. */
export async function findByIdentity(reader: LedgerReader, identity: Address): Promise<Member | undefined> {
  const account = await reader.views.membership.accountOf(identity);
  return findMember(reader, account === ZERO_ADDRESS ? identity : account);
}
