import { type Bytes, fromHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';

/** Readers of JSON-RPC parameters; each throws INPUT_INVALID naming the parameter. */

/** An object of these fields and no others: what is not known would be ignored, and the answer be another than meant. */
export function readObject(value: unknown, name: string, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name, 'an object');
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw invalid(name, `no field ${unknown.slice(0, 64)}: it is not supported`);
  return value as Readonly<Record<string, unknown>>;
}

/** Either case, since addresses carry a checksum in theirs. */
export function readData(value: unknown, name: string, length?: number): Bytes {
  if (typeof value !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) throw invalid(name, 'hex bytes with 0x');
  if (length !== undefined && value.length !== 2 + 2 * length) throw invalid(name, `${length} bytes`);
  return Uint8Array.from(Buffer.from(value.slice(2), 'hex'));
}

export function readAddress(value: unknown, name: string): Bytes {
  return readData(value, name, 20);
}

export function readHash(value: unknown, name: string): Bytes {
  return readData(value, name, 32);
}

export function readBigQuantity(value: unknown, name: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) throw invalid(name, 'a hex quantity');
  return BigInt(value);
}

export function readQuantity(value: unknown, name: string): number {
  const quantity = readBigQuantity(value, name);
  if (quantity > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(name, 'a smaller number');
  return Number(quantity);
}

/** 32 bytes of a storage slot, which clients write as a quantity or as data. */
export function readSlot(value: unknown, name: string): Bytes {
  return fromHex(`0x${readBigQuantity(value, name).toString(16).padStart(64, '0')}`);
}

export function readArray(value: unknown, name: string, limit: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(name, 'an array');
  if (value.length > limit) throw invalid(name, `an array of at most ${limit}`);
  return value;
}

export function invalid(name: string, wanted: string): CustosError {
  return new CustosError('INPUT_INVALID', `invalid argument ${name}: expected ${wanted}`);
}
