import { toHex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { DatasetId, Digest } from '../core/ids.ts';
import { backoff, pause } from '../core/patience.ts';
import { boolean, digest, integer, members, oneOf, optional, text } from '../core/shape.ts';
import { Turns } from '../core/turns.ts';
import { answerOf, anyText, count, many, noGateway, pagesAt, requireAsMany, type ShapeOf } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';
import { type NewSha256, portableSha256 } from './sha256.ts';

/** A file of this machine, by its path from the folder on that is sent, with `/`. Its content is read piece by piece: a `File` of a
 *  browser, any `Blob`, or what `openAsBlob` of `node:fs` gives. */
export interface LocalFile {
  readonly name: string;
  readonly content: {
    readonly size: number;
    slice(from: number, to: number): { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };
  };
}

/** Files that are on their way to an import. */
export interface Upload {
  readonly upload: string;
  readonly dataset: DatasetId;
  /** `importing`: an import reads it, and nothing of it changes any more. `removing`: it was imported or thrown away, and could not be
   *  removed yet: `discardUpload` tries again, as the gateway does by itself. */
  readonly state: 'open' | 'importing' | 'removing';
  readonly files: number;
  readonly completeFiles: number;
  readonly bytes: number;
  readonly arrivedBytes: number;
  /** Of all files together. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly partBytes: number;
  /** In ms since 1970 UTC: it is thrown away then, unless something of it arrives before. */
  readonly until: number;
}

export interface UploadedFile {
  /** By which its parts are sent. */
  readonly file: string;
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of its content. */
  readonly digest: Digest;
  readonly arrived: number;
  /** Whether all of it is there, and is what its digest says. */
  readonly complete: boolean;
}

/** How far it is: the file that moved last, and all of them. */
export interface UploadProgress {
  readonly name: string;
  /** Of that file: read to be announced, on its way, or there. */
  readonly state: 'reading' | 'sending' | 'complete';
  readonly bytes: number;
  /** Bytes of it that were read, or that are there. */
  readonly done: number;
  readonly total: {
    readonly files: number;
    readonly completeFiles: number;
    readonly bytes: number;
    readonly arrivedBytes: number;
  };
}

export interface UploadOptions {
  /** One that was begun before, of the same files: what is there is not sent again. */
  readonly upload?: string | undefined;
  /** Told the id as soon as there is one, so that an interrupted upload can be gone on with. */
  readonly onBegin?: (upload: string) => void;
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Ends it with what the signal says; what arrived is kept for a day. */
  readonly signal?: AbortSignal | undefined;
  /** In JavaScript alone unless said; in Node its own is the fastest: `() => createHash('sha256')`. */
  readonly sha256?: NewSha256;
}

/** Each part is held in memory, and is one request. */
const MIN_PART_BYTES = 64 * 1024;
const MAX_PART_BYTES = 64 * 1024 * 1024;
const UPLOAD: ShapeOf<Upload> = {
  upload: text(/^[0-9a-f-]{36}$/, 'an upload'),
  dataset: digest,
  state: oneOf('open', 'importing', 'removing'),
  files: count,
  completeFiles: count,
  bytes: count,
  arrivedBytes: count,
  maxBytes: count,
  maxFiles: count,
  partBytes: integer(MIN_PART_BYTES, MAX_PART_BYTES),
  until: count,
};
const FILE: ShapeOf<UploadedFile> = {
  file: text(/^[0-9a-f]{64}$/, 'a file'),
  name: anyText,
  bytes: count,
  digest,
  arrived: count,
  complete: boolean,
};
const CONTENTS = many(members(FILE, 'file'));
const PAGE = { upload: members(UPLOAD, 'upload'), contents: CONTENTS, next: optional(count) };

/** Of files that are announced together: so many, and so many bytes of them were read before. */
const BATCH_FILES = 100;
const BATCH_BYTES = 16 * 1024 * 1024;
const READ_BYTES = 4 * 1024 * 1024;
const AT_ONCE = 3;
/** How often a file is sent again that arrived as another one. */
const BROKEN = 2;
/** How often in a row a gateway is asked again that does not answer. */
const SILENT = 6;
const FIRST_PAUSE_MS = 500;

/** Uploads of a dataset that stand, whoever of the holder began them. */
export async function listUploads(gateway: GatewayClient, dataset: DatasetId): Promise<readonly Upload[]> {
  const route = ['GET', `/v1/datasets/${dataset}/uploads`] as const;
  const shape = { uploads: many(members(UPLOAD, 'upload')) };
  return (await answerOf<{ readonly uploads: readonly Upload[] }>(gateway, route, shape)).uploads;
}

/** What has arrived. NOT_FOUND where there is no such upload any more. */
export async function readUpload(
  gateway: GatewayClient,
  id: string,
): Promise<{ readonly upload: Upload; readonly contents: readonly UploadedFile[] }> {
  const contents: UploadedFile[] = [];
  let upload: Upload | undefined;
  const options = { length: (page: UploadPage) => page.contents.length };
  for await (const page of pagesAt<UploadPage>(gateway, pathOf(id), PAGE, options)) {
    contents.push(...page.contents);
    upload = page.upload;
  }
  if (upload?.upload !== id) throw noGateway(gateway.endpoint, 'it tells of another upload than was asked for.');
  return { upload, contents };
}

interface UploadPage {
  readonly upload: Upload;
  readonly contents: readonly UploadedFile[];
  readonly next?: number;
}

/** Throws away what was sent. CONFLICT while it is being imported. */
export async function discardUpload(gateway: GatewayClient, id: string): Promise<void> {
  await gateway.json('DELETE', pathOf(id));
}

/** Sends files to the gateway, and gives the id by which `importData` takes them: each has arrived whole by then, and is what was read
 *  here. What was there already is not sent again; a file that breaks on its way is sent again, twice, and a gateway that does not
 *  answer is asked again for about half a minute. INPUT_TOO_LARGE for more than it takes, before anything is read. INPUT_INVALID for
 *  names that cannot be kept, for a file that changes meanwhile, and where the `upload` holds files that are none of these. */
export async function uploadFiles(
  gateway: GatewayClient,
  dataset: DatasetId,
  files: readonly LocalFile[],
  options: UploadOptions = {},
): Promise<string> {
  const { upload, contents } = await beginning(gateway, dataset, options.upload);
  options.onBegin?.(upload.upload);
  requireRoom(upload, files);
  requireNone(contents, files);
  const sending = new Sending(gateway, upload, files, options);
  await sending.run(new Map(contents.map((one) => [one.name, one])));
  return upload.upload;
}

async function beginning(
  gateway: GatewayClient,
  dataset: DatasetId,
  id: string | undefined,
): Promise<{ readonly upload: Upload; readonly contents: readonly UploadedFile[] }> {
  if (id !== undefined) return readUpload(gateway, id);
  const path = `/v1/datasets/${dataset}/uploads`;
  return { upload: await create<Upload>(gateway, path, undefined, UPLOAD), contents: [] };
}

function requireRoom({ maxBytes, maxFiles }: Upload, files: readonly LocalFile[]): void {
  const bytes = files.reduce((all, { content }) => all + content.size, 0);
  if (files.length === 0) throw new CustosError('INPUT_INVALID', 'There is no file to send.');
  if (files.length <= maxFiles && bytes <= maxBytes) return;
  throw new CustosError(
    'INPUT_TOO_LARGE',
    `These are ${files.length} files of ${bytes} bytes, and the gateway takes ${maxFiles} of ${maxBytes} in one upload. Nothing was sent. Send a part of them, or have them imported from the gateway’s machine.`,
    { details: { maxBytes, maxFiles } },
  );
}

function requireNone(contents: readonly UploadedFile[], files: readonly LocalFile[]): void {
  const given = new Set(files.map(({ name }) => name));
  const others = contents.filter(({ name }) => !given.has(name));
  const [first] = others;
  if (first === undefined) return;
  throw new CustosError(
    'INPUT_INVALID',
    `The upload holds ${others.length} files that are none of these, such as ${JSON.stringify(first.name)}. Choose the same files again, or throw the upload away and begin anew.`,
    { details: { others: others.length } },
  );
}

interface Announced {
  readonly local: LocalFile;
  readonly digest: Digest;
}

/** One run over all files. */
class Sending {
  readonly #gateway: GatewayClient;
  readonly #upload: Upload;
  readonly #files: readonly LocalFile[];
  readonly #options: UploadOptions;
  readonly #arrived = new Map<string, number>();
  readonly #bytes: number;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #arrivedBytes = 0;
  #completeFiles = 0;

  constructor(gateway: GatewayClient, upload: Upload, files: readonly LocalFile[], options: UploadOptions) {
    this.#gateway = gateway;
    this.#upload = upload;
    this.#files = files;
    this.#options = options;
    this.#bytes = files.reduce((all, { content }) => all + content.size, 0);
    this.#signal = options.signal ? AbortSignal.any([options.signal, this.#stop.signal]) : this.#stop.signal;
  }

  async run(known: ReadonlyMap<string, UploadedFile>): Promise<void> {
    let batch: Announced[] = [];
    let read = 0;
    for (const local of this.#files) {
      const announced = { local, digest: await this.#digest(local) };
      const before = known.get(local.name);
      if (before?.complete && before.digest === announced.digest) this.#moved(local, 'complete', local.content.size);
      else batch.push(announced);
      read += local.content.size;
      if (batch.length < BATCH_FILES && read < BATCH_BYTES) continue;
      await this.#sendAll(batch);
      [batch, read] = [[], 0];
    }
    await this.#sendAll(batch);
  }

  async #sendAll(batch: readonly Announced[]): Promise<void> {
    if (batch.length === 0) return;
    const files = await this.#announce(batch);
    const turns = new Turns(AT_ONCE);
    const sent = batch.map((one, i) => turns.take(() => this.#send(one, files[i] as UploadedFile)));
    // The others end before it is told that one failed: nothing goes on behind the caller's back.
    for (const one of sent) one.catch((error) => this.#stop.abort(error));
    const outcomes = await Promise.allSettled(sent);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw this.#signal.reason ?? outcome.reason;
  }

  async #announce(batch: readonly Announced[]): Promise<readonly UploadedFile[]> {
    const files = batch.map(({ local, digest }) => ({ name: local.name, bytes: local.content.size, digest }));
    const answer = await this.#patient(() =>
      answerOf<{ readonly files: readonly UploadedFile[] }>(
        this.#gateway,
        ['POST', `${pathOf(this.#upload.upload)}/files`],
        { files: CONTENTS },
        { json: { files }, signal: this.#signal },
      ),
    );
    requireAsMany(this.#gateway, batch, answer.files);
    for (const [i, one] of batch.entries()) this.#requireSame(one, answer.files[i]);
    return answer.files;
  }

  async #send(one: Announced, begun: UploadedFile): Promise<void> {
    for (let broken = 0, file = begun; ; broken++) {
      try {
        return await this.#sendParts(one, file);
      } catch (error) {
        if (!isBroken(error) || broken >= BROKEN) throw namedError(error, one.local);
      }
      [file = begun] = await this.#announce([one]);
    }
  }

  async #sendParts(one: Announced, begun: UploadedFile): Promise<void> {
    const { local } = one;
    let file = begun;
    this.#moved(local, file.complete ? 'complete' : 'sending', file.arrived);
    while (!file.complete) {
      const at = file.arrived;
      const body = await bytesOf(local, at, at + this.#upload.partBytes);
      file = await this.#patient(() => this.#put(file.file, at, body));
      this.#requireSame(one, file);
      // A gateway that counts in a circle would be sent to without end.
      if (!file.complete && file.arrived <= at) throw noGateway(this.#gateway.endpoint, 'the upload does not go on.');
      this.#moved(local, file.complete ? 'complete' : 'sending', file.arrived);
    }
  }

  /** What a gateway says of another file, or of more than there is of this one, would be sent to without end, or be taken for its end. */
  #requireSame({ local, digest }: Announced, file: UploadedFile | undefined): void {
    const { size } = local.content;
    const isSame = file?.name === local.name && file.bytes === size && file.digest === digest;
    if (isSame && (file.complete ? file.arrived === size : file.arrived < size || size === 0)) return;
    throw noGateway(
      this.#gateway.endpoint,
      `what it says of ${JSON.stringify(local.name)} is not of the file that was sent.`,
    );
  }

  #put(file: string, from: number, body: Uint8Array): Promise<UploadedFile> {
    const route = ['PUT', `${pathOf(this.#upload.upload)}/files/${file}/parts/${from}`] as const;
    const bytes = { type: 'application/octet-stream', body };
    return answerOf<UploadedFile>(this.#gateway, route, FILE, { bytes, signal: this.#signal });
  }

  /** What is asked may be asked twice: the same part again changes nothing. */
  async #patient<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (let failures = 0; ; failures++) {
      this.#signal.throwIfAborted();
      try {
        return await ask();
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isSilence(error) || failures >= SILENT) throw error;
      }
      await pause(backoff(failures, { first: FIRST_PAUSE_MS }), this.#signal);
    }
  }

  async #digest(local: LocalFile): Promise<Digest> {
    const hash = (this.#options.sha256 ?? portableSha256)();
    for (let at = 0; at < local.content.size; at += READ_BYTES) {
      this.#signal.throwIfAborted();
      hash.update(await bytesOf(local, at, at + READ_BYTES));
      this.#tell(local, 'reading', Math.min(local.content.size, at + READ_BYTES));
    }
    return toHex(hash.digest()) as Digest;
  }

  #moved(local: LocalFile, state: 'sending' | 'complete', arrived: number): void {
    this.#arrivedBytes += arrived - (this.#arrived.get(local.name) ?? 0);
    this.#arrived.set(local.name, arrived);
    if (state === 'complete') this.#completeFiles++;
    this.#tell(local, state, arrived);
  }

  #tell({ name, content }: LocalFile, state: UploadProgress['state'], done: number): void {
    this.#options.onProgress?.({
      ...{ name, state, bytes: content.size, done },
      total: {
        files: this.#files.length,
        completeFiles: this.#completeFiles,
        bytes: this.#bytes,
        arrivedBytes: this.#arrivedBytes,
      },
    });
  }
}

/** Nobody answered, or something before the gateway did. What answers in another shape would do so again. */
function isSilence(error: unknown): boolean {
  return isCustosError(error, 'GATEWAY_UNREACHABLE') && !isCustosError(error.cause, 'INPUT_INVALID');
}

function pathOf(id: string): string {
  return `/v1/uploads/${id}`;
}

/** It arrived as another file than was read, or its place was taken meanwhile: it begins anew. */
function isBroken(error: unknown): boolean {
  const isOther = isCustosError(error, 'INPUT_INVALID') && error.details['broken'] === true;
  return isOther || (isCustosError(error, 'CONFLICT') && error.details['arrived'] !== undefined);
}

function namedError(error: unknown, { name }: LocalFile): unknown {
  if (!isCustosError(error) || error.code === 'GATEWAY_UNREACHABLE') return error;
  const details = { ...error.details, file: name };
  return new CustosError(error.code, `${name}: ${error.message}`, { cause: error, details });
}

async function bytesOf({ name, content }: LocalFile, from: number, to: number): Promise<Uint8Array> {
  const piece = content.slice(from, to);
  try {
    const bytes = new Uint8Array(await piece.arrayBuffer());
    if (bytes.length === piece.size) return bytes;
  } catch (cause) {
    throw changed(name, cause);
  }
  throw changed(name);
}

function changed(name: string, cause?: unknown): CustosError {
  const message = `${name} cannot be read any more: it was changed, moved or removed since it was chosen. Choose the files again.`;
  return new CustosError('INPUT_INVALID', message, { cause, details: { file: name } });
}
