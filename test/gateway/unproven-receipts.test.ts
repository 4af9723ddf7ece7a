import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AuditReport } from '../../src/audit/report.ts';
import { renderReport } from '../../src/audit/report-text.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { signerId } from '../../src/core/signer.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type LedgerCalls, ledgerCalls } from '../../src/ledger/calls.ts';
import { INTERFACES } from '../../src/ledger/contracts.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { OPT_OUT_LEVEL } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { randomDigest } from '../ledger/engine.ts';
import { all, inIndex, inReceipts, type Lie } from '../ledger/engine-lies.ts';
import { type FaultProxy, startFaultProxy } from '../ledger/fault-proxy.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { contentOf } from './content.ts';
import { type Organisation, pseudonym, vouching } from './persons.ts';
import {
  accessRequest,
  bindSigner,
  giveGrant,
  issuePermit,
  publishScans,
  signTyped,
  type TypedData,
} from './publisher.ts';

type Json = Record<string, unknown>;

/** An engine whose receipts are encoded in a way that its answers do not show: none gives its block's root. */
const OTHERWISE: Lie = inReceipts((receipt) => ({
  ...receipt,
  cumulativeGasUsed: `0x${(Number(receipt.cumulativeGasUsed) + 1).toString(16)}`,
}));

/** And that hides events in index and receipts alike: those that follow in the block move up. */
function hiding(contract: keyof typeof INTERFACES, ...names: readonly string[]): Lie {
  const topics = names.map((name) => INTERFACES[contract].getEvent(name)?.topicHash);
  const isHidden = (log: Json) => topics.includes((log.topics as string[])[0]);
  const others = (logs: Json[]) =>
    logs
      .filter((log) => !isHidden(log))
      .map((log) => {
        const isBefore = (other: Json) =>
          other.blockHash === log.blockHash && Number(other.logIndex) < Number(log.logIndex);
        const gone = logs.filter((other) => isHidden(other) && isBefore(other)).length;
        return { ...log, logIndex: `0x${(Number(log.logIndex) - gone).toString(16)}` };
      });
  const inBoth = inReceipts((receipt) => ({ ...receipt, logs: others(receipt.logs as Json[]) }));
  return all(OTHERWISE, inIndex(others), inBoth);
}

let consortium: Consortium;
let proxy: FaultProxy;
let requester: GatewayClient;
let organisation: Organisation;
let request: AccessRequest;
let subjects: Pseudonym[];
const signers: AccountKey[] = [];
const grants: GrantId[] = [];

beforeAll(async () => {
  consortium = await foundConsortium({
    patients: 1,
    logLevel: 'silent',
    link: async (url) => {
      proxy = await startFaultProxy(url);
      proxy.lie = OTHERWISE;
      return proxy.url;
    },
  });
  const holder = consortium.client(consortium.keys.holder);
  const dataset = await publishScans(consortium, ['ada', 'ben', 'cleo']);
  const enrolled = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  subjects = enrolled.subjects.map(({ subject }) => subject);
  for (const subject of subjects) {
    const key = await bindSigner(holder, subject);
    signers.push(key);
    grants.push((await giveGrant(consortium, key)) as GrantId);
  }
  requester = consortium.client(consortium.keys.requester);
  organisation = await vouching(consortium, consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  if (proxy) proxy.lie = OTHERWISE;
  await consortium?.close();
  await proxy?.close();
});

/** By an account's own transaction, past the gateway. */
async function send(key: AccountKey, call: (calls: LedgerCalls) => Parameters<SendOne>[0]): Promise<number> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key });
  try {
    const { block } = await writer.send(call(ledgerCalls(reader.contracts)));
    return block.height;
  } finally {
    await writer.close();
    reader.close();
  }
}
type SendOne = Awaited<ReturnType<typeof openWriter>>['send'];

async function content(by: GatewayClient = requester): Promise<Uint8Array> {
  const body = encodeRequest(request);
  const response = await by.fetch('POST', `/v1/datasets/${request.dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
  return await response.bytes();
}

/** A patient's request for its own items, by one of its signers. */
async function ownRequest(patient: GatewayClient) {
  const { purpose: _, permit: __, ...own } = await accessRequest(patient, request.dataset, 0);
  const body = encodeRequest(own);
  return { bytes: { type: 'application/json', body }, bind: requestDigest(body) };
}

/** As its own signer, past the gateway. */
async function removeSigner(key: AccountKey): Promise<number> {
  const subject = subjects[signers.indexOf(key)] as Pseudonym;
  const signer = signerId(key.address);
  const { chainId, contracts } = await requester.json<{ chainId: number; contracts: { consents: string } }>(
    'GET',
    '/v1/ledger',
  );
  const signature = signTyped(key, {
    domain: { name: 'Custos', version: '1', chainId, verifyingContract: contracts.consents },
    types: { RemoveSigner: ['subject', 'signer'].map((name) => ({ name, type: 'bytes32' })) },
    message: { subject, signer },
  } as TypedData);
  const by = { signer: key.address, signature };
  return await send(consortium.keys.holder, (calls) => calls.consents.removeSigner(subject, signer, by));
}

const itemsIn = (content: Uint8Array) => contentOf(content).items.length;

async function reached(height: number): Promise<void> {
  for (;;) {
    const { head } = await requester.json<{ head: { height: number } }>('GET', '/v1/ledger');
    if (head.height >= height) return;
    await sleep(50);
  }
}

/** Sequence number of a release. */
const seqOf = (content: Uint8Array) => contentOf(content).releases[0]?.seq;

/** By the node that the gateway reads, once the log has published the entry. */
async function audited(seq = 0): Promise<AuditReport> {
  for (;;) {
    const report = await consortium.audited({}, proxy.url);
    if ((report.logs[0]?.entries ?? 0) > seq) return report;
    await sleep(50);
  }
}

describe('an engine whose receipts give no root', () => {
  it('serves releases that its state confirms, and the audit says which of the two was done', async () => {
    const released = await content();
    expect(itemsIn(released)).toBe(3);
    const report = await audited(seqOf(released));
    expect(report).toMatchObject({ verdict: 'clean', level: 'openings', findings: [] });
    expect(report.ledger.proof).toMatchObject({ received: 0, unproven: 0, stated: expect.any(Number) });
    expect(report.ledger.proof?.stated).toBeGreaterThan(3);
    expect(report.ledger.state?.cells).toBeGreaterThan(12);
    expect(report.ledger.state?.blocks).toBeGreaterThan(0);
    expect(renderReport(report)).toMatch(/state of \d+ cells read back by proof at \d+ blocks/);
  });

  it('lets a patient read its own data, as long as the state says that its signer stands', async () => {
    const patient = consortium.client(signers[0] as AccountKey);
    const own = await ownRequest(patient);
    const lines = await patient.bytes('POST', '/v1/me/data', own);
    expect(itemsIn(lines)).toBe(1);
    const report = await audited(seqOf(lines));
    expect(report).toMatchObject({ verdict: 'clean', findings: [] });
    const guard = signers[2] as AccountKey;
    proxy.lie = hiding('consents', 'SignerRemoved', 'GuardianEnded', 'SignerLeaving');
    await reached(await removeSigner(guard));
    const hidden = consortium.client(guard);
    await expect(hidden.bytes('POST', '/v1/me/data', await ownRequest(hidden))).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'state', contract: 'consents', fields: ['removedAt'] },
    });
    proxy.lie = OTHERWISE;
    await consortium.restart();
  });

  it('serves them after a start from what was read before, too', async () => {
    await consortium.restart();
    expect(itemsIn(await content())).toBe(3);
  });

  it('is no ledger where it gives no proof of its state either', async () => {
    proxy.missing = ['eth_getProof'];
    try {
      // What is proven of a block stays so: it takes another one.
      await reached(await send(consortium.keys.holder, (calls) => calls.membership.publishNotice(randomDigest())));
      await expect(content()).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE', details: { fault: 'unproven' } });
      const report = await audited();
      expect(report).toMatchObject({ verdict: 'could-not', level: 'none', findings: [] });
      expect(report.unseen.cells).toBeGreaterThan(12);
      await expect(consortium.restart()).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE' });
    } finally {
      proxy.missing = [];
      await consortium.restart();
    }
  });
});

interface Hidden {
  readonly lie: Lie;
  readonly by: () => AccountKey;
  readonly call: (calls: LedgerCalls) => Parameters<SendOne>[0];
  readonly contract: string;
  readonly variable: string;
  readonly fields: string;
  /** Who asks; the requester's account unless said. */
  readonly asks?: () => GatewayClient;
  readonly undo?: (calls: LedgerCalls) => Parameters<SendOne>[0];
}

const HIDDEN: Record<string, Hidden> = {
  'that a member was suspended': {
    lie: hiding('membership', 'MemberSuspended', 'MemberResumed'),
    by: () => consortium.keys.administrator,
    call: (calls) => calls.membership.suspend(consortium.keys.requester.address),
    undo: (calls) => calls.membership.resume(consortium.keys.requester.address),
    contract: 'membership',
    variable: '_seats',
    fields: 'status',
  },
  'that a session key was ended': {
    lie: hiding('membership', 'SessionKeyRemoved'),
    by: () => consortium.keys.requester,
    call: (calls) => calls.membership.removeSessionKey(organisation.keyHash),
    asks: () => organisation.person(pseudonym()),
    contract: 'membership',
    variable: '_sessionKeys',
    fields: 'until',
  },
  'a revocation': {
    lie: hiding('consents', 'ConsentRevocationRecorded'),
    by: () => consortium.keys.holder,
    call: (calls) =>
      calls.consents.revokeRecorded(subjects[1] as Pseudonym, grants[1] as GrantId, randomDigest() as Digest),
    contract: 'consents',
    variable: '_grants',
    fields: 'revokedAt',
  },
  'an opt-out': {
    lie: hiding('consents', 'OptOutSet'),
    by: () => consortium.keys.holder,
    call: (calls) =>
      calls.consents.optOutRecorded(subjects[0] as Pseudonym, OPT_OUT_LEVEL.research, randomDigest() as Digest),
    contract: 'consents',
    variable: '_subjects',
    fields: 'optOut',
  },
  'that a permit was revoked': {
    lie: hiding('permits', 'PermitRevoked'),
    by: () => consortium.keys.holder,
    call: (calls) => calls.permits.revoke(request.permit ?? 0, randomDigest()),
    contract: 'permits',
    variable: '_permits',
    fields: 'revokedAt',
  },
};

describe.each(Object.entries(HIDDEN))('such an engine that hides %s', (_, hidden) => {
  it('releases nothing that rests on it, and is found by the audit of a gateway that believed it', async () => {
    const { contract, variable, fields } = hidden;
    const asker = hidden.asks?.() ?? requester;
    const told = async (seq?: number) => {
      const { findings } = await audited(seq);
      return findings.filter(({ code, evidence }) => {
        const isHere = evidence?.contract === contract && evidence.variable === variable;
        return code === 'LEDGER_STATE_DIFFERS' && isHere && String(evidence.fields).includes(fields);
      });
    };
    proxy.lie = OTHERWISE;
    await consortium.restart();
    proxy.lie = hidden.lie;
    await reached(await send(hidden.by(), hidden.call));
    await expect(content(asker)).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'state', contract, fields: expect.arrayContaining([fields]) },
    });
    // Nothing was released, so that nothing rests on what was hidden.
    expect(await told()).toEqual([]);
    // Nor does it stay hidden from one that starts with an engine that hides nothing.
    proxy.lie = OTHERWISE;
    await consortium.restart();
    const outcome = await content(asker).then(
      () => 'released',
      ({ code }) => code,
    );
    expect(['released', 'ACCESS_REFUSED', 'FORBIDDEN', 'SESSION_INVALID']).toContain(outcome);
    proxy.lie = hidden.lie;
    await consortium.restart(undefined, { believe: true });
    await vi.waitFor(async () => expect((await fetch(`${consortium.endpoint}/readyz`)).status).toBe(200));
    const released = await content(asker);
    expect(itemsIn(released)).toBeGreaterThan(0);
    expect(await told(seqOf(released))).toEqual([
      expect.objectContaining({ rule: 'G13', logId: consortium.logId, entry: expect.any(Number) }),
    ]);
    if (hidden.undo) await send(hidden.by(), hidden.undo);
  });
});
