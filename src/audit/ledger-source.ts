import type { Hex } from '../core/bytes.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address, Digest, Ledger } from '../core/ids.ts';
import type { Block, ChainEvent, LedgerSource } from './sources.ts';

interface ReaderBlock {
  readonly height: number;
  readonly hash: Digest;
  /** In ms. */
  readonly time: number;
}

/** What the auditor needs of the ledger's reader (src/ledger/reader.ts). */
export interface EventReader {
  readonly ledger: Ledger;
  head(): Promise<ReaderBlock>;
  block(at: number): Promise<ReaderBlock | undefined>;
  events(
    from: number,
    to: number,
  ): Promise<
    readonly ({ readonly name: string; readonly at: { readonly height: number; readonly time: number } } & object)[]
  >;
  acceptsSignature(account: Address, digest: Digest, signature: Hex, height?: number): Promise<boolean | undefined>;
}

export interface LedgerSourceOptions {
  /** First height with an event of the ledger. Default 0. */
  readonly from?: number;
  /** Heights read at once; halved where the node refuses. Default 2,000. */
  readonly range?: number;
}

/** The ledger as its reader sees it over JSON-RPC: the finalized head, and all events up to it. */
export function ledgerSource(reader: EventReader, options: LedgerSourceOptions = {}): LedgerSource {
  return {
    ledger: reader.ledger,
    head: async () => toBlock(await reader.head()),
    block: async (height) => {
      const block = await reader.block(height);
      return block === undefined ? undefined : toBlock(block);
    },
    acceptsSignature: (...asked) => reader.acceptsSignature(...asked),
    events: (height) => readEvents(reader, options.from ?? 0, height, options.range ?? 2_000),
  };
}

async function* readEvents(reader: EventReader, from: number, to: number, range: number): AsyncGenerator<ChainEvent> {
  let width = range;
  let next = from;
  while (next <= to) {
    const last = Math.min(to, next + width - 1);
    const events = await readRange(reader, next, last);
    if (events === undefined) {
      width = Math.max(1, Math.floor(width / 2));
      continue;
    }
    for (const event of events) {
      const { height, time } = event.at;
      yield { name: event.name, height, seconds: time / 1000, args: event as unknown as Record<string, unknown> };
    }
    next = last + 1;
  }
}

/** Undefined where the range must be cut; one block is never cut. */
async function readRange(
  reader: EventReader,
  from: number,
  to: number,
): Promise<Awaited<ReturnType<EventReader['events']>> | undefined> {
  try {
    return await reader.events(from, to);
  } catch (error) {
    if (isCustosError(error, 'LEDGER_RANGE_TOO_LARGE') && to > from) return undefined;
    throw error;
  }
}

function toBlock({ height, hash, time }: ReaderBlock): Block {
  return { height, hash, seconds: time / 1000 };
}
