import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/audit/report.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { GrantId, Pseudonym } from '../../src/core/ids.ts';
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
import { accessRequest, bindSigner, giveGrant, issuePermit, publishScans, revokeGrant } from './publisher.ts';

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
  const holder = consortium.client(consortium.keys.holder);
  const dataset = await publishScans(consortium, ['ada', 'ben', 'cleo', 'dora']);
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
  return consortium.audited({}, proxy.url);
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
  it('is not asked for it by a gateway that starts from a snapshot, and is no ledger for one without', async () => {
    proxy.lie = HIDDEN;
    await consortium.restart();
    expect(await released()).toBe(1);
    await expect(consortium.restart(() => rm(join(consortium.directory, 'snapshot', 'ledger')))).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'hidden' },
    });
    proxy.lie = undefined;
    await consortium.restart();
    expect(await released()).toBe(1);
  });
});

describe('a node that makes up what became of a withdrawal', () => {
  /** Takes every transaction, passes none on, and shows receipts of success for them. */
  async function swallowAll(): Promise<Lie> {
    const json = { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', false] };
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
    const { result } = (await (await fetch(consortium.chain.url, sent)).json()) as { result: Json };
    const taken = { blockNumber: result.number, blockHash: result.hash, status: '0x1', gasUsed: '0x5208', logs: [] };
    proxy.swallow = Number.POSITIVE_INFINITY;
    return ({ method, params }, answer) => {
      if (method === 'eth_getTransactionReceipt' && answer === null) return { ...taken, transactionHash: params[0] };
      if (method !== 'eth_getTransactionCount' || params[1] !== 'latest') return answer;
      return `0x${(Number(answer) + 100).toString(16)}`;
    };
  }

  const refuse = async (): Promise<Lie | undefined> => {
    const args = [`0x${'00'.repeat(32)}`, 0, 1];
    proxy.reverts = INTERFACES.consents.encodeErrorResult('SubjectRegistryAhead', args);
    return undefined;
  };

  it.each([
    ['mined', 'one', swallowAll],
    ['mined', 'all', swallowAll],
    ['rejected', 'one', refuse],
    ['rejected', 'all', refuse],
  ])('as %s does not end it: what is withdrawn, %s, stays so until the chain shows it', async (what, which, begin) => {
    const holder = consortium.client(consortium.keys.holder);
    const key = await bindSigner(holder, await enrolled(`${what} ${which}`));
    const grant = (await giveGrant(consortium, key)) as GrantId;
    proxy.lie = await begin();
    const { seq } = await withdrawConsent(consortium.client(key), which === 'one' ? grant : undefined);
    await sleep(1_500);
    const said = async () => (await relays()).filter(({ of }) => of === seq).map(({ outcome }) => outcome);
    expect(await said()).toEqual([]);
    Object.assign(proxy, { lie: undefined, swallow: 0, reverts: undefined });
    while ((await said()).length === 0) await sleep(50);
    expect(await said()).toEqual(['mined']);
  });

  async function enrolled(name: string): Promise<Pseudonym> {
    const json = { identifier: `urn:mrn|${name}` };
    const holder = consortium.client(consortium.keys.holder);
    const { subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json });
    while (
      !(await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).some(
        (one) => one.subject === subject,
      )
    )
      await sleep(20);
    return subject;
  }

  async function relays(): Promise<{ of?: number; outcome: string }[]> {
    const auditor = consortium.client(consortium.keys.auditor);
    return (await auditor.json<{ entries: { of?: number; outcome: string }[] }>('GET', '/v1/log/entries')).entries;
  }
});
