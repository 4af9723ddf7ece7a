import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChainProcess } from '../src/chain/process.ts';
import {
  addresses,
  CHAIN_ID,
  foundingCalls,
  GAS_LIMIT,
  noticeCall,
  RpcClient,
  recordCall,
  signed,
  wallet,
} from './chain-world.ts';

const WRITERS = 16;
/** Of each writer: blocks are made once a second, and a round that took but three would measure how its end falls. */
const WRITES = 600;
const BATCHES = 30;
const BATCH = 1000;
const founder = wallet(0);
const writers = Array.from({ length: WRITERS }, (_, i) => wallet(i + 1));

export interface ChainFigures {
  id: 'P10';
  metrics: Record<
    'writes_per_s' | 'hardhat_writes_per_s' | 'entries_per_s' | 'restart_ms_1e2' | 'restart_ms_1e5' | 'rss_mib_1e5',
    number | null
  >;
}

/** P10: the embedded ledger over JSON-RPC with synced blocks, Hardhat's node (in memory) on the same transactions,
 *  and the cost of length. Takes some minutes; progress goes to stderr. */
export async function run(): Promise<ChainFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-bench-chain-'));
  try {
    const founding = (await foundingCalls(founder, writers)).map((call, nonce) => signed(founder, nonce, call));
    const own = await measureOwn(join(directory, 'throughput'), founding);
    const hardhat = await measurePeer(founding);
    const short = await measureLength(join(directory, 'short'), 100);
    const long = await measureLength(join(directory, 'long'), 100_000);
    return {
      id: 'P10',
      metrics: {
        writes_per_s: Math.round(own.writes),
        hardhat_writes_per_s: Math.round(hardhat),
        entries_per_s: Math.round(own.entries),
        restart_ms_1e2: Math.round(short.restart),
        restart_ms_1e5: Math.round(long.restart),
        rss_mib_1e5: Math.round(long.rss / 2 ** 20),
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureOwn(data: string, founding: string[]): Promise<{ writes: number; entries: number }> {
  const node = await startChainProcess({
    data,
    chainId: CHAIN_ID,
    blockGasLimit: GAS_LIMIT,
    senders: [founder.address],
    membership: addresses(founder).membershipAddress,
  });
  const rpc = new RpcClient(node.url);
  try {
    const opened = await rpc.sendAll(founding);
    const log = opened?.logs[0]?.topics[1];
    if (!log) throw new Error('no log was opened');
    const writes = await writesPerSecond(rpc, 'embedded');
    const entries: number[] = [];
    let nonce = founding.length;
    for (let round = 0; round < 4; round++) {
      const raws = Array.from({ length: BATCHES }, (_, i) => {
        const size = (round * BATCHES + i) * BATCH;
        return signed(founder, nonce++, recordCall(founder, log, size, BATCH));
      });
      const started = performance.now();
      await rpc.sendAll(raws);
      entries.push((BATCHES * BATCH * 1000) / (performance.now() - started));
      progress(`embedded: ${entries.at(-1)?.toFixed(0)} entries/s`);
    }
    return { writes, entries: median(entries.slice(1)) };
  } finally {
    rpc.close();
    await node.close();
  }
}

/** Each writer sends one after the other, all writers at a time; until the last receipt. Median of rounds after one
 *  to warm up. */
async function writesPerSecond(rpc: RpcClient, name: string): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < 4; round++) {
    const raws = writers.map((writer, w) =>
      Array.from({ length: WRITES }, (_, i) =>
        signed(writer, round * WRITES + i, noticeCall(founder, `notice ${round} ${w} ${i}`)),
      ),
    );
    const started = performance.now();
    await Promise.all(raws.map((mine) => rpc.sendAll(mine)));
    rates.push((WRITERS * WRITES * 1000) / (performance.now() - started));
    progress(`${name}: ${rates.at(-1)?.toFixed(0)} writes/s`);
  }
  return median(rates.slice(1));
}

async function measurePeer(founding: string[]): Promise<number> {
  const child = fork(fileURLToPath(new URL('./chain-peer.ts', import.meta.url)));
  try {
    const [message] = (await once(child, 'message')) as [{ port: number }];
    const rpc = new RpcClient(`http://127.0.0.1:${message.port}`);
    await rpc.sendAll(founding);
    const rate = await writesPerSecond(rpc, 'Hardhat');
    rpc.close();
    return rate;
  } finally {
    child.kill('SIGKILL');
  }
}

async function measureLength(data: string, blocks: number): Promise<{ restart: number; rss: number }> {
  const child = fork(fileURLToPath(new URL('./chain-blocks.ts', import.meta.url)), [data, String(blocks)]);
  let rss = 0;
  child.on('message', (message) => {
    const told = message as { height: number; rss: number };
    rss = told.rss;
    progress(`${told.height} blocks: ${Math.round(rss / 2 ** 20)} MiB`);
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error('making blocks failed');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    const node = await startChainProcess({ data });
    times.push(performance.now() - started);
    await node.close();
  }
  progress(`restart at ${blocks} blocks: ${median(times).toFixed(0)} ms`);
  return { restart: median(times), rss };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function progress(text: string): void {
  process.stderr.write(`P10 ${text}\n`);
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run())}\n`);
