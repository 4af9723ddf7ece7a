import type { Json } from './canonical.ts';
import { CustosError } from './errors.ts';
import { didYouMean } from './nearest-name.ts';
import {
  MODIFIERS,
  type ModifierCode,
  PERMISSIONS,
  type PermissionCode,
  type PurposeParameters,
} from './purpose-table.ts';
import { checkShape, digest, integer, listOf, optional, type Shape, text } from './shape.ts';

/** Bitmap of uint64: what a grant or a dataset allows. Exactly one permission, any modifiers. */
export type Purposes = bigint;

export const PERMISSION_MASK: Purposes = 0xffffn;
const ALL_BITS: Purposes = 0xffff_ffff_ffff_ffffn;
const PERMISSION_MASKS = PERMISSIONS.map(({ bit, code }) => ({ code, mask: 1n << BigInt(bit) }));
const MODIFIER_MASKS = MODIFIERS.map(({ bit, code }) => ({ code, mask: 1n << BigInt(bit) }));
const PERMISSION_CODES = bitsByName(PERMISSIONS);
const MODIFIER_CODES = bitsByName(MODIFIERS);
const MONDO = /^MONDO:[0-9]{7}$/;

/** A bitmap in words. `unknown` holds bits that this table does not name (a later version may): they need review. */
export interface PurposeWords {
  readonly permission: PermissionCode;
  readonly modifiers: readonly ModifierCode[];
  readonly unknown: Purposes;
}

/** From codes (`GRU`) or their sources (`DUO:0000042`), in any order. Refuses unknown, doubled, or other than one
 *  permission. */
export function purposesOf(codes: readonly string[]): Purposes {
  const bits = codes.map((code) => 1n << BigInt(permissionBit(code) ?? modifierBit(code)));
  const purposes = bits.reduce((sum, bit) => sum | bit, 0n);
  if (new Set(bits).size !== bits.length) throw invalid('A code stands twice.');
  if (!hasOnePermission(purposes)) throw invalid('Exactly one permission (NRES, GRU, HMB, DS or POA) is needed.');
  return purposes;
}

/** Modifiers alone, as a permit attests them. DS attests that the declared disease was checked. */
export function attestationOf(codes: readonly (ModifierCode | 'DS')[]): Purposes {
  return codes.reduce((sum, code) => sum | bitOf(code), 0n);
}

/** Words of a bitmap; INPUT_INVALID where it has not exactly one permission of the table. */
export function purposeWords(purposes: Purposes): PurposeWords {
  const permission = PERMISSION_MASKS.find(({ mask }) => (purposes & PERMISSION_MASK) === mask);
  if (permission === undefined || !hasOnePermission(purposes)) throw invalid('Exactly one permission is needed.');
  const modifiers = MODIFIER_MASKS.filter(({ mask }) => (purposes & mask) !== 0n);
  const unknown = modifiers.reduce((rest, { mask }) => rest & ~mask, purposes & ~PERMISSION_MASK);
  return { permission: permission.code, modifiers: modifiers.map(({ code }) => code), unknown };
}

export function hasOnePermission(purposes: Purposes): boolean {
  if (purposes < 0n || purposes > ALL_BITS) return false;
  return PERMISSION_MASKS.some(({ mask }) => (purposes & PERMISSION_MASK) === mask);
}

/** The bit of a permission or modifier, as a bitmap. */
export function bitOf(code: PermissionCode | ModifierCode): Purposes {
  return 1n << BigInt(permissionBit(code) ?? modifierBit(code));
}

/** The MONDO id that a permit names by its number on chain; undefined for 0. */
export function mondoId(number: number | bigint): string | undefined {
  return Number(number) === 0 ? undefined : `MONDO:${String(number).padStart(7, '0')}`;
}

/** The number that stands for a MONDO id on chain. */
export function mondoNumber(id: string): number {
  if (!MONDO.test(id) || id === 'MONDO:0000000') {
    throw invalid(`${id.slice(0, 40)} is no MONDO id such as MONDO:0005015.`);
  }
  return Number(id.slice('MONDO:'.length));
}

const country = text(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 country code');
const digests = listOf(digest, 256);
const PARAMETERS: Shape = {
  disease: optional(text(MONDO, 'a MONDO id such as MONDO:0005015')),
  researchTypes: optional(digests),
  countries: optional(listOf(country, 256)),
  homeCountry: optional(country),
  publishableFrom: optional(integer()),
  usableUntil: optional(integer()),
  users: optional(digests),
  projects: optional(digests),
  institutions: optional(digests),
};

/** Refuses, with INPUT_INVALID, unknown members and values of another form. */
export function checkParameters(value: Json): PurposeParameters {
  return checkShape(value, PARAMETERS, 'parameters') as PurposeParameters;
}

function permissionBit(code: string): number | undefined {
  return PERMISSION_CODES.get(code);
}

function modifierBit(code: string): number {
  const bit = MODIFIER_CODES.get(code);
  if (bit !== undefined) return bit;
  const meant = didYouMean(
    code,
    [...PERMISSIONS, ...MODIFIERS].map((row) => row.code),
  );
  throw invalid(`${code.slice(0, 40)} is no permission or modifier.${meant}`);
}

function bitsByName(
  rows: readonly { readonly bit: number; readonly code: string; readonly source: string }[],
): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(({ bit, code, source }) => [[code, bit] as const, [source, bit] as const]));
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
