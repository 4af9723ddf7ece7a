import { id } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import { event, events, readStruct, refusal, send } from './chain.ts';
import { DAY, now, POLICY, pass, ZERO, ZERO_ADDRESS } from './deploy.ts';
import { addSigner, bind, binding, enroll, GUARDIAN, NO_COUNTERSIGNATURE, pseudonym } from './patients.ts';
import { digestOf, type TestSigner, walletSigner } from './signing.ts';
import {
  ALL,
  act,
  at,
  FORM,
  known,
  proof,
  setPolicy,
  signer,
  stands,
  subject,
  unfit,
  world,
} from './subjects-world.ts';

describe('enrolment', () => {
  it('is the holder’s or its gateway’s, once for each pseudonym', async () => {
    const fresh = pseudonym();
    expect(event(await act('gateway', 'enroll', fresh))).toEqual({
      name: 'SubjectEnrolled',
      args: { subject: fresh, holder: at('holder'), actor: at('gateway') },
    });
    expect(await known(fresh)).toMatchObject({ holder: at('holder'), epoch: 0n, boundAt: 0n });
    const exists = { name: 'SubjectRegistryExists', args: [fresh] };
    expect(await refusal(act('otherHolder', 'enroll', fresh))).toEqual(exists);
    expect((await refusal(act('requester', 'enroll', pseudonym()))).name).toBe('MembershipRoleMissing');
    expect(await refusal(act('holder', 'enroll', ZERO))).toEqual({ name: 'SubjectRegistryUnknown', args: [ZERO] });
  });

  it('in a batch passes over what is taken, and says so', async () => {
    const many = [pseudonym(), pseudonym(), pseudonym()];
    expect(events(await act('gateway', 'enrollBatch', many))).toHaveLength(3);
    const [next, stolen] = [pseudonym(), pseudonym()];
    await act('otherHolder', 'enroll', stolen);
    expect(events(await act('gateway', 'enrollBatch', [many[0], stolen, next, next]))).toEqual([
      { name: 'SubjectTaken', args: { subject: many[0], actor: at('gateway') } },
      { name: 'SubjectTaken', args: { subject: stolen, actor: at('gateway') } },
      { name: 'SubjectEnrolled', args: { subject: next, holder: at('holder'), actor: at('gateway') } },
      { name: 'SubjectTaken', args: { subject: next, actor: at('gateway') } },
    ]);
    expect(await known(stolen)).toMatchObject({ holder: at('otherHolder') });
  });
});

describe('the first binding', () => {
  it('counts at once and says how the person was identified', async () => {
    const fresh = await enroll(world);
    const own = walletSigner();
    const { name, args } = event(await bind(world, fresh, own));
    const time = BigInt(await now(world));
    expect(name).toBe('SignerBound');
    expect(args).toMatchObject({
      subject: fresh,
      signer: own.id,
      signerBytes: own.bytes,
      kind: 1n,
      from: time,
      identification: id('identified in person'),
      countersigner: ZERO_ADDRESS,
      recordedUntil: 0n,
      actor: at('gateway'),
    });
    expect(await stands(own, fresh)).toBe(true);
    expect(await known(fresh)).toMatchObject({ boundAt: time, nonce: 0n, recordedUntil: 0n });
    expect(await readStruct(world.consents, 'signerOf', fresh, own.id)).toEqual({
      kind: 1n,
      from: time,
      until: 0n,
      removedAt: 0n,
      leavesAt: 0n,
    });
  });

  it('is relayed by the subject’s holder only', async () => {
    const fresh = await enroll(world);
    expect(await refusal(bind(world, fresh, walletSigner(), {}, 'otherHolder'))).toEqual({
      name: 'SubjectRegistryNotHolder',
      args: [fresh, at('otherHolder')],
    });
    const never = pseudonym();
    expect(await refusal(bind(world, never, walletSigner()))).toEqual({
      name: 'SubjectRegistryUnknown',
      args: [never],
    });
  });

  it('is signed by the signer, before a deadline that is not far', async () => {
    const fresh = await enroll(world);
    const own = walletSigner();
    const signed = await binding(world, fresh, own);
    const wrong = { ...signed.binding, kind: GUARDIAN };
    const refused = await refusal(act('gateway', 'bindSigner', wrong, signed.signature, NO_COUNTERSIGNATURE));
    const digest = await digestOf(world, 'BindSigner', wrong);
    expect(refused).toEqual({ name: 'SubjectRegistrySignatureInvalid', args: [own.id, digest] });
    expect(await refusal(bind(world, fresh, own, { deadline: 9 }))).toEqual({
      name: 'SubjectRegistryExpired',
      args: [9n],
    });
    const far = (await now(world)) + 31 * DAY;
    expect(await refusal(bind(world, fresh, own, { deadline: far }))).toEqual({
      name: 'SubjectRegistryDeadlineTooFar',
      args: [BigInt(far)],
    });
  });

  it('says how the person was identified', async () => {
    const fresh = await enroll(world);
    expect(await refusal(bind(world, fresh, walletSigner(), { identification: ZERO }))).toEqual({
      name: 'SubjectRegistryFormMissing',
      args: [fresh],
    });
  });

  it('takes a signer that stands for nobody else', async () => {
    const fresh = await enroll(world);
    expect(await refusal(bind(world, fresh, signer))).toEqual({
      name: 'SubjectRegistrySignerTaken',
      args: [signer.id, subject],
    });
  });

  it('has a kind, a period to come, and bytes that can be a signer', async () => {
    const fresh = await enroll(world);
    expect(await refusal(bind(world, fresh, walletSigner(), { kind: 0 }))).toEqual({
      name: 'SubjectRegistryKindInvalid',
      args: [0n],
    });
    expect((await refusal(bind(world, fresh, walletSigner(), { until: 5 }))).name).toBe('SubjectRegistryPeriodInvalid');
    const short = { ...walletSigner(), bytes: '0x0102' };
    expect(await refusal(bind(world, fresh, short))).toEqual({
      name: 'SubjectRegistrySignerInvalid',
      args: ['0x0102'],
    });
  });

  it('waits and needs a second member where the policy says so', async () => {
    await setPolicy({ firstBindingDelayed: true, bindingCountersigned: true });
    const fresh = await enroll(world);
    const own = walletSigner();
    expect(await refusal(bind(world, fresh, own))).toEqual({
      name: 'SubjectRegistryCountersignatureMissing',
      args: [fresh],
    });
    const second = walletSigner();
    const account = `0x${second.bytes.slice(2)}`;
    const countersigned = async (by: TestSigner) => {
      const signed = await binding(world, fresh, own);
      const signature = by.sign(await digestOf(world, 'BindSigner', signed.binding));
      return act('gateway', 'bindSigner', signed.binding, signed.signature, { account, signature });
    };
    expect((await refusal(countersigned(second))).name).toBe('SubjectRegistryCountersignerUnfit');
    await send(world.membership, world.accounts.admin, 'add', account, 32, ZERO_ADDRESS, ZERO, '');
    expect((await refusal(countersigned(own))).name).toBe('SubjectRegistryCountersignerUnfit');
    const { args } = event(await countersigned(second));
    expect(String(args.countersigner).toLowerCase()).toBe(account);
    expect(await stands(own, fresh)).toBe(false);
    await pass(world, POLICY.signerDelay);
    expect(await stands(own, fresh)).toBe(true);
  });

  it('is not countersigned by the signer itself, though it is a member', async () => {
    await setPolicy({ bindingCountersigned: true });
    const own = walletSigner();
    await send(world.membership, world.accounts.admin, 'add', own.bytes, 32, ZERO_ADDRESS, ZERO, '');
    const fresh = await enroll(world);
    const signed = await binding(world, fresh, own);
    const sent = act('gateway', 'bindSigner', signed.binding, signed.signature, {
      account: own.bytes,
      signature: signed.signature,
    });
    expect((await refusal(sent)).name).toBe('SubjectRegistryCountersignerUnfit');
  });

  it('is not countersigned by the holder’s own gateway', async () => {
    await setPolicy({ bindingCountersigned: true });
    const own = walletSigner();
    const second = walletSigner();
    const account = second.bytes;
    await send(world.membership, world.accounts.admin, 'add', account, 4, at('holder'), ZERO, '');
    const fresh = await enroll(world);
    const signed = await binding(world, fresh, own);
    const signature = second.sign(await digestOf(world, 'BindSigner', signed.binding));
    const sent = act('gateway', 'bindSigner', signed.binding, signed.signature, { account, signature });
    expect((await refusal(sent)).name).toBe('SubjectRegistryCountersignerUnfit');
  });

  it('that waits is alone, can be cancelled, and then paper counts again', async () => {
    await setPolicy({ firstBindingDelayed: true });
    const fresh = await enroll(world);
    const own = walletSigner();
    await bind(world, fresh, own);
    expect(await refusal(bind(world, fresh, walletSigner()))).toEqual({
      name: 'SubjectRegistryWaiting',
      args: [fresh, own.id],
    });
    const early = await proof('OptOut', { subject: fresh, level: ALL, turn: 0 }, own);
    expect(await refusal(act('stranger', 'optOut', fresh, ALL, 0, early))).toEqual({
      name: 'SubjectRegistrySignerUnfit',
      args: [fresh, own.id],
    });
    await act('gateway', 'optOutRecorded', fresh, ALL, FORM);
    await act('gateway', 'optInRecorded', fresh, 0, FORM);
    expect(event(await act('holder', 'cancelSignerRecorded', fresh, own.id))).toEqual({
      name: 'SignerRemoved',
      args: { subject: fresh, signer: own.id, by: ZERO, actor: at('holder') },
    });
    expect(await known(fresh)).toMatchObject({ boundAt: 0n });
    await pass(world, POLICY.signerDelay);
    expect(await stands(own, fresh)).toBe(false);
    expect((await refusal(bind(world, fresh, own))).name).toBe('SubjectRegistrySignerTaken');
    expect(await refusal(act('holder', 'cancelSignerRecorded', fresh, own.id))).toEqual({
      name: 'SubjectRegistryNotWaiting',
      args: [fresh, own.id],
    });
  });
});

describe('re-enrolment', () => {
  let second: TestSigner;
  beforeEach(async () => {
    second = walletSigner();
    await bind(world, subject, second);
  });

  it('is one at a time', async () => {
    expect(await refusal(bind(world, subject, walletSigner()))).toEqual({
      name: 'SubjectRegistryWaiting',
      args: [subject, second.id],
    });
    await act('gateway', 'cancelSignerRecorded', subject, second.id);
    await bind(world, subject, walletSigner());
    await pass(world, POLICY.signerDelay);
    await bind(world, subject, walletSigner());
  });

  it('burns nothing that the subject signed meanwhile', async () => {
    const deadline = (await now(world)) + 3600;
    const erasure = await proof('Erase', { subject, nonce: 0, deadline });
    await act('gateway', 'cancelSignerRecorded', subject, second.id);
    await bind(world, subject, walletSigner());
    await act('stranger', 'erase', subject, deadline, erasure);
  });

  it('is not cancelled by a signer that was removed', async () => {
    const thief = walletSigner();
    await addSigner(world, subject, signer, thief);
    const removal = await proof('RemoveSigner', { subject, signer: thief.id });
    await act('stranger', 'removeSigner', subject, thief.id, removal);
    const by = await proof('CancelSigner', { subject, signer: second.id }, thief);
    expect(await refusal(act('stranger', 'cancelSigner', subject, second.id, by))).toEqual(unfit(thief));
  });

  it('waits out the delay', async () => {
    expect(await stands(second)).toBe(false);
    await pass(world, POLICY.signerDelay);
    expect(await stands(second)).toBe(true);
  });

  it('is cancelled by the old signer, for ever', async () => {
    const by = await proof('CancelSigner', { subject, signer: second.id });
    expect(event(await act('stranger', 'cancelSigner', subject, second.id, by))).toEqual({
      name: 'SignerRemoved',
      args: { subject, signer: second.id, by: signer.id, actor: at('stranger') },
    });
    expect((await act('stranger', 'cancelSigner', subject, second.id, by)).logs).toEqual([]);
    await pass(world, POLICY.signerDelay + 1);
    expect(await stands(second)).toBe(false);
    const late = await proof('OptOut', { subject, level: ALL, turn: 0 }, second);
    expect(await refusal(act('gateway', 'optOut', subject, ALL, 0, late))).toEqual(unfit(second));
  });

  it('is cancelled only while it waits, and not by itself', async () => {
    const own = await proof('CancelSigner', { subject, signer: second.id }, second);
    expect(await refusal(act('stranger', 'cancelSigner', subject, second.id, own))).toEqual(unfit(second));
    await pass(world, POLICY.signerDelay);
    const by = await proof('CancelSigner', { subject, signer: second.id });
    expect(await refusal(act('stranger', 'cancelSigner', subject, second.id, by))).toEqual({
      name: 'SubjectRegistryNotWaiting',
      args: [subject, second.id],
    });
  });

  it('is removed by the old signer while it waits', async () => {
    const by = await proof('RemoveSigner', { subject, signer: second.id });
    const waiting = await readStruct(world.consents, 'signerOf', subject, second.id);
    await act('stranger', 'removeSigner', subject, second.id, by);
    expect(await readStruct(world.consents, 'signerOf', subject, second.id)).toEqual({
      ...waiting,
      kind: 0n,
      removedAt: BigInt(await now(world)),
    });
    expect(await known()).not.toMatchObject({ boundAt: 0n });
  });
});
