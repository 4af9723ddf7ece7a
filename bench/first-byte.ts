import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import express from 'express';
import { AccessLog } from '../src/access-log/access-log.ts';
import { AcknowledgedRevocations } from '../src/consent/acknowledged.ts';
import { utf8 } from '../src/core/bytes.ts';
import { requestEncoder } from '../src/core/evidence.ts';
import type { LogId, Pseudonym } from '../src/core/ids.ts';
import type { Caller } from '../src/gateway/auth/caller.ts';
import { ContentStream } from '../src/gateway/http/content-stream.ts';
import type { LedgerState } from '../src/gateway/ledger/ledger-state.ts';
import { Access, type AccessDeps } from '../src/gateway/release/access.ts';
import { logSealer } from '../src/gateway/release/log-sealer.ts';
import { StoredVersions } from '../src/gateway/release/stored-versions.ts';
import { createRootKeyFile } from '../src/vault/root-key.ts';
import { Vault } from '../src/vault/vault.ts';
import { median } from './content-world.ts';
import { DATASET, HOSPITAL, LAB, LEDGER, type Study, studyOf } from './study.ts';

const RUNS = 9;
const ITEM_BYTES = 256;
const ENROLLED_AT_ONCE = 10_000;
const LOG_ID = `0x${'1d'.repeat(32)}` as LogId;

/** Ms from a request over loopback to the first byte of its answer, for a dataset of one item for each of so many subjects, nine in
 *  ten of them released: decision, keys, rows and durable entry of the first release. Session and proof are taken for checked, and
 *  the ledger for read. */
export async function firstByte(count: number): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-p6-'));
  try {
    await createRootKeyFile(join(directory, 'root.key'));
    const rootKey = { file: join(directory, 'root.key') };
    await using vault = await Vault.open({ directory: join(directory, 'vault'), rootKey, create: true });
    const world = studyOf(await published(vault, count));
    await using log = await openLog(vault, directory);
    const server = await serve(accessTo(vault, log, world), world);
    try {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run++) times.push(await timed(server));
      process.stderr.write(`first bytes after ${times.map((ms) => ms.toFixed(1)).join(', ')} ms\n`);
      return median(times);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A version of one small item a subject. */
async function published(vault: Vault, count: number): Promise<Pseudonym[]> {
  const began = performance.now();
  const draft = await vault.createDraft(DATASET);
  const subjects: Pseudonym[] = [];
  while (subjects.length < count) {
    const length = Math.min(ENROLLED_AT_ONCE, count - subjects.length);
    const identifiers = Array.from({ length }, (_, i) => `urn:mrn|${subjects.length + i}`);
    const enrolled = (await vault.subjects.enrollMany(identifiers)) as Pseudonym[];
    await Promise.all(enrolled.map((subject, i) => putItem(draft, subject, subjects.length + i)));
    subjects.push(...enrolled);
  }
  const { summary } = await vault.seal(draft);
  await vault.versions.markPublished(summary.volume, 1);
  process.stderr.write(`${count} items sealed in ${Math.round(performance.now() - began)} ms\n`);
  return subjects;
}

async function putItem(draft: Awaited<ReturnType<Vault['createDraft']>>, subject: Pseudonym, number: number) {
  const meta = { subject, kind: 'Observation', mediaType: 'application/fhir+json', categories: 0 };
  await draft.putItem(utf8(`{"id":"${number}"}`.padEnd(ITEM_BYTES)), { ...meta, name: `Observation-${number}` });
}

function openLog(vault: Vault, directory: string): Promise<AccessLog> {
  const never = () => new Promise<never>(() => undefined);
  return AccessLog.open({
    directory: join(directory, 'log'),
    ledger: { chainId: 7, membership: HOSPITAL },
    logId: LOG_ID,
    key: randomBytes(32),
    sealer: logSealer(vault),
    latestBlock: () => ({ height: 1, hash: `0x${'00'.repeat(32)}` as never }),
    relay: { send: never },
    anchor: { mode: 'heads-only', head: never, record: never, checkpoint: never },
    maxUnanchored: () => Number.POSITIVE_INFINITY,
    software: 'custos/bench',
  });
}

function accessTo(vault: Vault, log: AccessLog, { index }: Study): Access {
  const state = {
    index,
    acknowledged: new AcknowledgedRevocations(index),
    block: index.block,
    isActing: true,
    policy: { maxRelease: 3_600 },
    checkFresh: () => undefined,
    confirm: async () => undefined,
    reached: async () => undefined,
    directory: { placeOf: () => 1 },
  } as unknown as LedgerState;
  const counter = { inc: () => undefined };
  return new Access({
    ...{ state, log, vault, logId: LOG_ID, ledger: LEDGER, gateway: HOSPITAL },
    persons: { of: () => undefined } as unknown as AccessDeps['persons'],
    versions: new StoredVersions(vault, { get: async () => ({}) } as never),
    metrics: { releases: counter, itemsReleased: counter } as never,
    authenticator: {
      sessions: { check: () => undefined },
      whois: () => ({ member: LAB, roles: new Set() }),
      clockSkew: () => Number.MAX_SAFE_INTEGER,
    } as unknown as AccessDeps['authenticator'],
  });
}

async function serve(access: Access, { question }: Study): Promise<Server> {
  const evidenceOf = requestEncoder({ type: 'siwe', message: 'signed in', signature: '0x00' });
  const caller = {
    ...{ member: LAB, signer: LAB, roles: new Set(['requester']) },
    session: { evidenceOf },
    proof: { jws: `${'h'.repeat(200)}.${'p'.repeat(400)}.${'s'.repeat(86)}`, iat: Date.now() / 1000 },
  } as unknown as Caller;
  const app = express();
  app.get('/content', (_, response) => {
    access.stream(caller, question.request, new ContentStream(response)).catch(() => response.destroy());
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** The rest of the answer is not taken. */
async function timed(server: Server): Promise<number> {
  const gone = new AbortController();
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/content`, {
    signal: gone.signal,
  });
  const { value } = (await answer.body?.getReader().read()) ?? {};
  const ms = performance.now() - began;
  if (answer.status !== 200 || value === undefined) throw new Error(`The answer is ${answer.status}.`);
  gone.abort();
  return ms;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${await firstByte(Number(process.argv[2] ?? 1_000_000))}\n`);
}
