import { createHash, randomBytes } from 'node:crypto';

const LENGTH = 26;

/** A one-time code of so many letters and digits that are read out on the telephone, five random bits each. */
export function newCode(length = LENGTH): string {
  return base32(randomBytes(length)).slice(0, length);
}

/** What is kept of a code: it opens nothing. */
export function codeKey(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** RFC 4648 base32 without padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group, 2)]).join('');
}
