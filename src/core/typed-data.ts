import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex, type Hex, uintBytes, utf8 } from './bytes.ts';
import { CustosError } from './errors.ts';
import type { Address } from './ids.ts';
import type { Keccak } from './trie-root.ts';

/** EIP-712 types of everything that subjects sign for the contracts, and of grant ids. The contracts hold the same
 *  strings; a field added, renamed or moved makes another type. Times are in seconds since 1970. */
export const TYPED_DATA = {
  Terms: [
    ['salt', 'bytes32'],
    ['notice', 'bytes32'],
    ['grantee', 'bytes32'],
    ['scope', 'bytes32'],
    ['purposes', 'uint64'],
    ['excluded', 'uint32'],
    ['from', 'uint48'],
    ['until', 'uint48'],
    ['options', 'uint8'],
  ],
  Grant: [
    ['subject', 'bytes32'],
    ['deadline', 'uint48'],
    ['terms', 'Terms'],
  ],
  /** Nobody signs it: it gives a consent on paper its id. */
  RecordedGrant: [
    ['subject', 'bytes32'],
    ['terms', 'Terms'],
    ['form', 'bytes32'],
  ],
  Revoke: [
    ['subject', 'bytes32'],
    ['grant', 'bytes32'],
  ],
  KeepRecorded: [
    ['subject', 'bytes32'],
    ['grant', 'bytes32'],
    ['deadline', 'uint48'],
  ],
  BindSigner: [
    ['subject', 'bytes32'],
    ['signer', 'bytes'],
    ['kind', 'uint8'],
    ['until', 'uint48'],
    ['identification', 'bytes32'],
    ['deadline', 'uint48'],
  ],
  AddSigner: [
    ['subject', 'bytes32'],
    ['signer', 'bytes'],
    ['kind', 'uint8'],
    ['from', 'uint48'],
    ['until', 'uint48'],
    ['nonce', 'uint32'],
    ['deadline', 'uint48'],
  ],
  RemoveSigner: [
    ['subject', 'bytes32'],
    ['signer', 'bytes32'],
  ],
  /** Signed by an authority, with the holder, against a signer that was stolen. */
  EndSigner: [
    ['subject', 'bytes32'],
    ['signer', 'bytes32'],
    ['form', 'bytes32'],
    ['deadline', 'uint48'],
  ],
  KeepSigner: [
    ['subject', 'bytes32'],
    ['signer', 'bytes32'],
    ['leavesAt', 'uint48'],
  ],
  CancelSigner: [
    ['subject', 'bytes32'],
    ['signer', 'bytes32'],
  ],
  OptOut: [
    ['subject', 'bytes32'],
    ['level', 'uint8'],
    ['turn', 'uint16'],
  ],
  OptIn: [
    ['subject', 'bytes32'],
    ['from', 'uint8'],
    ['level', 'uint8'],
    ['turn', 'uint16'],
    ['deadline', 'uint48'],
  ],
  Pause: [
    ['subject', 'bytes32'],
    ['until', 'uint40'],
    ['turn', 'uint16'],
  ],
  Resume: [
    ['subject', 'bytes32'],
    ['until', 'uint40'],
    ['turn', 'uint16'],
    ['deadline', 'uint48'],
  ],
  RevokeAll: [
    ['subject', 'bytes32'],
    ['epoch', 'uint32'],
  ],
  Erase: [
    ['subject', 'bytes32'],
    ['nonce', 'uint32'],
    ['deadline', 'uint48'],
  ],
  CancelErasure: [
    ['subject', 'bytes32'],
    ['executableAt', 'uint48'],
  ],
} as const satisfies Record<string, readonly (readonly [string, FieldType])[]>;

type FieldType = 'bytes32' | 'bytes' | 'uint8' | 'uint16' | 'uint32' | 'uint40' | 'uint48' | 'uint64' | 'Terms';
export type TypedDataName = keyof typeof TYPED_DATA;

type Field<Name extends TypedDataName> = (typeof TYPED_DATA)[Name][number];
type ValueOf<Type> = Type extends 'bytes32' | 'bytes'
  ? Hex
  : Type extends 'uint64'
    ? bigint
    : Type extends 'Terms'
      ? TypedMessage<'Terms'>
      : number;
/** The message of a type: hex for bytes, a bigint for uint64, a number for narrower integers. */
export type TypedMessage<Name extends TypedDataName> = {
  readonly [F in Field<Name> as F[0]]: ValueOf<F[1]>;
};

/** The consent contract on its chain: in every digest, so that no signature replays elsewhere. */
export interface TypedDomain {
  readonly chainId: number;
  readonly verifyingContract: Address;
  /** hashStruct of the domain, made once. */
  readonly separator: Bytes;
}

export const DOMAIN_NAME = 'Custos';
export const DOMAIN_VERSION = '1';

const DOMAIN_FIELDS = [
  ['name', 'string'],
  ['version', 'string'],
  ['chainId', 'uint256'],
  ['verifyingContract', 'address'],
] as const;
const PREFIX = Uint8Array.of(0x19, 0x01);
const WORD = 32;
const PLANS = new Map(
  Object.entries(TYPED_DATA).map(([name, fields]) => [name, { typehash: keccak_256(utf8(encodeType(name))), fields }]),
);

export function typedDomain(chainId: number, verifyingContract: Address): TypedDomain {
  const typehash = keccak_256(utf8(`EIP712Domain(${fieldList(DOMAIN_FIELDS)})`));
  const separator = keccak_256(
    concat(
      typehash,
      keccak_256(utf8(DOMAIN_NAME)),
      keccak_256(utf8(DOMAIN_VERSION)),
      uintBytes(chainId, WORD),
      uintBytes(BigInt(verifyingContract), WORD),
    ),
  );
  return { chainId, verifyingContract, separator };
}

/** `Grant(bytes32 subject,…)Terms(bytes32 salt,…)`: the literal string behind a typehash. */
export function encodeType(name: string): string {
  const fields: readonly (readonly [string, string])[] = TYPED_DATA[known(name)];
  const own = `${name}(${fieldList(fields)})`;
  return fields.some(([, type]) => type === 'Terms') ? own + encodeType('Terms') : own;
}

/** EIP-712 hashStruct. Refuses with ENCODING_INVALID a value that does not fit its field. `keccak256`, here and below: the
 *  portable one unless whoever calls has a faster one. */
export function hashStruct<Name extends TypedDataName>(
  name: Name,
  message: TypedMessage<Name>,
  keccak256: Keccak = keccak_256,
): Bytes {
  const plan = PLANS.get(name);
  if (plan === undefined) throw unknownType(name);
  const encoded = new Uint8Array(WORD * (plan.fields.length + 1));
  encoded.set(plan.typehash);
  const values = message as Readonly<Record<string, unknown>>;
  plan.fields.forEach(([field, type], i) => {
    encodeField(type, values[field], encoded, WORD * (i + 1));
  });
  return keccak256(encoded);
}

/** What is signed: keccak256(0x1901 ‖ domain separator ‖ hashStruct). */
export function typedDigest<Name extends TypedDataName>(
  domain: TypedDomain,
  name: Name,
  message: TypedMessage<Name>,
): Bytes {
  return digestOfStruct(domain, hashStruct(name, message));
}

/** `typedDigest` of a message of which only the hashStruct is known. */
export function digestOfStruct(domain: TypedDomain, structHash: Bytes, keccak256: Keccak = keccak_256): Bytes {
  return keccak256(concat(PREFIX, domain.separator, structHash));
}

/** hashStruct of a grant, or recorded grant, whose terms are known by their hash alone. */
export function hashGrantStruct(
  subject: Hex,
  terms: Bytes,
  last: { deadline: number } | { form: Hex },
  keccak256: Keccak = keccak_256,
): Bytes {
  if ('form' in last) {
    return keccak256(concat(typehash('RecordedGrant'), fromHex(subject, WORD), terms, fromHex(last.form, WORD)));
  }
  const deadline = new Uint8Array(WORD);
  encodeField('uint48', last.deadline, deadline, 0);
  return keccak256(concat(typehash('Grant'), fromHex(subject, WORD), deadline, terms));
}

/** Payload of `eth_signTypedData_v4`: what a wallet shows in clear. Numbers beyond 2^53 are decimal strings. */
export function walletPayload<Name extends TypedDataName>(
  domain: TypedDomain,
  name: Name,
  message: TypedMessage<Name>,
): WalletPayload {
  const { chainId, verifyingContract } = domain;
  return {
    domain: { name: DOMAIN_NAME, version: DOMAIN_VERSION, chainId, verifyingContract },
    types: { EIP712Domain: DOMAIN_FIELDS.map(([field, type]) => ({ name: field, type })), ...walletTypes(name) },
    primaryType: name,
    message: plain(message as Readonly<Record<string, unknown>>),
  };
}

export interface WalletPayload {
  readonly domain: { name: string; version: string; chainId: number; verifyingContract: Address };
  readonly types: Readonly<Record<string, { name: string; type: string }[]>>;
  readonly primaryType: TypedDataName;
  readonly message: Readonly<Record<string, unknown>>;
}

/** The type and those it holds, as ethers' `signTypedData` takes them. */
export function walletTypes(name: TypedDataName): Record<string, { name: string; type: string }[]> {
  const fields: readonly (readonly [string, string])[] = TYPED_DATA[name];
  const types = { [name]: fields.map(([field, type]) => ({ name: field, type })) };
  return fields.some(([, type]) => type === 'Terms') ? { ...types, ...walletTypes('Terms') } : types;
}

function encodeField(type: FieldType, value: unknown, out: Uint8Array, at: number): void {
  if (type === 'bytes32') out.set(fromHex(text(value), WORD), at);
  else if (type === 'bytes') out.set(keccak_256(fromHex(text(value))), at);
  else if (type === 'Terms') out.set(hashStruct('Terms', value as TypedMessage<'Terms'>), at);
  else writeUint(value, Number(type.slice('uint'.length)) / 8, out, at + WORD);
}

/** Writes up to `end`; the word's other bytes stay zero. */
function writeUint(value: unknown, width: number, out: Uint8Array, end: number): void {
  if (width > 6) {
    if (typeof value !== 'bigint') throw new CustosError('ENCODING_INVALID', 'A field of 64 bits takes a bigint.');
    out.set(uintBytes(value, width), end - width);
    return;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value >= 256 ** width) {
    throw new CustosError('ENCODING_INVALID', `${String(value)} is no unsigned number of ${8 * width} bits.`);
  }
  let rest = value;
  for (let i = end - 1; rest > 0; i--) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

function plain(message: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(message).map(([key, value]) => {
    if (typeof value === 'bigint') return [key, value.toString()];
    return [key, typeof value === 'object' && value !== null ? plain(value as Record<string, unknown>) : value];
  });
  return Object.fromEntries(members);
}

function typehash(name: TypedDataName): Bytes {
  const plan = PLANS.get(name);
  if (plan === undefined) throw unknownType(name);
  return plan.typehash;
}

function known(name: string): TypedDataName {
  if (Object.hasOwn(TYPED_DATA, name)) return name as TypedDataName;
  throw unknownType(name);
}

function unknownType(name: string): CustosError {
  return new CustosError('INPUT_INVALID', `There is no typed data ${name}.`);
}

function fieldList(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, type]) => `${type} ${name}`).join(',');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new CustosError('ENCODING_INVALID', 'A field of bytes takes hex.');
}
