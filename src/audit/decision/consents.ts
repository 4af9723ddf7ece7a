import type { Entry } from '../../core/entry.ts';
import type { Address, GrantId, Pseudonym } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import type { Version } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import type { Past } from '../past/replay.ts';
import type { Subject } from '../past/subjects.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, FindingCode, Where } from '../source/findings.ts';
import type { LedgerSource } from '../source/sources.ts';
import type { StateAudit } from '../source/state-audit.ts';
import { subjectCells } from './decision-cells.ts';
import { GrantOpener, type OpenedGrant } from './grant-opening.ts';
import type { Overdue } from './overdue.ts';
import type { Answer, DeclaredUse } from './purposes.ts';
import { judgeSubject, type SubjectRow, type SubjectVerdict } from './subject-decision.ts';
import type { Withdrawals } from './withdrawals.ts';

/** A row as it was opened; `position` and `item` locate it. */
export interface ConsentRow {
  readonly position: number;
  readonly item: number;
  readonly subject: Pseudonym;
  readonly grant: GrantId | undefined;
  readonly categories: number;
}

/** What was decided of a release as a whole. */
export interface ConsentCase {
  readonly entry: Entry;
  readonly where: Where;
  readonly holder: Address;
  readonly at: At;
  readonly version: Version;
  /** Undefined for what needs no consent to its purpose, and where the request could not be read. */
  readonly use: DeclaredUse | undefined;
  /** Who read its own data. */
  readonly self: Subject | undefined;
  /** Those of the entry's log so far. */
  readonly withdrawals: Withdrawals;
}

/** Decides anew, for each row of a release, whether its subject's data might leave. */
export class ConsentCheck {
  readonly #past: Past;
  readonly #membership: Address;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #overdue: Overdue;
  readonly #state: StateAudit | undefined;
  readonly #grants: GrantOpener;

  constructor(
    { ledger }: Pick<LedgerSource, 'ledger'>,
    past: Past,
    book: FindingBook,
    coverage: Coverage,
    overdue: Overdue,
    state: StateAudit | undefined,
  ) {
    this.#past = past;
    this.#membership = ledger.membership;
    this.#book = book;
    this.#coverage = coverage;
    this.#overdue = overdue;
    this.#state = state;
    this.#grants = new GrantOpener(ledger.chainId, past);
  }

  check(rows: Iterable<ConsentRow>, grants: ReadonlyMap<GrantId, GrantOpening>, on: ConsentCase): void {
    const opened = new Map([...grants].map(([id, opening]) => [id, this.#grants.open(opening)]));
    // Rows of one subject, grant and kind are decided alike.
    const decided = new Map<string, SubjectVerdict>();
    for (const row of rows) {
      this.#coverage.made('consents');
      const grant = row.grant === undefined ? undefined : opened.get(row.grant);
      if (typeof grant === 'string') {
        this.#report(on, row, 'GRANT_FORGED', grant);
        continue;
      }
      const key = `${row.subject} ${row.grant} ${row.categories}`;
      const verdict = decided.get(key) ?? this.#decide(row, grant, on);
      decided.set(key, verdict);
      this.#note(verdict, row, on);
      this.#checkWithdrawals(row, on);
      if (on.entry.outcome === 'self' && on.self !== undefined && row.subject !== on.self.id) {
        this.#report(on, row, 'SUBJECT_WITHHELD', 'A subject was given an item of another subject.');
      }
    }
  }

  #decide(row: ConsentRow, grant: OpenedGrant | undefined, on: ConsentCase): SubjectVerdict {
    const asked: SubjectRow = {
      subject: this.#past.subjects.find(row.subject),
      categories: row.categories,
      ...(row.grant === undefined ? {} : { grant: row.grant }),
      ...(grant?.subject === row.subject ? { terms: grant.terms } : {}),
    };
    this.#expectState(asked, on);
    return judgeSubject(asked, { ...on, past: this.#past });
  }

  /** Has the state say what the row rested on, where no receipts prove the events. */
  #expectState({ subject, grant, terms }: SubjectRow, { entry, at, where }: ConsentCase): void {
    if (subject === undefined) return;
    const past = this.#past;
    this.#state?.expect(at.height, where, (keccak) => {
      const decided = { grant, terms, requester: entry.requester };
      return subjectCells(subject, decided, this.#membership, { past, at, keccak });
    });
  }

  #note({ problems, purposes }: SubjectVerdict, row: ConsentRow, on: ConsentCase): void {
    for (const { code, message } of problems) this.#report(on, row, code, message);
    if (purposes === undefined) return;
    const { verdict, by } = purposes;
    notePurposes(purposes, this.#coverage, on.where);
    if (verdict === 'unknown' || verdict === 'covered') return;
    this.#report(on, row, 'PURPOSE_NOT_COVERED', `The grant does not cover the purpose (${by.join(', ')}).`);
  }

  #checkWithdrawals({ subject, grant, ...row }: ConsentRow, on: ConsentCase): void {
    const { entry, at } = on;
    if (entry.outcome === 'self') return;
    const emergency = entry.outcome === 'emergency';
    this.#overdue.note({ logId: entry.logId, seq: entry.seq, at, subject, grant, emergency });
    const w = on.withdrawals.forbidding(subject, grant, emergency, at);
    if (w === undefined) return;
    this.#report(on, row, 'RELEASED_AFTER_REVOCATION', `The withdrawal in entry ${w.seq} forbade it.`, { of: w.seq });
  }

  #report(
    { where }: ConsentCase,
    { position, item }: Pick<ConsentRow, 'position' | 'item'>,
    code: FindingCode,
    message: string,
    facts: Record<string, number> = {},
  ): void {
    this.#book.add(code, where, message, { position, item, ...facts });
  }
}

/** Counts a comparison of purposes, and says which parameter it lacks. */
export function notePurposes({ verdict, by }: Answer, coverage: Coverage, where: Where): void {
  coverage.due('purposes');
  if (verdict !== 'unknown') return coverage.done('purposes');
  coverage.miss(
    'parameters',
    `parameters of the dataset’s version, or diseases, are not at hand (${by.join(', ')})`,
    where,
  );
}
