import { id, Wallet } from 'ethers';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { read, readStruct, refusal, send } from './chain.ts';
import {
  deploy,
  now,
  type Part,
  POLICY,
  pass,
  permitTerms,
  publish,
  rewindEach,
  type World,
  ZERO,
  ZERO_ADDRESS,
} from './deploy.ts';
import * as model from './model.ts';
import { binding, NO_COUNTERSIGNATURE } from './patients.ts';
import { prove, type TestSigner, walletSigner } from './signing.ts';

const SUBJECTS = 2;
const SIGNERS = 4;
const GRANTS = 3;
const FORM = id('form');
const DELAYS = { ...POLICY, recordedEndsAfter: 12 * 86_400 };

const WEIGHTS = {
  grant: 4,
  grantRecorded: 2,
  revoke: 4,
  revokeRecorded: 1,
  revokeAll: 2,
  optOut: 4,
  optIn: 4,
  pause: 3,
  resume: 4,
  bind: 4,
  removeSigner: 2,
  erase: 1,
  keepRecorded: 3,
  bindGuardian: 2,
  cancelSigner: 2,
  setStage: 1,
  endGuardian: 1,
  reportSigner: 1,
  keepSigner: 1,
  announceErasure: 1,
  objectToErasure: 1,
  executeErasure: 1,
  pass: 2,
  checkpoint: 2,
  accept: 1,
  revokePermit: 1,
};
type CallType = keyof typeof WEIGHTS;
const TYPES = Object.entries(WEIGHTS).map(([type, weight]) => ({
  weight,
  arbitrary: fc.constant(type as CallType),
}));

const index = (n: number) => fc.nat({ max: n - 1 });

/** Indices meet real subjects, signers and grants when the call is made; each call uses what it needs. */
const CALLS = fc.record({
  type: fc.oneof(...TYPES),
  subject: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: index(SUBJECTS) }),
  by: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: index(SIGNERS) }),
  signer: index(SIGNERS),
  grant: index(GRANTS),
  epoch: index(3),
  turn: index(3),
  level: index(3),
  days: fc.integer({ min: 1, max: 9 }),
  size: index(50),
});
type Call = typeof CALLS extends fc.Arbitrary<infer C> ? C : never;

const NOTHING = { subject: 0, by: 0, signer: 0, grant: 0, epoch: 0, turn: 0, level: 0, days: 1, size: 0 };

interface Run {
  world: World;
  pseudonyms: string[];
  signers: TestSigner[];
  subjects: model.SubjectModel[];
  taken: Set<string>;
  /** Of every signed grant. */
  deadline: number;
  log: string;
  logModel: model.LogModel;
  permitModel: model.PermitModel;
}

let world: World;
let authority: TestSigner;
beforeAll(async () => {
  world = await deploy();
  authority = walletSigner(new Wallet(id('authority')));
  await send(world.membership, world.accounts.admin, 'setPolicy', DELAYS);
  await send(world.membership, world.accounts.admin, 'add', authority.bytes, 32, ZERO_ADDRESS, ZERO, '');
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

async function begin(): Promise<Run> {
  const { consents, accessLog, permits, accounts } = world;
  const pseudonyms = Array.from({ length: SUBJECTS }, (_, i) => id(`subject ${i}`));
  await send(consents, accounts.gateway, 'enrollBatch', pseudonyms);
  const log = String(await read(accessLog, 'logIdAt', accounts.holder.address, 0));
  await send(accessLog, accounts.gateway, 'openLog', log, 'key', 1, ZERO, 0, ZERO);
  const dataset = await publish(world, 'dataset');
  const until = (await now(world)) + 20 * 86_400;
  await send(
    permits,
    accounts.gateway,
    'issue',
    permitTerms(world, dataset, { from: 1, until, termsDigest: id('agreement') }),
  );
  const run: Run = {
    world,
    pseudonyms,
    signers: Array.from({ length: SIGNERS }, (_, i) => walletSigner(new Wallet(id(`signer ${i}`)))),
    subjects: pseudonyms.map(() => model.newSubject()),
    taken: new Set(),
    deadline: (await now(world)) + 30 * 86_400 - 3_600,
    log,
    logModel: { size: 0 },
    permitModel: { until, acceptedAt: 0, revokedAt: 0 },
  };
  // So that most calls get far: the first subject has a signer of its own, the second starts on paper.
  await step(run, { ...NOTHING, type: 'bind' });
  return run;
}

function pick<T>(list: readonly T[], at: number): T {
  const found = list[at];
  if (found === undefined) throw new Error(`nothing at ${at}`);
  return found;
}

/** Makes the call on the chain; answers what it did, and when. */
async function onChain(run: Run, name: string, from: Part, contract: keyof World & string, args: unknown[]) {
  const target = run.world[contract] as World['consents'];
  const sent = send(target, run.world.accounts[from], name, ...args);
  const done = await sent.then(
    () => true,
    () => false,
  );
  return done ? 'done' : (await refusal(sent)).name;
}

/** The id of a subject's grant by number; even numbers are signed, odd ones recorded. */
async function grantId(run: Run, subject: number, grant: number): Promise<string> {
  const terms = id(`terms ${subject} ${grant}`);
  const pseudonym = pick(run.pseudonyms, subject);
  if (grant % 2 === 1) return String(await read(run.world.consents, 'recordedGrantId', pseudonym, terms, FORM));
  return String(await read(run.world.consents, 'grantId', pseudonym, run.deadline, terms));
}

/** Calls the chain and then the model with the time of the chain's block; both outcomes must agree. */
async function step(run: Run, c: Call): Promise<void> {
  const subject = pick(run.pseudonyms, c.subject);
  const by = pick(run.signers, c.by);
  const state = pick(run.subjects, c.subject);
  const proof = (type: string, value: Record<string, unknown>) => prove(run.world, by, type, { subject, ...value });
  const consents = (name: string, ...args: unknown[]) => onChain(run, name, 'gateway', 'consents', args);
  const agree = async (outcome: Promise<string>, expected: (time: number) => string) => {
    const seen = await outcome;
    const time = (await now(run.world)) + (seen === 'done' ? 0 : 1);
    expect([c, seen]).toEqual([c, expected(time)]);
  };
  const { nonce, optOutTurn, pauseTurn, pausedUntil } = state;
  const deadline = (await now(run.world)) + 3_600;
  const other = pick(run.signers, c.signer);
  switch (c.type) {
    case 'grant': {
      const number = c.grant - (c.grant % 2);
      const grant = await grantId(run, c.subject, number);
      const args = [subject, run.deadline, id(`terms ${c.subject} ${number}`), by.bytes, by.sign(grant)];
      return agree(consents('grant', ...args), (t) =>
        t > run.deadline ? 'SubjectRegistryExpired' : model.grant(state, grant, by.id, t),
      );
    }
    case 'grantRecorded': {
      const grant = await grantId(run, c.subject, 1);
      const record = { subject, terms: id(`terms ${c.subject} 1`), form: FORM };
      return agree(consents('grantRecorded', record), (t) => model.grantRecorded(state, grant, t));
    }
    case 'revoke': {
      const grant = await grantId(run, c.subject, c.grant);
      const { signature } = await proof('Revoke', { grant });
      const sent = consents('revoke', subject, grant, by.bytes, signature);
      return agree(sent, (t) => model.revoke(state, grant, by.id, t));
    }
    case 'revokeRecorded': {
      const grant = await grantId(run, c.subject, c.grant);
      const sent = consents('revokeRecorded', subject, grant, FORM);
      return agree(sent, (t) => model.revokeRecorded(state, grant, t));
    }
    case 'revokeAll': {
      const sent = consents('revokeAll', subject, c.epoch, await proof('RevokeAll', { epoch: c.epoch }));
      return agree(sent, (t) => model.revokeAll(state, c.epoch, by.id, t));
    }
    case 'optOut': {
      const { turn } = c;
      const level = Math.max(c.level, 1);
      const sent = consents('optOut', subject, level, turn, await proof('OptOut', { level, turn }));
      return agree(sent, (t) => model.optOut(state, level, turn, by.id, t));
    }
    case 'optIn': {
      const { level } = c;
      const signed = await proof('OptIn', { from: state.optOut, level, turn: optOutTurn, deadline });
      return agree(consents('optIn', subject, level, deadline, signed), (t) => model.optIn(state, level, by.id, t));
    }
    case 'pause': {
      const { turn } = c;
      const until = (await now(run.world)) + c.days * 86_400;
      const sent = consents('pause', subject, until, turn, await proof('Pause', { until, turn }));
      return agree(sent, (t) => model.pause(state, until, turn, by.id, t));
    }
    case 'resume': {
      const signed = await proof('Resume', { until: pausedUntil, turn: pauseTurn, deadline });
      return agree(consents('resume', subject, deadline, signed), (t) => model.resume(state, by.id, t));
    }
    case 'bind':
    case 'bindGuardian': {
      const kind = c.type === 'bind' ? 'self' : 'guardian';
      const signed = await binding(run.world, subject, by, { kind: kind === 'self' ? 1 : 2 });
      const taken = run.taken.has(by.id);
      const sent = consents('bindSigner', signed.binding, signed.signature, NO_COUNTERSIGNATURE);
      if ((await sent) === 'done') run.taken.add(by.id);
      return agree(sent, (t) => model.bind(state, by.id, kind, taken, t, DELAYS));
    }
    case 'keepRecorded': {
      const grant = await grantId(run, c.subject, c.grant);
      const signed = await proof('KeepRecorded', { grant, deadline });
      const sent = consents('keepRecorded', subject, grant, deadline, signed);
      return agree(sent, (t) => model.keepRecorded(state, grant, by.id, t));
    }
    case 'cancelSigner': {
      const signed = await proof('CancelSigner', { signer: other.id });
      const sent = consents('cancelSigner', subject, other.id, signed);
      return agree(sent, (t) => model.cancelSigner(state, other.id, by.id, t));
    }
    case 'setStage': {
      const stage = c.level + 1;
      return agree(consents('setStage', subject, stage, FORM), (t) => model.setStage(state, stage, t));
    }
    case 'endGuardian': {
      const sent = consents('endGuardianRecorded', subject, other.id, FORM);
      return agree(sent, (t) => model.endGuardian(state, other.id, t));
    }
    case 'reportSigner': {
      const value = { subject, signer: other.id, form: id(`form ${deadline}`), deadline };
      const { signer: account, signature } = await prove(run.world, authority, 'EndSigner', value);
      const args = [subject, other.id, value.form, deadline, { account, signature }];
      return agree(consents('removeSignerRecorded', ...args), (t) => model.reportSigner(state, other.id, t, DELAYS));
    }
    case 'keepSigner':
      return agree(consents('keepSignerRecorded', subject, other.id), (t) => model.keepSigner(state, other.id, t));
    case 'announceErasure':
      return agree(consents('announceErasure', subject, FORM), (t) => model.announceErasure(state, t, DELAYS));
    case 'objectToErasure': {
      const args = [subject, state.erasure, FORM];
      return agree(onChain(run, 'objectToErasure', 'auditor', 'consents', args), () => model.objectToErasure(state));
    }
    case 'executeErasure':
      return agree(consents('executeErasure', subject), (t) => model.executeErasure(state, t));
    case 'removeSigner': {
      const signer = pick(run.signers, c.signer).id;
      const sent = consents('removeSigner', subject, signer, await proof('RemoveSigner', { signer }));
      return agree(sent, (t) => model.removeSigner(state, signer, by.id, t));
    }
    case 'erase': {
      const signed = await proof('Erase', { nonce, deadline });
      return agree(consents('erase', subject, deadline, signed), (t) => model.erase(state, by.id, t, DELAYS));
    }
    case 'pass':
      return pass(run.world, c.days * 86_400);
    case 'checkpoint': {
      const sent = onChain(run, 'checkpoint', 'gateway', 'accessLog', [run.log, c.size, id('root')]);
      return agree(sent, () => model.checkpoint(run.logModel, c.size));
    }
    case 'accept': {
      const sent = onChain(run, 'accept', 'requester', 'permits', [1, id('agreement')]);
      return agree(sent, (t) => model.accept(run.permitModel, t));
    }
    case 'revokePermit': {
      const sent = onChain(run, 'revoke', 'holder', 'permits', [1, ZERO]);
      return agree(sent, (t) => model.revokePermit(run.permitModel, t));
    }
  }
}

/** Everything that the chain's views answer is what the model answers. */
async function compare(run: Run): Promise<void> {
  const time = await now(run.world);
  for (const [i, state] of run.subjects.entries()) {
    expect(await readStruct(run.world.consents, 'subjectOf', run.pseudonyms[i])).toMatchObject(model.view(state));
    expect(await read(run.world.consents, 'erasureOf', run.pseudonyms[i])).toBe(BigInt(state.erasure));
    for (const signer of run.signers) {
      const standing = await read(run.world.consents, 'stands', run.pseudonyms[i], signer.id);
      expect(standing).toBe(model.widens(state, signer.id, time));
    }
    for (let grant = 0; grant < GRANTS; grant += 1) {
      const known = await grantId(run, i, grant);
      const active = await read(run.world.consents, 'isActive', run.pseudonyms[i], known);
      expect(active).toBe(model.isActive(state, known, time));
    }
  }
  const { size } = await readStruct(run.world.accessLog, 'logOf', run.log);
  expect(size).toBe(BigInt(run.logModel.size));
  const state = await read(run.world.permits, 'stateOf', 1);
  expect(state).toBe(BigInt(model.permitState(run.permitModel, time)));
}

describe('the contracts', () => {
  const runs = Number(process.env.CUSTOS_PROPERTY_RUNS ?? 15);

  it('agree with the model after each of any calls', async () => {
    const property = fc.asyncProperty(fc.array(CALLS, { minLength: 10, maxLength: 40, size: 'max' }), async (calls) => {
      const snapshot = await world.ethers.provider.send('evm_snapshot', []);
      try {
        const run = await begin();
        for (const c of calls) {
          await step(run, c);
          await compare(run);
        }
      } finally {
        await world.ethers.provider.send('evm_revert', [snapshot]);
      }
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: false });
  }, 600_000);
});
