import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

const FILE_BYTES = 24 * 1024 * 1024;

let consortium: Consortium;
let dataset: DatasetId;
let requester: GatewayClient;
let request: AccessRequest;
const patients: { key: AccountKey; grant: Hex; subject: Pseudonym }[] = [];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  const holder = consortium.client(consortium.keys.holder);
  const directory = join(consortium.directory, 'export', 'scans');
  await mkdir(directory, { recursive: true });
  for (const name of ['a', 'b']) await writeFile(join(directory, `${name}.bin`), randomBytes(FILE_BYTES));
  const map = join(consortium.directory, 'export', 'map.json');
  await writeFile(map, JSON.stringify({ 'a.bin': 'urn:mrn|a', 'b.bin': 'urn:mrn|b' }));
  dataset = await publish(holder, { kind: 'files', path: directory, subjects: map });
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  for (const { subject } of subjects) {
    const key = await bindSigner(holder, subject);
    patients.push({ key, subject, grant: await giveGrant(consortium, key) });
  }
  requester = consortium.client(consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  await consortium?.close();
});

/** Opens the stream and reads nothing but its head. */
async function open(): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const body = encodeRequest(request);
  const response = await requester.fetch('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
  if (!response.body) throw new Error('no body');
  const reader = response.body.getReader();
  await reader.read();
  return reader;
}

/** Bytes until the stream ended or was cut off. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<{ bytes: number; cut: boolean }> {
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes, cut: false };
      bytes += value.length;
    }
  } catch {
    return { bytes, cut: true };
  }
}

async function entries(): Promise<Entry[]> {
  const auditor = consortium.client(consortium.keys.auditor);
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

async function lastEntry(outcome: string): Promise<Entry | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const found = (await entries()).findLast((entry) => entry.outcome === outcome);
    if (found) return found;
    await sleep(50);
  }
  return undefined;
}

describe('a stream', () => {
  it('that nobody interrupts has everything', async () => {
    const { cut, bytes } = await drain(await open());
    expect(cut).toBe(false);
    expect(bytes).toBeGreaterThan(2 * FILE_BYTES);
  });

  it('is logged as interrupted when the client goes away', async () => {
    const reader = await open();
    await reader.cancel();
    const entry = await lastEntry('interrupted');
    expect(entry).toMatchObject({ kind: 'release', outcome: 'interrupted', reason: 'disconnected' });
    const released = (await entries()).findLast(({ outcome }) => outcome === 'released');
    expect(entry?.of).toBe(released?.seq);
  });

  it('is reset by a revocation that concerns what is left, and resumes without the subject', async () => {
    const reader = await open();
    const [{ key, grant }] = patients as [(typeof patients)[number]];
    const { seq } = await revokeGrant(consortium, key, grant);
    const { cut, bytes } = await drain(reader);
    expect(cut).toBe(true);
    expect(bytes).toBeLessThan(2 * FILE_BYTES);
    const all = await entries();
    const interrupted = all.findLast(({ outcome }) => outcome === 'interrupted');
    expect(interrupted).toMatchObject({ reason: 'revoked' });
    expect(interrupted?.seq).toBeGreaterThan(seq);
    const permitted = await checkAccess(requester, request);
    expect(permitted).toMatchObject({ count: 1, withheld: { 'not-consented': 1 } });
    const again = await drain(await open());
    expect(again.cut).toBe(false);
    expect(again.bytes).toBeLessThan(2 * FILE_BYTES);
  });

  it('is refused, and the refusal logged, when nobody consents any more', async () => {
    const { key, grant } = patients[1] as (typeof patients)[number];
    await revokeGrant(consortium, key, grant);
    await expect(open()).rejects.toMatchObject({ code: 'ACCESS_REFUSED', details: { reason: 'nothing-covered' } });
    // What became of the withdrawal may be logged after it.
    const last = (await entries()).findLast(({ kind }) => kind === 'release');
    expect(last).toMatchObject({ outcome: 'refused', reason: 'nothing-covered' });
  });

  it('is not begun while the chain is away; revocations are taken all the same', async () => {
    const [{ key }] = patients as [(typeof patients)[number]];
    const grant = await giveGrant(consortium, key);
    const patient = consortium.client(key);
    await patient.json('GET', '/v1/me');
    await consortium.chain.close();
    const { signTyped } = await import('./publisher.ts');
    const { typedData } = await patient.json<{ typedData: Parameters<typeof signTyped>[1] }>(
      'POST',
      '/v1/consents/revocation/prepare',
      { json: { grant } },
    );
    const acknowledged = await patient.json<{ seq: number }>('POST', '/v1/consents/revocation', {
      json: { grant, signature: signTyped(key, typedData) },
    });
    expect(acknowledged.seq).toBeGreaterThan(0);
    await expect(open()).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
  });
});
