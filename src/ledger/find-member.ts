import { isCustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
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
