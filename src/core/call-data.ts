import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex, type Hex, toHex, utf8 } from './bytes.ts';
import { CustosError } from './errors.ts';

/** Of `bytesN` and `bytes` their hex, of `uintN` a number, of a tuple its members in their order. */
export type CallValue = Hex | number | bigint | readonly CallValue[];

interface Encoded {
  readonly bytes: Bytes;
  /** Its place holds an offset, and it stands behind all places. */
  readonly isDynamic: boolean;
}

const WORD = 32;

/** What a transaction carries to call a function, by its canonical signature: the selector, and the values as the contract ABI encodes
 *  them (Solidity documentation, “Contract ABI Specification”). Of types it knows `bytesN`, `uintN`, `bytes` and tuples of them.
 *  ENCODING_INVALID for a value that its type does not take. */
export function callData(signature: string, values: readonly CallValue[]): Hex {
  const types = membersOf(signature.slice(signature.indexOf('(')));
  return toHex(concat(keccak_256(utf8(signature)).subarray(0, 4), sequence(types, values)));
}

/** The members of `(a,(b,c),d)`. */
function membersOf(tuple: string): string[] {
  const found: string[] = [];
  let [depth, begin] = [0, 1];
  for (let at = 1; at < tuple.length; at++) {
    if (tuple[at] === '(') depth++;
    if (depth === 0 && (tuple[at] === ',' || tuple[at] === ')')) {
      if (at > begin) found.push(tuple.slice(begin, at));
      begin = at + 1;
    } else if (tuple[at] === ')') depth--;
  }
  return found;
}

function sequence(types: readonly string[], values: readonly CallValue[]): Bytes {
  if (types.length !== values.length) throw invalid(`${types.length} values are called for, not ${values.length}`);
  const parts = types.map((type, i) => encoded(type, values[i] as CallValue));
  const heads = parts.reduce((sum, { bytes, isDynamic }) => sum + (isDynamic ? WORD : bytes.length), 0);
  let at = heads;
  const head = parts.map(({ bytes, isDynamic }) => {
    if (!isDynamic) return bytes;
    const place = word(BigInt(at), 256);
    at += bytes.length;
    return place;
  });
  return concat(...head, ...parts.filter(({ isDynamic }) => isDynamic).map(({ bytes }) => bytes));
}

function encoded(type: string, value: CallValue): Encoded {
  if (type.startsWith('(')) return tuple(type, value);
  if (typeof value === 'object') throw invalid(`${type} is no list`);
  if (type.startsWith('uint')) return { bytes: word(BigInt(value), Number(type.slice(4))), isDynamic: false };
  if (typeof value !== 'string') throw invalid(`${type} is given as hex`);
  if (type !== 'bytes') return { bytes: padded(fromHex(value, Number(type.slice(5)))), isDynamic: false };
  const bytes = fromHex(value);
  return { bytes: concat(word(BigInt(bytes.length), 256), padded(bytes)), isDynamic: true };
}

function tuple(type: string, value: CallValue): Encoded {
  if (typeof value !== 'object') throw invalid(`${type} is a list`);
  return { bytes: sequence(membersOf(type), value), isDynamic: /bytes(?!\d)/.test(type) };
}

function word(value: bigint, bits: number): Bytes {
  if (value < 0n || value >> BigInt(bits) !== 0n) throw invalid(`${value} is no uint${bits}`);
  return fromHex(`0x${value.toString(16).padStart(2 * WORD, '0')}`);
}

/** With zeros behind, to whole words. */
function padded(bytes: Bytes): Bytes {
  return concat(bytes, new Uint8Array((WORD - (bytes.length % WORD)) % WORD));
}

function invalid(what: string): CustosError {
  return new CustosError('ENCODING_INVALID', `A call cannot be written: ${what}.`);
}
