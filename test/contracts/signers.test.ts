import { hexlify, id, keccak256, randomBytes } from 'ethers';
import { describe, expect, it } from 'vitest';
import { event, read, refusal, send } from './chain.ts';
import { DAY, now, pass, ZERO, ZERO_ADDRESS } from './deploy.ts';
import { addSigner, bind, binding, enroll, GUARDIAN, giveGrant, SELF } from './patients.ts';
import { digestOf, passkeySigner, type TestSigner, walletSigner } from './signing.ts';
import {
  ALL,
  act,
  at,
  FORM,
  LATER,
  proof,
  setPolicy,
  signer,
  stands,
  subject,
  unfit,
  world,
} from './subjects-world.ts';

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
    for (const one of [guardian, signer]) {
      expect(await refusal(act('gateway', 'endGuardianRecorded', subject, one.id, FORM))).toEqual({
        name: 'SubjectRegistryNotGuardian',
        args: [subject, one.id],
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
