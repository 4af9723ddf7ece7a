import { type Assertion, counterOf, decodeAssertion, encodeAssertion, readAssertion } from '../../core/assertion.ts';
import { assertionFault } from '../../core/assertion-fault.ts';
import type { Bytes, Hex } from '../../core/bytes.ts';
import { CustosError, ifReadable, isCustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { plainText } from '../../core/plain-text.ts';
import { type Signer, signerId } from '../../core/signer.ts';
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
import {
  assertionOptions,
  creationOptions,
  credentialKey,
  credentialOf,
  hasFallen,
  isNews,
  newPasskey,
  type PasskeySite,
  passkeyOf,
  refused,
  usedAgain,
  verifyAnswer,
} from './webauthn.ts';

/** A signature as a client sends it: as the contracts take it, or a passkey's answer as the browser gives it. */
export type Signed = Hex | AssertionJson;

/** What a passkey goes by. */
export interface PasskeyNames {
  /** What its owner calls the device. */
  readonly name: string;
  /** What the device lists it by. */
  readonly listedAs?: string | undefined;
}

/** Whose a passkey is. */
export interface PasskeyOwner {
  readonly signer: Signer;
  readonly subject: Pseudonym | undefined;
}

interface PasskeyHooks {
  /** Whether somebody acts for the organisation with it: then it signs for no patient. */
  readonly isStaffs: (passkey: { readonly signer?: Signer; readonly credential?: string }) => boolean;
  /** The use of a passkey that could not be noted. */
  readonly onTrouble: (error: unknown) => void;
  /** Whether its patient's passkeys are to be answered as those of nobody. */
  readonly isUnknown: (subject: Pseudonym) => boolean;
  /** The counter of a patient's passkey fell. */
  readonly onFallen: (subject: Pseudonym) => Promise<void>;
}

/** Passkeys of this holder's patients: registration and assertions by WebAuthn Level 3 §7. What is known of each beside the
 *  ledger (its name, its credential) is kept under its patient's key, and goes with that. */
export class Passkeys {
  readonly #kept: GatewayRecords['passkeys'];
  readonly #challenges: Challenges;
  readonly #hooks: PasskeyHooks;
  readonly #notes = new Turns();
  readonly site: PasskeySite;

  constructor(kept: GatewayRecords['passkeys'], challenges: Challenges, site: PasskeySite, hooks: PasskeyHooks) {
    this.#kept = kept;
    this.#challenges = challenges;
    this.#hooks = hooks;
    this.site = site;
  }

  /** As `creationOptions` of WebAuthn. */
  creationOptions(name: string, exclude: readonly CredentialJson[], now: number): CreationOptionsJson {
    return creationOptions(this.site, this.#challenges, { name, exclude }, now);
  }

  /** What `navigator.credentials.get` takes, to sign as this signer, or to sign in with any passkey. */
  async assertionOptions(challenge: Bytes, signer?: Signer): Promise<AssertionOptionsJson> {
    const kept = signer === undefined ? undefined : await this.#kept.signers.get(signerId(signer));
    return assertionOptions(this.site, challenge, kept);
  }

  /** Verifies a new passkey and keeps what is known of it. SIGNATURE_INVALID with the reason, CHALLENGE_INVALID where its
   *  challenge is over, CONFLICT where its id or its key is another's: a registration proves neither to be its own. */
  async register(
    registration: RegistrationJson,
    subject: Pseudonym,
    { name, listedAs }: PasskeyNames,
    now: number,
  ): Promise<Signer> {
    const made = await newPasskey(this.site, this.#challenges, registration, now);
    const { signer, credential } = made;
    const called = listedAs === undefined ? { name } : { name, listedAs };
    const kept = { ...made, subject, ...called, created: now };
    await this.#requireOwn(kept);
    await this.#kept.credentials.put(credentialKey(credential), { signer }, subject);
    await this.#kept.signers.put(signerId(signer), kept, subject);
    return signer;
  }

  async #requireOwn({ signer, subject, credential }: KeptPasskey): Promise<void> {
    const [byKey, byCredential] = [this.#kept.signers.get(signerId(signer)), this.#knownCredential(credential)];
    const [known, other] = [await byKey, await byCredential];
    const isAnothers = known !== undefined && (known.subject !== subject || known.credential !== credential);
    const isFree = other === undefined || other === signer;
    if (!isAnothers && isFree && !this.#hooks.isStaffs({ signer, credential })) return;
    throw new CustosError('CONFLICT', 'This passkey is known here already. Make a new one on the device.');
  }

  /** Whose credential it is, as it was registered here. SESSION_INVALID for one that is not known. */
  async ownerOf(credential: string): Promise<PasskeyOwner> {
    const signer = await this.#knownCredential(credential);
    if (signer === undefined || signer === 'erased') throw notKnown();
    const owner = { signer, subject: (await this.known(signerId(signer)))?.subject };
    this.requireKnown(owner);
    return owner;
  }

  /** SESSION_INVALID, as for one that was never registered, where the patient's are answered as those of nobody by now. */
  requireKnown({ subject }: PasskeyOwner): void {
    if (subject !== undefined && this.#hooks.isUnknown(subject)) throw notKnown();
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
    if (this.#hooks.isStaffs({ signer })) throw refused('it acts for the organisation, and for no patient');
    const kept = await this.#kept.signers.get(signerId(signer));
    await verifyAnswer(this.site, signer, kept, challenge, assertion);
    if (kept !== undefined) this.#note(kept, counterOf(assertion)).catch(this.#hooks.onTrouble);
  }

  /** Browsers and key managers offer passkeys that were not asked for: a parent must not act for the wrong child. What the two go
   *  by is said to whoever showed that it has both. */
  async #refuseOther(signer: Signer, challenge: Bytes, signed: AssertionJson): Promise<void> {
    const used = await this.#knownCredential(signed.id);
    if (used === undefined || used === 'erased' || used === signer) return;
    const [own, other] = await Promise.all([signer, used].map((one) => this.known(signerId(one))));
    if (other !== undefined && this.#hooks.isUnknown(other.subject)) return;
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
    const fell = hasFallen(counter, seen.counter);
    if (!isNews(seen, counter, now)) return;
    await this.#notes.take(async () => {
      const kept = (await this.#kept.signers.get(signerId(seen.signer))) ?? seen;
      // Before it is noted: told twice is better than never.
      if (fell && kept.fell === undefined) await this.#hooks.onFallen(kept.subject);
      await this.#kept.signers.put(signerId(kept.signer), usedAgain(kept, counter, fell, now), kept.subject);
    });
  }
}

function notKnown(): CustosError {
  return new CustosError(
    'SESSION_INVALID',
    'This passkey is not known here. Use another one, or ask the hospital for a new invitation.',
  );
}

/** That a passkey is of another person than the act: by what the device lists both, where that tells them apart. */
function anothers(own: string | undefined, other: string | undefined): string {
  const what =
    own === undefined || other === undefined || isNamesake(own, other)
      ? 'That passkey is another person’s here'
      : `That passkey is the one for “${plainText(other)}”; you are in the matters of “${plainText(own)}”`;
  return `${what}. Nothing was changed; use the one of the person whom this is about.`;
}
