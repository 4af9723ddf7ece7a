import { type Assertion, counterOf } from '../../core/assertion.ts';
import type { Bytes } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { Turns } from '../../core/turns.ts';
import type { AssertionOptionsJson, CreationOptionsJson, RegistrationJson } from '../../core/webauthn-json.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { Challenges } from '../auth/challenges.ts';
import type { EndedStatements } from '../auth/ended-statements.ts';
import {
  assertionOptions,
  creationOptions,
  credentialKey,
  credentialOf,
  hasFallen,
  isNews,
  type NewPasskey,
  newPasskey,
  type PasskeySite,
  usedAgain,
  verifyAnswer,
} from '../auth/webauthn.ts';
import type { StaffPasskey, StaffTables } from '../records/gateway-records.ts';

const MAX_A_PERSON = 16;

interface StaffPasskeysOptions {
  readonly kept: StaffTables['passkeys'];
  readonly records: Pick<SealedRecords, 'write'>;
  readonly challenges: Challenges;
  readonly site: PasskeySite;
  /** Whether a patient has the passkey: one that signs for a patient must not act for the organisation. */
  readonly isPatients: (passkey: Pick<NewPasskey, 'credential'> & Partial<NewPasskey>) => Promise<boolean>;
  /** Ends what was said of a person up to now. */
  readonly ended: Pick<EndedStatements, 'end'>;
  /** What could not be noted of a use. */
  readonly onTrouble: (error: unknown) => void;
}

/** Passkeys of the organisation's own persons, by WebAuthn Level 3 §7 as patients' are, and never the same ones. */
export class StaffPasskeys {
  readonly #options: StaffPasskeysOptions;
  readonly #byKey: Map<string, StaffPasskey>;
  readonly #signers = new Map<Signer, Digest>();
  readonly #byPerson = new Map<Digest, Set<string>>();
  readonly #changes = new Turns();

  private constructor(options: StaffPasskeysOptions, passkeys: readonly (readonly [string, StaffPasskey])[]) {
    this.#options = options;
    this.#byKey = new Map();
    for (const [key, passkey] of passkeys) this.#remember(key, passkey);
  }

  static async open(options: StaffPasskeysOptions): Promise<StaffPasskeys> {
    return new StaffPasskeys(options, await Array.fromAsync(options.kept.all()));
  }

  /** Whether somebody of the organisation has it: then it signs for no patient. */
  has({ signer, credential }: { readonly signer?: Signer; readonly credential?: string }): boolean {
    const byKey = signer !== undefined && this.#signers.has(signer);
    return byKey || (credential !== undefined && this.#byKey.has(credentialKey(credential)));
  }

  /** In the order in which they were made. */
  of(person: Digest): readonly StaffPasskey[] {
    const own = [...(this.#byPerson.get(person) ?? [])].flatMap((key) => this.#byKey.get(key) ?? []);
    return own.sort((one, other) => one.created - other.created);
  }

  /** What a browser makes one more passkey from. UNAVAILABLE where no browser keeps one for this endpoint, CONFLICT where the
   *  person has as many as it may. */
  options(person: Digest, name: string): CreationOptionsJson {
    const { site, challenges } = this.#options;
    const own = this.of(person);
    requireRoom(own);
    return creationOptions(site, challenges, { name, exclude: own.map(credentialOf) }, Date.now());
  }

  /** What a browser signs the challenge with: any passkey of this site's. */
  signInOptions(challenge: Bytes): AssertionOptionsJson {
    return assertionOptions(this.#options.site, challenge);
  }

  /** Verifies a new passkey and keeps it, together with what `keep` writes beside; durable once resolved. SIGNATURE_INVALID with
   *  the reason, CHALLENGE_INVALID where its challenge is over, CONFLICT where it is known here, a patient's included. */
  async register(
    registration: RegistrationJson,
    { person, name }: Pick<StaffPasskey, 'person' | 'name'>,
    keep: (made: RecordChange) => Promise<void>,
  ): Promise<StaffPasskey> {
    const { site, challenges, kept } = this.#options;
    const made = await newPasskey(site, challenges, registration, Date.now());
    return this.#changes.take(async () => {
      requireRoom(this.of(person));
      await this.#requireNew(made);
      const passkey = { ...made, person, name, created: Date.now() };
      const key = credentialKey(made.credential);
      await keep(kept.change(key, passkey));
      this.#remember(key, passkey);
      return passkey;
    });
  }

  /** Whose passkey answered the challenge. SIGNATURE_INVALID with the reason; SESSION_INVALID for one that is no staff
   *  member's. */
  async answered(challenge: Bytes, credential: string, assertion: Assertion): Promise<Digest> {
    const key = credentialKey(credential);
    const known = this.#byKey.get(key);
    if (known === undefined) throw await this.#unknown(credential);
    await verifyAnswer(this.#options.site, known.signer, known, challenge, assertion);
    // Removed while its answer was looked at.
    if (!this.#byKey.has(key)) throw await this.#unknown(credential);
    this.#note(key, counterOf(assertion)).catch(this.#options.onTrouble);
    return known.person;
  }

  /** Removes one of the person's, and ends what was said of the person before: whoever has the device may have asked for statements
   *  in advance. Durable once resolved, together with what `keep` writes beside. NOT_FOUND where it has no such passkey. */
  async remove(
    person: Digest,
    credential: string,
    keep: (gone: readonly RecordChange[], passkey: StaffPasskey) => Promise<void>,
  ): Promise<void> {
    await this.#changes.take(async () => {
      const key = credentialKey(credential);
      const known = this.#byKey.get(key);
      if (known?.person !== person) throw new CustosError('NOT_FOUND', 'There is no such passkey.');
      await this.#forget(person, [key], (gone) => keep(gone, known));
    });
  }

  /** Removes all of a person who ended, and ends what was said of it. */
  async removeAll(person: Digest): Promise<void> {
    await this.#changes.take(async () => {
      const { records } = this.#options;
      await this.#forget(person, [...(this.#byPerson.get(person) ?? [])], (gone) => records.write(gone));
    });
  }

  /** They answer nothing any more before the time is taken from which on nothing counts that was said before. */
  async #forget(
    person: Digest,
    keys: readonly string[],
    write: (gone: readonly RecordChange[]) => Promise<void>,
  ): Promise<void> {
    const { kept, ended } = this.#options;
    const dropped = keys.flatMap((key) => this.#drop(key));
    try {
      await write([...keys.map((key) => kept.change(key, null)), ended.end(person)]);
    } catch (error) {
      for (const [key, passkey] of dropped) this.#remember(key, passkey);
      throw error;
    }
  }

  #drop(key: string): (readonly [string, StaffPasskey])[] {
    const known = this.#byKey.get(key);
    if (known === undefined) return [];
    this.#byKey.delete(key);
    this.#signers.delete(known.signer);
    this.#byPerson.get(known.person)?.delete(key);
    return [[key, known]];
  }

  #remember(key: string, passkey: StaffPasskey): void {
    this.#byKey.set(key, passkey);
    this.#signers.set(passkey.signer, passkey.person);
    this.#byPerson.set(passkey.person, (this.#byPerson.get(passkey.person) ?? new Set()).add(key));
  }

  /** A registration proves neither its id nor its key to be its own. */
  async #requireNew(made: NewPasskey): Promise<void> {
    const isKnown = this.#byKey.has(credentialKey(made.credential)) || this.#signers.has(made.signer);
    if (!isKnown && !(await this.#options.isPatients(made))) return;
    throw new CustosError('CONFLICT', 'This passkey is known here already. Make a new one on the device.');
  }

  async #unknown(credential: string): Promise<CustosError> {
    const isPatients = await this.#options.isPatients({ credential });
    return new CustosError(
      'SESSION_INVALID',
      isPatients
        ? 'That passkey is the one that you have as a patient, and does nothing for the organisation. Use the other one.'
        : 'This passkey is no staff member’s here. Use another one, or ask a staff administrator for a new invitation.',
    );
  }

  async #note(key: string, counter: number): Promise<void> {
    await this.#changes.take(async () => {
      const known = this.#byKey.get(key);
      if (known === undefined) return;
      const now = Date.now();
      if (!isNews(known, counter, now)) return;
      const passkey = usedAgain(known, counter, hasFallen(counter, known.counter), now);
      await this.#options.kept.put(key, passkey);
      this.#remember(key, passkey);
    });
  }
}

function requireRoom(own: readonly StaffPasskey[]): void {
  if (own.length < MAX_A_PERSON) return;
  throw new CustosError('CONFLICT', `Somebody has at most ${MAX_A_PERSON} passkeys here. Remove one first.`);
}
