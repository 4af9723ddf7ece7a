import type { Consent } from '../client/consent-shape.ts';
import type { RemainingGrant } from '../client/withdrawals.ts';
import { dateWords } from '../core/date-words.ts';
import { useLabel } from '../core/purpose-names.ts';
import { formWords, type Reader } from './consent-words.ts';
import type { Names } from './names.ts';
import { ownCommand } from './own-command.ts';
import { shortId } from './pick.ts';

/** What still allows what after a withdrawal, for people. */
export function remainingWords(remaining: readonly RemainingGrant[], names: Names, reader: Reader): string[] {
  const [first, ...others] = remaining;
  if (first === undefined) return ['No other consent counts any more.'];
  const head =
    others.length === 0 ? 'One other consent still counts:' : `${remaining.length} other consents still count:`;
  const ids = remaining.map(({ grant }) => grant);
  return [
    head,
    ...remaining.map((one) => `  ${shortId(one.grant, ids)}: ${words(one, names)}, ${formWords(one, reader)}`),
  ];
}

/** What counts beside a consent that is about to be signed, for its patient: a narrower one ends no wider one. */
export function besideWords(beside: readonly Consent[], names: Names, reader: Reader): string[] {
  const standing = beside.filter(({ active }) => active);
  if (standing.length === 0) return [];
  const ids = beside.map(({ grant }) => grant);
  const [first, ...others] = standing;
  const named = first && others.length === 0 ? shortId(first.grant, ids) : 'GRANT';
  return [
    ...remainingWords(standing, names, reader),
    `What you sign now narrows nothing of that. To end such a consent, withdraw it: ${ownCommand(`consent revoke ${named}`)}.`,
  ];
}

function words({ permission, modifiers, grantee, dataset, until }: RemainingGrant, names: Names): string {
  const use = useLabel(permission, modifiers);
  return `${names.grantee(grantee)} may use ${names.scope(dataset)} for ${use}, until ${dateWords(until)}`;
}
