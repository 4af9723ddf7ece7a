import { randomInt } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import { RESOURCE_ID_SYSTEM } from '../interop/fhir-identifier.ts';
import type { Draft } from '../vault/draft.ts';
import type { Vault } from '../vault/vault.ts';
import { DUPLICATE, FhirIndex, type IndexOptions } from './fhir-index.ts';
import type { IndexPart, IndexTask } from './fhir-index-part.ts';
import { indexParts } from './fhir-index-threads.ts';
import { FhirOwners } from './fhir-owners.ts';
import { FhirSlices } from './fhir-slices.ts';
import { type ImportProgress, type ImportReport, type Place, Problems, Tally } from './import-report.ts';
import { listFiles, PositionedReader, type SourceFile } from './source-files.ts';

export interface FhirImportOptions {
  /** An NDJSON file, or a directory of them. */
  readonly path: string;
  readonly dataset: DatasetId;
  /** System of the identifier by which patients are known; by default their medical record number (type MR). */
  readonly identifierSystem?: string;
  /** Shares Practitioner and PractitionerRole. Default false. */
  readonly shareStaff?: boolean;
  /** Leaves broken lines out instead of refusing the import. Default false. */
  readonly skipInvalid?: boolean;
  /** URL of the server that exported, where references are absolute. */
  readonly baseUrl?: string;
  /** Longest line in bytes; 16 MiB by default. */
  readonly maxLineBytes?: number;
  /** Threads that parse; by default as many as pay off for the size. */
  readonly threads?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

export interface Imported {
  readonly draft: Draft;
  readonly report: ImportReport;
}

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const ENROLL_BATCH = 4096;
const PIECE_BYTES = 256 * 1024;
const YIELD_BYTES = 1024 * 1024;
const MEDIA_TYPE = 'application/fhir+ndjson';

/** Reads a FHIR R4 Bulk Data export twice: first an index of what each line is and whose, then the lines in order of
 *  patients, each slice of one patient, type and set of categories as one item, line bytes unchanged. Patients are
 *  enrolled. Nothing is published: the draft is to be sealed or discarded. Throws IMPORT_INVALID (with the lines)
 *  and IMPORT_NOTHING; the draft is gone then, and the import may be repeated. */
export async function importFhir(vault: Vault, options: FhirImportOptions): Promise<Imported> {
  const run = new FhirImport(vault, options);
  try {
    return await run.run();
  } finally {
    run.close();
  }
}

class FhirImport {
  readonly #vault: Vault;
  readonly #options: FhirImportOptions;
  readonly #problems = new Problems();
  readonly #indexOptions: IndexOptions;
  readonly #seed = randomInt(2 ** 32);
  readonly #index: FhirIndex;
  readonly #skipped: { file: string; reason: string }[] = [];
  readonly #resources: number[] = [];
  #files: SourceFile[] = [];
  #reader = new PositionedReader([]);

  constructor(vault: Vault, options: FhirImportOptions) {
    this.#vault = vault;
    this.#options = options;
    this.#indexOptions = { identifierSystem: options.identifierSystem, staff: options.shareStaff === true };
    this.#index = new FhirIndex(this.#indexOptions, this.#problems, this.#seed);
  }

  async run(): Promise<Imported> {
    await this.#readIndex();
    this.#findDuplicates();
    if (this.#options.skipInvalid !== true) this.#problems.refuse();
    const owners = new FhirOwners(this.#index, this.#identified(), this.#options.baseUrl);
    const slices = new FhirSlices(this.#index, owners, (entry) => this.#place(entry));
    const pseudonyms = await this.#enroll(slices.patients);
    const draft = await this.#vault.createDraft(this.#options.dataset);
    try {
      const suppressed = await this.#store(draft, slices, pseudonyms);
      this.#reader.check();
      if (draft.items === 0) throw new CustosError('IMPORT_NOTHING', 'The export holds nothing that could be stored.');
      return { draft, report: this.#report(draft, slices, suppressed) };
    } catch (error) {
      await this.#vault.discard(draft);
      throw error;
    }
  }

  close(): void {
    this.#reader.close();
  }

  async #readIndex(): Promise<void> {
    for (const file of await listFiles(this.#options.path)) {
      if (/\.ndjson$/i.test(file.name)) this.#files.push(file);
      else this.#skipped.push({ file: file.name, reason: 'its name does not end in .ndjson' });
    }
    if (this.#files.length === 0) throw new CustosError('IMPORT_NOTHING', 'There is no .ndjson file to import.');
    this.#reader = new PositionedReader(this.#files);
    const totalBytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
    let done = 0;
    for (const number of this.#files.keys()) this.#reader.remember(number);
    const task: IndexTask = {
      files: this.#files.map((file, number) => ({ number, file })),
      options: this.#indexOptions,
      maxLineBytes: this.#options.maxLineBytes ?? MAX_LINE_BYTES,
      seed: this.#seed,
    };
    const onBytes = (bytes: number): void => {
      done += bytes;
      this.#options.onProgress?.({ phase: 'index', bytes: done, totalBytes });
    };
    this.#join(await indexParts(task, onBytes, { threads: this.#options.threads, signal: this.#options.signal }));
  }

  /** Brings what the threads found into the order of files. */
  #join(parts: readonly IndexPart[]): void {
    const files = parts.flatMap((part) => part.files.map((file) => ({ ...file, part })));
    for (const { number, from, to, skipped, part } of files.sort((a, b) => a.number - b.number)) {
      this.#index.absorb(part.data, from, to);
      this.#resources[number] = to - from;
      if (skipped !== null) this.#skipped.push({ file: this.#files[number]?.name ?? '', reason: skipped });
    }
    for (const part of parts) this.#problems.absorb(part.problems);
  }

  #findDuplicates(): void {
    for (const group of this.#index.sameIds()) {
      const first = new Map<string, number>();
      for (const entry of group) {
        const { id } = JSON.parse(this.#text(entry)) as { id: string };
        const key = `${this.#index.typeOf(entry)}/${id}`;
        const earlier = first.get(key);
        if (earlier === undefined) {
          first.set(key, entry);
          continue;
        }
        const { file, line } = this.#place(earlier);
        const here = this.#place(entry);
        this.#problems.add(here.file, here.line, `repeats the ${this.#index.typeOf(entry)} of ${file}:${line}`);
        this.#index.owner.set(entry, DUPLICATE);
      }
    }
  }

  /** Patients by the identifiers that references use. */
  #identified(): Map<string, number | null> {
    const wanted = this.#index.wantedIdentifiers();
    const found = new Map<string, number | null>();
    if (wanted.size === 0) return found;
    for (const [ordinal, { entry }] of this.#index.livePatients()) {
      for (const identifier of new Set(this.#index.identifiersIn(this.#text(entry)))) {
        if (wanted.has(identifier)) found.set(identifier, found.has(identifier) ? null : ordinal);
      }
    }
    return found;
  }

  async #enroll(patients: readonly number[]): Promise<Map<number, Pseudonym | null>> {
    const pseudonyms = new Map<number, Pseudonym | null>();
    for (let at = 0; at < patients.length; at += ENROLL_BATCH) {
      this.#options.signal?.throwIfAborted();
      const batch = patients.slice(at, at + ENROLL_BATCH);
      const identifiers = batch.map((ordinal) => this.#index.patients[ordinal]?.identifier ?? '');
      const found = await this.#vault.subjects.enrollMany(identifiers);
      for (const [i, ordinal] of batch.entries()) pseudonyms.set(ordinal, found[i] ?? null);
    }
    return pseudonyms;
  }

  async #store(
    draft: Draft,
    slices: FhirSlices,
    pseudonyms: ReadonlyMap<number, Pseudonym | null>,
  ): Promise<ImportReport['suppressed']> {
    const patients = new Set<number>();
    let resources = 0;
    let lastPause = 0;
    for (const slice of slices.slices()) {
      const subject = slice.patient === -1 ? null : (pseudonyms.get(slice.patient) ?? null);
      if (slice.patient !== -1 && subject === null) {
        patients.add(slice.patient);
        resources += slice.entries.length;
        continue;
      }
      const [type = '', categories = '0'] = (this.#index.kinds.list[slice.kind] ?? '').split('\0');
      const meta = {
        subject,
        kind: type,
        mediaType: MEDIA_TYPE,
        categories: Number(categories),
        name: `${type}.ndjson`,
      };
      await draft.putItem(this.#pieces(slice.entries), meta);
      if (draft.bytes - lastPause < YIELD_BYTES) continue;
      lastPause = draft.bytes;
      this.#options.signal?.throwIfAborted();
      this.#options.onProgress?.({ phase: 'store', bytes: draft.bytes, totalBytes: slices.bytes });
      await new Promise(setImmediate); // lets others on this event loop have their turn
    }
    return { patients: patients.size, resources };
  }

  /** The lines of a slice, each ended by LF. A piece is valid until the next. */
  *#pieces(entries: Uint32Array): Generator<Bytes> {
    const { file, offset, length } = this.#index;
    const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, this.#sizeOf(entries)));
    let filled = 0;
    for (const entry of entries) {
      const bytes = length.at(entry);
      if (filled + bytes + 1 > buffer.length) {
        if (filled > 0) yield buffer.subarray(0, filled);
        filled = 0;
      }
      const target = bytes + 1 > buffer.length ? Buffer.allocUnsafe(bytes + 1) : buffer;
      this.#reader.readInto(target, filled, bytes, file.at(entry), offset.at(entry));
      target[filled + bytes] = 10;
      if (target === buffer) filled += bytes + 1;
      else yield target;
    }
    if (filled > 0) yield buffer.subarray(0, filled);
  }

  #sizeOf(entries: Uint32Array): number {
    let size = 0;
    for (const entry of entries) size += this.#index.length.at(entry) + 1;
    return size;
  }

  #text(entry: number): string {
    const { file, offset, length } = this.#index;
    const buffer = Buffer.allocUnsafe(length.at(entry));
    this.#reader.readInto(buffer, 0, buffer.length, file.at(entry), offset.at(entry));
    return buffer.toString('utf8');
  }

  #place(entry: number): Place {
    return { file: this.#files[this.#index.file.at(entry)]?.name ?? '', line: this.#index.line.at(entry) };
  }

  #report(draft: Draft, slices: FhirSlices, suppressed: ImportReport['suppressed']): ImportReport {
    const skipped = new Set(this.#skipped.map(({ file }) => file));
    const files = this.#files.map(({ name, bytes }, i) => ({ file: name, bytes, resources: this.#resources[i] ?? 0 }));
    const identifiedBy = new Tally();
    for (const ordinal of slices.patients) identifiedBy.add(systemOf(this.#index.patients[ordinal]?.identifier ?? ''));
    return {
      files: files.filter(({ file }) => !skipped.has(file)),
      skippedFiles: this.#skipped,
      resources: slices.types.total,
      types: slices.types.counts,
      patients: slices.patients.length - suppressed.patients,
      items: draft.items,
      sharedItems: slices.sharedSlices,
      bytes: draft.bytes,
      shared: slices.shared.counts,
      labelled: slices.labelled.counts,
      restricted: this.#index.restricted.length,
      unlabelled: { count: 0, examples: [] },
      quarantined: slices.quarantined(),
      invalid: { count: this.#problems.count, examples: this.#problems.examples },
      suppressed,
      identifiedBy: identifiedBy.counts,
    };
  }
}

function systemOf(identifier: string): string {
  const system = identifier.slice(0, identifier.lastIndexOf('|'));
  return system === RESOURCE_ID_SYSTEM ? 'the id of the Patient resource' : system;
}
