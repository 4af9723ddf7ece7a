import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listDatasets, readDataset } from '../../src/client/datasets.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { publish } from './publisher.ts';

const PATIENTS = 12;
let consortium: Consortium;
let dataset: DatasetId;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: PATIENTS, logLevel: 'silent' });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
}, 120_000);
afterAll(() => consortium?.close());

it('tells a requester of a standing version which kinds ten people or more have, in full tens', async () => {
  const requester = consortium.client(consortium.keys.requester);
  const [version] = (await readDataset(requester, dataset)).versions;
  expect(version?.kinds).toMatchObject({ Patient: 10 });
  for (const people of Object.values(version?.kinds ?? {})) expect(people).toBe(10);
  expect((version?.items ?? 0) - (version?.sharedCount ?? 0)).toBeGreaterThanOrEqual(PATIENTS);
});

it('is not told in the list of datasets, for which no version is opened', async () => {
  const [listed] = await listDatasets(consortium.client(consortium.keys.requester));
  expect(listed?.versions[0]?.items).toBeGreaterThan(0);
  expect(listed?.versions[0]?.kinds).toBeUndefined();
});

it('is answered as it is documented', () => {
  expect([...consortium.documented.faults]).toEqual([]);
});
