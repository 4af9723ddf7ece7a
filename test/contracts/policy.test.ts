import { id, type Result } from 'ethers';
import { describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { DAY, now, POLICY, pass, ZERO } from './deploy.ts';
import { act, as, at, world } from './membership-world.ts';

describe('the policy', () => {
  /** Every field: its bounds, and a step towards the looser side. */
  const FIELDS = {
    maxLag: { least: 1, most: 3600, looser: 1, wait: 2 * DAY },
    maxUnanchored: { least: 1, most: DAY, looser: 1, wait: 2 * DAY },
    clockSkew: { least: 1, most: 3600, looser: 1, wait: 2 * DAY },
    maxRelease: { least: 1, most: DAY, looser: 1, wait: 2 * DAY },
    signerDelay: { least: DAY, most: 90 * DAY, looser: -1, wait: POLICY.signerDelay },
    erasureDelay: { least: 7 * DAY, most: 90 * DAY, looser: -1, wait: POLICY.erasureDelay },
  } as const;
  const FLAGS = ['firstBindingDelayed', 'bindingCountersigned'] as const;
  /** Zero is never: no bound, and sooner is stricter. */
  const ENDS = 'recordedEndsAfter';
  const inForce = () => readStruct(world.membership, 'policy');
  const told = (value: unknown) => (value as Result).toObject();
  const numbers = (policy: object) =>
    Object.fromEntries(Object.entries(policy).map(([key, value]) => [key, Number(value)]));
  const set = (changes: Record<string, unknown>) => act('admin', 'setPolicy', { ...POLICY, ...changes });

  it('has a bound or a direction for every field', async () => {
    expect([...Object.keys(FIELDS), ...FLAGS, ENDS].sort()).toEqual(Object.keys(await inForce()).sort());
  });

  it.each(Object.entries(FIELDS))('is bounded, at its founding and after: %s', async (field, { least, most }) => {
    const refused = { name: 'MembershipPolicyInvalid', args: [field] };
    for (const value of [0, least - 1, most + 1, 0xffff_ffff]) {
      expect(await refusal(set({ [field]: value }))).toEqual(refused);
      const founded = world.ethers.deployContract('Membership', [2 * DAY, at('admin'), { ...POLICY, [field]: value }]);
      expect(await refusal(founded)).toEqual(refused);
    }
    for (const value of [least, most]) {
      const policy = { ...POLICY, [field]: value };
      const fresh = await world.ethers.deployContract('Membership', [2 * DAY, at('admin'), policy]);
      expect(numbers(await readStruct(fresh, 'policy'))).toEqual(numbers(policy));
      await set({ [field]: value });
    }
  });

  it.each(Object.entries(FIELDS))('is stricter at once: %s', async (field, { looser }) => {
    const policy = { ...POLICY, [field]: POLICY[field as keyof typeof FIELDS] - looser };
    const { name, args } = event(await act('admin', 'setPolicy', policy));
    expect([name, args.actor, numbers(told(args.policy))]).toEqual(['PolicySet', at('admin'), numbers(policy)]);
    expect(numbers(await inForce())).toEqual(numbers(policy));
  });

  it.each(Object.entries(FIELDS))('waits out the old delay where it is looser: %s', async (field, { looser, wait }) => {
    const policy = { ...POLICY, [field]: POLICY[field as keyof typeof FIELDS] + looser };
    const [kept, scheduled, ...others] = events(await act('admin', 'setPolicy', policy));
    const effectiveAt = (await now(world)) + wait;
    expect([kept?.name, numbers(told(kept?.args.policy))]).toEqual(['PolicySet', numbers(POLICY)]);
    expect([scheduled?.name, numbers(told(scheduled?.args.policy))]).toEqual(['PolicyScheduled', numbers(policy)]);
    expect(scheduled?.args).toMatchObject({ effectiveAt: BigInt(effectiveAt), actor: at('admin') });
    expect(others).toEqual([]);
    await pass(world, effectiveAt - (await now(world)) - 1);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
    await pass(world, 1);
    expect(numbers(await inForce())).toEqual(numbers(policy));
  });

  it('ends unanswered recorded grants sooner at once, and later or never after a delay', async () => {
    for (const [sooner, count] of [
      [9 * DAY, 1],
      [DAY, 1],
      [2 * DAY, 2],
      [0, 2],
    ] as const) {
      expect(events(await set({ [ENDS]: sooner }))).toHaveLength(count);
    }
    expect(Number((await inForce())[ENDS])).toBe(DAY);
    await pass(world, 2 * DAY);
    expect(Number((await inForce())[ENDS])).toBe(0);
  });

  it.each(FLAGS)('raises a flag at once, and lowers it after the delay of signers: %s', async (flag) => {
    expect(events(await set({ [flag]: true }))).toHaveLength(1);
    const [kept, scheduled] = events(await set({}));
    expect(told(kept?.args.policy)).toMatchObject({ [flag]: true });
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + POLICY.signerDelay));
    await pass(world, POLICY.signerDelay);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
  });

  it.each(FLAGS)('holds up nothing else by a flag that stays raised: %s', async (flag) => {
    await set({ [flag]: true });
    const [, scheduled] = events(await set({ [flag]: true, maxLag: POLICY.maxLag + 1 }));
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + 2 * DAY));
  });

  it('takes what is stricter at once and lets what is looser wait, by the longest delay', async () => {
    const mixed = { maxLag: 5, signerDelay: DAY, erasureDelay: 7 * DAY, bindingCountersigned: true };
    const [kept, scheduled] = events(await set(mixed));
    const strict = { ...POLICY, maxLag: 5, bindingCountersigned: true };
    expect(numbers(told(kept?.args.policy))).toEqual(numbers(strict));
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + POLICY.erasureDelay));
    expect(numbers(await inForce())).toEqual(numbers(strict));
  });

  it('waits for the administrator’s delay at least', async () => {
    const patient = await world.ethers.deployContract('Membership', [30 * DAY, at('admin'), POLICY]);
    for (const changes of [{ maxLag: 61 }, { signerDelay: DAY }, { erasureDelay: 7 * DAY }]) {
      const [, scheduled] = events(await send(patient, as('admin'), 'setPolicy', { ...POLICY, ...changes }));
      expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + 30 * DAY));
    }
  });

  it('that waits is replaced by the next one, and dropped by a stricter one', async () => {
    await set({ erasureDelay: 7 * DAY });
    await pass(world, 13 * DAY);
    const [, scheduled] = events(await set({ erasureDelay: 8 * DAY }));
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + 14 * DAY));
    await pass(world, 2 * DAY);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
    expect(events(await set({ maxLag: 30 }))).toHaveLength(1);
    await pass(world, 30 * DAY);
    expect(numbers(await inForce())).toEqual(numbers({ ...POLICY, maxLag: 30 }));
  });

  it('that waited is what the next one is held against', async () => {
    await set({ signerDelay: DAY });
    await pass(world, POLICY.signerDelay);
    expect(numbers(await inForce())).toMatchObject({ signerDelay: DAY });
    expect(event(await set({ signerDelay: DAY, maxLag: 10 })).name).toBe('PolicySet');
    expect(numbers(await inForce())).toMatchObject({ signerDelay: DAY, maxLag: 10 });
  });

  it('that waits can be cancelled until it is in force', async () => {
    const nothing = { name: 'MembershipNoPolicyWaits', args: [] };
    expect(await refusal(act('admin', 'cancelPolicy'))).toEqual(nothing);
    const [, scheduled] = events(await set({ maxLag: 61 }));
    expect((await refusal(act('holder', 'cancelPolicy'))).name).toBe('AccessControlUnauthorizedAccount');
    const { effectiveAt } = scheduled?.args ?? {};
    expect(event(await act('admin', 'cancelPolicy'))).toEqual({
      name: 'PolicyCancelled',
      args: { effectiveAt, actor: at('admin') },
    });
    expect(await refusal(act('admin', 'cancelPolicy'))).toEqual(nothing);
    await pass(world, 3 * DAY);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
    await set({ maxLag: 61 });
    await pass(world, 2 * DAY);
    expect(await refusal(act('admin', 'cancelPolicy'))).toEqual(nothing);
    expect(numbers(await inForce())).toMatchObject({ maxLag: 61 });
  });

  it('is set by the administrator', async () => {
    expect((await refusal(act('holder', 'setPolicy', POLICY))).name).toBe('AccessControlUnauthorizedAccount');
  });

  it('approves verifiers, protocols and pages, and ends approvals', async () => {
    const receipt = await act('admin', 'setApproval', 2, id('page'), true);
    expect(events(receipt)).toEqual([
      { name: 'ApprovalSet', args: { kind: 2n, id: id('page'), approved: true, actor: at('admin') } },
    ]);
    expect(await read(world.membership, 'isApproved', 2, id('page'))).toBe(true);
    expect(await read(world.membership, 'isApproved', 1, id('page'))).toBe(false);
    await act('admin', 'setApproval', 2, id('page'), false);
    expect(await read(world.membership, 'isApproved', 2, id('page'))).toBe(false);
    expect((await refusal(act('holder', 'setApproval', 2, ZERO, true))).name).toBe('AccessControlUnauthorizedAccount');
  });
});

describe('the administrator’s delay', () => {
  const change = (delay: number) => act('admin', 'changeDefaultAdminDelay', delay);
  const delay = () => read(world.membership, 'defaultAdminDelay');
  const invalid = { name: 'MembershipPolicyInvalid', args: ['adminDelay'] };

  it.each([0, DAY - 1, 90 * DAY + 1, 2 ** 48 - 1])('lies between 1 and 90 days, not %i s', async (seconds) => {
    expect(await refusal(change(seconds))).toEqual(invalid);
    expect(await refusal(world.ethers.deployContract('Membership', [seconds, at('admin'), POLICY]))).toEqual(invalid);
  });

  it.each([DAY, 90 * DAY])('may be at its bound, %i s', async (seconds) => {
    const fresh = await world.ethers.deployContract('Membership', [seconds, at('admin'), POLICY]);
    expect(await read(fresh, 'defaultAdminDelay')).toBe(BigInt(seconds));
    await change(seconds);
  });

  it('is shortened only after all of the one in force', async () => {
    expect(event(await change(DAY))).toEqual({
      name: 'DefaultAdminDelayChangeScheduled',
      args: { newDelay: BigInt(DAY), effectSchedule: BigInt((await now(world)) + 2 * DAY) },
    });
    await pass(world, 2 * DAY - 1);
    expect(await delay()).toBe(BigInt(2 * DAY));
    await pass(world, 2);
    expect(await delay()).toBe(BigInt(DAY));
  });

  it('is lengthened, or left as it is, as OpenZeppelin has it', async () => {
    const same = event(await change(2 * DAY)).args.effectSchedule;
    expect(same).toBe(BigInt(await now(world)));
    const { args } = event(await change(4 * DAY));
    expect(args.effectSchedule).toBe(BigInt((await now(world)) + 4 * DAY));
  });
});

describe('the other contracts', () => {
  /** A contract with this code. */
  async function coded(runtime: string): Promise<string> {
    const length = (runtime.length / 2).toString(16).padStart(2, '0');
    const sent = await as('stranger').sendTransaction({ data: `0x60${length}8060095f395ff3${runtime}` });
    return String((await sent.wait())?.contractAddress);
  }

  it('are named once for ever', async () => {
    expect(await readStruct(world.membership, 'contracts')).toEqual(world.contracts);
    expect(await refusal(act('admin', 'setContracts', world.contracts))).toEqual({
      name: 'MembershipContractsAlreadySet',
      args: [],
    });
  });

  it('are told when they are named', async () => {
    const args = [DAY, at('admin'), POLICY];
    const fresh = await world.ethers.deployContract('Membership', args);
    const bound = async (name: string, ...more: unknown[]) =>
      (await world.ethers.deployContract(name, [fresh.target, ...more])).target;
    const datasets = await bound('DatasetRegistry');
    const consents = await bound('ConsentRegistry', datasets);
    const named = {
      datasets,
      subjects: consents,
      consents,
      permits: await bound('PermitRegistry', datasets),
      accessLog: await bound('AccessLog'),
      passkeyVerifier: world.passkeys.target,
    };
    const { name, args: told } = event(await send(fresh, as('admin'), 'setContracts', named));
    expect([name, told.actor]).toEqual(['ContractsSet', at('admin')]);
    expect((told.contracts as Result).toObject()).toEqual(named);
  });

  it.each([
    ['a part that was given twice', { accessLog: 'datasets' }, 'accessLog'],
    ['a part of consents that is another contract', { subjects: 'accessLog' }, 'subjects'],
    ['permits that are no registry', { permits: 'accessLog' }, 'permits'],
    ['consents that are no registry', { consents: 'accessLog', subjects: 'accessLog' }, 'consents'],
    ['a contract without Membership', { accessLog: 'passkeyVerifier' }, 'accessLog'],
    ['a verifier that is a registry', { passkeyVerifier: 'permits' }, 'passkeyVerifier'],
    ['datasets that others do not read', { datasets: 'otherDatasets' }, 'consents'],
    ['consents of other datasets', { consents: 'otherConsents', subjects: 'otherConsents' }, 'consents'],
    ['permits of other datasets', { permits: 'otherPermits' }, 'permits'],
    ['an account without code', { passkeyVerifier: 'nobody' }, 'passkeyVerifier'],
    ['an account without code', { accessLog: 'nobody' }, 'accessLog'],
    ['permits of another Membership', { permits: 'foreign' }, 'permits'],
    ['permits that are the consents', { permits: 'consents' }, 'permits'],
    [
      'consents that are the datasets',
      { datasets: 'both', subjects: 'both', consents: 'both', permits: 'permitsOfBoth' },
      'consents',
    ],
    ['a log that refuses with the right answer', { accessLog: 'refusing' }, 'accessLog'],
    ['a log that answers with more', { accessLog: 'verbose' }, 'accessLog'],
  ] as const)('are refused, with the one that is unfit: %s', async (_, changes, culprit) => {
    const fresh = await world.ethers.deployContract('Membership', [2 * DAY, at('admin'), POLICY]);
    const bound = async (name: string, ...more: unknown[]) =>
      (await world.ethers.deployContract(name, [fresh.target, ...more])).target;
    const [datasets, otherDatasets] = [await bound('DatasetRegistry'), await bound('DatasetRegistry')];
    const consents = await bound('ConsentRegistry', datasets);
    const foreign = await world.ethers.deployContract('PermitRegistry', [world.membership.target, datasets]);
    // Puts the word of this Membership into memory.
    const answer = `73${String(fresh.target).slice(2)}5f52`;
    // Says that its datasets are itself.
    const both = await coded(`${answer}5f3560e01c63ab2d10f71460295760205ff35b305f5260205ff3`);
    const deployed: Record<string, unknown> = {
      datasets,
      otherDatasets,
      subjects: consents,
      consents,
      otherConsents: await bound('ConsentRegistry', otherDatasets),
      permits: await bound('PermitRegistry', datasets),
      otherPermits: await bound('PermitRegistry', otherDatasets),
      accessLog: await bound('AccessLog'),
      passkeyVerifier: world.passkeys.target,
      foreign: foreign.target,
      nobody: at('spare'),
      both,
      permitsOfBoth: await bound('PermitRegistry', both),
      refusing: await coded(`${answer}60205ffd`),
      verbose: await coded(`${answer}60405ff3`),
    };
    const named = Object.fromEntries(Object.keys(world.contracts).map((name) => [name, deployed[name]]));
    for (const [part, source] of Object.entries(changes)) named[part] = deployed[source];
    const refused = { name: 'MembershipContractUnfit', args: [named[culprit]] };
    expect(await refusal(send(fresh, as('admin'), 'setContracts', named))).toEqual(refused);
  });

  it('have code and name this Membership', async () => {
    const args = [DAY, at('admin'), POLICY];
    const other = await world.ethers.deployContract('Membership', args);
    const unfit = (account: unknown) => ({ name: 'MembershipContractUnfit', args: [account] });
    expect(await refusal(send(other, as('admin'), 'setContracts', world.contracts))).toEqual(
      unfit(world.contracts.datasets),
    );
    // Code that answers every call with nothing.
    const sent = await as('admin').sendTransaction({ data: '0x60016000f3' });
    const silent = (await sent.wait())?.contractAddress;
    expect(await refusal(send(other, as('admin'), 'setContracts', { ...world.contracts, datasets: silent }))).toEqual(
      unfit(silent),
    );
    const empty = { ...world.contracts, datasets: at('spare') };
    expect(await refusal(send(other, as('admin'), 'setContracts', empty))).toEqual(unfit(at('spare')));
    expect((await refusal(send(other, as('holder'), 'setContracts', empty))).name).toBe(
      'AccessControlUnauthorizedAccount',
    );
    for (const contract of [world.datasets, world.consents, world.permits, world.accessLog]) {
      expect(await read(contract, 'membership')).toBe(world.membership.target);
    }
    expect(await read(world.consents, 'datasets')).toBe(world.datasets.target);
    expect(await read(world.permits, 'datasets')).toBe(world.datasets.target);
  });
});
