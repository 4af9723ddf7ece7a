import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ContentEvent } from '../client/content-reader.ts';
import type { DownloadEvent } from '../client/download.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import type { DatasetId } from '../core/ids.ts';
import { writeReceipt } from './receipt-files.ts';

const LINE = z.object({
  dataset: z.string(),
  version: z.int(),
  item: z.int(),
  file: z.string(),
  digest: z.string(),
  bytes: z.int(),
  release: z.int(),
});
type Line = z.output<typeof LINE>;
type Item = Extract<ContentEvent, { type: 'item' }>['item'];

const LIST = 'items.ndjson';
const SAFE = /^[A-Za-z0-9][\w.@+=-]{0,199}$/;
/** Where a FHIR resource says its type: it may stand behind others of its members. */
const TYPE = /"resourceType"\s*:\s*"([A-Z][A-Za-z]{1,63})"/;
const HEAD_BYTES = 4096;
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/fhir+ndjson': '.ndjson',
  'application/dicom': '.dcm',
  'application/json': '.json',
  'application/pdf': '.pdf',
  'application/x-ndjson': '.ndjson',
  'application/xml': '.xml',
  'application/zip': '.zip',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/tiff': '.tiff',
  'text/csv': '.csv',
  'text/plain': '.txt',
  'text/tab-separated-values': '.tsv',
};

/** What a download leaves in its directory: items, the receipt of each release, and `items.ndjson`, which says what each
 *  file is. Nothing stands under its name before it was verified, and the name is made of what the chain commits to
 *  (number, media type, content): nothing commits to the one that a gateway suggests. */
export class DownloadStore {
  readonly #directory: string;
  readonly #of: { readonly dataset: DatasetId; readonly version: number };
  readonly #items = new Map<number, Line>();
  readonly #files = new Map<string, string>();
  #seq = 0;
  #torn = false;
  #open: { readonly file: FileHandle; readonly path: string; readonly head: Buffer[] } | undefined;
  received = 0;
  bytes = 0;
  receipts = 0;

  private constructor(directory: string, of: { dataset: DatasetId; version: number }) {
    this.#directory = directory;
    this.#of = of;
  }

  /** Makes the directory, and finds what earlier downloads left: a file counts if its bytes are still those listed. */
  static async open(directory: string, of: { dataset: DatasetId; version: number }): Promise<DownloadStore> {
    await mkdir(directory, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
      throw new CustosError(
        'IO_FAILED',
        `${directory} cannot be made: ${fileTrouble(cause)}. Choose another with --out.`,
        {
          cause,
        },
      );
    });
    const store = new DownloadStore(directory, of);
    const list = await readList(join(directory, LIST));
    store.#torn = list !== '' && !list.endsWith('\n');
    for (const line of linesOf(list)) {
      store.#files.set(line.file.toLowerCase(), keyOf(line));
      if (line.dataset !== of.dataset || line.version !== of.version) continue;
      if ((await digestOf(join(directory, line.file))) === line.digest) store.#items.set(line.item, line);
    }
    return store;
  }

  has(item: number): boolean {
    return this.#items.has(item);
  }

  /** Files of this version that are there, by item. */
  get held(): ReadonlyMap<number, string> {
    return new Map([...this.#items].map(([item, { file }]) => [item, file]));
  }

  async take(event: DownloadEvent): Promise<void> {
    if (event.type === 'release') await this.#keepRelease(event);
    else if (event.type === 'item') await this.#begin(event.item);
    else if (event.type === 'data') await this.#write(event.bytes);
    else if (event.type === 'verified') await this.#finish(event.item);
  }

  /** Throws away what was not verified. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close();
    if (open) await rm(open.path, { force: true });
  }

  async #keepRelease({ entry, receipt, evidence }: Extract<DownloadEvent, { type: 'release' }>): Promise<void> {
    await writeReceipt(join(this.#directory, `release-${entry.seq}.tlog-proof`), receipt, evidence, 0o644);
    this.#seq = entry.seq;
    this.receipts++;
  }

  async #begin(item: Item): Promise<void> {
    await this.close();
    const path = join(this.#directory, `.item-${item.index}.part`);
    this.#open = { file: await open(path, 'w'), path, head: [] };
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { file, head = [] } = this.#open ?? {};
    await file?.writeFile(bytes);
    const missing = HEAD_BYTES - head.reduce((sum, { length }) => sum + length, 0);
    if (missing > 0) head.push(Buffer.from(bytes.subarray(0, missing)));
    this.bytes += bytes.length;
  }

  async #finish({ index, leaf }: Item): Promise<void> {
    const open = this.#open;
    if (!open) return;
    await open.file.sync();
    await open.file.close();
    this.#open = undefined;
    const key = keyOf({ ...this.#of, item: index });
    const file = this.#nameFor(index, nameOf(index, leaf.mediaType, Buffer.concat(open.head)), key);
    await rename(open.path, join(this.#directory, file));
    await this.#endTornLine();
    const line = { ...this.#of, item: index, file, digest: leaf.digest, bytes: leaf.size, release: this.#seq };
    await appendFile(join(this.#directory, LIST), `${JSON.stringify(line)}\n`);
    this.#files.set(file.toLowerCase(), key);
    this.#items.set(index, line);
    this.received++;
  }

  /** A crash may have cut off the list's last line: the next one must not be glued to it. */
  async #endTornLine(): Promise<void> {
    if (!this.#torn) return;
    this.#torn = false;
    await appendFile(join(this.#directory, LIST), '\n');
  }

  /** `plain`, unless an item of another version or dataset has it. */
  #nameFor(index: number, plain: string, key: string): string {
    const { dataset, version } = this.#of;
    const choices = [plain, `${dataset.slice(2, 10)}-${version}-${plain}`];
    const free = choices.find((choice) => (this.#files.get(choice.toLowerCase()) ?? key) === key);
    return free ?? `${dataset.slice(2)}-${version}-${index}`;
  }
}

/** `Condition-12.ndjson` for FHIR, `item-12.dcm` for what has another known media type, else `item-12`. */
function nameOf(index: number, mediaType: string, head: Buffer): string {
  const type = mediaType === 'application/fhir+ndjson' ? TYPE.exec(head.toString('latin1'))?.[1] : undefined;
  const extension = Object.hasOwn(EXTENSIONS, mediaType) ? EXTENSIONS[mediaType] : '';
  return `${type ?? 'item'}-${index}${extension}`;
}

function keyOf({ dataset, version, item }: Pick<Line, 'dataset' | 'version' | 'item'>): string {
  return `${dataset}/${version}/${item}`;
}

async function readList(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new CustosError('IO_FAILED', `${path} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
}

/** A last line that a crash cut off is left out: its item is fetched again. */
function linesOf(list: string): Line[] {
  return list.split('\n').flatMap((line) => {
    try {
      const parsed = LINE.safeParse(JSON.parse(line));
      return parsed.success && SAFE.test(parsed.data.file) ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return undefined;
  }
  return `0x${hash.digest('hex')}`;
}
