import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkAccess, download } from '../../src/client/download.ts';
import { ownData } from '../../src/client/own-data.ts';
import { pinnedTrust } from '../../src/client/pinned-trust.ts';
import { portableSha256 } from '../../src/client/sha256.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from '../gateway/publisher.ts';

let consortium: Consortium;
let dataset: DatasetId;
let patients: AccountKey[];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 2 });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  patients = await Promise.all(subjects.map(({ subject }) => bindSigner(holder, subject)));
});
afterAll(async () => {
  await consortium?.close();
});

const patient = () => consortium.client(patients[0] as AccountKey);

it('a patient is told which kinds there are of it, and how many, without anything being released', async () => {
  const [own] = await ownData(patient());
  expect(own?.kinds).toMatchObject({ Patient: 1, Condition: 1, Observation: expect.any(Number) });
  expect(Object.values(own?.kinds ?? {}).reduce((sum, count) => sum + count, 0)).toBe(own?.items);
  const log = await patient().json<{ size: number }>('GET', '/v1/log');
  await ownData(patient());
  expect(await patient().json('GET', '/v1/log')).toMatchObject({ size: log.size });
});

it('nobody is told which kinds there are of others', async () => {
  for (const key of patients) await giveGrant(consortium, key);
  const permit = await issuePermit(consortium, dataset);
  const requester = consortium.client(consortium.keys.requester);
  const permitted = await checkAccess(requester, await accessRequest(requester, dataset, permit));
  expect(permitted.count).toBeGreaterThan(0);
  expect(permitted).not.toHaveProperty('kinds');
  expect(permitted).not.toHaveProperty('categories');
});

it('what a patient downloads without asking the ledger is held to the pinned log and the version’s manifest', async () => {
  const [own] = await ownData(patient());
  if (own === undefined) throw new Error('There is data of the patient.');
  const trust = await pinnedTrust(patient(), own.request);
  const other = { ...trust, manifestRoot: trust.manifestRoot.map((byte) => byte ^ 1) };
  const verified = async (by: typeof trust) => {
    let items = 0;
    for await (const { type } of download(patient(), own.request, by, { sha256: portableSha256 })) {
      if (type === 'verified') items++;
    }
    return items;
  };
  expect(await verified(trust)).toBe(own.items);
  await expect(verified(other)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
});
