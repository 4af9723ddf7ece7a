import { fromBase64, toBase64 } from '../../core/bytes.ts';
import { parseCheckpoint } from '../../core/checkpoint.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { formatLedger, isDigest, type LogId, parseLedger } from '../../core/ids.ts';
import { parseNote } from '../../core/note.ts';
import { entryBundles, TILE_WIDTH } from '../../core/tiles.ts';
import type { Block, ChainEvent, Fetched, LedgerSource, LogSource } from '../source/sources.ts';
import { entryReader, readBundle } from './entry-reader.ts';

/** An evidence bundle: a trail in one file of NDJSON, audited without network. What it holds of logs is verified like
 *  any endpoint's. What it holds of the ledger is the exporter's word: compare the block in the report with the
 *  chain, or audit the bundle's logs against a ledger of your own. */
const FORMAT = 'custos/evidence-bundle/v1';

export interface OpenedBundle {
  readonly ledger: LedgerSource;
  readonly logs: readonly LogSource[];
}

/** Lines without their newlines. Evidence and openings are taken as far as the sources give them. */
export async function* exportBundle(ledger: LedgerSource, logs: readonly LogSource[]): AsyncGenerator<string> {
  const head = await ledger.head();
  yield line({ format: FORMAT, ledger: formatLedger(ledger.ledger), head });
  for await (const event of ledger.events(head.height)) yield line({ event });
  const heights = new Set<number>();
  for (const log of logs) yield* exportLog(log, ledger, heights);
  for (const height of heights) {
    const block = await ledger.block(height);
    if (block !== undefined) yield line({ block });
  }
  yield line({ end: FORMAT });
}

async function* exportLog(log: LogSource, ledger: LedgerSource, heights: Set<number>): AsyncGenerator<string> {
  const { logId } = log;
  const checkpoint = await log.checkpoint();
  if (checkpoint.kind !== 'bytes') throw new CustosError('GATEWAY_UNREACHABLE', `Log ${logId}: ${checkpoint.reason}.`);
  yield line({ log: logId, checkpoint: toBase64(checkpoint.bytes) });
  const { size } = parseCheckpoint(parseNote(checkpoint.bytes).text);
  const read = entryReader(ledger.ledger, logId);
  for (const { index, width } of entryBundles(size)) {
    const bundle = await log.bundle(index, width);
    if (bundle.kind !== 'bytes') throw new CustosError('GATEWAY_UNREACHABLE', `Log ${logId}: ${bundle.reason}.`);
    yield line({ log: logId, bundle: index, width, bytes: toBase64(bundle.bytes) });
    const entries = readBundle(bundle.bytes, width)?.entries.map(read) ?? [];
    for (const [i, found] of entries.entries()) {
      if (found.kind !== 'entry') continue;
      heights.add(found.entry.block.height);
      const seq = index * TILE_WIDTH + i;
      yield* part(log, 'evidence', seq, log.evidence?.(seq));
      if (found.entry.rows !== undefined) yield* part(log, 'openings', seq, log.openings?.(seq));
    }
  }
}

async function* part(
  { logId }: LogSource,
  name: 'evidence' | 'openings',
  seq: number,
  answer: Promise<Fetched> | undefined,
): AsyncGenerator<string> {
  const fetched = await answer;
  if (fetched?.kind === 'bytes') yield line({ log: logId, [name]: seq, bytes: toBase64(fetched.bytes) });
}

interface Kept {
  checkpoint?: Uint8Array;
  readonly bundles: Map<string, Uint8Array>;
  readonly evidence: Map<number, Uint8Array>;
  readonly openings: Map<number, Uint8Array>;
}

/** Reads a bundle into memory. INPUT_INVALID where the file is none, or was cut off. */
export async function openBundle(lines: AsyncIterable<string> | Iterable<string>): Promise<OpenedBundle> {
  const events: ChainEvent[] = [];
  const blocks = new Map<number, Block>();
  const logs = new Map<LogId, Kept>();
  let first: Record<string, unknown> | undefined;
  let ended = false;
  for await (const text of lines) {
    const value = parseLine(text);
    if (first === undefined) first = value;
    else if (value.event !== undefined) events.push(toEvent(value.event));
    else if (value.block !== undefined) keepBlock(blocks, value.block);
    else if (value.log !== undefined) keep(logs, value);
    else ended = value.end === FORMAT;
  }
  if (first?.format !== FORMAT || !ended) throw invalid('It is no evidence bundle, or was cut off.');
  const head = keepBlock(blocks, first.head);
  const ledger = parseLedger(String(first.ledger));
  return {
    ledger: {
      ledger,
      head: async () => head,
      events: (height) => events.filter((event) => event.height <= height),
      block: async (height) => blocks.get(height),
    },
    logs: [...logs].map(([logId, kept]) => toSource(logId, kept)),
  };
}

function toSource(logId: LogId, kept: Kept): LogSource {
  // A copy: the auditor writes into bundles.
  const give = (bytes: Uint8Array | undefined): Promise<Fetched> => {
    const missing: Fetched = { kind: 'failed', reason: 'the bundle does not hold it' };
    return Promise.resolve(bytes === undefined ? missing : { kind: 'bytes', bytes: Uint8Array.from(bytes) });
  };
  return {
    logId,
    checkpoint: () => give(kept.checkpoint),
    bundle: (index, width) => give(kept.bundles.get(`${index} ${width}`)),
    ...(kept.evidence.size > 0 ? { evidence: (seq: number) => give(kept.evidence.get(seq)) } : {}),
    ...(kept.openings.size > 0 ? { openings: (seq: number) => give(kept.openings.get(seq)) } : {}),
  };
}

function keep(logs: Map<LogId, Kept>, value: Record<string, unknown>): void {
  const { log, checkpoint, bundle, width, evidence, openings, bytes } = value;
  if (!isDigest(log)) throw invalid('It names no log.');
  const id = log as string as LogId;
  const kept: Kept = logs.get(id) ?? { bundles: new Map(), evidence: new Map(), openings: new Map() };
  logs.set(id, kept);
  if (typeof checkpoint === 'string') kept.checkpoint = fromBase64(checkpoint);
  else if (typeof bytes !== 'string') throw invalid('A line of a log holds no bytes.');
  else if (typeof bundle === 'number') kept.bundles.set(`${bundle} ${width}`, fromBase64(bytes));
  else if (typeof evidence === 'number') kept.evidence.set(evidence, fromBase64(bytes));
  else if (typeof openings === 'number') kept.openings.set(openings, fromBase64(bytes));
}

function keepBlock(blocks: Map<number, Block>, value: unknown): Block {
  const { height, hash, seconds } = (value ?? {}) as Partial<Block>;
  if (!Number.isSafeInteger(height) || !isDigest(hash) || !Number.isSafeInteger(seconds))
    throw invalid('A block is broken.');
  const block = { height, hash, seconds } as Block;
  blocks.set(block.height, block);
  return block;
}

function toEvent(value: unknown): ChainEvent {
  const { name, height, seconds, args } = (value ?? {}) as Partial<ChainEvent>;
  const whole = Number.isSafeInteger(height) && Number.isSafeInteger(seconds);
  if (typeof name !== 'string' || !whole || typeof args !== 'object' || args === null)
    throw invalid('An event is broken.');
  return { name, height, seconds, args } as ChainEvent;
}

/** JSON has no bigint: one is written as {"uint": "…"}. */
function line(value: Record<string, unknown>): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? { uint: String(member) } : member,
  );
}

function parseLine(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text, (_, member: unknown) => {
      const uint = (member as { uint?: unknown } | null)?.uint;
      return typeof uint === 'string' && /^[0-9]{1,78}$/.test(uint) ? BigInt(uint) : member;
    });
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    if (!isCustosError(cause)) throw invalid('A line is not JSON.', cause);
    throw cause;
  }
  throw invalid('A line is no object.');
}

function invalid(what: string, cause?: unknown): CustosError {
  return new CustosError('INPUT_INVALID', `The file cannot be read as an evidence bundle. ${what}`, { cause });
}
