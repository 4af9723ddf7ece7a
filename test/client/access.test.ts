import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessRequest } from '../../src/client/access.ts';
import { agreementDigest } from '../../src/client/digests.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { issuePermit, publish } from '../gateway/publisher.ts';

let consortium: Consortium;
let dataset: DatasetId;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
});
afterAll(async () => {
  await consortium?.close();
});

describe('a request that names no permit', () => {
  const asked = async (purpose: number) =>
    (await accessRequest(consortium.client(consortium.keys.requester), { dataset, purpose })).permit;

  it('takes the newest one for its purpose that allows what the version holds', async () => {
    const identifying = await issuePermit(consortium, dataset);
    await issuePermit(consortium, dataset, { identifiable: false });
    expect(await asked(7)).toBe(identifying);
  });

  it('takes the one for its purpose that waits for its agreement before an active one for another', async () => {
    const waiting = await issuePermit(consortium, dataset, { purpose: 8, termsDigest: agreementDigest('Do no harm.') });
    expect(await asked(8)).toBe(waiting);
  });

  it('takes any one where none is for its purpose, so that the refusal is logged', async () => {
    expect(await asked(2)).toBeGreaterThan(0);
  });
});
