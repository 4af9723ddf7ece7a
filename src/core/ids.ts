import type { Hex } from './bytes.ts';
import { CustosError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = Hex & { readonly [brand]: Name };

/** Account or contract address: 20 bytes, lowercase (never checksummed: one spelling, one hash). */
export type Address = Branded<'Address'>;
/** Any 32-byte digest. The ids below are digests that must not be mistaken for one another. */
export type Digest = Branded<'Digest'>;
export type DatasetId = Branded<'DatasetId'>;
/** A subject's random pseudonym at one holder. */
export type Pseudonym = Branded<'Pseudonym'>;
/** EIP-712 digest of the grant. */
export type GrantId = Branded<'GrantId'>;
/** Position of a permit in the order of issue, from 1. */
export type PermitId = number;
export type GroupId = Branded<'GroupId'>;
export type LogId = Branded<'LogId'>;

const DIGEST = /^0x[0-9a-f]{64}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;
const LEDGER = /^eip155:([1-9][0-9]{0,15}):(0x[0-9a-f]{40})$/;

export const ZERO_DIGEST = `0x${'0'.repeat(64)}` as Digest;
export const ZERO_ADDRESS = `0x${'0'.repeat(40)}` as Address;

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && DIGEST.test(text);
}

export function isAddress(text: unknown): text is Address {
  return typeof text === 'string' && ADDRESS.test(text);
}

/** Takes any of the 32-byte ids; the caller names which. `what` is named in the refusal. */
export function toId<Id extends Hex = Digest>(text: string, what: string): Id {
  if (!isDigest(text)) throw new CustosError('INPUT_INVALID', `${what} must be 32 bytes of lowercase hex with 0x.`);
  return text as unknown as Id;
}

/** Takes a checksummed or lowercase address and gives the lowercase one. */
export function toAddress(text: string, what: string): Address {
  const lower = text.toLowerCase();
  if (!isAddress(lower)) throw new CustosError('INPUT_INVALID', `${what} must be an address: 20 bytes of hex with 0x.`);
  return lower;
}

/** Chain id and Membership address. It stands in all that is signed or logged. */
export interface Ledger {
  /** Random, below 2^52. */
  readonly chainId: number;
  readonly membership: Address;
}

/** CAIP-10 form, `eip155:<chainId>:<membership>`: how a ledger is written in JSON. */
export type LedgerText = `eip155:${number}:${Address}`;

export function formatLedger(ledger: Ledger): LedgerText {
  return `eip155:${ledger.chainId}:${ledger.membership}`;
}

/** Whether `parseLedger` takes it. */
export function isLedgerText(text: string): text is LedgerText {
  const [, chain] = LEDGER.exec(text) ?? [];
  return Number(chain) < 2 ** 52;
}

export function parseLedger(text: string): Ledger {
  const [, chain, membership] = LEDGER.exec(text) ?? [];
  const chainId = Number(chain);
  if (membership === undefined || !isAddress(membership) || !(chainId < 2 ** 52)) {
    throw new CustosError('INPUT_INVALID', 'A ledger is written eip155:<chain id>:<Membership address in lowercase>.');
  }
  return { chainId, membership };
}

/** The C2SP origin of a log: computed by whoever verifies, never read from the endpoint. */
export function logOrigin(ledger: Ledger, logId: LogId): string {
  return `custos/${ledger.chainId}/${ledger.membership}/${logId}`;
}
