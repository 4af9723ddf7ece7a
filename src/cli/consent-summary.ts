import type { Consent, ConsentWords } from '../client/consent-shape.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { listGroups } from '../client/groups.ts';
import { readNotice } from '../client/notices.ts';
import type { Permit } from '../client/permits.ts';
import { standingAt } from '../client/standing.ts';
import type { ConsentText, Language } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import { dateWords } from '../core/date-words.ts';
import { isCustosError } from '../core/errors.ts';
import { type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { readGrantee } from '../core/terms.ts';
import { actingWords, readerOf } from './consent-words.ts';
import { type Names, namesAt } from './names.ts';
import { noticeLines } from './notices.ts';
import { shownLines } from './output.ts';
import { permitPersonNames, permitPersonWords } from './permit-words.ts';
import { shortId } from './pick.ts';
import { besideWords } from './remaining-grants.ts';

/** What is said of a consent beside its text. */
type Shown = Pick<ConsentWords, 'grantee' | 'futureMembers' | 'covers' | 'notice'>;

const FIRST_LINES = 5;

/** A consent before it is signed, for people: its text, of a group whom it covers, the beginning of the information text that it names, and what of the
 *  patient's other consents (`beside`) still counts. PROOF_INVALID where the gateway shows another text than the notice's. */
export async function consentSummary(
  gateway: GatewayClient,
  { lines, language }: Pick<ConsentText, 'lines' | 'language'>,
  consent: Shown,
  beside: readonly Consent[],
): Promise<string[]> {
  const names = await namesAt(gateway, language);
  const reader = readerOf(await standingAt(gateway));
  return [
    ...actingWords(reader, language),
    ...lines,
    ...(await groupLines(gateway, consent, names, language)),
    ...(await noticeSummary(gateway, consent.notice, language)),
    ...besideWords(beside, names, { reader, language }),
  ];
}

/** A permit before its agreement is accepted: that names the permit by its number, so what it is for is the gateway's word. An
 *  agreement that the requester did not bring along is shown `whole`. */
export async function permitSummary(
  gateway: GatewayClient,
  permit: Permit,
  agreement: string,
  whole: boolean,
): Promise<string[]> {
  const lines = shownLines(agreement);
  const names = await namesAt(gateway);
  return [
    `You accept the data use agreement of permit ${permit.permit}. As the gateway says, which nothing signed here commits to, it is for:`,
    `  data: ${names.dataset(permit.dataset)}${permit.identifiable ? ', also what identifies people' : ''}`,
    `  persons: ${permitPersonWords(permit, await permitPersonNames(gateway, [permit], names.member), true)}`,
    `  until ${dateWords(permit.until)}`,
    `The agreement itself, by whose digest you accept, ${whole ? 'is' : 'begins'}:`,
    ...(whole ? lines.map((line) => `    ${line}`) : firstLines(lines)),
  ];
}

/** Of a consent for a group: whom it covers, and whether that grows. Who joins and leaves is the keeper's to say. */
async function groupLines(
  gateway: GatewayClient,
  { grantee, covers, futureMembers }: Shown,
  names: Names,
  language: Language,
): Promise<string[]> {
  const to = readGrantee(grantee);
  if (to.kind !== 'group') return [];
  const group = (await listGroups(gateway)).find((one) => one.group === to.group);
  const { membership } = (await gateway.identity()).contracts;
  const there = covers ?? group?.members.map(({ identity }) => identity) ?? [];
  const { signed } = decisionSentences(language);
  const keeper = group?.steward === membership ? signed.consortium : group && names.member(group.steward);
  const listed = there.map(names.member).join(', ');
  return [
    covers === undefined ? signed.inGroup(listed) : signed.coveredInGroup(listed),
    futureMembers ? signed.later(keeper) : signed.nobodyLater,
  ].map((line) => `  ${line}`);
}

async function noticeSummary(gateway: GatewayClient, notice: Digest, language: Language): Promise<string[]> {
  if (notice === ZERO_DIGEST) return [];
  const { told } = decisionSentences(language).signed;
  const short = shortId(notice, []);
  try {
    const lines = noticeLines(await readNotice(gateway, notice));
    if (lines === undefined) return [`  ${told.pdf(short)}`];
    return [`  ${told.words(short)}`, ...firstLines(lines)];
  } catch (error) {
    if (!isCustosError(error, 'NOT_FOUND')) throw error;
    return [`  ${told.absent(short)}`];
  }
}

function firstLines(lines: readonly string[]): string[] {
  const said = lines.filter((line) => line.trim() !== '');
  return [
    ...said.slice(0, FIRST_LINES).map((line) => `    ${line.slice(0, 200)}`),
    ...(said.length > FIRST_LINES ? ['    …'] : []),
  ];
}
