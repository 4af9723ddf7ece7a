import type { Entry } from '../../client/index.ts';

/** What many entries have in common. */
export type Facts = Omit<Entry, 'seq' | 'time' | 'of' | 'rows' | 'block' | 'evidence'>;

/** Entries that follow each other, the newest first, as columns: of a million, objects would take several times the memory, and
 *  columns go from a worker to the page without being copied. */
export interface EntryColumns {
  /** Number of the first. */
  readonly newest: number;
  readonly facts: readonly Facts[];
  /** Place in `facts`. */
  readonly fact: Uint32Array<ArrayBuffer>;
  readonly time: Float64Array<ArrayBuffer>;
  /** -1 where an entry is of no other. */
  readonly of: Float64Array<ArrayBuffer>;
  /** 0 where an entry releases none. */
  readonly rows: Uint16Array<ArrayBuffer>;
  readonly height: Float64Array<ArrayBuffer>;
  /** Of each entry its evidence, its block and the root of its rows. */
  readonly digests: Uint8Array<ArrayBuffer>;
}

/** Bytes of a digest, and the digests of an entry. */
export const DIGEST = 32;
export const DIGESTS = 3;

/** Of entries in the order of their numbers. */
export function columnsOf(entries: readonly Entry[]): EntryColumns {
  const [facts, places, count] = [[] as Facts[], new Map<string, number>(), entries.length];
  const columns = {
    fact: new Uint32Array(count),
    time: new Float64Array(count),
    of: new Float64Array(count),
    rows: new Uint16Array(count),
    height: new Float64Array(count),
    digests: new Uint8Array(count * DIGESTS * DIGEST),
  };
  entries.forEach((entry, place) => {
    const { seq: _, time, of = -1, rows, block, evidence, ...common } = entry;
    const i = count - 1 - place;
    columns.fact[i] = placeOf(common, facts, places);
    columns.time[i] = time;
    columns.of[i] = of;
    columns.rows[i] = rows?.count ?? 0;
    columns.height[i] = block.height;
    [evidence, block.hash, rows?.root].forEach((digest, which) => {
      if (digest !== undefined) put(columns.digests, (i * DIGESTS + which) * DIGEST, digest);
    });
  });
  return { newest: entries.at(-1)?.seq ?? -1, facts, ...columns };
}

/** What can be handed over to another thread. */
export function buffersOf({ fact, time, of, rows, height, digests }: EntryColumns): ArrayBuffer[] {
  return [fact, time, of, rows, height, digests].map(({ buffer }) => buffer);
}

/** Where these facts stand in the list: at its end, if they are new. */
export function placeOf(common: Facts, facts: Facts[], places: Map<string, number>): number {
  const key = JSON.stringify(common);
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, facts.length);
  return facts.push(common) - 1;
}

/** The entry in a place of the columns, whose facts are in the list. */
export function entryIn(columns: EntryColumns, i: number, facts: readonly Facts[]): Entry | undefined {
  const common = facts[columns.fact[i] ?? -1];
  if (common === undefined) return undefined;
  const [of = -1, count = 0] = [columns.of[i], columns.rows[i]];
  const digest = (which: number) => digestAt(columns.digests, (i * DIGESTS + which) * DIGEST);
  return {
    ...common,
    seq: columns.newest - i,
    time: columns.time[i] ?? 0,
    block: { height: columns.height[i] ?? 0, hash: digest(1) },
    evidence: digest(0),
    ...(count > 0 ? { rows: { root: digest(2), count } } : {}),
    ...(of >= 0 ? { of } : {}),
  };
}

function put(bytes: Uint8Array, at: number, hex: string): void {
  for (let i = 0; i < DIGEST; i++)
    bytes[at + i] = 16 * digit(hex.charCodeAt(2 + 2 * i)) + digit(hex.charCodeAt(3 + 2 * i));
}

/** Of a small hex digit's character. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

function digestAt(bytes: Uint8Array, at: number): Entry['evidence'] {
  const digits = Array.from(bytes.subarray(at, at + DIGEST), (byte) => byte.toString(16).padStart(2, '0'));
  return `0x${digits.join('')}` as Entry['evidence'];
}
