import type { Address, Ledger } from '../../core/ids.ts';
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

export type OpenedSession =
  | { readonly kind: 'opened'; readonly signer: Signer; readonly jkt: string }
  | { readonly kind: 'invalid'; readonly reason: string }
  /** Of a kind that this version cannot verify, or by a smart account that does not vouch for it now. */
  | { readonly kind: 'unseen' };
