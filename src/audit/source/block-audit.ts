import { type BloomBits, bloomBits, mayHold } from '../../core/bloom.ts';
import { type Bytes, fromHex, toHex } from '../../core/bytes.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { Keccak } from '../../core/trie-root.ts';
import type { LedgerFault, LedgerProof } from './sources.ts';

/** A header as the node gave it; `isHashed`: its hash is that of its fields. */
export interface ReadHeader {
  readonly height: number;
  readonly hash: Digest;
  readonly parent: Digest;
  /** In ms. */
  readonly time: number;
  readonly isHashed: boolean;
  /** What the blocks of the engine are like. */
  readonly family: 'ethereum' | 'kaia';
  readonly receiptsRoot: Digest;
  readonly bloom: Bytes;
}

export interface ReadLog {
  readonly address: Address;
  readonly topics: readonly string[];
  readonly data: string;
  readonly height: number;
  readonly hash: Digest;
  readonly transaction: Digest;
  readonly index: number;
  /** In ms; not every node says it. */
  readonly time: number | undefined;
}

/** What the auditor needs of a node to check its events: src/ledger/reader.ts has it. */
export interface BlockReader<Header extends ReadHeader, Log extends ReadLog> {
  readonly keccak: Keccak;
  readonly addresses: readonly Address[];
  headers(from: number, to: number): Promise<readonly Header[]>;
  logs(from: number, to: number): Promise<readonly Log[]>;
  receipts(header: Header): Promise<{ readonly root: Digest | undefined; readonly logs: readonly Log[] }>;
}

/** The logs of a block that count. `isProven`: by its receipts, or as proved empty. */
export interface AuditedBlock<Log> {
  readonly logs: readonly Log[];
  readonly isProven: boolean;
}

const MAX_FAULTS = 1_000;
const HASH = 32;

/** Walks the blocks of the ledger and compares all that their node says of them: header with hash, header with header,
 *  bloom and receipts with the index. It goes on after a contradiction, so that every one is located; what the receipts
 *  prove counts, whatever the index says. Memory: 32 bytes a block. */
export class BlockAudit<Header extends ReadHeader, Log extends ReadLog> {
  readonly #reader: BlockReader<Header, Log>;
  readonly #bits: readonly BloomBits[];
  readonly #ours: ReadonlySet<string>;
  readonly #counts = { hashed: 0, empty: 0, received: 0 };
  readonly #faults: LedgerFault[] = [];
  /** Blocks whose receipts did not give the root, where the engine may have an encoding of its own. */
  readonly #otherwise = new Heights();
  /** The same, where it may have one for some blocks only. */
  readonly #sometimes = new Heights();
  readonly #first: number;
  #total = 0;
  #hashes = new Uint8Array(HASH * 1_024);
  #blocks = 0;

  constructor(reader: BlockReader<Header, Log>, first: number) {
    this.#reader = reader;
    this.#first = first;
    this.#ours = new Set(reader.addresses);
    this.#bits = reader.addresses.map((address) => bloomBits(reader.keccak, fromHex(address)));
  }

  /** Of the blocks read so far. A node none of whose headers hashes is one whose format is not known: nothing speaks
   *  against it, and nothing for it. */
  proof(): LedgerProof {
    const unproven = this.#counts.hashed === 0 ? this.#blocks : 0;
    const known = this.#faults.filter(({ code }) => unproven === 0 || code !== 'LEDGER_HEADER_INVALID');
    const lied = this.#hasReceived ? this.#otherwise : new Heights();
    const stated = this.#sometimes.total + this.#otherwise.total - lied.total;
    const differing = lied.kept.map((height) => ({ code: 'LEDGER_RECEIPTS_DIFFER', height }) as const);
    const total =
      this.#total - (this.#faults.length - known.length) - (unproven > MAX_FAULTS ? unproven - MAX_FAULTS : 0);
    return {
      blocks: { ...this.#counts, stated, unproven },
      faults: [...known, ...differing],
      total: total + lied.total,
    };
  }

  /** Whether events up to the block may be hidden in ways that the state alone shows. */
  restsOnState(height: number): boolean {
    const others = this.#hasReceived ? [] : this.#otherwise.kept;
    return [this.#sometimes.kept[0], others[0]].some((first) => first !== undefined && first <= height);
  }

  /** An engine that gave the root of one block has no encoding of its own for others. */
  get #hasReceived(): boolean {
    return this.#counts.received > 0;
  }

  /** Hash of a block that was read; undefined for one that was not. */
  hashAt(height: number): Digest | undefined {
    const at = height - this.#first;
    if (at < 0 || at >= this.#blocks) return undefined;
    return toHex(this.#hashes.subarray(at * HASH, (at + 1) * HASH)) as Digest;
  }

  /** The blocks from `from` to `to`, which follow those read before. LEDGER_RANGE_TOO_LARGE where the node gives its
   *  events for fewer blocks at once, but for a single one. */
  async *read(from: number, to: number): AsyncGenerator<AuditedBlock<Log>> {
    const [claimed, headers] = await Promise.all([this.#claimed(from, to), this.#reader.headers(from, to)]);
    for (const [i, header] of headers.entries()) {
      const height = from + i;
      this.#link(header, height);
      yield await this.#block(header, claimed && (claimed.get(height) ?? []));
    }
  }

  fault(code: LedgerFault['code'], height: number, log?: Pick<ReadLog, 'transaction' | 'index'>): void {
    this.#total++;
    if (this.#faults.length >= MAX_FAULTS) return;
    this.#faults.push({ code, height, ...(log ? { transaction: log.transaction, index: log.index } : {}) });
  }

  /** Undefined where the index of the node refuses the one block: then there is nothing to compare. */
  async #claimed(from: number, to: number): Promise<Map<number, Log[]> | undefined> {
    try {
      return Map.groupBy(await this.#reader.logs(from, to), ({ height }) => height);
    } catch (error) {
      if (from === to && isCustosError(error, 'LEDGER_RANGE_TOO_LARGE')) return undefined;
      throw error;
    }
  }

  #link(header: Header, height: number): void {
    if (header.isHashed && header.height === height) this.#counts.hashed++;
    else this.fault('LEDGER_HEADER_INVALID', height);
    const before = this.hashAt(height - 1);
    if (before !== undefined && header.parent !== before) this.fault('LEDGER_CHAIN_BROKEN', height);
    if (this.#hashes.length === this.#blocks * HASH) {
      const grown = new Uint8Array(this.#hashes.length * 2);
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    this.#hashes.set(fromHex(header.hash), this.#blocks++ * HASH);
  }

  async #block(header: Header, claimed: readonly Log[] | undefined): Promise<AuditedBlock<Log>> {
    if (!header.isHashed) return { logs: claimed ?? [], isProven: false };
    if (!this.#bits.some((bits) => mayHold(header.bloom, bits))) {
      for (const log of claimed ?? []) this.fault('LEDGER_EVENT_ADDED', header.height, log);
      this.#counts.empty++;
      return { logs: [], isProven: true };
    }
    const { root, logs } = await this.#reader.receipts(header);
    const ours = logs.filter(({ address }) => this.#ours.has(address));
    const isProven = root === header.receiptsRoot;
    if (isProven) this.#counts.received++;
    else (header.family === 'kaia' ? this.#sometimes : this.#otherwise).add(header.height);
    // What an engine says twice must agree; that it lies about receipts is said by the root.
    const mayDiffer = header.family === 'ethereum' && this.#hasReceived;
    if (claimed && (isProven || !mayDiffer)) this.#compare(ours, claimed, header);
    return { logs: isProven ? ours : (claimed ?? ours), isProven };
  }

  /** By the index of each log in its block, so that one that is missing does not make all later ones differ. */
  #compare(proven: readonly Log[], claimed: readonly Log[], { height, hash, time }: Header): void {
    const left = new Map(claimed.map((log) => [log.index, log]));
    for (const log of proven) {
      const told = left.get(log.index);
      left.delete(log.index);
      if (!told) this.fault('LEDGER_EVENT_HIDDEN', height, log);
      else if (contentOf(told) !== contentOf(log) || told.hash !== hash || (told.time ?? time) !== time) {
        this.fault('LEDGER_EVENT_ALTERED', height, log);
      }
    }
    for (const log of left.values()) this.fault('LEDGER_EVENT_ADDED', height, log);
    // Two of one index: the map has kept the last.
    if (new Set(claimed.map(({ index }) => index)).size < claimed.length) this.fault('LEDGER_EVENT_ADDED', height);
  }
}

/** Heights in ascending order: the first thousand, and how many there are. */
class Heights {
  readonly kept: number[] = [];
  total = 0;

  add(height: number): void {
    this.total++;
    if (this.kept.length < MAX_FAULTS) this.kept.push(height);
  }
}

function contentOf({ address, topics, data, transaction }: ReadLog): string {
  return [address, transaction, data, ...topics].join();
}
