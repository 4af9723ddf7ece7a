import type { ConsentIndex } from '../../consent/consent-index.ts';
import { ROLES } from '../../consent/members.ts';
import type { Permit } from '../../consent/permits.ts';
import type { PERMIT_STATE } from '../../ledger/words.ts';

/** Of a permit that was issued. */
export const PERMIT_STATES = [
  'awaitsCountersignature',
  'awaitsAcceptance',
  'notYetValid',
  'active',
  'expired',
  'revoked',
  'memberInactive',
  'datasetRetired',
] as const satisfies readonly (keyof typeof PERMIT_STATE)[];
export type PermitState = (typeof PERMIT_STATES)[number];

/** As PermitRegistry.stateOf, from the projections: it says what a list shows, and decides nothing. */
export function permitState(index: ConsentIndex, permit: Permit, nowSeconds: number): PermitState {
  if (permit.revoked) return 'revoked';
  if (nowSeconds > permit.until) return 'expired';
  if (permit.basis !== 'consent' && !permit.countersigned) return 'awaitsCountersignature';
  if (permit.hasTerms && !permit.accepted) return 'awaitsAcceptance';
  if (nowSeconds < permit.from) return 'notYetValid';
  const dataset = index.datasets.dataset(permit.dataset);
  if (dataset === undefined || dataset.retired) return 'datasetRetired';
  return fits(index, permit) && index.members.isActive(dataset.holder) ? 'active' : 'memberInactive';
}

function fits({ members }: ConsentIndex, { requester, delivery, emergency }: Permit): boolean {
  const toEnvironment = delivery === 'environment';
  const usual = toEnvironment ? ROLES.environment : ROLES.requester | ROLES.environment;
  const delivered = !toEnvironment || members.hasAny(requester, ROLES.environment);
  return members.isActive(requester) && members.hasAny(requester, emergency ? ROLES.clinician : usual) && delivered;
}
