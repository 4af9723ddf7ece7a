import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { listEntries } from '../../src/client/log.ts';
import { releasedRows } from '../../src/client/released-rows.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from '../gateway/publisher.ts';

let consortium: Consortium;
let release: Entry;
const grants: string[] = [];
let subjects: Pseudonym[];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  const holder = consortium.client(consortium.keys.holder);
  const dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  const permit = await issuePermit(consortium, dataset);
  const known = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  subjects = known.subjects.map(({ subject }) => subject);
  for (const subject of subjects.slice(0, 2))
    grants.push(await giveGrant(consortium, await bindSigner(holder, subject)));
  const requester = consortium.client(consortium.keys.requester);
  const body = encodeRequest(await accessRequest(requester, dataset, permit));
  await requester.bytes('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
  const entries = await Array.fromAsync(listEntries(auditor()));
  release = entries.find(({ outcome }) => outcome === 'released') as Entry;
});
afterAll(async () => {
  await consortium?.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const auditor = () => consortium.client(consortium.keys.auditor);
const of = (patient: number) => releasedRows(auditor(), release, subjects[patient] as Pseudonym);

/** Somebody between gateway and auditor changes what opens the release. */
function telling(change: (text: string) => string): void {
  const honest = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
    const response = await honest(url, init);
    if (!new URL(String(url)).pathname.endsWith('/openings')) return response;
    return new Response(change(await response.text()), { status: response.status, headers: response.headers });
  });
}

describe('what a release held of a patient', () => {
  it('is its rows and the consent by which they left, for the auditor, and nothing of another patient', async () => {
    const [one, other] = [await of(0), await of(1)];
    expect(one?.grants).toMatchObject([{ grant: grants[0] }]);
    expect(other?.grants).toMatchObject([{ grant: grants[1] }]);
    expect((one?.items ?? 0) + (other?.items ?? 0)).toBeLessThanOrEqual(release.rows?.count ?? 0);
    expect(one?.items).toBeGreaterThan(0);
  });

  it('is nothing where it held nothing of the patient', async () => {
    expect(await of(2)).toBeUndefined();
  });

  it.each([
    [
      'rows of another patient as this one’s',
      (text: string) => text.replaceAll(String(subjects[1]), String(subjects[0])),
    ],
    ['a row twice', (text: string) => text.replace(/^(.*"row".*)$/gm, '$1\n$1')],
    ['another item', (text: string) => text.replace(/"digest":"0x[0-9a-f]{8}/g, '"digest":"0x00000000')],
  ])('is refused where the gateway shows %s', async (_, change) => {
    telling(change);
    await expect(of(0)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it.each(['{', 'null', '{"row":{"position":-1}}'])('is refused where what opens it is %s', async (text) => {
    telling(() => text);
    await expect(of(0)).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE' });
  });
});
