import type { Pseudonym } from '../../core/ids.ts';
import type { GatewayRecords, KeptPaperOnly } from './gateway-records.ts';

/** Patients who are reached on paper alone: whoever holds a key, passkey or mailbox of theirs is nobody here. Durable in the vault;
 *  whether somebody is one is a look-up, since every request asks. */
export class PaperOnly {
  readonly #kept: GatewayRecords['paperOnly'];
  readonly #subjects: Set<Pseudonym>;

  private constructor(kept: GatewayRecords['paperOnly'], subjects: Set<Pseudonym>) {
    this.#kept = kept;
    this.#subjects = subjects;
  }

  static async open(kept: GatewayRecords['paperOnly']): Promise<PaperOnly> {
    // Of erased patients too: their keys must not be told from unknown ones by being known again.
    return new PaperOnly(kept, new Set(await Array.fromAsync(kept.keys())));
  }

  has(subject: Pseudonym): boolean {
    return this.#subjects.has(subject);
  }

  /** Undefined for whoever is none, and for an erased patient. */
  async find(subject: Pseudonym): Promise<KeptPaperOnly | undefined> {
    return this.has(subject) ? (await this.#kept.getMany([subject]))[0] : undefined;
  }

  /** Durable, and in force, once resolved. What stands stays as it is. KEY_SHREDDED for an erased patient. */
  async put(subject: Pseudonym, wanted: KeptPaperOnly): Promise<KeptPaperOnly> {
    const known = await this.find(subject);
    if (known !== undefined) return known;
    await this.#kept.put(subject, wanted, subject);
    this.#subjects.add(subject);
    return wanted;
  }

  /** Undone, durably, once resolved. */
  async delete(subject: Pseudonym): Promise<void> {
    await this.#kept.delete(subject);
    this.#subjects.delete(subject);
  }
}
