import { categoryCodes } from '../core/categories.ts';
import type { ConsentText, SaidTerms } from '../core/consent-text/consent-text.ts';
import type { TermsJson } from '../core/content.ts';
import { CustosError } from '../core/errors.ts';
import { type Digest, type GrantId, ZERO_DIGEST } from '../core/ids.ts';
import { purposesOf, purposeWords } from '../core/purposes.ts';
import { digest, recordOf, rule } from '../core/shape.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS, readGrantee, recordedGrantId, type Terms } from '../core/terms.ts';
import { answersIn, type GivenAnswers, withoutForbidding } from '../core/use-answers.ts';
import { answerOf, count, type ShapeOf } from './answers.ts';
import type { Consent, ConsentWords } from './consent-shape.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { type Choice, checkConsent, type GivenConsent, giveConsent } from './patient.ts';
import { shownTerms } from './shown-terms.ts';
import { soon } from './signing-deadline.ts';
import { type Withdrawal, withdrawConsent } from './withdrawals.ts';

/** A consent that was kept, and the height of its block. */
export interface KeptConsent {
  readonly grant: GrantId;
  readonly height: number;
}

/** What a person reads of a consent that was recorded, with its id. */
export type RecordedConsent = Pick<Consent, 'grant'> & ConsentWords & Partial<Pick<Consent, 'kind'>>;

/** Shows the person what it keeps, and gives the text where there is one. */
type Asked = () => Promise<ConsentText | undefined>;

interface Opening {
  readonly terms: TermsJson;
  readonly form: Digest;
  readonly deadline: number;
}

const OPENING: ShapeOf<Opening> = {
  terms: recordOf(rule('text or a number', (value) => ['string', 'number'].includes(typeof value))),
  form: digest,
  deadline: count,
};
const KEPT: ShapeOf<KeptConsent> = { grant: digest, height: count };

/** Keeps a consent that the holder recorded from paper before the caller had a signer of its own: it stays until it is withdrawn
 *  or over. It is on chain when this
 *  resolves. PROOF_INVALID, and nothing is signed, unless `shown` says what the consent of that id says. `asked` is awaited once it
 *  does, and before anything is signed: where it rejects, nothing is. One that a guardian gave is given again in the same words by the
 *  person itself, which binds the text that `asked` resolves with, if any (`describeConsent`); the answer names that one. */
export async function keepConsent(
  gateway: GatewayClient,
  shown: RecordedConsent,
  asked: Asked = async () => undefined,
): Promise<KeptConsent> {
  const { grant } = shown;
  if (shown.kind === 'guardian') return giveAgain(gateway, shown, asked);
  const subject = await gateway.subject();
  const until = await checkRecorded(gateway, shown);
  await asked();
  const deadline = soon(until);
  const signature = await gateway.sign('KeepRecorded', { subject, grant, deadline });
  const json = { grant, deadline, signature };
  const kept = await answerOf(gateway, ['POST', '/v1/consents/keeping'], KEPT, { json });
  if (kept.grant === grant) return kept;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway says that another grant was kept than was signed. Ask the holder.',
  );
}

/** What a person signed in place of a consent that was recorded for it, and the withdrawal of that one. */
export interface ReplacedConsent {
  readonly given: GivenConsent;
  readonly withdrawal: Withdrawal;
}

/** Gives a consent that the caller signs, and then ends the recorded one that it takes the place of: nothing lies between them during
 *  which neither counts, and whoever is cut off asks again and comes to the same. Throws as `giveConsent` and `withdrawConsent`; CONFLICT
 *  for a consent that was signed, which is withdrawn or changed. */
export async function replaceRecorded(
  gateway: GatewayClient,
  recorded: Pick<Consent, 'grant' | 'kind'>,
  choice: Choice,
  text?: ConsentText,
): Promise<ReplacedConsent> {
  if (recorded.kind !== 'recorded') {
    throw new CustosError(
      'CONFLICT',
      'That consent was signed, not recorded from a form. Sign another one, and withdraw it.',
    );
  }
  const given = await giveConsent(gateway, choice, text, recorded.grant);
  return { given, withdrawal: await withdrawConsent(gateway, recorded.grant) };
}

/** The words of a consent as a choice that says the same, but for what the person answers now: a yes on a form that somebody else typed
 *  is not the person's. What forbids a use that it allows now is left out. */
export function choiceOfWords(words: ConsentWords, answers: GivenAnswers): Choice {
  const { permission, identifiable, futureMembers, notice } = words;
  const modifiers = withoutForbidding(words.modifiers, answers);
  return {
    ...(words.grantee === ZERO_DIGEST ? {} : { grantee: granteeId(words.grantee) }),
    ...(words.dataset === ZERO_DIGEST ? {} : { dataset: words.dataset }),
    excluded: categoryCodes(words.excluded),
    fromSeconds: words.from,
    untilSeconds: words.until,
    ...{ permission, modifiers, identifiable, futureMembers, notice },
    ...answers,
  };
}

/** As a choice names it: a member by its identity. */
function granteeId(grantee: Digest): string {
  const to = readGrantee(grantee);
  return to.kind === 'member' ? to.member : grantee;
}

/** What is signed is what was shown. */
async function giveAgain(gateway: GatewayClient, shown: RecordedConsent, asked: Asked): Promise<KeptConsent> {
  const choice = choiceOfWords(shown, answersIn(shown.modifiers));
  await checkConsent(gateway, choice);
  const text = await asked();
  const given = await giveConsent(gateway, choice, text);
  return { grant: given.grant, height: given.stood ? 0 : given.height };
}

/** PROOF_INVALID unless the words are those of the terms that the id commits to. Gives the second until which it can be
 *  kept, by the gateway's word. */
async function checkRecorded(gateway: GatewayClient, shown: RecordedConsent): Promise<number> {
  const { grant } = shown;
  const path = '/v1/consents/keeping/prepare';
  const opening = await answerOf(gateway, ['POST', path], OPENING, { json: { grant } });
  const [subject, domain] = [await gateway.subject(), domainOf(await gateway.identity())];
  const terms = shownTerms(opening.terms);
  const isOpened = recordedGrantId(domain, { subject, terms, form: opening.form }) === grant;
  if (isOpened && saysAlike(wordsOf(terms), shown)) return opening.deadline;
  throw new CustosError(
    'PROOF_INVALID',
    'What the gateway shows of this consent is not what was recorded. Nothing was signed. Ask the holder, and tell an auditor.',
  );
}

/** What a consent says as terms; INPUT_INVALID where they are gone, or hold what this version does not know. */
export function termsOfWords({
  dataset: scope,
  identifiable,
  futureMembers,
  permission,
  modifiers,
  ...words
}: ConsentWords): SaidTerms {
  const { grantee, from, until, excluded, notice } = words;
  return {
    notice,
    grantee,
    scope,
    purposes: purposesOf([permission, ...modifiers]),
    excluded,
    from,
    until,
    options: (futureMembers ? FUTURE_GROUP_MEMBERS : 0) | (identifiable ? IDENTIFIABLE_ITEMS : 0),
  };
}

function wordsOf(terms: Terms): ConsentWords {
  const { grantee, scope: dataset, from, until, excluded, notice, options, purposes } = terms;
  const { permission, modifiers } = purposeWords(purposes);
  const identifiable = (options & IDENTIFIABLE_ITEMS) !== 0;
  const futureMembers = (options & FUTURE_GROUP_MEMBERS) !== 0;
  return {
    permission,
    modifiers,
    grantee,
    dataset,
    from,
    until,
    excluded,
    notice,
    identifiable,
    futureMembers,
  } as ConsentWords;
}

function saysAlike(words: ConsentWords, shown: ConsentWords): boolean {
  const names = Object.keys(words) as (keyof ConsentWords)[];
  return names.every((name) => JSON.stringify(words[name]) === JSON.stringify(shown[name]));
}
