import { z } from 'zod';
import type { Hex } from '../../core/bytes.ts';
import type { Address, DatasetId, Digest, GrantId, GroupId, LogId, Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { typedCode } from '../../core/typed-code.ts';

/** What routes take and give, by the names of core/ids.ts. The descriptions stand in the OpenAPI document. */
const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, 'must be 32 bytes of lowercase hex with 0x');

function id<Id extends Hex>(description: string) {
  return bytes32
    .transform((text) => text as unknown as Id)
    .meta({ description, override: { type: 'string', pattern: '^0x[0-9a-f]{64}$' } });
}

export const hash = id<Hex>('32 bytes.');
export const digest = id<Digest>('SHA-256 or keccak-256 digest.');
export const datasetId = id<DatasetId>('Id of a dataset.');
export const pseudonym = id<Pseudonym>('Pseudonym of a subject.');
export const grantId = id<GrantId>('Id of a grant: its EIP-712 digest.');
export const groupId = id<GroupId>('Id of a group of members: keccak256 of Membership, its steward and its label.');

export const logId = id<LogId>('Id of a log.');

/** Of what shows that somebody said something. The ledger takes none of zero: a withdrawal with it would be acknowledged, and never come there. */
export const formDigest = z
  .string()
  .regex(/^0x(?!0{64}$)[0-9a-f]{64}$/, 'must be 32 bytes of lowercase hex with 0x, and not zero')
  .transform((text) => text as Digest)
  .meta({
    description: 'Digest of the reference of the form or call.',
    override: { type: 'string', pattern: '^0x(?!0{64}$)[0-9a-f]{64}$' },
  });

export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be 20 bytes of hex with 0x')
  .transform((text) => text.toLowerCase() as Address)
  .meta({ description: 'Account.', override: { type: 'string', pattern: '^0x[0-9a-fA-F]{40}$' } });

export const hex = (maxBytes: number) =>
  z
    .string()
    .max(2 + 2 * maxBytes)
    .regex(/^0x(?:[0-9a-f]{2})*$/, 'must be whole bytes of lowercase hex with 0x')
    .transform((text) => text as Hex)
    .meta({ description: `At most ${maxBytes} bytes.`, override: { type: 'string', pattern: '^0x([0-9a-f]{2})*$' } });

/** An ERC-7913 signer of a subject. */
export const signer = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{232})$/, 'must be an account, or a passkey’s 116 bytes, in hex with 0x')
  .transform((text) => text.toLowerCase() as Signer)
  .meta({
    description: 'An account; or a passkey: its verifier, both coordinates, SHA-256 of its relying party’s id.',
    override: { type: 'string', pattern: '^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{232})$' },
  });

export const seconds = z
  .int()
  .min(0)
  .max(2 ** 48 - 1)
  .meta({ description: 'Seconds since 1970 UTC.' });
export const milliseconds = z.int().min(0).meta({ description: 'Milliseconds since 1970 UTC.' });
export const count = z.int().min(0);
export const uint64 = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,19})$/, 'must be a decimal number')
  .refine((text) => BigInt(text) < 1n << 64n, 'must be below 2^64')
  .meta({ description: 'Decimal number below 2^64.' });

/** A number in a path or query. */
export const decimal = (max: number) =>
  z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,15})$/, 'must be a decimal number')
    .transform(Number)
    .refine((value) => value <= max, `must be at most ${max}`)
    .meta({ override: { type: 'integer', minimum: 0, maximum: max } });

/** A one-time code in a request, taken however it was typed; `must` is what a wrong one is told. */
export function handedCode(characters: number, must: string): z.ZodString {
  return z
    .string()
    .overwrite(typedCode)
    .regex(new RegExp(`^[A-Z2-7]{${characters}}$`), must);
}
