import { Level } from 'level';
import type { Bytes, Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
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

  /** Rejects with DATA_DIR_IN_USE or IO_FAILED. */
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

  /** Resolves when all of it is on stable storage; after a rejection the process must stop, because what
   *  reached the disk is unknown. */
  async commit(writes: ChainWrite[]): Promise<void> {
    await this.#db.batch(writes, { sync: true });
  }

  readonly node = (hash: Bytes): Bytes | undefined => this.#db.getSync(nodeKey(hash));

  genesis(): GenesisRecord | undefined {
    const bytes = this.#db.getSync(GENESIS_KEY);
    return bytes && (JSON.parse(Buffer.from(bytes).toString()) as GenesisRecord);
  }

  headHeight(): number | undefined {
    const bytes = this.#db.getSync(HEAD_KEY);
    return bytes && readNumber(bytes, 0);
  }

  header(height: number): StoredHeader | undefined {
    const bytes = this.#db.getSync(headerKey(height));
    if (!bytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return { transactions: view.getUint32(0), size: view.getUint32(4), rlp: bytes.subarray(8) };
  }

  heightOfHash(hash: Bytes): number | undefined {
    const bytes = this.#db.getSync(blockHashKey(hash));
    return bytes && readNumber(bytes, 0);
  }

  positionOfTransaction(hash: Bytes): number | undefined {
    const bytes = this.#db.getSync(txHashKey(hash));
    return bytes && readNumber(bytes, 0);
  }

  /** The sender's 20 bytes and the transaction as it was sent. */
  transaction(position: number): Bytes | undefined {
    return this.#db.getSync(txKey(position));
  }

  receipt(position: number): Bytes | undefined {
    return this.#db.getSync(receiptKey(position));
  }

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

function openError(cause: unknown): CustosError {
  const reason = cause instanceof Error ? cause.cause : undefined;
  if (reason instanceof Error && 'code' in reason && reason.code === 'LEVEL_LOCKED') {
    return new CustosError('DATA_DIR_IN_USE', 'Another process runs a chain in this data directory; stop it first.', {
      cause,
    });
  }
  return new CustosError('IO_FAILED', 'The chain database cannot be opened; check the data directory and its disk.', {
    cause,
  });
}
