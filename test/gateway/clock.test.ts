import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

/** Longer than an invitation counts. */
const AHEAD_MS = 20 * 86_400_000;

let consortium: Consortium;
let requester: GatewayClient;
let dataset: DatasetId;
let request: AccessRequest;
let patient: AccountKey;
/** A code that another patient was handed. */
let code: string;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 2, logLevel: 'silent' });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const [own, other] = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  patient = await bindSigner(holder, own?.subject as Pseudonym);
  const json = { identification: 'passport' };
  ({ code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${other?.subject}/invitations`, { json }));
  await giveGrant(consortium, patient);
  requester = consortium.client(consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  vi.restoreAllMocks();
  await consortium?.close();
});

async function content(): Promise<number> {
  const body = encodeRequest(request);
  const bytes = { type: 'application/json', body };
  const path = `/v1/datasets/${dataset}/content`;
  return (await requester.bytes('POST', path, { bytes, bind: requestDigest(body) })).length;
}

async function obstacles(): Promise<string> {
  const response = await fetch(`${consortium.endpoint}/readyz`);
  return `${response.status} ${((await response.json()) as { obstacles: string[] }).obstacles.join()}`;
}

describe('a log whose last entry is dated after the clock', () => {
  it('releases nothing and says so, takes withdrawals, and ends no session', async () => {
    const grant = await giveGrant(consortium, patient);
    expect(await content()).toBeGreaterThan(1_000);
    const real = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + AHEAD_MS);
    await consortium.restart();
    clock.mockImplementation(() => real());
    await requester.json('GET', '/v1/me');
    const seconds = expect.any(Number);
    for (const _ of [1, 2]) {
      await expect(content()).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { seconds } });
    }
    await expect(content()).rejects.toThrow(/dated 1[67]\d{5} s after the gateway’s clock/);
    expect(await obstacles()).toMatch(/^503 The log’s last entry is dated 1[67]\d{5} s after/);
    expect(await revokeGrant(consortium, patient, grant)).toMatchObject({ seq: expect.any(Number) });
  });

  it('has ended no invitation, which counts again when the clock is right', async () => {
    const signer = randomAccountKey().address;
    const prepared = await requester.json('POST', '/v1/signers/prepare', { json: { code, signer } });
    expect(prepared).toHaveProperty('typedData');
  });
});
