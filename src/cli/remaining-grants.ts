import type { RemainingGrant } from '../client/withdrawals.ts';
import { ZERO_DIGEST } from '../core/ids.ts';
import type { DatasetNames } from './dataset-names.ts';
import { granteeWords } from './grant-table.ts';
import { isoTime } from './output.ts';

const KINDS = { self: 'signed', guardian: 'signed by a guardian', recorded: 'recorded from paper' } as const;

/** What still allows what after a withdrawal, for people. */
export function remainingWords(remaining: readonly RemainingGrant[], nameOf: DatasetNames): string[] {
  const [first, ...others] = remaining;
  if (first === undefined) return ['No other consent counts any more.'];
  const head =
    others.length === 0 ? 'One other consent still counts:' : `${remaining.length} other consents still count:`;
  return [head, ...remaining.map((one) => words(one, nameOf))];
}

function words(
  { grant, kind, permission, modifiers, grantee, dataset, until }: RemainingGrant,
  nameOf: DatasetNames,
): string {
  const what = [permission, ...modifiers].join('+');
  const whose = dataset === ZERO_DIGEST ? 'all datasets' : `dataset ${nameOf(dataset)}`;
  return `  ${grant} (${KINDS[kind]}): ${what} of ${whose}, for ${granteeWords(grantee)}, until ${isoTime(until)}`;
}
