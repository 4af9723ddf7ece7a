import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consent } from '../../src/client/consent-shape.ts';
import { listConsents } from '../../src/client/consents.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { createGroup, type Group, joinGroup, leaveGroup, listGroups, nameGroup } from '../../src/client/groups.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { groupId, groupLabel, newGroupName } from '../../src/core/group.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Address, DatasetId, Digest, GrantId, GroupId, Pseudonym } from '../../src/core/ids.ts';
import { newOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { contentOf } from './content.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

/** More than the first release of a request holds. */
const [FIRST, MANY] = [512, 560];
const FILES = { many: MANY, early: 1, later: 1, paper: 1 } as const;
type Patient = keyof typeof FILES;

let consortium: Consortium;
let holder: GatewayClient;
let dataset: DatasetId;
let subjects: Record<Patient, Pseudonym>;
const signers: Partial<Record<Patient, AccountKey>> = {};
let requester: Address;
let other: Address;
const permits = new Map<Address, number>();
const LAB = newOrganisation('Laboratory North');

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  const { keys } = consortium;
  [requester, other] = [keys.requester.address, keys.other.address];
  holder = consortium.client(keys.holder);
  const path = join(consortium.directory, 'export', 'files');
  await mkdir(path, { recursive: true });
  const owners: Record<string, string> = {};
  for (const [patient, count] of Object.entries(FILES)) {
    for (let i = 0; i < count; i++) {
      owners[`${patient}-${i}.txt`] = `urn:mrn|${patient}`;
      // The first release is more than a connection takes in that nobody reads.
      await writeFile(join(path, `${patient}-${i}.txt`), `${patient} ${i}`.padEnd(40_960, '.'));
    }
  }
  const map = join(consortium.directory, 'export', 'owners.json');
  await writeFile(map, JSON.stringify(owners));
  dataset = await publish(holder, { kind: 'files', path, subjects: map });
  const listed = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  subjects = Object.fromEntries(
    listed.map(({ subject, identifiers }) => [identifiers[0]?.replace('urn:mrn|', ''), subject]),
  ) as typeof subjects;
  for (const patient of ['many', 'early', 'later'] as const)
    signers[patient] = await bindSigner(holder, subjects[patient]);
  for (const member of [requester, other])
    permits.set(member, await issuePermit(consortium, dataset, { requester: member }));
}, 300_000);
afterAll(async () => {
  await consortium?.close();
});

const formOf = (text: string) => toHex(domainHash('form', utf8(text))) as Digest;

const clientOf = (member: Address) =>
  consortium.client(member === requester ? consortium.keys.requester : consortium.keys.other);

const requestOf = (member: Address) => accessRequest(clientOf(member), dataset, permits.get(member) as number);

/** How many items a member would be given now. */
async function itemsOf(member: Address): Promise<number> {
  try {
    return (await checkAccess(clientOf(member), await requestOf(member))).count;
  } catch (error) {
    if (isCustosError(error, 'ACCESS_REFUSED') && error.details['reason'] === 'nothing-covered') return 0;
    throw error;
  }
}

const give = (patient: Patient, group: GroupId, terms: object = {}) =>
  giveGrant(consortium, signers[patient] as AccountKey, { grantee: group, ...terms }) as Promise<GrantId>;

async function covers(patient: Patient, grant: GrantId): Promise<Consent['covers']> {
  const own = await listConsents(holder, { subject: subjects[patient] });
  return own.find((one) => one.grant === grant)?.covers;
}

async function send(key: AccountKey, call: (calls: ReturnType<typeof ledgerCalls>['membership']) => never) {
  const client = consortium.client(key);
  return sendOwnCall(client, call(ledgerCalls((await client.identity()).contracts).membership));
}

const find = async (group: GroupId, by = holder) => (await listGroups(by)).find((one) => one.group === group);

describe('a group', () => {
  it('is created by its holder, has the members that it lets in, and outlasts a restart', async () => {
    const created = await createGroup(holder, 'Heart study');
    expect(created).toMatchObject({ name: 'Heart study', steward: consortium.keys.holder.address, members: [] });
    await joinGroup(holder, created.group, requester);
    const again = await joinGroup(holder, created.group, requester);
    expect(again.members).toEqual([{ identity: requester, joinedAt: expect.any(Number) }]);
    await joinGroup(holder, created.group, other);
    const left = await leaveGroup(holder, created.group, other);
    expect(left.members).toEqual(again.members);
    await expect(leaveGroup(holder, created.group, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await consortium.restart();
    const patient = consortium.client(signers.early as AccountKey);
    for (const by of [holder, clientOf(other), patient]) expect(await find(created.group, by)).toEqual(left);
  });

  it('takes no name that people would take for that of another group, or of a member', async () => {
    await send(
      consortium.keys.administrator,
      (membership) => membership.setOrganisation(other, organisationCommitment(LAB)) as never,
    );
    await holder.json('PUT', `/v1/members/${other}/name`, { json: LAB });
    await createGroup(holder, 'Imaging I');
    for (const name of ['imaging i', 'Imaging l', ' Imaging  I', 'Laboratory North', 'laboratory north'])
      await expect(createGroup(holder, name)).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const name of ['any', '0xabcd', ' ', 'A\u200bB'])
      await expect(createGroup(holder, name)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const two = await Promise.allSettled([createGroup(holder, 'Twin'), createGroup(holder, 'TWIN')]);
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is the same one where its creation is asked for again with the same salt', async () => {
    const json = newGroupName('Once');
    const first = await holder.json<Group>('POST', '/v1/groups', { json });
    expect(await holder.json<Group>('POST', '/v1/groups', { json })).toEqual(first);
  });

  it('of the consortium, or of another holder, goes by the name that opens its label, and is not this holder’s to change', async () => {
    const { administrator, other: keeper } = consortium.keys;
    const { membership } = (await holder.identity()).contracts;
    for (const [key, steward, name] of [
      [administrator, membership, 'All universities'],
      [keeper, other, 'Partners'],
    ] as const) {
      const named = newGroupName(name);
      const group = groupId(membership, steward, groupLabel(named));
      await send(key, (calls) => calls.createGroup(groupLabel(named)) as never);
      expect(await find(group)).toMatchObject({ steward, members: [] });
      expect((await find(group))?.name).toBeUndefined();
      await expect(nameGroup(holder, group, { ...named, name: 'Another' })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
      expect(await nameGroup(clientOf(requester), group, named)).toMatchObject(named);
      await expect(joinGroup(holder, group, requester)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await send(key, (calls) => calls.joinGroup(group, requester) as never);
      await expect(leaveGroup(holder, group, requester)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect((await find(group))?.members).toHaveLength(1);
      await send(consortium.keys.requester, (calls) => calls.leaveGroup(group, requester) as never);
      expect((await find(group))?.members).toEqual([]);
    }
    const unknown = `0x${'ab'.repeat(32)}` as GroupId;
    const named = newGroupName('Nowhere');
    await expect(nameGroup(holder, unknown, named)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(joinGroup(holder, unknown, requester)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes no stranger and no account of a member, and lets a member take only itself out', async () => {
    const { group } = await createGroup(holder, 'Members alone');
    const stranger = randomAccountKey().address;
    await expect(joinGroup(holder, group, stranger)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const { auditor } = consortium.keys;
    await send(consortium.keys.administrator, (calls) => calls.suspend(auditor.address) as never);
    await expect(joinGroup(holder, group, auditor.address)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is suspended'),
    });
    await send(consortium.keys.administrator, (calls) => calls.resume(auditor.address) as never);
    for (const member of [requester, other]) await joinGroup(holder, group, member);
    await expect(leaveGroup(clientOf(other), group, requester)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const left = await leaveGroup(clientOf(other), group, other);
    expect(left.members.map(({ identity }) => identity)).toEqual([requester]);
  });
});

describe('a consent for a group', () => {
  let group: GroupId;
  let strict: GrantId;
  let open: GrantId;

  it('covers who joined before it, and nobody who joins later', async () => {
    ({ group } = await createGroup(holder, 'Cohort'));
    await joinGroup(holder, group, requester);
    strict = await give('early', group);
    await joinGroup(holder, group, other);
    expect([await itemsOf(requester), await itemsOf(other)]).toEqual([1, 0]);
    expect(await covers('early', strict)).toEqual([requester]);
  });

  it('covers who joins later where the patient said so', async () => {
    const { group: late } = await createGroup(holder, 'Cohort to come');
    open = await give('later', late, { futureMembers: true });
    expect(await covers('later', open)).toEqual([]);
    await joinGroup(holder, late, other);
    expect([await itemsOf(requester), await itemsOf(other)]).toEqual([1, 1]);
    expect(await covers('later', open)).toEqual([other]);
    await leaveGroup(holder, late, other);
    await joinGroup(holder, late, other);
    expect(await itemsOf(other)).toBe(1);
    await leaveGroup(holder, late, other);
  });

  it('covers who left no more, nor once it has joined again', async () => {
    await leaveGroup(clientOf(requester), group, requester);
    expect(await itemsOf(requester)).toBe(0);
    expect(await covers('early', strict)).toEqual([]);
    await joinGroup(holder, group, requester);
    expect(await itemsOf(requester)).toBe(0);
    expect(await covers('early', strict)).toEqual([]);
  });

  it('is another one where it is given again after somebody joined, and the same one after that', async () => {
    const untilSeconds = Math.floor(Date.now() / 1000) + 86_400;
    const first = await give('early', group, { untilSeconds });
    expect(first).not.toBe(strict);
    expect(await give('early', group, { untilSeconds })).toBe(first);
    await leaveGroup(holder, group, other);
    await joinGroup(holder, group, other);
    const second = await give('early', group, { untilSeconds });
    expect(second).not.toBe(first);
    expect([await covers('early', first), await covers('early', second)]).toEqual([
      [requester],
      expect.arrayContaining([requester, other]),
    ]);
  });

  it('from paper covers who joined since where another form says so, and not for the same form recorded again', async () => {
    const { group: ward } = await createGroup(holder, 'Ward');
    await joinGroup(holder, ward, requester);
    const now = Math.floor(Date.now() / 1000);
    const record = (form: string) =>
      holder.json<{ grants: GrantId[]; stood: boolean[] }>('POST', '/v1/consents/recorded', {
        json: {
          records: [
            {
              subject: subjects.paper,
              form: formOf(form),
              grantee: ward,
              permission: 'HMB',
              ...ALL_YES,
              ...{ fromSeconds: now - 60, untilSeconds: now + 86_400, notice: consortium.notice },
            },
          ],
        },
      });
    const [first] = (await record('form 1')).grants;
    await joinGroup(holder, ward, other);
    expect(await record('form 1')).toMatchObject({ grants: [first], stood: [true] });
    expect(await covers('paper', first as GrantId)).toEqual([requester]);
    const { grants, stood } = await record('form 2');
    expect(stood).toEqual([false]);
    expect(await covers('paper', grants[0] as GrantId)).toEqual([requester, other]);
  });

  it('whose member is suspended covers it no more until it acts again', async () => {
    const { administrator } = consortium.keys;
    const { group: some } = await createGroup(holder, 'Some');
    await joinGroup(holder, some, other);
    const grant = await give('later', some);
    await send(administrator, (calls) => calls.suspend(other) as never);
    expect(await covers('later', grant)).toEqual([]);
    await send(administrator, (calls) => calls.resume(other) as never);
    expect(await covers('later', grant)).toEqual([other]);
  });
});

describe('a download', () => {
  it('of a member that leaves its group meanwhile ends with the release that it has: the next is refused, the refusal logged, and the rest told as withheld', async () => {
    const { group } = await createGroup(holder, 'Downloaders');
    await joinGroup(holder, group, requester);
    await give('many', group);
    for (const patient of ['early', 'later', 'paper'] as const) {
      await holder.json('POST', '/v1/consents/withdrawal', {
        json: { subject: subjects[patient], form: formOf('call') },
      });
    }
    const by = clientOf(requester);
    const body = encodeRequest(await requestOf(requester));
    const auditor = consortium.client(consortium.keys.auditor);
    const entries = async () => (await auditor.list<'entries', Entry>('/v1/log/entries', 'entries')) as Entry[];
    const before = (await entries()).length;
    const response = await by.fetch('POST', `/v1/datasets/${dataset}/content`, {
      bytes: { type: 'application/json', body },
      bind: requestDigest(body),
    });
    await leaveGroup(by, group, requester);
    const { items, end } = contentOf(await response.bytes());
    expect(items).toHaveLength(FIRST);
    expect(end).toMatchObject({ releases: 1, items: FIRST, withheld: { 'not-consented': expect.any(Number) } });
    const logged = (await entries()).slice(before).filter(({ kind }) => kind === 'release');
    expect(logged.map(({ outcome, rows, reason }) => [outcome, rows?.count, reason])).toEqual([
      ['released', FIRST, undefined],
      ['refused', undefined, 'nothing-covered'],
    ]);
  });

  it('leaves a trail that an auditor finds clean', async () => {
    const { findings, verdict, level } = await consortium.audited();
    expect({ findings, verdict, level }).toEqual({ findings: [], verdict: 'clean', level: 'openings' });
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('groups')).toEqual([]);
});
