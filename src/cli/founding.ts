import { randomInt } from 'node:crypto';
import type { ChainProcess } from '../chain/process.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { newOrganisation, type OrganisationOpening, organisationCommitment } from '../core/organisation.ts';
import { ADMISSION_PROTOCOL } from '../gateway/holder/admission-protocol.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { type Call, ledgerCalls } from '../ledger/calls.ts';
import { deployLedger } from '../ledger/deploy.ts';
import { createdAddress } from '../ledger/encode-transaction.ts';
import { findMember } from '../ledger/find-member.ts';
import { loadKeccak } from '../ledger/keccak.ts';
import { type LedgerReader, openLedger } from '../ledger/reader.ts';
import { APPROVAL, MEMBER_STATUS, ROLE } from '../ledger/words.ts';
import { openWriter } from '../ledger/writer.ts';
import { checkNewPassphrase } from '../vault/root-key.ts';
import { startEmbeddedChain } from './embedded-chain.ts';
import type { AskingRole } from './joining.ts';
import { ensureKey, ensureLogKey, ensureRootKey } from './key-files.ts';
import { confirmationsFor, type NodeConfig, readNodeConfig, requireEmpty, writeNodeConfig } from './node-config.ts';
import { openLogOnChain } from './open-log.ts';

export interface FoundingOptions {
  readonly directory: string;
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly chainPort: number;
  readonly mode: 'disclosed' | 'heads-only';
  readonly imports: readonly string[];
  readonly operations?: { readonly host: string; readonly port: number };
  /** Domain that passkeys are made for; the endpoint's unless said. */
  readonly rpId?: string;
  readonly passphrase: string | undefined;
  /** Joins this network instead of founding a chain. */
  readonly network?: {
    readonly rpc: string;
    readonly membership: Address;
    readonly finality: 'finalized' | 'latest';
    /** What the organisation is there beside the holder that runs this node. */
    readonly roles?: readonly AskingRole[];
  };
  /** Members besides holder and gateway, by the names of their keys. */
  readonly members?: Readonly<Record<string, number>>;
  /** What members are called, by the names of their keys. */
  readonly organisations?: Readonly<Record<string, string>>;
  readonly notices?: readonly Digest[];
  readonly say: (line: string) => void;
}

const MAX_CHAIN_ID = 2 ** 47;

/** Founds a node, or finishes what an interrupted founding began: each step is looked for before it is done, and what
 *  must not be drawn twice is on disk before it is used. Whoever calls holds the lock. Gives the finished config. */
export async function foundNode(options: FoundingOptions): Promise<NodeConfig> {
  const { directory } = options;
  const begun = await readNodeConfig(directory);
  if (begun?.state === 'ready') return begun;
  if (!begun) await requireEmpty(directory);
  if (!begun && options.passphrase !== undefined) checkNewPassphrase(options.passphrase);
  const config = begun ?? firstConfig(options, await chainIdOfNetwork(options));
  await writeNodeConfig(directory, config);
  if (options.passphrase === undefined) await ensureRootKey(directory);
  await ensureLogKey(directory, options.passphrase);
  const [holder, gateway] = await keysOf(options, ['holder', 'gateway']);
  if (!holder || !gateway) throw new CustosError('INTERNAL', 'The keys were not made.');
  const keyed: NodeConfig = { ...config, holder: holder.address };
  const founded = config.chain.kind === 'network' ? keyed : await foundLedger(options, keyed, holder, gateway);
  const ready: NodeConfig = { ...founded, state: 'ready' };
  await writeNodeConfig(directory, ready);
  return ready;
}

/** The network's chain, where it answers: an engine that lacks a setting is told before anything is made. */
async function chainIdOfNetwork({ network, say }: FoundingOptions): Promise<number | undefined> {
  if (!network) return undefined;
  const { rpc: url, membership, finality } = network;
  try {
    const reader = await openLedger({ url, membership, confirmations: confirmationsFor(finality), timeoutMs: 5_000 });
    reader.close();
    return reader.ledger.chainId;
  } catch (error) {
    if (!isCustosError(error, 'LEDGER_UNREACHABLE')) throw error;
    say('the network does not answer now: it is looked at when the node is started');
    return undefined;
  }
}

function firstConfig(options: FoundingOptions, chainId: number | undefined): NodeConfig {
  const { endpoint, host, port, chainPort, mode, imports, operations, rpId, passphrase, network } = options;
  return {
    format: 1,
    state: 'founding',
    endpoint,
    host,
    port,
    mode,
    rootKey: passphrase === undefined ? 'file' : 'passphrase',
    chain: network
      ? { kind: 'network', rpc: network.rpc, finality: network.finality, ...(chainId ? { chainId } : {}) }
      : { kind: 'embedded', chainId: randomInt(1, MAX_CHAIN_ID), port: chainPort },
    ...(network ? { membership: network.membership, fromHeight: 0 } : {}),
    ...(network?.roles?.length ? { roles: [...network.roles] } : {}),
    imports: [...imports],
    ...(operations ? { operations } : {}),
    ...(rpId === undefined ? {} : { rpId }),
  };
}

/** What each member of the config is set by, where a founding is repeated. */
const SET_BY = {
  endpoint: '--endpoint',
  host: '--host',
  port: '--port',
  mode: '--mode',
  rootKey: '--passphrase-file',
  imports: '--import',
  operations: '--operations',
  rpId: '--rp-id',
  roles: '--role',
} as const;

/** A founding goes on as it was begun: what is asked for otherwise now must not be passed over in silence. CONFIG_INVALID. */
export function requireSame(begun: NodeConfig, options: FoundingOptions): void {
  const wanted = firstConfig(options, undefined);
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const chain = ({ chain: { chainId: _, ...rest } }: NodeConfig) => [rest.kind, ...Object.entries(rest).sort()];
  const first = Object.entries(SET_BY).find(([name]) => {
    return differs(begun[name as keyof typeof SET_BY], wanted[name as keyof typeof SET_BY]);
  });
  const isOtherChain =
    differs(chain(begun), chain(wanted)) || (options.network && begun.membership !== wanted.membership);
  const isOtherName = begun.organisations !== undefined && nameOfHolder(begun) !== options.organisations?.holder;
  const option =
    first?.[1] ??
    (isOtherName ? '--organisation' : undefined) ??
    (isOtherChain ? '--chain-port, or --rpc and --membership,' : undefined);
  if (option === undefined) return;
  throw new CustosError(
    'CONFIG_INVALID',
    `The founding in ${options.directory} was begun with another ${option} and was interrupted. Repeat it as it was begun, or remove ${options.directory} and begin anew.`,
  );
}

function nameOfHolder({ organisations, holder }: NodeConfig): string | undefined {
  // Written with the names, while the founding still goes on.
  return organisations?.find(({ identity }) => identity === holder)?.name;
}

async function foundLedger(
  options: FoundingOptions,
  config: NodeConfig,
  holder: AccountKey,
  gateway: AccountKey,
): Promise<NodeConfig> {
  const { directory, say } = options;
  const organisations = await nameMembers(options, config);
  const [administrator] = await keysOf(options, ['administrator']);
  if (!administrator || config.chain.kind !== 'embedded')
    throw new CustosError('INTERNAL', 'There is no chain to found.');
  const membership = createdAddress(administrator.address, 0, await loadKeccak());
  const { chainId } = config.chain;
  const place = { directory, chainId, port: 0, administrator: administrator.address, membership };
  const chain = await startEmbeddedChain(place);
  try {
    say(`chain ${chainId} runs`);
    const { height } = await deploy(chain, administrator, membership);
    say(`contracts are deployed; Membership is ${membership}`);
    const reader = await openLedger({ url: chain.url, membership });
    try {
      await addMembers(options, reader, administrator, { holder, gateway, organisations });
      const seed = await ensureLogKey(directory, options.passphrase);
      const { mode } = config;
      const logId = await openLogOnChain({ reader, gateway, holder: holder.address, seed, mode, fromHeight: 0 });
      say(`members are added, and log ${logId} is open`);
      return {
        ...config,
        organisations: [...organisations],
        administrator: administrator.address,
        membership,
        fromHeight: height,
        logId,
      };
    } finally {
      reader.close();
    }
  } finally {
    await chain.close();
  }
}

/** Salts are kept before the chain has anything of them: lost, they would leave a member without a name for good. */
async function nameMembers(options: FoundingOptions, config: NodeConfig): Promise<readonly OrganisationOpening[]> {
  if (config.organisations) return config.organisations;
  const names = Object.entries(options.organisations ?? {});
  const keys = await keysOf(
    options,
    names.map(([key]) => key),
  );
  const organisations = names.flatMap(([, name], i) => {
    const identity = keys[i]?.address;
    return identity === undefined ? [] : [{ identity, ...newOrganisation(name) }];
  });
  await writeNodeConfig(options.directory, { ...config, organisations: [...organisations] });
  return organisations;
}

function commitmentOf(organisations: readonly OrganisationOpening[], member: Address): Digest {
  const named = organisations.find(({ identity }) => identity === member);
  return named ? organisationCommitment(named) : ZERO_DIGEST;
}

async function deploy(chain: ChainProcess, key: AccountKey, expected: Address): Promise<{ height: number }> {
  const deployment = await deployLedger({ url: chain.url, key });
  if (deployment.membership === expected) return deployment;
  throw new CustosError('LEDGER_MISMATCH', 'The chain holds contracts of another founding. Use an empty directory.');
}

/** What stands on chain already is left out. A gateway can be added only when its holder stands. */
async function addMembers(
  options: FoundingOptions,
  reader: LedgerReader,
  administrator: AccountKey,
  {
    holder,
    gateway,
    organisations,
  }: { holder: AccountKey; gateway: AccountKey; organisations: readonly OrganisationOpening[] },
): Promise<void> {
  const calls = ledgerCalls(reader.contracts).membership;
  const names = Object.keys(options.members ?? {});
  const others = await keysOf(options, names);
  const add = (key: AccountKey, roles: number, principal = key.address, endpoint = '') =>
    calls.add(key.address, roles, principal, commitmentOf(organisations, key.address), endpoint);
  const wanted: [AccountKey, Call][] = [
    [holder, add(holder, ROLE.holder)],
    [gateway, add(gateway, ROLE.gateway, holder.address, options.endpoint)],
    ...others.map((key, i): [AccountKey, Call] => [key, add(key, options.members?.[names[i] ?? ''] ?? 0)]),
  ];
  const writer = await openWriter({ reader, key: administrator });
  try {
    const there = await Promise.all(wanted.map(([{ address }]) => isMember(reader, address)));
    const missing = wanted.filter((_, i) => !there[i]);
    const [first] = missing;
    if (first?.[0] === holder) await writer.send(first[1]);
    const rest = missing.filter(([key]) => key !== holder).map(([, call]) => call);
    await writer.sendAll([...rest, ...(await settings(options, reader))]);
  } finally {
    await writer.close();
  }
}

async function settings(options: FoundingOptions, reader: LedgerReader): Promise<Call[]> {
  const calls = ledgerCalls(reader.contracts).membership;
  const { views } = reader;
  const { admissionProtocol } = APPROVAL;
  const approved = await views.membership.isApproved(admissionProtocol, ADMISSION_PROTOCOL);
  const notices = options.notices ?? [];
  const standing = await Promise.all(
    notices.map((notice) => views.membership.noticeOf(reader.contracts.membership, notice)),
  );
  return [
    ...(approved ? [] : [calls.setApproval(admissionProtocol, ADMISSION_PROTOCOL, true)]),
    ...notices.filter((_, i) => standing[i]?.publishedAt === 0).map((notice) => calls.publishNotice(notice)),
  ];
}

async function isMember(reader: LedgerReader, address: Address): Promise<boolean> {
  const member = await findMember(reader, address);
  return member?.status === MEMBER_STATUS.active;
}

async function keysOf(options: FoundingOptions, names: readonly string[]): Promise<AccountKey[]> {
  return Promise.all(names.map((name) => ensureKey(options.directory, name, options.passphrase)));
}
