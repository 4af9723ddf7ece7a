import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import { Level } from 'level';
import { download } from '../src/client/download.ts';
import { toHex } from '../src/core/bytes.ts';
import { downloadTrust } from '../src/ledger/download-trust.ts';
import { openLedger } from '../src/ledger/reader.ts';
import { type ContentWorld, contentWorld, median } from './content-world.ts';
import type { GetJob } from './get-client.ts';
import { writeHospitalExport } from './hospital-export.ts';

/** MiB of FHIR; 1024 as the measure has it. */
const SIZE = Number(process.env['CUSTOS_BENCH_MIB'] ?? 256);
const PATIENT_BYTES = 140_000;
const ROUNDS = 3;

interface Got {
  readonly items: number;
  readonly bytes: number;
  readonly firstMs: number;
  readonly seconds: number;
  /** Seconds of CPU, its start included. */
  readonly cpu: number;
  /** MiB. */
  readonly peak: number;
}

/** Measure P12: `get` of FHIR items, each verified against the chain and written, by a process of its own; against curl
 *  writing the same bytes, item by item from Level by an Express route of the gateway's process, without cipher, log and
 *  proof. Medians of alternating runs. The first item is timed from the command's first call. */
export async function run(): Promise<{ id: 'P12'; metrics: Record<string, number> }> {
  const say = (line: string) => console.error(`P12: ${line}`);
  const world = await contentWorld(async (folder) => {
    await writeHospitalExport(folder, Math.ceil((SIZE * 2 ** 20) / PATIENT_BYTES));
    return { kind: 'fhir', path: folder };
  }, say);
  const { directory } = world.consortium;
  const plain = await servePlain(world, join(directory, 'plain'));
  try {
    const [gets, plains, firsts]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      const [got, cpu] = await withCpu(() => get(world, join(directory, `got-${round}`)));
      const begun = performance.now();
      const curl = () => promisify(execFile)('curl', ['-s', '-o', join(directory, 'curl'), plain.url]);
      const [, plainCpu] = await withCpu(curl);
      plains.push(got.bytes / 1e6 / ((performance.now() - begun) / 1000));
      gets.push(got.bytes / 1e6 / got.seconds);
      firsts.push(got.firstMs);
      const [mb, getRate, curlRate] = [got.bytes / 1e6, gets.at(-1) ?? 0, plains.at(-1) ?? 0].map((one) =>
        one.toFixed(1),
      );
      say(
        `${got.items} items, ${mb} MB: get ${getRate}, curl ${curlRate} MB/s; first item ${got.firstMs.toFixed(0)} ms`,
      );
      say(
        `CPU s of the gateway ${cpu.toFixed(2)}, plain ${plainCpu.toFixed(2)}, of get ${got.cpu.toFixed(2)}; its peak ${got.peak.toFixed(0)} MiB`,
      );
    }
    return {
      id: 'P12',
      metrics: { get_mb_s: median(gets), plain_mb_s: median(plains), first_item_ms: median(firsts) },
    };
  } finally {
    await plain.close();
    await world.consortium.close();
  }
}

async function get({ consortium, request, requester }: ContentWorld, out: string): Promise<Got> {
  const child = fork(new URL('get-client.ts', import.meta.url));
  const { endpoint, chain, deployment } = consortium;
  const job: GetJob = {
    endpoint,
    key: toHex(requester),
    rpc: chain.url,
    membership: deployment.membership,
    request,
    out,
  };
  child.send(job);
  const [got] = (await once(child, 'message')) as [Got];
  child.disconnect();
  await once(child, 'exit');
  await rm(out, { recursive: true });
  return got;
}

/** With the CPU seconds of this process meanwhile. */
async function withCpu<T>(work: () => Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(before);
  return [done, (user + system) / 1e6];
}

/** The items' bytes as they are, fetched once. */
async function servePlain(world: ContentWorld, directory: string) {
  const { consortium, request } = world;
  const items = new Level<string, Uint8Array>(directory, { valueEncoding: 'view' });
  const client = consortium.client(consortium.keys.requester);
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  let [count, parts] = [0, [] as Uint8Array[]];
  for await (const event of download(client, request, await downloadTrust(reader, await client.asking(), request))) {
    if (event.type === 'data') parts.push(event.bytes);
    if (event.type !== 'verified') continue;
    await items.put(String(count++), Buffer.concat(parts));
    parts = [];
  }
  reader.close();
  const app = express();
  app.get('/', async (_, response) => {
    response.type('application/octet-stream');
    for (let at = 0; at < count; at += 64) {
      const keys = Array.from({ length: Math.min(64, count - at) }, (_, i) => String(at + i));
      const values = await items.getMany(keys);
      if (!response.write(Buffer.concat(values as Uint8Array[]))) await once(response, 'drain');
    }
    response.end();
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await items.close();
    },
  };
}
