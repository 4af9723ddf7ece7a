import type { Consent } from '../client/consent-shape.ts';
import type { Standing } from '../client/standing.ts';
import type { Language } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import type { Reader } from '../core/consent-text/sentences.ts';
import { dateWords } from '../core/date-words.ts';
import { useLabel } from '../core/purpose-names.ts';
import { categoryWords } from './category-words.ts';
import type { Names } from './names.ts';
import { table } from './output.ts';
import { ownCommand } from './own-command.ts';
import { shortId } from './pick.ts';

const IDENTIFYING: Readonly<Record<Reader, string>> = {
  patient: ', also what identifies you',
  guardian: ', also what identifies the person',
  holder: ', also what identifies the patient',
};

/** Whom the words are for, of whoever stands so there. */
export function readerOf({ roles, signsAs }: Pick<Standing, 'roles' | 'signsAs'>): Reader {
  if (roles.includes('holder')) return 'holder';
  return signsAs === 'guardian' ? 'guardian' : 'patient';
}

/** What a guardian is told before words that speak to the person itself. */
export function actingWords(reader: Reader, language: Language): string[] {
  return reader === 'guardian' ? [decisionSentences(language).asking.guardian] : [];
}

/** Grants for people to read: what each allows and leaves out, of which data and for whom, whether it counts, and which of them
 *  still wait for a patient's answer; whose each is, where `called` says what patients are called. */
export function consentTable(
  grants: readonly Consent[],
  names: Names,
  reader: Reader,
  called?: (subject: string) => string,
): string[] {
  const ids = grants.map(({ grant }) => grant);
  const whose = called === undefined ? [] : ['patient'];
  return table(
    ['consent', ...whose, 'counts', 'for', 'data', 'without', 'who may use it', 'from', 'until', 'form'],
    grants.map((one) => [
      shortId(one.grant, ids),
      ...(called === undefined ? [] : [called(one.subject)]),
      countsWords(one),
      useLabel(one.permission, one.modifiers),
      names.scope(one.dataset) + (one.identifiable ? IDENTIFYING[reader] : ''),
      categoryWords(one.excluded),
      names.grantee(one.grantee) + coversWords(one, names),
      dateWords(one.from),
      dateWords(one.until),
      formWords(one, reader),
    ]),
  );
}

/** Whom a consent that was just given covers, where it is for a group: somebody may have joined since it was shown. */
export function coveredLines(consents: readonly Consent[], grant: string, names: Names, language: Language): string[] {
  const { covers } = consents.find((one) => one.grant === grant) ?? {};
  if (covers === undefined) return [];
  return [decisionSentences(language).signed.covers(inWords(covers.map(names.member), language))];
}

/** Whom a consent for a group covers now; nothing for others. */
function coversWords({ covers }: Consent, names: Names): string {
  return covers === undefined ? '' : `, now ${covers.map(names.member).join(' and ') || 'nobody'}`;
}

/** A sentence on those that count under a text that was changed or withdrawn since. */
export function askAgainWords(grants: readonly Consent[]): string[] {
  const asked = grants.filter(({ asksAgain }) => asksAgain === true);
  if (asked.length === 0) return [];
  const ids = grants.map(({ grant }) => grant);
  const [head, they] = asked.length === 1 ? ['One counts', 'it stands'] : [`${asked.length} count`, 'they stand'];
  return [
    `${head} under an information text that was changed or withdrawn since: ${they} as given, and the person is to be asked again: ${asked.map(({ grant }) => shortId(grant, ids)).join(', ')}.`,
  ];
}

/** What a patient does about those that wait for its answer. */
export function answerWords(grants: readonly Consent[]): string[] {
  const waiting = grants.filter(({ active, awaitsAnswer }) => active && awaitsAnswer);
  if (waiting.length === 0) return [];
  const [head, them] = waiting.length === 1 ? ['One waits', 'it'] : [`${waiting.length} wait`, 'each'];
  return [
    `${head} for your answer: keep ${them} with ${ownCommand('consent keep CONSENT')}, or end ${them} with ${ownCommand('consent revoke CONSENT')}.`,
  ];
}

/** How a consent was given, and when. */
export function formWords(
  { kind, grantedAt }: Pick<Consent, 'kind' | 'grantedAt'>,
  reader: Reader,
  language: Language = 'en',
): string {
  return `${givenWords(kind, reader, language)}, ${dateWords(grantedAt)}`;
}

/** Who gave a consent, and how. */
export function givenWords(kind: string, reader: Reader, language: Language = 'en'): string {
  const given: Readonly<Record<string, string>> = decisionSentences(language).remaining.given[reader];
  return given[kind] ?? kind;
}

/** When a grant was withdrawn, as far as the ledger has it. */
function withdrawnWords(revokedAt: number): string {
  return revokedAt > 0 ? `withdrawn ${dateWords(revokedAt)}` : 'withdrawn, not on the ledger yet';
}

function countsWords({ active, withdrawn, revokedAt, awaitsAnswer, answerBy, until }: Consent): string {
  if (withdrawn) return withdrawnWords(revokedAt);
  if (!active) return until * 1000 < Date.now() ? 'no, over' : 'no, not kept in time';
  if (!awaitsAnswer) return 'yes';
  return answerBy === undefined ? 'yes, not answered' : `until ${dateWords(answerBy)}, not answered`;
}

function inWords(names: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}
