import { randomBytes } from 'node:crypto';
import { ConsentIndex } from '../src/consent/consent-index.ts';
import type { Question } from '../src/consent/decide.ts';
import type { Block, ConsentEvent } from '../src/consent/events.ts';
import { ROLES } from '../src/consent/members.ts';
import type { TermsJson } from '../src/core/content.ts';
import {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type Pseudonym,
  ZERO_DIGEST,
} from '../src/core/ids.ts';
import { purposesOf } from '../src/core/purposes.ts';
import type { AccessRequest } from '../src/core/request.ts';
import { memberGrantee } from '../src/core/terms.ts';

/** A dataset with one item a subject, in another order than that of enrolment; nine in ten covered, by sixteen kinds
 *  of terms; one in a hundred revoked, one in a hundred opted out. */
export interface Study {
  readonly subjects: readonly Pseudonym[];
  readonly grants: readonly GrantId[];
  readonly terms: readonly TermsJson[];
  readonly index: ConsentIndex;
  readonly question: Question;
}

export const NOW = Math.floor(Date.now() / 1000);
export const HOSPITAL = '0x00000000000000000000000000000000000000aa' as Address;
export const LAB = '0x00000000000000000000000000000000000000bb' as Address;
export const DATASET = `0x${'d5'.repeat(32)}` as DatasetId;
export const LEDGER: AccessRequest['ledger'] = `eip155:7:${HOSPITAL}`;
const NOTICE = `0x${'0a'.repeat(32)}` as Digest;
const AT: Block = { height: 1, hash: ZERO_DIGEST, time: NOW * 1000 };

export function study(count: number): Study {
  return studyOf(ids(count) as Pseudonym[]);
}

/** Of these subjects. */
export function studyOf(subjects: readonly Pseudonym[]): Study {
  const grants = ids(subjects.length) as GrantId[];
  const terms = kindsOfTerms();
  const index = new ConsentIndex((grant) => terms[kindOf(grant)]);
  index.apply(history(subjects, grants), AT);
  const question = questionAbout(subjects);
  index.itemOrder(question.view);
  return { subjects, grants, terms, index, question };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, () => `0x${randomBytes(32).toString('hex')}`);
}

/** Which of sixteen kinds of terms a grant has. */
export function kindOf(grant: GrantId): number {
  return Number.parseInt(grant.slice(-1), 16);
}

function questionAbout(subjects: readonly Pseudonym[]): Question {
  const subjectOf = Int32Array.from(subjects, (_, i) => i);
  for (let i = subjectOf.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [subjectOf[i], subjectOf[j]] = [subjectOf[j] ?? 0, subjectOf[i] ?? 0];
  }
  const categories = Uint32Array.from(subjectOf, () => (Math.random() < 0.1 ? 1 : 0));
  return {
    asker: { member: LAB },
    request: {
      ledger: LEDGER,
      gateway: HOSPITAL,
      dataset: DATASET,
      version: 1,
      purpose: 7,
      facts: { commercial: false },
      permit: 1,
      delivery: 'download',
    },
    view: { dataset: DATASET, version: 1, subjects, subjectOf, categories, parameters: {} },
    diseases: { ancestors: () => new Set() },
    now: NOW * 1000,
  };
}

/** The last of sixteen is for a purpose that is not asked for, the one before it leaves a category out. */
function kindsOfTerms(): TermsJson[] {
  return Array.from({ length: 16 }, (_, i) => ({
    salt: ZERO_DIGEST,
    notice: NOTICE,
    grantee: i % 2 === 0 ? ZERO_DIGEST : memberGrantee(LAB),
    scope: i % 4 < 2 ? ZERO_DIGEST : (DATASET as string as Digest),
    purposes: String(i === 15 ? purposesOf(['POA']) : purposesOf(i % 8 < 4 ? ['HMB'] : ['GRU', 'NCU'])),
    excluded: i === 14 ? 1 : i % 3 === 0 ? 2 : 0,
    from: NOW - 1000,
    until: NOW + 86_400,
    options: i % 4,
  }));
}

function* history(subjects: readonly Pseudonym[], grants: readonly GrantId[]): Generator<ConsentEvent> {
  const at = AT;
  yield {
    at,
    name: 'MemberAdded',
    identity: HOSPITAL,
    principal: HOSPITAL,
    ordinal: 1,
    roles: ROLES.holder | ROLES.gateway,
  };
  yield { at, name: 'MemberAdded', identity: LAB, principal: LAB, ordinal: 2, roles: ROLES.requester };
  yield { at, name: 'NoticePublished', notice: NOTICE, publisher: HOSPITAL };
  yield { at, name: 'DatasetRegistered', dataset: DATASET, holder: HOSPITAL };
  const publication = { purposes: purposesOf(['GRU']), policy: 0, identifiable: false };
  yield { at, name: 'DatasetPublished', dataset: DATASET, version: 1, publication };
  const attested = purposesOf(['GRU', 'NCU']) & ~0xffffn;
  const terms = {
    requester: LAB,
    dataset: DATASET,
    from: NOW - 1,
    until: NOW + 86_400,
    purpose: 7,
    delivery: 0,
    basis: 0,
  };
  const flags = { identifiable: false, emergency: false, attested, disease: 0, termsDigest: ZERO_DIGEST };
  yield { at, name: 'PermitIssued', permit: 1, terms: { ...terms, ...flags } };
  for (const subject of subjects) yield { at, name: 'SubjectEnrolled', subject, holder: HOSPITAL };
  for (const [i, grant] of grants.entries()) {
    const subject = subjects[i];
    if (subject === undefined) continue;
    yield { at, name: 'ConsentGranted', subject, grant, kind: 1 };
    if (i % 100 === 17) yield { at, name: 'ConsentRevoked', subject, grant };
    if (i % 100 === 42) yield { at, name: 'OptOutSet', subject, level: 1 };
  }
}
