import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish, signTyped, type TypedData } from './publisher.ts';

let consortium: Consortium;
let holder: GatewayClient;
let dataset: DatasetId;
let key: AccountKey;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  key = await bindSigner(holder, subjects[0]?.subject as Pseudonym);
});
afterAll(async () => {
  await consortium?.close();
});

interface Consent {
  readonly grant: Hex;
  readonly active: boolean;
  readonly permission: string;
}

async function consents(): Promise<Consent[]> {
  return (await consortium.client(key).json<{ consents: Consent[] }>('GET', '/v1/consents')).consents;
}

let signed = 0;

/** Another one each time, by its period. */
async function signedGrant(
  change: { deadline?: number } = {},
): Promise<{ terms: object; deadline: number; signature: Hex }> {
  const now = Math.floor(Date.now() / 1000) + signed++;
  const { terms, deadline, typedData } = await consortium
    .client(key)
    .json<{ terms: object; deadline: number; typedData: TypedData }>('POST', '/v1/consents/prepare', {
      json: { permission: 'HMB', ...ALL_YES, fromSeconds: 1, untilSeconds: now + 86_400, notice: consortium.notice },
    });
  const message = { ...typedData.message, deadline, ...change };
  return { terms, deadline, ...ALL_YES, ...change, signature: signTyped(key, { ...typedData, message }) };
}

describe('a request that is repeated', () => {
  it('leaves a grant standing with its terms, however it is repeated', async () => {
    const patient = consortium.client(key);
    const json = await signedGrant();
    const first = await patient.json<{ grant: Hex }>('POST', '/v1/consents', { json });
    const again = await patient.json<{ grant: Hex }>('POST', '/v1/consents', { json });
    expect(again.grant).toBe(first.grant);
    const forged = { ...json, signature: signTyped(randomAccountKey(), await otherData()) };
    await patient.json('POST', '/v1/consents', { json: forged }).catch(() => undefined);
    expect(await consents()).toContainEqual(
      expect.objectContaining({ grant: first.grant, active: true, permission: 'HMB' }),
    );
  });

  it('of a grant keeps its terms also where both are under way at once', async () => {
    const patient = consortium.client(key);
    const json = await signedGrant();
    const both = await Promise.allSettled(
      [1, 2].map(() => patient.json<{ grant: Hex }>('POST', '/v1/consents', { json })),
    );
    const [given] = both.filter((result) => result.status === 'fulfilled');
    expect(await consents()).toContainEqual(
      expect.objectContaining({ grant: given?.value.grant, active: true, permission: 'HMB' }),
    );
  });

  it('keeps no terms of a grant that the chain rejects', async () => {
    const patient = consortium.client(key);
    const json = await signedGrant({ deadline: 1 });
    await expect(patient.json('POST', '/v1/consents', { json })).rejects.toMatchObject({ code: 'LEDGER_REJECTED' });
    expect((await consents()).every(({ permission }) => permission !== 'unknown')).toBe(true);
  });

  it('with its key gives the first answer, and none to another request', async () => {
    const idempotencyKey = 'one-key-for-all';
    const create = (name: string) => holder.json('POST', '/v1/datasets', { json: { name }, idempotencyKey });
    const first = await create('Twice');
    expect(await create('Twice')).toEqual(first);
    await expect(create('Another')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const json = { kind: 'fhir', path: join(consortium.directory, 'export') };
    const elsewhere = holder.json('POST', `/v1/datasets/${dataset}/imports`, { json, idempotencyKey });
    await expect(elsewhere).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const { datasets } = await holder.json<{ datasets: { name: string }[] }>('GET', '/v1/datasets');
    expect(datasets.filter(({ name }) => name === 'Twice')).toHaveLength(1);
  });

  it('is not taken for an epoch that has not begun', async () => {
    const patient = consortium.client(key);
    const { epoch, typedData } = await patient.json<{ epoch: number; typedData: TypedData }>(
      'POST',
      '/v1/consents/revocation/prepare',
      { json: {} },
    );
    const ahead = { ...typedData, message: { ...typedData.message, epoch: epoch + 1 } };
    const json = { epoch: epoch + 1, signature: signTyped(key, ahead) };
    await expect(patient.json('POST', '/v1/consents/revocation', { json })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});

/** Data that some other key signed. */
async function otherData(): Promise<TypedData> {
  const { typedData } = await consortium
    .client(key)
    .json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', { json: {} });
  return typedData;
}
