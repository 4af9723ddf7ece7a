import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, read, readStruct, refusal, send } from './chain.ts';
import { DAY, deploy, now, type Part, POLICY, pass, rewindEach, type World, ZERO, ZERO_ADDRESS } from './deploy.ts';
import { addSigner, bind, enroll, GUARDIAN, giveGrant, patient, revokeGrant } from './patients.ts';
import { prove, type TestSigner, walletSigner } from './signing.ts';

const FORM = id('form');
const STAGE = { none: 0, guardian: 1, both: 2, self: 3 } as const;
const LATER = 4_000_000_000;

let world: World;
let child: string;
let mother: TestSigner;
let own: TestSigner;
beforeAll(async () => {
  world = await deploy();
  child = await enroll(world);
  [mother, own] = [walletSigner(), walletSigner()];
  await bind(world, child, mother, { kind: GUARDIAN });
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const act = (part: Part, name: string, ...args: unknown[]) => send(world.consents, world.accounts[part], name, ...args);
const setStage = (stage: keyof typeof STAGE, of = child) => act('gateway', 'setStage', of, STAGE[stage], FORM);
const known = (of = child) => readStruct(world.consents, 'subjectOf', of);
const beyondStage = (by: TestSigner) => ({ name: 'SubjectRegistryBeyondStage', args: [child, by.id] });
const beyondGuardian = { name: 'SubjectRegistryBeyondGuardian' };
const grant = (signer: TestSigner, subject = child) => giveGrant(world, { subject, signer });
const revoke = (by: TestSigner) => revokeGrant(world, child, id(`grant of ${Math.random()}`), by);

async function grown(): Promise<void> {
  await bind(world, child, own);
  await pass(world, POLICY.signerDelay);
}

async function optOut(level: number, by: TestSigner, subject = child) {
  const { optOutTurn: turn } = await known(subject);
  return act('stranger', 'optOut', subject, level, turn, await prove(world, by, 'OptOut', { subject, level, turn }));
}

async function optIn(by: TestSigner, level = 0, subject = child) {
  const { optOutTurn: turn, optOut: from } = await known(subject);
  const deadline = (await now(world)) + 3600;
  const proof = await prove(world, by, 'OptIn', { subject, from, level, turn, deadline });
  return act('stranger', 'optIn', subject, level, deadline, proof);
}

async function pause(until: number, by: TestSigner) {
  const { pauseTurn: turn } = await known();
  const proof = await prove(world, by, 'Pause', { subject: child, until, turn });
  return act('stranger', 'pause', child, until, turn, proof);
}

async function resume(by: TestSigner) {
  const { pauseTurn: turn, pausedUntil: until } = await known();
  const deadline = (await now(world)) + 3600;
  const proof = await prove(world, by, 'Resume', { subject: child, until, turn, deadline });
  return act('stranger', 'resume', child, deadline, proof);
}

async function erase(by: TestSigner) {
  const value = { subject: child, nonce: (await known()).nonce, deadline: (await now(world)) + 3600 };
  return act('stranger', 'erase', child, value.deadline, await prove(world, by, 'Erase', value));
}

describe('the stages of a young person', () => {
  it('are set by the holder with a reason, forwards only', async () => {
    expect(event(await setStage('guardian'))).toEqual({
      name: 'StageSet',
      args: { subject: child, stage: 1n, form: FORM, actor: world.accounts.gateway.address },
    });
    expect(await known()).toMatchObject({ stage: 1n });
    await setStage('both');
    const back = { name: 'SubjectRegistryStageInvalid', args: [2n, 1n] };
    expect(await refusal(setStage('guardian'))).toEqual(back);
    expect((await refusal(setStage('both'))).name).toBe('SubjectRegistryStageInvalid');
    await setStage('self');
    for (const stage of ['none', 'guardian', 'both', 'self'] as const) {
      expect((await refusal(setStage(stage))).name).toBe('SubjectRegistryStageInvalid');
    }
    expect((await refusal(act('gateway', 'setStage', child, 3, ZERO))).name).toBe('SubjectRegistryFormMissing');
    expect((await refusal(act('otherHolder', 'setStage', child, 3, FORM))).name).toBe('SubjectRegistryNotHolder');
  });

  it('take the word from nobody who had a signer of its own', async () => {
    const adult = await patient(world);
    expect(await refusal(setStage('guardian', adult.subject))).toEqual({
      name: 'SubjectRegistryStageInvalid',
      args: [0n, 1n],
    });
    await act('gateway', 'pauseRecorded', adult.subject, (await now(world)) + 60, FORM);
    await pass(world, 120);
    await act('gateway', 'pauseRecorded', adult.subject, (await now(world)) + 60, FORM);
    expect((await refusal(setStage('guardian', adult.subject))).name).toBe('SubjectRegistryStageInvalid');
    await addSigner(world, adult.subject, adult.signer, walletSigner(), { kind: GUARDIAN });
    await setStage('both', adult.subject);
    await grant(adult.signer, adult.subject);
  });

  it('begin with a guardian alone, while the young person may narrow', async () => {
    await setStage('guardian');
    await grant(mother);
    await grown();
    expect(await refusal(grant(own))).toEqual(beyondStage(own));
    expect(await refusal(erase(own))).toEqual(beyondStage(own));
    expect(await read(world.consents, 'stands', child, own.id)).toBe(false);
    await revoke(own);
    await optOut(1, own);
    const removal = await prove(world, own, 'RemoveSigner', { subject: child, signer: mother.id });
    expect(await refusal(act('stranger', 'removeSigner', child, mother.id, removal))).toEqual(beyondStage(own));
  });

  it('go on with both: either narrows, the young person widens, neither removes the other', async () => {
    await grown();
    await setStage('both');
    for (const by of [mother, own]) {
      await revoke(by);
      await pause(LATER + (by === own ? 1 : 0), by);
    }
    await grant(own);
    for (const widen of [
      grant,
      resume,
      erase,
      (by: TestSigner) => addSigner(world, child, by, walletSigner(), { kind: GUARDIAN }),
    ]) {
      expect(await refusal(widen(mother))).toEqual(beyondStage(mother));
    }
    for (const [by, other] of [
      [mother, own],
      [own, mother],
    ] as const) {
      const removal = await prove(world, by, 'RemoveSigner', { subject: child, signer: other.id });
      expect(await refusal(act('stranger', 'removeSigner', child, other.id, removal))).toEqual(beyondStage(by));
    }
    const lost = walletSigner();
    await addSigner(world, child, own, lost);
    const removal = await prove(world, own, 'RemoveSigner', { subject: child, signer: lost.id });
    await act('stranger', 'removeSigner', child, lost.id, removal);
  });

  it('end with the young person alone; what a guardian withdrew before still comes through', async () => {
    await grown();
    await setStage('self');
    expect(await refusal(grant(mother))).toEqual(beyondStage(mother));
    await revoke(mother);
    await pass(world, 7 * DAY + 10);
    expect(await refusal(revoke(mother))).toEqual({
      name: 'SubjectRegistrySignerUnfit',
      args: [child, mother.id],
    });
    const removal = await prove(world, own, 'RemoveSigner', { subject: child, signer: mother.id });
    await act('stranger', 'removeSigner', child, mother.id, removal);
  });

  it('do not keep a guardian from cancelling what the holder announces once it ended the guardian', async () => {
    await act('gateway', 'endGuardianRecorded', child, mother.id, FORM);
    await bind(world, child, own);
    const cancel = await prove(world, mother, 'CancelSigner', { subject: child, signer: own.id });
    await act('stranger', 'cancelSigner', child, own.id, cancel);
    await pass(world, 8 * DAY);
    const again = walletSigner();
    await bind(world, child, again);
    const late = await prove(world, mother, 'CancelSigner', { subject: child, signer: again.id });
    expect((await refusal(act('stranger', 'cancelSigner', child, again.id, late))).name).toBe(
      'SubjectRegistrySignerUnfit',
    );
  });
});

describe('a guardian whose time ends', () => {
  it('narrows until the grace after the first of its ends', async () => {
    const [long, short] = [walletSigner(), walletSigner()];
    await addSigner(world, child, mother, long, { kind: GUARDIAN, until: (await now(world)) + 300 * DAY });
    await addSigner(world, child, mother, short, { kind: GUARDIAN });
    await act('gateway', 'endGuardianRecorded', child, short.id, FORM);
    await pass(world, 2 * DAY);
    await setStage('self');
    await pass(world, 6 * DAY);
    await revoke(long);
    expect((await refusal(revoke(short))).name).toBe('SubjectRegistrySignerUnfit');
  });

  it('cancels nothing once it was removed', async () => {
    await bind(world, child, own);
    const removal = await prove(world, mother, 'RemoveSigner', { subject: child, signer: mother.id });
    await act('stranger', 'removeSigner', child, mother.id, removal);
    const cancel = await prove(world, mother, 'CancelSigner', { subject: child, signer: own.id });
    expect((await refusal(act('stranger', 'cancelSigner', child, own.id, cancel))).name).toBe(
      'SubjectRegistrySignerUnfit',
    );
  });

  it('cancels nothing once it was reported stolen', async () => {
    const authority = walletSigner();
    await send(world.membership, world.accounts.admin, 'add', authority.bytes, 32, ZERO_ADDRESS, ZERO, '');
    await bind(world, child, own);
    const value = { subject: child, signer: mother.id, form: FORM, deadline: (await now(world)) + 3600 };
    const { signer: account, signature } = await prove(world, authority, 'EndSigner', value);
    const report = [child, mother.id, FORM, value.deadline, { account, signature }];
    await act('gateway', 'removeSignerRecorded', ...report);
    const cancel = await prove(world, mother, 'CancelSigner', { subject: child, signer: own.id });
    expect((await refusal(act('stranger', 'cancelSigner', child, own.id, cancel))).name).toBe(
      'SubjectRegistrySignerUnfit',
    );
  });
});

describe('a guardian without stages', () => {
  beforeEach(grown);

  it('takes back no opt-out that the person signed, whoever opted out first', async () => {
    await optOut(2, mother);
    expect((await optOut(2, own)).logs).toHaveLength(1);
    expect((await optOut(1, own)).logs).toEqual([]);
    expect(await refusal(optIn(mother))).toMatchObject(beyondGuardian);
    await optIn(own, 1);
    expect(await refusal(optIn(mother))).toMatchObject(beyondGuardian);
    await optIn(own);
    await optOut(2, mother);
    await optIn(mother);
  });

  it('takes back what was recorded on paper, which is nobody’s own', async () => {
    await act('gateway', 'optOutRecorded', child, 2, FORM);
    await optIn(mother);
    await act('gateway', 'pauseRecorded', child, LATER, FORM);
    await resume(mother);
  });

  it('ends its own pause though the person opted out, and opts back in though the person pauses', async () => {
    await optOut(1, own);
    await pause(LATER, mother);
    await resume(mother);
    expect(await refusal(optIn(mother))).toMatchObject(beyondGuardian);
    await optIn(own);
    await pause(LATER, own);
    await optOut(1, mother);
    await optIn(mother);
    expect(await refusal(resume(mother))).toMatchObject(beyondGuardian);
  });

  it('is removed by the person, and does not remove it', async () => {
    const removal = await prove(world, own, 'RemoveSigner', { subject: child, signer: mother.id });
    const back = await prove(world, mother, 'RemoveSigner', { subject: child, signer: own.id });
    expect(await refusal(act('stranger', 'removeSigner', child, own.id, back))).toEqual(beyondStage(mother));
    await act('stranger', 'removeSigner', child, mother.id, removal);
    expect(await read(world.consents, 'stands', child, mother.id)).toBe(false);
  });

  it('ends no pause that the person signed, until that pause is over', async () => {
    await pause(LATER, mother);
    await resume(mother);
    const soon = (await now(world)) + 100;
    await pause(soon, own);
    expect(await refusal(resume(mother))).toMatchObject(beyondGuardian);
    await pass(world, 200);
    await pause(LATER, mother);
    await resume(mother);
    await pause(LATER, mother);
    expect((await pause(soon - 50, own)).logs).toEqual([]);
    expect((await pause(LATER - 5, own)).logs).toHaveLength(1);
    expect(await known()).toMatchObject({ pausedUntil: BigInt(LATER) });
    expect(await refusal(resume(mother))).toMatchObject(beyondGuardian);
    await resume(own);
    expect(await refusal(resume(mother))).toEqual({ name: 'SubjectRegistryNotPaused', args: [child] });
  });

  it('erases not at once: it announces, and the person can cancel', async () => {
    const { name, args } = event(await erase(mother));
    expect({ name, ...args }).toMatchObject({ name: 'ErasureAnnounced', by: mother.id });
    const { executableAt } = args;
    expect((await refusal(erase(mother))).name).toBe('SubjectRegistryErasureAnnounced');
    const cancel = await prove(world, own, 'CancelErasure', { subject: child, executableAt });
    expect(event(await act('stranger', 'cancelErasure', child, executableAt, cancel)).name).toBe('ErasureCancelled');
    expect(event(await erase(own)).name).toBe('SubjectErased');
  });
});
