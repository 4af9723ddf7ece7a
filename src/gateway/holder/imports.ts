import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Logger } from 'pino';
import { categoriesOf } from '../../core/categories.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { DatasetId, Pseudonym } from '../../core/ids.ts';
import type { ImportReport } from '../../core/import-report.ts';
import type { JobError } from '../../core/publication.ts';
import type { DraftChanges } from '../../core/version-changes.ts';
import { type Imported, importFhir } from '../../import/fhir-import.ts';
import { importFiles } from '../../import/files-import.ts';
import type { ImportProgress } from '../../import/import-report.ts';
import type { MergedRecord } from '../../import/persons.ts';
import { readSubjectMap } from '../../import/subject-map.ts';
import type { Vault } from '../../vault/vault.ts';
import { toProblem } from '../http/problem.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import type { Uploads } from './uploads.ts';
import { changesOf } from './version-changes.ts';

export interface ImportOrder {
  readonly kind: 'fhir' | 'files';
  /** On this machine. */
  readonly path?: string | undefined;
  /** What was sent, in its place. */
  readonly upload?: string | undefined;
  readonly skipInvalid: boolean;
  readonly practitioners: boolean;
  readonly shared: boolean;
  readonly subjects?: string | undefined;
  /** Codes of sensitivity categories, for all files; a FHIR export says its own. */
  readonly categories: readonly string[];
  readonly identifierSystem?: string | undefined;
  readonly baseUrls: readonly string[];
  readonly maxLineBytes?: number | undefined;
  readonly acceptMerged: boolean;
  readonly acceptCorrected: boolean;
  readonly acceptAlike: boolean;
}

export interface ImportJob {
  readonly import: string;
  readonly dataset: DatasetId;
  state: 'running' | 'ready' | 'failed' | 'discarded';
  /** In bytes. */
  progress: { phase: ImportProgress['phase'] | 'seal'; done: number; total: number };
  /** Volume of the sealed draft. */
  volume?: number;
  report?: ImportReport;
  /** Version that already holds just this. */
  unchangedSince?: number | null;
  /** Of a FHIR export: pseudonyms whose persons go on under another one. */
  merged?: readonly MergedRecord[];
  /** Null where nothing of the dataset was published before. */
  changes?: DraftChanges | null;
  error?: JobError;
  /** In ms since 1970 UTC. */
  failedAt?: number;
}

/** An import that runs, whose draft waits to be published, or that was published. */
export interface OpenImport {
  readonly import: string;
  readonly dataset: DatasetId;
  readonly state: 'running' | 'ready' | 'publishing' | 'published';
  readonly items: number;
  readonly subjects: number;
  /** Stored; of one that runs, read so far in its phase. */
  readonly bytes: number;
  /** In ms since 1970 UTC; 0 for one that runs. */
  readonly sealedAt: number;
}

/** One of which nothing was kept, until it is thrown away. */
export type FailedImport = Omit<OpenImport, 'state'> & {
  readonly state: 'failed';
  readonly error?: Pick<JobError, 'code' | 'detail'>;
  /** In ms since 1970 UTC. */
  readonly failedAt: number;
};

/** Where an import reads. */
interface Source {
  readonly path: string;
  readonly subjects: string | undefined;
}

const MAX_RUNNING = 2;
const MAX_KEPT = 200;

/** Imports run beside the requests. What they sealed outlives a restart; what they had not is gone, and repeated. */
export class Imports {
  readonly #vault: Vault;
  readonly #kept: GatewayRecords['imports'];
  readonly #roots: readonly string[];
  readonly #uploads: Pick<Uploads, 'take' | 'end'>;
  readonly #logger: Logger;
  readonly #hasSay: (subject: Pseudonym) => boolean;
  readonly #isMerged: (subject: Pseudonym) => boolean;
  readonly #jobs = new Map<string, ImportJob>();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  /** `hasSay`, `isMerged`: see `importFhir`. */
  constructor(
    vault: Vault,
    kept: GatewayRecords['imports'],
    options: {
      readonly roots: readonly string[];
      readonly uploads: Pick<Uploads, 'take' | 'end'>;
      readonly logger: Logger;
      readonly hasSay: (subject: Pseudonym) => boolean;
      readonly isMerged: (subject: Pseudonym) => boolean;
    },
  ) {
    this.#vault = vault;
    this.#kept = kept;
    this.#roots = options.roots;
    this.#uploads = options.uploads;
    this.#logger = options.logger;
    this.#hasSay = options.hasSay;
    this.#isMerged = options.isMerged;
  }

  /** Checks the paths and starts; the job tells the rest. One that was begun under the id, and has not failed, is given
   *  back. What was sent for it is gone when it has ended, however it ended. */
  async start(dataset: DatasetId, order: ImportOrder, id: string): Promise<ImportJob> {
    const begun = await this.#begun(id);
    if (begun !== undefined && begun.state !== 'failed') return begun;
    if (this.#running.size >= MAX_RUNNING)
      throw new CustosError('CONFLICT', `${MAX_RUNNING} imports are running. Wait for one to end.`);
    const categories = categoriesOf(order.categories);
    if (categories !== 0 && order.kind === 'fhir')
      throw new CustosError(
        'INPUT_INVALID',
        'Categories are given with files: FHIR resources are labelled one by one.',
      );
    const source = await this.#sourceOf(dataset, order);
    const job: ImportJob = {
      import: id,
      dataset,
      state: 'running',
      progress: { phase: 'index', done: 0, total: 0 },
    };
    this.#keep(job);
    const running = this.#run(job, order, source).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return job;
  }

  async find(id: string): Promise<ImportJob> {
    const begun = await this.#begun(id);
    if (begun !== undefined) return begun;
    throw new CustosError(
      'NOT_FOUND',
      'There is no such import; one that a restart interrupted left nothing. Start it again.',
    );
  }

  /** Those that run, and drafts that are neither published nor thrown away, the oldest first; also those that are `published`,
   *  where they are asked for. */
  async open({ published = false } = {}): Promise<OpenImport[]> {
    const sealed = new Map(this.#vault.versions.list().map((summary) => [summary.volume, summary]));
    const drafts: OpenImport[] = [];
    for await (const [id, stored] of this.#kept.all()) {
      const { dataset, volume, state } = stored as ImportJob;
      const summary = volume === undefined || state !== 'ready' ? undefined : sealed.get(volume);
      if (summary === undefined || (summary.state !== 'sealed' && !published)) continue;
      const { items, subjects, bytes, sealedAt } = summary;
      const now = summary.state === 'sealed' ? 'ready' : 'published';
      drafts.push({ import: id, dataset, state: now, items, subjects, bytes, sealedAt });
    }
    drafts.sort((a, b) => a.sealedAt - b.sealedAt);
    const running: OpenImport[] = [];
    for (const { import: id, dataset, state, progress } of this.#jobs.values()) {
      if (state !== 'running') continue;
      running.push({ import: id, dataset, state, items: 0, subjects: 0, bytes: progress.done, sealedAt: 0 });
    }
    return [...drafts, ...running];
  }

  /** Those that failed and were not thrown away, the oldest first. */
  async failed(): Promise<FailedImport[]> {
    const jobs = new Map<string, ImportJob>();
    for await (const [id, stored] of this.#kept.all()) jobs.set(id, stored as ImportJob);
    // What could not be written, for want of room, is known until a restart.
    for (const [id, job] of this.#jobs) jobs.set(id, job);
    const failed = [...jobs.values()].filter(({ state }) => state === 'failed');
    return failed
      .map(({ import: id, dataset, error, failedAt = 0 }) => ({
        ...{ import: id, dataset, state: 'failed' as const, items: 0, subjects: 0, bytes: 0, sealedAt: 0, failedAt },
        ...(error === undefined ? {} : { error: { code: error.code, detail: error.detail } }),
      }))
      .sort((one, other) => one.failedAt - other.failedAt);
  }

  async #begun(id: string): Promise<ImportJob | undefined> {
    const known = this.#jobs.get(id);
    if (known) return known;
    return (await this.#kept.get(id)) as ImportJob | undefined;
  }

  /** May be repeated. To be called where nobody publishes it. */
  async discard(id: string): Promise<void> {
    const job = await this.find(id);
    if (job.state === 'running') throw new CustosError('CONFLICT', 'The import is still running.');
    // Gone already where an earlier attempt ended between the two.
    if (job.volume !== undefined && this.#vault.versions.find(job.volume)) await this.#vault.discard(job.volume);
    await this.#store({ ...job, state: 'discarded' });
  }

  /** Ends what runs; drafts that were not sealed are gone. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }

  async #run(job: ImportJob, order: ImportOrder, source: Source): Promise<void> {
    try {
      const { draft, report, merged } = await this.#read(job, order, source);
      job.progress = { ...job.progress, phase: 'seal' };
      const { summary, unchangedSince } = await this.#vault.seal(draft);
      job.volume = summary.volume;
      job.report = report;
      if (merged !== undefined) job.merged = merged;
      job.unchangedSince = unchangedSince?.version ?? null;
      job.changes = await changesOf(this.#vault, summary.volume);
      await this.#store({ ...job, state: 'ready' });
    } catch (error) {
      const expected = isCustosError(
        error,
        'IMPORT_INVALID',
        'IMPORT_NOTHING',
        'IO_FAILED',
        'STORAGE_FULL',
        'INPUT_INVALID',
      );
      if (!expected) this.#logger.error({ err: error }, 'import failed');
      const { code, detail, details } = toProblem(error);
      job.state = 'failed';
      job.error = { code, detail, ...(details && { details }) };
      job.failedAt = Date.now();
      // One that ends with the gateway did not fail: it left nothing, and nobody has anything to do about it.
      if (!this.#stop.signal.aborted) await this.#keepFailed(job);
    }
  }

  async #keepFailed(job: ImportJob): Promise<void> {
    try {
      await this.#store(job);
    } catch (error) {
      this.#logger.warn({ err: error }, 'that an import failed was not kept');
    }
  }

  /** What was sent is in the clear: it is gone before anybody learns that it was read, or could not be. */
  async #read(job: ImportJob, order: ImportOrder, source: Source): Promise<Imported> {
    try {
      return await this.#import(job, order, source);
    } finally {
      if (order.upload !== undefined) await this.#uploads.end(order.upload);
    }
  }

  async #import(job: ImportJob, order: ImportOrder, source: Source): Promise<Imported> {
    const common = {
      path: source.path,
      dataset: job.dataset,
      signal: this.#stop.signal,
      isMerged: this.#isMerged,
      onProgress: ({ phase, bytes, totalBytes }: ImportProgress) => {
        job.progress = { phase, done: bytes, total: totalBytes };
      },
    };
    if (order.kind === 'fhir') {
      const { skipInvalid, practitioners, identifierSystem, baseUrls, maxLineBytes } = order;
      const { acceptMerged, acceptCorrected, acceptAlike } = order;
      return importFhir(this.#vault, {
        ...common,
        skipInvalid,
        shareStaff: practitioners,
        identifierSystem,
        baseUrls,
        maxLineBytes,
        acceptMerged,
        acceptCorrected,
        acceptAlike,
        hasSay: this.#hasSay,
        onReport: (report) => {
          job.report = report;
        },
      });
    }
    const subjects = source.subjects === undefined ? {} : { subjects: await readSubjectMap(source.subjects) };
    const categories = categoriesOf(order.categories);
    return importFiles(this.#vault, {
      ...common,
      ...subjects,
      categories,
      shareOthers: order.shared,
      acceptAlike: order.acceptAlike,
      skipInvalid: order.skipInvalid,
    });
  }

  async #sourceOf(dataset: DatasetId, { path, upload, subjects }: ImportOrder): Promise<Source> {
    if (path !== undefined && upload === undefined) {
      const map = subjects === undefined ? undefined : await this.#allowed(subjects);
      return { path: await this.#allowed(path), subjects: map };
    }
    if (path === undefined && upload !== undefined) return this.#uploads.take(upload, dataset, subjects);
    throw new CustosError('INPUT_INVALID', 'Name what is imported: a path on the gateway’s machine, or an upload.');
  }

  async #allowed(path: string): Promise<string> {
    const real = await realpath(path).catch(() => undefined);
    const roots = await Promise.all(this.#roots.map((root) => realpath(root).catch(() => root)));
    if (real !== undefined && isBelow(real, roots)) return real;
    if (real === undefined && isBelow(resolve(path), [...roots, ...this.#roots])) {
      throw new CustosError('IMPORT_INVALID', `${path} does not exist on the gateway’s machine, or may not be read.`);
    }
    const where = this.#roots.length === 0 ? 'none is configured' : this.#roots.join(', ');
    throw new CustosError(
      'FORBIDDEN',
      `The gateway imports only from its configured directories (\`imports\`: ${where}), and ${path} is in none of them.`,
    );
  }

  async #store(job: ImportJob): Promise<void> {
    await this.#kept.put(job.import, job);
    Object.assign(this.#jobs.get(job.import) ?? {}, job);
  }

  #keep(job: ImportJob): void {
    this.#jobs.set(job.import, job);
    for (const [id, { state }] of this.#jobs) {
      if (this.#jobs.size <= MAX_KEPT) return;
      if (state !== 'running') this.#jobs.delete(id);
    }
  }
}

function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root + sep));
}
