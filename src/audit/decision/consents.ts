import type { Entry } from '../../core/entry.ts';
import type { Address, GrantId, Pseudonym } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import type { Version } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import type { Past } from '../past/replay.ts';
import type { Subject } from '../past/subjects.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, FindingCode, Where } from '../source/findings.ts';
import { rowTurns } from '../source/row-turns.ts';
import type { LedgerSource } from '../source/sources.ts';
import type { StateAudit } from '../source/state-audit.ts';
import { subjectCells } from './decision-cells.ts';
import { GrantOpener, type OpenedGrant } from './grant-opening.ts';
import type { Overdue } from './overdue.ts';
import { type Answer, answerer, type DeclaredUse } from './purposes.ts';
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

interface Decided {
  readonly subject: Subject | undefined;
  readonly grant: GrantId | undefined;
  readonly categories: number;
  readonly verdict: SubjectVerdict;
}

/** What was decided of one release so far. */
interface Decisions {
  readonly by: Map<Pseudonym, Decided[]>;
  readonly answer: ((purposes: bigint) => Answer) | undefined;
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
    { ledger, state: cells }: Pick<LedgerSource, 'ledger' | 'state'>,
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
    this.#grants = new GrantOpener(ledger.chainId, past, cells?.keccak);
  }

  /** Gives way to others. */
  async check(rows: readonly ConsentRow[], grants: ReadonlyMap<GrantId, GrantOpening>, on: ConsentCase): Promise<void> {
    const opened = new Map<GrantId, OpenedGrant | string | undefined>();
    const openings = [...grants.values()];
    for await (const [from, until] of rowTurns(openings.length)) {
      for (const opening of openings.slice(from, until)) opened.set(opening.grant, this.#grants.open(opening));
    }
    const decided: Decisions = { by: new Map(), answer: on.use && answerer(on.use) };
    for await (const [from, until] of rowTurns(rows.length)) {
      for (const row of rows.slice(from, until)) this.#judge(row, opened, decided, on);
    }
  }

  #judge(
    row: ConsentRow,
    opened: ReadonlyMap<GrantId, OpenedGrant | string | undefined>,
    decided: Decisions,
    on: ConsentCase,
  ): void {
    this.#coverage.made('consents');
    const grant = row.grant === undefined ? undefined : opened.get(row.grant);
    if (typeof grant === 'string') return this.#report(on, row, 'GRANT_FORGED', grant);
    const { verdict, subject } = this.#decide(row, grant, decided, on);
    this.#note(verdict, row, on);
    this.#checkWithdrawals(row, subject, on);
    if (on.entry.outcome === 'self' && on.self !== undefined && row.subject !== on.self.id) {
      this.#report(on, row, 'SUBJECT_WITHHELD', 'A subject was given an item of another subject.');
    }
  }

  /** Rows of one subject, grant and kind are decided alike. */
  #decide(row: ConsentRow, grant: OpenedGrant | undefined, { by, answer }: Decisions, on: ConsentCase): Decided {
    const known = by.get(row.subject) ?? [];
    const same = known.find((one) => one.grant === row.grant && one.categories === row.categories);
    if (same !== undefined) return same;
    const subject = known[0] === undefined ? this.#past.subjects.find(row.subject) : known[0].subject;
    const asked: SubjectRow = {
      subject,
      categories: row.categories,
      ...(row.grant === undefined ? {} : { grant: row.grant }),
      ...(grant?.subject === row.subject ? { terms: grant.terms } : {}),
    };
    this.#expectState(asked, on);
    const verdict = judgeSubject(asked, { ...on, past: this.#past, answer });
    const made = { subject, grant: row.grant, categories: row.categories, verdict };
    known.push(made);
    by.set(row.subject, known);
    return made;
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

  #checkWithdrawals(row: ConsentRow, subject: Subject | undefined, on: ConsentCase): void {
    const { entry, at } = on;
    const { grant } = row;
    if (entry.outcome === 'self') return;
    const emergency = entry.outcome === 'emergency';
    if (subject !== undefined)
      this.#overdue.note(subject, { logId: entry.logId, seq: entry.seq, at, grant, emergency });
    const w = on.withdrawals.forbidding(row.subject, grant, emergency, at);
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
