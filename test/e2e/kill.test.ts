import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { requestOf } from '../../src/cli/access-request.ts';
import { clientOf } from '../../src/cli/context.ts';
import { NOTICE } from '../../src/cli/sample-notice.ts';
import { chunksOf } from '../../src/client/answer-body.ts';
import { readContent } from '../../src/client/content-reader.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { giveConsent } from '../../src/client/patient.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { decodeEntry, type Entry } from '../../src/core/entry.ts';
import type { Address, LogId } from '../../src/core/ids.ts';
import { noticeDigest } from '../../src/core/notice.ts';
import { parseProof } from '../../src/core/proof.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { readKey } from '../../src/ledger/keystore.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { freePort } from '../free-port.ts';
import { killedAfter, type Running, serving } from './processes.ts';

const KILLS = Number(process.env.CUSTOS_KILLS ?? 5);
const LOADED_PATIENTS = ['patient-02', 'patient-03', 'patient-04'];

interface Consent {
  readonly grant: string;
  readonly active: boolean;
}

/** What the gateway acknowledged, ever: none of it may be lost. */
const receipts = new Map<number, string>();
const grants = new Set<string>();
const withdrawn = new Set<string>();

let directory: string;
let environment: Record<string, string>;
let running: Running;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-kill-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
});
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

const keyOf = (name: string) => readKey(join(directory, 'node', 'keys', `${name}.key`));
const clientFor = async (name: string) => clientOf(running.url, await keyOf(name));

const ledgerOf = (client: GatewayClient) => client.json<{ membership: Address; rpc?: string }>('GET', '/v1/ledger');

/** Reads again and again, and keeps each receipt that came. */
async function read(client: GatewayClient): Promise<void> {
  const { membership, rpc = '' } = await ledgerOf(client);
  const options = { purpose: '7', delivery: 'download', commercial: false } as const;
  const request = await requestOf(client, 'Outpatient clinic', options);
  const reader = await openLedger({ url: rpc, membership });
  try {
    const trust = await downloadTrust(reader, await client.asking(), request);
    const body = encodeRequest(request);
    while (true) {
      const response = await client.fetch('POST', `/v1/datasets/${request.dataset}/content`, {
        bytes: { type: 'application/json', body },
        bind: requestDigest(body),
      });
      for await (const event of readContent(chunksOf(response), trust)) {
        if (event.type === 'release') keep(event.entry.seq, event.receipt);
      }
    }
  } finally {
    reader.close();
  }
}

function choice() {
  const now = Math.floor(Date.now() / 1000);
  return {
    permission: 'HMB',
    modifiers: ['NCU'],
    ...ALL_YES,
    commercial: 'no' as const,
    excluded: [],
    fromSeconds: now - 60,
    untilSeconds: now + 86_400,
    notice: noticeDigest(NOTICE),
    identifiable: true,
    futureMembers: false,
  };
}

/** Consents and withdraws again and again. */
async function waver(client: GatewayClient): Promise<void> {
  const chosen = choice();
  while (true) {
    const { grant } = await giveConsent(client, chosen);
    grants.add(grant);
    const { seq, receipt } = await withdrawConsent(client, grant);
    withdrawn.add(grant);
    keep(seq, receipt);
  }
}

/** One number has one entry, whatever happened in between. */
function keep(seq: number, receipt: string): void {
  const known = receipts.get(seq);
  if (known !== undefined) expect(entryOf(known)).toEqual(entryOf(receipt));
  receipts.set(seq, receipt);
}

function entryOf(receipt: string): Entry {
  return decodeEntry(parseProof(utf8(receipt)).extra ?? new Uint8Array());
}

/** Whatever the load does fails when the gateway dies under it; what it had acknowledged is kept. */
async function loadUntilKilled(): Promise<void> {
  const patients = await Promise.all(
    LOADED_PATIENTS.map(async (name) => waver(await clientFor(name)).catch(() => undefined)).concat(
      read(await clientFor('researcher')).catch(() => undefined),
      sleep(randomInt(200, 4000)).then(() => running.kill()),
    ),
  );
  expect(patients).toHaveLength(LOADED_PATIENTS.length + 2);
}

async function entries(): Promise<Entry[]> {
  const auditor = await clientFor('auditor');
  const found: Entry[] = [];
  for (let size = 1; found.length < size; ) {
    const page = await auditor.json<{ entries: Entry[]; size: number }>('GET', '/v1/log/entries', {
      query: { from: found.length },
    });
    found.push(...page.entries);
    size = page.size;
  }
  return found;
}

/** The process that a node started: its chain. */
async function childOf({ process: parent }: Running): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=', '-o', 'ppid=']);
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return all.find(([, of]) => of === parent.pid)?.[0] ?? 0;
}

/** Takes the port as soon as it is free. */
async function listening(port: number): Promise<Server> {
  const server = createServer();
  await vi.waitFor(() => once(server.listen(port, '127.0.0.1'), 'listening'), { interval: 10 });
  return server;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await check()).toBe(true), { timeout: 60_000, interval: 200 });
}

describe('a node that is killed under load', () => {
  it(`comes back each of ${KILLS} times with every entry that it acknowledged`, {
    timeout: 60_000 * (KILLS + 1),
  }, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await loadUntilKilled();
      // Every other time it is killed again while it recovers.
      if (kill % 2 === 0) await killedAfter(randomInt(100, 2500), ['serve'], environment);
      running = await serving(['serve'], environment);
      const log = await entries();
      for (const [seq, receipt] of receipts) expect(log[seq]).toEqual(entryOf(receipt));
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i));
    }
    expect(receipts.size).toBeGreaterThan(KILLS);
    expect(withdrawn.size).toBeGreaterThan(0);
  });

  it('makes what was asked for once, where the answer was lost and it is asked for again', {
    timeout: 60_000 * (KILLS + 1),
  }, async () => {
    const subjects = await (await clientFor('holder')).list<'subjects', { subject: string; bound: boolean }>(
      '/v1/subjects',
      'subjects',
    );
    const subject = subjects.find(({ bound }) => !bound)?.subject;
    const last = Math.floor(Date.now() / 1000) + 86_400;
    for (let kill = 0; kill < KILLS; kill++) {
      const untilSeconds = last + kill;
      const terms = { permission: 'HMB', ...ALL_YES, fromSeconds: 1, untilSeconds, notice: noticeDigest(NOTICE) };
      const form = `0x${'0f'.repeat(32)}`;
      const options = { json: { records: [{ subject, form, ...terms }] }, idempotencyKey: crypto.randomUUID() };
      const record = async () => (await clientFor('holder')).json('POST', '/v1/consents/recorded', options);
      await Promise.all([record().catch(() => undefined), sleep(randomInt(20, 400)).then(() => running.kill())]);
      running = await serving(['serve'], environment);
      const answer = await record();
      expect(await record()).toEqual(answer);
      const all = await (await clientFor('holder')).list<'consents', { until: number }>('/v1/consents', 'consents');
      expect(all.filter(({ until }) => until === untilSeconds)).toHaveLength(1);
    }
  });

  it('has each of a thousand consents from paper once, and each that was withdrawn ended, wherever it was killed', {
    timeout: 120_000 * (KILLS + 2),
  }, async () => {
    const holder = () => clientFor('holder');
    const subjects = await (await holder()).list<'subjects', { subject: string; bound: boolean }>(
      '/v1/subjects',
      'subjects',
    );
    const unbound = subjects.filter(({ bound }) => !bound).map(({ subject }) => subject);
    const first = Math.floor(Date.now() / 1000) + 10 * 86_400;
    const notice = noticeDigest(NOTICE);
    const paper = (i: number) => ({
      subject: unbound[i % unbound.length] ?? '',
      form: `0x${(i + 1).toString(16).padStart(64, '0')}`,
      permission: 'HMB',
      ...ALL_YES,
      fromSeconds: 1,
      untilSeconds: first + i,
      notice,
    });
    const batches = Array.from({ length: 10 }, (_, batch) => ({
      idempotencyKey: crypto.randomUUID(),
      json: { records: Array.from({ length: 100 }, (_, i) => paper(100 * batch + i)) },
    }));
    const ofThese = async () => {
      const all = await (await holder()).list<'consents', Consent & { until: number }>('/v1/consents', 'consents');
      return all.filter(({ until }) => until >= first && until < first + 1000);
    };
    /** What was answered stands with its key; a kill cuts off the rest. */
    const answers = new Map<number, string[]>();
    const record = async () => {
      const client = await holder();
      const attempts = batches.map(async (options, i) => {
        const { grants } = await client.json<{ grants: string[] }>('POST', '/v1/consents/recorded', options);
        expect(grants).toEqual(answers.get(i) ?? grants);
        answers.set(i, grants);
      });
      const failed = (await Promise.allSettled(attempts)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    };
    for (let kill = 0; kill < KILLS; kill++) {
      await Promise.all([record().catch(() => undefined), sleep(randomInt(50, 2500)).then(() => running.kill())]);
      running = await serving(['serve'], environment);
    }
    await record();
    await record();
    const recorded = await ofThese();
    expect(recorded.map(({ grant }) => grant).sort()).toEqual([...answers.values()].flat().sort());
    expect(new Set(recorded.map(({ until }) => until)).size).toBe(1000);
    expect(recorded.every(({ active }) => active)).toBe(true);

    const ended = [...answers].flatMap(([batch, grants]) => {
      return grants.slice(0, 20).map((grant, i) => ({ grant, subject: paper(100 * batch + i).subject }));
    });
    const acknowledged = new Set<string>();
    const withdraw = async () => {
      const client = await holder();
      for (const { grant, subject } of ended.filter((one) => !acknowledged.has(one.grant))) {
        const json = { subject, form: `0x${'0e'.repeat(32)}` };
        const { seq, receipt } = await client.json<{ seq: number; receipt: string }>(
          'POST',
          `/v1/consents/${grant}/withdrawal`,
          { json },
        );
        acknowledged.add(grant);
        keep(seq, receipt);
      }
    };
    for (let kill = 0; kill < 2; kill++) {
      await Promise.all([withdraw().catch(() => undefined), sleep(randomInt(50, 700)).then(() => running.kill())]);
      running = await serving(['serve'], environment);
    }
    await withdraw();
    for (const { grant } of ended) withdrawn.add(grant);
    await until(async () => (await ofThese()).filter(({ active }) => active).length === 1000 - ended.length);
    const standing = await ofThese();
    expect(standing).toHaveLength(1000);
    expect(standing.filter(({ active, grant }) => active === withdrawn.has(grant))).toEqual([]);
  });

  it('outlives its chain, takes withdrawals without it, and brings them to the chain that it starts again', {
    timeout: 180_000,
  }, async () => {
    const patient = await clientFor('patient-02');
    const { grant } = await giveConsent(patient, choice());
    grants.add(grant);
    const { rpc = '' } = await ledgerOf(patient);
    process.kill(await childOf(running), 'SIGKILL');
    // What holds its port holds it up.
    const taken = await listening(Number(new URL(rpc).port));
    const { seq, receipt } = await withdrawConsent(patient, grant);
    withdrawn.add(grant);
    keep(seq, receipt);
    await until(async () => running.errors().includes('withdrawals are taken and nothing is released'));
    taken.close();
    await until(async () => (await entries()).some(({ kind, of }) => kind === 'relay' && of === seq));
  });

  it('has each grant once, and each withdrawal on chain once', async () => {
    const holder = await clientFor('holder');
    const standing = () => holder.list<'consents', Consent>('/v1/consents', 'consents');
    const patience = Date.now() + 30_000;
    while (Date.now() < patience && (await standing()).some(({ grant, active }) => active && withdrawn.has(grant))) {
      await sleep(200);
    }
    const consents = await standing();
    for (const grant of grants) expect(consents.filter((one) => one.grant === grant)).toHaveLength(1);
    expect(consents.filter(({ grant, active }) => active && withdrawn.has(grant))).toEqual([]);
    const log = await entries();
    const relayed = log.filter(({ kind }) => kind === 'relay').map(({ of }) => of);
    expect(new Set(relayed).size).toBe(relayed.length);
    const releases = log.filter(({ rows }) => rows !== undefined).map(({ evidence }) => evidence);
    expect(new Set(releases).size).toBe(releases.length);
  });

  it('is found clean by an auditor who holds all receipts', { timeout: 300_000 }, async () => {
    const auditor = await clientFor('auditor');
    const { rpc = '', membership } = await ledgerOf(auditor);
    const { logId } = await auditor.json<{ logId: LogId }>('GET', '/v1/log');
    const reader = await openLedger({ url: rpc, membership });
    const log = httpLog(running.url, logId, { authorize: (_, url) => auditor.authorize(url) });
    const held = [...receipts.values()].map((receipt) => utf8(receipt));
    const report = await audit(ledgerSource(reader), [log], { receipts: held });
    reader.close();
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'clean', level: 'openings' });
  });
});
