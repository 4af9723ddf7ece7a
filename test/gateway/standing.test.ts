import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

let consortium: Consortium;
let reader: LedgerReader;
let requester: GatewayClient;
let request: AccessRequest;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, logLevel: 'silent' });
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const holder = consortium.client(consortium.keys.holder);
  const dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const [first] = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  await giveGrant(consortium, await bindSigner(holder, first?.subject as Pseudonym));
  requester = consortium.client(consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  reader?.close();
  await consortium?.close();
});

async function content(asked = request): Promise<number> {
  const body = encodeRequest(asked);
  const bytes = { type: 'application/json', body };
  const path = `/v1/datasets/${asked.dataset}/content`;
  return (await requester.bytes('POST', path, { bytes, bind: requestDigest(body) })).length;
}

async function readiness(): Promise<string> {
  const response = await fetch(`${consortium.endpoint}/readyz`);
  return `${response.status} ${((await response.json()) as { obstacles: string[] }).obstacles.join()}`;
}

/** Once all of it is on chain: a head that is under way would be refused there. */
async function logSize(): Promise<number> {
  return vi.waitFor(async () => {
    const { size, anchored } = await requester.json<{ size: number; anchored: number }>('GET', '/v1/log');
    expect(anchored).toBe(size);
    return size;
  }, 10_000);
}

describe('a gateway whose standing on the ledger changes', () => {
  it.each(['gateway', 'holder'] as const)(
    'releases and logs nothing while its %s is suspended, and says so',
    async (who) => {
      const { membership } = ledgerCalls(reader.contracts);
      const { address } = consortium.keys[who];
      const founder = await openWriter({ reader, key: consortium.keys.administrator });
      expect(await content()).toBeGreaterThan(1_000);
      const size = await logSize();
      await founder.send(membership.suspend(address));
      await vi.waitFor(
        async () => expect(await readiness()).toMatch(/^503 This gateway or its holder is suspended/),
        10_000,
      );
      const unknown = { ...request, dataset: `0x${'5a'.repeat(32)}` as DatasetId };
      for (const asked of [request, unknown]) {
        await expect(content(asked)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      }
      expect(await logSize()).toBe(size);
      const naming = consortium.client(consortium.keys.holder).json('POST', '/v1/datasets', { json: { name: who } });
      const said = { gateway: /^This gateway or its holder is suspended/, holder: /is a member that is suspended/ };
      await expect(naming).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringMatching(said[who]) });
      await founder.send(membership.resume(address));
      await founder.close();
      await vi.waitFor(async () => expect(await content()).toBeGreaterThan(1_000), 10_000);
      expect(await readiness()).toBe('200 ');
    },
  );

  it('goes on under its identity once its account was rotated, and clients know it still', async () => {
    const { membership, accessLog } = ledgerCalls(reader.contracts);
    const { administrator, holder, gateway } = consortium.keys;
    const identity = async () => (await requester.json<{ gateway: string }>('GET', '/v1/ledger')).gateway;
    const next = randomAccountKey();
    await logSize();
    await consortium.restart(async () => {
      for (const [key, call] of [
        [administrator, membership.rotate(gateway.address, next.address)],
        [holder, accessLog.moveLog(consortium.logId, next.address)],
      ] as const) {
        const writer = await openWriter({ reader, key });
        await writer.send(call);
        await writer.close();
      }
      Object.assign(consortium.keys, { gateway: next });
    });
    await vi.waitFor(async () => expect(await content()).toBeGreaterThan(1_000), 10_000);
    expect(await identity()).toBe(gateway.address);
    await logSize();
  });

  it('leaves a trail that an auditor finds clean', async () => {
    const { verdict, findings } = await consortium.audited();
    expect([verdict, findings]).toEqual(['clean', []]);
  });
});
