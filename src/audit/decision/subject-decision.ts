import type { Entry } from '../../core/entry.ts';
import { type Address, type Digest, type GrantId, ZERO_DIGEST } from '../../core/ids.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS, readGrantee, type Terms } from '../../core/terms.ts';
import type { Version } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import type { Past } from '../past/replay.ts';
import { endedUnanswered, epochAt, type GivenGrant, isRevoked, type Subject } from '../past/subjects.ts';
import type { Problem } from './permit-decision.ts';
import type { Answer } from './purposes.ts';

/** A row with a subject, as its opening says. */
export interface SubjectRow {
  readonly subject: Subject | undefined;
  readonly categories: number;
  /** The grant that the gateway says decided, opened. */
  readonly grant?: GrantId;
  readonly terms?: Terms;
}

export interface SubjectCase {
  readonly entry: Entry;
  readonly holder: Address;
  readonly version: Version;
  readonly past: Past;
  readonly at: At;
  /** Whether a grant's purposes cover the use; undefined for an emergency. */
  readonly answer: ((purposes: bigint) => Answer) | undefined;
}

export interface SubjectVerdict {
  readonly problems: readonly Problem[];
  /** Of the grant's purposes, where a grant decided. */
  readonly purposes?: Answer;
}

/** Opt-out that withholds from research, and the one that withholds from emergencies too. */
const RESEARCH = 1;
const ALL = 2;

/** Decides one subject anew (architecture, §5, 3): the auditor's own reading of the chain at the entry's block. What
 *  the log itself acknowledged since is for `Withdrawals`. */
export function judgeSubject(row: SubjectRow, on: SubjectCase): SubjectVerdict {
  const { subject } = row;
  if (subject === undefined || subject.holder !== on.holder || subject.height > on.at.height) {
    return no('SUBJECT_WITHHELD', 'The subject was not enrolled by this holder at the block.');
  }
  const state = judgeState(subject, on);
  if (state !== undefined) return no('SUBJECT_WITHHELD', state);
  const needsGrant = on.entry.outcome === 'released' && on.entry.basis === undefined;
  return needsGrant ? judgeGrant(subject, row, on) : { problems: [] };
}

function judgeState(subject: Subject, { entry, at }: SubjectCase): string | undefined {
  if (subject.erased !== undefined && subject.erased.height <= at.height) return 'The subject was erased.';
  if (entry.outcome === 'self') return undefined;
  const level = subject.optOut.at(at.height)?.level ?? 0;
  if (level >= (entry.outcome === 'emergency' ? ALL : RESEARCH)) return 'The subject had opted out.';
  const paused = at.seconds <= (subject.pause.at(at.height)?.until ?? 0);
  return paused ? 'The subject had paused.' : undefined;
}

function judgeGrant(subject: Subject, row: SubjectRow, on: SubjectCase): SubjectVerdict {
  const { grant: id, terms } = row;
  if (id === undefined || terms === undefined) return no('GRANT_MISSING', 'No opened grant stands behind the row.');
  const given = subject.grants.get(id);
  if (given === undefined || given.height > on.at.height) {
    return no('GRANT_FORGED', 'The grant was not on chain at the block.');
  }
  if (given.forged) return no('GRANT_FORGED', 'It was recorded when the subject had a signer of its own.');
  if (isRevoked(subject, id, on.at.height)) {
    return no('GRANT_INACTIVE', 'The grant was revoked.');
  }
  if (given.epoch !== epochAt(subject, on.at.height))
    return no('GRANT_INACTIVE', 'All grants of its epoch were revoked.');
  if (endedUnanswered(subject, id, on.at.height, on.at.seconds)) {
    return no('GRANT_INACTIVE', 'It was recorded on paper, and the subject’s own signer did not keep it in time.');
  }
  return judgeTerms(given, terms, row.categories, on);
}

function judgeTerms(given: GivenGrant, terms: Terms, categories: number, on: SubjectCase): SubjectVerdict {
  const { entry, at, past } = on;
  if (at.seconds < terms.from || at.seconds > terms.until) return uncovered('The grant was not valid then.');
  if (!coversGrantee(given, terms, on)) return uncovered('The grant is for another grantee.');
  const anyScope = terms.scope === ZERO_DIGEST && !on.version.asksEachTime;
  if (!anyScope && terms.scope !== (entry.dataset as string)) {
    return uncovered('The grant is for another dataset.');
  }
  if ((terms.excluded & categories) !== 0) return uncovered('The grant leaves a category of the item out.');
  if (on.version.identifiable && (terms.options & IDENTIFIABLE_ITEMS) === 0) {
    return uncovered('The grant is not for items that identify.');
  }
  if (!past.members.noticeStood(terms.notice as Digest, on.holder, given.seconds)) {
    return uncovered('The notice of the grant was not published when it was given.');
  }
  return on.answer === undefined ? { problems: [] } : { problems: [], purposes: on.answer(terms.purposes) };
}

function coversGrantee(given: GivenGrant, terms: Terms, { entry, past, at, version }: SubjectCase): boolean {
  const { requester } = entry;
  if (requester === undefined) return false;
  const to = readGrantee(terms.grantee);
  if (to.kind === 'member') return to.member === requester;
  if (version.asksEachTime) return false;
  if (to.kind === 'any') return true;
  const joined = past.members.joinedAt(to.group, requester, at.height);
  if (joined === undefined) return false;
  return joined < given.seconds || (terms.options & FUTURE_GROUP_MEMBERS) !== 0;
}

function uncovered(message: string): SubjectVerdict {
  return no('GRANT_NOT_COVERING', message);
}

function no(code: Problem['code'], message: string): SubjectVerdict {
  return { problems: [{ code, message }] };
}
