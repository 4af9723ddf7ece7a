import { encodeAssertion, readAssertion } from '../core/assertion.ts';
import { isPasskeySignature } from '../core/assertion-fault.ts';
import { type Bytes, type Hex, toBase64Url } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import type { Signer } from '../core/signer.ts';
import type {
  AssertionJson,
  AssertionOptionsJson,
  CreationOptionsJson,
  RegistrationJson,
} from '../core/webauthn-json.ts';

/** Where a person's passkeys are: the browser, or what stands for it. What the person declines and what the device cannot do
 *  is thrown as the device has it. */
export interface PasskeyDevice {
  create(options: CreationOptionsJson): Promise<RegistrationJson>;
  get(options: AssertionOptionsJson): Promise<AssertionJson>;
}

/** A passkey that signed in or was bound. */
export interface Passkey {
  readonly signer: Signer;
  /** Id of its credential, base64url. */
  readonly credential: string;
  readonly rpId: string;
}

const TIMEOUT_MS = 5 * 60_000;

/** The passkey's signature of a digest, as the contracts take it. PROOF_INVALID where the device's key is not that of the
 *  signer, which is the gateway's word: then nothing was sent. */
export async function passkeySignature(
  device: PasskeyDevice,
  { signer, credential, rpId }: Passkey,
  verifier: Address,
  digest: Bytes,
): Promise<Hex> {
  const assertion = await device.get({
    challenge: toBase64Url(digest),
    rpId,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: [{ id: credential, type: 'public-key' }],
  });
  // Browsers and key managers offer others: a parent must not act for the wrong child.
  if (assertion.id !== credential) {
    throw new CustosError(
      'SIGNATURE_INVALID',
      'The device used another passkey than the one asked for. Nothing was sent; use the one of the person whom this is about.',
    );
  }
  const signature = encodeAssertion(readAssertion(assertion), digest);
  if (isPasskeySignature(verifier, signer, digest, signature)) return signature;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway names another passkey than this device used. Nothing was sent; ask the holder what happened.',
  );
}

interface Browser {
  readonly navigator: { readonly credentials: { create(o: object): Promise<Given>; get(o: object): Promise<Given> } };
  readonly PublicKeyCredential: {
    parseCreationOptionsFromJSON(options: CreationOptionsJson): unknown;
    parseRequestOptionsFromJSON(options: AssertionOptionsJson): unknown;
  };
}

type Given = { toJSON(): unknown } | null;

/** The passkeys of the browser that the page runs in. Call it, and each act that signs, from a press of a button: browsers
 *  show their dialogue only then. */
export function browserPasskeys(): PasskeyDevice {
  const { navigator, PublicKeyCredential } = globalThis as unknown as Browser;
  return {
    create: async (options) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return given<RegistrationJson>(await navigator.credentials.create({ publicKey }));
    },
    get: async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      return given<AssertionJson>(await navigator.credentials.get({ publicKey }));
    },
  };
}

function given<Answer>(credential: Given): Answer {
  if (credential !== null) return credential.toJSON() as Answer;
  throw new CustosError('SIGNATURE_INVALID', 'The browser gave no passkey. Nothing was changed.');
}
