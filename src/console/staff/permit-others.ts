import type { Permit } from '../../client/index.ts';

const ENDED: readonly string[] = ['revoked', 'expired'];

/** Other permits by which the same organisation gets, or could get, the same dataset: revoking one leaves these, and those for the same use
 *  come first. */
export function othersThan({ permit, requester, dataset, purpose }: Permit, all: readonly Permit[]): readonly Permit[] {
  const isSame = (one: Permit) => Number(one.purpose === purpose);
  return all
    .filter((one) => one.permit !== permit && one.requester === requester && one.dataset === dataset)
    .filter(({ state }) => !ENDED.includes(state))
    .toSorted((one, other) => isSame(other) - isSame(one) || other.permit - one.permit);
}
