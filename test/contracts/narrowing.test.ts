import { id } from 'ethers';
import { describe, expect, it } from 'vitest';
import { event, read, refusal, send } from './chain.ts';
import { DAY, now, POLICY, pass, ZERO } from './deploy.ts';
import { addSigner, bind, enroll, giveGrant, nonceOf } from './patients.ts';
import { walletSigner } from './signing.ts';
import { ALL, act, at, FORM, known, LATER, proof, RESEARCH, signer, subject, world } from './subjects-world.ts';

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
