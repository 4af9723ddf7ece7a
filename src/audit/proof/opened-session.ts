import type { Hex } from '../../core/bytes.ts';
import type { Address, Digest, Ledger } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';

/** What a session must have been opened for. Times in ms. */
export interface SessionTarget {
  readonly ledger: Ledger;
  /** Identity of the gateway that was asked. */
  readonly gateway: Address;
  /** Base URLs that it had registered. */
  readonly endpoints: ReadonlySet<string>;
  readonly time: number;
  readonly skew: number;
}

/** A person whom its organisation vouched for, and the key that says so, which counts as the ledger had it. */
export interface VouchedPerson {
  readonly member: Address;
  readonly person: Digest;
  /** As on chain. */
  readonly key: Hex;
  readonly notAfter: number;
}

export type OpenedSession =
  | { readonly kind: 'opened'; readonly jkt: string; readonly signer: Signer; readonly vouched?: undefined }
  | { readonly kind: 'opened'; readonly jkt: string; readonly signer?: undefined; readonly vouched: VouchedPerson }
  | { readonly kind: 'invalid'; readonly reason: string }
  /** Of a kind that this version cannot verify, or by a smart account that does not vouch for it now. */
  | { readonly kind: 'unseen' };
