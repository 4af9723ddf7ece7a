import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Hex, toHex, utf8 } from '../core/bytes.ts';
import type { Json } from '../core/canonical.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address, DatasetId, Digest, Pseudonym } from '../core/ids.ts';
import { address, text } from '../core/shape.ts';
import { anyText, checkAnswer, many, noGateway } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { LedgerContracts } from './gateway-identity.ts';

/** What stands on the ledger with a form, a reason or a text behind it, and what was recorded there from paper. */
export type LedgerActKind =
  | 'consent'
  | 'withdrawal'
  | 'withdrawal-of-all'
  | 'opt-out'
  | 'pause'
  | 'guardian-end'
  | 'stage'
  | 'permit-issue'
  | 'permit-countersignature'
  | 'permit-acceptance'
  | 'permit-revocation'
  | 'dataset-retirement'
  | 'version-end';

/** One of them, by the word of the gateway's node. */
export interface LedgerAct {
  readonly what: LedgerActKind;
  /** Of the block, in ms since 1970 UTC. */
  readonly at: number;
  readonly height: number;
  /** The account that did it; absent where another event of the same transaction says it. */
  readonly actor?: Address;
  readonly subject?: Pseudonym;
  readonly permit?: number;
  readonly dataset?: DatasetId;
  /** Digest of the reference, the reason or the text: `formDigest`, `reasonDigest`, `agreementDigest`, `decisionDigest`. Zero where
   *  none was given. */
  readonly form?: Digest;
}

type Word = 'subject' | 'permit' | 'dataset' | 'form' | 'actor' | '-';
interface Form {
  readonly contract: keyof LedgerContracts;
  /** Of the event (contracts/interfaces). */
  readonly signature: string;
  /** What its words are, the indexed ones first. */
  readonly words: readonly Word[];
}

const TERMS = '(address,uint48,uint48,bytes32,uint8,uint8,uint8,bool,bool,uint64,uint32,bytes32,bytes32,bytes32)';
const FORMS: Readonly<Record<LedgerActKind, Form>> = {
  consent: { contract: 'consents', signature: 'ConsentRecorded(bytes32,bytes32)', words: ['subject'] },
  withdrawal: {
    contract: 'consents',
    signature: 'ConsentRevocationRecorded(bytes32,bytes32,bytes32,address)',
    words: ['subject', '-', 'form', 'actor'],
  },
  'withdrawal-of-all': {
    contract: 'subjects',
    signature: 'EpochRaised(bytes32,uint32,bytes32,bytes32,address)',
    words: ['subject', '-', '-', 'form', 'actor'],
  },
  'opt-out': {
    contract: 'subjects',
    signature: 'OptOutSet(bytes32,uint8,uint16,bytes32,bytes32,address)',
    words: ['subject', '-', '-', '-', 'form', 'actor'],
  },
  pause: {
    contract: 'subjects',
    signature: 'PauseSet(bytes32,uint40,uint16,bytes32,bytes32,address)',
    words: ['subject', '-', '-', '-', 'form', 'actor'],
  },
  'guardian-end': {
    contract: 'subjects',
    signature: 'GuardianEnded(bytes32,bytes32,bytes32,address)',
    words: ['subject', '-', 'form', 'actor'],
  },
  stage: {
    contract: 'subjects',
    signature: 'StageSet(bytes32,uint8,bytes32,address)',
    words: ['subject', '-', 'form', 'actor'],
  },
  'permit-issue': {
    contract: 'permits',
    signature: `PermitIssued(uint32,address,bytes32,${TERMS},address)`,
    words: ['permit', '-', 'dataset', ...Array<Word>(14).fill('-'), 'actor'],
  },
  'permit-countersignature': {
    contract: 'permits',
    signature: 'PermitCountersigned(uint32,address,bytes32,address)',
    words: ['permit', '-', 'form', 'actor'],
  },
  'permit-acceptance': {
    contract: 'permits',
    signature: 'PermitAccepted(uint32,address,bytes32,address)',
    words: ['permit', '-', 'form', 'actor'],
  },
  'permit-revocation': {
    contract: 'permits',
    signature: 'PermitRevoked(uint32,address,bytes32,address)',
    words: ['permit', '-', 'form', 'actor'],
  },
  'dataset-retirement': {
    contract: 'datasets',
    signature: 'DatasetRetired(bytes32,bytes32,address)',
    words: ['dataset', 'form', 'actor'],
  },
  'version-end': {
    contract: 'datasets',
    signature: 'DatasetSuperseded(bytes32,uint32,bytes32,address)',
    words: ['dataset', '-', 'form', 'actor'],
  },
};
const KINDS = Object.keys(FORMS) as LedgerActKind[];
const TOPICS = new Map(KINDS.map((what) => [toHex(keccak_256(utf8(FORMS[what].signature))), what]));

interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockTimestamp?: string;
}
const quantity = text(/^0x[0-9a-f]{1,13}$/, 'a number in hex');
const LOG = {
  address,
  topics: many(text(/^0x[0-9a-f]{64}$/, 'a topic')),
  data: text(/^0x(?:[0-9a-f]{64})*$/, 'words of 32 bytes'),
  blockNumber: quantity,
};

/** Blocks that are asked about at once, at first: engines name limits of their own, and are asked about fewer then. */
const RANGE = 1_000_000;

/** What the ledger holds of these kinds (of all unless said), or of one permit, the oldest first; as an auditor or the holder, by the
 *  word of the gateway's node: `custos/audit` proves events. */
export async function* ledgerActs(
  gateway: GatewayClient,
  { kinds = KINDS, permit }: { readonly kinds?: readonly LedgerActKind[]; readonly permit?: number } = {},
): AsyncGenerator<LedgerAct, void, undefined> {
  const { contracts } = await gateway.identity();
  const wanted = kinds.filter((what) => permit === undefined || FORMS[what].words[0] === 'permit');
  const topics = wanted.map((what) => toHex(keccak_256(utf8(FORMS[what].signature))));
  const filter = {
    address: [...new Set(wanted.map((what) => contracts[FORMS[what].contract]))],
    topics: [topics, ...(permit === undefined ? [] : [wordOf(permit)])],
  };
  const head = Number(await rpc(gateway, 'eth_blockNumber', []));
  for (let next = 0, width = RANGE; next <= head; ) {
    const last = Math.min(head, next + width - 1);
    const found = await logsIn(gateway, { ...filter, fromBlock: hexOf(next), toBlock: hexOf(last) });
    if (found === undefined && last > next) {
      width = Math.ceil(width / 8);
      continue;
    }
    if (found === undefined) throw noGateway(gateway.endpoint, `its node gives no events of block ${next}.`);
    yield* await described(gateway, contracts, found);
    next = last + 1;
  }
}

/** Undefined where the node refuses a range as it is, or has too much to say of it. */
async function logsIn(gateway: GatewayClient, filter: object): Promise<RawLog[] | undefined> {
  const found = await rpc(gateway, 'eth_getLogs', [filter as Json]).catch((error: unknown) => {
    if (error instanceof NodeRefusal || isCustosError(error, 'INPUT_TOO_LARGE')) return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (!Array.isArray(found)) throw noGateway(gateway.endpoint, 'its node gives no list of events.');
  return found.map((one) => checkAnswer<RawLog>(gateway, one as Json, LOG as never));
}

async function described(
  gateway: GatewayClient,
  contracts: LedgerContracts,
  logs: readonly RawLog[],
): Promise<LedgerAct[]> {
  const times = await timesOf(gateway, logs);
  return logs.flatMap((log) => {
    const [topic = '', ...indexed] = log.topics;
    const what = TOPICS.get(topic as Hex);
    if (what === undefined || contracts[FORMS[what].contract] !== log.address) return [];
    const words = [...indexed, ...(log.data.slice(2).match(/.{64}/g) ?? []).map((word) => `0x${word}`)];
    return [{ what, at: times.get(log.blockNumber) ?? 0, height: Number(log.blockNumber), ...named(what, words) }];
  });
}

function named(what: LedgerActKind, words: readonly string[]): Partial<LedgerAct> {
  const pairs = FORMS[what].words.flatMap((name, i): [string, string | number][] => {
    const word = words[i];
    if (name === '-' || word === undefined) return [];
    if (name === 'permit') return [[name, Number(word)]];
    return [[name, name === 'actor' ? `0x${word.slice(-40)}` : word]];
  });
  return Object.fromEntries(pairs);
}

/** Some engines say a block's time with each event, others with the block alone. */
async function timesOf(gateway: GatewayClient, logs: readonly RawLog[]): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const { blockNumber, blockTimestamp } of logs) {
    if (times.has(blockNumber)) continue;
    const said = blockTimestamp ?? (await blockTime(gateway, blockNumber));
    times.set(blockNumber, Number(said) * 1000);
  }
  return times;
}

async function blockTime(gateway: GatewayClient, number: string): Promise<string> {
  const block = await rpc(gateway, 'eth_getBlockByNumber', [number, false]);
  return checkAnswer<{ timestamp: string }>(gateway, block as Json, { timestamp: quantity }).timestamp;
}

/** The node's own no, such as to a range that is too large for it. */
class NodeRefusal extends CustosError {
  constructor(message: string) {
    super('LEDGER_REJECTED', `The ledger’s node refused to be read: ${message}`);
  }
}

async function rpc(gateway: GatewayClient, method: string, params: readonly Json[]): Promise<unknown> {
  const json = { jsonrpc: '2.0', id: 1, method, params };
  const answer = await gateway.json<Json>('POST', '/v1/ledger/rpc', { json });
  if (answer === null || typeof answer !== 'object' || Array.isArray(answer))
    throw noGateway(gateway.endpoint, 'it gives no answer of a node.');
  const { result, error } = answer as { result?: Json; error?: Json };
  if (error === undefined) return result;
  throw new NodeRefusal(checkAnswer<{ message: string }>(gateway, error, { message: anyText }).message);
}

function hexOf(value: number): Hex {
  return `0x${value.toString(16)}`;
}

function wordOf(value: number): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`;
}
