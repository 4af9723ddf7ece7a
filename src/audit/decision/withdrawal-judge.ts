import type { Entry } from '../../core/entry.ts';
import type { OperationEvidence, RevocationEvidence } from '../../core/evidence.ts';
import type { ChainLog } from '../past/logs.ts';
import type { PlacedEntry } from '../past/placed-entry.ts';
import type { Past } from '../past/replay.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import type { Block } from '../source/sources.ts';
import type { StateAudit } from '../source/state-audit.ts';
import { rejectionCells } from './decision-cells.ts';
import { judgeRejection, type LedgerPorts, recorderOf, wasInTime, wasVoid } from './rejections.ts';
import { cameTooLate, endsNothing, readWithdrawal, type Withdrawal, Withdrawals } from './withdrawals.ts';

/** Follows the withdrawals that one log acknowledged, and what it says became of them. */
export class WithdrawalJudge {
  readonly #log: ChainLog;
  readonly #ports: LedgerPorts;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #state: StateAudit | undefined;
  readonly withdrawals: Withdrawals;

  constructor(log: ChainLog, ports: LedgerPorts, book: FindingBook, coverage: Coverage, state: StateAudit | undefined) {
    this.#log = log;
    this.#ports = ports;
    this.#book = book;
    this.#coverage = coverage;
    this.#state = state;
    this.withdrawals = new Withdrawals(ports.past.subjects);
  }

  get #past(): Past {
    return this.#ports.past;
  }

  /** Takes an acknowledgement. */
  async take(evidence: RevocationEvidence, { entry, block, policy }: PlacedEntry, where: Where): Promise<void> {
    if (entry.kind !== 'revocation') return;
    const withdrawal = readWithdrawal(evidence, entry, block, this.#past.consents);
    if (withdrawal === undefined) {
      return this.#book.add('REVOCATION_MALFORMED', where, 'The call does not do what was acknowledged.');
    }
    withdrawal.due = Math.floor(entry.time / 1000) + policy.maxUnanchored + policy.clockSkew;
    this.withdrawals.add(withdrawal);
    if (await wasVoid(withdrawal, this.#log, this.#ports)) {
      const message = 'The withdrawal was acknowledged, though the chain had to refuse its call.';
      this.#book.add('REVOCATION_VOID', where, message);
    }
    const subject = this.#past.subjects.find(withdrawal.subject);
    if (endsNothing(withdrawal, subject)) {
      const message =
        'The withdrawal was acknowledged, though it was of an epoch or turn that was over and ended nothing.';
      this.#book.add('REVOCATION_WITHOUT_EFFECT', where, message);
    } else {
      const seen = Math.floor(entry.time / 1000) - policy.maxLag - policy.clockSkew;
      withdrawal.isLate = cameTooLate(withdrawal, subject, seen);
    }
  }

  /** What became of an acknowledged withdrawal. That it was rejected is not believed: else a gateway could acknowledge
   *  one, call it rejected, and serve on. */
  async settle({ entry, block }: PlacedEntry, where: Where): Promise<void> {
    const withdrawal = entry.of === undefined ? undefined : this.withdrawals.find(entry.of);
    if (withdrawal === undefined || withdrawal.answer === 'founded') return;
    if (entry.outcome === 'mined') {
      withdrawal.answer ??= 'mined';
      return;
    }
    withdrawal.answer = await judgeRejection(withdrawal, block, this.#log, this.#ports);
    if (withdrawal.answer === 'unseen') {
      const why = 'what the rejection rests on is not kept for every block, or hangs on a key that cannot be read here';
      this.#coverage.miss('rejections', why, where);
    }
    if (withdrawal.answer === 'founded') {
      this.#expectRejection(withdrawal, block, where);
      if (await wasInTime(withdrawal, block, this.#log, this.#ports)) withdrawal.answer = 'overdue';
    }
    if (withdrawal.answer !== 'unfounded') return;
    const message = `The chain had no reason to reject the withdrawal in entry ${withdrawal.seq}.`;
    this.#book.add('REJECTION_UNFOUNDED', where, message, { of: withdrawal.seq });
  }

  /** A node could show reasons that there were none, and so have a withdrawal end that counts. */
  #expectRejection(withdrawal: Withdrawal, at: Block, where: Where): void {
    const past = this.#past;
    const recorder = withdrawal.by === undefined ? recorderOf(this.#log, at.height, past) : undefined;
    const recorders = recorder === undefined ? [] : [recorder, this.#log.holder];
    this.#state?.expect(at.height, where, (keccak) => rejectionCells(withdrawal, recorders, { past, at, keccak }));
  }
}

/** Whether what became of withdrawals hangs on the entry: these are read whatever range is audited. */
export function isOfWithdrawals({ kind }: Entry): boolean {
  return kind === 'revocation' || kind === 'relay';
}

/** What may be lost beyond the last head on chain is known from the entry alone. */
export function declareLost(
  { predecessor, lost = [-1, -1] }: OperationEvidence,
  log: ChainLog,
  past: Past,
  book: FindingBook,
  coverage: Coverage,
  where: Where,
): void {
  const { predecessor: old, predecessorSize: known } = log;
  const [from, until] = lost;
  if (predecessor !== (old as string) || from !== known) {
    const message = 'The entry and the chain differ on which entries of which log may be lost.';
    return book.add('RESTORE_UNDECLARED', where, message);
  }
  const anchored = past.logs.find(old)?.heads.at(-1)?.size ?? 0;
  const why = 'the log was restored from a backup that did not have them';
  coverage.miss('declaredLost', why, where, Math.max(0, until - Math.max(anchored, known)));
}
