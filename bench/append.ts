import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Level } from 'level';
import { AccessLog } from '../src/access-log/access-log.ts';
import type { Draft } from '../src/access-log/draft.ts';
import { signInMessage } from '../src/client/sign-in-message.ts';
import { affects } from '../src/consent/affects.ts';
import { decide } from '../src/consent/decide.ts';
import { requestEncoder } from '../src/core/evidence.ts';
import { type Digest, type LogId, ZERO_DIGEST } from '../src/core/ids.ts';
import { revocationOf } from '../src/gateway/ledger/ledger-state.ts';
import { logSealer } from '../src/gateway/release/log-sealer.ts';
import { createRootKeyFile } from '../src/vault/root-key.ts';
import { Vault } from '../src/vault/vault.ts';
import { HOSPITAL, LAB, type Study, study } from './study.ts';

interface Bench {
  readonly directory: string;
  readonly vault: Vault;
  readonly study: Study;
}

/** Measure P1: durable access entries a second. Each caller does what a request costs but for HTTP and payload: it decides
 *  over a dataset of 64 items, encodes the evidence in its session, has it sealed by the vault's keys, appends, waits for the sync, and
 *  holds the rendered receipt. Peers in the same run: one Level `put` with sync an entry, and PostgreSQL inserting the
 *  same row with as many connections. */
export async function run(): Promise<{ id: 'P1'; metrics: Record<string, number | null> }> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-p1-'));
  try {
    await createRootKeyFile(join(directory, 'root.key'));
    const rootKey = { file: join(directory, 'root.key') };
    await using vault = await Vault.open({ directory: join(directory, 'vault'), rootKey, create: true });
    const bench = { directory, vault, study: study(ITEMS) };
    const sync = await syncLatency(join(directory, 'sync'));
    await throughput(bench, 'warm', 128, 1_000);
    const single = await median(3, (i) => throughput(bench, `one-${i}`, 1, 1_500));
    const sixteen = await median(3, (i) => throughput(bench, `sixteen-${i}`, 16, 1_500));
    const many = await median(5, (i) => throughput(bench, `many-${i}`, 128, 2_000));
    return {
      id: 'P1',
      metrics: {
        entries_per_s_1: Math.round(single.perSecond),
        entries_per_s_16: Math.round(sixteen.perSecond),
        entries_per_s_128: Math.round(many.perSecond),
        p50_ms_1: single.p50,
        p99_ms_1: single.p99,
        level_sync_puts_per_s: Math.round(await levelPuts(join(directory, 'level'), 1_500)),
        postgres_per_s_128: await postgresInserts(128, 3_000),
        fdatasync_p50_ms: sync,
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const DIGEST = `0x${'c3'.repeat(32)}` as Digest;
const BLOCK = { height: 1, hash: ZERO_DIGEST };
/** Items of the dataset that each request asks for. */
const ITEMS = 64;
/** A size that a record of an access has: entry and sealed evidence. */
const ROW_BYTES = 2_500;

const SESSION = requestEncoder({
  type: 'siwe',
  message: signInMessage({
    address: LAB,
    domain: 'gateway.hospital.example',
    uri: 'https://gateway.hospital.example',
    chainId: 7,
    nonce: 'n'.repeat(32),
    thumbprint: 't'.repeat(43),
    issuedAt: new Date(),
    expires: new Date(),
  }),
  signature: `0x${'ab'.repeat(65)}`,
});
/** In the form and length of a real one. */
const DPOP = `${'h'.repeat(200)}.${'p'.repeat(400)}.${'s'.repeat(86)}`;

/** Decides the request and says what the log shall hold of it. */
function decided(log: AccessLog, { index, question }: Study): Draft {
  const after = log.revocationMark();
  const decision = decide(index, question);
  if (decision.outcome === 'refused') throw new Error(decision.detail);
  const { request } = question;
  const count = decision.items.length;
  return {
    block: BLOCK,
    decision: {
      after,
      concerns: (revocation) => affects(index, revocationOf(revocation), decision, { from: 0, until: count }),
    },
    build: () => ({
      entry: {
        kind: 'release',
        outcome: 'released',
        dataset: request.dataset,
        version: request.version,
        requester: LAB,
        permit: 1,
        purpose: 7,
        delivery: 'download',
        rows: { root: DIGEST, count },
      },
      evidence: SESSION(DPOP, request),
    }),
  };
}

async function throughput(bench: Bench, name: string, callers: number, ms: number): Promise<Figures> {
  const never = () => new Promise<never>(() => undefined);
  await using log = await AccessLog.open({
    directory: join(bench.directory, name),
    ledger: { chainId: 7, membership: HOSPITAL },
    logId: DIGEST as unknown as LogId,
    key: randomBytes(32),
    sealer: logSealer(bench.vault),
    latestBlock: () => BLOCK,
    relay: { send: never },
    anchor: { mode: 'heads-only', head: never, record: never, checkpoint: never },
    maxUnanchored: () => Number.POSITIVE_INFINITY,
    software: 'custos/bench',
  });
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end; ) {
      const result = await log.append(decided(log, bench.study));
      if (result.kind !== 'appended' || result.receipt.length === 0)
        throw new Error('The log asked for a new decision.');
      const then = now;
      now = performance.now();
      latencies.push(now - then);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { perSecond: (1000 * latencies.length) / (performance.now() - begin), ...percentiles(latencies) };
}

async function levelPuts(directory: string, ms: number): Promise<number> {
  const level = new Level<number, Buffer>(directory, { keyEncoding: 'utf8', valueEncoding: 'buffer' } as never);
  await level.open();
  const row = randomBytes(ROW_BYTES);
  const begin = performance.now();
  let count = 0;
  for (; performance.now() - begin < ms; count++) await level.put(count, row, { sync: true });
  const perSecond = (1000 * count) / (performance.now() - begin);
  await level.close();
  return perSecond;
}

/** The server is the one that PGHOST and its companions name. */
async function postgresInserts(connections: number, ms: number): Promise<number | null> {
  if (process.env.PGHOST === undefined) {
    process.stderr.write('P1: PostgreSQL is not measured. Set PGHOST (PGUSER, PGPASSWORD, PGDATABASE) to have it.\n');
    return null;
  }
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ max: connections });
  try {
    await pool.query('DROP TABLE IF EXISTS custos_p1');
    await pool.query(
      'CREATE TABLE custos_p1 (seq bigserial PRIMARY KEY, at timestamptz DEFAULT now(), entry bytea, evidence bytea)',
    );
    const [entry, evidence] = [randomBytes(700), randomBytes(ROW_BYTES - 700)];
    const begin = performance.now();
    let count = 0;
    const caller = async () => {
      const client = await pool.connect();
      await client.query('SET synchronous_commit = on');
      const insert = { name: 'insert', text: 'INSERT INTO custos_p1 (entry, evidence) VALUES ($1, $2)' };
      for (; performance.now() - begin < ms; count++) await client.query({ ...insert, values: [entry, evidence] });
      client.release();
    };
    await Promise.all(Array.from({ length: connections }, caller));
    const perSecond = (1000 * count) / (performance.now() - begin);
    await pool.query('DROP TABLE custos_p1');
    return Math.round(perSecond);
  } finally {
    await pool.end();
  }
}

async function syncLatency(path: string): Promise<number> {
  const file = await open(path, 'w');
  const row = randomBytes(ROW_BYTES);
  const latencies: number[] = [];
  for (let i = 0; i < 500; i++) {
    const begin = performance.now();
    await file.write(row, 0, row.length, i * row.length);
    await file.datasync();
    latencies.push(performance.now() - begin);
  }
  await file.close();
  return percentiles(latencies).p50;
}

async function median(times: number, measure: (i: number) => Promise<Figures>): Promise<Figures> {
  const figures: Figures[] = [];
  for (let i = 0; i < times; i++) figures.push(await measure(i));
  figures.sort((a, b) => a.perSecond - b.perSecond);
  return figures[Math.floor(times / 2)] ?? { perSecond: 0, p50: 0, p99: 0 };
}

function percentiles(latencies: number[]): { p50: number; p99: number } {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(3));
  return { p50: at(0.5), p99: at(0.99) };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(await run())}\n`);
}
