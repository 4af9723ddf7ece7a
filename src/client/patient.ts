import { categoriesOf } from '../core/categories.ts';
import { type ConsentText, consentText, type SaidTerms, saltOf } from '../core/consent-text/consent-text.ts';
import type { TermsJson } from '../core/content.ts';
import { CustosError } from '../core/errors.ts';
import { type Digest, type GrantId, type Pseudonym, toId, ZERO_DIGEST } from '../core/ids.ts';
import { purposesOf } from '../core/purposes.ts';
import { boolean, digest, members, oneOf, optional } from '../core/shape.ts';
import type { Signer } from '../core/signer.ts';
import { FUTURE_GROUP_MEMBERS, granteeOf, grantId, IDENTIFIABLE_ITEMS, termsToJson } from '../core/terms.ts';
import type { TypedMessage } from '../core/typed-data.ts';
import { answeredModifiers, type GivenAnswers } from '../core/use-answers.ts';
import type { CreationOptionsJson } from '../core/webauthn-json.ts';
import { answerOf, count, listAt, many, type ShapeOf, texts } from './answers.ts';
import { changedSince } from './changed-since.ts';
import { CONSENT, type Consent } from './consent-shape.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { SIGNER_KINDS } from './signer-kinds.ts';
import { soon } from './signing-deadline.ts';

/** The choice of a patient, as the gateway takes it; times in seconds since 1970 UTC. `aiTraining`, `commercial` and `transferAbroad` are
 *  what the person answered: there is no default, and a yes beside a modifier that forbids it is refused. */
export interface Choice extends GivenAnswers {
  /** A member's identity or a group's id; any requester unless said. */
  readonly grantee?: string;
  /** All of the holder's unless said. */
  readonly dataset?: string;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly excluded: readonly string[];
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly notice: string;
  readonly identifiable: boolean;
  /** Of a group alone. */
  readonly futureMembers: boolean;
}

/** A consent that was given, or, as the gateway says, one that stood already and comes to the same: then nothing was
 *  given. */
export type GivenConsent = (
  | { readonly grant: GrantId; readonly stood: false; readonly height: number }
  | { readonly grant: GrantId; readonly stood: true }
) & {
  /** Sentences, of the gateway, on what will have less effect than it says. */
  readonly warnings?: readonly string[];
  /** Why, for pages that say it in their own words: one for each sentence, such as `group-empty`. A later gateway may know more of them. */
  readonly reasons?: readonly string[];
};

/** Whom the account signs for from now on. */
export interface BoundSigner {
  readonly subject: Pseudonym;
  /** As what it signs: the person's own, or a guardian's. */
  readonly kind: 'self' | 'guardian';
  /** Second from which the account signs for the subject; absent while it waits for a second organisation. */
  readonly from?: number;
  /** Set while it waits for a second organisation: bind again with the same code, and it says how that stands. */
  readonly waits?: {
    /** Last second at which one can sign. */
    readonly until: number;
    /** Organisations any of which may, as far as they have names. */
    readonly for: readonly string[];
  };
  /** Consents that the holder recorded from paper until now: each is kept or withdrawn. */
  readonly recorded: readonly Consent[];
}

const BOUND: ShapeOf<BoundSigner> = {
  subject: digest,
  kind: oneOf('self', 'guardian'),
  from: optional(count),
  waits: optional(members({ until: count, for: texts }, 'waits')),
  recorded: many(members(CONSENT, 'recorded')),
};

interface Prepared {
  readonly terms: Pick<TermsJson, 'salt'>;
  readonly deadline: number;
  readonly standing?: string;
  readonly shown?: { readonly nonce: string };
  readonly warnings: readonly string[];
  readonly reasons?: readonly string[];
}

/** Beside it comes what is signed anew here: nothing else of the gateway's is. */
const PREPARED: ShapeOf<Prepared> = {
  terms: members({ salt: digest }, 'terms'),
  deadline: count,
  standing: optional(digest),
  shown: optional(members({ nonce: digest }, 'shown')),
  warnings: texts,
  // Earlier gateways give the sentences alone.
  reasons: optional(texts),
};
const GIVEN: ShapeOf<{ readonly grant: GrantId; readonly stood: boolean; readonly height?: number }> = {
  grant: digest,
  stood: boolean,
  height: optional(count),
};

/** A binding may wait for a second organisation. */
const MAX_BINDING_SECONDS = 8 * 86_400;

interface PreparedBinding {
  readonly typedData: { readonly message: TypedMessage<'BindSigner'> };
  readonly signer: Signer;
}

/** Binds the account as the own signer of whoever was handed the code, or, where the caller expects that, as a guardian's. The
 *  person that the gateway names is pinned: the account signs for nobody else there. PROOF_INVALID, and nothing is signed,
 *  where the code is of the other kind. */
export async function bindSigner(
  gateway: GatewayClient,
  code: string,
  { as = 'self' }: { readonly as?: BoundSigner['kind'] } = {},
): Promise<BoundSigner> {
  const signer = gateway.address;
  const json = { code, signer };
  const { typedData } = await gateway.json<PreparedBinding>('POST', '/v1/signers/prepare', { json });
  return bind(gateway, code, { signer, as }, typedData.message);
}

/** Makes a passkey on the person's device and binds it, as `bindSigner` does an account: the device asks twice. `name` is
 *  what the device lists it by, and `device` what the person calls the device. */
export async function bindPasskey(
  gateway: GatewayClient,
  code: string,
  {
    name,
    device,
    as = 'self',
  }: { readonly name?: string; readonly device?: string; readonly as?: BoundSigner['kind'] } = {},
): Promise<BoundSigner> {
  const said = name === undefined ? { code } : { code, name };
  const options = await gateway.json<CreationOptionsJson>('POST', '/v1/passkeys/options', {
    json: said,
    anonymous: true,
  });
  const registration = await gateway.device.create(options);
  const listedAs = name === undefined ? {} : { listedAs: name };
  const json = { code, registration, ...listedAs, ...(device === undefined ? {} : { name: device }) };
  const { typedData, signer } = await gateway.json<PreparedBinding>('POST', '/v1/signers/prepare', {
    json,
    anonymous: true,
  });
  gateway.usePasskey({ signer, credential: registration.id, rpId: options.rp.id });
  return bind(gateway, code, { signer, as }, typedData.message);
}

async function bind(
  gateway: GatewayClient,
  code: string,
  { signer, as }: { readonly signer: Signer; readonly as: BoundSigner['kind'] },
  { subject, kind, until, identification, deadline }: TypedMessage<'BindSigner'>,
): Promise<BoundSigner> {
  if (kind !== SIGNER_KINDS[as]) throw otherKind(as);
  const message = {
    subject: toId<Pseudonym>(subject, 'The subject'),
    signer,
    kind,
    // A guardian's end is the holder's word; the person's own signer has none.
    until: as === 'guardian' ? toSeconds(until) : 0,
    identification: toId(identification, 'The identification'),
    deadline: soon(deadline, MAX_BINDING_SECONDS),
  };
  await gateway.pinSubject(message.subject);
  const signature = await gateway.sign('BindSigner', message);
  const json = { code, signer, signature };
  const bound = await answerOf(gateway, ['POST', '/v1/signers'], BOUND, { json, anonymous: true });
  if (bound.subject === message.subject && bound.kind === as) return bound;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway’s answer is not that of this binding, but of another person. Ask the holder.',
  );
}

function toSeconds(until: unknown): number {
  if (typeof until === 'number' && Number.isSafeInteger(until) && until >= 0) return until;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway names an end of the guardian that is no time. Nothing was signed.',
  );
}

function otherKind(as: BoundSigner['kind']): CustosError {
  return new CustosError(
    'PROOF_INVALID',
    as === 'self'
      ? "This code is a guardian’s, who acts for somebody else. Nothing was signed: if you are to be the guardian, bind as one (`--guardian`, or `as: 'guardian'` of the SDK)."
      : 'This code is not a guardian’s, but of the person itself. Nothing was signed: ask the hospital for a guardian’s.',
  );
}

/** Signs a grant whose terms are exactly the choice, and gives it. With the `text` that the person was shown (`describeConsent`) the
 *  signature binds that text, which the gateway keeps; without it nothing proves what was shown. INPUT_INVALID, and nothing is
 *  signed, for the text of another choice. With `inPlaceOf` it is given where that consent still stands once it is signed, which may take
 *  a while: CONFLICT where it ended meanwhile, since whoever stopped it allows nothing any more by changing it. */
export async function giveConsent(
  gateway: GatewayClient,
  choice: Choice,
  text?: ConsentText,
  inPlaceOf?: GrantId,
): Promise<GivenConsent> {
  const subject = await gateway.subject();
  const said = saidTerms(choice);
  if (text !== undefined) await requireOwnText(gateway, said, text);
  const json = text === undefined ? choice : { ...choice, shown: { language: text.language, names: text.names } };
  const given = await answerOf(gateway, ['POST', '/v1/consents/prepare'], PREPARED, { json });
  // What is not needed is not signed: the signature could be given later, after a withdrawal.
  const { warnings, reasons = [] } = given;
  if (given.standing !== undefined) return { ...stood(given.standing), warnings, reasons };
  const { salt, shown } = saltedBy(given, text);
  const terms = { ...said, salt };
  const deadline = soon(given.deadline);
  const signature = await gateway.sign('Grant', { subject, deadline, terms });
  if (inPlaceOf !== undefined) await requireStanding(gateway, inPlaceOf);
  const answer = await answerOf(gateway, ['POST', '/v1/consents'], GIVEN, {
    json: { terms: termsToJson(terms), deadline, signature, ...answersTo(choice), ...shown },
  });
  if (answer.stood) return stood(answer.grant);
  const grant = grantId(domainOf(await gateway.identity()), { subject, deadline, terms });
  const { height } = answer;
  if (answer.grant === grant && height !== undefined) return { ...answer, stood: false, height, warnings, reasons };
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway says that another grant was given than was signed. Ask the holder.',
  );
}

async function requireStanding(gateway: GatewayClient, grant: GrantId): Promise<void> {
  const all = await listAt(gateway, '/v1/consents', 'consents', CONSENT);
  if (!all.some((one) => one.grant === grant && one.active)) throw changedSince('The consent');
}

/** What giving a choice would come to, by the gateway's word. */
export interface CheckedConsent {
  /** One that stands and comes to the same: there is nothing to sign. */
  readonly standing?: GrantId;
  /** Sentences on what will have less effect than it says. */
  readonly warnings: readonly string[];
  /** As those of `GivenConsent`. */
  readonly reasons: readonly string[];
}

/** Asks the gateway whether it takes a choice, before the person is shown anything: throws as `giveConsent` where it does not. Nothing
 *  is signed or given. */
export async function checkConsent(gateway: GatewayClient, choice: Choice): Promise<CheckedConsent> {
  const path = '/v1/consents/prepare';
  const { standing, warnings, reasons = [] } = await answerOf(gateway, ['POST', path], PREPARED, { json: choice });
  return { warnings, reasons, ...(standing === undefined ? {} : { standing: toId<GrantId>(standing, 'The grant') }) };
}

/** What was answered, which the terms say only as far as it is no. */
function answersTo({ aiTraining, commercial, transferAbroad }: Choice): GivenAnswers {
  return { aiTraining, commercial, transferAbroad };
}

/** The salt, of which the gateway gives what is random, and what to tell it of the text. */
function saltedBy({ terms, shown }: Prepared, text: ConsentText | undefined) {
  if (text === undefined) return { salt: toId<Digest>(terms.salt, 'The salt'), shown: {} };
  if (shown === undefined) {
    throw new CustosError(
      'PROOF_INVALID',
      'The gateway takes no text of what was shown. Nothing was signed. Ask the holder.',
    );
  }
  const nonce = toId<Digest>(shown.nonce, 'The nonce');
  const { language, names } = text;
  return { salt: saltOf(nonce, text.text), shown: { shown: { language, names, nonce } } };
}

async function requireOwnText(
  gateway: GatewayClient,
  said: SaidTerms,
  { language, names, text }: ConsentText,
): Promise<void> {
  const { holder } = await gateway.identity();
  if (consentText(said, holder, names, language).text === text) return;
  throw new CustosError(
    'INPUT_INVALID',
    'The text is not that of this choice: show the person the one that is. Nothing was signed.',
  );
}

function stood(grant: string): GivenConsent {
  return { grant: toId<GrantId>(grant, 'The grant'), stood: true };
}

/** The terms as they are signed, but for the salt. INPUT_INVALID for codes that are none. */
export function saidTerms(choice: Choice): SaidTerms {
  return {
    notice: toId(choice.notice, 'The notice'),
    grantee: granteeOf(choice.grantee),
    scope: choice.dataset === undefined ? ZERO_DIGEST : toId(choice.dataset, 'The dataset'),
    purposes: purposesOf([choice.permission, ...answeredModifiers(choice.modifiers, choice)]),
    excluded: categoriesOf(choice.excluded),
    from: choice.fromSeconds,
    until: choice.untilSeconds,
    options: (choice.futureMembers ? FUTURE_GROUP_MEMBERS : 0) | (choice.identifiable ? IDENTIFIABLE_ITEMS : 0),
  };
}
