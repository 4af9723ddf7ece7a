import type { Consent, ConsentWords } from '../client/consent-shape.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { listGroups } from '../client/groups.ts';
import { readNotice } from '../client/notices.ts';
import type { Choice } from '../client/patient.ts';
import type { Permit } from '../client/permits.ts';
import { categoriesOf } from '../core/categories.ts';
import { dateWords } from '../core/date-words.ts';
import { isCustosError } from '../core/errors.ts';
import { type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { useLabel } from '../core/purpose-names.ts';
import { granteeOf, readGrantee } from '../core/terms.ts';
import { categoryWords } from './category-words.ts';
import { type Names, namesAt } from './names.ts';
import { noticeLines } from './notices.ts';
import { shownLines } from './output.ts';
import { shortId } from './pick.ts';
import { besideWords } from './remaining-grants.ts';

const FIRST_LINES = 5;

/** A consent before it is signed, for people: what, of which data, for whom, until when, what one was told, and what of the
 *  patient's other consents (`beside`) still counts. PROOF_INVALID where the gateway shows another text than the notice's. */
export async function consentSummary(
  gateway: GatewayClient,
  head: string,
  consent: ConsentWords,
  beside: readonly Consent[],
): Promise<string[]> {
  const names = await namesAt(gateway);
  const { permission, modifiers, grantee, dataset, from, until, excluded, identifiable, notice } = consent;
  const isLater = from * 1000 > Date.now();
  return [
    head,
    `  use: ${useLabel(permission, modifiers)}`,
    `  data: ${names.scope(dataset)}${identifiable ? ', also what identifies the person' : ''}`,
    `  left out: ${categoryWords(excluded)}`,
    `  for: ${names.grantee(grantee)}`,
    ...(await groupLines(gateway, consent, names)),
    `  ${isLater ? `from ${dateWords(from)} ` : ''}until ${dateWords(until)}`,
    ...(await noticeSummary(gateway, notice)),
    ...besideWords(beside, names),
  ];
}

/** A choice as the consent that it will be. */
export function chosenConsent(choice: Choice): ConsentWords {
  return {
    ...choice,
    grantee: granteeOf(choice.grantee),
    dataset: (choice.dataset ?? ZERO_DIGEST) as Digest,
    from: choice.fromSeconds,
    until: choice.untilSeconds,
    excluded: categoriesOf(choice.excluded),
    notice: choice.notice as Digest,
  };
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
    `  until ${dateWords(permit.until)}`,
    `The agreement itself, by whose digest you accept, ${whole ? 'is' : 'begins'}:`,
    ...(whole ? lines.map((line) => `    ${line}`) : firstLines(lines)),
  ];
}

/** Of a consent for a group: whom it covers, and whether that grows. Who joins and leaves is the keeper's to say. */
async function groupLines(
  gateway: GatewayClient,
  { grantee, covers, futureMembers }: ConsentWords,
  names: Names,
): Promise<string[]> {
  const to = readGrantee(grantee);
  if (to.kind !== 'group') return [];
  const group = (await listGroups(gateway)).find((one) => one.group === to.group);
  const { membership } = (await gateway.identity()).contracts;
  const there = covers ?? group?.members.map(({ identity }) => identity) ?? [];
  const keeper = group?.steward === membership ? 'the consortium' : group && names.member(group.steward);
  return [
    `    as the gateway says, ${covers === undefined ? 'in it now' : 'of whom this covers now'}: ${there.map(names.member).join(', ') || 'nobody'}`,
    futureMembers
      ? `    also whoever joins it later${keeper === undefined ? '' : `, which ${keeper} decides`}`
      : '    nobody who joins it later',
  ];
}

async function noticeSummary(gateway: GatewayClient, notice: Digest): Promise<string[]> {
  if (notice === ZERO_DIGEST) return [];
  const short = shortId(notice, []);
  try {
    const lines = noticeLines(await readNotice(gateway, notice));
    if (lines === undefined) return [`  you were told: the PDF ${short}…`];
    return [`  you were told (${short}…):`, ...firstLines(lines)];
  } catch (error) {
    if (!isCustosError(error, 'NOT_FOUND')) throw error;
    return [`  you were told: the text ${short}…, which the gateway does not keep: read it where you were given it`];
  }
}

function firstLines(lines: readonly string[]): string[] {
  const said = lines.filter((line) => line.trim() !== '');
  return [
    ...said.slice(0, FIRST_LINES).map((line) => `    ${line.slice(0, 200)}`),
    ...(said.length > FIRST_LINES ? ['    …'] : []),
  ];
}
