import { type Bytes, concat } from './bytes.ts';

/** LevelDB's log format: blocks of 32 KiB with fragments of records, each behind its masked CRC-32C (4), length (2) and
 *  type (1), all little-endian. */
const BLOCK = 32_768;
const HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
const CASTAGNOLI = 0x82f6_3b78;
/** Eight tables of 256: what a byte does to the checksum so many bytes later ("slicing by 8"). */
const TABLE = new Uint32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let slice = 0; slice < 8; slice++) {
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
    TABLE[256 * slice + byte] = value;
  }
}

/** What is wrong with the files of a Level database, named, in words; undefined where nothing is that LevelDB would not say
 *  itself. It is to be asked before the database is opened: without its CURRENT, LevelDB makes a new one and removes the
 *  files of the old; without its log, or where a batch in it is damaged that others follow, it drops acknowledged
 *  batches in silence. A damaged end alone is what a cut power line leaves of a batch that was not acknowledged.
 *
 *  `list` gives the names in the directory, none where it is new. Reads at most what LevelDB reads when it opens. While
 *  another process has the database open its files come and go: nothing is found then but by LevelDB's lock. */
export async function levelFault(
  list: () => Promise<readonly string[]>,
  read: (name: string) => Promise<Bytes>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const names = await list();
    const fault = await faultAmong(names, read).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      throw error;
    });
    if (fault === undefined || attempt === ATTEMPTS || isSame(names, await list())) return fault;
  }
}

const ATTEMPTS = 3;

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}

async function faultAmong(
  names: readonly string[],
  read: (name: string) => Promise<Bytes>,
): Promise<string | undefined> {
  const logs = names.filter((name) => LOG.test(name));
  const holdsData = logs.length > 0 || names.some((name) => TABLE_FILE.test(name));
  if (!names.includes('CURRENT')) return holdsData ? 'its file CURRENT is missing' : undefined;
  const [, manifest] = /^(MANIFEST-[0-9]+)\n$/.exec(latin1(await read('CURRENT'))) ?? [];
  if (manifest === undefined) return 'its file CURRENT is damaged';
  if (!names.includes(manifest)) return `its file ${manifest} is missing`;
  // A database that was cut off while it was made has no log yet.
  if (logs.length === 0 && (holdsData || manifest !== FIRST_MANIFEST)) return 'its log (a file NUMBER.log) is missing';
  for (const name of logs) if (!isWhole(await read(name))) return `its log ${name} is damaged before its end`;
  return tableFault(liveTables(await read(manifest)), names, read);
}

/** Of the tables that the manifest names, newest first: what else lies there was half written by a process that was
 *  killed, or is left over, and LevelDB removes it. */
async function tableFault(
  live: ReadonlyMap<number, number>,
  names: readonly string[],
  read: (name: string) => Promise<Bytes>,
): Promise<string | undefined> {
  const found = new Map(names.filter((name) => TABLE_FILE.test(name)).map((name) => [Number.parseInt(name, 10), name]));
  const until = performance.now() + MOST_MS;
  for (const [number, size] of [...live].sort(([a], [b]) => b - a)) {
    const name = found.get(number);
    if (name === undefined) return `its table ${number} (${String(number).padStart(6, '0')}.ldb) is missing`;
    if (performance.now() > until) continue;
    const bytes = await read(name);
    if (bytes.length !== size || !isTableWhole(bytes)) return `its table ${name} is damaged`;
  }
  return undefined;
}

/** Sizes of the tables by their numbers, as the edits of a manifest leave them. A damaged one is LevelDB's own to name: what
 *  comes before the damage is read. */
function liveTables(manifest: Bytes): Map<number, number> {
  const live = new Map<number, number>();
  for (const edit of recordsOf(manifest)) if (!applyEdit(edit, live)) break;
  return live;
}

/** False for an edit of a kind that this version does not know. Source: db/version_edit.cc of LevelDB. */
function applyEdit(edit: Bytes, live: Map<number, number>): boolean {
  const at = { place: 0 };
  const number = () => varintAt(edit, at);
  const skip = () => {
    const length = number();
    at.place += length;
  };
  while (at.place < edit.length) {
    const tag = number();
    if (tag === COMPARATOR) skip();
    else if (COUNTERS.has(tag)) number();
    else if (tag === POINTER) {
      number();
      skip();
    } else if (tag === DELETED) {
      number();
      live.delete(number());
    } else if (tag === ADDED) {
      number();
      live.set(number(), number());
      skip();
      skip();
    } else return false;
  }
  return true;
}

/** Tags of a manifest's edits. */
const COMPARATOR = 1;
/** Numbers of the log, the next file, the last sequence and the previous log. */
const COUNTERS = new Set([2, 3, 4, 9]);
const POINTER = 5;
const DELETED = 6;
const ADDED = 7;

/** The records of a log, up to the first that is damaged or cut off. */
function* recordsOf(bytes: Bytes): Generator<Bytes> {
  let parts: Bytes[] = [];
  for (let start = 0; start < bytes.length; start += BLOCK) {
    const block = bytes.subarray(start, start + BLOCK);
    for (let at = 0; at + HEADER <= block.length; ) {
      const { type, length, intact } = fragmentAt(block, at);
      if (!intact && isPadding(block.subarray(at))) break;
      if (!intact) return;
      if (type === FULL || type === FIRST) parts = [];
      parts.push(block.subarray(at + HEADER, at + HEADER + length));
      if (type === FULL || type === LAST) yield concat(...parts);
      at += HEADER + length;
    }
  }
}

/** Tables are checked newest first, for as long: LevelDB itself compares no checksums when it reads, and what a flipped
 *  bit makes of a block may end all that runs. */
const MOST_MS = 500;
const FOOTER = 48;
const TRAILER = 5;
const TABLE_MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];

/** LevelDB's table format: blocks, each with its type (1) and the masked CRC-32C of both (4); a footer names the block
 *  that names all others. */
function isTableWhole(bytes: Bytes): boolean {
  const footer = bytes.subarray(-FOOTER);
  if (footer.length < FOOTER || !TABLE_MAGIC.every((byte, i) => footer[FOOTER - 8 + i] === byte)) return false;
  const at = { place: 0 };
  const handles = [handleAt(footer, at), handleAt(footer, at)] as const;
  if (!handles.every((handle) => isBlockWhole(bytes, handle))) return false;
  const [, { offset, size }] = handles;
  const stored = bytes.subarray(offset, offset + size);
  const index = bytes[offset + size] === 0 ? stored : uncompressed(stored);
  return blocksOf(index).every((handle) => isBlockWhole(bytes, handle));
}

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

function isBlockWhole(bytes: Bytes, { offset, size }: BlockHandle): boolean {
  const end = offset + size + TRAILER;
  if (!Number.isSafeInteger(end) || end > bytes.length) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + end - 4, 4);
  return unmasked(view.getUint32(0, true)) === crc32c(bytes.subarray(offset, end - 4));
}

/** Snappy's raw format: the length, and then literals and copies of what came before. */
function uncompressed(block: Bytes): Bytes {
  const at = { place: 0 };
  const result = new Uint8Array(varintAt(block, at));
  for (let end = 0; at.place < block.length && end < result.length; ) {
    const tag = block[at.place++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      const extra = Math.max(0, (tag >> 2) - 59);
      const length = 1 + (extra === 0 ? tag >> 2 : littleEndian(block, at, extra));
      result.set(block.subarray(at.place, at.place + length), end);
      at.place += length;
      end += length;
      continue;
    }
    const length = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
    const back =
      kind === 1 ? (tag >> 5) * 256 + littleEndian(block, at, 1) : littleEndian(block, at, kind === 2 ? 2 : 4);
    for (const last = end + length; end < last; end++) result[end] = result[end - back] ?? 0;
  }
  return result;
}

function littleEndian(bytes: Bytes, at: { place: number }, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value += (bytes[at.place++] ?? 0) * 256 ** i;
  return value;
}

/** What an index block names: each entry has the lengths of the shared and the own part of its key, and of its value. */
function blocksOf(block: Bytes): BlockHandle[] {
  const restarts = new DataView(block.buffer, block.byteOffset + block.length - 4, 4).getUint32(0, true);
  const end = block.length - 4 - 4 * restarts;
  const found: BlockHandle[] = [];
  for (const at = { place: 0 }; at.place < end; ) {
    varintAt(block, at);
    const own = varintAt(block, at);
    const length = varintAt(block, at);
    at.place += own;
    found.push(handleAt(block, { place: at.place }));
    at.place += length;
  }
  return found;
}

function handleAt(bytes: Bytes, at: { place: number }): BlockHandle {
  return { offset: varintAt(bytes, at), size: varintAt(bytes, at) };
}

/** Moves the place behind the number. */
function varintAt(bytes: Bytes, at: { place: number }): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at.place++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 128) return value;
  }
}

const LOG = /^[0-9]+\.log$/;
const TABLE_FILE = /^[0-9]+\.(?:ldb|sst)$/;
const FIRST_MANIFEST = 'MANIFEST-000001';

function latin1(bytes: Bytes): string {
  return String.fromCharCode(...bytes.subarray(0, 64));
}

function isWhole(bytes: Bytes): boolean {
  let broken = false;
  for (let start = 0; start < bytes.length; start += BLOCK) {
    const block = bytes.subarray(start, start + BLOCK);
    let lost = false;
    for (let at = 0; at + HEADER <= block.length; ) {
      const { type, length, intact } = fragmentAt(block, at);
      if (broken && intact && (type === FULL || type === FIRST)) return false;
      broken ||= !intact && !isPadding(block.subarray(at));
      // Behind a header that cannot be right, the next fragment may begin anywhere.
      lost = !intact && (lost || type < FULL || type > LAST);
      at += lost ? 1 : HEADER + length;
    }
  }
  return true;
}

function fragmentAt(block: Bytes, at: number): { type: number; length: number; intact: boolean } {
  const view = new DataView(block.buffer, block.byteOffset + at, HEADER);
  const [length, type] = [view.getUint16(4, true), view.getUint8(6)];
  const known = type >= FULL && type <= LAST && at + HEADER + length <= block.length;
  const checked = block.subarray(at + HEADER - 1, at + HEADER + length);
  return { type, length, intact: known && unmasked(view.getUint32(0, true)) === crc32c(checked) };
}

function isPadding(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

function crc32c(bytes: Bytes): number {
  let value = 0xffff_ffff;
  let at = 0;
  const slice = (table: number, byte: number): number => TABLE[256 * table + byte] as number;
  for (const end = bytes.length - 8; at <= end; at += 8) {
    const low = value ^ wordAt(bytes, at);
    const high = wordAt(bytes, at + 4);
    value =
      slice(7, low & 0xff) ^
      slice(6, (low >>> 8) & 0xff) ^
      slice(5, (low >>> 16) & 0xff) ^
      slice(4, low >>> 24) ^
      slice(3, high & 0xff) ^
      slice(2, (high >>> 8) & 0xff) ^
      slice(1, (high >>> 16) & 0xff) ^
      slice(0, high >>> 24);
  }
  for (; at < bytes.length; at++) value = (value >>> 8) ^ slice(0, (value ^ (bytes[at] as number)) & 0xff);
  return (value ^ 0xffff_ffff) >>> 0;
}

function wordAt(bytes: Bytes, at: number): number {
  const upper = ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | upper;
}

/** LevelDB stores checksums rotated by 15 bits and with a constant added. */
function unmasked(stored: number): number {
  const rotated = (stored - 0xa282_ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
