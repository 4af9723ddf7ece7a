import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { Level } from 'level';
import { createProofKey, type ProofKey } from '../src/client/proof-key.ts';
import { signInMessage } from '../src/client/sign-in-message.ts';
import { toBase64Url } from '../src/core/bytes.ts';
import { parseLedger } from '../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../src/core/request.ts';
import { type ContentWorld, contentWorld, median } from './content-world.ts';
import type { Done, Load } from './load.ts';

const [PATIENTS, FILES, ITEM_BYTES, LIST] = [64, 16, 4096, 64];
const [LISTS, SINGLES, ROUNDS] = [160, 1_600, 5];
const CALLERS = 16;

interface Measured {
  readonly perSecond: number;
  /** Of this process, in microseconds. */
  readonly cpuUs: number;
}

/** Measure P5: items of 4 KiB over HTTP, 64 in one request, and one a request, each decided, logged, decrypted and proven;
 *  against Express in the same process, reading the same sizes from Level without cipher, log and proof. One other process
 *  asks, with requests that are signed beforehand: who makes them is not what is measured. Medians of alternating runs. */
export async function run(): Promise<{ id: 'P5'; metrics: Record<string, number> }> {
  const world = await contentWorld(writeFiles, (line) => console.error(`P5: ${line}`));
  const plain = await servePlain(join(world.consortium.directory, 'plain'));
  const load = fork(new URL('load.ts', import.meta.url));
  try {
    const rounds: Record<'list' | 'listPlain' | 'single' | 'singlePlain', Measured>[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const lists = { callers: 4, requests: await listRequests(world) };
      const list = await measured(load, lists, LISTS * LIST);
      const listPlain = await measured(load, { callers: 4, requests: plain.lists }, LISTS * LIST);
      const singles = { callers: CALLERS, requests: await singleRequests(world) };
      const single = await measured(load, singles, SINGLES);
      const singlePlain = await measured(load, { callers: CALLERS, requests: plain.singles }, SINGLES);
      // The first round warms up.
      if (round > 0) rounds.push({ list, listPlain, single, singlePlain });
    }
    const middle = (name: keyof (typeof rounds)[0], of: keyof Measured) => median(rounds.map((one) => one[name][of]));
    for (const name of ['list', 'listPlain', 'single', 'singlePlain'] as const) {
      console.error(`P5: ${name} ${middle(name, 'perSecond')} a second, ${middle(name, 'cpuUs')} µs of CPU each`);
    }
    return {
      id: 'P5',
      metrics: {
        list_items_per_s: middle('list', 'perSecond'),
        list_plain_items_per_s: middle('listPlain', 'perSecond'),
        single_items_per_s: middle('single', 'perSecond'),
        single_plain_items_per_s: middle('singlePlain', 'perSecond'),
      },
    };
  } finally {
    load.kill();
    await plain.close();
    await world.consortium.close();
  }
}

/** What they cost this process, too: on a machine that others use, the steadier figure. */
async function measured(child: ChildProcess, load: Load, items: number): Promise<Measured> {
  const before = process.cpuUsage();
  child.send(load);
  const [{ seconds, bytes }] = (await once(child, 'message')) as [Done];
  if (bytes < items * ITEM_BYTES) throw new Error(`Only ${bytes} bytes came.`);
  const { user, system } = process.cpuUsage(before);
  return { perSecond: Math.round(items / seconds), cpuUs: Math.round((user + system) / items) };
}

async function writeFiles(folder: string): Promise<object> {
  await mkdir(folder, { recursive: true });
  const subjects: Record<string, string> = {};
  for (let i = 0; i < PATIENTS * FILES; i++) {
    await writeFile(join(folder, `${i}.bin`), randomBytes(ITEM_BYTES));
    subjects[`${i}.bin`] = `urn:mrn|p${1_000 + (i % PATIENTS)}`;
  }
  await writeFile(`${folder}.json`, JSON.stringify(subjects));
  return { kind: 'files', path: folder, subjects: `${folder}.json` };
}

async function listRequests(world: ContentWorld): Promise<Load['requests']> {
  const session = await openSession(world);
  const url = `${world.consortium.endpoint}/v1/datasets/${world.dataset}/content`;
  const requests = Array.from({ length: LISTS }, (_, i) => {
    const from = (i * LIST) % (PATIENTS * FILES);
    return { ...world.request, items: Array.from({ length: LIST }, (_, j) => from + j) };
  });
  return Promise.all(
    requests.map(async (request) => {
      const headers = { ...(await session.headers('POST', url, request)), 'Content-Type': 'application/json' };
      return { method: 'POST', url, headers, body: Buffer.from(encodeRequest(request)).toString() };
    }),
  );
}

async function singleRequests(world: ContentWorld): Promise<Load['requests']> {
  const session = await openSession(world);
  return Promise.all(
    Array.from({ length: SINGLES }, async (_, i) => {
      const item = i % (PATIENTS * FILES);
      const url = `${world.consortium.endpoint}/v1/datasets/${world.dataset}/versions/1/items/${item}`;
      const request = { ...world.request, items: [item] };
      const query = `?request=${toBase64Url(encodeRequest(request))}`;
      return { method: 'GET', url: url + query, headers: await session.headers('GET', url, request) };
    }),
  );
}

/** As `GatewayClient` signs in, so that requests can be signed before they are sent. */
async function openSession({ consortium: { endpoint, keys }, request }: ContentWorld) {
  const key: ProofKey = await createProofKey();
  const post = async (path: string, body?: object) => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
    const response = await fetch(endpoint + path, body ? { ...init, body: JSON.stringify(body) } : { method: 'POST' });
    return (await response.json()) as { nonce: string; token: string };
  };
  const { nonce } = await post('/v1/auth/challenge');
  const now = Date.now();
  const message = signInMessage({
    ...{ nonce, domain: new URL(endpoint).host, uri: endpoint, chainId: parseLedger(request.ledger).chainId },
    ...{ address: keys.requester.address, thumbprint: key.thumbprint },
    ...{ issuedAt: new Date(now), expires: new Date(now + 3_600_000) },
  });
  const { token } = await post('/v1/auth/session', { message, signature: keys.requester.signMessage(message) });
  return {
    headers: async (method: string, url: string, asked: AccessRequest) => {
      const proof = await key.prove({ method, url, token, request: requestDigest(encodeRequest(asked)) });
      return { Authorization: `DPoP ${token}`, DPoP: proof };
    },
  };
}

async function servePlain(directory: string) {
  const items = new Level<string, Uint8Array>(directory, { valueEncoding: 'view' });
  await items.batch(
    Array.from({ length: PATIENTS * FILES }, (_, i) => ({
      type: 'put',
      key: String(i),
      value: randomBytes(ITEM_BYTES),
    })),
  );
  const app = express();
  app.get('/items/:item', async (request, response) => {
    response.type('application/octet-stream').send(await items.get(request.params.item));
  });
  app.get('/lists/:from', async (request, response) => {
    const from = Number(request.params.from);
    const values = await items.getMany(Array.from({ length: LIST }, (_, i) => String(from + i)));
    response.type('application/octet-stream').send(Buffer.concat(values as Uint8Array[]));
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (path: string) => ({ method: 'GET', url: url + path, headers: {} });
  return {
    lists: Array.from({ length: LISTS }, (_, i) => get(`/lists/${(i * LIST) % (PATIENTS * FILES)}`)),
    singles: Array.from({ length: SINGLES }, (_, i) => get(`/items/${i % (PATIENTS * FILES)}`)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await items.close();
    },
  };
}
