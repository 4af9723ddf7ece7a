// P13: what it costs to prove the ledger's events, against taking the node's word: blocks a second without events, events
// a second, a start from a checkpoint, and what the state costs where receipts prove nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replay } from '../src/audit/past/replay.ts';
import { ledgerSource } from '../src/audit/source/ledger-source.ts';
import { Chain } from '../src/chain/chain.ts';
import { parseChainOptions } from '../src/chain/options.ts';
import { startChainProcess } from '../src/chain/process.ts';
import type { Digest } from '../src/core/ids.ts';
import { randomAccountKey } from '../src/ledger/account-key.ts';
import type { Block } from '../src/ledger/block.ts';
import { ledgerCalls } from '../src/ledger/calls.ts';
import { deployLedger } from '../src/ledger/deploy.ts';
import type { EventCheckpoint } from '../src/ledger/event-checkpoint.ts';
import { EventIndex } from '../src/ledger/event-index.ts';
import { ProvenEvents } from '../src/ledger/proven-events.ts';
import { type LedgerReader, openLedger } from '../src/ledger/reader.ts';
import { stateCells } from '../src/ledger/state-cells.ts';
import { StateCheck } from '../src/ledger/state-check.ts';
import { openWriter } from '../src/ledger/writer.ts';

const EMPTY_BLOCKS = 5_000;
const EVENTS = 2_000;
const CELLS = 1_000;

export async function run(): Promise<{ id: string; metrics: Record<string, number> }> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-bench-'));
  const key = randomAccountKey();
  const options = { data: join(directory, 'chain'), senders: [key.address] };
  try {
    const founded = await startChainProcess({ ...options, chainId: 1_234_567, blockIntervalMs: 20 });
    const { membership } = await deployLedger({ url: founded.url, key });
    const writing = await openLedger({ url: founded.url, membership });
    const writer = await openWriter({ reader: writing, key });
    const { publishNotice } = ledgerCalls(writing.contracts).membership;
    const notices = Array.from({ length: EVENTS }, randomDigest);
    await writer.sendAll(notices.map((notice) => publishNotice(notice)));
    await writer.close();
    writing.close();
    await founded.close();
    await makeEmptyBlocks(options);
    const chain = await startChainProcess(options);
    const reader = await openLedger({ url: chain.url, membership });
    const metrics = { ...(await measure(reader)), ...(await measureState(reader, notices.slice(0, CELLS))) };
    reader.close();
    await chain.close();
    return { id: 'P13', metrics };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function makeEmptyBlocks(options: { data: string }): Promise<void> {
  const chain = await Chain.open(parseChainOptions(options));
  const time = Number(chain.head.header.timestamp);
  for (let i = 1; i <= EMPTY_BLOCKS; i++) await chain.makeBlock({ timestamp: time + i }, []);
  await chain.close();
}

async function measure(reader: LedgerReader): Promise<Record<string, number>> {
  const { height } = await reader.head();
  const first = height - EMPTY_BLOCKS + 1;
  let kept: unknown;
  const checkpoints = {
    read: async () => kept,
    write: async (checkpoint: EventCheckpoint) => {
      kept = checkpoint;
    },
  };
  const index = async (from: number, more: object = {}) => {
    const open = await EventIndex.open({ reader, from, apply: () => undefined, ...more });
    await open.close();
  };
  const proofs = new ProvenEvents(reader);
  const at = async (height: number) => (await reader.block(height)) as Block;
  const [last, head] = [await at(first - 1), await at(height)];
  const full = await seconds(() => proofs.read(0, last, undefined));
  const empty = await seconds(() => proofs.read(first, head, last));
  const all = await seconds(() => index(0, { checkpoints }));
  const believed = await seconds(() => index(0, { believe: true }));
  const again = await seconds(() => index(0, { checkpoints }));
  const audited = await seconds(() => replay(ledgerSource(reader)));
  return {
    'empty blocks a second': Math.round(EMPTY_BLOCKS / empty),
    'events a second': Math.round(EVENTS / full),
    'blocks and events proven, s': round(all),
    'on the node’s word, s': round(believed),
    'from a checkpoint, s': round(again),
    'audited, s': round(audited),
    'resident MiB': Math.round(process.memoryUsage().rss / 2 ** 20),
  };
}

/** Slots of the contracts read back by proof, and again in the next block while nothing changed. */
async function measureState(reader: LedgerReader, notices: readonly Digest[]): Promise<Record<string, number>> {
  const { keccak, ledger } = reader;
  const cells = notices.flatMap((notice) => {
    return stateCells(keccak, 'membership', '_notices', [ledger.membership, notice], { publishedAt: 'set' });
  });
  const { height } = await reader.head();
  const [before, header] = await reader.headers(height - 1, height);
  if (!before || !header) throw new Error('The chain has no two blocks.');
  const check = new StateCheck(reader);
  return {
    '1,000 cells by proof, s': round(await seconds(() => check.confirm(before, cells))),
    'again in the next block, s': round(await seconds(() => check.confirm(header, cells))),
  };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function randomDigest(): Digest {
  return `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}` as Digest;
}
