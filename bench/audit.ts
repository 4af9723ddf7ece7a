import { type ChildProcess, fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { httpLog } from '../src/audit/source/http-log.ts';
import { ledgerSource } from '../src/audit/source/ledger-source.ts';
import type { LogSource } from '../src/audit/source/sources.ts';
import { audit } from '../src/audit/verifier.ts';
import { clientOf } from '../src/cli/context.ts';
import { ensureKey } from '../src/cli/key-files.ts';
import type { LogId } from '../src/core/ids.ts';
import { openLedger } from '../src/ledger/reader.ts';
import type { AuditWorld } from './audit-world.ts';

const RUNS = 3;
/** Patients, and how often all their items are released: some 50,000 rows. */
const SIZES = (process.env.P13_SIZE ?? '3000 3').split(' ');

/** Rows of measure P13: an audit at level openings, with the gateway in another process of the same machine; the median of
 *  three. Peer: the same openings fetched, and each line hashed. */
export async function rowMetrics(): Promise<Record<string, number>> {
  const world = fork(new URL('./audit-world.ts', import.meta.url), SIZES, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const [place] = (await once(world, 'message')) as [AuditWorld];
    const audited = await measured(world, place, 'audited', auditOnce);
    const peak = process.resourceUsage().maxRSS / 1024;
    const hashed = await measured(world, place, 'hashed', hashOnce);
    return {
      rows_per_s: audited,
      hashed_rows_per_s: hashed,
      peak_rss_mib: Math.round(peak),
    };
  } finally {
    world.send('done');
    await once(world, 'exit');
  }
}

/** Rows a second, the median; what each row took of the processors' time is told, which other programs do not change. */
async function measured(
  world: ChildProcess,
  place: AuditWorld,
  what: string,
  work: (place: AuditWorld) => Promise<void>,
): Promise<number> {
  const runs: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const before = { own: process.cpuUsage(), gateways: await cpuOf(world) };
    const took = await seconds(() => work(place));
    const own = process.cpuUsage(before.own);
    const gateways = await cpuOf(world);
    const each = (used: number) => `${Math.round(used / place.rows)} µs`;
    runs.push(Math.round(place.rows / took));
    const spent = gateways.user + gateways.system - before.gateways.user - before.gateways.system;
    console.error(
      `P13: ${what} ${runs.at(-1)} rows/s; a row: ${each(own.user + own.system)} here, ${each(spent)} at the gateway`,
    );
  }
  return median(runs);
}

async function cpuOf(world: ChildProcess): Promise<NodeJS.CpuUsage> {
  const told = once(world, 'message');
  world.send('cpu');
  const [used] = (await told) as [NodeJS.CpuUsage];
  return used;
}

async function auditOnce(place: AuditWorld): Promise<void> {
  const reader = await openLedger({ url: place.rpc, membership: place.membership as never });
  try {
    const report = await audit(ledgerSource(reader), [await logOf(place)]);
    const { verdict, level, counts } = report;
    if (verdict !== 'clean' || level !== 'openings' || counts.rows !== place.rows) {
      throw new Error(
        `The audit says ${JSON.stringify({ verdict, level, counts, findings: report.findings.slice(0, 3) })}`,
      );
    }
  } finally {
    reader.close();
  }
}

async function hashOnce(place: AuditWorld): Promise<void> {
  const log = await logOf(place);
  let lines = 0;
  for (let seq = 0; lines < place.rows; seq++) {
    const fetched = await log.openings?.(seq);
    if (fetched?.kind !== 'bytes') continue;
    for (const line of Buffer.from(fetched.bytes).toString().split('\n')) {
      hash('sha256', line, 'buffer');
      if (line.startsWith('{"row":')) lines++;
    }
  }
}

async function logOf({ url, logId, directory }: AuditWorld): Promise<LogSource> {
  const client = clientOf(url, await ensureKey(directory, 'auditor', undefined));
  return httpLog(url, logId as LogId, { authorize: (_, target) => client.authorize(target) });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
