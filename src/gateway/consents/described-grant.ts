import type { TermsJson } from '../../core/content.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../../core/ids.ts';
import { purposeWords } from '../../core/purposes.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS, readGrantee } from '../../core/terms.ts';
import { STAGE } from '../../ledger/words.ts';
import type { ConsentRecord } from '../ledger/directory-records.ts';
import type { GrantTermsStore } from '../ledger/grant-terms.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { comesTo } from './same-terms.ts';
import { isWithdrawn } from './withdrawn-grants.ts';

interface Described {
  readonly state: LedgerState;
  readonly terms: GrantTermsStore;
}

/** Whether a grant counts, by its period and by what ended it or waits for an answer. */
export function standingOf({ terms: store, state }: Described, record: ConsentRecord) {
  const opening = store.get(record.grant);
  // The ledger's clock may run ahead of ours.
  const now = Math.floor(Math.max(Date.now(), state.block.time) / 1000);
  const asked = record.kind === 'recorded' && !record.kept ? state.directory.asked.get(record.subject) : undefined;
  const answerBy = asked?.until ?? 0;
  const timely = answerBy === 0 || now <= answerBy;
  const withdrawn = record.revoked || isWithdrawn(state, record.subject, record.grant);
  const active = !withdrawn && timely && (opening?.terms.until ?? Number.POSITIVE_INFINITY) >= now;
  const isAsked = asked !== undefined && asked.from <= now;
  const awaitsAnswer = active && (isAsked || isHandedOver({ terms: store, state }, record, now));
  return { opening, withdrawn, active, answerBy, awaitsAnswer };
}

/** A grant as lists show it: with its clear terms, where they are kept, and what a recorded one waits for. */
export function describeGrant(described: Described, record: ConsentRecord) {
  const { opening, withdrawn, active, answerBy, awaitsAnswer } = standingOf(described, record);
  const { permission, modifiers } = opening
    ? purposeWords(BigInt(opening.terms.purposes))
    : { permission: 'unknown', modifiers: [] };
  return {
    ...record,
    withdrawn,
    active,
    awaitsAnswer,
    ...(answerBy === 0 ? {} : { answerBy }),
    ...(active && opening ? coveredBy(described.state, record, opening.terms) : {}),
    permission,
    modifiers,
    grantee: opening?.terms.grantee ?? ZERO_DIGEST,
    dataset: opening?.terms.scope ?? ZERO_DIGEST,
    from: opening?.terms.from ?? 0,
    until: opening?.terms.until ?? 0,
    excluded: opening?.terms.excluded ?? 0,
    notice: (opening?.terms.notice ?? ZERO_DIGEST) as Digest,
    identifiable: ((opening?.terms.options ?? 0) & IDENTIFIABLE_ITEMS) !== 0,
    futureMembers: ((opening?.terms.options ?? 0) & FUTURE_GROUP_MEMBERS) !== 0,
  };
}

/** Who is in the group now that the grant names, was so before it or needs not to have been, and acts. */
function coveredBy(
  { index: { members } }: LedgerState,
  { grantedAt }: ConsentRecord,
  { grantee, options }: TermsJson,
): { readonly covers?: readonly Address[] } {
  const to = readGrantee(grantee);
  if (to.kind !== 'group') return {};
  const alsoLater = (options & FUTURE_GROUP_MEMBERS) !== 0;
  const covered = members
    .membersOf(to.group)
    .filter(({ identity, joinedAt }) => (alsoLater || joinedAt < grantedAt) && members.isActive(identity));
  return { covers: covered.map(({ identity }) => identity) };
}

/** Whether a guardian gave it, and the young person, who decides by now, has neither ended it nor given the same itself. */
function isHandedOver({ terms, state }: Described, { subject, grant, kind }: ConsentRecord, now: number): boolean {
  const { stage } = state.directory.subjects.find(subject);
  const given = kind === 'guardian' && (stage === STAGE.both || stage === STAGE.self) ? terms.get(grant) : undefined;
  if (given === undefined) return false;
  const own = (state.directory.consents.get(subject) ?? []).filter((one) => one.kind === 'self' && !one.revoked);
  return !own.some((one) => {
    const opening = terms.get(one.grant);
    return opening !== undefined && comesTo(opening, given.terms, now) && !isWithdrawn(state, subject, one.grant);
  });
}
