import type { TermsJson } from '../../core/content.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest, GrantId, Pseudonym } from '../../core/ids.ts';
import { pause } from '../../core/patience.ts';
import { FUTURE_GROUP_MEMBERS } from '../../core/terms.ts';
import type { ConsentRecord } from '../ledger/directory-records.ts';
import type { GrantTermsStore } from '../ledger/grant-terms.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { standingOf } from './described-grant.ts';
import { comesTo } from './same-terms.ts';

const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/** What says which of a subject's grants still count. */
export interface GrantSources {
  readonly state: LedgerState;
  readonly terms: GrantTermsStore;
}

/** A subject's grants that neither the chain nor an acknowledged withdrawal has ended, and whose period has not. */
export function standingGrants(sources: GrantSources, subject: Pseudonym): ConsentRecord[] {
  const given = sources.state.directory.consents.get(subject) ?? [];
  return given.filter((record) => standingOf(sources, record).active);
}

/** Resolves when no withdrawal of all that one of the subjects allows is on its way to the chain, which would end with
 *  it what is given meanwhile. CONFLICT where the chain does not answer soon. */
export async function allWithdrawn(
  sources: Pick<GrantSources, 'state'>,
  subjects: readonly Pseudonym[],
): Promise<void> {
  await untilNone(
    () => subjects.some((subject) => isEndingAll(sources, subject)),
    'A withdrawal of everything is still on its way to the ledger, and would end this as well. Try again in a moment.',
  );
}

/** Resolves when no opt-out, or no pause, of the subject is on its way to the chain, which would come after what takes it
 *  back. CONFLICT where the chain does not answer soon. */
export async function noneUnderWay(
  { state: { acknowledged, index } }: Pick<GrantSources, 'state'>,
  subject: Pseudonym,
  scope: 'opt-out' | 'pause',
): Promise<void> {
  await untilNone(
    () => acknowledged.of(index.subjects.find(subject)).some((one) => one.scope === scope),
    'What is to be taken back is still on its way to the ledger. Try again in a moment.',
  );
}

async function untilNone(waits: () => boolean, message: string): Promise<void> {
  for (const patience = performance.now() + PATIENCE_MS; waits(); await pause(POLL_MS)) {
    if (performance.now() >= patience) throw new CustosError('CONFLICT', message);
  }
}

/** Whether a withdrawal of all that the subject allows is on its way to the chain. */
export function isEndingAll({ state }: Pick<GrantSources, 'state'>, subject: Pseudonym): boolean {
  const { acknowledged, index } = state;
  return acknowledged.of(index.subjects.find(subject)).some(({ scope }) => scope === 'epoch');
}

/** Whether everything that the subject allows has been withdrawn since the call: what was taken on before it ends with
 *  that, wherever it had got to. */
export function endedSince({ state }: Pick<GrantSources, 'state'>, subject: Pseudonym): () => boolean {
  const ended = () => state.acknowledged.timesEnded(state.index.subjects.find(subject));
  const before = ended();
  return () => ended() !== before;
}

/** What comes of a consent that was on its way when everything was withdrawn. */
export function withdrawnMeanwhile(): CustosError {
  return new CustosError(
    'CONFLICT',
    'Everything was withdrawn while this consent was on its way, and it was not given. Give it again, if it is to count.',
  );
}

/** The grant of that kind which stands and allows what these terms would allow, and no more. `form`: of a consent on paper. */
export function standingLike(
  sources: GrantSources,
  subject: Pseudonym,
  kind: ConsentRecord['kind'],
  wanted: TermsJson,
  form?: Digest,
): GrantId | undefined {
  const found = standingGrants(sources, subject).find((record) => {
    const opening = record.kind === kind ? sources.terms.get(record.grant) : undefined;
    if (opening === undefined || !comesTo(opening, wanted)) return false;
    // The same form was signed once, whoever joined since.
    return (form !== undefined && opening.form === form) || coversEverybody(sources, record, wanted);
  });
  return found?.grant;
}

/** Whether it covers all that are in the group now: one that is given again after somebody joined is another consent. */
function coversEverybody(
  { state }: GrantSources,
  { grantedAt }: ConsentRecord,
  { grantee, options }: TermsJson,
): boolean {
  const there = state.index.members.membersOf(grantee);
  return (options & FUTURE_GROUP_MEMBERS) !== 0 || there.every(({ joinedAt }) => joinedAt < grantedAt);
}
