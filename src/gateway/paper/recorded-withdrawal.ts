import type { RevocationEvidence } from '../../core/evidence.ts';
import type { Call } from '../../ledger/calls.ts';
import { type Withdrawing, withdraw } from '../consents/withdrawing.ts';
import type { KeptAct } from '../records/gateway-records.ts';
import type { RecordedActs } from './recorded-acts.ts';

/** As `withdraw`, of what was told on paper or by telephone: who recorded it is noted with it. */
export async function withdrawNoted(
  deps: Omit<Withdrawing, 'signatures'> & { readonly acts: RecordedActs },
  act: KeptAct,
  what: Pick<RevocationEvidence, 'subject' | 'grant' | 'scope'>,
  { to, data }: Call,
) {
  return deps.acts.narrow(act, { ...what, call: { to, data } }, () => withdraw(deps, what, { to, data }));
}
