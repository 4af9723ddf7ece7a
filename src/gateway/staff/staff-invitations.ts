import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import { codeKey } from '../auth/one-time-code.ts';
import type { StaffInvitation, StaffTables } from '../records/gateway-records.ts';

const INVITATION_MS = 7 * 24 * 3_600_000;

/** One-time codes with which persons of the organisation make their first passkey here. Somebody has one at a time, which
 *  counts once: what uses it up is written together with what it was used for. */
export class StaffInvitations {
  readonly #kept: StaffTables['invitations'];
  readonly #records: Pick<SealedRecords, 'write'>;
  readonly #codes: Map<string, StaffInvitation>;
  readonly #byPerson = new Map<Digest, string>();
  /** Two codes that are made at once must not both count. */
  readonly #changes = new Turns();

  private constructor(
    kept: StaffTables['invitations'],
    records: Pick<SealedRecords, 'write'>,
    codes: readonly (readonly [string, StaffInvitation])[],
  ) {
    this.#kept = kept;
    this.#records = records;
    this.#codes = new Map(codes);
    for (const [key, { person }] of codes) this.#byPerson.set(person, key);
  }

  static async open(
    kept: StaffTables['invitations'],
    records: Pick<SealedRecords, 'write'>,
  ): Promise<StaffInvitations> {
    return new StaffInvitations(kept, records, await Array.fromAsync(kept.all()));
  }

  /** Lets the code in, and no other one of the person's any more; durable once resolved, together with what `keep` writes beside.
   *  Gives until when it counts, in ms. */
  async make(
    person: Digest,
    code: string,
    keep: (made: readonly RecordChange[]) => Promise<void> = (made) => this.#records.write(made),
  ): Promise<number> {
    return this.#changes.take(async () => {
      const key = codeKey(code);
      const known = this.#codes.get(key);
      if (known !== undefined) return known.expires;
      const before = this.#byPerson.get(person);
      const expires = Date.now() + INVITATION_MS;
      const over = before === undefined ? [] : [this.#kept.change(before, null)];
      await keep([...over, this.#kept.change(key, { person, expires })]);
      if (before !== undefined) this.#forget(before);
      this.#codes.set(key, { person, expires });
      this.#byPerson.set(person, key);
      return expires;
    });
  }

  /** Until when the person's code counts, in ms; undefined where it has none. */
  expiry(person: Digest): number | undefined {
    const key = this.#byPerson.get(person);
    const expires = key === undefined ? undefined : this.#codes.get(key)?.expires;
    return expires !== undefined && expires >= Date.now() ? expires : undefined;
  }

  /** Takes the person's code back; whether there was one that still counted. */
  async withdraw(person: Digest): Promise<boolean> {
    return this.#changes.take(() => this.#end(person));
  }

  async #end(person: Digest): Promise<boolean> {
    const key = this.#byPerson.get(person);
    if (key === undefined) return false;
    const counted = this.expiry(person) !== undefined;
    await this.#kept.delete(key);
    this.#forget(key);
    return counted;
  }

  /** Whom the code invites. CHALLENGE_INVALID for one that is unknown, withdrawn, expired or was used. */
  invited(code: string): Digest {
    const known = this.#codes.get(codeKey(code));
    if (known !== undefined && known.expires >= Date.now()) return known.person;
    throw new CustosError(
      'CHALLENGE_INVALID',
      'The code is unknown, used or expired. If you made a passkey with it, sign in with that; else ask a staff administrator for a new code.',
    );
  }

  /** Uses the code up: nobody else may while `write` is under way, which gets what is to be written with it. Throws as
   *  `invited`. */
  async use(code: string, write: (used: RecordChange) => Promise<void>): Promise<void> {
    const key = codeKey(code);
    const person = this.invited(code);
    const known = this.#codes.get(key);
    this.#forget(key);
    try {
      await write(this.#kept.change(key, null));
    } catch (error) {
      // A code that came meanwhile replaces it.
      if (known !== undefined && !this.#byPerson.has(person)) {
        this.#codes.set(key, known);
        this.#byPerson.set(person, key);
      }
      throw error;
    }
  }

  #forget(key: string): void {
    const known = this.#codes.get(key);
    this.#codes.delete(key);
    if (known !== undefined && this.#byPerson.get(known.person) === key) this.#byPerson.delete(known.person);
  }
}
