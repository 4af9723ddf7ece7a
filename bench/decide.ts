import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { ConsentIndex } from '../src/consent/consent-index.ts';
import { decide, type Question } from '../src/consent/decide.ts';
import type { Block, ConsentEvent } from '../src/consent/events.ts';
import { asGrantee } from '../src/consent/grant-judge.ts';
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

/** Measure P6, but for the first byte, which needs a gateway. Peer: the loop over consents in a Map of objects that
 *  the same rules would be without an index. One item a subject, in another order than that of enrolment; nine in ten
 *  covered, by sixteen kinds of terms; one in a hundred revoked, one in a hundred opted out. */
export async function run(): Promise<Record<string, number | null>> {
  const small = measure(10_000);
  const medium = measure(100_000);
  const large = measure(1_000_000);
  return {
    decide_ms_1e4: small.decideMs,
    decide_ms_1e5: medium.decideMs,
    decide_ms_1e6: large.decideMs,
    naive_ms_1e6: large.naiveMs,
    bytes_per_grant: large.bytesPerGrant,
    first_byte_ms_1e6: null,
  };
}

interface Figures {
  readonly decideMs: number;
  readonly naiveMs: number;
  readonly bytesPerGrant: number;
}

interface NaiveGrant {
  readonly id: GrantId;
  readonly terms: TermsJson;
  readonly grantedAt: number;
  readonly epoch: number;
  revokedAt: number;
}

interface NaiveSubject {
  readonly holder: Address;
  readonly epoch: number;
  optOut: number;
  readonly pausedUntil: number;
  readonly erasedAt: number;
}

const RUNS = 9;
const NOW = 1_700_000_000;
const HOSPITAL = '0x00000000000000000000000000000000000000aa' as Address;
const LAB = '0x00000000000000000000000000000000000000bb' as Address;
const DATASET = `0x${'d5'.repeat(32)}` as DatasetId;
const NOTICE = `0x${'0a'.repeat(32)}` as Digest;
const AT: Block = { height: 1, hash: ZERO_DIGEST, time: NOW * 1000 };

function measure(count: number): Figures {
  const ids = () => Array.from({ length: count }, () => `0x${randomBytes(32).toString('hex')}`);
  const subjects = ids() as Pseudonym[];
  const grants = ids() as GrantId[];
  const terms = kindsOfTerms();
  const index = new ConsentIndex((grant) => terms[kindOf(grant)]);
  const began = performance.now();
  index.apply(history(subjects, grants), AT);
  process.stderr.write(`index of ${count} grants built in ${Math.round(performance.now() - began)} ms\n`);
  const question = questionAbout(subjects);
  index.itemOrder(question.view);
  const decision = decide(index, question);
  // Before the peer's millions of objects are there for the garbage collector to walk.
  const decideMs = median(() => decide(index, question));
  const naive = naively(subjects, grants, terms, question);
  if (decision.outcome === 'refused' || decision.items.length !== naive()) throw new Error('The two decide apart.');
  process.stderr.write(`${decision.items.length} of ${count} items released by both\n`);
  return { decideMs, naiveMs: median(naive), bytesPerGrant: index.grantBytes / count };
}

/** Which of sixteen kinds of terms a grant has. */
function kindOf(grant: GrantId): number {
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
      ledger: `eip155:7:${HOSPITAL}`,
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
    grantee: i % 2 === 0 ? ZERO_DIGEST : asGrantee(LAB),
    scope: i % 4 < 2 ? ZERO_DIGEST : (DATASET as string as Digest),
    purposes: String(i === 15 ? purposesOf(['POA']) : purposesOf(i % 8 < 4 ? ['HMB'] : ['GRU', 'NCU'])),
    excluded: i === 14 ? 1 : i % 3 === 0 ? 2 : 0,
    from: NOW - 1000,
    until: NOW + 1000,
    options: i % 4,
  }));
}

function* history(subjects: readonly Pseudonym[], grants: readonly GrantId[]): Generator<ConsentEvent> {
  const at = AT;
  yield { at, name: 'MemberAdded', identity: HOSPITAL, principal: HOSPITAL, roles: ROLES.holder | ROLES.gateway };
  yield { at, name: 'MemberAdded', identity: LAB, principal: LAB, roles: ROLES.requester };
  yield { at, name: 'NoticePublished', notice: NOTICE };
  yield { at, name: 'DatasetRegistered', dataset: DATASET, holder: HOSPITAL };
  const publication = { purposes: purposesOf(['GRU']), policy: 0, identifiable: false };
  yield { at, name: 'DatasetPublished', dataset: DATASET, version: 1, publication };
  const attested = purposesOf(['GRU', 'NCU']) & ~0xffffn;
  const terms = {
    requester: LAB,
    dataset: DATASET,
    from: NOW - 1,
    until: NOW + 1000,
    purpose: 7,
    delivery: 0,
    basis: 0,
  };
  const flags = { identifiable: false, emergency: false, attested, termsDigest: ZERO_DIGEST };
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

/** The peer: consents of each subject as objects in a Map. */
function naively(
  subjects: readonly Pseudonym[],
  grants: readonly GrantId[],
  terms: readonly TermsJson[],
  { view }: Question,
): () => number {
  const states = new Map<Pseudonym, NaiveSubject>();
  const consents = new Map<Pseudonym, NaiveGrant[]>();
  for (const [i, subject] of subjects.entries()) {
    const id = grants[i];
    const own = id === undefined ? undefined : terms[kindOf(id)];
    if (own === undefined || id === undefined) continue;
    const optOut = i % 100 === 42 ? 1 : 0;
    states.set(subject, { holder: HOSPITAL, epoch: 0, optOut, pausedUntil: 0, erasedAt: 0 });
    consents.set(subject, [{ id, terms: own, grantedAt: NOW, epoch: 0, revokedAt: i % 100 === 17 ? NOW : 0 }]);
  }
  return () => {
    const released: { item: number; grant: GrantId }[] = [];
    for (let item = 0; item < view.subjectOf.length; item++) {
      const subject = view.subjects[view.subjectOf[item] ?? 0];
      const state = subject === undefined ? undefined : states.get(subject);
      if (subject === undefined || state === undefined) continue;
      if (state.holder !== HOSPITAL || state.optOut > 0 || state.erasedAt > 0 || NOW <= state.pausedUntil) continue;
      const categories = view.categories[item] ?? 0;
      const grant = consents.get(subject)?.find((one) => naivelyCovers(one, state, categories));
      if (grant !== undefined) released.push({ item, grant: grant.id });
    }
    return released.length;
  };
}

function naivelyCovers(grant: NaiveGrant, state: NaiveSubject, categories: number): boolean {
  const { terms } = grant;
  if (grant.revokedAt !== 0 || grant.epoch !== state.epoch || NOW < terms.from || NOW > terms.until) return false;
  if (terms.grantee !== ZERO_DIGEST && terms.grantee !== asGrantee(LAB)) return false;
  if (terms.scope !== ZERO_DIGEST && terms.scope !== (DATASET as string)) return false;
  const purposes = BigInt(terms.purposes);
  if ((purposes & 0b111n) === 0n) return false;
  return (terms.excluded & categories) === 0;
}

function median(work: () => unknown): number {
  for (let i = 0; i < 3; i++) work();
  const times = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${JSON.stringify({ id: 'P6', metrics: await run() })}\n`);
}
