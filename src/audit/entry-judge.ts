import { hash } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { ifReadable } from '../core/errors.ts';
import { decodeEvidence, type Evidence, type OperationEvidence } from '../core/evidence.ts';
import { domainPrefix } from '../core/hash.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { StateCell } from '../ledger/state-cells.ts';
import type { AuditContext, Level } from './context.ts';
import { entryCells, rejectionCells, signerCells } from './decision/decision-cells.ts';
import { parametersOf } from './decision/parameters.ts';
import { judgePermit } from './decision/permit-decision.ts';
import { answer } from './decision/purposes.ts';
import { judgeRejection, recorderOf, wasInTime, wasVoid } from './decision/rejections.ts';
import { cameTooLate, endsNothing, readWithdrawal, type Withdrawal, Withdrawals } from './decision/withdrawals.ts';
import { releases } from './log/anchors.ts';
import type { PlacedEntry } from './log/entry-checks.ts';
import { readOpenings } from './log/opening-reader.ts';
import type { ChainLog } from './past/logs.ts';
import type { ProvenRequest } from './proof/request-proof.ts';
import { checkRelease, declaredUse, type ReleaseCase } from './release-check.ts';
import type { Where } from './source/findings.ts';
import type { Block, Fetched } from './source/sources.ts';

/** What was fetched beside an entry; undefined where the level does not need it. */
export interface Beside {
  readonly evidence?: Fetched;
  readonly openings?: Fetched;
}

const EVIDENCE = domainPrefix('evidence');

/** Kinds of evidence that stand behind each kind of entry. */
const EVIDENCE_OF: Readonly<Record<Entry['kind'], readonly Evidence['kind'][]>> = {
  release: ['request'],
  revocation: ['revocation'],
  relay: ['relay'],
  erasure: ['revocation', 'operation'],
  start: ['operation'],
  restore: ['operation'],
  key: ['operation'],
};

/** Judges the entries of one log, in order: each release against what the chain and the log said before it. */
export class EntryJudge {
  readonly #log: ChainLog;
  readonly #context: AuditContext;
  readonly #level: Level;
  readonly #entitled: boolean;
  readonly withdrawals: Withdrawals;
  readonly emergencies: number[] = [];
  readonly refused = { count: 0 };
  releases = 0;
  rows = 0;

  constructor(log: ChainLog, context: AuditContext, level: Level, entitled: boolean) {
    this.#log = log;
    this.#context = context;
    this.#level = level;
    this.#entitled = entitled;
    this.withdrawals = new Withdrawals(context.past.subjects);
  }

  /** What the entry and the chain alone decide. */
  judgeAlone({ entry, block }: PlacedEntry, where: Where): void {
    if (releases(entry)) {
      this.#countRelease(entry);
      for (const { code, message } of judgePermit(entry, this.#log.holder, this.#context.past, block)) {
        this.#context.book.add(code, where, message);
      }
      this.#expect(block.height, where, (keccak) => {
        return entryCells(entry, this.#log.holder, { past: this.#context.past, at: block, keccak });
      });
    }
  }

  /** Has the state say what the release rested on, where no receipts prove the events. */
  #expect(height: number, where: Where, cells: (keccak: Keccak) => readonly StateCell[]): void {
    this.#context.state?.expect(height, where, cells);
  }

  /** What its evidence and its openings decide, from level *evidence* on. */
  async judgeBeside(placed: PlacedEntry, beside: Beside, where: Where): Promise<void> {
    const { entry, block } = placed;
    const evidence = this.#readEvidence(entry, beside.evidence, where);
    if (evidence?.kind === 'revocation') await this.#withdraw(evidence, placed, where);
    if (entry.kind === 'relay') await this.#settle(placed, where);
    if (entry.kind === 'restore' && evidence?.kind === 'operation') this.#declareLost(evidence, where);
    const on = { ...placed, logId: this.#log.id, holder: this.#log.holder, at: block };
    const proven = evidence?.kind === 'request' ? await this.#context.proofs.judge(evidence, on) : undefined;
    this.#reportProven(proven, where);
    if (releases(entry)) await this.#judgeRelease(placed, beside.openings, proven, where);
  }

  #countRelease(entry: Entry): void {
    this.releases++;
    this.rows += entry.rows?.count ?? 0;
    if (entry.outcome === 'emergency' && !this.#log.reviewed.has(entry.seq)) this.emergencies.push(entry.seq);
  }

  #readEvidence(entry: Entry, fetched: Fetched | undefined, where: Where): Evidence | undefined {
    const { book } = this.#context;
    if (fetched?.kind !== 'bytes') {
      if (fetched?.kind === 'absent' && this.#entitled) {
        book.add('EVIDENCE_WITHHELD', where, 'The log names evidence that its gateway does not have.');
      } else book.unseen.evidence++;
      return undefined;
    }
    if (digestOf(fetched.bytes) !== entry.evidence) {
      book.add('EVIDENCE_DIFFERS', where, 'The evidence is not the one that the entry names.');
      return undefined;
    }
    const evidence = decode(fetched);
    if (evidence === undefined) book.add('EVIDENCE_MALFORMED', where, 'The evidence is of no known form.');
    else if (evidence.kind !== 'interruption' && !EVIDENCE_OF[entry.kind].includes(evidence.kind)) {
      book.add('EVIDENCE_KIND', where, `Evidence of a ${evidence.kind} stands behind a ${entry.kind}.`);
      return undefined;
    } else if ((evidence.kind === 'interruption') !== (entry.outcome === 'interrupted')) {
      book.add('EVIDENCE_KIND', where, 'Interruption and evidence do not agree.');
      return undefined;
    }
    return evidence;
  }

  async #withdraw(
    evidence: Extract<Evidence, { kind: 'revocation' }>,
    { entry, block, policy }: PlacedEntry,
    where: Where,
  ): Promise<void> {
    if (entry.kind !== 'revocation') return;
    const { book, past } = this.#context;
    const withdrawal = readWithdrawal(evidence, entry, block, past.consents);
    if (withdrawal === undefined) {
      return book.add('REVOCATION_MALFORMED', where, 'The call does not do what was acknowledged.');
    }
    withdrawal.due = Math.floor(entry.time / 1000) + policy.maxUnanchored + policy.clockSkew;
    this.withdrawals.add(withdrawal);
    if (await wasVoid(withdrawal, this.#log, this.#context)) {
      book.add('REVOCATION_VOID', where, 'The withdrawal was acknowledged, though the chain had to refuse its call.');
    }
    const subject = past.subjects.find(withdrawal.subject);
    if (endsNothing(withdrawal, subject)) {
      const message =
        'The withdrawal was acknowledged, though it was of an epoch or turn that was over and ended nothing.';
      book.add('REVOCATION_WITHOUT_EFFECT', where, message);
    } else {
      const seen = Math.floor(entry.time / 1000) - policy.maxLag - policy.clockSkew;
      withdrawal.isLate = cameTooLate(withdrawal, subject, seen);
    }
  }

  /** What became of an acknowledged withdrawal. That it was rejected is not believed: else a gateway could acknowledge
   *  one, call it rejected, and serve on. */
  async #settle({ entry, block }: PlacedEntry, where: Where): Promise<void> {
    const withdrawal = entry.of === undefined ? undefined : this.withdrawals.find(entry.of);
    if (withdrawal === undefined || withdrawal.answer === 'founded') return;
    if (entry.outcome === 'mined') {
      withdrawal.answer ??= 'mined';
      return;
    }
    const { book } = this.#context;
    withdrawal.answer = await judgeRejection(withdrawal, block, this.#log, this.#context);
    if (withdrawal.answer === 'unseen') book.unseen.rejections++;
    if (withdrawal.answer === 'founded') {
      this.#expectRejection(withdrawal, block, where);
      if (await wasInTime(withdrawal, block, this.#log, this.#context)) withdrawal.answer = 'overdue';
    }
    if (withdrawal.answer !== 'unfounded') return;
    const message = `The chain had no reason to reject the withdrawal in entry ${withdrawal.seq}.`;
    book.add('REJECTION_UNFOUNDED', where, message, { of: withdrawal.seq });
  }

  /** A node could show reasons that there were none, and so have a withdrawal end that counts. */
  #expectRejection(withdrawal: Withdrawal, at: Block, where: Where): void {
    const { past } = this.#context;
    const recorder = withdrawal.by === undefined ? recorderOf(this.#log, at.height, past) : undefined;
    const recorders = recorder === undefined ? [] : [recorder, this.#log.holder];
    this.#expect(at.height, where, (keccak) => rejectionCells(withdrawal, recorders, { past, at, keccak }));
  }

  /** What may be lost beyond the last head on chain is known from the entry alone. */
  #declareLost({ predecessor, lost = [-1, -1] }: OperationEvidence, where: Where): void {
    const { book, past } = this.#context;
    const { predecessor: old, predecessorSize: known } = this.#log;
    const [from, until] = lost;
    if (predecessor !== (old as string) || from !== known) {
      const message = 'The entry and the chain differ on which entries of which log may be lost.';
      return book.add('RESTORE_UNDECLARED', where, message);
    }
    const anchored = past.logs.find(old)?.heads.at(-1)?.size ?? 0;
    book.unseen.declaredLost += Math.max(0, until - Math.max(anchored, known));
  }

  #reportProven(proven: ProvenRequest | undefined, where: Where): void {
    if (proven?.sessionUnseen === true) this.#context.book.unseen.sessions++;
    for (const { code, message } of proven?.problems ?? []) this.#context.book.add(code, where, message);
  }

  async #judgeRelease(
    { entry, block }: PlacedEntry,
    fetched: Fetched | undefined,
    proven: ProvenRequest | undefined,
    where: Where,
  ): Promise<void> {
    const { past, book, source, seen, options } = this.#context;
    const disease = proven?.request?.facts.disease;
    const { self, signer } = proven ?? {};
    if (self !== undefined && signer !== undefined) {
      this.#expect(block.height, where, (keccak) => signerCells(self, signer, { past, at: block, keccak }));
    }
    const on: ReleaseCase = {
      entry,
      where,
      holder: this.#log.holder,
      chainId: source.ledger.chainId,
      past,
      at: block,
      request: proven?.request,
      self: proven?.self,
      parameters: await parametersOf(entry, past, options.parameters),
      ancestors: disease === undefined ? undefined : options.diseases?.(disease),
      withdrawals: this.withdrawals,
      overdue: this.#context.overdue,
      seen,
      book,
      state: this.#context.state,
      membership: source.ledger.membership,
    };
    this.#judgePermitDisease(on);
    this.#judgeDatasetPurposes(on);
    if (this.#level === 'openings') this.#judgeOpenings(fetched, on);
  }

  /** A permit for a disease is for that one and what lies below it. */
  #judgePermitDisease({ entry, request, past, ancestors, book, where }: ReleaseCase): void {
    const permitted = entry.permit === undefined ? undefined : past.datasets.permit(entry.permit)?.disease;
    if (permitted === undefined || request === undefined || entry.outcome === 'self') return;
    const { disease } = request.facts;
    if (disease === permitted || ancestors?.has(permitted) === true) return;
    if (disease !== undefined && ancestors === undefined) book.unseen.parameters++;
    else book.add('PERMIT_EXCEEDED', where, `The permit is for ${permitted}, which the request did not study.`);
  }

  /** The dataset's own permission and modifiers, on whatever basis. */
  #judgeDatasetPurposes(on: ReleaseCase): void {
    const use = declaredUse(on);
    const { dataset, version } = on.entry;
    const known = dataset === undefined ? undefined : on.past.datasets.version(dataset, version ?? 0);
    if (use === undefined || known === undefined) return;
    const { verdict, by } = answer(known.purposes, use);
    if (verdict === 'unknown') on.book.unseen.parameters++;
    else if (verdict !== 'covered') {
      on.book.add('PURPOSE_NOT_COVERED', on.where, `The dataset does not allow the purpose (${by.join(', ')}).`);
    }
  }

  #judgeOpenings(fetched: Fetched | undefined, on: ReleaseCase): void {
    if (fetched?.kind !== 'bytes') {
      if (fetched?.kind === 'absent' && this.#entitled) {
        on.book.add('OPENINGS_WITHHELD', on.where, 'The rows of the release were not opened.');
      } else on.book.unseen.openings++;
      return;
    }
    const openings = readOpenings(fetched.bytes);
    if (typeof openings === 'string') on.book.add('OPENINGS_MALFORMED', on.where, openings);
    else checkRelease(openings, on);
  }
}

/** `evidenceDigest` of core, by OpenSSL: evidence is the largest of what is hashed. */
function digestOf(evidence: Bytes): string {
  return `0x${hash('sha256', Buffer.concat([EVIDENCE, evidence]), 'hex')}`;
}

function decode(fetched: Extract<Fetched, { kind: 'bytes' }>): Evidence | undefined {
  return ifReadable(() => decodeEvidence(fetched.bytes));
}
