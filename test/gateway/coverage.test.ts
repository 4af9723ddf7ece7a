import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCoverage } from '../../src/client/coverage.ts';
import { readDataset, retireDataset, supersedeVersion } from '../../src/client/datasets.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { listEntries } from '../../src/client/log.ts';
import { inviteStaff } from '../../src/client/staff.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { Duty } from '../../src/core/duties.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { type Organisation, vouching } from './persons.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

const BIOMEDICAL = 7;

let consortium: Consortium;
let link: ChainLink;
let holder: GatewayClient;
let organisation: Organisation;
let dataset: DatasetId;
/** Patients: one who consented to anybody's research, one on condition that it is not commercial, one who said nothing. */
let wide: { key: AccountKey; grant: Hex };

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({ patients: 3, logLevel: 'silent' }));
  holder = consortium.client(consortium.keys.holder);
  organisation = await vouching(consortium, consortium.keys.holder);
  dataset = await published();
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  const [first, second] = listed.map(({ subject }) => subject) as [Pseudonym, Pseudonym];
  const key = await bindSigner(holder, first);
  wide = { key, grant: await giveGrant(consortium, key) };
  await giveGrant(consortium, await bindSigner(holder, second), { modifiers: ['NCU'] });
}, 120_000);
afterEach(() => link.mend());
afterAll(async () => {
  await consortium?.close();
  await link?.close();
});

const published = () => publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });

async function person(duties: readonly Duty[]): Promise<GatewayClient> {
  const { person: id } = await inviteStaff(holder, { name: `Of ${duties.join(' and ')}`, duties });
  return organisation.person(id);
}

async function biomedical(client = holder, of = dataset) {
  const { purposes } = await readCoverage(client, of);
  return purposes.find(({ purpose }) => purpose === BIOMEDICAL);
}

async function entries(): Promise<number> {
  return (await Array.fromAsync(listEntries(holder))).length;
}

describe('the coverage of a dataset', () => {
  it('says of each purpose how many patients the decision would release, without an entry in the log', async () => {
    const before = await entries();
    const found = await readCoverage(holder, dataset);
    expect(found).toMatchObject({
      ...{ dataset, version: 1, counts: 'exact', patients: 3 },
      assumed: {
        requester: 'any',
        basis: 'consent',
        delivery: 'download',
        identifiable: true,
        attested: [],
      },
    });
    const { head } = await holder.json<{ head: object }>('GET', '/v1/ledger');
    expect(found.block).toEqual(head);
    expect(found.purposes.map(({ purpose }) => purpose)).toEqual(RESEARCH_PURPOSES.map(({ code }) => code));
    const counted = { released: 1, partly: 0, review: 1, withheld: 1, reasons: { 'no-grant': 1 } };
    expect(await biomedical()).toEqual({ purpose: BIOMEDICAL, ...counted });
    expect(found.purposes.find(({ purpose }) => purpose === 2)).toMatchObject({ released: 0, review: 0, withheld: 3 });
    expect(await entries()).toBe(before);
  });

  it('counts as if the permit attested conditions and the request met them, and says which', async () => {
    const met = await readCoverage(holder, dataset, { meets: ['NCU', 'IRB', 'NCU'] });
    expect(met.assumed.attested).toEqual(['IRB', 'NCU']);
    const of = (purposes: typeof met.purposes) => purposes.find(({ purpose }) => purpose === BIOMEDICAL);
    expect(of(met.purposes)).toMatchObject({ released: 2, review: 0, withheld: 1 });
    const [other, none] = await Promise.all([
      readCoverage(holder, dataset, { meets: ['IRB'] }),
      readCoverage(holder, dataset),
    ]);
    expect(of(other.purposes)).toMatchObject({ released: 1, review: 1 });
    expect(of(none.purposes)).toMatchObject({ released: 1, review: 1 });
    for (const meets of [['GRU'], ['ncu'], [''], ['NCU,'], ['NCU', 'constructor']]) {
      await expect(readCoverage(holder, dataset, { meets })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('is what a requester under such a permit then gets', async () => {
    const permit = await issuePermit(consortium, dataset);
    const requester = consortium.client(consortium.keys.requester);
    const { count } = await checkAccess(requester, await accessRequest(requester, dataset, permit));
    expect(count).toBeGreaterThan(0);
    await revokeGrant(consortium, wide.key, wide.grant);
    const request = await accessRequest(requester, dataset, permit);
    const shared = (await readDataset(holder, dataset)).versions[0]?.sharedCount ?? 0;
    const rest = await checkAccess(requester, request).then(
      (permitted) => permitted.count,
      () => 0,
    );
    expect(rest).toBe(shared);
    expect(await biomedical()).toMatchObject({ released: 0, withheld: 2 });
    wide = { ...wide, grant: await giveGrant(consortium, wide.key) };
    await expect.poll(() => biomedical()).toMatchObject({ released: 1 });
  });

  it('counts as withheld whose withdrawal is acknowledged and not on the ledger yet', async () => {
    expect(await biomedical()).toMatchObject({ released: 1 });
    const refused = link.refuseWrites();
    const revoking = revokeGrant(consortium, wide.key, wide.grant);
    await refused;
    await revoking;
    expect(await biomedical()).toMatchObject({ released: 0, withheld: 2, reasons: { 'no-grant': 1, revoked: 1 } });
    link.mend();
    wide = { ...wide, grant: await giveGrant(consortium, wide.key) };
    await expect.poll(() => biomedical()).toMatchObject({ released: 1 });
  });

  it('tells exact counts to who sees each patient’s consents anyway, and others no few people', async () => {
    expect(await readCoverage(await person(['data-manager']), dataset)).toMatchObject({ counts: 'exact', patients: 3 });
    const few = { fewerThan: 10 };
    for (const duty of ['reviewer', 'auditor'] as const) {
      const told = await readCoverage(await person([duty]), dataset);
      expect(told).toMatchObject({ counts: 'full-tens', patients: few });
      for (const one of told.purposes) {
        expect(one).toMatchObject({ released: few, partly: few, review: few, withheld: few, reasons: {} });
      }
    }
    expect(await readCoverage(await person(['reviewer', 'data-manager']), dataset)).toMatchObject({ counts: 'exact' });
  });

  it('answers as many as ask at once, all of them right', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => biomedical()));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('knows no dataset before its first version, and no version that is none', async () => {
    const { dataset: empty } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', {
      json: { name: 'Empty' },
    });
    await expect(readCoverage(holder, empty)).rejects.toMatchObject({ code: 'NOT_FOUND', message: /Nothing .* yet/ });
    for (const version of [0, 2, 0xffff_ffff]) {
      await expect(readCoverage(holder, dataset, { version })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    for (const version of [-1, 1.5, 2 ** 32, Number.NaN]) {
      await expect(readCoverage(holder, dataset, { version })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    for (const version of ['', '1e3', '0x1', '01', '1 ', 'one']) {
      const asked = holder.json('GET', `/v1/datasets/${dataset}/coverage`, { query: { version } });
      await expect(asked).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('says of what is superseded or retired that nobody would be released, and why', async () => {
    const of = await published();
    expect(await biomedical(holder, of)).toMatchObject({ released: 1 });
    await supersedeVersion(holder, of, 1, 'wrong');
    const refused = { reason: 'dataset-not-released' };
    expect(await biomedical(holder, of)).toMatchObject({ refused, released: 0, withheld: 3, reasons: {} });
    const other = await published();
    await retireDataset(holder, other, 'over');
    expect(await biomedical(holder, other)).toMatchObject({ refused, released: 0, withheld: 3, reasons: {} });
  });
});
