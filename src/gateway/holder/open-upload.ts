import { createHash, type Hash } from 'node:crypto';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId, Digest } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import { UPLOAD_PART_BYTES } from '../../core/upload.ts';
import type { Actor } from '../auth/actor.ts';
import type { KeptUpload, KeptUploadFile } from '../records/gateway-records.ts';
import { UploadNames } from './upload-names.ts';

export interface UploadLimits {
  /** Of all files of one upload together. */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/** A file as it is announced. */
export interface AnnouncedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of its content. */
  readonly digest: Digest;
}

export interface UploadedFile extends AnnouncedFile {
  /** Of name, size and digest: what is sent for it is sent for nothing else. */
  readonly file: string;
  /** Bytes that are kept of it. */
  readonly arrived: number;
  /** Whether all of it is there, and what its digest says. */
  readonly complete: boolean;
}

export interface Upload extends UploadLimits {
  readonly upload: string;
  readonly dataset: DatasetId;
  /** `removing`: it was thrown away or imported, and could not be removed yet. */
  readonly state: 'open' | 'importing' | 'removing';
  readonly files: number;
  readonly completeFiles: number;
  readonly bytes: number;
  readonly arrivedBytes: number;
  readonly partBytes: number;
  /** In ms since 1970 UTC; it is thrown away then, unless something of it arrives before. */
  readonly until: number;
}

const LIFETIME_MS = 24 * 3_600_000;
const SHOWN = { open: 'open', taken: 'importing', ended: 'removing' } as const;

export interface Entry extends AnnouncedFile {
  readonly file: string;
  arrived: number;
  complete: boolean;
  /** Digest of what arrived; made anew from the disk after a restart. */
  hash?: Hash;
  /** Two who send one file wait for each other. */
  readonly turns: Turns;
}

export interface Open {
  readonly upload: string;
  readonly dataset: DatasetId;
  readonly by?: Actor;
  state: KeptUpload['state'];
  touchedAt: number;
  /** `touchedAt` as a restart would find it. */
  keptAt: number;
  readonly entries: Map<string, Entry>;
  readonly byName: Map<string, Entry>;
  readonly names: UploadNames;
  /** What changes the list, or ends it, one after another. */
  readonly turns: Turns;
  readonly writing: Set<Promise<unknown>>;
}

export function opened(upload: string, kept: KeptUpload): Open {
  const lists = { entries: new Map(), byName: new Map(), names: new UploadNames(), writing: new Set<never>() };
  return { upload, ...kept, keptAt: kept.touchedAt, ...lists, turns: new Turns() };
}

export function enter(upload: Open, entry: Entry): void {
  upload.entries.set(entry.file, entry);
  upload.byName.set(entry.name, entry);
}

export function entryOf({ name, bytes, digest, file }: AnnouncedFile & { readonly file: string }): Entry {
  return { name, bytes, digest, file, arrived: 0, complete: false, turns: new Turns() };
}

export function entryIn(upload: Open, file: string): Entry {
  const entry = upload.entries.get(file);
  if (entry === undefined) throw noFile();
  return entry;
}

export function fileOf({ name, bytes, digest, file, arrived, complete }: Entry): UploadedFile {
  return { name, bytes, digest, file, arrived, complete };
}

export function keptOf({ dataset, state, touchedAt, by }: Open): KeptUpload {
  return { dataset, state, touchedAt, ...(by ? { by } : {}) };
}

export function keptFileOf({ name, bytes, digest, complete }: Entry): KeptUploadFile {
  return { name, bytes, digest, complete };
}

/** As it is told. */
export function viewOf(upload: Open, limits: UploadLimits): Upload {
  const entries = [...upload.entries.values()];
  return {
    upload: upload.upload,
    dataset: upload.dataset,
    state: SHOWN[upload.state],
    files: entries.length,
    completeFiles: entries.filter(({ complete }) => complete).length,
    bytes: sum(entries),
    arrivedBytes: entries.reduce((all, { arrived }) => all + arrived, 0),
    partBytes: UPLOAD_PART_BYTES,
    until: untilOf(upload),
    ...limits,
  };
}

/** In the path of what is sent: names of files may name people, and paths are logged on their way. */
export function fileId({ name, bytes, digest }: AnnouncedFile): string {
  return createHash('sha256')
    .update(JSON.stringify([name, bytes, digest]))
    .digest('hex');
}

/** Of what a crash left of a file: whole parts are on the disk for certain, and the last one is sent again, which completes it. */
export function wholeParts(onDisk: number, bytes: number): number {
  return Math.floor(Math.min(onDisk, Math.max(0, bytes - 1)) / UPLOAD_PART_BYTES) * UPLOAD_PART_BYTES;
}

export function untilOf({ touchedAt }: Open): number {
  return touchedAt + LIFETIME_MS;
}

export function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((all, { bytes }) => all + bytes, 0);
}

export function requireOpen(upload: Open): void {
  if (upload.state === 'taken') throw beingImported();
  if (upload.state === 'ended') throw new CustosError('NOT_FOUND', 'The upload was thrown away. Send the files again.');
}

export function beingImported(): CustosError {
  return new CustosError('CONFLICT', 'The upload is being imported, and does not change any more.');
}

export function noUpload(): CustosError {
  return new CustosError(
    'NOT_FOUND',
    'There is no such upload. It was imported or thrown away, or nothing of it came for a day. Send the files again.',
  );
}

export function noFile(): CustosError {
  return new CustosError('NOT_FOUND', 'The upload has no such file, or has another one by its name. List it again.');
}

export function diskFull(): CustosError {
  return new CustosError(
    'STORAGE_FULL',
    'The gateway’s disk has not enough room for these files and for what the import makes of them. Free some space there, or send fewer.',
  );
}
