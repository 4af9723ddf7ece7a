import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Digest, LogId } from '../core/ids.ts';
import type { DisclosedEntry } from './abi.ts';
import { INTERFACES } from './contracts.ts';

const RECORD = selector('record');
const CHECKPOINT = selector('checkpoint');
const ADDRESS_PADDING = '0'.repeat(24);
const OFFSET_OF_ENTRIES = word(4n * 32n);

/** Data of `AccessLog.record`, byte for byte what ethers makes of it, at a thousandth of a millisecond an entry.
 *  Refuses (ENCODING_INVALID) ids of another length and numbers that do not fit. */
export function encodeRecord(log: LogId, size: number, root: Digest, entries: readonly DisclosedEntry[]): Hex {
  const words = [RECORD, digits(log, 64), sizeWord(size), digits(root, 64), OFFSET_OF_ENTRIES];
  words.push(word(BigInt(entries.length)));
  for (const { leaf, dataset, requester, facts } of entries) {
    words.push(digits(leaf, 64), digits(dataset, 64), ADDRESS_PADDING, digits(requester, 40), word(facts));
  }
  return words.join('') as Hex;
}

/** Data of `AccessLog.checkpoint`. */
export function encodeCheckpoint(log: LogId, size: number, root: Digest): Hex {
  return `${CHECKPOINT}${digits(log, 64)}${sizeWord(size)}${digits(root, 64)}` as Hex;
}

function selector(name: string): string {
  const fragment = INTERFACES.accessLog.getFunction(name);
  if (!fragment) throw new TypeError(`AccessLog has no ${name}.`);
  return fragment.selector;
}

function digits(hex: string, length: number): string {
  if (hex.length === length + 2 && hex.startsWith('0x')) return hex.slice(2);
  throw new CustosError('ENCODING_INVALID', `Expected ${length / 2} bytes of hex with 0x.`);
}

function sizeWord(size: number): string {
  if (Number.isSafeInteger(size) && size >= 0 && size < 2 ** 48) return word(BigInt(size));
  throw new CustosError('ENCODING_INVALID', `${size} is no size of a log.`);
}

function word(value: bigint): string {
  const text = value.toString(16).padStart(64, '0');
  if (value < 0n || text.length > 64) throw new CustosError('ENCODING_INVALID', 'The number does not fit 256 bits.');
  return text;
}
