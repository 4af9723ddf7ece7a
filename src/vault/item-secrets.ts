import { type Bytes, concat, uintBytes, utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type BoxKey, openBox, sealBox } from './sealed-box.ts';

/** What of an item is sealed under its owner's key, so that it goes when that key goes: without the salts not even
 *  its commitments can be opened. */
export interface ItemSecrets {
  readonly salt: Bytes;
  readonly digest: Bytes;
  readonly dataKey: Bytes;
  /** 32 zero bytes for shared items. */
  readonly ownerSalt: Bytes;
  /** Salt and leaf hash of the item that this one was made from. */
  readonly source: { readonly salt: Bytes; readonly parent: Bytes } | null;
  /** Suggested file name; shown to requesters. */
  readonly name: string;
  /** Where the item came from, for the holder's eyes only: paths may name people. */
  readonly origin: string;
}

/** salt ‖ digest ‖ data key ‖ owner salt ‖ has source u8 ‖ [source salt ‖ parent] ‖ name length u16 ‖ name ‖ origin. */
export function sealSecrets(key: BoxKey, volume: number, slot: number, secrets: ItemSecrets, nonce?: Bytes): Bytes {
  const name = utf8(secrets.name);
  const source = secrets.source === null ? [] : [secrets.source.salt, secrets.source.parent];
  const plaintext = concat(
    secrets.salt,
    secrets.digest,
    secrets.dataKey,
    secrets.ownerSalt,
    Uint8Array.of(source.length === 0 ? 0 : 1),
    ...source,
    uintBytes(name.length, 2),
    name,
    utf8(secrets.origin),
  );
  return sealBox(key, itemContext(volume, slot), plaintext, nonce);
}

/** Throws ITEM_CORRUPT unless it was sealed for this very place under this key. */
export function openSecrets(key: BoxKey, volume: number, slot: number, box: Bytes): ItemSecrets {
  const plaintext = openBox(key, itemContext(volume, slot), box, 'ITEM_CORRUPT');
  const part = (from: number, length: number): Bytes => {
    if (from + length <= plaintext.length) return plaintext.subarray(from, from + length);
    throw new CustosError('ITEM_CORRUPT', 'The record of an item is cut short. Restore it from a backup.');
  };
  const hasSource = part(128, 1)[0] === 1;
  const nameAt = hasSource ? 193 : 129;
  const [high = 0, low = 0] = part(nameAt, 2);
  const originAt = nameAt + 2 + high * 256 + low;
  return {
    salt: part(0, 32),
    digest: part(32, 32),
    dataKey: part(64, 32),
    ownerSalt: part(96, 32),
    source: hasSource ? { salt: part(129, 32), parent: part(161, 32) } : null,
    name: utf8Decode(part(nameAt + 2, originAt - nameAt - 2)),
    origin: utf8Decode(plaintext.subarray(originAt)),
  };
}

const CONTEXT = utf8('custos/item/v1\0');

/** The domain, volume u48 and slot u32. */
function itemContext(volume: number, slot: number): Bytes {
  const context = Buffer.alloc(CONTEXT.length + 10);
  context.set(CONTEXT);
  context.writeUIntBE(volume, CONTEXT.length, 6);
  context.writeUInt32BE(slot, CONTEXT.length + 6);
  return context;
}
