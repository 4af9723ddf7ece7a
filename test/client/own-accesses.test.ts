import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ownAccesses } from '../../src/client/own-accesses.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import type { OpeningLine, OpeningListLine, OpeningRowLine } from '../../src/core/openings.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from '../gateway/publisher.ts';

interface Access {
  items: number;
  kinds: Record<string, number>;
  rows: OpeningLine[];
  receipt: string;
}

let consortium: Consortium;
let dataset: DatasetId;
let patients: AccountKey[];
const grants: string[] = [];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 2 });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  const permit = await issuePermit(consortium, dataset);
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  patients = await Promise.all(subjects.map(({ subject }) => bindSigner(holder, subject)));
  for (const key of patients) grants.push(await giveGrant(consortium, key));
  const requester = consortium.client(consortium.keys.requester);
  const body = encodeRequest(await accessRequest(requester, dataset, permit));
  await requester.bytes('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
});
afterAll(async () => {
  await consortium?.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const own = (patient = 0) => ownAccesses(consortium.client(patients[patient] as AccountKey));

/** Somebody between gateway and patient changes what the gateway tells. */
function telling(change: (access: Access) => void): void {
  const honest = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
    const response = await honest(url, init);
    if (new URL(String(url)).pathname !== '/v1/me/accesses' || !response.ok) return response;
    const answer = (await response.json()) as { accesses: Access[] };
    for (const access of answer.accesses) change(access);
    return Response.json(answer, { status: response.status });
  });
}

const rowOf = ({ rows }: Access) =>
  rows.find((line) => 'row' in line) as { -readonly [K in keyof OpeningRowLine]: OpeningRowLine[K] };

const listOf = ({ rows }: Access) =>
  rows.find((line) => 'listed' in line) as { -readonly [K in keyof OpeningListLine]: OpeningListLine[K] };

describe('what a patient reads of who had its data', () => {
  it('names who, for what, which kinds of data, of which dataset and under which consent', async () => {
    const found = await own();
    expect(found).toHaveLength(1);
    const [access] = found;
    expect(access?.entry).toMatchObject({ requester: consortium.keys.requester.address, purpose: 7, dataset });
    expect(access?.kinds).toMatchObject({ Patient: 1, Condition: 1, Observation: expect.any(Number) });
    expect(Object.values(access?.kinds ?? {}).reduce((sum, count) => sum + count, 0)).toBe(access?.items);
    expect(access?.grants).toMatchObject([{ grant: grants[0], recorded: false, terms: { purposes: '4' } }]);
  });

  it('holds nothing of another patient', async () => {
    const [[mine], [others]] = [await own(0), await own(1)];
    expect(mine?.grants[0]?.grant).not.toBe(others?.grants[0]?.grant);
    expect((mine?.items ?? 0) + (others?.items ?? 0)).toBeLessThanOrEqual(mine?.entry.rows?.count ?? 0);
  });

  it.each<[string, (access: Access) => void]>([
    [
      'another patient’s row',
      (access) => (rowOf(access).row = { ...rowOf(access).row, subject: `0x${'ab'.repeat(32)}` as Pseudonym }),
    ],
    [
      'an item of another owner',
      (access) => (rowOf(access).row = { ...rowOf(access).row, ownerSalt: `0x${'ab'.repeat(32)}` }),
    ],
    [
      'other categories',
      (access) => (rowOf(access).row = { ...rowOf(access).row, leaf: { ...rowOf(access).row.leaf, categories: 512 } }),
    ],
    ['a list without its proof', (access) => (listOf(access).listed = { ...listOf(access).listed, proof: [] })],
    ['a list of other items', (access) => (listOf(access).listed = { ...listOf(access).listed, items: [0] })],
    [
      'a listed leaf that is not the row’s',
      (access) => {
        const { listed } = listOf(access);
        listOf(access).listed = { ...listed, leaves: listed.leaves.toReversed() };
      },
    ],
    ['no list', (access) => (access.rows = access.rows.filter((line) => !('listed' in line)))],
    ['a place that the release has not', (access) => (rowOf(access).row = { ...rowOf(access).row, position: 1e6 })],
    [
      'a row twice',
      (access) =>
        access.rows.splice(
          access.rows.findIndex((line) => 'row' in line),
          1,
          access.rows.at(-1) as OpeningLine,
        ),
    ],
    [
      'a consent that it does not open',
      (access) => (rowOf(access).row = { ...rowOf(access).row, grant: `0x${'ab'.repeat(32)}` as never }),
    ],
    ['fewer kinds than items', (access) => (access.kinds = { Patient: 1 })],
    ['more items than rows', (access) => (access.items += 1)],
    [
      'other terms of the consent',
      (access) => {
        const at = access.rows.findIndex((line) => 'grant' in line);
        const { grant } = access.rows[at] as Extract<OpeningLine, { grant: unknown }>;
        access.rows[at] = { grant: { ...grant, terms: { ...grant.terms, purposes: '1' } } };
      },
    ],
  ])('is refused with %s', async (_, change) => {
    telling(change);
    await expect(own()).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it.each<[string, (from: number) => number]>([
    ['stays where it is', () => 7],
    ['goes on for ever without a release', (from) => from + 1],
  ])('is refused, and not cut short, where the list %s', async (_, next) => {
    let asked = 0;
    const json = async (_method: string, _path: string, { query }: { query: { from: number } }) => {
      if (++asked > 20_000) throw new Error('still asking');
      return { accesses: [], next: next(query.from) };
    };
    const ends = {
      endpoint: 'https://example.org',
      subject: async () => `0x${'11'.repeat(32)}`,
      identity: async () => ({}),
    };
    await expect(ownAccesses({ ...ends, json } as never)).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE' });
  });

  it('is refused with one release twice', async () => {
    const honest = globalThis.fetch;
    vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
      const response = await honest(url, init);
      if (new URL(String(url)).pathname !== '/v1/me/accesses') return response;
      const { accesses } = (await response.json()) as { accesses: Access[] };
      return Response.json({ accesses: [...accesses, ...accesses] });
    });
    await expect(own()).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it('is refused with the receipt of a log that signed something else', async () => {
    telling((access) => (access.receipt = access.receipt.replace(/^index \d+$/m, 'index 2')));
    await expect(own()).rejects.toMatchObject({ code: expect.stringMatching(/_INVALID$/) });
  });
});
