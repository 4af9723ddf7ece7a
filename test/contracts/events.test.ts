import { type ContractTransactionReceipt, getAddress, id, keccak256, Result } from 'ethers';
import hre from 'hardhat';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { events, read, readStruct, send } from './chain.ts';
import {
  DAY,
  deploy,
  now,
  type Part,
  POLICY,
  pass,
  publication,
  publish,
  ROLE,
  rewindEach,
  type World,
  ZERO,
  ZERO_ADDRESS,
} from './deploy.ts';
import { addSigner, bind, binding, GUARDIAN, nonceOf, pseudonym, revokeGrant, SELF } from './patients.ts';
import { digestOf, prove, walletSigner } from './signing.ts';

type Receipt = ContractTransactionReceipt;
type Args = Readonly<Record<string, unknown>>;
/** Arguments of an event, or of several that follow one another, of a block with this time. */
type Told = Readonly<Record<string, (time: number) => Args | readonly Args[]>>;

const FORM = id('form');
const CAUSE = id('cause');
const [LATER, END] = [4_000_000_000, 4_000_000_007];
const [RESEARCH, ALL] = [1, 2];
const [DISCLOSED, HEADS_ONLY] = [0, 1];
const SESSION_KEY = '0x01aabbcc';
const VERIFIER_KEY = 'custos/1/log+0011aabb+AQID';
const MOVED = ['holder', 'gateway', 'requester', 'authority', 'auditor'] as const;

const [own, second, guardian, witness] = [walletSigner(), walletSigner(), walletSigner(), walletSigner()];
const [subject, paper, fresh] = [pseudonym(), pseudonym(), pseudonym()];
let world: World;
/** Of members that were rotated, so that no identity is the account that acts. */
const identities: Partial<Record<Part, string>> = {};
const datasets: string[] = [];
const logs: string[] = [];
let group: string;
let start: number;
let hour: number;

beforeAll(async () => {
  world = await deploy();
  for (const salt of ['dataset', 'parent']) datasets.push(await publish(world, salt));
  for (const [part, { address }] of Object.entries(world.accounts)) identities[part as Part] = address;
  await rotate();
  await membership('admin', 'add', at('spare'), ROLE.gateway, identity('holder'), ZERO, '');
  await membership('admin', 'add', witness.bytes, ROLE.authority, ZERO_ADDRESS, ZERO, '');
  for (const mode of [DISCLOSED, HEADS_ONLY]) {
    logs.push(await nextLog());
    await accessLog('gateway', 'openLog', logs[mode], VERIFIER_KEY, mode, ZERO, 0, ZERO);
  }
  await consents('gateway', 'enrollBatch', [subject, paper]);
  await bind(world, subject, own);
  start = await now(world);
  hour = start + 3600;
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

async function rotate(): Promise<void> {
  const unused = (await world.ethers.getSigners()).slice(Object.keys(world.accounts).length);
  const accounts = { ...world.accounts };
  for (const part of MOVED) {
    accounts[part] = unused.pop() ?? accounts[part];
    await membership('admin', 'rotate', identity(part), accounts[part].address);
  }
  world = { ...world, accounts };
}

const at = (part: Part) => world.accounts[part].address;
const identity = (part: Part) => String(identities[part]);
const membership = (part: Part, name: string, ...args: unknown[]) =>
  send(world.membership, world.accounts[part], name, ...args);
const accessLog = (part: Part, name: string, ...args: unknown[]) =>
  send(world.accessLog, world.accounts[part], name, ...args);
const registry = (part: Part, name: string, ...args: unknown[]) =>
  send(world.datasets, world.accounts[part], name, ...args);
const permits = (part: Part, name: string, ...args: unknown[]) =>
  send(world.permits, world.accounts[part], name, ...args);
const consents = (part: Part, name: string, ...args: unknown[]) =>
  send(world.consents, world.accounts[part], name, ...args);

const covered = { functions: new Set<string>(), events: new Set<string>() };

/** What says the whole of what an act tells, of one interface. The function is the first word of `name`. */
function telling(of: string) {
  return (name: string, act: () => Promise<Receipt | null | undefined>, told: Told): void => {
    covered.functions.add(`${of}.${name.replace(/,.*/, '')}`);
    for (const event of Object.keys(told)) covered.events.add(event);
    it(name, async () => {
      const receipt = await act();
      if (!receipt) throw new Error(`${name} was not mined`);
      const { timestamp } = await receipt.getBlock();
      const expected = Object.entries(told).flatMap(([event, args]) =>
        [args(timestamp)].flat().map((one) => ({ name: event, args: one })),
      );
      expect(plain(events(receipt))).toEqual(plain(expected));
      // None that no interface knows.
      expect(receipt.logs).toHaveLength(expected.length);
    });
  };
}

/** Structs as objects, and numbers as the chain has them. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (value instanceof Result) return plain(value.toObject());
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

describe('Membership tells all of', () => {
  const tells = telling('IMembership');
  const looser = { ...POLICY, maxLag: 30, signerDelay: 2 * DAY };
  const added = { roles: ROLE.gateway, organisation: id('organisation'), endpoint: 'https://new.example' };
  const add = (roles: number, principal: string) =>
    membership('admin', 'add', at('stranger'), roles, principal, added.organisation, added.endpoint);
  const keyHash = keccak256(SESSION_KEY);
  const create = () => membership('gateway', 'createGroup', id('label'));
  const join = async () => {
    await create();
    return membership('gateway', 'joinGroup', group, identity('requester'));
  };
  beforeEach(async () => {
    group = String(
      await world.membership.connect(world.accounts.gateway).getFunction('createGroup').staticCall(id('label')),
    );
  });

  const deployed = async (policy: Args) =>
    world.ethers.deployContract('Membership', [2 * DAY, at('admin'), policy], world.accounts.stranger);
  tells('constructor', async () => (await deployed(looser)).deploymentTransaction()?.wait(), {
    RoleGranted: () => ({ role: ZERO, account: at('admin'), sender: at('stranger') }),
    PolicySet: () => ({ policy: looser, actor: at('stranger') }),
  });
  tells('add, a member of its own', () => add(ROLE.auditor, ZERO_ADDRESS), {
    MemberAdded: () => ({
      ...added,
      identity: at('stranger'),
      principal: at('stranger'),
      ordinal: 9,
      roles: ROLE.auditor,
      actor: at('admin'),
    }),
  });
  tells('add, a gateway', () => add(ROLE.gateway, identity('otherHolder')), {
    MemberAdded: () => ({
      ...added,
      identity: at('stranger'),
      principal: identity('otherHolder'),
      ordinal: 7,
      actor: at('admin'),
    }),
  });
  tells('setRoles', () => membership('admin', 'setRoles', identity('requester'), ROLE.environment), {
    MemberRolesSet: () => ({ identity: identity('requester'), roles: ROLE.environment, actor: at('admin') }),
  });
  tells('setOrganisation', () => membership('admin', 'setOrganisation', identity('requester'), id('new')), {
    MemberOrganisationSet: () => ({ identity: identity('requester'), organisation: id('new'), actor: at('admin') }),
  });
  for (const part of ['requester', 'admin'] as const) {
    const endpoint = 'https://new.example';
    tells(`setEndpoint, by the ${part}`, () => membership(part, 'setEndpoint', identity('requester'), endpoint), {
      MemberEndpointSet: () => ({ identity: identity('requester'), endpoint, actor: at(part) }),
    });
  }
  tells('suspend', () => membership('admin', 'suspend', identity('holder')), {
    MemberSuspended: () => ({ identity: identity('holder'), actor: at('admin') }),
  });
  const resume = async () => {
    await membership('admin', 'suspend', identity('holder'));
    return membership('admin', 'resume', identity('holder'));
  };
  tells('resume', resume, { MemberResumed: () => ({ identity: identity('holder'), actor: at('admin') }) });
  tells('remove', () => membership('admin', 'remove', identity('gateway')), {
    MemberRemoved: () => ({ identity: identity('gateway'), actor: at('admin') }),
  });
  tells('rotate', () => membership('admin', 'rotate', identity('gateway'), at('stranger')), {
    MemberRotated: () => ({
      identity: identity('gateway'),
      from: at('gateway'),
      to: at('stranger'),
      actor: at('admin'),
    }),
  });

  tells('createGroup', create, {
    GroupCreated: () => ({ group, steward: identity('holder'), label: id('label'), actor: at('gateway') }),
  });
  tells('joinGroup', join, { GroupJoined: () => ({ group, identity: identity('requester'), actor: at('gateway') }) });
  const leave = async () => {
    await join();
    return membership('holder', 'leaveGroup', group, identity('requester'));
  };
  tells('leaveGroup', leave, { GroupLeft: () => ({ group, identity: identity('requester'), actor: at('holder') }) });
  tells('publishNotice', () => membership('gateway', 'publishNotice', id('notice')), {
    NoticePublished: () => ({ notice: id('notice'), publisher: identity('holder'), actor: at('gateway') }),
  });
  const withdraw = async () => {
    await membership('gateway', 'publishNotice', id('notice'));
    return membership('holder', 'withdrawNotice', id('notice'));
  };
  tells('withdrawNotice', withdraw, {
    NoticeWithdrawn: () => ({ notice: id('notice'), publisher: identity('holder'), actor: at('holder') }),
  });
  const addKey = () => membership('gateway', 'addSessionKey', SESSION_KEY, hour);
  tells('addSessionKey', addKey, {
    SessionKeyAdded: () => ({
      identity: identity('holder'),
      keyHash,
      key: SESSION_KEY,
      until: hour,
      actor: at('gateway'),
    }),
  });
  const removeKey = async () => {
    await addKey();
    return membership('holder', 'removeSessionKey', keyHash);
  };
  tells('removeSessionKey', removeKey, {
    SessionKeyRemoved: () => ({ identity: identity('holder'), keyHash, actor: at('holder') }),
  });

  const setLooser = () => membership('admin', 'setPolicy', looser);
  let effectiveAt: number;
  tells('setPolicy', setLooser, {
    PolicySet: () => ({ policy: { ...POLICY, maxLag: 30 }, actor: at('admin') }),
    PolicyScheduled: (time) => ({ policy: looser, effectiveAt: time + POLICY.signerDelay, actor: at('admin') }),
  });
  const cancel = async () => {
    await setLooser();
    effectiveAt = (await now(world)) + POLICY.signerDelay;
    return membership('admin', 'cancelPolicy');
  };
  tells('cancelPolicy', cancel, { PolicyCancelled: () => ({ effectiveAt, actor: at('admin') }) });
  tells('setApproval', () => membership('admin', 'setApproval', 2, id('page'), true), {
    ApprovalSet: () => ({ kind: 2, id: id('page'), approved: true, actor: at('admin') }),
  });
  let named: Args;
  const setContracts = async () => {
    const another = await deployed(POLICY);
    const bound = async (name: string, ...more: unknown[]) =>
      (await world.ethers.deployContract(name, [another.target, ...more])).target;
    const datasets = await bound('DatasetRegistry');
    const consents = await bound('ConsentRegistry', datasets);
    const [permits, accessLog] = [await bound('PermitRegistry', datasets), await bound('AccessLog')];
    named = { datasets, subjects: consents, consents, permits, accessLog, passkeyVerifier: world.passkeys.target };
    return send(another, world.accounts.admin, 'setContracts', named);
  };
  tells('setContracts', setContracts, { ContractsSet: () => ({ contracts: named, actor: at('admin') }) });
});

describe('DatasetRegistry tells all of', () => {
  const tells = telling('IDatasetRegistry');
  const published = publication({ retainUntil: LATER, policy: 1, identifiable: true });
  const edge = (relation: number) => ({
    parentDataset: datasets[1],
    parentVersion: 1,
    relation,
    processDigest: id(`process ${relation}`),
  });
  let dataset: string;
  beforeEach(async () => {
    dataset = String(await read(world.datasets, 'datasetId', identity('holder'), id('new')));
  });

  tells('register', () => registry('gateway', 'register', id('new')), {
    DatasetRegistered: () => ({ dataset, holder: identity('holder'), salt: id('new'), actor: at('gateway') }),
  });
  tells('publish', () => registry('gateway', 'publish', datasets[0], published, [edge(1), edge(6)]), {
    DatasetDescended: () => [1, 6].map((relation) => ({ ...edge(relation), dataset: datasets[0], version: 2 })),
    DatasetPublished: () => ({
      dataset: datasets[0],
      version: 2,
      holder: identity('holder'),
      publication: published,
      actor: at('gateway'),
    }),
  });
  tells('supersede', () => registry('gateway', 'supersede', datasets[0], 1, CAUSE), {
    DatasetSuperseded: () => ({ dataset: datasets[0], version: 1, causeDigest: CAUSE, actor: at('gateway') }),
  });
  tells('retire', () => registry('gateway', 'retire', datasets[0], CAUSE), {
    DatasetRetired: () => ({ dataset: datasets[0], causeDigest: CAUSE, actor: at('gateway') }),
  });
});

describe('PermitRegistry tells all of', () => {
  const tells = telling('IPermitRegistry');
  const terms = () => ({
    requester: identity('requester'),
    from: start,
    until: start + 30 * DAY,
    dataset: datasets[0],
    purpose: 7,
    delivery: 1,
    basis: 2,
    identifiable: true,
    emergency: false,
    attested: (1n << 20n) | (1n << 3n),
    disease: 5015,
    recipientKeyDigest: id('key'),
    termsDigest: id('agreement'),
    authorityDigest: id('decision'),
  });
  const issueTwo = async () => {
    await permits('holder', 'issue', terms());
    return permits('gateway', 'issue', terms());
  };
  const issued = (part: Part, name: string, digest: string) => async () => {
    await issueTwo();
    return permits(part, name, 2, digest);
  };

  tells('issue', issueTwo, {
    PermitIssued: () => ({
      permit: 2,
      requester: identity('requester'),
      dataset: datasets[0],
      terms: terms(),
      actor: at('gateway'),
    }),
  });
  tells('countersign', issued('authority', 'countersign', id('decision')), {
    PermitCountersigned: () => ({
      permit: 2,
      authority: identity('authority'),
      authorityDigest: id('decision'),
      actor: at('authority'),
    }),
  });
  tells('accept', issued('requester', 'accept', id('agreement')), {
    PermitAccepted: () => ({
      permit: 2,
      requester: identity('requester'),
      termsDigest: id('agreement'),
      actor: at('requester'),
    }),
  });
  tells('revoke', issued('gateway', 'revoke', CAUSE), {
    PermitRevoked: () => ({ permit: 2, by: identity('holder'), causeDigest: CAUSE, actor: at('gateway') }),
  });
});

describe('AccessLog tells all of', () => {
  const tells = telling('IAccessLog');
  const entry = (n: number, facts: bigint) => ({
    leaf: id(`leaf ${n}`),
    dataset: datasets[0],
    requester: identity('requester'),
    facts,
  });
  const checkpoint = () => accessLog('gateway', 'checkpoint', logs[HEADS_ONLY], 9, id('root'));
  const record = async () => {
    await accessLog('gateway', 'record', logs[DISCLOSED], 1, id('first root'), [entry(0, 4n)]);
    return accessLog('gateway', 'record', logs[DISCLOSED], 3, id('root'), [entry(1, 5n), entry(2, 6n)]);
  };
  let log: string;
  const open = async () => {
    log = await nextLog();
    return accessLog('gateway', 'openLog', log, VERIFIER_KEY, HEADS_ONLY, logs[DISCLOSED], 7, id('root'));
  };
  const written =
    (part: Part, name: string, ...args: unknown[]) =>
    async () => {
      await checkpoint();
      return accessLog(part, name, logs[HEADS_ONLY], ...args);
    };

  tells('openLog', open, {
    LogOpened: () => ({
      log,
      holder: identity('holder'),
      predecessor: logs[DISCLOSED],
      mode: HEADS_ONLY,
      predecessorSize: 7,
      predecessorRoot: id('root'),
      actor: at('gateway'),
    }),
    LogKeySet: () => ({ log, fromSize: 0, verifierKey: VERIFIER_KEY, actor: at('gateway') }),
  });
  tells('moveLog', () => accessLog('holder', 'moveLog', logs[HEADS_ONLY], at('spare')), {
    LogMoved: () => ({ log: logs[HEADS_ONLY], writer: at('spare'), actor: at('holder') }),
  });
  tells('setKey', written('gateway', 'setKey', 9, 'another key'), {
    LogKeySet: () => ({ log: logs[HEADS_ONLY], fromSize: 9, verifierKey: 'another key', actor: at('gateway') }),
  });
  tells('record', record, {
    LogEntry: () => [
      { ...entry(1, (1n << 192n) | 5n), log: logs[DISCLOSED] },
      { ...entry(2, (2n << 192n) | 6n), log: logs[DISCLOSED] },
    ],
    LogHead: () => ({ log: logs[DISCLOSED], size: 3, root: id('root'), actor: at('gateway') }),
  });
  tells('checkpoint', checkpoint, {
    LogHead: () => ({ log: logs[HEADS_ONLY], size: 9, root: id('root'), actor: at('gateway') }),
  });
  tells('review', written('auditor', 'review', 8, 2, id('report')), {
    LogReviewed: () => ({
      log: logs[HEADS_ONLY],
      seq: 8,
      auditor: identity('auditor'),
      outcome: 2,
      reportDigest: id('report'),
      actor: at('auditor'),
    }),
  });
});

async function nextLog(): Promise<string> {
  return String(await read(world.accessLog, 'logIdAt', identity('holder'), logs.length));
}

/** What the subject's signer says, relayed by a stranger; `more` is signed and not sent. */
async function signed(name: string, type: string, args: Args, by = own, more: Args = {}): Promise<Receipt> {
  return consents('stranger', name, ...Object.values(args), await prove(world, by, type, { ...args, ...more }));
}

const bindTo = (of: string) => bind(world, of, walletSigner());
const addSecond = (changes: Record<string, unknown> = {}) => addSigner(world, subject, own, second, changes);
const addGuardian = () => addSigner(world, subject, own, guardian, { kind: GUARDIAN });
const setPolicy = (changes: Args) => membership('admin', 'setPolicy', { ...POLICY, ...changes });

describe('ConsentRegistry tells all of', () => {
  const tells = telling('IConsentRegistry');
  let grant: string;
  const record = (of: string) => ({ subject: of, terms: id('terms'), form: FORM });
  const recordedId = (of: string) => read(world.consents, 'recordedGrantId', of, id('terms'), FORM);
  const give = async () => {
    grant = String(await read(world.consents, 'grantId', subject, hour, id('terms')));
    return consents('stranger', 'grant', subject, hour, id('terms'), own.bytes, own.sign(grant));
  };
  const recorded = async () => {
    grant = String(await recordedId(paper));
    return consents('gateway', 'grantRecorded', record(paper));
  };

  tells('grant', give, {
    ConsentGranted: () => ({ subject, grant, kind: SELF, signer: own.id, actor: at('stranger') }),
  });
  tells('grantRecorded', recorded, {
    ConsentRecorded: () => ({ subject: paper, grant }),
    ConsentsRecorded: () => ({ actor: at('gateway'), count: 1 }),
  });
  let grants: unknown[];
  const recordedTwo = async () => {
    await consents('gateway', 'enroll', fresh);
    grants = await Promise.all([paper, fresh].map(recordedId));
    return consents('gateway', 'grantRecordedBatch', [paper, fresh].map(record));
  };
  tells('grantRecordedBatch', recordedTwo, {
    ConsentRecorded: () => [paper, fresh].map((of, i) => ({ subject: of, grant: grants[i] })),
    ConsentsRecorded: () => ({ actor: at('gateway'), count: 2 }),
  });
  const keep = async () => {
    await recorded();
    await bind(world, paper, second);
    return signed('keepRecorded', 'KeepRecorded', { subject: paper, grant, deadline: hour }, second);
  };
  tells('keepRecorded', keep, {
    ConsentKept: () => ({ subject: paper, grant, signer: second.id, actor: at('stranger') }),
  });
  const revoke = async () => {
    await give();
    return revokeGrant(world, subject, grant, own, 'stranger');
  };
  tells('revoke', revoke, {
    ConsentRevoked: () => ({ subject, grant, signer: own.id, actor: at('stranger') }),
  });
  const revokeRecorded = async () => {
    await give();
    return consents('gateway', 'revokeRecorded', subject, grant, FORM);
  };
  tells('revokeRecorded', revokeRecorded, {
    ConsentRevocationRecorded: () => ({ subject, grant, form: FORM, actor: at('gateway') }),
  });
});

describe('the registry of subjects tells all of', () => {
  const tells = telling('IConsentRegistry');
  tells('enroll', () => consents('gateway', 'enroll', fresh), {
    SubjectEnrolled: () => ({ subject: fresh, holder: identity('holder'), actor: at('gateway') }),
  });
  tells('enrollBatch', () => consents('gateway', 'enrollBatch', [subject, fresh]), {
    SubjectTaken: () => ({ subject, actor: at('gateway') }),
    SubjectEnrolled: () => ({ subject: fresh, holder: identity('holder'), actor: at('gateway') }),
  });
});

describe('the registry of signers tells all of', () => {
  const tells = telling('IConsentRegistry');
  const countersigned = async (type: string, value: Args) => ({
    account: witness.bytes,
    signature: witness.sign(await digestOf(world, type, { ...value })),
  });
  const bindSecond = async () => {
    const { binding: value, signature } = await binding(world, paper, second, { kind: GUARDIAN, until: LATER });
    return consents('gateway', 'bindSigner', value, signature, await countersigned('BindSigner', value));
  };
  const bound = (time: number) => ({
    subject: paper,
    signer: second.id,
    signerBytes: second.bytes,
    kind: GUARDIAN,
    from: time + POLICY.signerDelay,
    until: LATER,
    identification: id('identified in person'),
    actor: at('gateway'),
  });
  const bindFirst = async () => {
    await setPolicy({ firstBindingDelayed: true, bindingCountersigned: true, recordedEndsAfter: 20 * DAY });
    return bindSecond();
  };
  tells('bindSigner, the first', bindFirst, {
    SignerBound: (time) => ({
      ...bound(time),
      countersigner: getAddress(witness.bytes),
      recordedUntil: time + POLICY.signerDelay + 20 * DAY,
    }),
  });
  const bindAgain = async () => {
    await setPolicy({ recordedEndsAfter: 20 * DAY });
    await bindTo(paper);
    return bindSecond();
  };
  tells('bindSigner, another one, countersigned unasked', bindAgain, {
    SignerBound: (time) => ({ ...bound(time), countersigner: ZERO_ADDRESS, recordedUntil: 0 }),
  });
  const addThird = async () => {
    await addGuardian();
    return addSecond({ kind: GUARDIAN, from: LATER, until: END });
  };
  tells('addSigner', addThird, {
    SignerAdded: () => ({
      subject,
      signer: second.id,
      signerBytes: second.bytes,
      kind: GUARDIAN,
      from: LATER,
      until: END,
      by: own.id,
      nonce: 1,
      actor: at('stranger'),
    }),
  });
  for (const [when, from] of [
    ['that counts', 0],
    ['that waits', LATER],
  ] as const) {
    const remove = async () => {
      await addSecond({ from });
      return signed('removeSigner', 'RemoveSigner', { subject, signer: second.id });
    };
    tells(`removeSigner, ${when}`, remove, {
      SignerRemoved: () => ({ subject, signer: second.id, by: own.id, actor: at('stranger') }),
    });
  }
  const leave = async () => {
    const value = { subject, signer: own.id, form: FORM, deadline: hour };
    const args = [...Object.values(value), await countersigned('EndSigner', value)];
    return consents('gateway', 'removeSignerRecorded', ...args);
  };
  tells('removeSignerRecorded', leave, {
    SignerLeaving: (time) => ({
      subject,
      signer: own.id,
      leavesAt: time + POLICY.signerDelay,
      form: FORM,
      countersigner: getAddress(witness.bytes),
      actor: at('gateway'),
    }),
  });
  const keep = async () => {
    await addSecond();
    await leave();
    const { leavesAt } = await readStruct(world.consents, 'signerOf', subject, own.id);
    return signed('keepSigner', 'KeepSigner', { subject, signer: own.id, leavesAt }, second);
  };
  tells('keepSigner', keep, {
    SignerStays: () => ({ subject, signer: own.id, by: second.id, actor: at('stranger') }),
  });
  const keepRecorded = async () => {
    await leave();
    return consents('auditor', 'keepSignerRecorded', subject, own.id);
  };
  tells('keepSignerRecorded', keepRecorded, {
    SignerStays: () => ({ subject, signer: own.id, by: ZERO, actor: at('auditor') }),
  });
  const cancel = async () => {
    await bind(world, subject, second);
    return signed('cancelSigner', 'CancelSigner', { subject, signer: second.id });
  };
  tells('cancelSigner', cancel, {
    SignerRemoved: () => ({ subject, signer: second.id, by: own.id, actor: at('stranger') }),
  });
  const cancelRecorded = async () => {
    await bind(world, subject, second);
    return consents('gateway', 'cancelSignerRecorded', subject, second.id);
  };
  tells('cancelSignerRecorded', cancelRecorded, {
    SignerRemoved: () => ({ subject, signer: second.id, by: ZERO, actor: at('gateway') }),
  });
  const endGuardian = async () => {
    await addGuardian();
    return consents('gateway', 'endGuardianRecorded', subject, guardian.id, FORM);
  };
  tells('endGuardianRecorded', endGuardian, {
    GuardianEnded: () => ({ subject, signer: guardian.id, form: FORM, actor: at('gateway') }),
  });
  tells('setStage', () => consents('gateway', 'setStage', subject, 2, FORM), {
    StageSet: () => ({ subject, stage: 2, form: FORM, actor: at('gateway') }),
  });
});

describe('what subjects narrow and widen tells all of', () => {
  const tells = telling('IConsentRegistry');
  const optOut = (level: number, turn: number) => signed('optOut', 'OptOut', { subject, level, turn });
  const optIn = (level: number, turn: number) =>
    signed('optIn', 'OptIn', { subject, level, deadline: hour }, own, { from: ALL, turn });
  const pause = (until: number, turn: number) => signed('pause', 'Pause', { subject, until, turn });
  const resume = (turn: number) => signed('resume', 'Resume', { subject, deadline: hour }, own, { until: LATER, turn });
  const revokeAll = (epoch: number) => signed('revokeAll', 'RevokeAll', { subject, epoch });
  const once = async () => {
    await optOut(ALL, 0);
    return optIn(RESEARCH, 0);
  };
  const paused = async () => {
    await pause(LATER, 0);
    return resume(0);
  };
  /** The last of several acts. */
  const last =
    (...acts: (() => Promise<Receipt>)[]) =>
    async () => {
      let receipt: Receipt | undefined;
      for (const act of acts) receipt = await act();
      return receipt;
    };
  const bySigner = () => ({ subject, by: own.id, form: ZERO, actor: at('stranger') });
  const onPaper = (of = subject) => ({ subject: of, by: ZERO, form: FORM, actor: at('gateway') });
  const recorded =
    (name: string, ...args: unknown[]) =>
    () =>
      consents('gateway', name, ...args, FORM);

  tells(
    'optOut',
    last(once, () => optOut(ALL, 1)),
    {
      OptOutSet: () => ({ ...bySigner(), level: ALL, turn: 1 }),
    },
  );
  tells(
    'optOutRecorded',
    last(once, () => recorded('optOutRecorded', subject, ALL)()),
    {
      OptOutSet: () => ({ ...onPaper(), level: ALL, turn: 1 }),
    },
  );
  tells('optIn', once, { OptOutSet: () => ({ ...bySigner(), level: RESEARCH, turn: 1 }) });
  const optInRecorded = recorded('optInRecorded', paper, RESEARCH);
  tells('optInRecorded', last(recorded('optOutRecorded', paper, ALL), optInRecorded), {
    OptOutSet: () => ({ ...onPaper(paper), level: RESEARCH, turn: 1 }),
  });
  tells(
    'pause',
    last(paused, () => pause(END, 1)),
    {
      PauseSet: () => ({ ...bySigner(), until: END, turn: 1 }),
    },
  );
  tells(
    'pauseRecorded',
    last(paused, () => recorded('pauseRecorded', subject, END)()),
    {
      PauseSet: () => ({ ...onPaper(), until: END, turn: 1 }),
    },
  );
  tells('resume', paused, { PauseSet: () => ({ ...bySigner(), until: 0, turn: 1 }) });
  const resumeRecorded = recorded('resumeRecorded', paper);
  tells('resumeRecorded', last(recorded('pauseRecorded', paper, LATER), resumeRecorded), {
    PauseSet: () => ({ ...onPaper(paper), until: 0, turn: 1 }),
  });
  tells(
    'revokeAll',
    last(
      () => revokeAll(0),
      () => revokeAll(1),
    ),
    {
      EpochRaised: () => ({ ...bySigner(), epoch: 2 }),
    },
  );
  tells(
    'revokeAllRecorded',
    last(
      () => revokeAll(0),
      () => recorded('revokeAllRecorded', subject)(),
    ),
    {
      EpochRaised: () => ({ ...onPaper(), epoch: 2 }),
    },
  );
});

describe('erasure tells all of', () => {
  const tells = telling('IConsentRegistry');
  let executableAt: unknown;
  let digest: string;
  const erase = async (by = own) => {
    const value = { subject, nonce: await nonceOf(world, subject), deadline: hour };
    digest = await digestOf(world, 'Erase', value);
    return consents('stranger', 'erase', subject, hour, { signer: by.bytes, signature: by.sign(digest) });
  };
  const eraseAsGuardian = async () => {
    await addGuardian();
    return erase(guardian);
  };
  const announce = async () => {
    const receipt = await consents('gateway', 'announceErasure', subject, CAUSE);
    executableAt = await read(world.consents, 'erasureOf', subject);
    return receipt;
  };

  tells('erase', erase, { SubjectErased: () => ({ subject, by: own.id, actor: at('stranger') }) });
  tells('erase, by a guardian', eraseAsGuardian, {
    ErasureAnnounced: (time) => ({
      subject,
      executableAt: time + POLICY.erasureDelay,
      causeDigest: digest,
      by: guardian.id,
      actor: at('stranger'),
    }),
  });
  tells('announceErasure', announce, {
    ErasureAnnounced: (time) => ({
      subject,
      executableAt: time + POLICY.erasureDelay,
      causeDigest: CAUSE,
      by: ZERO,
      actor: at('gateway'),
    }),
  });
  const cancel = async () => {
    await announce();
    return signed('cancelErasure', 'CancelErasure', { subject, executableAt });
  };
  tells('cancelErasure', cancel, {
    ErasureCancelled: () => ({ subject, executableAt, by: own.id, actor: at('stranger') }),
  });
  const cancelRecorded = async () => {
    await announce();
    return consents('gateway', 'cancelErasureRecorded', subject);
  };
  tells('cancelErasureRecorded', cancelRecorded, {
    ErasureCancelled: () => ({ subject, executableAt, by: ZERO, actor: at('gateway') }),
  });
  const object = async () => {
    await announce();
    return consents('auditor', 'objectToErasure', subject, executableAt, FORM);
  };
  tells('objectToErasure', object, {
    ErasureObjected: () => ({ subject, executableAt, causeDigest: FORM, actor: at('auditor') }),
  });
  const execute = async () => {
    await announce();
    await pass(world, POLICY.erasureDelay);
    return consents('gateway', 'executeErasure', subject);
  };
  tells('executeErasure', execute, { SubjectErased: () => ({ subject, by: ZERO, actor: at('gateway') }) });
});

describe('what is told', () => {
  /** By OpenZeppelin's contracts. */
  const FOREIGN = /^(RoleAdminChanged|RoleRevoked|DefaultAdmin.+|EIP712DomainChanged)$/;
  type Item = Readonly<Record<'type' | 'name' | 'stateMutability', string | undefined>>;

  async function itemsOf(directory: string): Promise<(Item & { of: string })[]> {
    const names = [...(await hre.artifacts.getAllFullyQualifiedNames())].filter((name) => name.startsWith(directory));
    const artifacts = await Promise.all(names.map(async (name) => hre.artifacts.readArtifact(name)));
    return artifacts.flatMap(({ abi, contractName: of }) => (abi as readonly Item[]).map((item) => ({ ...item, of })));
  }

  it('leaves out no event of any contract', async () => {
    const all = (await itemsOf('contracts/')).filter(({ type }) => type === 'event').map(({ name }) => String(name));
    expect([...covered.events].sort()).toEqual([...new Set(all)].filter((name) => !FOREIGN.test(name)).sort());
  });

  it('leaves out no function of any contract that changes something', async () => {
    const changing = (await itemsOf('contracts/interfaces/')).filter((item) => item.stateMutability === 'nonpayable');
    // IConsentRegistry inherits it.
    const own = changing.filter(({ of }) => of !== 'ISubjectRegistry').map(({ of, name }) => `${of}.${name}`);
    expect([...covered.functions].sort()).toEqual([...own, 'IMembership.constructor'].sort());
  });
});
