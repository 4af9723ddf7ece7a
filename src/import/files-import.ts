import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Categories, categoryCodes } from '../core/categories.ts';
import { CustosError } from '../core/errors.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { ImportReport } from '../core/import-report.ts';
import type { Draft } from '../vault/draft.ts';
import { storageError } from '../vault/storage-error.ts';
import type { Vault } from '../vault/vault.ts';
import { alikeNumbers } from './alike-numbers.ts';
import type { Imported } from './fhir-import.ts';
import { type FileContent, fileContent, nameCategories } from './file-content.ts';
import { type ImportProgress, NOTHING_OF_FHIR, Problems, printable, Tally } from './import-report.ts';
import { SharedLooks } from './shared-look.ts';
import { isHidden, listSource, type PassedOver, type SourceFile } from './source-files.ts';
import type { SubjectMap } from './subject-map.ts';

export interface FilesImportOptions {
  /** A file, or a directory. */
  readonly path: string;
  readonly dataset: DatasetId;
  /** Whose each file is. */
  readonly subjects?: SubjectMap;
  /** Shares the files that `subjects` does not name with every requester; without it they refuse the import. */
  readonly shareOthers?: boolean;
  /** Sensitivity of all the files, besides what the map and their content say. */
  readonly categories?: Categories;
  /** Leaves out what cannot be read, instead of refusing the import. Default false. */
  readonly skipInvalid?: boolean;
  /** Takes numbers that are spelled like those of enrolled persons for other persons'. Default false: refused. */
  readonly acceptAlike?: boolean;
  /** Whether the person of a pseudonym goes on under another one: its files are refused. Default: nobody does. */
  readonly isMerged?: (pseudonym: Pseudonym) => boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.dcm': 'application/dicom',
  '.json': 'application/json',
  '.jpg': 'image/jpeg',
  '.ndjson': 'application/x-ndjson',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.tiff': 'image/tiff',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
};

/** One item a file, byte for byte. Images, sequences and documents are recognised by their first bytes (and, where these show nothing, by their names) and labelled;
 *  what else a file holds the map and `categories` say, and the report names the patients' files without a label. File names are kept for the holder and not shown to requesters, since they often
 *  name people. Hidden files that the map does not name are passed over. Throws IMPORT_INVALID and IMPORT_NOTHING; the draft is gone then, and the import may be
 *  repeated. */
export async function importFiles(vault: Vault, options: FilesImportOptions): Promise<Imported> {
  const { files: listed, passed } = await listSource(options.path);
  const problems = damageOf(passed);
  if (options.skipInvalid !== true) problems.refuse();
  const subjects: SubjectMap = options.subjects ?? new Map();
  const isMeant = ({ name }: SourceFile): boolean => subjects.has(name) || !isHidden(name);
  const files = listed.filter(isMeant);
  const hidden = listed.filter((file) => !isMeant(file)).map(({ name }) => ({ name, reason: 'it is hidden' }));
  const skippedFiles = [...passed, ...hidden].map(({ name, reason }) => ({ file: printable(name), reason }));
  if (files.length === 0) throw noFile(skippedFiles);
  checkMap(files, subjects, options.shareOthers === true);
  if (options.acceptAlike !== true) await refuseAlike(vault, files, subjects);
  const pseudonyms = await enroll(vault, files, subjects);
  refuseMerged(pseudonyms, options.isMerged ?? (() => false));
  const draft = await vault.createDraft(options.dataset);
  try {
    const isShared = files.some(({ name }) => !pseudonyms.has(name));
    const looks = isShared ? await SharedLooks.begin(vault.subjects, vault.sourceSeed) : undefined;
    const labels = await store(draft, files, pseudonyms, { ...options, looks });
    if (draft.items === 0)
      throw new CustosError('IMPORT_NOTHING', 'Nothing is left to store: all subjects were erased.');
    const invalid = { count: problems.count, examples: problems.examples };
    const found = looks === undefined ? {} : { sharedLook: looks.report };
    return { draft, report: { ...report(draft, files, pseudonyms, labels), ...found, skippedFiles, invalid } };
  } catch (error) {
    await vault.discard(draft);
    throw error;
  }
}

/** By file name: the subject's pseudonym, null for a suppressed one; absent for a shared file. */
type Owners = ReadonlyMap<string, Pseudonym | null>;
/** Of each file that was stored, by its name. */
type Labels = ReadonlyMap<string, Categories>;

/** Files that a list in the report names. */
const MAX_NAMED = 20;
/** Of those that go to everybody, which somebody is to look at. */
const MAX_SHARED_NAMED = 200;

/** Data may be missing for it: what cannot be read, or is a link to elsewhere. */
function damageOf(passed: readonly PassedOver[]): Problems {
  const problems = new Problems();
  for (const { name, reason, damage } of passed) if (damage) problems.add(printable(name), 0, reason);
  return problems;
}

function noFile(skipped: ImportReport['skippedFiles']): CustosError {
  const lines = skipped.slice(0, 20).map(({ file, reason }) => `${file} (${reason})`);
  const rest = lines.length === 0 ? '' : ` Not read: ${lines.join(', ')}.`;
  return new CustosError('IMPORT_NOTHING', `There is no file to import.${rest}`, { details: { lines } });
}

function checkMap(files: readonly SourceFile[], subjects: SubjectMap, shareOthers: boolean): void {
  const names = new Set(files.map(({ name }) => name));
  const absent = [...subjects.keys()].filter((name) => !names.has(name));
  const nobody = shareOthers ? [] : files.map(({ name }) => name).filter((name) => !subjects.has(name));
  const lines = [
    ...absent.map((name) => `${printable(name)} is in the subject map but not among the files that can be read`),
    ...nobody.map((name) => `${printable(name)} has no subject`),
  ];
  if (lines.length === 0) return;
  throw new CustosError(
    'IMPORT_INVALID',
    `Nothing was imported. Name a subject for each file (--subjects), or share the others knowingly (--shared): ${lines.slice(0, 20).join('; ')}`,
    { details: { count: lines.length, lines: lines.slice(0, 20) } },
  );
}

function refuseMerged(owners: Owners, isMerged: (pseudonym: Pseudonym) => boolean): void {
  const lines = [...owners]
    .filter(([, owner]) => owner !== null && isMerged(owner))
    .map(([name]) => `${printable(name)} is of a record that was merged into another one`);
  if (lines.length === 0) return;
  throw new CustosError(
    'IMPORT_INVALID',
    `Nothing was imported. Give the number of the record that stays: ${lines.slice(0, 20).join('; ')}`,
    { details: { count: lines.length, lines: lines.slice(0, 20) } },
  );
}

async function refuseAlike(vault: Vault, files: readonly SourceFile[], subjects: SubjectMap): Promise<void> {
  const named = files.flatMap(({ name }) => subjects.get(name)?.identifier ?? []);
  const alike = await alikeNumbers(vault.subjects, named, vault.sourceSeed);
  if (alike.size === 0) return;
  const lines = [...alike].map(([given, known]) => `${printable(given)} may be ${printable(known)}`);
  throw new CustosError(
    'IMPORT_INVALID',
    `Nothing was imported. Numbers of the map are spelled like those of persons who are enrolled; name these as they are, or say that they are others (--accept-alike): ${lines.slice(0, 20).join('; ')}`,
    { details: { count: lines.length, lines: lines.slice(0, 20) } },
  );
}

async function enroll(vault: Vault, files: readonly SourceFile[], subjects: SubjectMap): Promise<Owners> {
  const named = files.filter(({ name }) => subjects.has(name));
  const found = await vault.subjects.enrollMany(named.map(({ name }) => subjects.get(name)?.identifier ?? ''));
  return new Map(named.map(({ name }, i) => [name, found[i] ?? null]));
}

async function store(
  draft: Draft,
  files: readonly SourceFile[],
  owners: Owners,
  options: FilesImportOptions & { readonly looks: SharedLooks | undefined },
): Promise<Labels> {
  const labels = new Map<string, Categories>();
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    options.signal?.throwIfAborted();
    const owner = owners.get(file.name);
    if (owner === null) continue;
    const extension = extname(file.name).toLowerCase();
    if (owner === undefined) await options.looks?.into(file, options.signal);
    const content = await recognise(file);
    const said = (options.categories ?? 0) | (options.subjects?.get(file.name)?.categories ?? 0);
    const categories = (said | (content?.categories ?? 0) | nameCategories(file.name)) >>> 0;
    labels.set(file.name, categories);
    const { size } = await draft.putItem(contentOf(file, options.signal), {
      subject: owner ?? null,
      kind: 'file',
      mediaType: content?.mediaType ?? MEDIA_TYPES[extension] ?? 'application/octet-stream',
      categories,
      name: /^\.[a-z0-9]{1,10}$/.test(extension) ? `file${extension}` : 'file',
      origin: file.name,
    });
    const now = await stat(file.path).catch(() => null);
    if (now?.size !== size) {
      throw new CustosError('IMPORT_INVALID', `${file.name} was changed while it was imported; nothing was. Repeat.`);
    }
    options.onProgress?.({ phase: 'store', bytes: draft.bytes, totalBytes });
  }
  return labels;
}

async function recognise(file: SourceFile): Promise<FileContent | null> {
  try {
    return await fileContent(file.path);
  } catch (cause) {
    throw storageError(cause, `reading ${file.name}`);
  }
}

async function* contentOf(file: SourceFile, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file.path, { highWaterMark: 256 * 1024, ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw storageError(cause, `reading ${file.name}`);
  }
}

function report(draft: Draft, files: readonly SourceFile[], owners: Owners, labels: Labels): Imported['report'] {
  const suppressed = [...owners.values()].filter((owner) => owner === null).length;
  const sharedItems = files.length - owners.size;
  const labelled = new Tally();
  for (const categories of labels.values()) for (const code of categoryCodes(categories)) labelled.add(code);
  const unlabelled = [...labels]
    .filter(([name, categories]) => categories === 0 && owners.has(name))
    .map(([name]) => name);
  return {
    files: files.map(({ name, bytes }) => ({ file: name, bytes, resources: 1 })),
    skippedFiles: [],
    resources: files.length,
    types: { file: files.length },
    patients: new Set([...owners.values()].filter((owner) => owner !== null)).size,
    items: draft.items,
    sharedItems,
    bytes: draft.bytes,
    shared: sharedItems === 0 ? {} : { file: sharedItems },
    labelled: labelled.counts,
    restricted: 0,
    unread: 0,
    unlabelled: someOf(unlabelled),
    sharedFiles: someOf(
      files.map(({ name }) => name).filter((name) => !owners.has(name)),
      MAX_SHARED_NAMED,
    ),
    quarantined: [],
    invalid: { count: 0, examples: [] },
    suppressed: { patients: suppressed, resources: suppressed },
    identifiedBy: {},
    ...NOTHING_OF_FHIR,
  };
}

function someOf(names: readonly string[], most = MAX_NAMED): { count: number; examples: string[] } {
  return { count: names.length, examples: names.slice(0, most).map(printable) };
}
