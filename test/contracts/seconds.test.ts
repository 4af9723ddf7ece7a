import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, read, readStruct, refusal, send } from './chain.ts';
import {
  DAY,
  deploy,
  now,
  type Part,
  POLICY,
  permitTerms,
  publish,
  ROLE,
  rewindEach,
  type World,
  ZERO,
  ZERO_ADDRESS,
} from './deploy.ts';
import {
  addSigner,
  bind,
  binding,
  enroll,
  GUARDIAN,
  giveGrant,
  NO_COUNTERSIGNATURE,
  patient,
  SELF,
  termsFor,
} from './patients.ts';
import { digestOf, prove, type TestSigner, walletSigner } from './signing.ts';

type Args = Readonly<Record<string, unknown>>;

const FORM = id('form');
const ALL = 2;
const LATER = 4_000_000_000;
const GRACE = 7 * DAY;
const WINDOW = 30 * DAY;
const DONE = 'done';

let world: World;
let subject: string;
let own: TestSigner;
/** A second far enough ahead that all is prepared before it. */
let then: number;
beforeAll(async () => {
  world = await deploy();
  ({ subject, signer: own } = await patient(world));
});
rewindEach(() => world, { before: beforeEach, after: afterEach });
beforeEach(async () => {
  then = (await now(world)) + DAY;
});

/** Until as many transactions wait for a block. */
async function waiting(count: number): Promise<void> {
  const pending = () => world.ethers.provider.send('eth_pendingTransactions', []);
  while (((await pending()) as unknown[]).length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

const at = (part: Part) => world.accounts[part].address;
const membership = (part: Part, name: string, ...args: unknown[]) =>
  send(world.membership, world.accounts[part], name, ...args);
const consents = (part: Part, name: string, ...args: unknown[]) =>
  send(world.consents, world.accounts[part], name, ...args);
const setPolicy = (changes: Args) => membership('admin', 'setPolicy', { ...POLICY, ...changes });

/** What comes of an act in a block of each second: what it answers, or the name of what refuses it. */
async function outcomes(seconds: readonly number[], act: () => Promise<unknown>): Promise<unknown[]> {
  const { provider } = world.ethers;
  const found: unknown[] = [];
  for (const second of seconds) {
    const snapshot = await provider.send('evm_snapshot', []);
    await provider.send('evm_setNextBlockTimestamp', [second]);
    let answer: unknown;
    const { name } = await refusal(act().then((value) => (answer = value))).catch(() => ({ name: undefined }));
    found.push(name ?? answer);
    await provider.send('evm_revert', [snapshot]);
  }
  return found;
}

/** In the second, and in the next one. */
const aroundEnd = (second: number, act: () => Promise<unknown>) => outcomes([second, second + 1], act);
/** In the second before, and in the second. */
const aroundStart = (second: number, act: () => Promise<unknown>) => outcomes([second - 1, second], act);

/** Of a view, which is asked in the block that was mined last. */
const mined = (view: () => Promise<unknown>) => async () => {
  await world.ethers.provider.send('evm_mine', []);
  return view();
};

const signed = async (name: string, type: string, args: Args, by = own, more: Args = {}) =>
  consents('stranger', name, ...Object.values(args), await prove(world, by, type, { ...args, ...more }));
const done = (act: () => Promise<unknown>) => async () => {
  await act();
  return DONE;
};
const optOut = (by: TestSigner) => done(() => signed('optOut', 'OptOut', { subject, level: ALL, turn: 0 }, by));
const grantBy = (by: TestSigner, deadline = then + WINDOW) =>
  done(async () => {
    const terms = id('terms');
    const grant = String(await read(world.consents, 'grantId', subject, deadline, terms));
    await consents('stranger', 'grant', subject, deadline, terms, by.bytes, by.sign(grant));
  });
const bindNow = (of: string, signer: TestSigner, changes: Args = {}) =>
  done(() => bind(world, of, signer, { deadline: then + DAY, ...changes }));
const resume = (by: TestSigner, until: number) =>
  done(() => signed('resume', 'Resume', { subject, deadline: then + DAY }, by, { until, turn: 0 }));

describe('what is signed to widen', () => {
  it('counts until the second of its deadline', async () => {
    expect(await aroundEnd(then, grantBy(own, then))).toEqual([DONE, 'SubjectRegistryExpired']);
  });

  it('has a deadline of no more than thirty days', async () => {
    const refused = 'SubjectRegistryDeadlineTooFar';
    expect(await aroundStart(then, grantBy(own, then + WINDOW))).toEqual([refused, DONE]);
  });
});

describe('a signer', () => {
  let second: TestSigner;
  beforeEach(() => {
    second = walletSigner();
  });
  const unfit = 'SubjectRegistrySignerUnfit';
  const guardian = { kind: GUARDIAN };

  it('widens and narrows from its first second', async () => {
    await addSigner(world, subject, own, second, { from: then });
    expect(await aroundStart(then, grantBy(second, then + DAY))).toEqual([unfit, DONE]);
    expect(await aroundStart(then, optOut(second))).toEqual([unfit, DONE]);
  });

  it('widens until its last second, and narrows for the grace after it', async () => {
    await addSigner(world, subject, own, second, { until: then });
    expect(await aroundEnd(then, grantBy(second))).toEqual([DONE, unfit]);
    expect(await aroundEnd(then + GRACE, optOut(second))).toEqual([DONE, unfit]);
  });

  it('may count for one second', async () => {
    const fresh = await enroll(world);
    const refused = 'SubjectRegistryPeriodInvalid';
    expect(await aroundEnd(then, bindNow(fresh, second, { until: then }))).toEqual([DONE, refused]);
  });

  it('that was removed narrows for the grace', async () => {
    await addSigner(world, subject, own, second);
    await signed('removeSigner', 'RemoveSigner', { subject, signer: second.id });
    const removedAt = await now(world);
    expect(await aroundEnd(removedAt + GRACE, optOut(second))).toEqual([DONE, unfit]);
  });

  it('is cancelled before its first second, and removed from it on', async () => {
    await addSigner(world, subject, own, second, { from: then });
    const cancel = () => done(() => signed('cancelSigner', 'CancelSigner', { subject, signer: second.id }));
    expect(await aroundStart(then, cancel())).toEqual([DONE, 'SubjectRegistryNotWaiting']);
    const kindAfter = async () => {
      await signed('removeSigner', 'RemoveSigner', { subject, signer: second.id });
      return (await readStruct(world.consents, 'signerOf', subject, second.id)).kind;
    };
    expect(await aroundStart(then, kindAfter)).toEqual([0n, BigInt(SELF)]);
  });

  it('that waits keeps others from being bound until its first second', async () => {
    await bind(world, subject, second);
    const { from } = await readStruct(world.consents, 'signerOf', subject, second.id);
    then = Number(from);
    const waiting = 'SubjectRegistryWaiting';
    expect(await aroundStart(then, bindNow(subject, walletSigner()))).toEqual([waiting, DONE]);
  });

  it('that is the first ends paper from its first second on', async () => {
    await setPolicy({ firstBindingDelayed: true });
    const paper = await enroll(world);
    await bind(world, paper, second);
    then = Number((await readStruct(world.consents, 'subjectOf', paper)).boundAt);
    const record = done(() => consents('gateway', 'grantRecorded', { subject: paper, terms: id('terms'), form: FORM }));
    expect(await aroundStart(then, record)).toEqual([DONE, 'SubjectRegistryBound']);
  });

  it('stays the first where another one of its second is cancelled in it', async () => {
    const paper = await enroll(world);
    const encode = (name: string, ...args: unknown[]) => world.consents.interface.encodeFunctionData(name, args);
    const bound = await binding(world, paper, own, { signer: second.bytes, deadline: then });
    const digest = await digestOf(world, 'BindSigner', bound.binding);
    const waiting = walletSigner();
    const addition = { subject: paper, signer: waiting.bytes, kind: SELF, from: LATER, until: 0, deadline: then };
    const message = { ...addition, nonce: 0 };
    const { signature } = await prove(world, waiting, 'AddSigner', message);
    await consents('gateway', 'multicall', [
      encode('bindSigner', bound.binding, second.sign(digest), NO_COUNTERSIGNATURE),
      encode('addSigner', addition, signature, await prove(world, second, 'AddSigner', message)),
      encode('cancelSignerRecorded', paper, waiting.id),
    ]);
    const { boundAt } = await readStruct(world.consents, 'subjectOf', paper);
    expect(boundAt).toBe(BigInt(await now(world)));
  });

  it('that is a guardian narrows for the grace after the subject acts alone', async () => {
    await addSigner(world, subject, own, second, guardian);
    await consents('gateway', 'setStage', subject, 3, FORM);
    const alone = await now(world);
    expect(await aroundEnd(alone + GRACE, optOut(second))).toEqual([DONE, unfit]);
  });

  it('that is a guardian ended before this second', async () => {
    await addSigner(world, subject, own, second, { ...guardian, until: then });
    await consents('gateway', 'endGuardianRecorded', subject, second.id, FORM);
    const { until } = await readStruct(world.consents, 'signerOf', subject, second.id);
    expect(until).toBe(BigInt((await now(world)) - 1));
  });

  it('that leaves is kept before the second in which it ends, and narrows for the grace after it', async () => {
    await addSigner(world, subject, own, second);
    const witness = walletSigner();
    await membership('admin', 'add', witness.bytes, ROLE.authority, ZERO_ADDRESS, ZERO, '');
    const value = { subject, signer: second.id, form: FORM, deadline: then };
    const countersignature = await prove(world, witness, 'EndSigner', value);
    const { signer: account, signature } = countersignature;
    await consents('gateway', 'removeSignerRecorded', ...Object.values(value), { account, signature });
    const leavesAt = (await now(world)) + POLICY.signerDelay;
    const keep = done(() => consents('auditor', 'keepSignerRecorded', subject, second.id));
    expect(await aroundStart(leavesAt, keep)).toEqual([DONE, 'SubjectRegistryNotLeaving']);
    expect(await aroundEnd(leavesAt + GRACE, optOut(second))).toEqual([DONE, unfit]);
  });
});

describe('a pause', () => {
  const pause = (until: number) => signed('pause', 'Pause', { subject, until, turn: 0 });
  let guardian: TestSigner;
  beforeEach(async () => {
    guardian = walletSigner();
    await addSigner(world, subject, own, guardian, { kind: GUARDIAN });
  });

  it('lasts until its last second, in which it can still be ended', async () => {
    const { grant } = await giveGrant(world, { subject, signer: own });
    await pause(then);
    expect(
      await aroundEnd(
        then,
        mined(() => read(world.consents, 'isActive', subject, grant)),
      ),
    ).toEqual([false, true]);
    expect(await aroundEnd(then, resume(own, then))).toEqual([DONE, 'SubjectRegistryNotPaused']);
  });

  it('of the subject’s own is what paper makes longer until its last second, and not after', async () => {
    await pause(then);
    const lengthenAndResume = async () => {
      await consents('gateway', 'pauseRecorded', subject, LATER, FORM);
      return resume(guardian, LATER)();
    };
    expect(await aroundEnd(then, lengthenAndResume)).toEqual(['SubjectRegistryBeyondGuardian', DONE]);
  });

  it('is made the subject’s own until the last second of the word', async () => {
    await consents('gateway', 'pauseRecorded', subject, LATER, FORM);
    const told = async () => (await pause(then)).logs.length;
    expect(await aroundEnd(then, told)).toEqual([1, 0]);
  });
});

describe('an erasure that the holder announced', () => {
  it('is executed from its first second to the last of its window, and then announced anew', async () => {
    await consents('gateway', 'announceErasure', subject, FORM);
    const first = Number(await read(world.consents, 'erasureOf', subject));
    const execute = done(() => consents('gateway', 'executeErasure', subject));
    expect(await aroundStart(first, execute)).toEqual(['SubjectRegistryTooEarly', DONE]);
    expect(await aroundEnd(first + WINDOW, execute)).toEqual([DONE, 'SubjectRegistryErasureLapsed']);
    const announce = done(() => consents('gateway', 'announceErasure', subject, FORM));
    expect(await aroundEnd(first + WINDOW, announce)).toEqual(['SubjectRegistryErasureAnnounced', DONE]);
  });
});

describe('a grant', () => {
  let dataset: string;
  beforeEach(async () => {
    dataset = await publish(world, 'dataset');
    await membership('holder', 'publishNotice', id('notice'));
  });
  const gap = (given: Awaited<ReturnType<typeof giveGrant>>) => async () => {
    const query = { requester: at('requester'), dataset, purpose: 7 };
    const coverage = await readStruct(world.lens, 'covers', subject, given.deadline, given.terms, query);
    return [Number(coverage.obstacle), Number(coverage.gap)];
  };

  it('that was recorded ends after the last second in which it is to be kept', async () => {
    await setPolicy({ recordedEndsAfter: DAY });
    const paper = await enroll(world);
    await consents('gateway', 'grantRecorded', { subject: paper, terms: id('terms'), form: FORM });
    const grant = await read(world.consents, 'recordedGrantId', paper, id('terms'), FORM);
    await bind(world, paper, walletSigner());
    const last = (await now(world)) + DAY;
    expect(
      await aroundEnd(
        last,
        mined(() => read(world.consents, 'isActive', paper, grant)),
      ),
    ).toEqual([true, false]);
  });

  it('covers from the first second of its period to the last', async () => {
    const terms = await termsFor(world, { from: then, until: then + DAY });
    const given = await giveGrant(world, { subject, signer: own }, terms);
    const [covered, notYet, noLonger] = [
      [0, 0],
      [0, 1],
      [0, 2],
    ];
    expect(await aroundStart(then, mined(gap(given)))).toEqual([notYet, covered]);
    expect(await aroundEnd(then + DAY, mined(gap(given)))).toEqual([covered, noLonger]);
  });

  it('reaches nobody who joined the group in its second', async () => {
    const { provider } = world.ethers;
    const { args } = event(await membership('holder', 'createGroup', id('group')));
    const terms = await termsFor(world, { grantee: args.group });
    await provider.send('evm_setAutomine', [false]);
    const joining = membership('holder', 'joinGroup', args.group, at('requester'));
    const giving = giveGrant(world, { subject, signer: own }, terms);
    await waiting(2);
    await provider.send('evm_mine', []);
    await provider.send('evm_setAutomine', [true]);
    const [joined, given] = await Promise.all([joining, giving]);
    expect(given.receipt.blockNumber).toBe(joined.blockNumber);
    expect(await gap(given)()).toEqual([0, 3]);
  });
});

describe('a permit', () => {
  const [notYet, active, expired] = [3n, 4n, 5n];
  const issue = async (from: number, until: number) => {
    const dataset = await publish(world, 'dataset');
    await send(world.permits, world.accounts.gateway, 'issue', permitTerms(world, dataset, { from, until }));
  };
  const state = () => read(world.permits, 'stateOf', 1);

  it('counts from its first second to its last, which may be one', async () => {
    await issue(then, then);
    expect(await outcomes([then - 1, then, then + 1], mined(state))).toEqual([notYet, active, expired]);
  });
});

describe('a member', () => {
  it('names a session key for this second at least, and two years at most', async () => {
    const add = (until: number) => done(() => membership('gateway', 'addSessionKey', '0x01', until));
    expect(await aroundEnd(then, add(then))).toEqual([DONE, 'MembershipUntilInvalid']);
    expect(await aroundStart(then, add(then + 730 * DAY))).toEqual(['MembershipUntilInvalid', DONE]);
  });
});

describe('a policy that waits', () => {
  it('is cancelled before the second in which it is in force', async () => {
    await setPolicy({ maxLag: POLICY.maxLag + 1 });
    const effectiveAt = (await now(world)) + 2 * DAY;
    const cancel = done(() => membership('admin', 'cancelPolicy'));
    expect(await aroundStart(effectiveAt, cancel)).toEqual([DONE, 'MembershipNoPolicyWaits']);
  });
});
