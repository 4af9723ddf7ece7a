import { id, type Result } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MODIFIERS } from '../../src/core/purpose-table.ts';
import { event, read, readStruct, refusal, send } from './chain.ts';
import { DAY, deploy, now, pass, permitTerms, publish, rewindEach, type World, ZERO } from './deploy.ts';

const STATE = ['none', 'countersign', 'accept', 'notYet', 'active', 'expired', 'revoked', 'inactive', 'retired'];
const WAIVER = 2;

let world: World;
let dataset: string;
let start: number;
beforeAll(async () => {
  world = await deploy();
  dataset = await publish(world, 'dataset');
  start = await now(world);
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const at = (part: keyof World['accounts']) => world.accounts[part].address;
const act = (part: keyof World['accounts'], name: string, ...args: unknown[]) =>
  send(world.permits, world.accounts[part], name, ...args);
const state = async (permit: unknown = 1) => STATE[Number(await read(world.permits, 'stateOf', permit))];
const terms = (changes: Record<string, unknown> = {}) =>
  permitTerms(world, dataset, { from: start, until: start + 30 * DAY, attested: 1n << 20n, ...changes });
const issue = (changes: Record<string, unknown> = {}) => act('gateway', 'issue', terms(changes));

describe('a permit', () => {
  it('has an ordinal and keeps its terms', async () => {
    await issue();
    const { name, args } = event(await issue());
    expect(name).toBe('PermitIssued');
    expect(args).toMatchObject({ permit: 2n, requester: at('requester'), dataset, actor: at('gateway') });
    const permit = await readStruct(world.permits, 'permitOf', 2);
    expect(permit).toMatchObject({ issuedAt: BigInt(await now(world)), revokedAt: 0n });
    expect(permit.terms).toMatchObject({ 0: at('requester'), 3: dataset, 4: 7n });
    expect(await state(2)).toBe('active');
  });

  it('is issued by the holder of the dataset only', async () => {
    const notHolder = (caller: string) => ({ name: 'PermitRegistryNotHolder', args: [dataset, caller] });
    expect(await refusal(act('otherHolder', 'issue', terms()))).toEqual(notHolder(at('otherHolder')));
    expect((await refusal(act('requester', 'issue', terms()))).name).toBe('MembershipRoleMissing');
    expect((await refusal(issue({ dataset: id('never') }))).name).toBe('PermitRegistryNotHolder');
  });

  it('is not issued for a retired dataset', async () => {
    await issue();
    await send(world.datasets, world.accounts.holder, 'retire', dataset, ZERO);
    expect(await refusal(issue())).toEqual({ name: 'PermitRegistryDatasetRetired', args: [dataset] });
    expect(await state()).toBe('retired');
  });

  it('has a period that is not over', async () => {
    expect(await refusal(issue({ from: start + 2, until: start + 1 }))).toEqual({
      name: 'PermitRegistryPeriodInvalid',
      args: [BigInt(start + 2), BigInt(start + 1)],
    });
    expect((await refusal(issue({ from: 1, until: 2 }))).name).toBe('PermitRegistryPeriodInvalid');
  });

  it('counts in its period', async () => {
    await issue({ from: start + DAY });
    expect(await state()).toBe('notYet');
    await pass(world, DAY);
    expect(await state()).toBe('active');
    await pass(world, 30 * DAY);
    expect(await state()).toBe('expired');
    expect(await state(2)).toBe('none');
  });

  it.each([0, 11, 255])('names a research purpose, not %i', async (purpose) => {
    expect(await refusal(issue({ purpose }))).toEqual({
      name: 'PermitRegistryPurposeInvalid',
      args: [BigInt(purpose), false],
    });
  });

  it('names the key of a sealed delivery and the decision behind another basis', async () => {
    expect(await refusal(issue({ delivery: 1 }))).toEqual({ name: 'PermitRegistryDigestMissing', args: [] });
    expect(await refusal(issue({ basis: WAIVER }))).toEqual({ name: 'PermitRegistryDigestMissing', args: [] });
    await issue({ delivery: 1, recipientKeyDigest: id('key') });
    expect(await state()).toBe('active');
  });

  it('ends within ten years', async () => {
    const longest = async () => (await now(world)) + 3653 * DAY;
    await issue({ until: (await longest()) + 1 });
    for (const until of [(await longest()) + 2, 2 ** 48 - 1]) {
      const refused = { name: 'PermitRegistryPeriodInvalid', args: [BigInt(start), BigInt(until)] };
      expect(await refusal(issue({ until }))).toEqual(refused);
    }
    await issue({ until: (await now(world)) + 1 });
    expect((await refusal(issue({ until: await now(world) }))).name).toBe('PermitRegistryPeriodInvalid');
  });

  it.each([1n, 1n << 4n, 1n << 15n, 1n << 34n, 1n << 47n, 1n << 51n, 1n << 63n])(
    'attests what the table names, not bits %i',
    async (bit) => {
      const attested = bit | (1n << 20n);
      const refused = { name: 'PermitRegistryAttestationInvalid', args: [attested] };
      expect(await refusal(issue({ attested }))).toEqual(refused);
    },
  );

  it('attests every modifier of the table', async () => {
    const attested = MODIFIERS.reduce((bits, { bit }) => bits | (1n << BigInt(bit)), 1n << 3n);
    const { args } = event(await issue({ attested, disease: 5015 }));
    expect((args.terms as Result).toObject()).toMatchObject({ attested, disease: 5015n });
  });

  it('names the disease, where its purpose or what it attests is about one', async () => {
    const invalid = (disease: bigint) => ({ name: 'PermitRegistryDiseaseInvalid', args: [disease] });
    expect(await refusal(issue({ purpose: 10 }))).toEqual(invalid(0n));
    expect(await refusal(issue({ attested: 1n << 3n }))).toEqual(invalid(0n));
    expect(await refusal(issue({ disease: 10_000_000 }))).toEqual(invalid(10_000_000n));
    await issue({ purpose: 10, disease: 9_999_999 });
    await issue({ attested: 1n << 3n, disease: 1 });
    await issue({ disease: 5015 });
    const { terms: kept } = await readStruct(world.permits, 'permitOf', 3);
    expect((kept as Result).toObject()).toMatchObject({ disease: 5015n });
  });

  it('goes to a member with the role that it needs', async () => {
    const unfit = (who: string, wanted: bigint) => ({ name: 'PermitRegistryRequesterUnfit', args: [who, wanted] });
    expect(await refusal(issue({ requester: at('auditor') }))).toEqual(unfit(at('auditor'), 24n));
    expect(await refusal(issue({ requester: at('stranger') }))).toEqual(unfit(at('stranger'), 24n));
    expect(await refusal(issue({ delivery: 2 }))).toEqual(unfit(at('requester'), 16n));
    const soon = start + 2 * DAY;
    expect(await refusal(issue({ emergency: true, until: soon }))).toEqual(unfit(at('requester'), 64n));
    const both = issue({ emergency: true, until: soon, delivery: 2, requester: at('clinician') });
    expect(await refusal(both)).toEqual(unfit(at('clinician'), 64n));
    await issue({ delivery: 2, requester: at('environment') });
    await issue({ emergency: true, until: soon, purpose: 0, requester: at('clinician') });
    expect([await state(1), await state(2)]).toEqual(['active', 'active']);
  });

  it('counts while requester and holder are active', async () => {
    await issue();
    for (const part of ['requester', 'holder'] as const) {
      await send(world.membership, world.accounts.admin, 'suspend', at(part));
      expect(await state()).toBe('inactive');
      await send(world.membership, world.accounts.admin, 'resume', at(part));
    }
    expect(await state()).toBe('active');
    await send(world.membership, world.accounts.admin, 'rotate', at('requester'), at('spare'));
    expect(await state()).toBe('active');
  });
});

describe('acceptance', () => {
  it('of the terms is needed before the first release', async () => {
    await issue({ termsDigest: id('agreement') });
    expect(await state()).toBe('accept');
    const differs = { name: 'PermitRegistryDigestDiffers', args: [1n, id('agreement'), id('other')] };
    expect(await refusal(act('requester', 'accept', 1, id('other')))).toEqual(differs);
    expect(event(await act('requester', 'accept', 1, id('agreement')))).toEqual({
      name: 'PermitAccepted',
      args: { permit: 1n, requester: at('requester'), termsDigest: id('agreement'), actor: at('requester') },
    });
    expect(await state()).toBe('active');
    const done = { name: 'PermitRegistryAlreadyDone', args: [1n, BigInt(await now(world))] };
    expect(await refusal(act('requester', 'accept', 1, id('agreement')))).toEqual(done);
  });

  it('is the requester’s, where there are terms', async () => {
    await issue();
    const notParty = { name: 'PermitRegistryNotParty', args: [1n, at('auditor')] };
    expect(await refusal(act('auditor', 'accept', 1, ZERO))).toEqual(notParty);
    expect(await refusal(act('requester', 'accept', 1, ZERO))).toEqual({ name: 'PermitRegistryNotNeeded', args: [1n] });
    expect(await refusal(act('requester', 'accept', 9, ZERO))).toEqual({ name: 'PermitRegistryUnknown', args: [9n] });
  });
});

describe('countersignature', () => {
  it('of an authority makes a permit on another basis count', async () => {
    await issue({ basis: WAIVER, authorityDigest: id('decision') });
    expect(await state()).toBe('countersign');
    const differs = { name: 'PermitRegistryDigestDiffers', args: [1n, id('decision'), ZERO] };
    expect(await refusal(act('authority', 'countersign', 1, ZERO))).toEqual(differs);
    expect(event(await act('authority', 'countersign', 1, id('decision')))).toEqual({
      name: 'PermitCountersigned',
      args: { permit: 1n, authority: at('authority'), authorityDigest: id('decision'), actor: at('authority') },
    });
    expect(await state()).toBe('active');
    const countersignedAt = BigInt(await now(world));
    const countersigned = { authority: at('authority'), countersignedAt, acceptedAt: 0n };
    expect(await readStruct(world.permits, 'permitOf', 1)).toMatchObject(countersigned);
    const done = { name: 'PermitRegistryAlreadyDone', args: [1n, countersignedAt] };
    expect(await refusal(act('authority', 'countersign', 1, id('decision')))).toEqual(done);
  });

  it('is not the holder’s own', async () => {
    await send(world.membership, world.accounts.admin, 'setRoles', at('holder'), 2 | 32);
    await issue({ basis: WAIVER, authorityDigest: id('decision') });
    expect(await refusal(act('holder', 'countersign', 1, id('decision')))).toEqual({
      name: 'PermitRegistryNotIndependent',
      args: [1n, at('holder')],
    });
  });

  it('is an authority’s, not the requester’s own, and not needed with consent', async () => {
    await issue();
    expect(await refusal(act('authority', 'countersign', 1, ZERO))).toEqual({
      name: 'PermitRegistryNotNeeded',
      args: [1n],
    });
    expect((await refusal(act('requester', 'countersign', 1, ZERO))).name).toBe('MembershipRoleMissing');
    await send(world.membership, world.accounts.admin, 'setRoles', at('requester'), 8 | 32);
    await issue({ basis: WAIVER, authorityDigest: id('decision') });
    expect(await refusal(act('requester', 'countersign', 2, id('decision')))).toEqual({
      name: 'PermitRegistryNotIndependent',
      args: [2n, at('requester')],
    });
  });
});

describe('revocation', () => {
  it.each(['gateway', 'holder', 'requester', 'authority'] as const)('ends a permit, by the %s', async (part) => {
    await issue({ basis: WAIVER, authorityDigest: id('decision') });
    await act('authority', 'countersign', 1, id('decision'));
    const by = part === 'gateway' ? at('holder') : at(part);
    expect(event(await act(part, 'revoke', 1, id('cause')))).toEqual({
      name: 'PermitRevoked',
      args: { permit: 1n, by, causeDigest: id('cause'), actor: at(part) },
    });
    expect(await state()).toBe('revoked');
    expect((await act(part, 'revoke', 1, id('cause'))).logs).toEqual([]);
  });

  it('is a party’s only, and final', async () => {
    await issue({ termsDigest: id('agreement') });
    expect(await refusal(act('auditor', 'revoke', 1, ZERO))).toEqual({
      name: 'PermitRegistryNotParty',
      args: [1n, at('auditor')],
    });
    expect(await refusal(act('holder', 'revoke', 2, ZERO))).toEqual({ name: 'PermitRegistryUnknown', args: [2n] });
    await act('holder', 'revoke', 1, ZERO);
    expect(await refusal(act('requester', 'accept', 1, id('agreement')))).toEqual({
      name: 'PermitRegistryRevoked',
      args: [1n, BigInt(await now(world))],
    });
    expect((await refusal(read(world.permits, 'permitOf', 5))).name).toBe('PermitRegistryUnknown');
  });
});

describe('an emergency permit', () => {
  const emergency = async (changes: Record<string, unknown> = {}) =>
    issue({ emergency: true, requester: at('clinician'), until: (await now(world)) + DAY, ...changes });

  it('ends within 72 hours', async () => {
    const latest = async () => (await now(world)) + 1 + 3 * DAY;
    await emergency({ until: await latest() });
    const until = (await latest()) + 1;
    const refused = { name: 'PermitRegistryPeriodInvalid', args: [BigInt(start), BigInt(until)] };
    expect(await refusal(emergency({ until }))).toEqual(refused);
  });

  it('has the basis of consent, which it goes without', async () => {
    const waived = emergency({ basis: WAIVER, authorityDigest: id('decision') });
    expect(await refusal(waived)).toEqual({ name: 'PermitRegistryBasisInvalid', args: [BigInt(WAIVER)] });
  });

  it('is one of sixteen that stand at a time for a dataset', async () => {
    const until = start + 2 * DAY;
    for (let i = 0; i < 16; i++) await emergency({ until: i === 15 ? start + DAY : until });
    const refused = { name: 'PermitRegistryTooManyEmergencies', args: [dataset, 16n] };
    expect(await refusal(emergency({ until }))).toEqual(refused);
    await issue();
    await act('gateway', 'revoke', 3, ZERO);
    await emergency({ until });
    expect(await refusal(emergency({ until }))).toEqual(refused);
    await pass(world, start + DAY - (await now(world)) - 1);
    expect(await refusal(emergency({ until }))).toEqual(refused);
    await pass(world, 1);
    await emergency({ until });
    expect(await refusal(emergency({ until }))).toEqual(refused);
    const other = await publish(world, 'other dataset');
    await emergency({ until, dataset: other });
  });
});
