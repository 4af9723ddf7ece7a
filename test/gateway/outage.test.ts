import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Hex, toHex, utf8 } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { RevocationEvidence } from '../../src/core/evidence.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { DatasetId, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, signTyped, type TypedData } from './publisher.ts';
import { deploySmartAccount } from './smart-account.ts';

interface Withdrawn {
  readonly seq: number;
  readonly checked: boolean;
  readonly remaining: readonly { readonly grant: Hex }[];
}

let consortium: Consortium;
let link: ChainLink;
let reader: LedgerReader;
let holder: GatewayClient;
/** Patients: one with a key, one with a smart account, one without a signer. */
let own: AccountKey;
let smart: AccountKey;
let paper: Pseudonym;
let dataset: DatasetId;

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({
    patients: 3,
    logLevel: 'silent',
    limits: { anonymousPerMinute: 100_000 },
  }));
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  const [first, second, third] = listed.map(({ subject }) => subject) as [Pseudonym, Pseudonym, Pseudonym];
  own = await bindSigner(holder, first);
  const owner = randomAccountKey();
  smart = { ...owner, address: await deploySmartAccount(consortium, reader, owner.address) };
  await bindSigner(holder, second, smart);
  paper = third;
}, 120_000);
afterEach(() => link.mend());
afterAll(async () => {
  reader?.close();
  await consortium?.close();
  await link?.close();
});

const form = toHex(domainHash('form', utf8('call of 3 May')));
let until = Math.floor(Date.now() / 1000) + 86_400;

async function recorded(): Promise<GrantId> {
  const { notice } = consortium;
  const period = { fromSeconds: 1, untilSeconds: ++until };
  const record = { subject: paper, form, permission: 'HMB', ...ALL_YES, ...period, notice };
  const json = { records: [record] };
  const { grants } = await holder.json<{ grants: GrantId[] }>('POST', '/v1/consents/recorded', { json });
  return grants[0] as GrantId;
}

async function entries(): Promise<Entry[]> {
  const auditor = consortium.client(consortium.keys.auditor);
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

async function outcomeOf(seq: number): Promise<string | undefined> {
  return vi.waitFor(
    async () => {
      const answer = (await entries()).find(({ of }) => of === seq);
      expect(answer).toBeDefined();
      return answer?.outcome;
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function evidenceOf(seq: number): Promise<RevocationEvidence> {
  const auditor = consortium.client(consortium.keys.auditor);
  return auditor.json('GET', `/v1/log/entries/${seq}/evidence`);
}

async function report() {
  const auditor = consortium.client(consortium.keys.auditor);
  const log = httpLog(consortium.endpoint, consortium.logId, { authorize: (_, url) => auditor.authorize(url) });
  return audit(ledgerSource(reader), [log]);
}

/** Signs in while the ledger answers, and once: what is signed afterwards is signed in that session. */
function signedIn(key: AccountKey): { key: AccountKey; client: GatewayClient } {
  return { key, client: consortium.client(key) };
}

async function revokeOne({ key, client }: ReturnType<typeof signedIn>, grant: Hex): Promise<Withdrawn> {
  const json = { grant };
  const { typedData } = await client.json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', {
    json,
  });
  return client.json('POST', '/v1/consents/revocation', { json: { grant, signature: signTyped(key, typedData) } });
}

async function revokeEpoch({ key, client }: ReturnType<typeof signedIn>): Promise<Withdrawn> {
  const { typedData, epoch } = await client.json<{ typedData: TypedData; epoch: number }>(
    'POST',
    '/v1/consents/revocation/prepare',
    { json: {} },
  );
  return client.json('POST', '/v1/consents/revocation', { json: { epoch, signature: signTyped(key, typedData) } });
}

describe('every withdrawal', () => {
  const outages = {
    'is away': () => link.cut(),
    'answers nothing': () => link.hang(),
    'is kept busy by others': () => link.busy(),
  };

  it.each(Object.keys(outages) as (keyof typeof outages)[])(
    'is acknowledged while the ledger %s, and mined when it is back',
    async (outage) => {
      const patients = [signedIn(own), signedIn(smart)];
      const grants = [await giveGrant(consortium, own), await giveGrant(consortium, smart)] as const;
      for (const { client } of patients) await client.signIn();
      const onPaper = [await recorded(), await recorded()] as const;
      outages[outage]();
      const [mine, theirs] = patients as [ReturnType<typeof signedIn>, ReturnType<typeof signedIn>];
      const json = { subject: paper, form };
      const taken = [
        await revokeOne(mine, grants[0]),
        await revokeEpoch(mine),
        await revokeOne(theirs, grants[1]),
        await revokeEpoch(theirs),
        await holder.json<Withdrawn>('POST', `/v1/consents/${onPaper[0]}/withdrawal`, { json }),
        await holder.json<Withdrawn>('POST', '/v1/consents/withdrawal', { json }),
      ];
      expect(taken.map(({ checked }) => checked)).toEqual([true, true, false, false, true, true]);
      expect(await Promise.all(taken.map(async ({ seq }) => (await evidenceOf(seq)).unchecked))).toEqual([
        undefined,
        undefined,
        true,
        true,
        undefined,
        undefined,
      ]);
      link.mend();
      for (const { seq } of taken) expect(await outcomeOf(seq)).toBe('mined');
    },
    120_000,
  );

  it('leaves a trail that an auditor finds clean', async () => {
    expect(await report()).toMatchObject({ findings: [], verdict: 'clean' });
  }, 60_000);
});

describe('what the holder ends for ever', () => {
  it('ends at once while the ledger is away, also over a restart, and on chain when it is back', async () => {
    const { dataset: other } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', {
      json: { name: 'Over' },
    });
    const elder = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
    const permit = await issuePermit(consortium, dataset);
    const requester = consortium.client(consortium.keys.requester);
    const askedOfElder = await accessRequest(requester, elder, await issuePermit(consortium, elder));
    const asked = await accessRequest(requester, dataset, permit);
    const before = await checkAccess(requester, asked).catch((error) => error);
    expect(before).not.toMatchObject({ code: 'ACCESS_REFUSED', details: { reason: 'permit-inactive' } });
    link.cut();
    const json = { reason: 'the study is over' };
    const ended = { pending: true };
    expect(await holder.json('POST', `/v1/permits/${permit}/revocation`, { json })).toEqual(ended);
    expect(await holder.json('POST', `/v1/permits/${permit}/revocation`, { json })).toEqual(ended);
    expect(await holder.json('POST', `/v1/datasets/${other}/retirement`, { json })).toEqual(ended);
    const supersede = () => holder.json('POST', `/v1/datasets/${elder}/versions/1/supersession`, { json });
    expect(await supersede()).toEqual(ended);
    const notReleased = { code: 'ACCESS_REFUSED', details: { reason: 'dataset-not-released' } };
    await expect(checkAccess(requester, askedOfElder)).rejects.toMatchObject(notReleased);
    const state = async () => {
      const all = await holder.list<'permits', { permit: number; state: string; revokedAt: number }>(
        '/v1/permits',
        'permits',
      );
      return all.find((one) => one.permit === permit);
    };
    expect(await state()).toMatchObject({ state: 'revoked', revokedAt: 0 });
    link.refuseWrites();
    await consortium.restart();
    expect(await state()).toMatchObject({ state: 'revoked', revokedAt: 0 });
    await expect(checkAccess(requester, asked)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await expect(checkAccess(requester, askedOfElder)).rejects.toMatchObject(notReleased);
    link.mend();
    await vi.waitFor(async () => expect((await state())?.revokedAt).toBeGreaterThan(0), { timeout: 60_000 });
    await vi.waitFor(
      async () => {
        const { retiredAt } = await holder.json<{ retiredAt: number }>('GET', `/v1/datasets/${other}`);
        expect(retiredAt).toBeGreaterThan(0);
        const { versions } = await holder.json<{ versions: { supersededAt: number }[] }>(
          'GET',
          `/v1/datasets/${elder}`,
        );
        expect(versions[0]?.supersededAt).toBeGreaterThan(0);
      },
      { timeout: 60_000 },
    );
    await expect(supersede()).rejects.toMatchObject({ code: 'CONFLICT' });
    const none = holder.json('POST', `/v1/datasets/${elder}/versions/2/supersession`, { json });
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await holder.json('POST', `/v1/permits/${permit}/revocation`, { json })).toMatchObject({ pending: false });
  }, 120_000);
});

describe('a signature that only the ledger can judge', () => {
  it('withdraws at once, a few times, and no longer once the ledger has refused it', async () => {
    const grant = await giveGrant(consortium, smart);
    const client = consortium.client(smart);
    await client.signIn();
    const forged = { key: { ...smart, sign: randomAccountKey().sign }, client };
    link.cut();
    const taken = [await revokeOne(forged, grant)];
    for (let i = 0; i < 3; i++) taken.push(await revokeOne(forged, grant));
    expect(taken.map(({ checked }) => checked)).toEqual([false, false, false, false]);
    await expect(revokeOne(forged, grant)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    link.mend();
    for (const { seq } of taken) expect(await outcomeOf(seq)).toBe('rejected');
    const { remaining } = await revokeOne(signedIn(smart), await giveGrant(consortium, smart));
    expect(remaining.map((one) => one.grant)).toContain(grant);
  }, 120_000);

  it('is refused at once where the ledger answers, or where no smart account stands', async () => {
    const grant = await giveGrant(consortium, smart);
    const client = consortium.client(smart);
    const forged = { key: { ...smart, sign: randomAccountKey().sign }, client };
    await expect(revokeOne(forged, grant)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    const mine = await giveGrant(consortium, own);
    const keyless = { key: { ...own, sign: randomAccountKey().sign }, client: consortium.client(own) };
    link.cut();
    await expect(revokeOne(keyless, mine)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('is no finding against the gateway that said so', async () => {
    expect(await report()).toMatchObject({ findings: [], verdict: 'clean' });
  }, 60_000);
});
