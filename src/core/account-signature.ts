const SIGNATURE = /^0x([0-9a-f]{64})([0-9a-f]{64})(?:1b|1c)$/;
/** Half of the order of secp256k1. Source: OpenZeppelin's ECDSA. */
const MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether the contracts take these bytes for a signature of a key, whatever they then recover: r ‖ s ‖ v with a `v` of 27
 *  or 28 and the lower s. Libraries that look at the first bit of s alone let some through that the contracts refuse. */
export function isAccountSignature(signature: string): boolean {
  const s = SIGNATURE.exec(signature)?.[2];
  return s !== undefined && BigInt(`0x${s}`) <= MAX_S;
}
