import { DELIVERIES, type Entry } from '../core/entry.ts';
import { ifReadable } from '../core/errors.ts';
import { type Address, type DatasetId, ZERO_DIGEST } from '../core/ids.ts';
import { permitPersonsDigest } from '../core/permit-persons.ts';
import { type ConsentCase, type ConsentCheck, type ConsentRow, notePurposes } from './decision/consents.ts';
import { type DiseaseSource, declaredUse } from './decision/declared-use.ts';
import type { Parameters } from './decision/parameters.ts';
import { answer, type DeclaredUse } from './decision/purposes.ts';
import type { Withdrawals } from './decision/withdrawals.ts';
import { OpeningReader, type Openings } from './log/opening-reader.ts';
import type { ReleaseRows } from './log/release-rows.ts';
import type { Permit, Version } from './past/datasets.ts';
import type { PlacedEntry } from './past/placed-entry.ts';
import type { Past } from './past/replay.ts';
import type { ProvenRequest } from './proof/request-proof.ts';
import type { Coverage } from './source/coverage.ts';
import type { FindingBook, FindingCode, Where } from './source/findings.ts';
import { type Fetched, missed } from './source/sources.ts';

/** A release, and who was proven to have asked for it. */
export interface ReleaseCase extends PlacedEntry {
  readonly where: Where;
  readonly holder: Address;
  readonly proven: ProvenRequest | undefined;
  readonly withdrawals: Withdrawals;
}

/** What the auditor has beside ledger and log. */
export interface Knowledge {
  readonly parameters: Parameters;
  readonly diseases: DiseaseSource | undefined;
  /** The auditor has a right to openings, so that those that are gone are a finding, not a gap. */
  readonly entitled: boolean;
}

/** Judges releases by what was asked and what they let out. */
export class ReleaseJudge {
  readonly #past: Past;
  readonly #rows: ReleaseRows;
  readonly #consents: ConsentCheck;
  readonly #knowledge: Knowledge;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #reader = new OpeningReader();

  constructor(
    past: Past,
    rows: ReleaseRows,
    consents: ConsentCheck,
    knowledge: Knowledge,
    book: FindingBook,
    coverage: Coverage,
  ) {
    this.#past = past;
    this.#rows = rows;
    this.#consents = consents;
    this.#knowledge = knowledge;
    this.#book = book;
    this.#coverage = coverage;
  }

  /** `fetched`: its openings, `not-asked` below their level. */
  async judge(on: ReleaseCase, fetched: Fetched | 'not-asked' | undefined): Promise<void> {
    const openings = fetched === 'not-asked' ? undefined : await this.#open(on, fetched);
    const { datasets } = this.#past;
    const { parameters, diseases } = this.#knowledge;
    const known = parameters.of(on.entry, openings?.head.parameters);
    const use = declaredUse(on.entry, on.block, on.proven?.request, datasets, known, diseases);
    this.#judgePermitDisease(on);
    this.#judgePersons(on, openings?.head);
    this.#judgeDatasetPurposes(on, use);
    if (openings !== undefined) await this.#judgeOpened(openings, on, use);
  }

  /** A permit for a disease is for that one and what lies below it. */
  #judgePermitDisease({ entry, proven, where }: ReleaseCase): void {
    const permitted = entry.permit === undefined ? undefined : this.#past.datasets.permit(entry.permit)?.disease;
    const request = proven?.request;
    if (permitted === undefined || request === undefined || entry.outcome === 'self') return;
    const { disease } = request.facts;
    const ancestors = disease === undefined ? undefined : this.#knowledge.diseases?.(disease);
    this.#coverage.due('purposes');
    if (disease !== undefined && disease !== permitted && ancestors === undefined) {
      const why = `whether ${disease} lies below ${permitted} is not known here: no diseases were given`;
      return this.#coverage.miss('parameters', why, where);
    }
    this.#coverage.done('purposes');
    if (disease === permitted || ancestors?.has(permitted) === true) return;
    this.#book.add('PERMIT_EXCEEDED', where, `The permit is for ${permitted}, which the request did not study.`);
  }

  /** A permit that names persons is used by one of them. Who they are is opened with the rows. */
  #judgePersons({ entry, proven, where }: ReleaseCase, head: Openings['head'] | undefined): void {
    const permit = entry.permit === undefined ? undefined : this.#past.datasets.permit(entry.permit);
    if (permit === undefined || entry.outcome === 'self' || !namesPersons(permit)) return;
    const found = (code: FindingCode, message: string) => this.#book.add(code, where, message);
    const person = proven?.person?.person;
    if (proven?.request !== undefined && !proven.sessionUnseen && person === undefined) {
      found('PERMIT_EXCEEDED', 'The permit names the persons who may use it, and none was shown to ask.');
    }
    if (head === undefined) return;
    const { recipients } = head;
    if (recipients === undefined)
      return found('OPENINGS_WITHHELD', 'The persons whom the permit names were not opened.');
    if (ifReadable(() => permitPersonsDigest(recipients)) !== permit.recipientKeyDigest) {
      return found('OPENINGS_MALFORMED', 'The persons that were opened are not those whom the permit names.');
    }
    if (person === undefined || recipients.includes(person)) return;
    found('PERMIT_EXCEEDED', 'The permit names the persons who may use it, and not the one who asked.');
  }

  /** The dataset's own permission and modifiers, on whatever basis. */
  #judgeDatasetPurposes({ entry, where }: ReleaseCase, use: DeclaredUse | undefined): void {
    const known = this.#versionOf(entry);
    if (use === undefined || known === undefined) return;
    const answered = answer(known.purposes, use);
    const { verdict, by } = answered;
    notePurposes(answered, this.#coverage, where);
    if (verdict === 'unknown' || verdict === 'covered') return;
    this.#book.add('PURPOSE_NOT_COVERED', where, `The dataset does not allow the purpose (${by.join(', ')}).`);
  }

  async #open({ entry, where }: ReleaseCase, fetched: Fetched | undefined): Promise<Openings | undefined> {
    const rows = entry.rows?.count ?? 0;
    this.#coverage.due('openings');
    this.#coverage.due('rows', rows);
    this.#coverage.due('items', rows);
    if (fetched?.kind !== 'bytes') {
      if (fetched?.kind === 'absent' && this.#knowledge.entitled) {
        this.#coverage.done('openings');
        this.#book.add('OPENINGS_WITHHELD', where, 'The rows of the release were not opened.');
      } else this.#coverage.miss('openings', fetched?.reason ?? 'its source offers none', where, 1, missed(fetched));
      return undefined;
    }
    this.#coverage.done('openings');
    const openings = await this.#reader.read(fetched.bytes);
    if (typeof openings !== 'string') return openings;
    this.#book.add('OPENINGS_MALFORMED', where, openings);
    return undefined;
  }

  async #judgeOpened(openings: Openings, on: ReleaseCase, use: DeclaredUse | undefined): Promise<void> {
    const { entry, where, holder, block: at, proven, withdrawals } = on;
    const version = this.#versionOf(entry);
    const { dataset } = entry;
    // That there is no such version was found with the permit.
    if (dataset === undefined || version === undefined) return;
    const items = proven?.request?.items;
    const asked = items && new Set(items);
    const release = { entry: { ...entry, dataset }, where, holder, at, version, asked };
    if (!(await this.#rows.check(openings, release))) return;
    const decided: ConsentCase = { entry, where, holder, at, version, use, self: proven?.self, withdrawals };
    await this.#consents.check(consentRows(openings), openings.grants, decided);
  }

  #versionOf({ dataset, version }: Entry): Version | undefined {
    return dataset === undefined ? undefined : this.#past.datasets.version(dataset as DatasetId, version ?? 0);
  }
}

function namesPersons({ delivery, recipientKeyDigest }: Permit): boolean {
  return DELIVERIES[delivery] !== 'sealed' && recipientKeyDigest !== ZERO_DIGEST;
}

/** Rows that are somebody's. */
function consentRows({ rows, listed }: Openings): ConsentRow[] {
  const found: ConsentRow[] = [];
  for (const row of rows) {
    if (row === undefined || row === 'erased' || row.subject === undefined) continue;
    const { position, subject, grant, leaf } = row;
    found.push({ position, item: listed.items[position] ?? -1, subject, grant, categories: leaf.categories });
  }
  return found;
}
