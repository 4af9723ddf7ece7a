import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { Policy } from './abi.ts';
import type { AccountKey } from './account-key.ts';
import { ledgerCalls } from './calls.ts';
import type { Contracts } from './contracts.ts';
import {
  type Artifact,
  type ArtifactName,
  creationCode,
  isCodeOf,
  membershipConstructor,
  readArtifact,
} from './deploy-artifacts.ts';
import { createdAddress } from './encode-transaction.ts';
import { quantity } from './engine-block.ts';
import { finalBlock, requireFinality } from './finality.ts';
import { loadKeccak } from './keccak.ts';
import { Lane, type LaneCall } from './lane.ts';
import { chainIdOf } from './reader.ts';
import { type Receipt, refusalOf } from './receipt.ts';
import { Rpc } from './rpc.ts';
import { ledgerViews } from './views.ts';
import { APPROVAL } from './words.ts';

export interface DeployOptions {
  readonly url: string;
  /** Deploys, and is the administrator afterwards. It should be fresh: its nonces name the contracts. */
  readonly key: AccountKey;
  readonly policy?: Policy;
  /** Seconds that a change of administrator waits; two days by default. */
  readonly adminDelay?: number;
  readonly confirmations?: number;
  /** Bound of the whole deployment; 120,000 by default. */
  readonly timeoutMs?: number;
  readonly onStep?: (step: string) => void;
}

export interface Deployment {
  readonly chainId: number;
  readonly membership: Address;
  readonly contracts: Contracts;
  /** No event of the ledger stands below this block. */
  readonly height: number;
}

const DAY = 86_400;

export const DEFAULT_POLICY: Policy = {
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

interface Part {
  readonly name: ArtifactName;
  readonly artifact: Artifact;
  readonly address: Address;
  readonly code: Hex;
}

interface Site {
  readonly rpc: Rpc;
  readonly lane: Lane;
  readonly options: DeployOptions;
  readonly keccak: Keccak;
}

const NAMES: readonly ArtifactName[] = [
  'Membership',
  'DatasetRegistry',
  'ConsentRegistry',
  'PermitRegistry',
  'AccessLog',
  'PasskeyVerifier',
];
/** Nonces below the account's that are searched for a deployment that was begun. */
const SEARCHED = 256;
const SET_CONTRACTS_GAS = 1_000_000;
const SET_APPROVAL_GAS = 200_000;

/** Deploys the contracts and names them to each other, in eight transactions that travel together. A deployment that
 *  was interrupted is finished when it is called again with the same key, and one that is complete is only found.
 *
 *  Rejects with LEDGER_UNREACHABLE (also when it is not done in time: call it again), LEDGER_REJECTED, LEDGER_MISMATCH
 *  (the account was used for other things in between), CONFIG_INVALID (contracts not compiled). */
export async function deployLedger(options: DeployOptions): Promise<Deployment> {
  const rpc = new Rpc({ url: options.url });
  try {
    const [chainId, keccak] = await Promise.all([chainIdOf(rpc), loadKeccak()]);
    const finalized = () => finalBlock(rpc, options.confirmations);
    await requireFinality(rpc, options.confirmations);
    const lane = new Lane({ rpc, chainId, key: options.key, keccak, finalized });
    return await bounded(options.timeoutMs ?? 120_000, lane, () => deploy({ rpc, lane, options, keccak }, chainId));
  } finally {
    rpc.close();
  }
}

async function deploy(site: Site, chainId: number): Promise<Deployment> {
  const artifacts = await Promise.all(NAMES.map(readArtifact));
  const nonce = await nonceOf(site);
  const base = await findBase(site, artifacts[0], nonce);
  const parts = partsAt(site, artifacts, base);
  const missing = await missingParts(site, parts, base, nonce);
  const contracts = contractsOf(parts);
  const [limits, settings] = await Promise.all([
    Promise.all(missing.map((part) => creationGas(site, part))),
    missingSettings(site, contracts),
  ]);
  // Submitted in one go, so that the nonces are those that the addresses were computed from.
  const creations = missing.map((part, i) => create(site, part, limits[i] ?? 0));
  const [heights] = await Promise.all([Promise.all(creations), Promise.all(settings.map((call) => set(site, call)))]);
  const height = missing.length === parts.length ? Math.min(...heights) : 0;
  return { chainId, membership: contracts.membership, contracts, height };
}

/** The nonce that created, or will create, Membership. */
async function findBase(site: Site, membership: Artifact | undefined, nonce: number): Promise<number> {
  const nonces = Array.from({ length: Math.min(nonce, SEARCHED) }, (_, i) => nonce - 1 - i);
  const codes = await Promise.all(
    nonces.map((one) => codeAt(site, createdAddress(site.options.key.address, one, site.keccak))),
  );
  const found = nonces.find((_, i) => membership && isCodeOf(membership, codes[i] ?? '0x'));
  return found ?? nonce;
}

function partsAt(site: Site, artifacts: readonly Artifact[], base: number): Part[] {
  const { key, policy = DEFAULT_POLICY, adminDelay = 2 * DAY } = site.options;
  const addresses = NAMES.map((_, i) => createdAddress(key.address, base + i, site.keccak));
  const [membership, datasets] = addresses;
  const registry = { types: ['address', 'address'], values: [membership, datasets] };
  const bound = { types: ['address'], values: [membership] };
  const constructors = [
    { types: membershipConstructor(), values: [adminDelay, key.address, policy] },
    bound,
    registry,
    registry,
    bound,
    { types: [], values: [] },
  ];
  return NAMES.map((name, i) => {
    const [artifact, address, arguments_] = [artifacts[i], addresses[i], constructors[i]];
    if (!artifact || !address || !arguments_) throw new TypeError(`${name} is not described.`);
    return { name, artifact, address, code: creationCode(artifact, arguments_.types, arguments_.values) };
  });
}

/** What is still to be created; LEDGER_MISMATCH if its nonce was used for something else. */
async function missingParts(site: Site, parts: readonly Part[], base: number, nonce: number): Promise<Part[]> {
  const codes = await Promise.all(parts.map(({ address }) => codeAt(site, address)));
  return parts.filter((part, i) => {
    if (isCodeOf(part.artifact, codes[i] ?? '0x')) return false;
    if (base + i >= nonce) return true;
    const message = `The account used the nonce that should create ${part.name} for something else. Deploy with a fresh key.`;
    throw new CustosError('LEDGER_MISMATCH', message);
  });
}

async function creationGas(site: Site, { code }: Part): Promise<number> {
  const estimate = await site.rpc.request('eth_estimateGas', [{ from: site.options.key.address, data: code }]);
  return Math.ceil(quantity(estimate, 'estimate of gas') * 1.1);
}

/** Resolves with the height of the block. */
async function create(site: Site, { name, address, code }: Part, gas: number): Promise<number> {
  const receipt = await site.lane.submit({ to: undefined, data: code, gas });
  await requireSuccess(site, receipt, { from: site.options.key.address, to: undefined, data: code });
  if (receipt.created !== address) {
    const message = `${name} got another address than planned: the account sent something else meanwhile. Use a fresh key.`;
    throw new CustosError('LEDGER_MISMATCH', message);
  }
  site.options.onStep?.(`deployed ${name} at ${address}`);
  return receipt.height;
}

/** Naming the contracts to Membership and approving the verifier of passkeys, where that is not done yet. */
async function missingSettings(site: Site, contracts: Contracts): Promise<LaneCall[]> {
  const calls = ledgerCalls(contracts).membership;
  const id = `0x${contracts.passkeyVerifier.slice(2).padStart(64, '0')}` as Digest;
  const { membership: views } = ledgerViews(site.rpc, contracts, 'latest');
  const there = (await codeAt(site, contracts.membership)) !== '0x';
  const [named, approved] = there
    ? await Promise.all([views.contracts(), views.isApproved(APPROVAL.signerVerifier, id)])
    : [undefined, false];
  const { membership: _, ...addresses } = contracts;
  const settings: LaneCall[] = [];
  if (BigInt(named?.datasets ?? 0) === 0n) settings.push({ ...calls.setContracts(addresses), gas: SET_CONTRACTS_GAS });
  if (!approved) {
    settings.push({ ...calls.setApproval(APPROVAL.signerVerifier, id, true), gas: SET_APPROVAL_GAS });
  }
  return settings;
}

async function set(site: Site, call: LaneCall): Promise<void> {
  const receipt = await site.lane.submit(call);
  await requireSuccess(site, receipt, { from: site.options.key.address, to: call.to, data: call.data });
}

async function requireSuccess(
  site: Site,
  receipt: Receipt,
  asked: { from: Address; to: Address | undefined; data: string },
): Promise<void> {
  if (!receipt.succeeded) throw await refusalOf(site.rpc, asked, receipt.height);
}

function contractsOf(parts: readonly Part[]): Contracts {
  const [membership, datasets, consents, permits, accessLog, passkeyVerifier] = parts.map(({ address }) => address);
  if (!membership || !datasets || !consents || !permits || !accessLog || !passkeyVerifier) {
    throw new TypeError('A contract is not described.');
  }
  return { membership, datasets, subjects: consents, consents, permits, accessLog, passkeyVerifier };
}

async function codeAt(site: Site, address: Address): Promise<string> {
  const code = await site.rpc.request('eth_getCode', [address, 'latest']);
  return typeof code === 'string' ? code : '0x';
}

async function nonceOf({ rpc, options }: Site): Promise<number> {
  return quantity(await rpc.request('eth_getTransactionCount', [options.key.address, 'latest']), 'nonce');
}

async function bounded<Result>(timeoutMs: number, lane: Lane, work: () => Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `The contracts were not all deployed within ${timeoutMs} ms. Run it again with the same key: it goes on.`;
    late.reject(new CustosError('LEDGER_UNREACHABLE', message));
  }, timeoutMs);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
    lane.close();
  }
}
