import { RLP } from '@ethereumjs/rlp';
import { BLOOM_BYTES } from '../core/bloom.ts';
import type { Bytes } from '../core/bytes.ts';
import type { Digest } from '../core/ids.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { Block } from './block.ts';
import { digest, readBlock, record } from './engine-block.ts';

/** A block's header as an engine gave it. */
export interface Header extends Block {
  /** Whether `hash` is the hash of these very fields. If not, nothing but the engine's word stands for any of them. */
  readonly isHashed: boolean;
  readonly stateRoot: Digest;
  readonly receiptsRoot: Digest;
  readonly bloom: Bytes;
  /** Hashes of the transactions, in their order. The header does not commit to them in this form. */
  readonly transactions: readonly Digest[];
  /** How the block's receipts were encoded for `receiptsRoot`. */
  readonly family: 'ethereum' | 'kaia';
}

type Json = Readonly<Record<string, unknown>>;
type Nested = Bytes | Nested[];
/** Width in bytes; `number` without leading zeros; `data` of any width. */
type Form = number | 'number' | 'data';
type Field = readonly [name: string, form: Form];

const EXTRA_DATA = 'extraData';
/** go-ethereum core/types/block.go: Header. */
const ETHEREUM: readonly Field[] = [
  ['parentHash', 32],
  ['sha3Uncles', 32],
  ['miner', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', BLOOM_BYTES],
  ['difficulty', 'number'],
  ['number', 'number'],
  ['gasLimit', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  [EXTRA_DATA, 'data'],
  ['mixHash', 32],
  ['nonce', 8],
];
/** What forks appended, in their order; blockGasCost is subnet-evm's. */
const ETHEREUM_LATER: readonly Field[] = [
  ['baseFeePerGas', 'number'],
  ['blockGasCost', 'number'],
  ['withdrawalsRoot', 32],
  ['blobGasUsed', 'number'],
  ['excessBlobGas', 'number'],
  ['parentBeaconBlockRoot', 32],
  ['requestsHash', 32],
];
/** kaia blockchain/types/block.go: Header. */
const KAIA: readonly Field[] = [
  ['parentHash', 32],
  ['reward', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', BLOOM_BYTES],
  ['blockscore', 'number'],
  ['number', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  ['timestampFoS', 'number'],
  [EXTRA_DATA, 'data'],
  ['governanceData', 'data'],
  ['voteData', 'data'],
];
const KAIA_LATER: readonly Field[] = [
  ['baseFeePerGas', 'number'],
  ['randomReveal', 96],
  ['mixHash', 32],
];
const VANITY = 32;

/** Undefined where the engine has no such block. The hash is computed as Ethereum has it, as the Istanbul engines have
 *  it (without what its validators add after they agreed), and as Kaia has it. */
export function readHeader(value: unknown, keccak: Keccak): Header | undefined {
  const block = readBlock(value);
  if (!block) return undefined;
  const json = record(value, 'block');
  const isKaia = json.reward !== undefined && json.blockscore !== undefined;
  const [fields, later] = isKaia ? [KAIA, KAIA_LATER] : [ETHEREUM, ETHEREUM_LATER];
  return {
    ...block,
    isHashed: isHashOf(block.hash, encodingsOf(json, fields, later), keccak),
    stateRoot: digest(json.stateRoot, 'state root'),
    receiptsRoot: digest(json.receiptsRoot, 'receipts root'),
    bloom: fieldBytes(json.logsBloom, BLOOM_BYTES) ?? new Uint8Array(BLOOM_BYTES).fill(255),
    transactions: hashesOf(json.transactions),
    family: isKaia ? 'kaia' : 'ethereum',
  };
}

function isHashOf(hash: Digest, encodings: Iterable<Bytes>, keccak: Keccak): boolean {
  const wanted = Buffer.from(hash.slice(2), 'hex');
  for (const encoding of encodings) if (wanted.equals(keccak(encoding))) return true;
  return false;
}

function* encodingsOf(json: Json, fields: readonly Field[], later: readonly Field[]): Generator<Bytes> {
  const values = fields.map(([name, form]) => fieldBytes(json[name], form));
  const appended = later
    .filter(([name]) => json[name] !== undefined && json[name] !== null)
    .map(([name, form]) => fieldBytes(json[name], form));
  const all = [...values, ...appended];
  if (!isComplete(all)) return;
  yield RLP.encode(all);
  const place = fields.findIndex(([name]) => name === EXTRA_DATA);
  const extra = all[place];
  if (extra) for (const agreed of agreedExtraData(extra)) yield RLP.encode(all.with(place, agreed));
}

/** The extra data that Istanbul's validators agreed on, of what the block carries: QBFT has round 0 and no seals, IBFT
 *  2.0 neither; the first Istanbul and Kaia keep the proposer's seal and clear the committed ones and the round. */
function* agreedExtraData(extra: Bytes): Generator<Bytes> {
  const whole = decoded(extra);
  if (whole?.length === 5) {
    yield RLP.encode([...whole.slice(0, 3), new Uint8Array(), []]);
    yield RLP.encode(whole.slice(0, 3));
  }
  const istanbul = decoded(extra.subarray(VANITY));
  if (istanbul?.length !== 3) return;
  const sealed = RLP.encode([...istanbul.slice(0, 2), []]);
  const vanity = extra.slice(0, VANITY);
  yield Buffer.concat([vanity, sealed]);
  vanity[VANITY - 1] = 0;
  yield Buffer.concat([vanity, sealed]);
}

function decoded(bytes: Bytes): Nested[] | undefined {
  try {
    const value = RLP.decode(bytes) as Nested;
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // other engines write text there
  }
}

/** Undefined where the field is missing or of another width: then nothing hashes to what the engine claims. */
function fieldBytes(value: unknown, form: Form): Bytes | undefined {
  if (typeof value !== 'string' || !/^0x[0-9a-f]*$/i.test(value)) return undefined;
  if (form === 'number') {
    const digits = value.slice(2).replace(/^0+/, '');
    return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  }
  if (value.length % 2 !== 0 || (form !== 'data' && value.length !== 2 + 2 * form)) return undefined;
  return Buffer.from(value.slice(2), 'hex');
}

function isComplete(values: readonly (Bytes | undefined)[]): values is Bytes[] {
  return values.every((value) => value !== undefined);
}

function hashesOf(value: unknown): Digest[] {
  if (!Array.isArray(value)) return [];
  return value.map((one) =>
    digest(typeof one === 'string' ? one : record(one, 'transaction').hash, 'transaction hash'),
  );
}
