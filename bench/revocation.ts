import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { AccessLog } from '../src/access-log/access-log.ts';
import { toHex } from '../src/core/bytes.ts';
import type { Entry } from '../src/core/entry.ts';
import type { Pseudonym } from '../src/core/ids.ts';
import { type ContentWorld, contentWorld } from './content-world.ts';
import type { RevocationJob, Revoked } from './revocation-clients.ts';

const PATIENTS = 600;
const ITEM_BYTES = 256 * 1024;
const STREAMS = 16;
const WITHDRAWALS = 100;
const MODES = ['heads-only', 'disclosed'] as const;

/** When the gateway's process did what, in ms of its own clock. */
interface Moments {
  /** By subject: its withdrawal is durable, and streams that concern it were told. */
  readonly durable: Map<Pseudonym, number>;
  /** Of each response that was reset: its last write, and the reset. */
  readonly resets: { readonly lastWrite: number; readonly at: number }[];
}

/** Measure P7: withdrawals while streams of the whole dataset run, half of them to clients that read slowly. At the gateway, from a
 *  withdrawal that is durable to the last byte that a stream with items of its subject handed to the kernel; at a client, from its
 *  request to the answer, and from the answer to the last byte that any stream received of a release that it cut. Clients are a
 *  process of their own. */
export async function run(): Promise<{ id: 'P7'; metrics: Record<string, number | null> }> {
  const found = [];
  for (const mode of MODES) found.push(await measured(mode));
  const [plain, disclosed] = found as [Figures, Figures];
  return {
    id: 'P7',
    metrics: {
      p99_ms: plain.gatewayP99,
      p99_ms_disclosed: disclosed.gatewayP99,
      answer_p50_ms: plain.answerP50,
      answer_p99_ms: plain.answerP99,
      answer_p99_ms_disclosed: disclosed.answerP99,
      last_byte_p99_ms: plain.lastByteP99,
      last_byte_p99_ms_disclosed: disclosed.lastByteP99,
      released_after_ack: plain.releasedAfter + disclosed.releasedAfter,
      max_segments_after_ack: Math.max(plain.segmentsAfter, disclosed.segmentsAfter),
      slow_client_bytes_after_ack: Math.max(plain.slowBytes, disclosed.slowBytes),
    },
  };
}

interface Figures {
  readonly gatewayP99: number;
  readonly answerP50: number;
  readonly answerP99: number;
  readonly lastByteP99: number;
  readonly releasedAfter: number;
  readonly segmentsAfter: number;
  readonly slowBytes: number;
}

async function measured(mode: (typeof MODES)[number]): Promise<Figures> {
  const say = (line: string) => console.error(`P7 ${mode}: ${line}`);
  const world = await contentWorld(writeFiles, say, mode);
  try {
    const moments = watchGateway();
    const revoked = await withdraw(world);
    moments.stop();
    const writes = moments.resets.map(({ lastWrite, at }) => Math.max(0, at - lastWrite));
    say(`${revoked.length} withdrawals, ${moments.resets.length} streams reset`);
    const answers = revoked.map(({ answerMs }) => answerMs);
    const afterMs = revoked.map(({ lastByteMs }) => lastByteMs);
    const bytes = revoked.flatMap(({ bytesAfter }) => bytesAfter);
    say(
      `answers p50 ${at(answers, 0.5)} p99 ${at(answers, 0.99)}; last write before its reset p50 ${at(writes, 0.5)} ms`,
    );
    return {
      gatewayP99: at(moments.afterDurable(), 0.99),
      answerP50: at(answers, 0.5),
      answerP99: at(answers, 0.99),
      lastByteP99: at(afterMs, 0.99),
      releasedAfter: await releasedAfter(world),
      segmentsAfter: Math.ceil(Math.max(0, ...bytes) / ITEM_BYTES),
      slowBytes: Math.max(0, ...bytes),
    };
  } finally {
    await world.consortium.close();
  }
}

/** A file for each patient: a stream of all takes seconds. */
async function writeFiles(folder: string): Promise<object> {
  const path = join(folder, 'files');
  await mkdir(path, { recursive: true });
  const names = Array.from({ length: PATIENTS }, (_, i) => `p${i}`);
  for (const name of names) await writeFile(join(path, `${name}.bin`), crypto.getRandomValues(Buffer.alloc(65_536)));
  const map = join(folder, 'files.json');
  await writeFile(map, JSON.stringify(Object.fromEntries(names.map((name) => [`${name}.bin`, `urn:mrn|${name}`]))));
  return { kind: 'files', path, subjects: map };
}

/** Notes when withdrawals become durable, and what responses wrote. */
function watchGateway(): Moments & { stop(): void; afterDurable(): number[] } {
  const moments: Moments = { durable: new Map(), resets: [] };
  const after: number[] = [];
  const { acknowledgeRevocation } = AccessLog.prototype;
  const { write, destroy } = ServerResponse.prototype;
  const lastWrites = new WeakMap<ServerResponse, number>();
  let lastDurable = Number.NaN;
  AccessLog.prototype.acknowledgeRevocation = async function (evidence) {
    const result = await acknowledgeRevocation.call(this, evidence);
    lastDurable = performance.now();
    moments.durable.set(evidence.subject, lastDurable);
    return result;
  };
  ServerResponse.prototype.write = function (this: ServerResponse, ...given: never[]) {
    lastWrites.set(this, performance.now());
    return (write as (...all: never[]) => boolean).apply(this, given);
  } as typeof write;
  ServerResponse.prototype.destroy = function (this: ServerResponse, ...given: never[]) {
    const lastWrite = lastWrites.get(this);
    if (lastWrite !== undefined && !this.writableFinished && !this.destroyed) {
      moments.resets.push({ lastWrite, at: performance.now() });
      // Where it was durable before the last write, so much later that was.
      if (!Number.isNaN(lastDurable)) after.push(Math.max(0, lastWrite - lastDurable));
    }
    return (destroy as (...all: never[]) => ServerResponse).apply(this, given);
  } as typeof destroy;
  return {
    ...moments,
    afterDurable: () => after,
    stop: () => {
      AccessLog.prototype.acknowledgeRevocation = acknowledgeRevocation;
      ServerResponse.prototype.write = write;
      ServerResponse.prototype.destroy = destroy;
    },
  };
}

async function withdraw({ consortium, request, requester, holder }: ContentWorld): Promise<Revoked[]> {
  const child = fork(new URL('revocation-clients.ts', import.meta.url));
  const job: RevocationJob = {
    endpoint: consortium.endpoint,
    holder: toHex(holder),
    requester: toHex(requester),
    request,
    streams: STREAMS,
    withdrawals: WITHDRAWALS,
  };
  child.send(job);
  const [revoked] = (await once(child, 'message')) as [Revoked[]];
  child.disconnect();
  await once(child, 'exit');
  return revoked;
}

/** Releases that name a subject after its withdrawal in the order of the log: by what the auditor may open. */
async function releasedAfter({ consortium }: ContentWorld): Promise<number> {
  const report = await consortium.audited();
  const auditor = consortium.client(consortium.keys.auditor);
  const entries = await auditor.list<'entries', Entry>('/v1/log/entries', 'entries');
  console.error(`P7: ${entries.length} entries audited: ${report.verdict}`);
  return report.findings.length;
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN)) / 10;
}
