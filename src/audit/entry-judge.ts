import type { Entry } from '../core/entry.ts';
import type { ActEvidence } from '../core/evidence.ts';
import type { ActBook } from './decision/acts.ts';
import { entryCells, sessionKeyCells, signerCells } from './decision/decision-cells.ts';
import { judgePermit } from './decision/permit-decision.ts';
import { declareLost, type WithdrawalJudge } from './decision/withdrawal-judge.ts';
import { releases } from './log/anchors.ts';
import type { Beside } from './log/besides.ts';
import type { EvidenceReader } from './log/evidence.ts';
import type { ChainLog } from './past/logs.ts';
import type { PlacedEntry } from './past/placed-entry.ts';
import type { Past } from './past/replay.ts';
import type { ProvenRequest, RequestProofs } from './proof/request-proof.ts';
import type { ReleaseJudge } from './release-judge.ts';
import type { Coverage, Level } from './source/coverage.ts';
import type { FindingBook, Where } from './source/findings.ts';
import type { StateAudit } from './source/state-audit.ts';

/** Those that judge what stands beside an entry. */
export interface Judges {
  readonly evidence: EvidenceReader;
  readonly requests: RequestProofs;
  readonly withdrawals: WithdrawalJudge;
  readonly releases: ReleaseJudge;
  readonly acts: ActBook;
}

/** Judges the entries of one log, in order: each release against what the chain and the log said before it. */
export class EntryJudge {
  readonly #log: ChainLog;
  readonly #past: Past;
  readonly #judges: Judges;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #state: StateAudit | undefined;
  readonly emergencies: number[] = [];
  releases = 0;
  rows = 0;

  constructor(
    log: ChainLog,
    past: Past,
    judges: Judges,
    book: FindingBook,
    coverage: Coverage,
    state: StateAudit | undefined,
  ) {
    this.#log = log;
    this.#past = past;
    this.#judges = judges;
    this.#book = book;
    this.#coverage = coverage;
    this.#state = state;
  }

  /** What the entry and the chain alone decide. */
  judgeAlone({ entry, block }: PlacedEntry, where: Where): void {
    if (!releases(entry)) return;
    this.#countRelease(entry);
    this.#coverage.made('permits');
    for (const { code, message } of judgePermit(entry, this.#log.holder, this.#past, block)) {
      this.#book.add(code, where, message);
    }
    const { holder } = this.#log;
    this.#state?.expect(block.height, where, (keccak) => {
      return entryCells(entry, holder, { past: this.#past, at: block, keccak });
    });
  }

  /** What its evidence and its openings decide, from level *evidence* on. */
  async judgeBeside(placed: PlacedEntry, beside: Beside, level: Level, where: Where): Promise<void> {
    const { entry, block } = placed;
    const { withdrawals } = this.#judges;
    const evidence = this.#judges.evidence.read(entry, beside.evidence, where);
    if (evidence?.kind === 'revocation') await withdrawals.take(evidence, placed, where);
    if (entry.kind === 'relay') await withdrawals.settle(placed, where);
    if (entry.kind === 'restore' && evidence?.kind === 'operation') {
      declareLost(evidence, this.#log, this.#past, this.#book, this.#coverage, where);
    }
    const on = { ...placed, logId: this.#log.id, holder: this.#log.holder, at: block };
    if (evidence?.kind === 'act') await this.#judgeAct(evidence, placed, where);
    const proven = evidence?.kind === 'request' ? await this.#judges.requests.judge(evidence, on) : undefined;
    if (proven !== undefined) this.#reportProven(proven, placed, where);
    if (!releases(entry)) return;
    const release = { ...placed, where, holder: this.#log.holder, proven, withdrawals: withdrawals.withdrawals };
    await this.#judges.releases.judge(release, level === 'openings' ? beside.openings : 'not-asked');
  }

  #countRelease(entry: Entry): void {
    this.releases++;
    this.rows += entry.rows?.count ?? 0;
    if (entry.outcome === 'emergency' && !this.#log.reviewed.has(entry.seq)) this.emergencies.push(entry.seq);
  }

  async #judgeAct(evidence: ActEvidence, placed: PlacedEntry, where: Where): Promise<void> {
    const { holder, id: logId } = this.#log;
    const on = { ...placed, logId, holder, at: placed.block };
    const proven = await this.#judges.requests.judgeAct(evidence, on);
    this.#coverRequest(proven.sessionUnseen, where);
    // What is not proven is nobody's.
    const person = proven.problems.length === 0 ? proven.person : undefined;
    const answered = this.#judges.acts.take(evidence, placed.entry, holder, person);
    for (const { code, message } of [...proven.problems, ...answered]) this.#book.add(code, where, message);
  }

  #coverRequest(sessionUnseen: boolean, where: Where): void {
    this.#coverage.due('requests');
    if (sessionUnseen) {
      this.#coverage.miss('sessions', 'the session was opened by what this auditor cannot verify', where);
    } else this.#coverage.done('requests');
  }

  #reportProven(proven: ProvenRequest, { entry, block }: PlacedEntry, where: Where) {
    const { problems, self, signer, person, sessionUnseen } = proven;
    this.#coverRequest(sessionUnseen, where);
    for (const { code, message } of problems) this.#book.add(code, where, message);
    if (!releases(entry)) return;
    const past = this.#past;
    this.#state?.expect(block.height, where, (keccak) => {
      const on = { past, at: block, keccak };
      if (person !== undefined) return sessionKeyCells(person.member, person.key, on);
      return self === undefined || signer === undefined ? [] : signerCells(self, signer, on);
    });
  }
}
