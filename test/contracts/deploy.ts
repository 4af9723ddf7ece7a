import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types';
import { type BaseContract, id, zeroPadValue } from 'ethers';
import { connect, read, send } from './chain.ts';

export const DAY = 86_400;

export const POLICY = {
  maxLag: 60,
  maxUnanchored: 300,
  clockSkew: 120,
  maxRelease: 600,
  signerDelay: 3 * DAY,
  erasureDelay: 14 * DAY,
  firstBindingDelayed: false,
  bindingCountersigned: false,
  recordedEndsAfter: 0,
};

export const ROLE = {
  administrator: 1,
  holder: 2,
  gateway: 4,
  requester: 8,
  environment: 16,
  authority: 32,
  clinician: 64,
  auditor: 128,
} as const;

export const ZERO_ADDRESS = `0x${'00'.repeat(20)}`;
export const ZERO = `0x${'00'.repeat(32)}`;
export const PROTOCOL = id('admission protocol');

const PARTS = [
  'admin',
  'holder',
  'gateway',
  'requester',
  'authority',
  'auditor',
  'clinician',
  'environment',
  'otherHolder',
  'stranger',
  'spare',
] as const;

export type Part = (typeof PARTS)[number];

/** A 32-byte word that holds an address as `abi.encode` does. */
export function word(address: string): string {
  return zeroPadValue(address, 32);
}

/** A fresh chain with the contracts in the order in which they must be deployed, and a consortium of members. */
export async function deploy(network?: string) {
  const ethers = await connect(network);
  const accounts = await accountsOf(ethers);
  const membership = await ethers.deployContract('Membership', [2 * DAY, accounts.admin.address, POLICY]);
  const datasets = await ethers.deployContract('DatasetRegistry', [membership.target]);
  const consents = await ethers.deployContract('ConsentRegistry', [membership.target, datasets.target]);
  const lens = await ethers.deployContract('ConsentLens', [consents.target]);
  const permits = await ethers.deployContract('PermitRegistry', [membership.target, datasets.target]);
  const accessLog = await ethers.deployContract('AccessLog', [membership.target]);
  const passkeys = await ethers.deployContract('PasskeyVerifier', []);
  const contracts = {
    datasets: datasets.target,
    subjects: consents.target,
    consents: consents.target,
    permits: permits.target,
    accessLog: accessLog.target,
    passkeyVerifier: passkeys.target,
  };
  await send(membership, accounts.admin, 'setContracts', contracts);
  await send(membership, accounts.admin, 'setApproval', 0, word(String(passkeys.target)), true);
  await send(membership, accounts.admin, 'setApproval', 1, PROTOCOL, true);
  await addMembers(membership, accounts);
  return { ethers, accounts, membership, datasets, consents, lens, permits, accessLog, passkeys, contracts };
}

export type World = Awaited<ReturnType<typeof deploy>>;

async function accountsOf(ethers: Awaited<ReturnType<typeof connect>>): Promise<Record<Part, HardhatEthersSigner>> {
  const signers = await ethers.getSigners();
  const entries = PARTS.map((part, index) => [part, signers[index]]);
  return Object.fromEntries(entries) as Record<Part, HardhatEthersSigner>;
}

async function addMembers(membership: BaseContract, accounts: Record<Part, HardhatEthersSigner>): Promise<void> {
  const members: [Part, number, string][] = [
    ['holder', ROLE.holder, ZERO_ADDRESS],
    ['gateway', ROLE.gateway, accounts.holder.address],
    ['requester', ROLE.requester, ZERO_ADDRESS],
    ['authority', ROLE.authority, ZERO_ADDRESS],
    ['auditor', ROLE.auditor, ZERO_ADDRESS],
    ['clinician', ROLE.clinician, ZERO_ADDRESS],
    ['environment', ROLE.environment, ZERO_ADDRESS],
    ['otherHolder', ROLE.holder | ROLE.gateway, ZERO_ADDRESS],
  ];
  for (const [part, roles, principal] of members) {
    const args = [accounts[part].address, roles, principal, id(part), `https://${part}.example`];
    await send(membership, accounts.admin, 'add', ...args);
  }
}

/** The block time now, in seconds. */
export async function now(world: World): Promise<number> {
  const block = await world.ethers.provider.getBlock('latest');
  if (block === null) throw new Error('no block');
  return block.timestamp;
}

/** Mines a block that is just so much later than the last one, however long that is ago. */
export async function pass(world: World, seconds: number): Promise<void> {
  await world.ethers.provider.send('evm_setNextBlockTimestamp', [(await now(world)) + seconds]);
  await world.ethers.provider.send('evm_mine', []);
}

/** Terms of a permit for download, on consent, for biomedical research. */
export function permitTerms({ accounts }: World, dataset: string, changes: Record<string, unknown>) {
  return {
    requester: accounts.requester.address,
    dataset,
    purpose: 7,
    delivery: 0,
    basis: 0,
    identifiable: false,
    emergency: false,
    attested: 0,
    disease: 0,
    recipientKeyDigest: ZERO,
    termsDigest: ZERO,
    authorityDigest: ZERO,
    ...changes,
  };
}

/** Registers and publishes version 1 of a dataset of the holder; returns its id. */
export async function publish(world: World, salt: string, changes: Record<string, unknown> = {}): Promise<string> {
  const { accounts, datasets } = world;
  await send(datasets, accounts.holder, 'register', id(salt));
  const dataset = String(await read(datasets, 'datasetId', accounts.holder.address, id(salt)));
  await send(datasets, accounts.gateway, 'publish', dataset, publication(changes), []);
  return dataset;
}

export function publication(changes: Record<string, unknown> = {}) {
  return {
    manifestRoot: id('manifest'),
    metadataDigest: id('metadata'),
    ontologyDigest: id('ontology'),
    protocol: PROTOCOL,
    admissionReportDigest: id('report'),
    purposes: 2n | (1n << 20n),
    sharedCount: 3,
    retainUntil: 0,
    policy: 0,
    identifiable: false,
    ...changes,
  };
}

/** Runs each test on the chain as it is now. */
export function rewindEach(world: () => World, hooks: { before: Hook; after: Hook }): void {
  let snapshot: unknown;
  hooks.before(async () => {
    snapshot = await world().ethers.provider.send('evm_snapshot', []);
  });
  hooks.after(async () => {
    await world().ethers.provider.send('evm_revert', [snapshot]);
  });
}

type Hook = (run: () => Promise<void>) => void;
