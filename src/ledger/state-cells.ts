import type { Bytes, Hex } from '../core/bytes.ts';
import { fromHex, toHex } from '../core/bytes.ts';
import type { Digest } from '../core/ids.ts';
import type { Keccak } from '../core/trie-root.ts';
import { STORAGE_LAYOUT } from './storage-layout.ts';

type Layout = typeof STORAGE_LAYOUT;
type ContractOf = keyof Layout;
type VariableOf<C extends ContractOf> = keyof Layout[C] & string;
type Place = readonly [slot: number, bit: number, bits: number];

/** Words that the contracts pack by hand, which the compiler knows as numbers. */
const PACKED = {
  /** contracts/interfaces/Seat.sol */
  _seats: {
    since: [0, 0, 40],
    status: [0, 40, 8],
    roles: [0, 48, 16],
    ordinal: [0, 64, 32],
    principal: [0, 96, 160],
  },
  /** contracts/SignerWord.sol */
  _signers: {
    kind: [0, 0, 8],
    from: [0, 8, 48],
    until: [0, 56, 48],
    removedAt: [0, 104, 48],
    leavesAt: [0, 152, 48],
  },
  /** contracts/ConsentRegistry.sol: `giver` is half of a signer's id. */
  _grants: {
    grantedAt: [0, 0, 40],
    revokedAt: [0, 40, 40],
    epoch: [0, 80, 32],
    kind: [0, 112, 8],
    giver: [0, 120, 128],
  },
} as const;

type FieldOf<C extends ContractOf, V extends VariableOf<C>> = V extends keyof typeof PACKED
  ? keyof (typeof PACKED)[V]
  : Layout[C][V] extends { readonly fields: infer F }
    ? keyof F
    : never;

/** What a field must be: `set` is anything but zero. */
export type Expected = number | bigint | boolean | Hex | 'set';

interface ExpectedField {
  readonly name: string;
  readonly bit: number;
  readonly bits: number;
  readonly is: bigint | 'set';
}

/** A slot of a contract's storage, with what some of its fields must be. */
export interface StateCell {
  readonly contract: ContractOf;
  /** As the contract calls it. */
  readonly variable: string;
  readonly slot: Digest;
  readonly fields: readonly ExpectedField[];
}

const WORD = 32;

/** The slots of `variable[key]…` that the fields lie in, in ascending order. Keys are ids, addresses or numbers. */
export function stateCells<C extends ContractOf, V extends VariableOf<C>>(
  keccak: Keccak,
  contract: C,
  variable: V,
  keys: readonly (Hex | number)[],
  expected: { readonly [F in FieldOf<C, V>]?: Expected },
): StateCell[] {
  const known = STORAGE_LAYOUT[contract][variable] as { slot: number; fields: Readonly<Record<string, Place>> };
  const places: Readonly<Record<string, Place>> = PACKED[variable as keyof typeof PACKED] ?? known.fields;
  const first = BigInt(toHex(keys.reduce((slot: Bytes, key) => mappingSlot(keccak, slot, key), word(known.slot))));
  const fields = Object.entries(expected as Readonly<Record<string, Expected>>).map(([name, value]) => {
    const [slot, bit, bits] = places[name] as Place;
    return { slot, name, bit, bits, is: value === 'set' ? value : BigInt(value) };
  });
  const slots = [...new Set(fields.map(({ slot }) => slot))].sort((a, b) => a - b);
  return slots.map((slot) => ({
    contract,
    variable,
    slot: toHex(word(first + BigInt(slot))) as Digest,
    fields: fields.filter((field) => field.slot === slot),
  }));
}

/** Names of the fields of which the word says otherwise. */
export function differingFields({ fields }: StateCell, value: bigint): string[] {
  const differing = fields.filter(({ bit, bits, is }) => {
    const found = (value >> BigInt(bit)) & ((1n << BigInt(bits)) - 1n);
    return is === 'set' ? found === 0n : found !== is;
  });
  return differing.map(({ name }) => name);
}

/** Solidity, "Layout of State Variables in Storage": keccak-256 of the key and the mapping's own slot. */
function mappingSlot(keccak: Keccak, slot: Bytes, key: Hex | number): Bytes {
  const both = new Uint8Array(2 * WORD);
  both.set(word(key));
  both.set(slot, WORD);
  return Uint8Array.from(keccak(both));
}

function word(value: Hex | number | bigint): Bytes {
  return fromHex(
    `0x${BigInt(value)
      .toString(16)
      .padStart(2 * WORD, '0')}`,
  );
}
