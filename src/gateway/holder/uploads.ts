import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Bytes } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId } from '../../core/ids.ts';
import { UPLOAD_PART_BYTES } from '../../core/upload.ts';
import { MAX_FILES } from '../../import/source-files.ts';
import type { Actor } from '../auth/actor.ts';
import type { GatewayRecords, KeptUpload } from '../records/gateway-records.ts';
import {
  type AnnouncedFile,
  beingImported,
  diskFull,
  type Entry,
  enter,
  entryIn,
  entryOf,
  fileId,
  fileOf,
  keptFileOf,
  keptOf,
  noFile,
  noUpload,
  type Open,
  opened,
  requireOpen,
  sum,
  type Upload,
  type UploadedFile,
  type UploadLimits,
  untilOf,
  viewOf,
  wholeParts,
} from './open-upload.ts';
import { UploadArea } from './upload-area.ts';
import { requireTurn } from './upload-turns.ts';

const MAX_BYTES = 20 * 1024 ** 3;
/** It is written anew at most so often that something arrived, in ms: a large file on a slow line takes longer than a day. */
const KEPT_MS = 3_600_000;
/** Room that the node's own records must never lack: withdrawals are taken as long as there is some. */
const RESERVE_BYTES = 1024 ** 3;

/** Files that somebody of the holder sends, until an import has read them. They lie in the clear in the node's directory, which is
 *  why nothing of them outlives its import, or a day without a sender. What is known of them outlives a restart. */
export class Uploads {
  readonly #area: UploadArea;
  readonly #kept: GatewayRecords['uploads'];
  readonly #limits: UploadLimits;
  readonly #logger: Logger;
  readonly #open = new Map<string, Open>();

  private constructor(area: UploadArea, kept: GatewayRecords['uploads'], limits: UploadLimits, logger: Logger) {
    this.#area = area;
    this.#kept = kept;
    this.#limits = limits;
    this.#logger = logger;
  }

  /** Takes up what stands, and throws away what an import had taken that a stop of the node ended, and what nobody knows of. */
  static async open(options: {
    readonly directory: string;
    readonly kept: GatewayRecords['uploads'];
    readonly limits?: { readonly [Bound in keyof UploadLimits]?: number | undefined } | undefined;
    readonly logger: Logger;
  }): Promise<Uploads> {
    const area = await UploadArea.open(options.directory);
    const { maxBytes = MAX_BYTES, maxFiles = MAX_FILES } = options.limits ?? {};
    const uploads = new Uploads(area, options.kept, { maxBytes, maxFiles }, options.logger);
    for (const [id, kept] of await Array.fromAsync(options.kept.uploads.all())) await uploads.#takeUp(id, kept);
    await uploads.sweep();
    return uploads;
  }

  /** Begins one, once for each id. CONFLICT where too many are open, of whoever begins it or of the holder. */
  async begin(dataset: DatasetId, by: Actor, id: string = randomUUID()): Promise<Upload> {
    const known = this.#open.get(id);
    if (known !== undefined) return this.#view(known);
    requireTurn([...this.#open.values()], by);
    const upload = opened(id, { dataset, by, state: 'open', touchedAt: Date.now() });
    this.#open.set(id, upload);
    try {
      // What is known of it comes first: a folder that nobody knows of is thrown away at the next start.
      await this.#kept.uploads.put(id, keptOf(upload));
      await this.#area.make(id);
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
    return this.#view(upload);
  }

  /** Of a dataset. */
  list(dataset: DatasetId): Upload[] {
    return [...this.#open.values()].filter((one) => one.dataset === dataset).map((one) => this.#view(one));
  }

  /** NOT_FOUND where there is none. */
  find(id: string): { readonly upload: Upload; readonly contents: readonly UploadedFile[] } {
    const upload = this.#find(id);
    return { upload: this.#view(upload), contents: [...upload.entries.values()].map(fileOf) };
  }

  /** Says what will be sent: all of the list or nothing. The same again changes nothing, a name with another content drops what had
   *  arrived under it. INPUT_INVALID for names that cannot be kept, INPUT_TOO_LARGE and STORAGE_FULL for more than there is room. */
  async announce(id: string, files: readonly AnnouncedFile[]): Promise<UploadedFile[]> {
    const upload = this.#standing(id);
    return upload.turns.take(async () => {
      requireOpen(upload);
      const wanted = files.map((one) => ({ ...one, file: fileId(one) }));
      const fresh = new Map(wanted.filter(({ file }) => !upload.entries.has(file)).map((one) => [one.name, one]));
      if (new Set(files.map(({ name }) => name)).size < files.length)
        throw new CustosError('INPUT_INVALID', 'A file is named twice in the list. Nothing of it was taken.');
      const replaced = [...fresh.keys()].flatMap((name) => upload.byName.get(name) ?? []);
      await this.#requireRoom(upload, [...fresh.values()], replaced);
      upload.names.add(files.map(({ name }) => name));
      for (const entry of replaced) await this.#forget(upload, entry);
      const added = [...fresh.values()].map(entryOf);
      upload.touchedAt = Date.now();
      await this.#kept.write([
        this.#kept.uploads.change(id, keptOf(upload)),
        ...replaced.map(({ file }) => this.#kept.files.change(`${id}/${file}`, null)),
        ...added.map((entry) => this.#kept.files.change(`${id}/${entry.file}`, keptFileOf(entry))),
      ]);
      for (const entry of added) enter(upload, entry);
      const all = wanted.flatMap(({ file }) => upload.entries.get(file) ?? []);
      for (const entry of all) if (entry.bytes === 0 && !entry.complete) await this.#writeEmpty(upload, entry);
      return all.map(fileOf);
    });
  }

  /** Keeps the next part of a file, durably; one that came before changes nothing. Once the last one came, the file is there whole, or
   *  INPUT_INVALID says that it is not what was announced, and it begins anew. CONFLICT for a part that is not the next one. */
  async write(id: string, file: string, from: number, part: Bytes): Promise<UploadedFile> {
    const upload = this.#standing(id);
    const entry = entryIn(upload, file);
    const writing = entry.turns.take(() => this.#writePart(upload, entry, from, part));
    upload.writing.add(writing);
    try {
      return await writing;
    } finally {
      upload.writing.delete(writing);
    }
  }

  /** Gives all files to one import, which must `end` it: from then on nothing of them changes. CONFLICT where some have not arrived,
   *  or another import has them. `subjects` names the file that says whose each is, which is none of them. */
  async take(
    id: string,
    dataset: DatasetId,
    subjects?: string,
  ): Promise<{ readonly path: string; readonly subjects: string | undefined }> {
    const upload = this.#find(id);
    return upload.turns.take(async () => {
      requireOpen(upload);
      if (upload.dataset !== dataset) throw new CustosError('NOT_FOUND', 'There is no such upload for this dataset.');
      await this.#requireWhole(upload);
      if (subjects !== undefined && !upload.byName.has(subjects))
        throw new CustosError('INPUT_INVALID', 'The map of files to patients is none of the files that were sent.');
      if (upload.entries.size === (subjects === undefined ? 0 : 1))
        throw new CustosError('INPUT_INVALID', 'No file was sent. Send the files first.');
      upload.state = 'taken';
      try {
        await this.#kept.uploads.put(id, keptOf(upload));
        const map = subjects === undefined ? undefined : await this.#area.setAside(id, subjects);
        return { path: this.#area.filesOf(id), subjects: map };
      } catch (error) {
        await this.#remove(upload);
        throw error;
      }
    });
  }

  /** Throws one away, also one that could not be removed before: nothing of it is left. CONFLICT while an import reads it. */
  async discard(id: string): Promise<void> {
    const upload = this.#open.get(id);
    if (upload === undefined) throw noUpload();
    await upload.turns.take(async () => {
      if (upload.state === 'taken') throw beingImported();
      // Another one threw it away meanwhile.
      if (this.#open.get(id) === upload) await this.#remove(upload);
    });
  }

  /** The import that took it has ended. What cannot be removed now is removed by the next sweep. */
  async end(id: string): Promise<void> {
    const upload = this.#open.get(id);
    if (upload === undefined) return;
    await upload.turns.take(() => this.#remove(upload)).catch((error) => this.#trouble(error));
  }

  /** Throws away what nobody sent anything of for a day, and what is left of others. */
  async sweep(now: number = Date.now()): Promise<void> {
    for (const upload of [...this.#open.values()]) {
      // A clock that was ahead must not keep one for longer.
      upload.touchedAt = Math.min(upload.touchedAt, now);
      const isLeft = upload.state === 'open' && upload.writing.size === 0 && untilOf(upload) <= now;
      if (isLeft || upload.state === 'ended') await this.end(upload.upload);
    }
    for (const name of await this.#area.list()) {
      if (!this.#open.has(name)) await this.#area.remove(name).catch((error) => this.#trouble(error));
    }
  }

  async #writePart(upload: Open, entry: Entry, from: number, part: Bytes): Promise<UploadedFile> {
    requireOpen(upload);
    if (upload.entries.get(entry.file) !== entry) throw noFile();
    if (entry.complete || from < entry.arrived) return fileOf(entry);
    if (from > entry.arrived) {
      throw new CustosError('CONFLICT', 'That is not the next part of the file. Go on with the byte that comes next.', {
        details: { arrived: entry.arrived },
      });
    }
    if (part.length !== Math.min(UPLOAD_PART_BYTES, entry.bytes - from)) {
      throw new CustosError(
        'INPUT_INVALID',
        `A part has ${UPLOAD_PART_BYTES} bytes, and the last one what is left of the size that was announced. Nothing of it was kept.`,
      );
    }
    if ((await this.#area.freeBytes()) - part.length < RESERVE_BYTES) throw diskFull();
    entry.hash ??= await this.#area.hash(upload.upload, entry.file, entry.arrived);
    await this.#area.write(upload.upload, entry.file, from, part);
    entry.hash.update(part);
    entry.arrived += part.length;
    upload.touchedAt = Date.now();
    if (entry.arrived === entry.bytes) await this.#finish(upload, entry);
    else if (upload.touchedAt - upload.keptAt >= KEPT_MS) {
      await this.#kept.uploads.put(upload.upload, keptOf(upload));
      upload.keptAt = upload.touchedAt;
    }
    return fileOf(entry);
  }

  async #finish(upload: Open, entry: Entry): Promise<void> {
    const digest = `0x${(entry.hash ?? createHash('sha256')).digest('hex')}`;
    delete entry.hash;
    if (digest !== entry.digest) {
      entry.arrived = 0;
      await this.#area.drop(upload.upload, entry.file, entry.name);
      throw new CustosError(
        'INPUT_INVALID',
        'The file did not arrive as it was announced: it changed meanwhile, or broke on its way. Nothing of it was kept; send it again.',
        { details: { broken: true } },
      );
    }
    try {
      await this.#area.complete(upload.upload, entry.file, entry.name);
      await this.#kept.write([
        this.#kept.uploads.change(upload.upload, keptOf(upload)),
        this.#kept.files.change(`${upload.upload}/${entry.file}`, { ...keptFileOf(entry), complete: true }),
      ]);
    } catch (error) {
      // Sent again from its beginning: what is there by its name is not known to be whole.
      entry.arrived = 0;
      throw error;
    }
    entry.complete = true;
  }

  async #writeEmpty(upload: Open, entry: Entry): Promise<void> {
    await this.#area.write(upload.upload, entry.file, 0, new Uint8Array());
    await this.#finish(upload, entry);
  }

  /** As a restart may find them: a file that the disk lost is sent again. */
  async #takeUp(id: string, kept: KeptUpload): Promise<void> {
    const upload = opened(id, { ...kept, state: kept.state === 'open' ? 'open' : 'ended' });
    this.#open.set(id, upload);
    if (upload.state !== 'open') return;
    await this.#area.make(id);
    for await (const [key, file] of this.#kept.files.all(`${id}/`)) {
      const entry = entryOf({ ...file, file: key.slice(id.length + 1) });
      entry.complete = file.complete && (await this.#area.size(id, file.name)) === file.bytes;
      entry.arrived = entry.complete ? file.bytes : wholeParts(await this.#area.partSize(id, entry.file), file.bytes);
      upload.names.keep(file.name);
      enter(upload, entry);
    }
  }

  async #requireWhole(upload: Open): Promise<void> {
    for (const entry of upload.entries.values()) {
      if (entry.complete && (await this.#area.size(upload.upload, entry.name)) !== entry.bytes) {
        entry.complete = false;
        entry.arrived = 0;
      }
    }
    const missing = [...upload.entries.values()].filter(({ complete }) => !complete).length;
    if (missing === 0) return;
    throw new CustosError(
      'CONFLICT',
      `${missing} of ${upload.entries.size} files have not arrived. Send the same files again: it goes on where it stopped.`,
      { details: { missing } },
    );
  }

  /** As large as it is sent, and once more for what the import makes of it. */
  async #requireRoom(upload: Open, fresh: readonly AnnouncedFile[], replaced: readonly Entry[]): Promise<void> {
    const { maxBytes, maxFiles } = this.#limits;
    const files = upload.entries.size + fresh.length - replaced.length;
    const bytes = sum([...upload.entries.values(), ...fresh]) - sum(replaced);
    if (files > maxFiles) {
      const message = `An upload takes at most ${maxFiles} files. Send a part of them, or put them into archives.`;
      throw new CustosError('INPUT_TOO_LARGE', message, { details: { maxFiles } });
    }
    if (bytes > maxBytes) {
      const message = `An upload takes at most ${maxBytes} bytes. Put the files on the gateway’s machine, and import them from there.`;
      throw new CustosError('INPUT_TOO_LARGE', message, { details: { maxBytes } });
    }
    const outstanding = [...this.#open.values()].flatMap((one) => [...one.entries.values()]);
    const coming = sum(fresh) + outstanding.reduce((all, one) => all + one.bytes - one.arrived, 0);
    if ((await this.#area.freeBytes()) - coming - bytes < RESERVE_BYTES) throw diskFull();
  }

  async #forget(upload: Open, entry: Entry): Promise<void> {
    upload.entries.delete(entry.file);
    upload.byName.delete(entry.name);
    await entry.turns.take(() => this.#area.drop(upload.upload, entry.file, entry.name));
  }

  /** It is said first that it ended, so that a stop in between leaves nothing that would be taken up again. */
  async #remove(upload: Open): Promise<void> {
    upload.state = 'ended';
    await this.#kept.uploads.put(upload.upload, keptOf(upload));
    await Promise.allSettled(upload.writing);
    await this.#area.remove(upload.upload);
    const files: string[] = [];
    for await (const key of this.#kept.files.keys(`${upload.upload}/`)) files.push(key);
    await this.#kept.write([
      ...files.map((key) => this.#kept.files.change(key, null)),
      this.#kept.uploads.change(upload.upload, null),
    ]);
    this.#open.delete(upload.upload);
  }

  #find(id: string): Open {
    const upload = this.#open.get(id);
    if (upload !== undefined && upload.state !== 'ended') return upload;
    throw noUpload();
  }

  #standing(id: string): Open {
    const upload = this.#find(id);
    requireOpen(upload);
    return upload;
  }

  #view(upload: Open): Upload {
    return viewOf(upload, this.#limits);
  }

  #trouble(error: unknown): void {
    this.#logger.error({ err: error }, 'uploaded files were not removed; it is tried again');
  }
}
