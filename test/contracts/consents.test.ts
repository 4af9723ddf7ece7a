import { id } from 'ethers';
import { describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import {
  act,
  at,
  dataset,
  eraseNow,
  FORM,
  GAPS,
  give,
  grantOf,
  isActive,
  OBSTACLES,
  signer,
  subject,
  world,
} from './consents-world.ts';
import { DAY, now, type Part, pass, publish, word, ZERO } from './deploy.ts';
import { addSigner, enroll, GUARDIAN, giveGrant, patient, revokeGrant, type Terms, termsFor } from './patients.ts';
import { hashTerms, prove, walletSigner } from './signing.ts';

describe('a grant', () => {
  it('counts from its block, relayed by anybody', async () => {
    const terms = hashTerms(await termsFor(world));
    const deadline = (await now(world)) + 3600;
    const grant = String(await read(world.consents, 'grantId', subject, deadline, terms));
    const receipt = await act('stranger', 'grant', subject, deadline, terms, signer.bytes, signer.sign(grant));
    expect(event(receipt)).toEqual({
      name: 'ConsentGranted',
      args: { subject, grant, kind: 1n, signer: signer.id, actor: at('stranger') },
    });
    expect(await grantOf(grant)).toEqual({
      grantedAt: BigInt(await now(world)),
      revokedAt: 0n,
      epoch: 0n,
      kind: 1n,
      kept: false,
    });
    expect(await isActive(grant)).toBe(true);
  });

  it('counts once, until its deadline', async () => {
    const { args, grant } = await give();
    expect(await refusal(act('gateway', 'grant', ...args))).toEqual({
      name: 'ConsentRegistryGranted',
      args: [grant, (await grantOf(grant)).grantedAt],
    });
    const terms = hashTerms(await termsFor(world));
    expect(await refusal(act('gateway', 'grant', subject, 5, terms, signer.bytes, '0x'))).toEqual({
      name: 'SubjectRegistryExpired',
      args: [5n],
    });
  });

  it('is signed by a signer that stands for the subject', async () => {
    const other = walletSigner();
    const refused = await refusal(giveGrant(world, { subject, signer: other }));
    expect(refused).toEqual({ name: 'SubjectRegistrySignerUnfit', args: [subject, other.id] });
    const elsewhere = await patient(world);
    expect((await refusal(giveGrant(world, { subject, signer: elsewhere.signer }))).name).toBe(
      'SubjectRegistrySignerUnfit',
    );
    const { args } = await give();
    const altered = [args[0], args[1], id('other terms'), args[3], args[4]];
    expect((await refusal(act('gateway', 'grant', ...altered))).name).toBe('SubjectRegistrySignatureInvalid');
  });

  it('says that a guardian gave it', async () => {
    const guardian = walletSigner();
    await addSigner(world, subject, signer, guardian, { kind: GUARDIAN });
    const { grant, receipt } = await giveGrant(world, { subject, signer: guardian });
    expect(event(receipt).args.kind).toBe(2n);
    expect(await grantOf(grant)).toMatchObject({ kind: 2n });
  });

  it('of one subject is nothing for another', async () => {
    const { grant } = await give();
    const other = await patient(world);
    expect(await isActive(grant, other.subject)).toBe(false);
    await revokeGrant(world, other.subject, grant, other.signer);
    expect(await isActive(grant)).toBe(true);
  });
});

describe('many calls in one', () => {
  const encode = (name: string, ...args: unknown[]) => world.consents.interface.encodeFunctionData(name, args);

  it('record withdrawals and opt-outs together, all or none, by those who may', async () => {
    const { grant } = await give();
    const paper = await enroll(world);
    const calls = [
      encode('revokeRecorded', subject, grant, FORM),
      encode('optOutRecorded', paper, 2, FORM),
      encode('revokeRecorded', subject, grant, FORM),
    ];
    const names = events(await act('gateway', 'multicall', calls)).map(({ name, args }) => [name, args.actor]);
    expect(names).toEqual([
      ['ConsentRevocationRecorded', at('gateway')],
      ['OptOutSet', at('gateway')],
    ]);
    const theirs = [encode('optOutRecorded', paper, 2, FORM)];
    expect((await refusal(act('otherHolder', 'multicall', theirs))).name).toBe('SubjectRegistryNotHolder');
    const bad = [encode('pauseRecorded', paper, 4_000_000_000, FORM), encode('optOutRecorded', paper, 2, ZERO)];
    expect((await refusal(act('gateway', 'multicall', bad))).name).toBe('SubjectRegistryFormMissing');
    expect(await readStruct(world.consents, 'subjectOf', paper)).toMatchObject({ pausedUntil: 0n });
  });
});

describe('a revocation', () => {
  it('counts at once, by whoever relays it, and again is no error', async () => {
    const { grant } = await give();
    expect(event(await revokeGrant(world, subject, grant, signer, 'stranger'))).toEqual({
      name: 'ConsentRevoked',
      args: { subject, grant, signer: signer.id, actor: at('stranger') },
    });
    const { revokedAt } = await grantOf(grant);
    expect(await isActive(grant)).toBe(false);
    await pass(world, 5);
    expect((await revokeGrant(world, subject, grant, signer, 'gateway')).logs).toEqual([]);
    expect(await grantOf(grant)).toMatchObject({ revokedAt });
  });

  it('that comes before its grant keeps it from ever being given', async () => {
    const terms = hashTerms(await termsFor(world));
    const deadline = (await now(world)) + 3600;
    const grant = String(await read(world.consents, 'grantId', subject, deadline, terms));
    await revokeGrant(world, subject, grant, signer);
    expect(await grantOf(grant)).toEqual({
      grantedAt: 0n,
      revokedAt: BigInt(await now(world)),
      epoch: 0n,
      kind: 0n,
      kept: false,
    });
    const late = act('gateway', 'grant', subject, deadline, terms, signer.bytes, signer.sign(grant));
    expect(await refusal(late)).toEqual({
      name: 'ConsentRegistryRevoked',
      args: [grant, (await grantOf(grant)).revokedAt],
    });
    expect(await isActive(grant)).toBe(false);
  });

  it('is the subject’s only', async () => {
    const { grant } = await give();
    const other = await patient(world);
    expect(await refusal(revokeGrant(world, subject, grant, other.signer))).toEqual({
      name: 'SubjectRegistrySignerUnfit',
      args: [subject, other.signer.id],
    });
    const proof = await prove(world, signer, 'Revoke', { subject, grant: id('other') });
    const forged = act('gateway', 'revoke', subject, grant, signer.bytes, proof.signature);
    expect((await refusal(forged)).name).toBe('SubjectRegistrySignatureInvalid');
  });

  it('is open for ever to the signer that gave the grant, and to others while they stand', async () => {
    const second = walletSigner();
    await addSigner(world, subject, signer, second);
    const own = await giveGrant(world, { subject, signer: second });
    const others = await give();
    const proof = await prove(world, signer, 'RemoveSigner', { subject, signer: second.id });
    await act('gateway', 'removeSigner', subject, second.id, proof);
    await pass(world, 8 * DAY);
    expect((await refusal(revokeGrant(world, subject, others.grant, second))).name).toBe('SubjectRegistrySignerUnfit');
    await revokeGrant(world, subject, own.grant, second);
    expect(await isActive(own.grant)).toBe(false);
    await revokeGrant(world, subject, others.grant, signer);
  });

  it('on paper is recorded by the holder, of any grant', async () => {
    const { grant } = await give();
    expect(event(await act('gateway', 'revokeRecorded', subject, grant, FORM))).toEqual({
      name: 'ConsentRevocationRecorded',
      args: { subject, grant, form: FORM, actor: at('gateway') },
    });
    expect((await act('gateway', 'revokeRecorded', subject, grant, FORM)).logs).toEqual([]);
    expect((await refusal(act('gateway', 'revokeRecorded', subject, grant, ZERO))).name).toBe(
      'SubjectRegistryFormMissing',
    );
    expect((await refusal(act('otherHolder', 'revokeRecorded', subject, grant, FORM))).name).toBe(
      'SubjectRegistryNotHolder',
    );
  });
});

describe('coverage', () => {
  const query = (changes: Record<string, unknown> = {}) => ({
    requester: at('requester'),
    dataset,
    purpose: 7,
    ...changes,
  });
  const why = ({ obstacle: state, gap, ...rest }: Record<string, unknown>) => {
    const stands = Number(state) === 0;
    return { obstacle: stands ? GAPS[Number(gap)] : OBSTACLES[Number(state)], ...rest };
  };
  const coverage = async (given: { deadline: number; terms: Terms }, changes = {}, of = subject) => {
    const found = await readStruct(world.lens, 'covers', of, given.deadline, given.terms, query(changes));
    return why(found);
  };
  const obstacle = async (given: { deadline: number; terms: Terms }, changes = {}) =>
    (await coverage(given, changes)).obstacle;
  const giveWith = async (changes: Record<string, unknown>) => give(await termsFor(world, changes));

  it('returns what remains to be met', async () => {
    const given = await giveWith({ options: 2 });
    expect(await coverage(given)).toEqual({
      obstacle: 'none',
      modifiers: (1n << 20n) | (1n << 48n),
      excluded: 5n,
      diseaseRemains: false,
      identifiable: true,
    });
    const general = { purposes: 1n | (1n << 47n) };
    expect(await coverage(await giveWith(general))).toMatchObject({ modifiers: 1n << 47n });
    expect(await coverage(await giveWith({ purposes: 8 }), { purpose: 10 })).toEqual({
      obstacle: 'none',
      modifiers: 0n,
      excluded: 5n,
      diseaseRemains: true,
      identifiable: false,
    });
  });

  it('follows the state of grant and subject', async () => {
    const given = await give();
    const never = { ...given, deadline: 1 };
    expect(await obstacle(never)).toBe('notGranted');
    const snapshots: [string, () => Promise<unknown>][] = [
      ['revoked', () => revokeGrant(world, subject, given.grant, signer)],
      ['epochOver', () => act('gateway', 'revokeAllRecorded', subject, FORM)],
      ['optedOut', () => act('gateway', 'optOutRecorded', subject, 1, FORM)],
      ['paused', () => act('gateway', 'pauseRecorded', subject, 4_000_000_000, FORM)],
      ['erased', () => eraseNow()],
    ];
    for (const [expected, narrow] of snapshots) {
      const snapshot = await world.ethers.provider.send('evm_snapshot', []);
      expect(await obstacle(given)).toBe('none');
      await narrow();
      expect(await obstacle(given)).toBe(expected);
      expect(await isActive(given.grant)).toBe(false);
      await world.ethers.provider.send('evm_revert', [snapshot]);
    }
  });

  it('holds in the period, and after a pause is over', async () => {
    const start = (await now(world)) + DAY;
    const given = await giveWith({ from: start, until: start + DAY });
    expect(await obstacle(given)).toBe('notYetValid');
    await act('gateway', 'pauseRecorded', subject, start - 10, FORM);
    await pass(world, DAY);
    expect(await obstacle(given)).toBe('none');
    await pass(world, DAY);
    expect(await obstacle(given)).toBe('noLongerValid');
  });

  it('reaches the member named, while it is active', async () => {
    const given = await giveWith({ grantee: word(at('requester')) });
    expect(await obstacle(given)).toBe('none');
    expect(await obstacle(given, { requester: at('clinician') })).toBe('grantee');
    await send(world.membership, world.accounts.admin, 'suspend', at('requester'));
    expect(await obstacle(given)).toBe('grantee');
  });

  it('reaches who was in the group before the grant', async () => {
    const group = String(event(await send(world.membership, world.accounts.holder, 'createGroup', id('g'))).args.group);
    const join = (part: Part) => send(world.membership, world.accounts.holder, 'joinGroup', group, at(part));
    await join('requester');
    const given = await giveWith({ grantee: group });
    const open = await giveWith({ grantee: group, options: 1 });
    await join('clinician');
    const clinician = { requester: at('clinician') };
    expect([await obstacle(given), await obstacle(given, clinician)]).toEqual(['none', 'grantee']);
    expect([await obstacle(open), await obstacle(open, clinician)]).toEqual(['none', 'none']);
    expect(await obstacle(open, { requester: at('auditor') })).toBe('grantee');
    await send(world.membership, world.accounts.requester, 'leaveGroup', group, at('requester'));
    expect(await obstacle(given)).toBe('grantee');
    await join('requester');
    expect([await obstacle(given), await obstacle(open)]).toEqual(['grantee', 'none']);
  });

  it('reaches the dataset named, or all of the holder’s', async () => {
    const other = await publish(world, 'other');
    const named = await giveWith({ scope: dataset });
    expect([await obstacle(named), await obstacle(named, { dataset: other })]).toEqual(['none', 'scope']);
    const all = await give();
    expect(await obstacle(all, { dataset: other })).toBe('none');
    expect(await obstacle(all, { dataset: id('never') })).toBe('scope');
    await send(world.datasets, world.accounts.otherHolder, 'register', id('foreign'));
    const foreign = await read(world.datasets, 'datasetId', at('otherHolder'), id('foreign'));
    expect(await obstacle(all, { dataset: foreign })).toBe('scope');
  });

  it.each([
    ['NRES', 1n, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['GRU', 2n, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['HMB', 4n, [7, 8, 9, 10]],
    ['DS', 8n, [10]],
    ['POA', 16n, [2, 3]],
    ['two permissions', 6n, []],
    ['no permission', 0n, []],
    ['an unknown permission', 32n, []],
  ])('of %s contains its purposes', async (_, purposes, contained) => {
    const given = await giveWith({ purposes });
    const covered: number[] = [];
    for (const purpose of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]) {
      if ((await obstacle(given, { purpose })) === 'none') covered.push(purpose);
    }
    expect(covered).toEqual(contained);
  });

  it('of an option without a meaning is none', async () => {
    expect(await obstacle(await giveWith({ options: 4 }))).toBe('options');
  });

  it('needs a notice that stood when the grant was given', async () => {
    const notice = id('second notice');
    const before = await giveWith({ notice });
    expect(await obstacle(before)).toBe('notice');
    await pass(world, 1);
    await send(world.membership, world.accounts.holder, 'publishNotice', notice);
    expect(await obstacle(before)).toBe('notice');
    const during = await giveWith({ notice });
    expect(await obstacle(during)).toBe('none');
    await send(world.membership, world.accounts.holder, 'withdrawNotice', notice);
    const after = await giveWith({ notice });
    expect([await obstacle(during), await obstacle(after)]).toEqual(['none', 'notice']);
  });

  it('needs a notice of its own holder or of the consortium', async () => {
    const [notice, common] = [id('notice of others'), id('notice of all')];
    await send(world.membership, world.accounts.otherHolder, 'publishNotice', notice);
    await send(world.membership, world.accounts.admin, 'publishNotice', common);
    expect(await obstacle(await giveWith({ notice }))).toBe('notice');
    await send(world.membership, world.accounts.gateway, 'publishNotice', notice);
    await send(world.membership, world.accounts.otherHolder, 'withdrawNotice', notice);
    expect(await obstacle(await giveWith({ notice }))).toBe('none');
    expect(await obstacle(await giveWith({ notice: common }))).toBe('none');
  });

  it('of a recorded grant needs its form', async () => {
    const paper = await enroll(world);
    const terms = await termsFor(world);
    await act('gateway', 'grantRecorded', { subject: paper, terms: hashTerms(terms), form: FORM });
    const found = async (form: string) =>
      why(await readStruct(world.lens, 'coversRecorded', paper, terms, form, query())).obstacle;
    expect([await found(FORM), await found(id('other form'))]).toEqual(['none', 'notGranted']);
  });
});
