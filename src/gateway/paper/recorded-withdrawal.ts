import type { RevocationEvidence } from '../../core/evidence.ts';
import type { Call } from '../../ledger/calls.ts';
import { type Withdrawing, withdraw } from '../consents/withdrawing.ts';
import { requireActing } from '../ledger/rights.ts';
import type { NotedAct } from '../records/gateway-records.ts';
import type { RecordedActs } from './recorded-acts.ts';

/** As `withdraw`, of what was told on paper or by telephone: who recorded it is noted with it. Throws as `requireActing`. */
export async function withdrawNoted(
  deps: Omit<Withdrawing, 'signatures'> & { readonly acts: RecordedActs },
  act: NotedAct,
  what: Pick<RevocationEvidence, 'subject' | 'grant' | 'scope'>,
  { to, data }: Call,
) {
  return deps.acts.narrow(act, { ...what, call: { to, data } }, async () => {
    // The gateway may have been suspended while the note was written: the chain would refuse what is acknowledged now.
    requireActing(deps.state);
    return withdraw(deps, what, { to, data });
  });
}
