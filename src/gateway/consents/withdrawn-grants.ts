import type { GrantId, Pseudonym } from '../../core/ids.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';

/** Whether the log has acknowledged a withdrawal of the grant that the chain may not know yet. */
export function isWithdrawn({ acknowledged, index }: LedgerState, subject: Pseudonym, grant: GrantId): boolean {
  return acknowledged.of(index.subjects.find(subject)).some((withdrawn) => {
    if (withdrawn.scope === 'grant') return withdrawn.grant === grant;
    return withdrawn.scope === 'epoch' || withdrawn.scope === 'erasure';
  });
}
