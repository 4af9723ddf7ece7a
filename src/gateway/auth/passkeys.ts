import { createHash, randomBytes } from 'node:crypto';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  type Assertion,
  counterOf,
  decodeAssertion,
  derSignature,
  encodeAssertion,
  readAssertion,
} from '../../core/assertion.ts';
import { assertionFault, originFault, type PasskeySigner } from '../../core/assertion-fault.ts';
import { type Bytes, concat, type Hex, toBase64Url, toHex, utf8 } from '../../core/bytes.ts';
import { CustosError, ifReadable, isCustosError } from '../../core/errors.ts';
import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { plainText } from '../../core/plain-text.ts';
import { parseSigner, passkeySigner, type Signer, signerId } from '../../core/signer.ts';
import { Turns } from '../../core/turns.ts';
import type {
  AssertionJson,
  AssertionOptionsJson,
  CreationOptionsJson,
  CredentialJson,
  RegistrationJson,
} from '../../core/webauthn-json.ts';
import type { GatewayRecords, KeptPasskey } from '../records/gateway-records.ts';
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

/** A signature as a client sends it: as the contracts take it, or a passkey's answer as the browser gives it. */
export type Signed = Hex | AssertionJson;

/** What a passkey goes by. */
export interface PasskeyNames {
  /** What its owner calls the device. */
  readonly name: string;
  /** What the device lists it by. */
  readonly listedAs?: string | undefined;
}

const TIMEOUT_MS = 5 * 60_000;
const ES256 = -7;
const MAX_TRANSPORTS = 8;
/** A COSE key of P-256 (RFC 9053 §7.1.1): kty EC2, alg ES256, crv P-256, before x and before y. */
const COSE_X = Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20);
const COSE_Y = Uint8Array.of(0x22, 0x58, 0x20);
/** How exactly it is kept when a passkey was last used. */
const USE_MS = 3_600_000;

/** Passkeys of this holder's patients: registration and assertions by WebAuthn Level 3 §7. What is known of each beside the
 *  ledger (its name, its credential) is kept under its patient's key, and goes with that. */
export class Passkeys {
  readonly #kept: GatewayRecords['passkeys'];
  readonly #challenges: Challenges;
  readonly #onTrouble: (error: unknown) => void;
  readonly #onFallen: (subject: Pseudonym) => Promise<void>;
  readonly #notes = new Turns();
  readonly site: PasskeySite;

  constructor(
    kept: GatewayRecords['passkeys'],
    challenges: Challenges,
    site: PasskeySite,
    onTrouble: (error: unknown) => void,
    onFallen: (subject: Pseudonym) => Promise<void>,
  ) {
    this.#kept = kept;
    this.#challenges = challenges;
    this.#onTrouble = onTrouble;
    this.#onFallen = onFallen;
    this.site = site;
  }

  /** What `navigator.credentials.create` takes. `name` is shown in the device's list of passkeys. */
  creationOptions(name: string, exclude: readonly CredentialJson[], now: number): CreationOptionsJson {
    this.#requirePossible();
    const { nonce } = this.#challenges.issue(now);
    return {
      challenge: toBase64Url(Buffer.from(nonce, 'hex')),
      rp: { id: this.site.rpId, name: this.site.name() },
      // Random: what authenticators keep of it must not tell who the person is (WebAuthn §14.6.1).
      user: { id: randomBytes(32).toString('base64url'), name, displayName: name },
      pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
      timeout: TIMEOUT_MS,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: exclude,
    };
  }

  /** What `navigator.credentials.get` takes, to sign as this signer, or to sign in with any passkey. */
  async assertionOptions(challenge: Bytes, signer?: Signer): Promise<AssertionOptionsJson> {
    this.#requirePossible();
    const kept = signer === undefined ? undefined : await this.#kept.signers.get(signerId(signer));
    return {
      challenge: toBase64Url(challenge),
      rpId: kept?.rpId ?? this.site.rpId,
      timeout: TIMEOUT_MS,
      userVerification: 'required',
      allowCredentials: kept === undefined ? [] : [credentialOf(kept)],
    };
  }

  /** Verifies a new passkey and keeps what is known of it. SIGNATURE_INVALID with the reason, CHALLENGE_INVALID where its
   *  challenge is over, CONFLICT where its id or its key is another's: a registration proves neither to be its own. */
  async register(
    registration: RegistrationJson,
    subject: Pseudonym,
    { name, listedAs }: PasskeyNames,
    now: number,
  ): Promise<Signer> {
    const { rpId, origin, verifier } = this.site;
    const challenge = challengeOf(registration);
    if (challenge === undefined) throw refused('its client data is none');
    this.#challenges.redeem(Buffer.from(challenge, 'base64url').toString('hex'), now);
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
    const called = listedAs === undefined ? { name } : { name, listedAs };
    const kept = { signer, subject, credential, transports, ...called, rpId, created: now, counter };
    await this.#requireOwn(kept);
    await this.#kept.credentials.put(credentialKey(credential), { signer }, subject);
    await this.#kept.signers.put(signerId(signer), kept, subject);
    return signer;
  }

  async #requireOwn({ signer, subject, credential }: KeptPasskey): Promise<void> {
    const [byKey, byCredential] = [this.#kept.signers.get(signerId(signer)), this.#knownCredential(credential)];
    const [known, other] = [await byKey, await byCredential];
    const isAnothers = known !== undefined && (known.subject !== subject || known.credential !== credential);
    if (!isAnothers && (other === undefined || other === signer)) return;
    throw new CustosError('CONFLICT', 'This passkey is known here already. Make a new one on the device.');
  }

  /** Whose credential it is, as it was registered here. SESSION_INVALID for one that is not known. */
  async signerOf(credential: string): Promise<Signer> {
    const known = await this.#knownCredential(credential);
    if (known !== undefined && known !== 'erased') return known;
    throw new CustosError(
      'SESSION_INVALID',
      'This passkey is not known here. Use another one, or ask the hospital for a new invitation.',
    );
  }

  async #knownCredential(credential: string): Promise<Signer | 'erased' | undefined> {
    try {
      return (await this.#kept.credentials.get(credentialKey(credential)))?.signer;
    } catch (error) {
      if (isCustosError(error, 'KEY_SHREDDED')) return 'erased';
      throw error;
    }
  }

  /** What is kept of a signer by its id; undefined for an account, and where nothing is or its patient was erased. */
  async known(id: Digest): Promise<KeptPasskey | undefined> {
    return this.#kept.signers.get(id).catch((error) => {
      if (isCustosError(error, 'KEY_SHREDDED')) return undefined;
      throw error;
    });
  }

  /** Credentials of those among the signers that are passkeys. */
  async credentials(signers: Iterable<Digest>): Promise<CredentialJson[]> {
    const known = await Promise.all([...signers].map((id) => this.known(id)));
    return known.flatMap((kept) => (kept === undefined ? [] : [credentialOf(kept)]));
  }

  /** Checks a passkey's signature of a challenge, as strictly as its contract and beyond: page, relying party, user
   *  verification. Gives it as that contract takes it. SIGNATURE_INVALID with the reason. */
  async check(signer: Signer, challenge: Bytes, signed: Signed): Promise<Hex> {
    if (typeof signed !== 'string') await this.#refuseOther(signer, challenge, signed);
    const assertion = typeof signed === 'string' ? decodeAssertion(signed, challenge) : readAssertion(signed);
    if (assertion === undefined) throw refused('it answers another challenge, or is encoded in another way');
    await this.verify(signer, challenge, assertion);
    return encodeAssertion(assertion, challenge);
  }

  /** As `check`. Notes when it was used, and a counter that fell: somebody may have copied the key. */
  async verify(signer: Signer, challenge: Bytes, assertion: Assertion): Promise<void> {
    const passkey = passkeyOf(signer, this.site.verifier);
    const fault = assertionFault(assertion, passkey, challenge) ?? originFault(assertion, [this.site.origin]);
    if (fault !== undefined) throw refused(fault);
    const kept = await this.#kept.signers.get(signerId(signer));
    const id = kept?.credential ?? toBase64Url(utf8('unknown'));
    const { verified } = await webauthn(() =>
      verifyAuthenticationResponse({
        response: jsonOf(assertion, id),
        expectedChallenge: toBase64Url(challenge),
        expectedOrigin: this.site.origin,
        expectedRPID: kept?.rpId ?? this.site.rpId,
        requireUserVerification: true,
        // Many authenticators do not count, and a copy must not lock its owner out: a counter that falls is noted.
        credential: { id, publicKey: coseKey(passkey), counter: 0 },
      }),
    );
    if (!verified) throw refused('its signature does not hold');
    if (kept !== undefined) this.#note(kept, counterOf(assertion)).catch(this.#onTrouble);
  }

  /** Browsers and key managers offer passkeys that were not asked for: a parent must not act for the wrong child. What the two go
   *  by is said to whoever showed that it has both. */
  async #refuseOther(signer: Signer, challenge: Bytes, signed: AssertionJson): Promise<void> {
    const used = await this.#knownCredential(signed.id);
    if (used === undefined || used === 'erased' || used === signer) return;
    const [own, other] = await Promise.all([signer, used].map((one) => this.known(signerId(one))));
    if (own !== undefined && own.subject === other?.subject) {
      throw new CustosError(
        'SIGNATURE_INVALID',
        'That is another passkey of this person than the one asked for. Nothing was changed.',
      );
    }
    const isShown = this.#hasSigned(used, challenge, signed);
    throw new CustosError('SIGNATURE_INVALID', anothers(isShown ? own?.listedAs : undefined, other?.listedAs));
  }

  #hasSigned(signer: Signer, challenge: Bytes, signed: AssertionJson): boolean {
    const assertion = readAssertion(signed);
    const passkey = ifReadable(() => passkeyOf(signer, this.site.verifier));
    return (
      assertion !== undefined && passkey !== undefined && assertionFault(assertion, passkey, challenge) === undefined
    );
  }

  /** `seen`: as it was kept when the signature was checked, since several may be under way. */
  async #note(seen: KeptPasskey, counter: number): Promise<void> {
    const now = Date.now();
    const hasFallen = (counter !== 0 || seen.counter !== 0) && counter <= seen.counter;
    const isUse = now - (seen.used ?? 0) > USE_MS;
    if (counter === seen.counter && !hasFallen && !isUse) return;
    await this.#notes.take(async () => {
      const kept = (await this.#kept.signers.get(signerId(seen.signer))) ?? seen;
      // Before it is noted: told twice is better than never.
      if (hasFallen && kept.fell === undefined) await this.#onFallen(kept.subject);
      const noted = { ...kept, counter: Math.max(counter, kept.counter), used: now };
      await this.#kept.signers.put(
        signerId(kept.signer),
        hasFallen ? { ...noted, fell: kept.fell ?? now } : noted,
        kept.subject,
      );
    });
  }

  #requirePossible(): void {
    const { obstacle } = this.site;
    if (obstacle === undefined) return;
    throw new CustosError('UNAVAILABLE', `Nobody can use a passkey at this gateway: ${obstacle}. Ask the hospital.`);
  }
}

/** That a passkey is of another person than the act: by what the device lists both, where that tells them apart. */
function anothers(own: string | undefined, other: string | undefined): string {
  const what =
    own === undefined || other === undefined || isNamesake(own, other)
      ? 'That passkey is another person’s here'
      : `That passkey is the one for “${plainText(other)}”; you are in the matters of “${plainText(own)}”`;
  return `${what}. Nothing was changed; use the one of the person whom this is about.`;
}

function credentialOf({ credential: id, transports }: KeptPasskey): CredentialJson {
  return { id, type: 'public-key', ...(transports.length === 0 ? {} : { transports }) };
}

function credentialKey(credential: string): string {
  return createHash('sha256').update(credential).digest('hex');
}

function passkeyOf(signer: Signer, verifier: Address): PasskeySigner {
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

function refused(why: string, cause?: unknown): CustosError {
  return new CustosError('SIGNATURE_INVALID', `The passkey’s answer is not accepted: ${why}. Nothing was changed.`, {
    cause,
  });
}
