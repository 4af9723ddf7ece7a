import type { Hex } from '../../core/bytes.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Address, Digest, Ledger } from '../../core/ids.ts';
import type { StateCell } from '../../ledger/state-cells.ts';
import { BlockAudit, type BlockReader, type ReadHeader, type ReadLog } from './block-audit.ts';
import type { Block, ChainEvent, LedgerSource } from './sources.ts';

interface ReaderBlock {
  readonly height: number;
  readonly hash: Digest;
  /** In ms. */
  readonly time: number;
}

/** What the auditor needs of the ledger's reader (src/ledger/reader.ts). */
export interface EventReader<Header extends ReadHeader = ReadHeader, Log extends ReadLog = ReadLog>
  extends BlockReader<Header, Log> {
  readonly ledger: Ledger;
  head(): Promise<ReaderBlock>;
  /** Undefined where the node has no such block. */
  header(height: number): Promise<Header | undefined>;
  decode(
    logs: readonly Log[],
  ): Promise<
    readonly ({ readonly name: string; readonly at: { readonly height: number; readonly time: number } } & object)[]
  >;
  acceptsSignature(account: Address, digest: Digest, signature: Hex, height?: number): Promise<boolean | undefined>;
  storage(
    header: Header,
    contract: StateCell['contract'],
    slots: readonly Digest[],
  ): Promise<{ readonly words: readonly bigint[] } | undefined>;
}

export interface LedgerSourceOptions {
  /** First height with an event of the ledger. Default 0. */
  readonly from?: number;
  /** Heights read at once; halved where the node refuses. Default 500. */
  readonly range?: number;
}

/** The ledger as its reader sees it over JSON-RPC: the finalized head, and all events up to it, each checked against
 *  the header of its block. Nothing of what the gateway found is taken over. */
export function ledgerSource<Header extends ReadHeader, Log extends ReadLog>(
  reader: EventReader<Header, Log>,
  options: LedgerSourceOptions = {},
): LedgerSource {
  const from = options.from ?? 0;
  let audited = new BlockAudit(reader, from);
  let head: ReaderBlock | undefined;
  return {
    ledger: reader.ledger,
    head: async () => {
      head ??= await reader.head();
      return toBlock(head);
    },
    block: async (height) => {
      const header = await reader.header(height);
      if (header === undefined) return undefined;
      const known = audited.hashAt(height);
      const isHashed = header.isHashed || audited.proof().blocks.hashed === 0;
      if (isHashed && (known === undefined || known === header.hash)) return toBlock(header);
      audited.fault('LEDGER_HEADER_INVALID', height);
      return undefined;
    },
    state: {
      keccak: reader.keccak,
      isNeeded: (height) => audited.restsOnState(height),
      words: async (height, contract, slots) => {
        const header = await reader.header(height);
        // Of any other block its state root would be the node's word.
        if (!header?.isHashed || header.hash !== audited.hashAt(height)) return undefined;
        return (await reader.storage(header, contract, slots))?.words;
      },
    },
    acceptsSignature: (...asked) => reader.acceptsSignature(...asked),
    proof: () => audited.proof(),
    events: async function* (height) {
      audited = new BlockAudit(reader, from);
      yield* readEvents(reader, audited, from, height, options.range ?? 500);
      if (head?.height === height && head.hash !== audited.hashAt(height)) {
        audited.fault('LEDGER_CHAIN_BROKEN', height);
      }
    },
  };
}

async function* readEvents<Header extends ReadHeader, Log extends ReadLog>(
  reader: EventReader<Header, Log>,
  audited: BlockAudit<Header, Log>,
  from: number,
  to: number,
  range: number,
): AsyncGenerator<ChainEvent> {
  let width = range;
  for (let next = from; next <= to; ) {
    const last = Math.min(to, next + width - 1);
    try {
      for await (const { logs, isProven } of audited.read(next, last)) {
        for (const event of await decoded(reader, logs, isProven)) {
          const { height, time } = event.at;
          yield { name: event.name, height, seconds: time / 1000, args: event as unknown as Record<string, unknown> };
        }
      }
      next = last + 1;
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_RANGE_TOO_LARGE') || last === next) throw error;
      width = Math.max(1, Math.floor((last - next + 1) / 2));
    }
  }
}

/** Of a block that nothing proves, what cannot be read is left out: that the block is false is a finding already. */
async function decoded<Log extends ReadLog>(
  reader: Pick<EventReader<never, Log>, 'decode'>,
  logs: readonly Log[],
  isProven: boolean,
): ReturnType<EventReader<never, Log>['decode']> {
  try {
    return await reader.decode(logs);
  } catch (error) {
    if (isProven || !isCustosError(error, 'LEDGER_MISMATCH', 'LEDGER_FORKED')) throw error;
    return [];
  }
}

function toBlock({ height, hash, time }: ReaderBlock): Block {
  return { height, hash, seconds: time / 1000 };
}
