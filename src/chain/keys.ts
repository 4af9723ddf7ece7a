import { type Bytes, concat } from '../core/bytes.ts';

/** Layout of the node's Level database. One byte names the kind; numbers are big-endian, so that ranges are in
 *  the order of the chain. A position is height * 2^20 + index of the transaction in its block. */
const KIND = { meta: 0x6d, node: 0x6e, header: 0x68, hash: 0x48, tx: 0x62, receipt: 0x72, txHash: 0x74, log: 0x6c };

export const MAX_TRANSACTIONS = 2 ** 20;

export const HEAD_KEY: Bytes = Uint8Array.of(KIND.meta, 1);
export const GENESIS_KEY: Bytes = Uint8Array.of(KIND.meta, 2);

/** `hash` of a trie node (32 bytes), or `c` and the hash of contract code. */
export function nodeKey(hash: Bytes): Bytes {
  return prefixed(KIND.node, hash);
}

export function headerKey(height: number): Bytes {
  return prefixed(KIND.header, numberBytes(height));
}

export function blockHashKey(hash: Bytes): Bytes {
  return prefixed(KIND.hash, hash);
}

export function txHashKey(hash: Bytes): Bytes {
  return prefixed(KIND.txHash, hash);
}

export function txKey(position: number): Bytes {
  return prefixed(KIND.tx, numberBytes(position));
}

export function receiptKey(position: number): Bytes {
  return prefixed(KIND.receipt, numberBytes(position));
}

export function positionOf(height: number, index: number): number {
  return height * MAX_TRANSACTIONS + index;
}

export function heightOf(position: number): number {
  return Math.floor(position / MAX_TRANSACTIONS);
}

/** Position at the end of a transaction, receipt or posting key. */
export function keyPosition(key: Bytes): number {
  return readNumber(key, key.length - 8);
}

/** What a posting list of the log index is about; one entry for each transaction that logged such a log. */
export type Posting =
  | { kind: 'any' }
  | { kind: 'address'; address: Bytes }
  | { kind: 'topic'; place: number; topic: Bytes }
  | { kind: 'both'; address: Bytes; place: number; topic: Bytes };

export function postingPrefix(posting: Posting): Bytes {
  switch (posting.kind) {
    case 'any':
      return Uint8Array.of(KIND.log, 0);
    case 'address':
      return concat(Uint8Array.of(KIND.log, 1), posting.address);
    case 'topic':
      return concat(Uint8Array.of(KIND.log, 2, posting.place), posting.topic);
    case 'both':
      return concat(Uint8Array.of(KIND.log, 3), posting.address, Uint8Array.of(posting.place), posting.topic);
  }
}

export function postingKey(prefix: Bytes, position: number): Bytes {
  return concat(prefix, numberBytes(position));
}

export function numberBytes(value: number): Bytes {
  const out = new Uint8Array(8);
  const view = new DataView(out.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return out;
}

export function readNumber(bytes: Bytes, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4);
}

function prefixed(kind: number, rest: Bytes): Bytes {
  const out = new Uint8Array(1 + rest.length);
  out[0] = kind;
  out.set(rest, 1);
  return out;
}
