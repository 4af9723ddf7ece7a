import { pathToFileURL } from 'node:url';
import { decide, type Question } from '../src/consent/decide.ts';
import type { TermsJson } from '../src/core/content.ts';
import { type Address, type GrantId, type Pseudonym, ZERO_DIGEST } from '../src/core/ids.ts';
import { memberGrantee } from '../src/core/terms.ts';
import { firstByte } from './first-byte.ts';
import { DATASET, HOSPITAL, kindOf, LAB, NOW, study } from './study.ts';

/** Measure P6. Peer of the decision: the loop over consents in a Map of objects that the same rules would be without an index. */
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
    first_byte_ms_1e6: await firstByte(1_000_000),
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
function measure(count: number): Figures {
  const began = performance.now();
  const { subjects, grants, terms, index, question } = study(count);
  process.stderr.write(`index of ${count} grants built in ${Math.round(performance.now() - began)} ms\n`);
  const decision = decide(index, question);
  // Before the peer's millions of objects are there for the garbage collector to walk.
  const decideMs = median(() => decide(index, question));
  const naive = naively(subjects, grants, terms, question);
  if (decision.outcome === 'refused' || decision.items.length !== naive()) throw new Error('The two decide apart.');
  process.stderr.write(`${decision.items.length} of ${count} items released by both\n`);
  return { decideMs, naiveMs: median(naive), bytesPerGrant: index.grantBytes / count };
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
  if (terms.grantee !== ZERO_DIGEST && terms.grantee !== memberGrantee(LAB)) return false;
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
