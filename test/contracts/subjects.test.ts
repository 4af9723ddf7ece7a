import { hexlify, id, keccak256, randomBytes } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { DAY, deploy, now, type Part, POLICY, pass, rewindEach, type World, ZERO, ZERO_ADDRESS } from './deploy.ts';
import {
  addSigner,
  bind,
  binding,
  enroll,
  GUARDIAN,
  giveGrant,
  NO_COUNTERSIGNATURE,
  nonceOf,
  patient,
  pseudonym,
  SELF,
} from './patients.ts';
import { digestOf, passkeySigner, prove, type TestSigner, walletSigner } from './signing.ts';

const RESEARCH = 1;
const ALL = 2;
const FORM = id('form');
const LATER = 4_000_000_000;

let world: World;
let subject: string;
let signer: TestSigner;
beforeAll(async () => {
  world = await deploy();
  ({ subject, signer } = await patient(world));
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const at = (part: Part) => world.accounts[part].address;
const act = (part: Part, name: string, ...args: unknown[]) => send(world.consents, world.accounts[part], name, ...args);
const known = (of = subject) => readStruct(world.consents, 'subjectOf', of);
const stands = (by: TestSigner, of = subject) => read(world.consents, 'stands', of, by.id);
const proof = (type: string, value: Record<string, unknown>, by = signer) => prove(world, by, type, value);
const unfit = (by: TestSigner, of = subject) => ({ name: 'SubjectRegistrySignerUnfit', args: [of, by.id] });
const setPolicy = (changes: Record<string, unknown>) =>
  send(world.membership, world.accounts.admin, 'setPolicy', { ...POLICY, ...changes });

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

describe('signers', () => {
  it('add signers, relayed by anybody, each with a start and an end', async () => {
    const second = walletSigner();
    const from = (await now(world)) + DAY;
    const receipt = await addSigner(world, subject, signer, second, { from, until: from + DAY });
    expect(event(receipt)).toMatchObject({
      name: 'SignerAdded',
      args: { signer: second.id, by: signer.id, from: BigInt(from), nonce: 0n, actor: at('stranger') },
    });
    expect(await stands(second)).toBe(false);
    await pass(world, DAY);
    expect(await stands(second)).toBe(true);
    await pass(world, DAY + 1);
    expect(await stands(second)).toBe(false);
  });

  it('add nothing after the deadline, with a used nonce, or without the new signer’s signature', async () => {
    const second = walletSigner();
    expect((await refusal(addSigner(world, subject, signer, second, { deadline: 3 }))).name).toBe(
      'SubjectRegistryExpired',
    );
    expect(await refusal(addSigner(world, subject, signer, second, { from: LATER, until: LATER - 1 }))).toEqual({
      name: 'SubjectRegistryPeriodInvalid',
      args: [BigInt(LATER), BigInt(LATER - 1)],
    });
    const deadline = (await now(world)) + 3600;
    const value = { subject, signer: second.bytes, kind: SELF, from: 0, until: 0, deadline };
    const message = { ...value, nonce: 0n };
    const by = await proof('AddSigner', message);
    const forged = walletSigner().sign(await digestOf(world, 'AddSigner', message));
    const invalid = 'SubjectRegistrySignatureInvalid';
    expect((await refusal(act('gateway', 'addSigner', value, forged, by))).name).toBe(invalid);
    const { signature } = await proof('AddSigner', message, second);
    await act('gateway', 'addSigner', value, signature, by);
    expect((await refusal(act('gateway', 'addSigner', value, signature, by))).name).toBe(invalid);
  });

  it('that are guardians add guardians, none for longer than themselves', async () => {
    const child = await enroll(world);
    const mother = walletSigner();
    const end = (await now(world)) + 100 * DAY;
    await bind(world, child, mother, { kind: GUARDIAN, until: end });
    const beyond = { name: 'SubjectRegistryBeyondGuardian', args: [child, mother.id] };
    const by = (changes: Record<string, unknown>) => addSigner(world, child, mother, walletSigner(), changes);
    expect(await refusal(by({ kind: SELF, until: end }))).toEqual(beyond);
    expect(await refusal(by({ kind: GUARDIAN }))).toEqual(beyond);
    expect(await refusal(by({ kind: GUARDIAN, until: end + 1 }))).toEqual(beyond);
    await by({ kind: GUARDIAN, until: end });
    const other = await enroll(world);
    const unlimited = walletSigner();
    await bind(world, other, unlimited, { kind: GUARDIAN });
    await addSigner(world, other, unlimited, walletSigner(), { kind: GUARDIAN });
  });

  it('of kind Self remove any signer, at once and for ever', async () => {
    const second = walletSigner();
    await addSigner(world, subject, signer, second);
    const by = await proof('RemoveSigner', { subject, signer: second.id });
    expect(event(await act('stranger', 'removeSigner', subject, second.id, by))).toEqual({
      name: 'SignerRemoved',
      args: { subject, signer: second.id, by: signer.id, actor: at('stranger') },
    });
    expect(await stands(second)).toBe(false);
    expect((await act('stranger', 'removeSigner', subject, second.id, by)).logs).toEqual([]);
    expect((await refusal(addSigner(world, subject, signer, second))).name).toBe('SubjectRegistrySignerTaken');
    const never = walletSigner();
    const nobody = await proof('RemoveSigner', { subject, signer: never.id });
    expect(await refusal(act('stranger', 'removeSigner', subject, never.id, nobody))).toEqual(unfit(never));
  });

  it('that are guardians remove only themselves', async () => {
    const guardian = walletSigner();
    await addSigner(world, subject, signer, guardian, { kind: GUARDIAN });
    const other = await proof('RemoveSigner', { subject, signer: signer.id }, guardian);
    expect((await refusal(act('gateway', 'removeSigner', subject, signer.id, other))).name).toBe(
      'SubjectRegistryBeyondStage',
    );
    const itself = await proof('RemoveSigner', { subject, signer: guardian.id }, guardian);
    await act('gateway', 'removeSigner', subject, guardian.id, itself);
    expect(await stands(guardian)).toBe(false);
  });

  it.each([2n ** 48n - 1n, 2n ** 48n - 8n * 86_400n, 2n ** 40n])(
    'that end at second %d narrow today',
    async (until) => {
      const second = walletSigner();
      await addSigner(world, subject, signer, second, { until });
      const by = await proof('OptOut', { subject, level: ALL, turn: 0 }, second);
      await act('stranger', 'optOut', subject, ALL, 0, by);
      const from = 2n ** 48n - 2n;
      await addSigner(world, subject, signer, walletSigner(), { from, until: from + 1n });
    },
  );

  it('that are removed after their end gain no grace by it', async () => {
    const second = walletSigner();
    await addSigner(world, subject, signer, second, { until: (await now(world)) + 60 });
    await pass(world, 6 * DAY);
    const removal = await proof('RemoveSigner', { subject, signer: second.id });
    await act('stranger', 'removeSigner', subject, second.id, removal);
    await pass(world, 2 * DAY);
    const by = await proof('OptOut', { subject, level: ALL, turn: 0 }, second);
    expect(await refusal(act('stranger', 'optOut', subject, ALL, 0, by))).toEqual(unfit(second));
  });

  it('that are removed still narrow for the grace, and never widen', async () => {
    const second = walletSigner();
    await addSigner(world, subject, signer, second);
    const by = await proof('RemoveSigner', { subject, signer: second.id });
    await act('gateway', 'removeSigner', subject, second.id, by);
    expect(await refusal(addSigner(world, subject, second, walletSigner()))).toEqual(unfit(second));
    const pause = async (until: number) =>
      act('stranger', 'pause', subject, until, 0, await proof('Pause', { subject, until, turn: 0 }, second));
    const grace = Number(await read(world.consents, 'NARROWING_GRACE'));
    await pass(world, grace - 10);
    await pause(4_000_000_000);
    await pass(world, 20);
    expect(await refusal(pause(4_000_000_001))).toEqual(unfit(second));
  });

  it('that are guardians are ended by the holder, with a form', async () => {
    const guardian = walletSigner();
    await addSigner(world, subject, signer, guardian, { kind: GUARDIAN });
    expect((await refusal(act('gateway', 'endGuardianRecorded', subject, guardian.id, ZERO))).name).toBe(
      'SubjectRegistryFormMissing',
    );
    expect(event(await act('gateway', 'endGuardianRecorded', subject, guardian.id, FORM))).toEqual({
      name: 'GuardianEnded',
      args: { subject, signer: guardian.id, form: FORM, actor: at('gateway') },
    });
    expect(await stands(guardian)).toBe(false);
    for (const of of [guardian, signer]) {
      expect(await refusal(act('gateway', 'endGuardianRecorded', subject, of.id, FORM))).toEqual({
        name: 'SubjectRegistryNotGuardian',
        args: [subject, of.id],
      });
    }
  });

  it('may be accounts with code', async () => {
    const accepting = '0x6d631626ba7e60e01b5f5260205ff35f52600e6012f3';
    const deployed = await world.accounts.spare.sendTransaction({ data: accepting });
    const account = String((await deployed.wait())?.contractAddress).toLowerCase();
    const wallet: TestSigner = { ...walletSigner(), bytes: account, sign: () => '0x1234' };
    const fresh = await enroll(world);
    await bind(world, fresh, wallet);
    expect(await stands({ ...wallet, id: keccak256(account) }, fresh)).toBe(true);
    const refusing = { ...walletSigner(), sign: () => hexlify(randomBytes(65)) };
    const other = await enroll(world);
    expect((await refusal(bind(world, other, refusing))).name).toBe('SubjectRegistrySignatureInvalid');
  });
});

describe('passkeys', () => {
  const passkey = (wrong = {}) => passkeySigner(String(world.passkeys.target), 'clinic.example', wrong);

  it('are signers under an approved verifier', async () => {
    const fresh = await enroll(world);
    const own = passkey();
    await bind(world, fresh, own);
    await giveGrant(world, { subject: fresh, signer: own });
  });

  it('widen and cancel no more when their verifier is not approved, but narrow', async () => {
    const fresh = await enroll(world);
    const own = passkey();
    await bind(world, fresh, own);
    const verifier = String(world.passkeys.target);
    const id32 = `0x${verifier.slice(2).padStart(64, '0')}`;
    await send(world.membership, world.accounts.admin, 'setApproval', 0, id32, false);
    const refused = { name: 'SubjectRegistryVerifierNotApproved', args: [verifier] };
    expect(await refusal(giveGrant(world, { subject: fresh, signer: own }))).toEqual(refused);
    expect(await refusal(bind(world, await enroll(world), passkey()))).toEqual(refused);
    await act('gateway', 'announceErasure', fresh, FORM);
    const executableAt = await read(world.consents, 'erasureOf', fresh);
    const cancel = await proof('CancelErasure', { subject: fresh, executableAt }, own);
    expect(await refusal(act('stranger', 'cancelErasure', fresh, executableAt, cancel))).toEqual(refused);
    const by = await proof('OptOut', { subject: fresh, level: ALL, turn: 0 }, own);
    await act('stranger', 'optOut', fresh, ALL, 0, by);
  });

  it.each([
    ['without user verification', { flags: 0x01 }],
    ['without user presence', { flags: 0x04 }],
    ['backed up without being eligible', { flags: 0x15 }],
    ['for another page', { rpId: 'evil.example' }],
    ['of another type', { type: 'webauthn.create' }],
    ['with a high s', { highS: true }],
    ['with too little data', { truncated: true }],
  ])('are refused %s', async (_, wrong) => {
    const fresh = await enroll(world);
    expect((await refusal(bind(world, fresh, passkey(wrong)))).name).toBe('SubjectRegistrySignatureInvalid');
  });

  it('are bound with the signature of a second member too', async () => {
    await setPolicy({ bindingCountersigned: true });
    const second = walletSigner();
    await send(world.membership, world.accounts.admin, 'add', second.bytes, 32, ZERO_ADDRESS, ZERO, '');
    const [fresh, own] = [await enroll(world), passkey()];
    const signed = await binding(world, fresh, own);
    const signature = second.sign(await digestOf(world, 'BindSigner', signed.binding));
    await act('gateway', 'bindSigner', signed.binding, signed.signature, { account: second.bytes, signature });
    expect(await stands(own, fresh)).toBe(true);
  });

  it('are verified by key and hash, whatever else is sent', async () => {
    const own = passkey();
    const digest = id('digest');
    const key = `0x${own.bytes.slice(42)}`;
    const verify = (k: string, hash: string, signature: string) => read(world.passkeys, 'verify', k, hash, signature);
    expect(await verify(key, digest, own.sign(digest))).toBe('0x024ad318');
    for (const [k, hash, signature] of [
      [key, id('other'), own.sign(digest)],
      [`${key}00`, digest, own.sign(digest)],
      [key.slice(0, 130), digest, own.sign(digest)],
      [key, digest, '0x'],
      [key, digest, `0x${'ff'.repeat(192)}`],
    ] as const) {
      expect(await verify(k, hash, signature)).toBe('0xffffffff');
    }
  });
});

describe('opting out', () => {
  const out = async (level: number, turn: number, by = signer) =>
    act('stranger', 'optOut', subject, level, turn, await proof('OptOut', { subject, level, turn }, by));
  const back = async (
    level: number,
    changes: { turn?: bigint; from?: bigint; deadline?: number } = {},
    by = signer,
  ) => {
    const deadline = changes.deadline ?? (await now(world)) + 3600;
    const { optOutTurn: turn, optOut: from } = await known();
    const signed = await proof('OptIn', { subject, from, turn, ...changes, level, deadline }, by);
    return act('stranger', 'optIn', subject, level, deadline, signed);
  };

  it('has levels, is relayed by anybody, and again is no error', async () => {
    expect(event(await out(RESEARCH, 0))).toEqual({
      name: 'OptOutSet',
      args: { subject, level: 1n, turn: 0n, by: signer.id, form: ZERO, actor: at('stranger') },
    });
    expect((await out(RESEARCH, 0)).logs).toEqual([]);
    expect(await known()).toMatchObject({ optOut: 1n });
    await out(ALL, 0);
    expect((await out(RESEARCH, 0)).logs).toEqual([]);
    expect(await known()).toMatchObject({ optOut: 2n });
  });

  it('to no level is nothing', async () => {
    expect((await out(0, 0)).logs).toEqual([]);
  });

  it('cannot be replayed against a later opting in', async () => {
    await out(ALL, 0);
    const receipt = await back(0);
    expect(event(receipt)).toMatchObject({ name: 'OptOutSet', args: { level: 0n, turn: 1n } });
    expect((await out(ALL, 0)).logs).toEqual([]);
    expect(await known()).toMatchObject({ optOut: 0n, optOutTurn: 1n });
    await out(RESEARCH, 1);
    expect(await known()).toMatchObject({ optOut: 1n });
    expect(await refusal(out(ALL, 2))).toEqual({ name: 'SubjectRegistryAhead', args: [subject, 1n, 2n] });
  });

  it('is voided by no resuming that is mined first, nor a pause by opting in', async () => {
    const optOut = await proof('OptOut', { subject, level: ALL, turn: 0 });
    const later = { subject, until: LATER, turn: 0 };
    const pause = await proof('Pause', later);
    await act('gateway', 'pauseRecorded', subject, LATER - 1, FORM);
    const deadline = (await now(world)) + 3600;
    const resume = await proof('Resume', { subject, until: LATER - 1, turn: 0, deadline });
    await act('stranger', 'resume', subject, deadline, resume);
    await act('stranger', 'optOut', subject, ALL, 0, optOut);
    expect(await known()).toMatchObject({ optOut: 2n });
    await back(0);
    await act('stranger', 'pause', subject, LATER, 0, pause);
    expect(await known()).toMatchObject({ pausedUntil: BigInt(LATER), optOut: 0n });
  });

  it('counts even if an opting in that was signed before overtakes it, once', async () => {
    await out(RESEARCH, 0);
    const deadline = (await now(world)) + 3600;
    const earlier = await proof('OptIn', { subject, from: 1, level: 0, turn: 0, deadline });
    await act('stranger', 'optIn', subject, 0, deadline, earlier);
    expect((await out(RESEARCH, 0)).logs).toEqual([]);
    expect(event(await out(ALL, 0))).toMatchObject({ args: { level: 2n, turn: 1n } });
    await back(0);
    expect((await out(ALL, 0)).logs).toEqual([]);
    expect(await known()).toMatchObject({ optOut: 0n, optOutTurn: 2n });
  });

  it('voids an opting in that was signed before it', async () => {
    await out(RESEARCH, 0);
    const deadline = (await now(world)) + 3600;
    const earlier = await proof('OptIn', { subject, from: 1, level: 0, turn: 0, deadline });
    await out(ALL, 0);
    expect((await refusal(act('stranger', 'optIn', subject, 0, deadline, earlier))).name).toBe(
      'SubjectRegistrySignatureInvalid',
    );
  });

  it('is ended only by lowering the level, in time and once', async () => {
    const level = (from: bigint, to: bigint) => ({ name: 'SubjectRegistryLevelInvalid', args: [from, to] });
    expect(await refusal(back(0))).toEqual(level(0n, 0n));
    expect(await refusal(back(RESEARCH))).toEqual(level(0n, 1n));
    await out(ALL, 0);
    expect((await refusal(back(0, { deadline: 5 }))).name).toBe('SubjectRegistryExpired');
    expect((await refusal(back(0, { turn: 9n }))).name).toBe('SubjectRegistrySignatureInvalid');
    await back(RESEARCH);
    expect(await known()).toMatchObject({ optOut: 1n });
  });

  it('is recorded by the holder at any time, with a form', async () => {
    expect(event(await act('gateway', 'optOutRecorded', subject, ALL, FORM))).toMatchObject({
      name: 'OptOutSet',
      args: { level: 2n, by: ZERO, form: FORM, actor: at('gateway') },
    });
    expect((await refusal(act('gateway', 'optOutRecorded', subject, ALL, ZERO))).name).toBe(
      'SubjectRegistryFormMissing',
    );
    expect((await refusal(act('otherHolder', 'optOutRecorded', subject, ALL, FORM))).name).toBe(
      'SubjectRegistryNotHolder',
    );
  });

  it('is ended on paper only for a subject that has no signer', async () => {
    await act('gateway', 'optOutRecorded', subject, ALL, FORM);
    expect(await refusal(act('gateway', 'optInRecorded', subject, 0, FORM))).toEqual({
      name: 'SubjectRegistryBound',
      args: [subject, (await known()).boundAt],
    });
    const paper = await enroll(world);
    await act('gateway', 'optOutRecorded', paper, ALL, FORM);
    expect(await refusal(act('gateway', 'optInRecorded', paper, RESEARCH, ZERO))).toEqual({
      name: 'SubjectRegistryFormMissing',
      args: [paper],
    });
    expect(event(await act('gateway', 'optInRecorded', paper, RESEARCH, FORM)).args).toMatchObject({
      level: 1n,
      turn: 1n,
    });
  });
});

describe('pausing', () => {
  const pause = async (until: number, turn: number) =>
    act('stranger', 'pause', subject, until, turn, await proof('Pause', { subject, until, turn }));
  const resume = async (deadline?: number, by = signer) => {
    const end = deadline ?? (await now(world)) + 3600;
    const { pauseTurn: turn, pausedUntil: until } = await known();
    return act('stranger', 'resume', subject, end, await proof('Resume', { subject, until, turn, deadline: end }, by));
  };

  it('counts even if a resumption that was signed before overtakes it, once, and voids it where it comes first', async () => {
    await pause(LATER, 0);
    const deadline = (await now(world)) + 3600;
    const earlier = await proof('Resume', { subject, until: LATER, turn: 0, deadline });
    await act('stranger', 'resume', subject, deadline, earlier);
    await pause(LATER + 1, 0);
    expect(await known()).toMatchObject({ pausedUntil: BigInt(LATER + 1), pauseTurn: 1n });
    const next = await proof('Resume', { subject, until: LATER + 1, turn: 1, deadline });
    await pause(LATER + 2, 1);
    expect((await refusal(act('stranger', 'resume', subject, deadline, next))).name).toBe(
      'SubjectRegistrySignatureInvalid',
    );
    await resume();
    expect((await pause(LATER + 1, 0)).logs).toEqual([]);
    expect(event(await pause(LATER + 2, 0)).args).toMatchObject({ until: BigInt(LATER + 2), turn: 2n });
  });

  it('lasts until a time and is never shortened', async () => {
    expect(event(await pause(LATER, 0))).toMatchObject({ name: 'PauseSet', args: { until: BigInt(LATER), turn: 0n } });
    for (const until of [LATER, LATER - 1]) expect((await pause(until, 0)).logs).toEqual([]);
    expect(await known()).toMatchObject({ pausedUntil: BigInt(LATER) });
  });

  it('ends by resuming, and is not replayed', async () => {
    expect(await refusal(resume())).toEqual({ name: 'SubjectRegistryNotPaused', args: [subject] });
    await pause(LATER, 0);
    expect(event(await resume())).toMatchObject({ name: 'PauseSet', args: { until: 0n, turn: 1n } });
    expect(await known()).toMatchObject({ pausedUntil: 0n, pauseTurn: 1n, optOutTurn: 0n });
    expect((await pause(LATER, 0)).logs).toEqual([]);
    expect((await refusal(pause(LATER, 2))).name).toBe('SubjectRegistryAhead');
    expect((await refusal(resume(7))).name).toBe('SubjectRegistryExpired');
  });

  it('is recorded at any time and ended on paper only for a subject that has no signer', async () => {
    await act('gateway', 'pauseRecorded', subject, LATER, FORM);
    expect((await refusal(act('gateway', 'pauseRecorded', subject, LATER, ZERO))).name).toBe(
      'SubjectRegistryFormMissing',
    );
    expect((await refusal(act('gateway', 'resumeRecorded', subject, FORM))).name).toBe('SubjectRegistryBound');
    const paper = await enroll(world);
    await act('gateway', 'pauseRecorded', paper, LATER, FORM);
    expect((await refusal(act('gateway', 'resumeRecorded', paper, ZERO))).name).toBe('SubjectRegistryFormMissing');
    expect(event(await act('gateway', 'resumeRecorded', paper, FORM)).args).toMatchObject({ until: 0n, form: FORM });
  });
});

describe('revoking all', () => {
  const revokeAll = async (epoch: number) =>
    act('stranger', 'revokeAll', subject, epoch, await proof('RevokeAll', { subject, epoch }));

  it('ends the named epoch once, and does nothing to later ones', async () => {
    expect(event(await revokeAll(0))).toEqual({
      name: 'EpochRaised',
      args: { subject, epoch: 1n, by: signer.id, form: ZERO, actor: at('stranger') },
    });
    expect((await revokeAll(0)).logs).toEqual([]);
    expect(await known()).toMatchObject({ epoch: 1n });
    expect(await refusal(revokeAll(2))).toEqual({ name: 'SubjectRegistryAhead', args: [subject, 1n, 2n] });
  });

  it('is recorded by the holder with a form', async () => {
    expect(event(await act('holder', 'revokeAllRecorded', subject, FORM)).args).toMatchObject({
      epoch: 1n,
      form: FORM,
    });
    expect((await refusal(act('holder', 'revokeAllRecorded', subject, ZERO))).name).toBe('SubjectRegistryFormMissing');
    expect((await refusal(act('otherHolder', 'revokeAllRecorded', subject, FORM))).name).toBe(
      'SubjectRegistryNotHolder',
    );
  });
});

describe('erasure', () => {
  const erase = async (by = signer, changes: Record<string, unknown> = {}) => {
    const nonce = await nonceOf(world, subject);
    const value = { subject, nonce, deadline: (await now(world)) + 3600, ...changes };
    return act('stranger', 'erase', subject, value.deadline, await proof('Erase', value, by));
  };

  it('by the subject is at once, for ever, and again no error', async () => {
    const deadline = (await now(world)) + 3600;
    const by = await proof('Erase', { subject, nonce: 0, deadline });
    expect(event(await act('stranger', 'erase', subject, deadline, by))).toEqual({
      name: 'SubjectErased',
      args: { subject, by: signer.id, actor: at('stranger') },
    });
    const erasedAt = BigInt(await now(world));
    expect(await known()).toMatchObject({ erasedAt });
    expect((await act('stranger', 'erase', subject, deadline, by)).logs).toEqual([]);
    const erased = { name: 'SubjectRegistryErased', args: [subject, erasedAt] };
    expect(await refusal(giveGrant(world, { subject, signer }))).toEqual(erased);
    expect(await refusal(bind(world, subject, walletSigner()))).toEqual(erased);
    expect(await refusal(addSigner(world, subject, signer, walletSigner()))).toEqual(erased);
    expect(await refusal(act('holder', 'announceErasure', subject, FORM))).toEqual(erased);
    const optIn = { signer: '0x', signature: '0x' };
    expect(await refusal(act('holder', 'optIn', subject, 0, deadline, optIn))).toEqual(erased);
  });

  it('needs a signer that stands', async () => {
    expect((await refusal(erase(walletSigner()))).name).toBe('SubjectRegistrySignerUnfit');
  });

  it('by the holder waits out the delay', async () => {
    const receipt = await act('gateway', 'announceErasure', subject, id('cause'));
    const executableAt = BigInt((await now(world)) + POLICY.erasureDelay);
    expect(event(receipt)).toEqual({
      name: 'ErasureAnnounced',
      args: { subject, executableAt, causeDigest: id('cause'), by: ZERO, actor: at('gateway') },
    });
    expect(await read(world.consents, 'erasureOf', subject)).toBe(executableAt);
    expect(await refusal(act('gateway', 'announceErasure', subject, id('cause')))).toEqual({
      name: 'SubjectRegistryErasureAnnounced',
      args: [subject, executableAt],
    });
    expect(await refusal(act('gateway', 'executeErasure', subject))).toEqual({
      name: 'SubjectRegistryTooEarly',
      args: [subject, executableAt],
    });
    await pass(world, POLICY.erasureDelay);
    expect(event(await act('gateway', 'executeErasure', subject)).args).toMatchObject({ by: ZERO });
    expect(await read(world.consents, 'erasureOf', subject)).toBe(0n);
  });

  it('is signed under a nonce and a deadline', async () => {
    expect((await refusal(erase(signer, { nonce: 1 }))).name).toBe('SubjectRegistrySignatureInvalid');
    expect((await refusal(erase(signer, { deadline: 5 }))).name).toBe('SubjectRegistryExpired');
    const deadline = (await now(world)) + 31 * DAY;
    expect((await refusal(erase(signer, { deadline }))).name).toBe('SubjectRegistryDeadlineTooFar');
    const old = await proof('Erase', { subject, nonce: 0, deadline: (await now(world)) + 3600 });
    await addSigner(world, subject, signer, walletSigner());
    expect((await refusal(act('stranger', 'erase', subject, (await now(world)) + 3600, old))).name).toBe(
      'SubjectRegistrySignatureInvalid',
    );
  });

  it('by the holder lapses, and is announced anew', async () => {
    await act('gateway', 'announceErasure', subject, id('cause'));
    const executableAt = await read(world.consents, 'erasureOf', subject);
    const window = Number(await read(world.consents, 'ERASURE_WINDOW'));
    await pass(world, POLICY.erasureDelay + window + 10);
    expect(await refusal(act('gateway', 'executeErasure', subject))).toEqual({
      name: 'SubjectRegistryErasureLapsed',
      args: [subject, executableAt],
    });
    await act('gateway', 'announceErasure', subject, id('cause'));
    expect((await refusal(act('gateway', 'executeErasure', subject))).name).toBe('SubjectRegistryTooEarly');
    await pass(world, POLICY.erasureDelay + window - 10);
    await act('gateway', 'executeErasure', subject);
  });

  it('by the holder is ended by the objection of an auditor or an authority, this announcement only', async () => {
    for (const part of ['auditor', 'authority'] as const) {
      await act('gateway', 'announceErasure', subject, id('cause'));
      const executableAt = BigInt(String(await read(world.consents, 'erasureOf', subject)));
      expect((await act(part, 'objectToErasure', subject, executableAt + 1n, FORM)).logs).toEqual([]);
      expect((await refusal(act(part, 'objectToErasure', subject, executableAt, ZERO))).name).toBe(
        'SubjectRegistryFormMissing',
      );
      expect(event(await act(part, 'objectToErasure', subject, executableAt, FORM))).toEqual({
        name: 'ErasureObjected',
        args: { subject, executableAt, causeDigest: FORM, actor: at(part) },
      });
      for (const time of [executableAt, 0n]) {
        expect((await act(part, 'objectToErasure', subject, time, FORM)).logs).toEqual([]);
      }
      expect((await refusal(act('gateway', 'executeErasure', subject))).name).toBe('SubjectRegistryNoErasure');
    }
    await act('gateway', 'announceErasure', subject, id('cause'));
    const executableAt = await read(world.consents, 'erasureOf', subject);
    expect((await refusal(act('requester', 'objectToErasure', subject, executableAt, FORM))).name).toBe(
      'MembershipRoleMissing',
    );
    await send(world.membership, world.accounts.admin, 'setRoles', at('holder'), 2 | 128);
    expect((await refusal(act('holder', 'objectToErasure', subject, executableAt, FORM))).name).toBe(
      'SubjectRegistryObjectorUnfit',
    );
  });

  it('by the holder is cancelled by the subject, this announcement only', async () => {
    await act('gateway', 'announceErasure', subject, id('cause'));
    const executableAt = await read(world.consents, 'erasureOf', subject);
    const cancel = async (time: unknown) =>
      act('stranger', 'cancelErasure', subject, time, await proof('CancelErasure', { subject, executableAt: time }));
    expect((await cancel(BigInt(String(executableAt)) + 1n)).logs).toEqual([]);
    expect(event(await cancel(executableAt))).toMatchObject({ name: 'ErasureCancelled', args: { by: signer.id } });
    for (const time of [executableAt, 0]) expect((await cancel(time)).logs).toEqual([]);
    const none = { name: 'SubjectRegistryNoErasure', args: [subject] };
    expect(await refusal(act('gateway', 'executeErasure', subject))).toEqual(none);
    expect(await refusal(act('gateway', 'cancelErasureRecorded', subject))).toEqual(none);
    await act('gateway', 'announceErasure', subject, id('cause'));
    expect(event(await act('holder', 'cancelErasureRecorded', subject)).args).toMatchObject({ by: ZERO });
    await erase();
    expect((await refusal(cancel(executableAt))).name).toBe('SubjectRegistryErased');
  });

  it('names a cause, and is the holder’s own', async () => {
    expect((await refusal(act('gateway', 'announceErasure', subject, ZERO))).name).toBe('SubjectRegistryFormMissing');
    const others = [
      ['announceErasure', subject, FORM],
      ['executeErasure', subject],
      ['cancelErasureRecorded', subject],
      ['cancelSignerRecorded', subject, signer.id],
      ['endGuardianRecorded', subject, signer.id, FORM],
      ['pauseRecorded', subject, 9, FORM],
      ['optInRecorded', subject, 0, FORM],
      ['resumeRecorded', subject, FORM],
    ] as const;
    for (const [name, ...args] of others) {
      expect((await refusal(act('otherHolder', name, ...args))).name).toBe('SubjectRegistryNotHolder');
    }
  });
});
