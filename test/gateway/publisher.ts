import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TypedDataEncoder } from 'ethers';
import { watchPublication } from '../../src/cli/publication-job.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type PublicationOrder, publishVersion } from '../../src/client/publications.ts';
import { fromHex, type Hex } from '../../src/core/bytes.ts';
import type { Address, DatasetId, Pseudonym } from '../../src/core/ids.ts';
import type { Published } from '../../src/core/publication.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import type { Consortium } from './consortium.ts';

export interface TypedData {
  readonly domain: object;
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}

export function signTyped(key: AccountKey, { domain, types, message }: TypedData): Hex {
  const { EIP712Domain: _, ...own } = types;
  return key.sign(fromHex(TypedDataEncoder.hash(domain, own, message)));
}

/** Imports and publishes as version 1 of a new dataset, as the holder would. */
export async function publish(holder: GatewayClient, order: object): Promise<DatasetId> {
  const name = `Sample ${crypto.randomUUID()}`;
  const { dataset } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name } });
  const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${dataset}/imports`, {
    json: order,
  });
  let job = { state: 'running', error: undefined as unknown };
  while (job.state === 'running') {
    await sleep(50);
    job = await holder.json('GET', `/v1/imports/${id}`);
  }
  if (job.state !== 'ready') throw new Error(JSON.stringify(job.error));
  await publishDraft(holder, dataset, { import: id, permission: 'GRU', identifiable: true });
  return dataset;
}

/** Resolves when the draft is a version; rejects with what the job failed with. */
export async function publishDraft(
  holder: GatewayClient,
  dataset: DatasetId,
  order: PublicationOrder,
): Promise<Published> {
  await publishVersion(holder, dataset, order);
  return watchPublication(holder, order.import, { progress: () => undefined, done: () => undefined });
}

/** Imports and publishes a file for each of the names, whose record number is the name. */
export async function publishScans(
  { directory, client, keys }: Consortium,
  names: readonly string[],
): Promise<DatasetId> {
  const path = join(directory, 'export', 'scans');
  await mkdir(path, { recursive: true });
  for (const name of names) await writeFile(join(path, `${name}.bin`), `scan of ${name}`);
  const map = join(directory, 'export', 'scans.json');
  await writeFile(map, JSON.stringify(Object.fromEntries(names.map((name) => [`${name}.bin`, `urn:mrn|${name}`]))));
  return publish(client(keys.holder), { kind: 'files', path, subjects: map });
}

/** Binds a signer to the subject, by invitation: a fresh one unless said. */
export async function bindSigner(
  holder: GatewayClient,
  subject: Pseudonym,
  key = randomAccountKey(),
): Promise<AccountKey> {
  const json = { identification: 'passport' };
  const { code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, { json });
  return bindByCode(holder, code, key);
}

/** Binds a signer to whoever was handed the code. */
export async function bindByCode(
  holder: GatewayClient,
  code: string,
  key: AccountKey = randomAccountKey(),
): Promise<AccountKey> {
  const claim = { code, signer: key.address };
  const { typedData } = await holder.json<{ typedData: TypedData }>('POST', '/v1/signers/prepare', { json: claim });
  await holder.json('POST', '/v1/signers', { json: { ...claim, signature: signTyped(key, typedData) } });
  return key;
}

let given = 0;

/** Signs and gives a grant for all of the holder's data, with a yes to what its modifiers do not forbid: another one each time, by its
 *  period. */
export async function giveGrant(
  { notice, ...consortium }: Consortium,
  key: AccountKey,
  terms: { readonly modifiers?: readonly string[]; readonly [member: string]: unknown } = {},
): Promise<Hex> {
  const answers = answersIn(terms.modifiers ?? []);
  const patient = consortium.client(key);
  const now = Math.floor(Date.now() / 1000);
  const prepared = await patient.json<{ terms: object; deadline: number; typedData: TypedData }>(
    'POST',
    '/v1/consents/prepare',
    {
      json: {
        permission: 'HMB',
        ...answers,
        fromSeconds: now - 60,
        untilSeconds: now + 86_400 + given++,
        notice,
        identifiable: true,
        ...terms,
      },
    },
  );
  const { grant } = await patient.json<{ grant: Hex }>('POST', '/v1/consents', {
    json: {
      terms: prepared.terms,
      deadline: prepared.deadline,
      signature: signTyped(key, prepared.typedData),
      ...answers,
    },
  });
  return grant;
}

/** Keeps a grant that was recorded from paper. */
export async function keepGrant(consortium: Consortium, key: AccountKey, grant: Hex): Promise<{ height: number }> {
  const patient = consortium.client(key);
  const prepared = await patient.json<{ deadline: number; typedData: TypedData }>(
    'POST',
    '/v1/consents/keeping/prepare',
    { json: { grant } },
  );
  const { deadline, typedData } = prepared;
  const json = { grant, deadline, signature: signTyped(key, typedData) };
  return patient.json('POST', '/v1/consents/keeping', { json });
}

export async function revokeGrant(
  consortium: Consortium,
  key: AccountKey,
  grant: Hex,
): Promise<{ seq: number; receipt: string }> {
  const patient = consortium.client(key);
  const { typedData } = await patient.json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', {
    json: { grant },
  });
  return patient.json('POST', '/v1/consents/revocation', { json: { grant, signature: signTyped(key, typedData) } });
}

export async function issuePermit(consortium: Consortium, dataset: DatasetId, terms: object = {}): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const { permit } = await consortium.client(consortium.keys.holder).json<{ permit: number }>('POST', '/v1/permits', {
    json: {
      requester: consortium.keys.requester.address,
      dataset,
      purpose: 7,
      fromSeconds: now - 60,
      untilSeconds: now + 86_400,
      identifiable: true,
      ...terms,
    },
  });
  return permit;
}

export async function accessRequest(
  client: GatewayClient,
  dataset: DatasetId,
  permit: number,
  purpose = 7,
): Promise<AccessRequest> {
  const { ledger, gateway } = await client.json<{ ledger: AccessRequest['ledger']; gateway: Address }>(
    'GET',
    '/v1/ledger',
  );
  return { ledger, gateway, dataset, version: 1, purpose, facts: {}, permit, delivery: 'download' };
}
