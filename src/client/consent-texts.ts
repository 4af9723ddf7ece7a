import {
  type ConsentNames,
  type ConsentText,
  consentText,
  LANGUAGES,
  type Language,
  type SaidTerms,
  saltOf,
} from '../core/consent-text/consent-text.ts';
import type { TermsJson } from '../core/content.ts';
import { CustosError } from '../core/errors.ts';
import type { Digest, GrantId, Pseudonym } from '../core/ids.ts';
import { digest, integer, members, oneOf, optional, recordOf, rule } from '../core/shape.ts';
import { grantId } from '../core/terms.ts';
import { answerOf, anyText, count, type ShapeOf } from './answers.ts';
import { consentNames } from './consent-names.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { type Choice, saidTerms } from './patient.ts';
import { shownTerms } from './shown-terms.ts';

/** What was shown of a consent before it was signed: the id of the grant commits to it. */
export interface SignedText {
  readonly grant: GrantId;
  readonly subject: Pseudonym;
  readonly language: Language;
  readonly text: string;
}

interface Opened {
  readonly subject: Pseudonym;
  readonly terms: TermsJson;
  readonly deadline: number;
  readonly language: Language;
  readonly names: ConsentNames;
  readonly nonce: Digest;
  readonly text: string;
}

const NOTICE = members({ title: anyText, published: count }, 'notice');
const OPENED: ShapeOf<Opened> = {
  subject: digest,
  terms: recordOf(rule('text or a number', (value) => ['string', 'number'].includes(typeof value))),
  deadline: integer(0, 2 ** 48 - 1),
  language: oneOf(...LANGUAGES),
  names: members(
    { holder: optional(anyText), grantee: optional(anyText), dataset: optional(anyText), notice: optional(NOTICE) },
    'names',
  ),
  nonce: digest,
  text: anyText,
};

/** A choice as its patient reads it before it signs (`giveConsent`), with the names that the gateway knows: by its word, as far as
 *  nobody else has them. INPUT_INVALID for a choice that there are no words for. */
export async function describeConsent(
  gateway: GatewayClient,
  choice: Choice,
  language: Language,
): Promise<ConsentText> {
  return describeTerms(gateway, saidTerms(choice), language);
}

/** As `describeConsent`, of terms. */
export async function describeTerms(
  gateway: GatewayClient,
  terms: SaidTerms,
  language: Language,
): Promise<ConsentText> {
  const { holder } = await gateway.identity();
  return consentText(terms, holder, await consentNames(gateway, terms, holder), language);
}

/** What was shown before a grant was signed, as the patient itself, the holder or an auditor. PROOF_INVALID unless the grant's id
 *  commits to it; NOT_FOUND where none is kept. A later version may show the same terms in other words. */
export async function readConsentText(gateway: GatewayClient, grant: GrantId): Promise<SignedText> {
  const opened = await answerOf(gateway, ['GET', `/v1/consents/${grant}/text`], OPENED);
  const { subject, deadline, language, nonce, text } = opened;
  const terms = shownTerms(opened.terms);
  const isOpened = grantId(domainOf(await gateway.identity()), { subject, deadline, terms }) === grant;
  if (isOpened && saltOf(nonce, text) === terms.salt) return { grant, subject, language, text };
  throw new CustosError(
    'PROOF_INVALID',
    'What the gateway shows is not what was signed for this consent. Ask the holder, and tell an auditor.',
  );
}
