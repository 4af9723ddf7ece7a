import { Level } from 'level';
import type { Bytes, Hex } from '../core/bytes.ts';
import { isDiskFull, messagesOf } from '../core/disk-full.ts';
import { CustosError } from '../core/errors.ts';
import { barrier } from '../core/file-trouble.ts';
import {
  blockHashKey,
  GENESIS_KEY,
  HEAD_KEY,
  headerKey,
  keyPosition,
  nodeKey,
  numberBytes,
  positionOf,
  readNumber,
  receiptKey,
  txHashKey,
  txKey,
} from './keys.ts';

export type ChainDatabase = Pick<
  Level<Bytes, Bytes>,
  'open' | 'close' | 'getSync' | 'batch' | 'iterator' | 'values' | 'keys'
>;
export type ChainWrite = { type: 'put'; key: Bytes; value: Bytes };

/** What the genesis fixed for ever. */
export interface GenesisRecord {
  readonly chainId: number;
  readonly genesisHash: Hex;
  readonly validator: Hex;
  readonly p256: boolean;
  readonly blockGasLimit: number;
}

export interface StoredHeader {
  readonly rlp: Bytes;
  readonly transactions: number;
  /** Bytes of the block's RLP. */
  readonly size: number;
}

export function openDatabase(directory: string): ChainDatabase {
  return new Level<Bytes, Bytes>(directory, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    cacheSize: 16 * 2 ** 20,
    writeBufferSize: 16 * 2 ** 20,
    // The thread of calls reads beside the node; other processes stay locked out.
    multithreading: true,
  });
}

/** The chain on disk. Everything of a block is written by one synced batch, so that a killed process or a cut
 *  power line leaves the last block that was acknowledged, or one more, never a part of one. */
export class ChainStore {
  readonly #db: ChainDatabase;

  private constructor(db: ChainDatabase) {
    this.#db = db;
  }

  /** Rejects with DATA_DIR_IN_USE, STORAGE_FULL or IO_FAILED. */
  static async open(db: ChainDatabase): Promise<ChainStore> {
    try {
      await db.open();
    } catch (cause) {
      throw openError(cause);
    }
    return new ChainStore(db);
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  /** Resolves when all of it is on stable storage; after a rejection, with STORAGE_FULL or whatever the database threw,
   *  the process must stop, because what reached the disk is unknown. */
  async commit(writes: ChainWrite[]): Promise<void> {
    try {
      await this.#db.batch(writes, { sync: true });
    } catch (cause) {
      throw isDiskFull(cause) ? full(cause) : cause;
    }
  }

  readonly node = (hash: Bytes): Bytes | undefined => this.#get(nodeKey(hash));

  /** Undefined in an empty database alone: a chain is never founded over what is left of another. */
  async genesis(): Promise<GenesisRecord | undefined> {
    const bytes = this.#get(GENESIS_KEY);
    if (bytes) return parseGenesis(bytes);
    const [found] = await this.#db.keys({ limit: 1 }).all();
    if (found) throw damaged('The chain has lost its genesis');
    return undefined;
  }

  headHeight(): number | undefined {
    const bytes = this.#get(HEAD_KEY);
    return bytes && storedNumber(bytes);
  }

  header(height: number): StoredHeader | undefined {
    const bytes = this.#get(headerKey(height));
    if (!bytes) return undefined;
    if (bytes.length < 8) throw damaged(`The header of block ${height} is cut off`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return { transactions: view.getUint32(0), size: view.getUint32(4), rlp: bytes.subarray(8) };
  }

  heightOfHash(hash: Bytes): number | undefined {
    const bytes = this.#get(blockHashKey(hash));
    return bytes && storedNumber(bytes);
  }

  positionOfTransaction(hash: Bytes): number | undefined {
    const bytes = this.#get(txHashKey(hash));
    return bytes && storedNumber(bytes);
  }

  /** Whether it is on disk as it would be written. */
  holds({ key, value }: ChainWrite): boolean {
    const found = this.#get(key);
    return found !== undefined && Buffer.compare(found, value) === 0;
  }

  /** Of each, the sender's 20 bytes and the transaction as it was sent. */
  async transactions(height: number): Promise<Bytes[]> {
    return this.#db.values({ gte: txKey(positionOf(height, 0)), lt: txKey(positionOf(height + 1, 0)) }).all();
  }

  async receipts(height: number): Promise<Bytes[]> {
    return this.#db.values({ gte: receiptKey(positionOf(height, 0)), lt: receiptKey(positionOf(height + 1, 0)) }).all();
  }

  /** Positions in a posting list from `from` to before `until`, ascending; `seek` skips to a position. */
  postings(prefix: Bytes, from: number, until: number): PostingCursor {
    const key = (position: number): Bytes => Buffer.concat([prefix, numberBytes(position)]);
    const keys = this.#db.keys({ gte: key(from), lt: key(until) });
    return {
      async next() {
        const found = await keys.next();
        return found && keyPosition(found);
      },
      seek: (position) => keys.seek(key(position)),
      close: () => keys.close(),
    };
  }

  #get(key: Bytes): Bytes | undefined {
    try {
      return this.#db.getSync(key);
    } catch (cause) {
      throw readError(cause);
    }
  }
}

export interface PostingCursor {
  next(): Promise<number | undefined>;
  seek(position: number): void;
  close(): Promise<void>;
}

export function encodeHeader(header: StoredHeader): Bytes {
  const out = new Uint8Array(8 + header.rlp.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, header.transactions);
  view.setUint32(4, header.size);
  out.set(header.rlp, 8);
  return out;
}

function parseGenesis(bytes: Bytes): GenesisRecord {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as GenesisRecord;
  } catch (cause) {
    throw damaged('The record of the genesis is damaged', cause);
  }
}

function storedNumber(bytes: Bytes): number {
  if (bytes.length !== 8) throw damaged('A stored number is cut off');
  return readNumber(bytes, 0);
}

function damaged(what: string, cause?: unknown): CustosError {
  return new CustosError('STORE_CORRUPT', `${what}; restore the data directory.`, { cause });
}

function readError(cause: unknown): CustosError {
  const corrupt = cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_CORRUPTION';
  if (corrupt) return damaged('A file of the chain database is damaged', cause);
  return new CustosError('IO_FAILED', 'The chain database cannot be read; check the data directory and its disk.', {
    cause,
  });
}

function full(cause: unknown): CustosError {
  const message = 'The disk of the chain is full: no block can be made. Free some space.';
  return new CustosError('STORAGE_FULL', message, { cause });
}

function damagedFiles(cause: unknown): CustosError {
  const [file] = /[0-9]+\.(?:ldb|sst|log)|MANIFEST-[0-9]+|CURRENT/.exec(messagesOf(cause)) ?? [];
  const where = file === undefined ? '' : `, in ${file}`;
  return new CustosError('STORE_CORRUPT', `The chain database is damaged${where}. Restore chain/ from a backup.`, {
    cause,
  });
}

function openError(cause: unknown): CustosError {
  const reason = cause instanceof Error ? cause.cause : undefined;
  if (reason instanceof Error && 'code' in reason && reason.code === 'LEVEL_LOCKED') {
    return new CustosError('DATA_DIR_IN_USE', 'Another process runs a chain in this data directory; stop it first.', {
      cause,
    });
  }
  if (isDiskFull(cause)) return full(cause);
  const text = messagesOf(cause);
  const obstacle = barrier(text);
  if (obstacle === 'read-only') {
    const message = 'The disk of the chain database is read-only. Mount it for writing, and start again.';
    return new CustosError('IO_FAILED', message, { cause });
  }
  if (obstacle === undefined && /corruption|CURRENT|MANIFEST|missing files|does not exist/i.test(text)) {
    return damagedFiles(cause);
  }
  return new CustosError('IO_FAILED', 'The chain database cannot be opened; check the data directory and its disk.', {
    cause,
  });
}
