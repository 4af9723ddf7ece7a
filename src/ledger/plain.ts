import type { ParamType, Result } from 'ethers';

/** Turns what ethers decoded into the plain values of abi.ts: objects for structs, lowercase hex, numbers for
 *  integers of up to 48 bits. */
export function plainValue(type: ParamType, value: unknown): unknown {
  if (type.baseType === 'array') return [...(value as Result)].map((item) => plainValue(elementType(type), item));
  if (type.baseType === 'tuple') return plainFields(type.components ?? [], value as Result);
  if (typeof value === 'bigint') return widthOf(type) <= 48 ? Number(value) : value;
  if (type.baseType === 'address' && typeof value === 'string') return value.toLowerCase();
  return value;
}

export function plainFields(types: readonly ParamType[], values: Result): Record<string, unknown> {
  return Object.fromEntries(types.map((type, i) => [type.name || `argument${i}`, plainValue(type, values[i])]));
}

/** Bits of a `uint…`; more than any for other types. */
export function widthOf(type: ParamType): number {
  return type.baseType.startsWith('uint') ? Number(type.baseType.slice(4)) : Number.POSITIVE_INFINITY;
}

function elementType(type: ParamType): ParamType {
  if (!type.arrayChildren) throw new TypeError(`${type.format()} is no array.`);
  return type.arrayChildren;
}
