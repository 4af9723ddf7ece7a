import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  KeyObject,
  randomBytes,
} from 'node:crypto';
import { type Bytes, utf8 } from '../core/bytes.ts';
import { CustosError, type ErrorCode } from '../core/errors.ts';

export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DRAWN = 256;
export const BOX_OVERHEAD = NONCE_BYTES + TAG_BYTES;

/** A key that is used again is best kept as a KeyObject: to make one takes as long as to seal a kilobyte. */
export type BoxKey = Bytes | KeyObject;

/** Node takes several times as long over a key in plain bytes. */
function secret(key: BoxKey): KeyObject {
  return key instanceof KeyObject ? key : createSecretKey(key);
}

/** Names a key by its single use: `custos/<purpose>/v1` is HKDF's info, so that no two uses share a key. */
export function deriveKey(key: Bytes, purpose: string): Bytes {
  return Buffer.from(hkdfSync('sha256', secret(key), new Uint8Array(), utf8(`custos/${purpose}/v1`), 32));
}

export function hmac(key: BoxKey, ...parts: readonly Bytes[]): Bytes {
  const mac = createHmac('sha256', secret(key));
  for (const part of parts) mac.update(part);
  return mac.digest();
}

const BLOCK_BYTES = 64;
/** Longer messages are copied. */
const SHORT_BYTES = 256;

/** `hmac` under one key of 32 bytes, for very many short messages: by two calls of SHA-256 (RFC 2104), which take a third of
 *  the time, since nothing is made for a message. What it gives is valid until the next call. */
export function hmacsOf(key: Bytes): (message: Bytes) => Bytes {
  const padded = (pad: number, room: number) => {
    const block = Buffer.alloc(BLOCK_BYTES + room, pad);
    for (const [i, byte] of key.entries()) block[i] = pad ^ byte;
    return block;
  };
  const [inner, outer, mac] = [padded(0x36, SHORT_BYTES), padded(0x5c, 32), Buffer.alloc(32)];
  const after = (message: Bytes) => {
    if (message.length > SHORT_BYTES) return Buffer.concat([inner.subarray(0, BLOCK_BYTES), message]);
    inner.set(message, BLOCK_BYTES);
    return inner.subarray(0, BLOCK_BYTES + message.length);
  };
  return (message) => {
    outer.write(hash('sha256', after(message), 'hex'), BLOCK_BYTES, 'hex');
    mac.write(hash('sha256', outer, 'hex'), 'hex');
    return mac;
  };
}

/** Random bytes of one length, drawn many at once: a call of the generator takes as long as to seal half a kilobyte. */
export class DrawnBytes {
  readonly #length: number;
  #drawn = randomBytes(0);

  constructor(length: number) {
    this.#length = length;
  }

  next(): Bytes {
    if (this.#drawn.length === 0) this.#drawn = randomBytes(DRAWN * this.#length);
    const next = this.#drawn.subarray(0, this.#length);
    this.#drawn = this.#drawn.subarray(this.#length);
    return next;
  }
}

/** AES-256-GCM with a random nonce: nonce 12 ‖ ciphertext ‖ tag 16. One key seals at most 2^32 boxes (NIST
 *  SP 800-38D §8.3). `context` says what the box is and where it stands; opening needs the same bytes. */
export function sealBox(key: BoxKey, context: Bytes, plaintext: Bytes, nonce: Bytes = randomBytes(NONCE_BYTES)): Bytes {
  const cipher = createCipheriv('aes-256-gcm', secret(key), nonce).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Throws `code` unless each byte is as it was sealed, under this key and for this context. */
export function openBox(key: BoxKey, context: Bytes, box: Bytes, code: ErrorCode = 'STORE_CORRUPT'): Bytes {
  if (box.length < BOX_OVERHEAD) throw new CustosError(code, 'A sealed record is cut short. Restore it from a backup.');
  const tagAt = box.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', secret(key), box.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(context).setAuthTag(box.subarray(tagAt));
  const plaintext = decipher.update(box.subarray(NONCE_BYTES, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    throw new CustosError(code, 'A sealed record is damaged or out of place. Restore it from a backup.', { cause });
  }
  return plaintext;
}
