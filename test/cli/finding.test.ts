import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { datasetId } from '../../src/cli/find-dataset.ts';
import { grantNamed } from '../../src/cli/find-grant.ts';
import { importNamed } from '../../src/cli/find-import.ts';
import { accountNamed, memberIdentity } from '../../src/cli/find-member.ts';
import { subjectNamed, subjectsNamed } from '../../src/cli/find-subject.ts';
import { ensureKey } from '../../src/cli/key-files.ts';
import { namesAt } from '../../src/cli/names.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { type Address, type DatasetId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { newOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { memberGrantee } from '../../src/core/terms.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { bindSigner, giveGrant, publish } from '../gateway/publisher.ts';

let consortium: Consortium;
let holder: GatewayClient;
let context: Context;
let subjects: { subject: Pseudonym; identifiers: string[] }[];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  holder = consortium.client(consortium.keys.holder);
  context = { dataDir: join(consortium.directory, 'home') } as Context;
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  subjects = (await holder.json<{ subjects: typeof subjects }>('GET', '/v1/subjects')).subjects;
});
afterAll(async () => {
  await consortium?.close();
});

async function nameMember(identity: Address, name: string): Promise<void> {
  const administrator = consortium.client(consortium.keys.administrator);
  const named = newOrganisation(name);
  const { membership } = ledgerCalls((await administrator.identity()).contracts);
  const call = membership.setOrganisation(identity, organisationCommitment(named));
  await sendOwnCall(administrator, call);
  await administrator.json('PUT', `/v1/members/${identity}/name`, { json: named });
}

const create = (name: string) =>
  holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name } }).then(({ dataset }) => dataset);

describe('a patient', () => {
  it('is named by its pseudonym, a beginning of it, or a number that it is enrolled by', async () => {
    const [first, second] = subjects as [(typeof subjects)[number], (typeof subjects)[number]];
    const [number = ''] = second.identifiers;
    const file = join(consortium.directory, 'number.txt');
    await writeFile(file, `\ufeff${number}\r\n`);
    const wanted = [first.subject, first.subject.slice(0, 12), number, ` ${number} `, `@${file}`];
    expect(await subjectsNamed(holder, wanted)).toEqual([
      first.subject,
      first.subject,
      second.subject,
      second.subject,
      second.subject,
    ]);
  });

  it('is found by the beginning of its pseudonym by auditors and authorities as well, and by nobody else', async () => {
    const [{ subject }] = subjects as [(typeof subjects)[number]];
    for (const who of ['auditor', 'authority'] as const) {
      const client = consortium.client(consortium.keys[who]);
      expect(await subjectNamed(client, subject.slice(0, 10).toUpperCase().replace('X', 'x'))).toBe(subject);
      await expect(subjectNamed(client, '0xabcdef')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const auditor = consortium.client(consortium.keys.auditor);
    await expect(subjectNamed(auditor, 'urn:mrn|1')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringMatching(/by a number\. Give the pseudonym/),
    });
    const requester = consortium.client(consortium.keys.requester);
    await expect(subjectNamed(requester, subject.slice(0, 10))).rejects.toThrow(/Give it whole/);
    expect(await subjectNamed(requester, subject)).toBe(subject);
  });

  it('is asked for by a longer beginning where several begin so', async () => {
    const found = [`0x1234${'5'.repeat(60)}`, `0x1234${'6'.repeat(60)}`];
    const client = { json: async () => ({ found: [{ subjects: found }] }) } as unknown as GatewayClient;
    await expect(subjectNamed(client, '0x1234')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { candidates: found },
    });
  });

  it('is nobody by a number that is another’s beginning, nor by one that nobody has', async () => {
    const digits = subjects[0]?.subject.slice(2, 10) ?? '';
    for (const wanted of [digits, 'urn:sample:mrn|9999', '0xabcdef', '0x']) {
      await expect(subjectNamed(holder, wanted)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(subjectNamed(holder, '0x')).rejects.toThrow(/no patient “0x”/);
  });
});

describe('a consent', () => {
  it('is named by its id or a beginning of it, by the patient and the holder', async () => {
    const [, , third] = subjects;
    const key = await bindSigner(holder, third?.subject as Pseudonym);
    const grant = await giveGrant(consortium, key);
    const patient = consortium.client(key);
    expect(await grantNamed(patient, grant.slice(0, 10))).toBe(grant);
    expect(await grantNamed(holder, grant.slice(2, 12), third?.subject)).toBe(grant);
    await expect(grantNamed(holder, grant.slice(0, 10), subjects[0]?.subject)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a dataset', () => {
  it('is named however it is spelled, and is refused a name that another one has which is not retired', async () => {
    const first = await create('  Kardiologie   Süd ');
    expect(await datasetId(holder, 'KARDIOLOGIE SU\u0308D')).toBe(first);
    for (const name of ['kardiologie süd', 'Kardiologie Su\u0308d', 'ＫARDIOLOGIE süd']) {
      await expect(create(name)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    await expect(create('Kardiologie\u202eSüd')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await holder.json('POST', `/v1/datasets/${first}/retirement`, { json: { reason: 'over' } });
    const second = await create('kardiologie süd');
    expect(await datasetId(holder, 'Kardiologie Süd')).toBe(second);
    expect(await datasetId(holder, first.slice(0, 14))).toBe(first);
    await expect(datasetId(holder, 'Kardiologie')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a draft', () => {
  it('is named by the beginning of its id', async () => {
    const dataset = await create('Drafts');
    const json = { kind: 'fhir', path: join(consortium.directory, 'export') };
    const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${dataset}/imports`, { json });
    expect(await importNamed(holder, id.slice(0, 8))).toBe(id);
    expect(await importNamed(holder, id)).toBe(id);
    await expect(importNamed(holder, 'ffffffff')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a member', () => {
  it('is named by its organisation, an account, a key or a beginning of its id, and a gateway never by its holder’s name', async () => {
    const { requester, holder: hospital, gateway } = consortium.keys;
    await nameMember(requester.address, 'Institute of Łódź');
    await nameMember(hospital.address, 'Hospital');
    await nameMember(gateway.address, 'Hospital');
    const find = (wanted: string) => memberIdentity(context, holder, wanted);
    expect(await find('institute of łódź')).toBe(requester.address);
    expect(await find(requester.address.slice(0, 12))).toBe(requester.address);
    expect(await find('hospital')).toBe(hospital.address);
    const mine = await ensureKey(context.dataDir, 'mine');
    expect(await find('mine')).toBe(mine.address);
    await expect(find('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused where a key is called as another member is', async () => {
    await ensureKey(context.dataDir, 'Hospital');
    await expect(memberIdentity(context, holder, 'Hospital')).rejects.toThrow(/may be any member of these: 0x.*0x/);
  });

  it('is the same after it moved to another account, of which the key is at hand', async () => {
    const key = await ensureKey(context.dataDir, 'moved', 'a long passphrase of nobody');
    const { other } = consortium.keys;
    const administrator = consortium.client(consortium.keys.administrator);
    const { membership } = ledgerCalls((await administrator.identity()).contracts);
    await sendOwnCall(administrator, membership.rotate(other.address, key.address));
    expect(await memberIdentity(context, holder, 'moved')).toBe(other.address);
    expect(await memberIdentity(context, holder, key.address)).toBe(other.address);
    expect(await accountNamed(context, 'moved', 'It')).toBe(key.address);
  });

  it('that is no member yet is an account, or the name of a key', async () => {
    const address = `0x${'Ab'.repeat(20)}`;
    expect(await accountNamed(context, address, 'It')).toBe(address.toLowerCase());
    await expect(accountNamed(context, 'absent', 'It')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('names', () => {
  it('stand where ids are known by them, and short ids where they are not', async () => {
    const { holder: hospital, auditor, gateway } = consortium.keys;
    const names = await namesAt(holder);
    expect(names.member(hospital.address)).toBe('“Hospital”');
    expect(names.member(gateway.address)).toBe('gateway of “Hospital”');
    expect(names.member(auditor.address)).toBe(auditor.address.slice(0, 10));
    expect(names.scope(ZERO_DIGEST)).toBe('all data of “Hospital”');
    expect(names.scope(await datasetId(holder, 'Drafts'))).toBe('only the dataset “Drafts”');
    expect(names.grantee(ZERO_DIGEST)).toBe('any requester');
    expect(names.grantee(memberGrantee(hospital.address))).toBe('“Hospital”');
    expect(names.grantee(`0x${'ab'.repeat(32)}`)).toBe('the group 0xabababab');
  });
});
