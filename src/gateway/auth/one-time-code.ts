import { createHash, randomBytes } from 'node:crypto';

const LENGTH = 26;

/** How a one-time code is written. */
export const CODE: RegExp = /^[A-Z2-7]{26}$/;

/** A one-time code of 130 random bits: letters and digits that are read out on the telephone. */
export function newCode(): string {
  return base32(randomBytes(17)).slice(0, LENGTH);
}

/** What is kept of a code: it opens nothing. */
export function codeKey(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group, 2)]).join('');
}
