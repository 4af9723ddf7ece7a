/** `kind` in typed data (contracts: SignerKind). */
export const SIGNER_KINDS = { self: 1, guardian: 2 } as const;
