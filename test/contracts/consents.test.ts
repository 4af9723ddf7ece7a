import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { DAY, deploy, now, type Part, POLICY, pass, publish, rewindEach, type World, word, ZERO } from './deploy.ts';
import {
  addSigner,
  bind,
  enroll,
  GUARDIAN,
  giveGrant,
  nonceOf,
  patient,
  revokeGrant,
  type Terms,
  termsFor,
} from './patients.ts';
import { hashTerms, prove, type TestSigner, walletSigner } from './signing.ts';

const FORM = id('form');
const OBSTACLES = ['none', 'notGranted', 'revoked', 'epochOver', 'unanswered', 'erased', 'optedOut', 'paused'];
const GAPS = ['none', 'notYetValid', 'noLongerValid', 'grantee', 'scope', 'purpose', 'notice', 'options'];

let world: World;
let subject: string;
let signer: TestSigner;
let dataset: string;
beforeAll(async () => {
  world = await deploy();
  dataset = await publish(world, 'dataset');
  await send(world.membership, world.accounts.holder, 'publishNotice', id('notice'));
  ({ subject, signer } = await patient(world));
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const at = (part: Part) => world.accounts[part].address;
const act = (part: Part, name: string, ...args: unknown[]) => send(world.consents, world.accounts[part], name, ...args);
const give = (terms?: Terms) => giveGrant(world, { subject, signer }, terms);
const isActive = (grant: string, of = subject) => read(world.consents, 'isActive', of, grant);
const eraseNow = async () => {
  const value = { subject, nonce: await nonceOf(world, subject), deadline: (await now(world)) + 3600 };
  return act('gateway', 'erase', subject, value.deadline, await prove(world, signer, 'Erase', value));
};
const keep = async (of: string, grant: string, by: TestSigner, from: Part = 'stranger') => {
  const deadline = (await now(world)) + 3600;
  const proof = await prove(world, by, 'KeepRecorded', { subject: of, grant, deadline });
  return act(from, 'keepRecorded', of, grant, deadline, proof);
};
const grantOf = (grant: string, of = subject) => readStruct(world.consents, 'grantOf', of, grant);

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
