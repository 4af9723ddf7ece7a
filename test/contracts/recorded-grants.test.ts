import { id } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { act, at, FORM, grantOf, isActive, keep, OBSTACLES, subject, world } from './consents-world.ts';
import { DAY, now, POLICY, pass, ZERO } from './deploy.ts';
import { addSigner, bind, enroll, GUARDIAN, giveGrant, revokeGrant } from './patients.ts';
import { prove, type TestSigner, walletSigner } from './signing.ts';

describe('a recorded grant', () => {
  const record = (of: string) => ({ subject: of, terms: id('terms'), form: FORM });

  it('is marked, carries its form, and counts until the subject has a signer', async () => {
    const paper = await enroll(world);
    const grant = String(await read(world.consents, 'recordedGrantId', paper, id('terms'), FORM));
    expect(events(await act('gateway', 'grantRecorded', record(paper)))).toEqual([
      { name: 'ConsentRecorded', args: { subject: paper, grant } },
      { name: 'ConsentsRecorded', args: { actor: at('gateway'), count: 1n } },
    ]);
    expect(await grantOf(grant, paper)).toMatchObject({ kind: 3n, epoch: 0n });
    expect(await isActive(grant, paper)).toBe(true);
    expect(await refusal(act('gateway', 'grantRecorded', record(subject)))).toMatchObject({
      name: 'SubjectRegistryBound',
    });
  });

  it('is the holder’s, has a form, and is recorded once', async () => {
    const paper = await enroll(world);
    expect(await refusal(act('otherHolder', 'grantRecorded', record(paper)))).toEqual({
      name: 'SubjectRegistryNotHolder',
      args: [paper, at('otherHolder')],
    });
    expect((await refusal(act('requester', 'grantRecorded', record(paper)))).name).toBe('MembershipRoleMissing');
    expect((await refusal(act('gateway', 'grantRecorded', { ...record(paper), form: ZERO }))).name).toBe(
      'SubjectRegistryFormMissing',
    );
    await act('gateway', 'grantRecorded', record(paper));
    expect((await refusal(act('gateway', 'grantRecorded', record(paper)))).name).toBe('ConsentRegistryGranted');
  });

  it('in a batch is all or none', async () => {
    const many = [await enroll(world), await enroll(world)];
    const receipt = await act('gateway', 'grantRecordedBatch', many.map(record));
    expect(events(receipt).map(({ name }) => name)).toEqual(['ConsentRecorded', 'ConsentRecorded', 'ConsentsRecorded']);
    const next = await enroll(world);
    const refused = await refusal(act('gateway', 'grantRecordedBatch', [record(next), record(subject)]));
    expect(refused.name).toBe('SubjectRegistryBound');
  });

  it('is not recorded for an erased subject, and follows the epoch', async () => {
    const paper = await enroll(world);
    await act('gateway', 'revokeAllRecorded', paper, FORM);
    await act('gateway', 'grantRecorded', record(paper));
    const grant = String(await read(world.consents, 'recordedGrantId', paper, id('terms'), FORM));
    expect(await grantOf(grant, paper)).toMatchObject({ epoch: 1n });
    await act('gateway', 'announceErasure', paper, FORM);
    await pass(world, 15 * DAY);
    await act('gateway', 'executeErasure', paper);
    const refused = await refusal(act('gateway', 'grantRecorded', { ...record(paper), terms: id('more') }));
    expect(refused.name).toBe('SubjectRegistryErased');
  });

  it('is revoked by the signer that came later', async () => {
    const paper = await enroll(world);
    await act('gateway', 'grantRecorded', record(paper));
    const grant = String(await read(world.consents, 'recordedGrantId', paper, id('terms'), FORM));
    const own = walletSigner();
    await bind(world, paper, own);
    await revokeGrant(world, paper, grant, own);
    expect(await isActive(grant, paper)).toBe(false);
  });
});

describe('a recorded grant of a subject that then bound a signer', () => {
  const setPolicy = (changes: Record<string, unknown>) =>
    send(world.membership, world.accounts.admin, 'setPolicy', { ...POLICY, ...changes });
  let paper: string;
  let own: TestSigner;
  let grant: string;
  const record = async (terms = id('terms')) => {
    await act('gateway', 'grantRecorded', { subject: paper, terms, form: FORM });
    return String(await read(world.consents, 'recordedGrantId', paper, terms, FORM));
  };
  beforeEach(async () => {
    paper = await enroll(world);
    own = walletSigner();
    grant = await record();
  });

  it('stays by default, kept or not', async () => {
    await bind(world, paper, own);
    await pass(world, 400 * DAY);
    expect(await isActive(grant, paper)).toBe(true);
    expect(event(await keep(paper, grant, own))).toEqual({
      name: 'ConsentKept',
      args: { subject: paper, grant, signer: own.id, actor: at('stranger') },
    });
    expect(await grantOf(grant, paper)).toMatchObject({ kind: 3n, kept: true });
    expect((await keep(paper, grant, own)).logs).toEqual([]);
  });

  it('ends when the policy at the binding says so, unless it is kept; the policy of later days changes nothing', async () => {
    const other = await record(id('other terms'));
    await setPolicy({ recordedEndsAfter: 20 * DAY });
    const { args } = event(await bind(world, paper, own));
    const until = BigInt(await now(world)) + BigInt(20 * DAY);
    expect(args.recordedUntil).toBe(until);
    expect(await readStruct(world.consents, 'subjectOf', paper)).toMatchObject({ recordedUntil: until });
    await setPolicy({});
    await keep(paper, grant, own);
    await pass(world, 20 * DAY + 1);
    expect([await isActive(grant, paper), await isActive(other, paper)]).toEqual([true, false]);
    expect(OBSTACLES[Number(await read(world.consents, 'obstacleTo', paper, other))]).toBe('unanswered');
    expect(await refusal(keep(paper, other, own))).toEqual({ name: 'ConsentRegistryNotKept', args: [other, 4n] });
    const later = walletSigner();
    expect(event(await bind(world, paper, later)).args.recordedUntil).toBe(0n);
    expect(await readStruct(world.consents, 'subjectOf', paper)).toMatchObject({ recordedUntil: until });
  });

  it('has its time from when the signer counts, and none where that binding was cancelled', async () => {
    await setPolicy({ firstBindingDelayed: true, recordedEndsAfter: DAY });
    await bind(world, paper, own);
    await pass(world, POLICY.signerDelay + DAY - 60);
    expect(await isActive(grant, paper)).toBe(true);
    await pass(world, 120);
    expect(await isActive(grant, paper)).toBe(false);
    const fresh = await enroll(world);
    const waiting = walletSigner();
    await bind(world, fresh, waiting);
    await act('gateway', 'cancelSignerRecorded', fresh, waiting.id);
    expect(await readStruct(world.consents, 'subjectOf', fresh)).toMatchObject({ recordedUntil: 0n, boundAt: 0n });
  });

  it('is kept by a guardian who stands alone, and not by a stranger, nor late', async () => {
    const guardian = walletSigner();
    await bind(world, paper, guardian, { kind: GUARDIAN });
    expect(await refusal(keep(paper, grant, walletSigner()))).toMatchObject({ name: 'SubjectRegistrySignerUnfit' });
    const proof = await prove(world, guardian, 'KeepRecorded', { subject: paper, grant, deadline: 9 });
    expect(await refusal(act('gateway', 'keepRecorded', paper, grant, 9, proof))).toMatchObject({
      name: 'SubjectRegistryExpired',
    });
    await act('gateway', 'setStage', paper, 1, FORM);
    await keep(paper, grant, guardian);
    expect(await grantOf(grant, paper)).toMatchObject({ kept: true });
  });

  it('is not kept once it was withdrawn on paper, or its epoch ended, nor what was never recorded', async () => {
    const other = await record(id('other terms'));
    await act('gateway', 'revokeRecorded', paper, grant, FORM);
    await bind(world, paper, own);
    expect(await refusal(keep(paper, grant, own))).toEqual({ name: 'ConsentRegistryNotKept', args: [grant, 2n] });
    await act('gateway', 'revokeAllRecorded', paper, FORM);
    expect(await refusal(keep(paper, other, own))).toEqual({ name: 'ConsentRegistryNotKept', args: [other, 3n] });
    const signed = await giveGrant(world, { subject: paper, signer: own });
    for (const never of [id('never'), signed.grant]) {
      expect(await refusal(keep(paper, never, own))).toEqual({ name: 'ConsentRegistryNotKept', args: [never, 1n] });
    }
  });

  it('is taken back for ever by the signer that kept it', async () => {
    await bind(world, paper, own);
    await keep(paper, grant, own);
    const second = walletSigner();
    await addSigner(world, paper, own, second);
    const proof = await prove(world, second, 'RemoveSigner', { subject: paper, signer: own.id });
    await act('gateway', 'removeSigner', paper, own.id, proof);
    await pass(world, 8 * DAY);
    await revokeGrant(world, paper, grant, own);
    expect((await keep(paper, grant, second)).logs).toEqual([]);
    expect(await isActive(grant, paper)).toBe(false);
  });
});
