import { TypedDataEncoder } from 'ethers';
import { fromHex, type Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type TypedDataName, walletTypes } from '../core/typed-data.ts';
import type { AccountKey } from '../ledger/account-key.ts';

/** EIP-712 typed data as a gateway prepares it. */
export interface TypedData {
  readonly domain: Readonly<Record<string, unknown>>;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Signs what a gateway prepared, if it holds what was asked for: `expected` maps paths such as `terms.until` to their
 *  values. Anything else is refused with PROOF_INVALID. The types are those of Custos, never the gateway's. */
export function signTypedData(
  key: AccountKey,
  { domain, message }: TypedData,
  name: TypedDataName,
  expected: Readonly<Record<string, unknown>>,
): Hex {
  const differs = Object.entries(expected).find(([path, value]) => !same(at(message, path), value));
  if (differs === undefined) {
    return key.sign(fromHex(TypedDataEncoder.hash({ ...domain }, walletTypes(name), { ...message }), 32));
  }
  throw new CustosError(
    'PROOF_INVALID',
    `The gateway gave something else to sign than was asked for (${differs[0]}). Nothing was signed.`,
  );
}

function at(message: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], message);
}

function same(found: unknown, wanted: unknown): boolean {
  return String(found).toLowerCase() === String(wanted).toLowerCase();
}
