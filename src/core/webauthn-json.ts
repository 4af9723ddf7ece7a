/** What browsers give and take of passkeys as JSON (WebAuthn Level 3 §5.1, `toJSON` and `parse…FromJSON`): binary values in
 *  base64url. Other members are left out of what is read. */

/** An answer of `navigator.credentials.get`. */
export interface AssertionJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    /** ASN.1 DER. */
    readonly signature: string;
    readonly userHandle?: string | undefined;
  };
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

/** An answer of `navigator.credentials.create`. */
export interface RegistrationJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports?: readonly string[] | undefined;
  };
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

export interface CredentialJson {
  readonly id: string;
  readonly type: 'public-key';
  readonly transports?: readonly string[];
}

/** Options of `navigator.credentials.get`. */
export interface AssertionOptionsJson {
  readonly challenge: string;
  readonly rpId: string;
  /** In ms. */
  readonly timeout: number;
  readonly userVerification: 'required';
  /** The only credentials that may answer; any of the relying party's where it is empty. */
  readonly allowCredentials: readonly CredentialJson[];
}

/** Options of `navigator.credentials.create`. */
export interface CreationOptionsJson {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  /** ES256 alone: the curve that the contracts check. */
  readonly pubKeyCredParams: readonly [{ readonly type: 'public-key'; readonly alg: -7 }];
  /** In ms. */
  readonly timeout: number;
  readonly attestation: 'none';
  readonly authenticatorSelection: { readonly residentKey: 'required'; readonly userVerification: 'required' };
  readonly excludeCredentials: readonly CredentialJson[];
}
