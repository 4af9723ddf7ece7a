import { CustosError, type ErrorCode } from '../core/errors.ts';
import { IDENTIFICATION_STATEMENT, type IdentificationStatement } from '../core/identification.ts';
import type { Digest, Pseudonym } from '../core/ids.ts';
import { boolean, digest, listOf, members, oneOf, optional } from '../core/shape.ts';
import { answerOf, anyText, count, knownCode, listAt, many, requireAsMany, type ShapeOf, texts } from './answers.ts';
import { CHOICES, type Choices } from './choices.ts';
import type { GatewayClient } from './gateway-client.ts';

/** A patient of the holder's. */
export interface Subject extends Choices {
  readonly subject: Pseudonym;
  /** What the holder knows the patient by, `system|value`. */
  readonly identifiers: readonly string[];
  /** Whether a signer, of its own or a guardian's, was ever bound. */
  readonly bound: boolean;
  /** Of which kinds the signers are that stand. */
  readonly signsBy: readonly ('self' | 'guardian')[];
  /** How the patient takes part: switched to paper only, a signer stands, a code is out that is good, or none of it. */
  readonly reach: 'paper-only' | 'signs' | 'invited' | 'none';
  /** Consents that are not withdrawn. */
  readonly grants: number;
}

/** Whom an identifier stands for, or why it stands for nobody who can be named. */
export type FoundSubject =
  | { readonly subject: Subject; readonly code?: never; readonly detail?: never }
  | { readonly subject?: never; readonly code: ErrorCode; readonly detail: string };

/** A one-time code with which a patient binds a signer of its own. */
export interface Invitation {
  readonly subject: Pseudonym;
  readonly code: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
}

/** A patient who is to be enrolled. */
export interface Enrolment {
  /** `system|value`. */
  readonly identifier: string;
  /** It is another person than one whose number is spelled like it. */
  readonly acceptAlike: boolean;
}

/** What became of an enrolment, or would become: whether the patient was enrolled before, and the pseudonym where there is one; or
 *  why nobody is enrolled. */
export type EnrolledRow =
  | { readonly subject?: Pseudonym; readonly stood: boolean; readonly code?: never }
  | { readonly code: ErrorCode; readonly detail: string };

const SUBJECT: ShapeOf<Subject> = {
  subject: digest,
  identifiers: texts,
  bound: boolean,
  signsBy: listOf(oneOf('self', 'guardian'), 2),
  reach: oneOf('paper-only', 'signs', 'invited', 'none'),
  ...CHOICES,
  grants: count,
};
const FOUND = { subject: optional(members(SUBJECT, 'subject')), code: optional(anyText), detail: optional(anyText) };
const BEGUN = { subjects: listOf(digest, 100) };
const ENROLLED = {
  subject: optional(digest),
  stood: optional(boolean),
  code: optional(anyText),
  detail: optional(anyText),
};
const INVITATION: ShapeOf<Invitation> = { subject: digest, code: anyText, expires: count };

/** As many as the gateway takes at once. */
const MAX_FOUND = 1_000;

/** The holder's patients. */
export async function listSubjects(gateway: GatewayClient): Promise<Subject[]> {
  return listAt(gateway, '/v1/subjects', 'subjects', SUBJECT);
}

/** Whom identifiers, `system|value`, stand for, in their order, as the holder; nobody is enrolled by it. They travel in the body
 *  of requests, since what stands in a URL is logged on its way. */
export async function findSubjects(gateway: GatewayClient, identifiers: readonly string[]): Promise<FoundSubject[]> {
  return foundBy(gateway, 'identifiers', identifiers);
}

async function foundBy(
  gateway: GatewayClient,
  by: 'identifiers' | 'subjects',
  wanted: readonly string[],
): Promise<FoundSubject[]> {
  const all: FoundSubject[] = [];
  for (let from = 0; from < wanted.length; from += MAX_FOUND) {
    const part = wanted.slice(from, from + MAX_FOUND);
    const { found } = await answerOf<{ found: { subject?: Subject; code?: string; detail?: string }[] }>(
      gateway,
      ['POST', '/v1/subjects/find'],
      { found: many(members(FOUND, 'found')) },
      { json: { [by]: part } },
    );
    requireAsMany(gateway, part, found);
    for (const { subject, code, detail = 'Nobody is enrolled by it.' } of found) {
      all.push(subject ? { subject } : { code: knownCode(code) ?? 'NOT_FOUND', detail });
    }
  }
  return all;
}

/** Who the holder's patients of these pseudonyms are, in their order. */
export async function findEnrolled(gateway: GatewayClient, pseudonyms: readonly Pseudonym[]): Promise<FoundSubject[]> {
  return foundBy(gateway, 'subjects', pseudonyms);
}

/** To what a list of patients is narrowed: how they are reached, what they withhold, or `unasked`: who never signed, said or was handed
 *  anything. */
export type ShownSubjects = (typeof SHOWN)[number];

const SHOWN = ['signs', 'invited', 'paper-only', 'none', 'unasked', 'opted-out', 'paused'] as const;

/** So many of those who are found, and how many that are in all. */
export interface FoundSubjects {
  readonly subjects: readonly Subject[];
  readonly found: number;
}

/** The holder's patients by any part of a number or the beginning of a pseudonym, in the order of their numbers, from the place `from` on:
 *  50 of them unless said, at most 1,000. */
export async function searchSubjects(
  gateway: GatewayClient,
  sought: {
    readonly text?: string | undefined;
    readonly show?: ShownSubjects | undefined;
    readonly from?: number | undefined;
    readonly limit?: number | undefined;
  } = {},
): Promise<FoundSubjects> {
  const shape: ShapeOf<FoundSubjects> = { subjects: many(members(SUBJECT, 'subject')), found: count };
  return answerOf(gateway, ['POST', '/v1/subjects/search'], shape, { json: sought });
}

/** What the holder has, counted. */
export interface Overview {
  /** How many patients there are, and how many a search would find that shows those alone. */
  readonly patients: Readonly<Record<'all' | ShownSubjects, number>>;
  /** Codes that bound nobody yet; `ending`: of those, which expire within seven days, or did. */
  readonly codes: { readonly open: number; readonly ending: number };
  /** Of which patients could not be told. */
  readonly failedMessages: number;
  /** Consents by months of UTC, such as `2026-11`, without those in which nothing was. */
  readonly consents: readonly { readonly month: string; readonly given: number; readonly ended: number }[];
}

const MONTH = { month: anyText, given: count, ended: count };
const OVERVIEW: ShapeOf<Overview> = {
  patients: members(Object.fromEntries(['all', ...SHOWN].map((one) => [one, count])), 'patients'),
  codes: members({ open: count, ending: count }, 'codes'),
  failedMessages: count,
  consents: many(members(MONTH, 'month')),
};

/** Counts of what the holder has, however much it is, in one answer. */
export async function readOverview(gateway: GatewayClient): Promise<Overview> {
  return answerOf(gateway, ['GET', '/v1/overview'], OVERVIEW);
}

/** For each beginning (0x and 4 digits or more), in their order, the patients' pseudonyms that begin so, at most 100: of the holder's own
 *  patients, or for auditors and authorities of all on the ledger. */
export async function findPseudonyms(gateway: GatewayClient, beginnings: readonly string[]): Promise<Pseudonym[][]> {
  const all: Pseudonym[][] = [];
  for (let from = 0; from < beginnings.length; from += MAX_FOUND) {
    const json = { beginnings: beginnings.slice(from, from + MAX_FOUND) };
    const { found } = await answerOf<{ found: { subjects: Pseudonym[] }[] }>(
      gateway,
      ['POST', '/v1/pseudonyms/find'],
      { found: many(members(BEGUN, 'found')) },
      { json },
    );
    requireAsMany(gateway, json.beginnings, found);
    all.push(...found.map(({ subjects }) => subjects));
  }
  return all;
}

/** Enrols a patient, as the holder; one that is enrolled keeps its pseudonym. CONFLICT where the number is spelled like that of
 *  somebody else, unless `acceptAlike` says that they are two persons. */
export async function enrollSubject(
  gateway: GatewayClient,
  identifier: string,
  { acceptAlike = false }: { readonly acceptAlike?: boolean } = {},
): Promise<Pseudonym> {
  const json = { identifier, acceptAlike };
  const route = ['POST', '/v1/subjects'] as const;
  return (await answerOf<{ subject: Pseudonym }>(gateway, route, { subject: digest }, { json })).subject;
}

/** Enrols up to 1,000 patients, as the holder, each for itself; those that are enrolled keep their pseudonyms. Asked again, it comes to
 *  the same. */
export async function enrollSubjects(gateway: GatewayClient, wanted: readonly Enrolment[]): Promise<EnrolledRow[]> {
  return enrolledRows(gateway, '/v1/subjects/rows', wanted);
}

/** What would become of enrolments, as the holder; nobody is enrolled by it. */
export async function checkEnrolments(gateway: GatewayClient, wanted: readonly Enrolment[]): Promise<EnrolledRow[]> {
  return enrolledRows(gateway, '/v1/subjects/check', wanted);
}

async function enrolledRows(
  gateway: GatewayClient,
  path: string,
  records: readonly Enrolment[],
): Promise<EnrolledRow[]> {
  const { rows } = await answerOf<{ rows: { subject?: Pseudonym; stood?: boolean; code?: string; detail?: string }[] }>(
    gateway,
    ['POST', path],
    { rows: many(members(ENROLLED, 'row')) },
    { json: { records } },
  );
  requireAsMany(gateway, records, rows);
  return rows.map(({ subject, stood = false, code, detail = 'It was refused.' }) =>
    code === undefined
      ? { stood, ...(subject === undefined ? {} : { subject }) }
      : { code: knownCode(code) ?? 'CONFLICT', detail },
  );
}

/** As what somebody acts for a patient. */
export interface GuardianTerms {
  readonly as: 'parent' | 'legal-representative';
  /** Digest of what shows it, such as a birth certificate or a court's order: `formDigest` of its reference. */
  readonly document: Digest;
  /** Last second: the guardian is ended then. The ledger says the end of that year. Until it is removed unless said. */
  readonly until?: number;
}

/** Makes a one-time code for each patient, as the holder: all or none, at most 1,000, in their order. With `guardian`, whoever has
 *  the code acts for the patient. `identification` says how the person was identified; its digest goes on chain. Hand each code to its person alone, and tell the contact on file. */
export async function invite(
  gateway: GatewayClient,
  wanted: readonly {
    readonly subject: Pseudonym;
    readonly identification: string;
    /** Of the evidence, such as a copy of a document: `formDigest` of its reference, or its own digest. */
    readonly document?: Digest;
    readonly guardian?: GuardianTerms;
  }[],
): Promise<readonly Invitation[]> {
  return madeFor(gateway, wanted, '/v1/invitations', { invitations: wanted });
}

async function madeFor(
  gateway: GatewayClient,
  wanted: readonly { readonly subject: Pseudonym }[],
  path: string,
  json: object,
): Promise<readonly Invitation[]> {
  const { invitations } = await answerOf<{ invitations: Invitation[] }>(
    gateway,
    ['POST', path],
    { invitations: many(members(INVITATION, 'invitation')) },
    { json },
  );
  requireAsMany(gateway, wanted, invitations);
  if (invitations.every(({ subject }, i) => subject === wanted[i]?.subject)) return invitations;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway’s codes are of other patients than were asked for. Hand none of them out, and make the codes anew.',
  );
}

/** A code that was handed out and bound nobody yet. */
export interface UnusedInvitation {
  /** It leads to no code. */
  readonly id: string;
  readonly subject: Pseudonym;
  /** Whom the code is for, and how the person was identified. */
  readonly statement: IdentificationStatement;
  /** In ms since 1970 UTC. */
  readonly expires: number;
  /** `begun`: somebody asked what to sign. `waits`, `refused`: for and by a second organisation. `expired`: it binds nobody. */
  readonly state: 'unused' | 'begun' | 'waits' | 'refused' | 'expired';
}

const UNUSED: ShapeOf<UnusedInvitation> = {
  id: anyText,
  subject: digest,
  statement: members(IDENTIFICATION_STATEMENT, 'statement'),
  expires: count,
  state: oneOf('unused', 'begun', 'waits', 'refused', 'expired'),
};
const MAX_RENEWED = 500;

/** Codes of the holder that bound nobody yet, what expires first at the head; with `within` those alone that expire within so many days,
 *  or did; with `subject` those of one patient. */
export async function listInvitations(
  gateway: GatewayClient,
  { within, subject }: { readonly within?: number | undefined; readonly subject?: Pseudonym } = {},
): Promise<UnusedInvitation[]> {
  return listAt(gateway, '/v1/invitations', 'invitations', UNUSED, { query: { within, subject } });
}

/** At most 1,000 of a list, how many all of it has, and where it goes on, if it does. */
export interface InvitationsPage {
  readonly invitations: readonly UnusedInvitation[];
  readonly all: number;
  readonly next?: number;
}

/** A page of what `listInvitations` gives, from the place `from` on. */
export async function invitationsPage(
  gateway: GatewayClient,
  { within, from = 0 }: { readonly within?: number | undefined; readonly from?: number } = {},
): Promise<InvitationsPage> {
  const shape: ShapeOf<InvitationsPage> = {
    invitations: many(members(UNUSED, 'invitation')),
    all: count,
    next: optional(count),
  };
  return answerOf(gateway, ['GET', '/v1/invitations'], shape, { query: { within, from } });
}

/** Makes a new code for each of these, for the same person as it was identified, in their order. A code of before is void when the new
 *  one is used, not sooner. At most 500: all or none. */
export async function renewInvitations(
  gateway: GatewayClient,
  wanted: readonly Pick<UnusedInvitation, 'id' | 'subject'>[],
): Promise<readonly Invitation[]> {
  if (wanted.length > MAX_RENEWED)
    throw new CustosError('INPUT_INVALID', `At most ${MAX_RENEWED} codes are made at once.`);
  const json = { invitations: wanted.map(({ id }) => id) };
  return madeFor(gateway, wanted, '/v1/invitations/renewal', json);
}

/** Makes the codes void that nobody has used; gives how many there were. A signer that is bound already stays. */
export async function voidInvitations(gateway: GatewayClient, subject: Pseudonym): Promise<number> {
  const route = ['DELETE', `/v1/subjects/${subject}/invitations`] as const;
  return (await answerOf<{ withdrawn: number }>(gateway, route, { withdrawn: count })).withdrawn;
}
