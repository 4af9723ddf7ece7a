import { type FileHandle, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { openAnew, openUnlinked } from './unlinked-file.ts';
import { workPath } from './work-directory.ts';

const NAME = 'items.ndjson';
const SAFE = /^[A-Za-z0-9][\w.@+=-]{0,199}$/;
const LINE = z.object({
  dataset: z.string(),
  version: z.int(),
  item: z.int(),
  file: z.string().regex(SAFE),
  /** Where the item begins in a file of several. */
  offset: z.int().min(0).optional(),
  bytes: z.int().min(0),
  digest: z.string(),
  release: z.int(),
});

/** Which item lies where. */
export type ListedItem = z.output<typeof LINE>;

export function itemKey({ dataset, version, item }: Pick<ListedItem, 'dataset' | 'version' | 'item'>): string {
  return `${dataset}/${version}/${item}`;
}

/** What `items.ndjson` says of the files beside it: one line an item, the last one of each item counts. */
export class DownloadList {
  readonly #directory: string;
  readonly path: string;
  #torn: boolean | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, NAME);
  }

  /** A line that a crash cut off, or that is none of ours, is left out: its item is fetched again. */
  async read(): Promise<ListedItem[]> {
    const found = new Map<string, ListedItem>();
    try {
      const input = (await openUnlinked(this.path, 'read')).createReadStream();
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
        const listed = parsed(line);
        if (listed) found.set(itemKey(listed), listed);
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      if (cause instanceof CustosError) throw cause;
      throw new CustosError('IO_FAILED', `${this.path} cannot be read: ${fileTrouble(cause)}.`, { cause });
    }
    return [...found.values()];
  }

  /** Durable once resolved. */
  async append(items: readonly ListedItem[]): Promise<void> {
    const file = await openUnlinked(this.path, 'append');
    try {
      // The first line must not be glued to one that a crash cut off.
      this.#torn ??= await endsWithinLine(file);
      await file.appendFile(`${this.#torn ? '\n' : ''}${textOf(items)}`);
      this.#torn = false;
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** The list is the old or the new one, whatever happens. */
  async replace(items: readonly ListedItem[]): Promise<void> {
    const path = workPath(this.#directory, `${NAME}.part`);
    const file = await openAnew(path);
    try {
      await file.writeFile(textOf(items));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(path, this.path);
    this.#torn = false;
  }
}

function textOf(items: readonly ListedItem[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}

function parsed(line: string): ListedItem | undefined {
  try {
    return LINE.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function endsWithinLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}
