import type { Hex } from '../core/bytes.ts';
import type { Json } from '../core/canonical.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Address, type DatasetId, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../core/ids.ts';
import { address, text } from '../core/shape.ts';
import { anyText, checkAnswer, many, noGateway } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { LedgerContracts } from './gateway-identity.ts';
import {
  ALL_KINDS,
  KIND_OF_TOPIC,
  LEDGER_ACT_FORMS,
  type LedgerActKind,
  type LedgerWord,
  REFERENCED_KINDS,
  topicOf,
} from './ledger-act-forms.ts';
import { SIGNER_KINDS } from './signer-kinds.ts';

/** One thing that stands on the ledger, by the word of the gateway's node. */
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
  readonly grant?: GrantId;
  /** Digest of the reference, the reason or the text: `formDigest`, `reasonDigest`, `agreementDigest`, `decisionDigest`. Zero where
   *  none was given. */
  readonly form?: Digest;
  /** The signer of the patient's that it is about. */
  readonly signer?: Digest;
  /** The signer of the patient's that signed it; absent where none did. */
  readonly by?: Digest;
  /** Of which kind the signer is that was bound, or that signed. */
  readonly as?: 'self' | 'guardian';
  /** Of an opt-out or a pause: whether it ends one. */
  readonly ends?: boolean;
}

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

export interface LedgerActsOptions {
  readonly kinds?: readonly LedgerActKind[];
  readonly permit?: number;
  readonly subject?: Pseudonym;
}

/** What the ledger holds of these kinds (unless said, of all that have a text behind them), or all of one permit, or all of one patient,
 *  the oldest first; as an auditor or the holder, by the word of the gateway's node: `custos/audit` proves events. */
export async function* ledgerActs(
  gateway: GatewayClient,
  options: LedgerActsOptions = {},
): AsyncGenerator<LedgerAct, void, undefined> {
  const { contracts } = await gateway.identity();
  const filter = filterOf(contracts, options);
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

function filterOf(contracts: LedgerContracts, { kinds, permit, subject }: LedgerActsOptions): object {
  const [of, id] =
    subject === undefined ? (['permit', permit && wordOf(permit)] as const) : (['subject', subject] as const);
  const asked = kinds ?? (subject === undefined ? REFERENCED_KINDS : ALL_KINDS);
  const wanted = asked.filter((what) => id === undefined || LEDGER_ACT_FORMS[what].words[0] === of);
  return {
    address: [...new Set(wanted.map((what) => contracts[LEDGER_ACT_FORMS[what].contract]))],
    topics: [wanted.map(topicOf), ...(id === undefined ? [] : [id])],
  };
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
    const what = KIND_OF_TOPIC.get(topic);
    if (what === undefined || contracts[LEDGER_ACT_FORMS[what].contract] !== log.address) return [];
    const words = [...indexed, ...(log.data.slice(2).match(/.{64}/g) ?? []).map((word) => `0x${word}`)];
    const at = times.get(log.blockNumber) ?? 0;
    return [{ what, at, height: Number(log.blockNumber), ...named(what, words, at) }];
  });
}

function named(what: LedgerActKind, words: readonly string[], at: number): Partial<LedgerAct> {
  const pairs = LEDGER_ACT_FORMS[what].words.flatMap((name, i) => {
    const word = words[i];
    return word === undefined ? [] : read(name, word, at);
  });
  return Object.fromEntries(pairs);
}

function read(name: LedgerWord, word: string, at: number): [string, string | number | boolean][] {
  if (name === '-' || (name === 'by' && word === ZERO_DIGEST)) return [];
  if (name === 'permit') return [[name, Number(word)]];
  if (name === 'as') return [[name, Number(word) === SIGNER_KINDS.guardian ? 'guardian' : 'self']];
  if (name === 'level') return [['ends', Number(word) === 0]];
  if (name === 'until') return [['ends', Number(word) * 1000 <= at]];
  return [[name, name === 'actor' ? `0x${word.slice(-40)}` : word]];
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
