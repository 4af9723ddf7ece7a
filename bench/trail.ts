import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Level } from '../src/audit/source/coverage.ts';
import { audit } from '../src/audit/verifier.ts';
import { checkReceipt } from '../src/core/log-receipt.ts';
import { nativeEd25519 } from '../src/ledger/native-ed25519.ts';
import { type TrailWorld, trailWorld } from './trail-world.ts';

const SIZE = Number(process.env.P8_SIZE ?? 1_000_000);
const RUNS = 3;
const RECEIPTS = 2_000;

/** Measure P8: a log of 10^6 releases audited from its files, at level log and at level evidence, with each request's proof
 *  verified; one receipt. Peer: Tessera's `fsck` of the same tiles, with a worker for each of two processors. */
export async function run(): Promise<{ id: 'P8'; metrics: Record<string, number | null> }> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-p8-'));
  try {
    const world = await trailWorld(directory, SIZE, (line) => console.error(`P8: ${line}`));
    const logs: number[] = [];
    const peers: (number | null)[] = [];
    for (let i = 0; i < RUNS; i++) {
      logs.push(await audited(world, 'log'));
      peers.push(await checkedByTessera(directory, world));
    }
    const known = peers.filter((peer) => peer !== null);
    return {
      id: 'P8',
      metrics: {
        log_entries_per_s: median(logs),
        evidence_entries_per_s: await audited(world, 'evidence'),
        fsck_entries_per_s: known.length === 0 ? null : median(known),
        receipt_bytes: world.receipt.length,
        receipt_verify_ms: receiptMs(world),
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Entries a second; what each took of the processors' time is told. */
async function audited({ study, source }: TrailWorld, level: Level): Promise<number> {
  const before = process.cpuUsage();
  const begun = performance.now();
  const report = await audit(study.ledgerSource(), [source], { level });
  const perSecond = Math.round((1000 * SIZE) / (performance.now() - begun));
  const { user, system } = process.cpuUsage(before);
  const { verdict, counts } = report;
  if (verdict !== 'clean' || report.level !== level || counts.entries !== SIZE) {
    throw new Error(`The audit says ${JSON.stringify({ verdict, counts, findings: report.findings.slice(0, 3) })}`);
  }
  const each = ((user + system) / SIZE).toFixed(1);
  console.error(`P8: level ${level}: ${perSecond} entries/s, ${each} µs of the processors’ time each`);
  return perSecond;
}

/** Null where it is not installed. It says on stderr alone that something does not hold. */
async function checkedByTessera(directory: string, { study }: TrailWorld): Promise<number | null> {
  const program = process.env.TESSERA_FSCK;
  if (program === undefined) {
    console.error(
      'P8: Tessera’s fsck is not measured. To have it: go install github.com/transparency-dev/tessera/cmd/fsck@latest, and TESSERA_FSCK with its path.',
    );
    return null;
  }
  const key = join(directory, 'log.key');
  await writeFile(key, study.verifierKey);
  const begun = performance.now();
  const child = spawn(program, [`--storage_url=file://${directory}`, `--public_key=${key}`, '--N=2', '--ui=false']);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  if (code !== 0 || said.includes('fsck failed')) throw new Error(`Tessera’s fsck says: ${said.slice(0, 500)}`);
  return Math.round((1000 * SIZE) / (performance.now() - begun));
}

/** To prove one receipt offline, in ms; beside it one verification of P-256. */
function receiptMs({ study, receipt }: TrailWorld): number {
  const { ledger, logId, verifierKey } = study;
  const anchor = { ledger, logId, keys: [{ fromSize: 0, verifierKey }], ed25519: nativeEd25519 };
  const took = each(() => checkReceipt(receipt, anchor));
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const message = createHash('sha256').update(receipt).digest();
  const signature = sign('sha256', message, privateKey);
  const peer = each(() => verify('sha256', message, publicKey, signature));
  console.error(`P8: one receipt ${took} ms, one verification of P-256 ${peer} ms`);
  return took;
}

function each(work: () => unknown): number {
  const runs = Array.from({ length: RECEIPTS }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Number(median(runs).toFixed(3));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
