import type { Past } from '../past/replay.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import type { Overdue } from './overdue.ts';
import { shownAt, type Withdrawal, type Withdrawals } from './withdrawals.ts';

/** Acknowledged withdrawals that the chain does not show yet, by sequence number. */
export interface OpenWithdrawals {
  /** Still within the time that the policy gives. */
  readonly pending: readonly number[];
  /** Their call was rejected on chain, or so says the log and nothing speaks against it: somebody must look. */
  readonly rejected: readonly number[];
  /** They ended nothing, since what they were signed for was over, and left standing what was given since. Whether their
   *  log could know cannot be told: somebody must look. */
  readonly late: readonly number[];
  /** They reached the chain later than the policy gives, or were rejected there because they came late: somebody must look
   *  why. */
  readonly overdue: readonly number[];
}

interface ClosingPorts {
  readonly past: Past;
  readonly book: FindingBook;
  readonly coverage: Coverage;
  readonly overdue: Overdue;
}

/** Each acknowledged withdrawal is mined, or its rejection is logged (protocol.md, 5). */
export function closeWithdrawals(withdrawals: Withdrawals, context: ClosingPorts, where: Where): OpenWithdrawals {
  const { past, book } = context;
  const [pending, rejected, overdue]: [number[], number[], number[]] = [[], [], []];
  for (const w of withdrawals.all()) {
    const shown = shownAt(w, past.subjects.find(w.subject));
    context.coverage.due('withdrawals');
    if (shown !== undefined) context.coverage.done('withdrawals');
    const isLate = w.due !== undefined && (shown?.seconds ?? 0) > w.due;
    if (isLate || w.answer === 'overdue') overdue.push(w.seq);
    if (where.logId !== undefined && (shown === undefined || isLate)) context.overdue.add(where.logId, w);
    // That a rejection is unfounded was found at the entry that claims it.
    if (w.answer === 'unfounded' || w.answer === 'overdue' || shown !== undefined) continue;
    if (w.answer === 'founded' || w.answer === 'unseen') rejected.push(w.seq);
    else if (w.answer === undefined && isYoung(w, past)) pending.push(w.seq);
    else {
      const claimed = w.answer === undefined ? '' : ', though the log says so';
      const message = `The withdrawal was acknowledged and never reached the chain${claimed}.`;
      book.add('REVOCATION_NOT_MINED', { ...where, entry: w.seq }, message);
    }
  }
  const late = [...withdrawals.all()].filter(({ isLate }) => isLate === true).map(({ seq }) => seq);
  return { pending, rejected, late, overdue };
}

/** By the policy in force at its own block (docs/invariants.md, G11): a later one neither prolongs nor shortens its time. */
function isYoung({ due }: Withdrawal, { head }: Past): boolean {
  return due !== undefined && head.seconds <= due;
}
