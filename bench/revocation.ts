import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AccessLog } from '../src/access-log/access-log.ts';
import { toHex } from '../src/core/bytes.ts';
import { ContentStream } from '../src/gateway/http/content-stream.ts';
import { type ContentWorld, contentWorld } from './content-world.ts';
import type { RevocationJob, Revoked } from './revocation-clients.ts';

const PATIENTS = 600;
const ITEM_BYTES = 256 * 1024;
const STREAMS = 16;
const WITHDRAWALS = 100;
const MODES = ['heads-only', 'disclosed'] as const;

/** Measure P7: withdrawals while streams of the whole dataset run, half of them to clients that read slowly. At the gateway, from a
 *  withdrawal that is durable to the cut of each stream with items of its subject left, and from its taking to that cut; at a client, from its
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
      cut_p99_ms: plain.cutP99,
      cut_p99_ms_disclosed: disclosed.cutP99,
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
  readonly cutP99: number;
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
    const watched = watchGateway();
    const revoked = await withdraw(world);
    watched.stop();
    const answers = revoked.map(({ answerMs }) => answerMs);
    const bytes = revoked.flatMap(({ bytesAfter }) => bytesAfter);
    say(`${revoked.length} withdrawals, ${watched.afterDurable.length} streams reset`);
    return {
      gatewayP99: at(watched.afterDurable, 0.99),
      cutP99: at(watched.untilCut, 0.99),
      answerP50: at(answers, 0.5),
      answerP99: at(answers, 0.99),
      lastByteP99: at(
        revoked.map(({ lastByteMs }) => lastByteMs),
        0.99,
      ),
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
  for (const name of names) await writeFile(join(path, `${name}.bin`), Buffer.alloc(ITEM_BYTES, name));
  const map = join(folder, 'files.json');
  await writeFile(map, JSON.stringify(Object.fromEntries(names.map((name) => [`${name}.bin`, `urn:mrn|${name}`]))));
  return { kind: 'files', path, subjects: map };
}

/** Notes, of each stream that a withdrawal cuts, how long after the withdrawal's durable acknowledgement that was, in ms; 0 where it was
 *  before: nothing of a stream is written after it. */
function watchGateway(): {
  readonly afterDurable: readonly number[];
  readonly untilCut: readonly number[];
  stop(): void;
} {
  const { acknowledgeRevocation } = AccessLog.prototype;
  const { interrupt } = ContentStream.prototype;
  const [afterDurable, untilCut]: [number[], number[]] = [[], []];
  let [begun, durable] = [Number.NaN, Number.NaN];
  AccessLog.prototype.acknowledgeRevocation = async function (evidence) {
    begun = performance.now();
    durable = Number.POSITIVE_INFINITY;
    const result = await acknowledgeRevocation.call(this, evidence);
    durable = performance.now();
    return result;
  };
  ContentStream.prototype.interrupt = function (why) {
    interrupt.call(this, why);
    if (why !== 'revoked') return;
    const now = performance.now();
    afterDurable.push(Math.max(0, now - durable));
    untilCut.push(now - begun);
  };
  return {
    afterDurable,
    untilCut,
    stop: () => {
      AccessLog.prototype.acknowledgeRevocation = acknowledgeRevocation;
      ContentStream.prototype.interrupt = interrupt;
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

/** What an auditor finds against the log, at the level of openings: a release sequenced after a withdrawal that it concerns is a finding. */
async function releasedAfter({ consortium }: ContentWorld): Promise<number> {
  const { findings, counts, verdict } = await consortium.audited();
  console.error(`P7: ${counts.entries} entries audited: ${verdict}`);
  return findings.length;
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN)) / 10;
}
