import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { accountOf, type Signer, signerId } from '../../core/signer.ts';
import { SIGNER_KIND, STAGE } from '../../ledger/words.ts';
import type { Caller } from '../auth/caller.ts';
import type { SignerRecord } from './directory-records.ts';
import { type LedgerState, suspended } from './ledger-state.ts';

/** The subject that the caller signs for; FORBIDDEN where there is none. */
export function subjectOf({ subject }: Pick<Caller, 'subject'>): Pseudonym {
  if (subject !== undefined) return subject;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

/** The subject that the caller may withdraw for; FORBIDDEN where there is none. */
export function withdrawsFor({ withdraws }: Pick<Caller, 'withdraws'>): Pseudonym {
  if (withdraws !== undefined) return withdraws;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

/** The subject that the caller signs for, or may withdraw for. */
export function subjectOrWithdrawn(caller: Pick<Caller, 'subject' | 'withdraws'>): Pseudonym {
  return caller.subject ?? withdrawsFor(caller);
}

/** FORBIDDEN where the contracts let another one than the caller widen what the subject allows: at this stage of a young
 *  person, or where `own` is what the subject withheld by its own signature. */
export function requireWidening(state: LedgerState, caller: Pick<Caller, 'signer' | 'subject'>, own = false): void {
  const isGuardian = state.directory.signers.find(caller.signer)?.kind === SIGNER_KIND.guardian;
  if (own && isGuardian) {
    throw new CustosError('FORBIDDEN', 'The person withheld this itself, and alone gives it back.');
  }
  const { stage } = state.directory.subjects.find(subjectOf(caller));
  if (stage === STAGE.none || (stage === STAGE.guardian) === isGuardian) return;
  throw new CustosError(
    'FORBIDDEN',
    isGuardian
      ? 'The young person decides this itself by now. A guardian withdraws, pauses and opts out.'
      : 'A guardian decides this for now. You withdraw, pause and opt out yourself.',
  );
}

/** Throws where the caller may not add a signer of this kind and period: as `requireWidening`; FORBIDDEN for a guardian that
 *  adds another one than a guardian, or one for longer than itself; INPUT_INVALID for a period that is over. */
export function requireAddition(
  state: LedgerState,
  caller: Pick<Caller, 'signer' | 'subject'>,
  { kind, until }: Pick<SignerRecord, 'kind' | 'until'>,
): void {
  requireWidening(state, caller);
  if (until !== 0 && until < nowOf(state)) {
    throw new CustosError('INPUT_INVALID', 'The new signer would end before it begins. Name a later day.');
  }
  const by = state.directory.signers.find(caller.signer);
  if (by?.kind !== SIGNER_KIND.guardian) return;
  if (kind !== SIGNER_KIND.guardian) {
    throw new CustosError('FORBIDDEN', 'A guardian adds guardians only. The hospital invites the person itself.');
  }
  if (by.until === 0 || (until !== 0 && until <= by.until)) return;
  throw new CustosError(
    'FORBIDDEN',
    `A guardian adds nobody for longer than itself: until ${dateWords(by.until)} at the latest.`,
  );
}

/** CONFLICT for a signer that stands, or stood, for anybody on the ledger. */
export function requireFresh({ directory }: LedgerState, signer: Signer, subject: Pseudonym): void {
  const known = directory.signers.find(signer);
  if (known === undefined) return;
  const what = accountOf(signer) === undefined ? 'passkey' : 'key';
  throw new CustosError(
    'CONFLICT',
    known.subject === subject
      ? `That ${what} was bound to this person before. Use a fresh one.`
      : `That ${what} is another person’s here. Use a fresh one for each person.`,
  );
}

/** The subject's signer of that id. NOT_FOUND where there is none, also where it is another subject's. */
export function signerOf({ directory }: LedgerState, subject: Pseudonym, id: Digest): SignerRecord {
  const known = directory.signers.get(id);
  if (known?.subject === subject) return known;
  throw new CustosError('NOT_FOUND', 'The person has no such signer.');
}

/** Throws FORBIDDEN where the caller may not remove the signer: everybody removes itself; who signs for itself also others of
 *  its own, and guardians where it decides alone or there are no stages. */
export function requireRemoval(state: LedgerState, caller: Pick<Caller, 'signer' | 'subject'>, id: Digest): void {
  const subject = subjectOf(caller);
  const known = signerOf(state, subject, id);
  if (id === signerId(caller.signer)) return;
  if (state.directory.signers.find(caller.signer)?.kind !== SIGNER_KIND.self) {
    throw new CustosError('FORBIDDEN', 'A guardian removes itself and nobody else. Ask the hospital.');
  }
  const { stage } = state.directory.subjects.find(subject);
  if (known.kind === SIGNER_KIND.self || stage === STAGE.none || stage === STAGE.self) return;
  throw new CustosError('FORBIDDEN', 'A guardian counts for now, and you do not remove it. Ask the hospital.');
}

/** The subject for which the caller may stop what others announced; FORBIDDEN where it is one that was removed or reported
 *  stolen, or one of the person's own that ended. A guardian still may for some days. */
export function cancelsFor(state: LedgerState, caller: Pick<Caller, 'signer' | 'subject' | 'withdraws'>): Pseudonym {
  const known = state.directory.signers.find(caller.signer);
  const isGuardian = known?.kind === SIGNER_KIND.guardian && known.removedAt === 0 && known.leavesAt === 0;
  return isGuardian ? withdrawsFor(caller) : subjectOf(caller);
}

/** Whether the signer waits to begin. CONFLICT for one that has begun; false for one that was cancelled or removed. */
export function isWaiting(state: LedgerState, { from, removedAt }: SignerRecord): boolean {
  if (removedAt !== 0) return false;
  if (from > nowOf(state)) return true;
  throw new CustosError('CONFLICT', 'It signs already, and is not cancelled any more. Remove it instead.');
}

/** CONFLICT unless the stage is a later one, and takes the word from nobody who had a signer of its own. */
export function requireStage({ directory }: LedgerState, subject: Pseudonym, wanted: number): void {
  const { stage } = directory.subjects.find(subject);
  if (wanted <= stage) {
    throw new CustosError(
      'CONFLICT',
      'Who acts for a young person changes forwards only: from the guardian to both to the person itself.',
    );
  }
  if (wanted !== STAGE.guardian || !directory.signers.hadOwn(subject)) return;
  throw new CustosError(
    'CONFLICT',
    'The person has, or had, a signer of its own, and keeps its word: both, or itself.',
  );
}

/** CONFLICT unless the signer is a guardian that stands. */
export function requireGuardian(state: LedgerState, subject: Pseudonym, id: Digest): void {
  const known = signerOf(state, subject, id);
  if (known.kind !== SIGNER_KIND.guardian) {
    throw new CustosError('CONFLICT', 'This is the person’s own signer, no guardian.');
  }
  if (standingOf(state, known) === 'stands') return;
  throw new CustosError('CONFLICT', 'The guardian does not stand: it waits, leaves, or has ended already.');
}

/** How far a signer has come. */
export const STANDINGS = ['waits', 'stands', 'leaves', 'ended'] as const;

/** What the contracts make of a signer now: `leaves` was reported stolen, and only narrows. */
export function standingOf(state: LedgerState, signer: SignerRecord): (typeof STANDINGS)[number] {
  const { from, leavesAt } = signer;
  const now = nowOf(state);
  const end = endOf(state, signer);
  if (end !== undefined && end <= now) return 'ended';
  if (leavesAt !== 0) return 'leaves';
  return from > now ? 'waits' : 'stands';
}

/** First second at which the signer signs no more; undefined where none is set. */
export function endOf({ directory }: LedgerState, signer: SignerRecord): number | undefined {
  const { until, removedAt, leavesAt, kind, subject } = signer;
  const alone = kind === SIGNER_KIND.guardian ? (directory.signers.aloneFrom.get(subject) ?? 0) : 0;
  const ends = [until === 0 ? 0 : until + 1, removedAt, leavesAt, alone].filter((end) => end !== 0);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** The ledger's clock may run ahead of ours. */
function nowOf({ block }: LedgerState): number {
  return Math.floor(Math.max(Date.now(), block.time) / 1000);
}

/** NOT_FOUND unless the holder has enrolled the subject. */
export function requireEnrolled(
  { state, holder }: { readonly state: LedgerState; readonly holder: Address },
  subject: Pseudonym,
): void {
  if (state.directory.enrolled.get(subject) === holder) return;
  throw new CustosError('NOT_FOUND', 'This holder has no such subject.');
}

/** What was acknowledged must not fail on chain, which takes nothing of a gateway that was suspended: FORBIDDEN. */
export function requireActing(state: LedgerState): void {
  if (!state.isActing) throw suspended();
}

/** Throws where nothing may be released: as `checkFresh` and `requireStanding` do. */
export function requireReleasing(state: LedgerState): void {
  state.checkFresh();
  requireStanding(state);
}

/** Throws UNAVAILABLE where the ledger takes nothing of this gateway: no entry about a request could be anchored, and an
 *  auditor takes no request to it for one to a gateway. */
export function requireStanding(state: LedgerState): void {
  if (state.isActing) return;
  throw new CustosError(
    'UNAVAILABLE',
    'This gateway or its holder is suspended on the ledger, or was removed, so nothing is released. Ask its administrator.',
  );
}
