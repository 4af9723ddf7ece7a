import { createHash, randomBytes } from 'node:crypto';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { type Assertion, derSignature } from '../../core/assertion.ts';
import { assertionFault, originFault, type PasskeySigner } from '../../core/assertion-fault.ts';
import { type Bytes, concat, toBase64Url, toHex, utf8 } from '../../core/bytes.ts';
import { CustosError, ifReadable } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import { parseSigner, passkeySigner, type Signer } from '../../core/signer.ts';
import type {
  AssertionOptionsJson,
  CreationOptionsJson,
  CredentialJson,
  RegistrationJson,
} from '../../core/webauthn-json.ts';
import type { Challenges } from './challenges.ts';

/** Where passkeys are made and used. */
export interface PasskeySite {
  /** The relying party: the endpoint's domain, or one above it. It stands in every passkey's signer, for ever. */
  readonly rpId: string;
  /** What people know the relying party by. */
  readonly name: () => string;
  /** Of the pages. */
  readonly origin: string;
  /** The contract that verifies them. */
  readonly verifier: Address;
  /** Why no browser keeps a passkey for this endpoint, if none does. */
  readonly obstacle?: string | undefined;
}

/** A passkey as its registration shows it. */
export interface NewPasskey {
  readonly signer: Signer;
  /** Id of its credential, base64url. */
  readonly credential: string;
  readonly transports: readonly string[];
  readonly rpId: string;
  readonly counter: number;
}

/** What stands for a passkey's credential among others. */
export type KnownCredential = Pick<NewPasskey, 'credential' | 'transports' | 'rpId'>;

const TIMEOUT_MS = 5 * 60_000;
const ES256 = -7;
const MAX_TRANSPORTS = 8;
/** A COSE key of P-256 (RFC 9053 §7.1.1): kty EC2, alg ES256, crv P-256, before x and before y. */
const COSE_X = Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20);
const COSE_Y = Uint8Array.of(0x22, 0x58, 0x20);
/** What `navigator.credentials.create` takes. `name` is shown in the device's list of passkeys. UNAVAILABLE where no browser
 *  keeps one for this endpoint. */
export function creationOptions(
  site: PasskeySite,
  challenges: Challenges,
  { name, exclude }: { readonly name: string; readonly exclude: readonly CredentialJson[] },
  now: number,
): CreationOptionsJson {
  requirePossible(site);
  const { nonce } = challenges.issue(now);
  return {
    challenge: toBase64Url(Buffer.from(nonce, 'hex')),
    rp: { id: site.rpId, name: site.name() },
    // Random: what authenticators keep of it must not tell who the person is (WebAuthn §14.6.1).
    user: { id: randomBytes(32).toString('base64url'), name, displayName: name },
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    timeout: TIMEOUT_MS,
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: exclude,
  };
}

/** What `navigator.credentials.get` takes, to answer with this passkey, or with any of the site's. UNAVAILABLE as
 *  `creationOptions`. */
export function assertionOptions(site: PasskeySite, challenge: Bytes, known?: KnownCredential): AssertionOptionsJson {
  requirePossible(site);
  return {
    challenge: toBase64Url(challenge),
    rpId: known?.rpId ?? site.rpId,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: known === undefined ? [] : [credentialOf(known)],
  };
}

/** Verifies a registration, whose challenge is used up by it. SIGNATURE_INVALID with the reason, CHALLENGE_INVALID where its
 *  challenge is over. It proves neither the credential's id nor its key to be its own: whoever keeps it compares both. */
export async function newPasskey(
  { rpId, origin, verifier }: PasskeySite,
  challenges: Challenges,
  registration: RegistrationJson,
  now: number,
): Promise<NewPasskey> {
  const challenge = challengeOf(registration);
  if (challenge === undefined) throw refused('its client data is none');
  challenges.redeem(Buffer.from(challenge, 'base64url').toString('hex'), now);
  const { registrationInfo: info } = await webauthn(() =>
    verifyRegistrationResponse({
      response: registration as unknown as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [ES256],
    }),
  );
  if (info === undefined || info.credential.id !== registration.id) throw refused('its attestation does not hold');
  const point = pointOf(info.credential.publicKey);
  const signer = passkeySigner(verifier, point.x, point.y, createHash('sha256').update(rpId).digest());
  const transports = (registration.response.transports ?? []).slice(0, MAX_TRANSPORTS);
  const { id: credential, counter } = info.credential;
  return { signer, credential, transports, rpId, counter };
}

/** Checks a passkey's answer: page, relying party, user verification, signature. SIGNATURE_INVALID with the reason. */
export async function verifyAnswer(
  site: PasskeySite,
  signer: Signer,
  known: KnownCredential | undefined,
  challenge: Bytes,
  assertion: Assertion,
): Promise<void> {
  const passkey = passkeyOf(signer, site.verifier);
  const fault = assertionFault(assertion, passkey, challenge) ?? originFault(assertion, [site.origin]);
  if (fault !== undefined) throw refused(fault);
  const id = known?.credential ?? toBase64Url(utf8('unknown'));
  const { verified } = await webauthn(() =>
    verifyAuthenticationResponse({
      response: jsonOf(assertion, id),
      expectedChallenge: toBase64Url(challenge),
      expectedOrigin: site.origin,
      expectedRPID: known?.rpId ?? site.rpId,
      requireUserVerification: true,
      // Many authenticators do not count, and a copy must not lock its owner out: a counter that falls is noted.
      credential: { id, publicKey: coseKey(passkey), counter: 0 },
    }),
  );
  if (!verified) throw refused('its signature does not hold');
}

/** Whether a counter fell: somebody may have copied the key. Of what does not count, 0 follows 0. */
export function hasFallen(counter: number, seen: number): boolean {
  return (counter !== 0 || seen !== 0) && counter <= seen;
}

/** What is kept of how a passkey was used. Times in ms. */
interface PasskeyUse {
  readonly counter: number;
  readonly used?: number | undefined;
  readonly fell?: number | undefined;
}

/** How exactly it is kept when a passkey was last used. */
const USE_MS = 3_600_000;

/** Whether a use tells more than what is kept of the passkey. */
export function isNews({ counter: seen, used = 0 }: PasskeyUse, counter: number, now: number): boolean {
  return counter !== seen || hasFallen(counter, seen) || now - used > USE_MS;
}

/** The passkey with a use of it; `fell`: its counter fell at that, which is kept as of the first time. */
export function usedAgain<Kept extends PasskeyUse>(kept: Kept, counter: number, fell: boolean, now: number): Kept {
  const noted = { ...kept, counter: Math.max(counter, kept.counter), used: now };
  return fell ? { ...noted, fell: kept.fell ?? now } : noted;
}

export function credentialOf({ credential: id, transports }: KnownCredential): CredentialJson {
  return { id, type: 'public-key', ...(transports.length === 0 ? {} : { transports }) };
}

/** How a credential's id is kept: ids may be longer than keys of records. */
export function credentialKey(credential: string): string {
  return createHash('sha256').update(credential).digest('hex');
}

function requirePossible({ obstacle }: PasskeySite): void {
  if (obstacle === undefined) return;
  throw new CustosError('UNAVAILABLE', `Nobody can use a passkey at this gateway: ${obstacle}. Ask the hospital.`);
}

/** SIGNATURE_INVALID for a signer that is no passkey of the verifier. */
export function passkeyOf(signer: Signer, verifier: Address): PasskeySigner {
  const parsed = ifReadable(() => parseSigner(signer));
  if (parsed?.type === 'passkey' && parsed.verifier === verifier) return parsed;
  throw refused('the signer is no passkey of this ledger');
}

function coseKey({ qx, qy }: PasskeySigner): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(concat(COSE_X, qx, COSE_Y, qy));
}

/** The one form that a COSE key of P-256 has in canonical CBOR (CTAP2 §6), which authenticators must write. */
function pointOf(cose: Bytes): { readonly x: Bytes; readonly y: Bytes } {
  const [x, y] = [cose.slice(COSE_X.length, COSE_X.length + 32), cose.slice(-32)];
  if (toHex(concat(COSE_X, x, COSE_Y, y)) !== toHex(cose)) throw refused('its key is none of P-256 for ES256');
  return { x, y };
}

/** What the client says that it answers. */
function challengeOf({ response }: RegistrationJson): string | undefined {
  try {
    const text = Buffer.from(response.clientDataJSON, 'base64url').toString();
    const { challenge } = JSON.parse(text) as { challenge?: unknown };
    return typeof challenge === 'string' ? challenge : undefined;
  } catch {
    // Not JSON.
    return undefined;
  }
}

function jsonOf({ authenticatorData, clientDataJSON, signature }: Assertion, id: string) {
  return {
    id,
    rawId: id,
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: {
      authenticatorData: toBase64Url(authenticatorData),
      clientDataJSON: toBase64Url(utf8(clientDataJSON)),
      signature: toBase64Url(derSignature(signature)),
    },
  };
}

/** The library throws plain errors with its reasons, some of which hold what the client sent. */
async function webauthn<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (cause) {
    throw refused('it is not of this site, of another kind, or nobody confirmed it on the device', cause);
  }
}

export function refused(why: string, cause?: unknown): CustosError {
  return new CustosError('SIGNATURE_INVALID', `The passkey’s answer is not accepted: ${why}. Nothing was changed.`, {
    cause,
  });
}
