import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, readStruct, refusal, send } from './chain.ts';
import { DAY, deploy, now, type Part, POLICY, pass, rewindEach, type World, ZERO, ZERO_ADDRESS } from './deploy.ts';
import { addSigner, bind, giveGrant, patient, revokeGrant } from './patients.ts';
import { digestOf, prove, type TestSigner, walletSigner } from './signing.ts';

const FORM = id('form');

let world: World;
let subject: string;
let stolen: TestSigner;
let authority: TestSigner;
beforeAll(async () => {
  world = await deploy();
  ({ subject, signer: stolen } = await patient(world));
  authority = await member(32);
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const at = (part: Part) => world.accounts[part].address;
const act = (part: Part, name: string, ...args: unknown[]) => send(world.consents, world.accounts[part], name, ...args);
const signerOf = (of: TestSigner) => readStruct(world.consents, 'signerOf', subject, of.id);

/** A member whose key is at hand. */
async function member(roles: number, principal = ZERO_ADDRESS): Promise<TestSigner> {
  const signer = walletSigner();
  await send(world.membership, world.accounts.admin, 'add', signer.bytes, roles, principal, ZERO, '');
  return signer;
}

async function countersigned(by: TestSigner, changes: Record<string, unknown> = {}) {
  const value = { subject, signer: stolen.id, form: FORM, deadline: (await now(world)) + 3600, ...changes };
  const countersignature = { account: by.bytes, signature: by.sign(await digestOf(world, 'EndSigner', value)) };
  return [value.subject, value.signer, value.form, value.deadline, countersignature] as const;
}

async function report(by = authority, changes: Record<string, unknown> = {}) {
  return act('gateway', 'removeSignerRecorded', ...(await countersigned(by, changes)));
}

describe('a stolen signer that is the subject’s only one', () => {
  it('only narrows once holder and authority reported it, and ends after the delay', async () => {
    const { name, args } = event(await report());
    const leavesAt = BigInt(await now(world)) + BigInt(POLICY.signerDelay);
    expect({ name, ...args }).toMatchObject({
      name: 'SignerLeaving',
      subject,
      signer: stolen.id,
      leavesAt,
      form: FORM,
    });
    expect(String(args.countersigner).toLowerCase()).toBe(authority.bytes);
    const unfit = { name: 'SubjectRegistrySignerUnfit', args: [subject, stolen.id] };
    expect(await refusal(giveGrant(world, { subject, signer: stolen }))).toEqual(unfit);
    expect(await refusal(addSigner(world, subject, stolen, walletSigner()))).toEqual(unfit);
    await revokeGrant(world, subject, id('any grant'), stolen);
    await pass(world, POLICY.signerDelay + 8 * DAY);
    expect(await refusal(revokeGrant(world, subject, id('another'), stolen))).toEqual(unfit);
    expect(await signerOf(stolen)).toMatchObject({ leavesAt });
  });

  it('does not stop its removal, nor the re-enrolment that follows', async () => {
    await report();
    const { leavesAt } = await signerOf(stolen);
    const own = await prove(world, stolen, 'KeepSigner', { subject, signer: stolen.id, leavesAt });
    const unfit = { name: 'SubjectRegistrySignerUnfit', args: [subject, stolen.id] };
    expect(await refusal(act('stranger', 'keepSigner', subject, stolen.id, leavesAt, own))).toEqual(unfit);
    const fresh = walletSigner();
    await bind(world, subject, fresh);
    const cancel = await prove(world, stolen, 'CancelSigner', { subject, signer: fresh.id });
    expect(await refusal(act('stranger', 'cancelSigner', subject, fresh.id, cancel))).toEqual(unfit);
    await pass(world, POLICY.signerDelay);
    await giveGrant(world, { subject, signer: fresh });
  });

  it('stays where another signer that stands says so, for this removal only', async () => {
    const second = walletSigner();
    await addSigner(world, subject, stolen, second);
    await report();
    const { leavesAt } = await signerOf(stolen);
    const wrong = await prove(world, second, 'KeepSigner', { subject, signer: stolen.id, leavesAt: 5 });
    expect((await act('stranger', 'keepSigner', subject, stolen.id, 5, wrong)).logs).toEqual([]);
    const by = await prove(world, second, 'KeepSigner', { subject, signer: stolen.id, leavesAt });
    expect(event(await act('stranger', 'keepSigner', subject, stolen.id, leavesAt, by))).toEqual({
      name: 'SignerStays',
      args: { subject, signer: stolen.id, by: second.id, actor: at('stranger') },
    });
    expect((await act('stranger', 'keepSigner', subject, stolen.id, leavesAt, by)).logs).toEqual([]);
    await giveGrant(world, { subject, signer: stolen });
  });

  it('stays where the holder, an authority or an auditor says so, in time', async () => {
    for (const part of ['gateway', 'authority', 'auditor'] as const) {
      await report(authority, { form: id(part) });
      expect(event(await act(part, 'keepSignerRecorded', subject, stolen.id)).args).toMatchObject({ by: ZERO });
    }
    const notLeaving = { name: 'SubjectRegistryNotLeaving', args: [subject, stolen.id] };
    expect(await refusal(act('gateway', 'keepSignerRecorded', subject, stolen.id))).toEqual(notLeaving);
    await report();
    for (const part of ['otherHolder', 'requester'] as const) {
      expect((await refusal(act(part, 'keepSignerRecorded', subject, stolen.id))).name).toBe(
        'SubjectRegistryNotHolder',
      );
    }
    await pass(world, POLICY.signerDelay);
    expect(await refusal(act('gateway', 'keepSignerRecorded', subject, stolen.id))).toEqual(notLeaving);
  });

  it('is reported by the holder with an independent authority, under this form and deadline, once', async () => {
    const unfit = 'SubjectRegistryCountersignerUnfit';
    expect((await refusal(report(await member(8)))).name).toBe(unfit);
    expect((await refusal(report(walletSigner()))).name).toBe(unfit);
    const none = { account: ZERO_ADDRESS, signature: '0x' };
    const deadline = (await now(world)) + 3600;
    expect((await refusal(act('gateway', 'removeSignerRecorded', subject, stolen.id, FORM, deadline, none))).name).toBe(
      'SubjectRegistryCountersignatureMissing',
    );
    const args = await countersigned(authority);
    const otherForm = [args[0], args[1], id('another form'), args[3], args[4]];
    expect((await refusal(act('gateway', 'removeSignerRecorded', ...otherForm))).name).toBe(unfit);
    expect((await refusal(act('otherHolder', 'removeSignerRecorded', ...args))).name).toBe('SubjectRegistryNotHolder');
    expect((await refusal(report(authority, { form: ZERO }))).name).toBe('SubjectRegistryFormMissing');
    expect((await refusal(report(authority, { deadline: 7 }))).name).toBe('SubjectRegistryExpired');
    expect((await refusal(report(authority, { signer: id('nobody') }))).name).toBe('SubjectRegistrySignerUnfit');
    await act('gateway', 'removeSignerRecorded', ...args);
    expect((await refusal(report(authority, { form: id('again') }))).name).toBe('SubjectRegistrySignerUnfit');
    await act('auditor', 'keepSignerRecorded', subject, stolen.id);
    expect((await refusal(act('gateway', 'removeSignerRecorded', ...args))).name).toBe(
      'SubjectRegistryCountersignatureSpent',
    );
  });

  it('is neither reported nor kept once it was removed', async () => {
    const second = walletSigner();
    await addSigner(world, subject, stolen, second);
    await report();
    const removal = await prove(world, second, 'RemoveSigner', { subject, signer: stolen.id });
    await act('stranger', 'removeSigner', subject, stolen.id, removal);
    expect((await refusal(act('auditor', 'keepSignerRecorded', subject, stolen.id))).name).toBe(
      'SubjectRegistryNotLeaving',
    );
    expect((await refusal(report(authority, { form: id('again') }))).name).toBe('SubjectRegistrySignerUnfit');
  });

  it('ends at the first of its ends', async () => {
    const [soon, late] = [walletSigner(), walletSigner()];
    await addSigner(world, subject, stolen, soon, { until: (await now(world)) + DAY });
    await addSigner(world, subject, stolen, late, { until: (await now(world)) + 300 * DAY });
    for (const { id: signer } of [soon, late]) await report(authority, { signer });
    await pass(world, 8 * DAY + 60);
    expect((await refusal(revokeGrant(world, subject, id('one'), soon))).name).toBe('SubjectRegistrySignerUnfit');
    await revokeGrant(world, subject, id('two'), late);
    const removal = await prove(world, stolen, 'RemoveSigner', { subject, signer: late.id });
    await act('stranger', 'removeSigner', subject, late.id, removal);
    await pass(world, 3 * DAY);
    expect((await refusal(revokeGrant(world, subject, id('three'), late))).name).toBe('SubjectRegistrySignerUnfit');
  });

  it('is reported by no authority that is the holder itself', async () => {
    await send(world.membership, world.accounts.admin, 'setRoles', at('otherHolder'), 2 | 4 | 32);
    const theirs = await member(4, at('otherHolder'));
    await act('otherHolder', 'enroll', id('their subject'));
    const own = walletSigner();
    await bind(world, id('their subject'), own, {}, 'otherHolder');
    const value = { subject: id('their subject'), signer: own.id, form: FORM, deadline: (await now(world)) + 60 };
    const signature = theirs.sign(await digestOf(world, 'EndSigner', value));
    const sent = act('otherHolder', 'removeSignerRecorded', value.subject, own.id, FORM, value.deadline, {
      account: theirs.bytes,
      signature,
    });
    expect((await refusal(sent)).name).toBe('SubjectRegistryCountersignerUnfit');
  });
});
