import { type Bytes, fromBase64Url, fromHex, uintBytes } from './bytes.ts';
import { CustosError } from './errors.ts';
import { domainHash } from './hash.ts';
import type { Address, Digest, Ledger } from './ids.ts';

/** What a person proves to its organisation's own node, to be given a statement. */
export interface StaffSignIn {
  readonly ledger: Ledger;
  /** Identity of the organisation's own gateway, which asks. */
  readonly asker: Address;
  readonly nonce: Digest;
  /** RFC 7638 thumbprint of the session's key. */
  readonly jkt: string;
  /** Identity of the gateway that the session is for. */
  readonly gateway: Address;
}

/** What the person's passkey signs. No other challenge of Custos is the same: a passkey that answered it opened nothing else. */
export function staffChallenge({ ledger, asker, nonce, jkt, gateway }: StaffSignIn): Bytes {
  const thumbprint = fromBase64Url(jkt);
  if (thumbprint.length !== 32) throw new CustosError('ENCODING_INVALID', 'The thumbprint must have 32 bytes.');
  return domainHash(
    'staff',
    uintBytes(ledger.chainId, 8),
    fromHex(ledger.membership, 20),
    fromHex(asker, 20),
    fromHex(nonce, 32),
    thumbprint,
    fromHex(gateway, 20),
  );
}
