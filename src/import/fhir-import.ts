import { CustosError } from '../core/errors.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { ImportReport, Place, ServerSeen, UntakenNumbers } from '../core/import-report.ts';
import { systemOf } from '../core/patient-identifier.ts';
import { isResourceId, RESOURCE_ID_SYSTEM } from '../interop/fhir-identifier.ts';
import type { Draft } from '../vault/draft.ts';
import type { Vault } from '../vault/vault.ts';
import { manifestGaps } from './bulk-manifest.ts';
import { reasonOfJson } from './bundle-files.ts';
import { addEarlierPatients, earlierNumbers } from './earlier-patients.ts';
import { FhirIndex, type IndexedPatient, type IndexOptions } from './fhir-index.ts';
import { joinParts, type SeenFile } from './fhir-index-join.ts';
import { type IndexTask, indexParts } from './fhir-index-threads.ts';
import { FhirOwners } from './fhir-owners.ts';
import { FhirSlices } from './fhir-slices.ts';
import { type ImportProgress, Problems, printable, Tally } from './import-report.ts';
import { MAX_LINE_BYTES, MAX_LINE_LIMIT } from './line-splitter.ts';
import { PatientNames, serversOf, serversSeen } from './patient-names.ts';
import { enrollPersons, identifyPersons, type MergedRecord, type Persons } from './persons.ts';
import { adviceOn } from './quarantine-advice.ts';
import { passLabels } from './referred-labels.ts';
import { noting, SliceLines } from './slice-lines.ts';
import {
  isErrorFolder,
  isHidden,
  listSource,
  type PassedOver,
  PositionedReader,
  type SourceFile,
} from './source-files.ts';
import { TargetOwners } from './target-owners.ts';
import { untakenNumbers } from './untaken-numbers.ts';
import { VersionChoice } from './version-choice.ts';

export interface FhirImportOptions {
  /** An NDJSON file, or a directory of them. */
  readonly path: string;
  readonly dataset: DatasetId;
  /** System of the identifier by which patients are known; by default their medical record number (type MR). */
  readonly identifierSystem?: string | undefined;
  /** Shares Practitioner and PractitionerRole. Default false. */
  readonly shareStaff?: boolean;
  /** Leaves broken lines and unreadable files out instead of refusing the import. Default false. */
  readonly skipInvalid?: boolean;
  /** URLs of the server that exported, where references are absolute: all that it is known by. */
  readonly baseUrls?: readonly string[] | undefined;
  /** Longest line in bytes, up to `MAX_LINE_LIMIT`; 16 MiB by default. */
  readonly maxLineBytes?: number | undefined;
  /** See `PersonOptions`; default: everybody whom the vault knows may have decided something. */
  readonly hasSay?: (pseudonym: Pseudonym) => boolean;
  readonly acceptMerged?: boolean;
  readonly acceptCorrected?: boolean;
  readonly acceptAlike?: boolean;
  /** Whether the person of a pseudonym goes on under another one; default: nobody does. */
  readonly isMerged?: (pseudonym: Pseudonym) => boolean;
  /** Threads that parse; by default as many as pay off for the size. */
  readonly threads?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Gets the report as soon as it is whole, before an import that stores nothing fails. */
  readonly onReport?: (report: ImportReport) => void;
  readonly signal?: AbortSignal;
}

export interface Imported {
  readonly draft: Draft;
  readonly report: ImportReport;
  /** Of a FHIR export. */
  readonly merged?: readonly MergedRecord[];
}

/** A few milliseconds' work. */
const YIELD_BYTES = 256 * 1024;
const KEYS_AT_ONCE = 64;
const MEDIA_TYPE = 'application/fhir+ndjson';
/** How many kinds of what was held back an error names. */
const SHOWN = 20;

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

/** What the first reading came to. */
interface Plan {
  readonly slices: FhirSlices;
  readonly persons: Persons;
  readonly pseudonyms: ReadonlyMap<number, Pseudonym | null>;
  readonly servers: readonly ServerSeen[];
}

class FhirImport {
  readonly #vault: Vault;
  readonly #options: FhirImportOptions;
  readonly #problems = new Problems();
  readonly #indexOptions: IndexOptions;
  readonly #index: FhirIndex;
  readonly #versions: VersionChoice;
  readonly #skipped: { file: string; reason: string }[] = [];
  #seen: readonly SeenFile[] = [];
  #files: SourceFile[] = [];
  readonly #others: SourceFile[] = [];
  #reader = new PositionedReader([]);

  constructor(vault: Vault, options: FhirImportOptions) {
    this.#vault = vault;
    this.#options = options;
    const { identifierSystem, shareStaff } = options;
    this.#indexOptions = { identifierSystem, staff: shareStaff === true, now: Date.now() };
    this.#index = new FhirIndex(this.#indexOptions, vault.sourceSeed);
    const [text, place] = [(entry: number) => this.#text(entry), (entry: number) => this.#place(entry)];
    const ports = { text, place, othersTurn };
    this.#versions = new VersionChoice(this.#index, ports, this.#problems);
  }

  async run(): Promise<Imported> {
    await this.#readIndex();
    await this.#versions.run();
    await othersTurn();
    if (this.#options.skipInvalid !== true) this.#problems.refuse();
    passLabels(this.#index);
    await othersTurn();
    const plan = await this.#vault.subjects.identifying.take(() => this.#plan());
    const draft = await this.#vault.createDraft(this.#options.dataset);
    try {
      const suppressed = await this.#store(draft, plan);
      this.#reader.check();
      const report = await this.#report(draft, plan, suppressed);
      this.#options.onReport?.(report);
      if (draft.items === 0) throw nothingStored(report);
      return { draft, report, merged: plan.persons.merged };
    } catch (error) {
      await this.#vault.discard(draft);
      throw error;
    }
  }

  close(): void {
    this.#reader.close();
  }

  async #readIndex(): Promise<void> {
    await this.#listFiles();
    this.#reader = new PositionedReader(this.#files);
    const totalBytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
    let done = 0;
    for (const number of this.#files.keys()) this.#reader.remember(number);
    const task: IndexTask = {
      files: this.#files,
      options: this.#indexOptions,
      maxLineBytes: Math.min(this.#options.maxLineBytes ?? MAX_LINE_BYTES, MAX_LINE_LIMIT),
      seed: this.#vault.sourceSeed,
    };
    const onBytes = (bytes: number): void => {
      done += bytes;
      this.#options.onProgress?.({ phase: 'index', bytes: done, totalBytes });
    };
    const parts = await indexParts(task, onBytes, { threads: this.#options.threads, signal: this.#options.signal });
    this.#seen = await joinParts(this.#index, this.#files, parts, this.#problems, othersTurn);
    for (const [number, { skipped }] of this.#seen.entries())
      if (skipped !== null) this.#skipped.push({ file: this.#files[number]?.name ?? '', reason: skipped });
  }

  async #listFiles(): Promise<void> {
    const { files, passed } = await listSource(this.#options.path);
    const read = files.filter(({ name }) => unreadReason(name) === null).map(({ name }) => name);
    for (const one of passed) this.#pass(one, read);
    for (const one of files) {
      const file = { ...one, name: printable(one.name) };
      const reason = unreadReason(one.name);
      if (reason === null) this.#files.push(file);
      else {
        this.#others.push(one);
        const ofJson =
          /\.json$/i.test(one.name) && !isHidden(one.name) ? await reasonOfJson(one.path, file.name) : undefined;
        this.#skipped.push({ file: file.name, reason: ofJson ?? reason });
      }
    }
    if (this.#files.length > 0) return;
    if (this.#options.skipInvalid !== true) this.#problems.refuse();
    const lines = this.#skipped.slice(0, SHOWN).map(({ file, reason }) => `${file} (${reason})`);
    const rest = lines.length === 0 ? '' : ` Not read: ${lines.join('; ')}.`;
    throw new CustosError('IMPORT_NOTHING', `There is no .ndjson file to import.${rest}`, { details: { lines } });
  }

  /** Data kept by links lies under names that are not read: then the link is what is missing. */
  #pass({ name, reason, damage, target }: PassedOver, read: readonly string[]): void {
    const file = printable(name);
    const isData = target !== undefined && unreadReason(name) === null;
    const isMissing = isData && !read.some((one) => one === target || one.startsWith(`${target}/`) || target === '');
    const why = isMissing
      ? `is a link to ${printable(target)}, whose name does not end in .ndjson: it is not read`
      : reason;
    if ((damage || isMissing) && !isHidden(name)) this.#problems.add(file, 0, why);
    this.#skipped.push({ file, reason: why });
  }

  /** Whose everything is. Nobody else identifies persons meanwhile. */
  async #plan(): Promise<Plan> {
    const { subjects } = this.#vault;
    const servers = serversOf(this.#index, this.#options.baseUrls ?? []);
    const identified = this.#identified();
    const names = new PatientNames(this.#index, identified, servers);
    const here = await identifyPersons(this.#index, {
      subjects,
      servers,
      hasSay: this.#options.hasSay ?? (() => true),
      ownersAmong: (pseudonyms) => this.#vault.versions.ownersAmong(pseudonyms),
      acceptMerged: this.#options.acceptMerged === true,
      acceptCorrected: this.#options.acceptCorrected === true,
      acceptAlike: this.#options.acceptAlike === true,
      resolve: (name) => {
        const ordinal = names.resolve(name);
        return ordinal < 0 ? null : ordinal;
      },
    });
    const gone = new Set(this.#index.deletions.map(({ resource }) => resource.replace(/^Patient\//, '')));
    const persons = await addEarlierPatients(this.#index, here, {
      subjects,
      servers,
      gone,
      isMerged: this.#options.isMerged ?? (() => false),
    });
    const all = new PatientNames(this.#index, identified, servers);
    const earlier = await earlierNumbers(this.#index, persons, subjects);
    const targets = await TargetOwners.of(this.#index, all.servers, othersTurn);
    const owners = new FhirOwners(this.#index, { names: all, targets, held: persons.held, earlier }, (e) =>
      this.#text(e),
    );
    await othersTurn();
    const slices = await FhirSlices.of(this.#index, owners, (e) => this.#place(e), othersTurn);
    const pseudonyms = await enrollPersons(subjects, persons, slices.patients, this.#options.signal);
    return { slices, persons, pseudonyms, servers: serversSeen(this.#index, servers) };
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

  async #store(draft: Draft, { slices, pseudonyms }: Plan): Promise<ImportReport['suppressed']> {
    const patients = new Set<number>();
    let resources = 0;
    let lastPause = 0;
    let opened = 0;
    const lines = new SliceLines(this.#index, this.#reader);
    for (const slice of slices.slices()) {
      if (slice.patient === slices.patients[opened]) {
        await this.#openKeys(slices.patients.slice(opened, opened + KEYS_AT_ONCE), pseudonyms);
        opened += KEYS_AT_ONCE;
      }
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
      const contents: number[] = [];
      await draft.putItem(noting(lines.of(slice.entries), contents), meta);
      for (const [i, entry] of slice.entries.entries()) {
        draft.noteSource(this.#index.idHashOf(entry), subject, type, contents[i] ?? 0);
      }
      if (draft.bytes - lastPause < YIELD_BYTES) continue;
      lastPause = draft.bytes;
      this.#options.signal?.throwIfAborted();
      this.#options.onProgress?.({ phase: 'store', bytes: draft.bytes, totalBytes: slices.bytes });
      await othersTurn();
    }
    return { patients: patients.size, resources };
  }

  /** Opens the keys of many patients at once: one by one, each would wait for another thread. */
  async #openKeys(ordinals: readonly number[], pseudonyms: Plan['pseudonyms']): Promise<void> {
    const found = ordinals.map((ordinal) => pseudonyms.get(ordinal) ?? null).filter((one) => one !== null);
    await this.#vault.subjects.keysOf(found);
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

  /** What a manifest counts are lines, repeated ones and those that cannot be read included. */
  async #manifestGaps(): Promise<string[]> {
    const read = this.#files.map(({ name }, i) => ({ file: name, lines: this.#seen[i]?.lines ?? 0 }));
    const lines = this.#seen.reduce((sum, one) => sum + one.lines, 0);
    return manifestGaps(this.#others, read, { types: this.#index.typeCounts(), broken: lines - this.#index.size });
  }

  async #report(
    draft: Draft,
    { slices, persons, servers }: Plan,
    suppressed: ImportReport['suppressed'],
  ): Promise<ImportReport> {
    const skipped = new Set(this.#skipped.map(({ file }) => file));
    const files = this.#files.map(({ name, bytes }, i) => ({
      file: name,
      bytes,
      resources: this.#seen[i]?.resources ?? 0,
    }));
    const identifiedBy = new Tally();
    for (const ordinal of slices.patients) identifiedBy.add(systemName(persons.found.get(ordinal)?.identifier ?? ''));
    const untaken = await this.#untaken(slices, persons);
    const live = this.#index.livePatients().filter(([, { entry }]) => entry >= 0);
    const count = (of: (patient: IndexedPatient) => boolean): number => live.filter(([, one]) => of(one)).length;
    const quarantined = slices.quarantined();
    const acceptMerged = this.#options.acceptMerged === true;
    const unnumbered = count(({ current }) => current.length === 0);
    return {
      files: files.filter(({ file }) => !skipped.has(file)),
      skippedFiles: this.#skipped,
      manifestGaps: await this.#manifestGaps(),
      resources: slices.types.total,
      types: slices.types.counts,
      patients: slices.patients.length - suppressed.patients,
      items: draft.items,
      sharedItems: slices.sharedSlices,
      bytes: draft.bytes,
      shared: slices.shared.counts,
      labelled: slices.labelled.counts,
      restricted: this.#index.restricted.length,
      unread: this.#index.unread.length,
      unlabelled: { count: 0, examples: [] },
      sharedFiles: { count: 0, examples: [] },
      quarantined,
      advice: adviceOn({ quarantined, servers, patients: live.length > 0, unnumbered, acceptMerged }),
      repeated: this.#versions.repeated,
      superseded: this.#versions.superseded.report,
      deleted: this.#versions.deleted.report,
      servers,
      releases: this.#index.releases.counts,
      records: {
        linked: persons.linked,
        inactive: count(({ inactive }) => inactive),
        deceased: count(({ deceased }) => deceased),
        named: count(({ named }) => named),
      },
      invalid: { count: this.#problems.count, examples: this.#problems.examples },
      suppressed,
      identifiedBy: identifiedBy.counts,
      ...(untaken.length > 0 ? { untakenNumbers: untaken } : {}),
    };
  }

  #untaken(slices: FhirSlices, persons: Persons): Promise<UntakenNumbers[]> {
    const entries = slices.patients
      .filter((ordinal) => isResourceId(persons.found.get(ordinal)?.identifier ?? ''))
      .map((ordinal) => this.#index.patients[ordinal]?.entry ?? -1)
      .filter((entry) => entry >= 0);
    return untakenNumbers(entries, (entry) => this.#index.identifiersIn(this.#text(entry)), othersTurn);
  }
}

/** Lets others on this event loop have their turn. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Why a file is not read, or null. */
function unreadReason(name: string): string | null {
  if (isHidden(name)) return 'it is hidden';
  if (isErrorFolder(name)) return 'it lies among the errors of the export: what failed there is missing here';
  if (/\.ndjson$/i.test(name)) return null;
  return /\.ndjson\.\w+$/i.test(name) ? 'it is packed: unpack it first' : 'its name does not end in .ndjson';
}

function nothingStored({ resources, quarantined, advice, suppressed }: ImportReport): CustosError {
  const held = quarantined.slice(0, SHOWN).map(({ count, type, reason }) => `${count} ${type} (${reason})`);
  const why = advice.map(({ reason, text, options }) =>
    [`${reason}: ${text}`, ...options.map((option) => `Option ${option}.`)].join(' '),
  );
  const erased = suppressed.resources === 0 ? [] : [`${suppressed.resources} resources of erased patients`];
  const lines = [...held, ...erased];
  return new CustosError(
    'IMPORT_NOTHING',
    `Of ${resources} resources nothing could be stored: ${lines.join(', ') || 'there are none'}. ${why.join(' ')}`.trim(),
    { details: { resources, lines, advice: why } },
  );
}

function systemName(identifier: string): string {
  if (identifier === '') return 'an earlier import';
  const system = systemOf(identifier);
  return system === RESOURCE_ID_SYSTEM ? 'the id of the Patient resource' : system;
}
