import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { download } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { listPermits, revokePermit } from '../../src/client/permits.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { Digest } from '../../src/core/ids.ts';
import { permitPersonsDigest } from '../../src/core/permit-persons.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { type CallerName, clients, codeOf, consortium, dataset, openCallers } from './callers.ts';
import { contentOf } from './content.ts';
import { type Organisation, pseudonym, vouching } from './persons.ts';
import { accessRequest, issuePermit } from './publisher.ts';

let organisation: Organisation;

beforeAll(async () => {
  await openCallers();
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const [ana, rui, eva] = [pseudonym(), pseudonym(), pseudonym()];
const clientAs = (name: CallerName) => clients.get(name) as GatewayClient;

async function content(client: GatewayClient, permit: number): Promise<number> {
  const body = encodeRequest(await accessRequest(client, dataset, permit));
  const bytes = await client.bytes('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
  return contentOf(bytes).items.length;
}

async function lastEntry(): Promise<Entry> {
  const { entries } = await clientAs('auditor').json<{ entries: Entry[] }>('GET', '/v1/log/entries');
  return entries.at(-1) as Entry;
}

const warnings = async (json: object) => {
  const now = Math.floor(Date.now() / 1000);
  const terms = { requester: consortium.keys.requester.address, dataset, purpose: 7, identifiable: true };
  const order = { ...terms, fromSeconds: now - 60, untilSeconds: now + 86_400, ...json };
  return (await clientAs('holder').json<{ warnings: string[] }>('POST', '/v1/permits', { json: order })).warnings;
};

describe('a permit that names persons', () => {
  it('warns where nobody can sign in as one of them yet', async () => {
    expect((await warnings({ persons: [ana] })).join()).toContain('no session key');
    organisation = await vouching(consortium, consortium.keys.requester);
    expect((await warnings({ persons: [ana] })).join()).not.toContain('no session key');
  });

  it('is used by these, and by no other person nor account of the requester', async () => {
    const permit = await issuePermit(consortium, dataset, { persons: [rui, ana, rui] });
    for (const one of [ana, rui]) expect(await content(organisation.person(one), permit)).toBeGreaterThan(0);
    for (const client of [organisation.person(eva), clientAs('requester')]) {
      await expect(content(client, permit)).rejects.toMatchObject({
        code: 'ACCESS_REFUSED',
        details: { reason: 'person-not-permitted' },
      });
      expect(await lastEntry()).toMatchObject({ outcome: 'refused', reason: 'person-not-permitted', permit });
    }
    const { findings, verdict } = await consortium.audited({ level: 'openings' } as never);
    expect([findings, verdict]).toEqual([[], 'clean']);
  });

  it('is downloaded under by a person, which verifies that the receipt is for its organisation', async () => {
    const permit = await issuePermit(consortium, dataset, { persons: [ana] });
    const { chain, deployment } = consortium;
    const reader = await openLedger({ url: chain.url, membership: deployment.membership });
    try {
      const person = organisation.person(ana);
      const request = await accessRequest(person, dataset, permit);
      const asking = await person.asking();
      const verified = async (by: typeof asking) => {
        const trust = await downloadTrust(reader, by, request);
        return (await Array.fromAsync(download(person, request, trust))).filter(({ type }) => type === 'verified');
      };
      expect((await verified(asking)).length).toBeGreaterThan(0);
      const other = { ...asking, member: consortium.keys.other.address };
      await expect(verified(other)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    } finally {
      reader.close();
    }
  });

  it('says whom, to the holder, auditors and the requester, and has their digest on the ledger', async () => {
    const permit = await issuePermit(consortium, dataset, { persons: [ana, eva] });
    const persons = [ana, eva].sort();
    for (const name of ['holder', 'auditor', 'requester'] as const) {
      const found = (await listPermits(clientAs(name))).find((one) => one.permit === permit);
      expect(found).toMatchObject({ persons, recipientKeyDigest: permitPersonsDigest(persons) });
    }
  });

  it('counts after a restart as before', async () => {
    const permit = await issuePermit(consortium, dataset, { persons: [ana] });
    await consortium.restart();
    // Until the ledger has said how much of the log it holds, nothing is released.
    const released = () => codeOf(content(organisation.person(ana), permit));
    await expect.poll(released, { timeout: 10_000 }).toBe('OK');
    expect(await codeOf(content(organisation.person(rui), permit))).toBe('ACCESS_REFUSED');
  });

  it('names what is told to be whose: no key, and no more than there may be', async () => {
    const key = `0x${'77'.repeat(32)}` as Digest;
    for (const json of [
      { recipientKeyDigest: key },
      { persons: [ana], recipientKeyDigest: key, delivery: 'sealed' },
      { persons: [] },
      { persons: ['0x51'] },
      { persons: Array.from({ length: 257 }, pseudonym) },
    ]) {
      expect(await codeOf(warnings(json))).toBe('INPUT_INVALID');
    }
  });

  it('is another permit than one for other persons, and alike to one for the same', async () => {
    const [own, other] = [pseudonym(), pseudonym()];
    await warnings({ persons: [own, other], purpose: 3 });
    expect((await warnings({ persons: [own], purpose: 3 })).join()).not.toContain('allows the same');
    expect((await warnings({ persons: [other, own], purpose: 3 })).join()).toContain('allows the same');
  });

  it('tells the patient nothing of them', async () => {
    const lines = await clientAs('subject').json<{ accesses: object[] }>('GET', '/v1/me/accesses');
    expect(lines.accesses.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toContain('recipients');
  });
});

it('a permit that was revoked says why to its two parties, also after a restart, and to nobody else', async () => {
  const permit = await issuePermit(consortium, dataset);
  const told = async (name: CallerName) =>
    (await listPermits(clientAs(name))).find((one) => one.permit === permit)?.revocationReason;
  expect(await told('holder')).toBeUndefined();
  await revokePermit(clientAs('holder'), permit, 'The study ended');
  await expect.poll(() => told('holder')).toBe('The study ended');
  await consortium.restart();
  expect([await told('holder'), await told('requester'), await told('auditor')]).toEqual([
    'The study ended',
    'The study ended',
    undefined,
  ]);
});
