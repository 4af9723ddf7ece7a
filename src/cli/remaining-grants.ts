import type { Consent } from '../client/consent-shape.ts';
import type { RemainingGrant } from '../client/withdrawals.ts';
import type { Language } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import type { Reader } from '../core/consent-text/sentences.ts';
import { dateWords } from '../core/date-words.ts';
import { formWords } from './consent-words.ts';
import type { Names } from './names.ts';
import { ownCommand } from './own-command.ts';
import { shortId } from './pick.ts';

/** For whom, and in which language. */
export interface Reading {
  readonly reader: Reader;
  readonly language: Language;
}

/** What still allows what after a withdrawal, for people. */
export function remainingWords(
  remaining: readonly RemainingGrant[],
  names: Names,
  { reader, language }: Reading,
): string[] {
  const { remaining: said } = decisionSentences(language);
  if (remaining.length === 0) return [said.none];
  const ids = remaining.map(({ grant }) => grant);
  return [
    said.some(remaining.length),
    ...remaining.map(
      (one) => `  ${shortId(one.grant, ids)}: ${words(one, names, language)}, ${formWords(one, reader, language)}`,
    ),
  ];
}

/** What counts beside a consent that is about to be signed, for its patient: a narrower one ends no wider one. */
export function besideWords(beside: readonly Consent[], names: Names, reading: Reading): string[] {
  const standing = beside.filter(({ active }) => active);
  if (standing.length === 0) return [];
  const ids = beside.map(({ grant }) => grant);
  const [first, ...others] = standing;
  const named = first && others.length === 0 ? shortId(first.grant, ids) : 'GRANT';
  return [
    ...remainingWords(standing, names, reading),
    decisionSentences(reading.language).remaining.beside(ownCommand(`consent revoke ${named}`)),
  ];
}

/** A permission and its modifiers in few words; the code of those that this version does not know. */
export function useWords(permission: string, modifiers: readonly string[], language: Language): string {
  const { permissionLabel, modifierLabel } = decisionSentences(language);
  const labels: Readonly<Record<string, string>> = modifierLabel;
  return [
    (permissionLabel as typeof labels)[permission] ?? permission,
    ...modifiers.map((code) => labels[code] ?? code),
  ].join('; ');
}

function words(
  { permission, modifiers, grantee, dataset, until }: RemainingGrant,
  names: Names,
  language: Language,
): string {
  const use = useWords(permission, modifiers, language);
  const { one } = decisionSentences(language).remaining;
  return one(names.grantee(grantee), names.scope(dataset), use, dateWords(until));
}
