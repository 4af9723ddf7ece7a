import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { SharedFinding, SharedLook, SharedSign } from '../core/import-report.ts';
import { bareMark, uuidIn } from '../interop/fhir-mark.ts';
import { sourceHash } from '../vault/sources.ts';
import { storageError } from '../vault/storage-error.ts';
import type { Subjects } from '../vault/subjects.ts';
import { identityHashesOf } from './identity-marks.ts';
import { printable } from './import-report.ts';
import { signsIn } from './person-signs.ts';
import type { SourceFile } from './source-files.ts';

/** Of a text, how much is looked into: what lies beyond it is said to be unread. */
const MOST_BYTES = 256 * 1024 * 1024;
/** A longer line is looked into in pieces. */
const MOST_OF_A_LINE = 64 * 1024;
const HEAD_BYTES = 8192;
/** Files that a list in the report names. */
const MOST_NAMED = 50;
/** What may be a number of a patient's: a cell whole, since people write blanks within, or what stands by itself in one. */
const CELLS = /[,;\t|"]+/;
const PIECES = /[^\p{L}\p{N}._/-]+/u;
const LONGEST_NUMBER = 64;

/** Looks into files that would go to everybody for what tells of people: numbers of patients who are enrolled here, and what
 *  `signsIn` knows. Files are read as streams, once. Of what it finds no text is kept. */
export class SharedLooks {
  readonly #enrolled: ReadonlySet<number>;
  readonly #seed: number;
  readonly #found: SharedFinding[] = [];
  readonly #unread: string[] = [];
  #foundCount = 0;
  #unreadCount = 0;

  private constructor(enrolled: ReadonlySet<number>, seed: number) {
    this.#enrolled = enrolled;
    this.#seed = seed;
  }

  static async begin(subjects: Subjects, seed: number): Promise<SharedLooks> {
    const enrolled = new Set<number>();
    for await (const [, hashes] of subjects.identityHashes(identityHashesOf(seed)))
      for (const hash of hashes) enrolled.add(hash);
    return new SharedLooks(enrolled, seed);
  }

  get report(): SharedLook {
    return {
      found: { count: this.#foundCount, files: this.#found },
      unread: { count: this.#unreadCount, examples: this.#unread },
    };
  }

  async into({ name, path, bytes }: SourceFile, signal?: AbortSignal): Promise<void> {
    try {
      const encoding = await encodingOf(path);
      if (encoding === null || bytes > MOST_BYTES) this.#leaveUnread(printable(name));
      if (encoding !== null) await this.#read(printable(name), path, encoding, signal);
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      throw storageError(cause, `reading ${name}`);
    }
  }

  async #read(file: string, path: string, encoding: string, signal?: AbortSignal): Promise<void> {
    const [numbers, signs] = [new Set<number>(), new Set<SharedSign>()];
    let isFirst = true;
    for await (const line of linesOf(path, encoding, signal)) {
      for (const sign of signsIn(line, isFirst)) signs.add(sign);
      isFirst = false;
      for (const hash of this.#numbersIn(line)) numbers.add(hash);
    }
    if (numbers.size === 0 && signs.size === 0) return;
    this.#foundCount++;
    if (this.#found.length < MOST_NAMED) this.#found.push({ file, numbers: numbers.size, signs: [...signs].sort() });
  }

  *#numbersIn(line: string): Generator<number> {
    const cells = line.split(CELLS);
    for (const text of new Set([...cells, ...line.split(PIECES)])) {
      const value = text.trim();
      if (value.length > LONGEST_NUMBER || !/\d/.test(value)) continue;
      const uuid = uuidIn(value);
      const mark = uuid === null ? bareMark(value) : `uuid:${uuid}`;
      const hash = mark === null ? undefined : sourceHash(mark, this.#seed);
      if (hash !== undefined && this.#enrolled.has(hash)) yield hash;
    }
  }

  #leaveUnread(file: string): void {
    this.#unreadCount++;
    if (this.#unread.length < MOST_NAMED) this.#unread.push(file);
  }
}

/** Null for what is no text. Spreadsheets save in UTF-8, in UTF-16 with a mark, and on Windows in its own page of codes. */
async function encodingOf(path: string): Promise<string | null> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
    if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
    if (head.includes(0) || head.toString('latin1').startsWith('%PDF-')) return null;
    // The last character may be cut.
    return head.toString('utf8').slice(0, -4).includes('\ufffd') ? windowsEncoding(head) : 'utf-8';
  } finally {
    await handle.close();
  }
}

/** What is packed or drawn has controls that no text has. */
function windowsEncoding(head: Buffer): string | null {
  return head.some((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte)) ? null : 'windows-1252';
}

/** Lines that are not blank. */
async function* linesOf(path: string, encoding: string, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  for await (const chunk of createReadStream(path, { end: MOST_BYTES - 1, ...(signal && { signal }) })) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    if (rest.length > MOST_OF_A_LINE) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
}
