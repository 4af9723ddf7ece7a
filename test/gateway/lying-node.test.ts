import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpLog } from '../../src/audit/http-log.ts';
import { ledgerSource } from '../../src/audit/ledger-source.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import { audit } from '../../src/audit/verifier.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { INTERFACES } from '../../src/ledger/contracts.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { OPT_OUT_LEVEL } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { randomDigest } from '../ledger/engine.ts';
import { all, inIndex, inReceipts, type Lie } from '../ledger/engine-lies.ts';
import { type FaultProxy, startFaultProxy } from '../ledger/fault-proxy.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

type Json = Record<string, unknown>;

const OPT_OUT = INTERFACES.consents.getEvent('OptOutSet')?.topicHash;
const isOptOut = (log: Json) => (log.topics as string[])[0] === OPT_OUT;
const withoutOptOuts = (logs: Json[]) => logs.filter((log) => !isOptOut(log));
/** One record of a node's index is gone: who asks for the events does not learn that a patient opted out. */
const HIDDEN: Lie = inIndex(withoutOptOuts);
const HIDDEN_EVERYWHERE: Lie = all(
  HIDDEN,
  inReceipts((receipt) => ({ ...receipt, logs: withoutOptOuts(receipt.logs as Json[]) })),
);

let consortium: Consortium;
let proxy: FaultProxy;
let requester: GatewayClient;
let request: AccessRequest;
let subjects: Pseudonym[];
let grants: { key: Awaited<ReturnType<typeof bindSigner>>; grant: `0x${string}` }[];

beforeAll(async () => {
  consortium = await foundConsortium({
    patients: 1,
    logLevel: 'silent',
    link: async (url) => {
      proxy = await startFaultProxy(url);
      return proxy.url;
    },
  });
  const path = join(consortium.directory, 'export', 'scans');
  await mkdir(path, { recursive: true });
  const names = ['ada', 'ben', 'cleo', 'dora'];
  for (const name of names) await writeFile(join(path, `${name}.bin`), `scan of ${name}`);
  const map = join(consortium.directory, 'export', 'scans.json');
  await writeFile(map, JSON.stringify(Object.fromEntries(names.map((name) => [`${name}.bin`, `urn:mrn|${name}`]))));
  const holder = consortium.client(consortium.keys.holder);
  const dataset = await publish(holder, { kind: 'files', path, subjects: map });
  const enrolled = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  subjects = enrolled.subjects.map(({ subject }) => subject);
  grants = [];
  for (const subject of subjects) {
    const key = await bindSigner(holder, subject);
    grants.push({ key, grant: await giveGrant(consortium, key) });
  }
  requester = consortium.client(consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  if (proxy) proxy.lie = undefined;
  await consortium?.close();
  await proxy?.close();
});

/** By the holder’s own account, past the gateway: it knows of it by the chain alone. */
async function optOut(subject: Pseudonym): Promise<number> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key: consortium.keys.holder });
  const call = ledgerCalls(reader.contracts).consents.optOutRecorded(subject, OPT_OUT_LEVEL.all, randomDigest());
  const { block } = await writer.send(call);
  await writer.close();
  reader.close();
  return block.height;
}

async function released(): Promise<number> {
  return (await checkAccess(requester, request)).ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

function content(): Promise<Response> {
  const body = encodeRequest(request);
  return requester.fetch('POST', `/v1/datasets/${request.dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
}

/** By the same node that the gateway reads. */
async function audited(): Promise<AuditReport> {
  const reader = await openLedger({ url: proxy.url, membership: consortium.deployment.membership });
  const auditor = consortium.client(consortium.keys.auditor);
  const log = httpLog(consortium.endpoint, consortium.logId, { authorize: (_, url) => auditor.authorize(url) });
  try {
    return await audit(ledgerSource(reader), [log]);
  } finally {
    reader.close();
  }
}

async function refusal(): Promise<unknown> {
  for (;;) {
    const found = await content().catch((error: unknown) => error);
    if (!(found instanceof Response)) return found;
    await found.body?.cancel();
    await sleep(20);
  }
}

describe.each([
  ['its index', 0, HIDDEN, 'LEDGER_EVENT_HIDDEN'],
  ['index and receipts', 1, HIDDEN_EVERYWHERE, 'LEDGER_RECEIPTS_DIFFER'],
] as const)('a node that leaves an opt-out out of %s', (_, patient, lie, code) => {
  it('stops releases and no revocation, is found by the audit, and is forgiven when it answers right', async () => {
    const before = await released();
    proxy.lie = lie;
    const height = await optOut(subjects[patient] as Pseudonym);
    expect(await refusal()).toMatchObject({ code: 'LEDGER_INCOMPLETE', details: { height } });
    const ready = await fetch(`${consortium.endpoint}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining(`block ${height}`)]);
    const { key } = grants[2] as (typeof grants)[0];
    const given = grants[2]?.grant as `0x${string}`;
    if (patient === 0) expect(await revokeGrant(consortium, key, given)).toMatchObject({ seq: expect.any(Number) });
    const report = await audited();
    expect(report.verdict).toBe('findings');
    expect(report.findings.at(-1)).toMatchObject({ rule: 'G13', code, evidence: { height } });
    proxy.lie = undefined;
    while ((await content().catch(() => undefined)) === undefined) await sleep(20);
    expect(await released()).toBe(patient === 0 ? before - 2 : before - 1);
    expect(await audited()).toMatchObject({ findings: [], verdict: 'clean', ledger: { proof: { unproven: 0 } } });
  });
});

describe('a node that hides an event of the past', () => {
  it('is no ledger for a gateway that starts, with a past that was proven and without', async () => {
    proxy.lie = HIDDEN;
    await expect(consortium.restart()).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'hidden' },
    });
    proxy.lie = undefined;
    await consortium.restart();
    expect(await released()).toBe(1);
  });
});
