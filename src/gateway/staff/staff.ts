import { type Duty, dutyWords } from '../../core/duties.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { CreationOptionsJson, RegistrationJson } from '../../core/webauthn-json.ts';
import type { KeptPerson, KeptPersonChange, StaffPasskey } from '../records/gateway-records.ts';
import type { DoneBy, PersonChanges } from './person-changes.ts';
import type { NewPerson, PersonChange, Persons } from './persons.ts';
import type { StaffInvitations } from './staff-invitations.ts';
import type { StaffPasskeys } from './staff-passkeys.ts';

/** A person as the organisation sees it. */
export interface ShownPerson extends KeptPerson {
  /** Until when its one-time code counts, in ms; absent where it has none. */
  readonly invitedUntil?: number;
  readonly passkeys: number;
}

export interface StaffDeps {
  readonly persons: Persons;
  readonly invitations: StaffInvitations;
  readonly passkeys: StaffPasskeys;
  readonly changes: PersonChanges;
  /** Identity of this gateway. */
  readonly gateway: Address;
  /** Duties that lead to gateways of others, all of them together. */
  readonly leadElsewhere: () => ReadonlySet<Duty>;
}

/** Persons of the organisation, from the invitation to the end. */
export class Staff {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  get persons(): Persons {
    return this.#deps.persons;
  }

  get passkeys(): StaffPasskeys {
    return this.#deps.passkeys;
  }

  /** What was changed of how the person stands here, the oldest first. */
  changesOf(person: Digest): readonly KeptPersonChange[] {
    return this.#deps.changes.of(person);
  }

  describe(person: KeptPerson): ShownPerson {
    const invitedUntil = this.#deps.invitations.expiry(person.person);
    const passkeys = this.#deps.passkeys.of(person.person).length;
    return { ...person, passkeys, ...(invitedUntil === undefined ? {} : { invitedUntil }) };
  }

  /** Takes somebody in, with the code that makes its first passkey. Repeated with the same code it comes to the same. */
  async invite(person: NewPerson, code: string): Promise<{ person: ShownPerson; expires: number }> {
    const added = await this.#deps.persons.add(person);
    const expires = await this.#deps.invitations.make(added.person, code);
    return { person: this.describe(added), expires };
  }

  /** As `Persons.change`; CONFLICT where another register says it. `by`: another person, unless it is the organisation's account. */
  async change(person: Digest, change: PersonChange, by: Digest | undefined): Promise<ShownPerson> {
    this.#requireLocal(person, 'Change the person there: its name and duties come from it.');
    return this.describe(await this.#deps.persons.change(person, change, this.#doneBy(by)));
  }

  /** Another code for somebody who stands, in place of the one before, who is told of it. Throws as `Persons.standing` does, and CONFLICT for one
   *  who comes by the organisation's own sign-in. */
  async reinvite(person: Digest, code: string, by: Digest | undefined): Promise<number> {
    this.#requireLocal(person, 'It needs no passkey here.');
    const { invitations, changes } = this.#deps;
    const event = { what: 'code-made', ...this.#doneBy(by) } as const;
    return invitations.make(person, code, (made) => changes.write(person, [event], made));
  }

  /** Another person, or the organisation's account. */
  #doneBy(person: Digest | undefined): DoneBy {
    const name = person && this.#deps.persons.known(person)?.name;
    return { by: person ?? 'account', ...(name === undefined ? {} : { byName: name }) };
  }

  #requireLocal(person: Digest, advice: string): void {
    if (this.#deps.persons.standing(person).origin === 'local') return;
    throw new CustosError('CONFLICT', `This person comes by the organisation’s own sign-in. ${advice}`);
  }

  /** Takes a code back that nobody has used; whether there was one. NOT_FOUND for nobody here. */
  async withdraw(person: Digest): Promise<boolean> {
    this.#deps.persons.find(person);
    return this.#deps.invitations.withdraw(person);
  }

  /** Ends somebody for good, with its code and its passkeys. NOT_FOUND for nobody here. */
  async end(person: Digest): Promise<KeptPerson> {
    const ended = await this.#deps.persons.end(person);
    await this.#deps.invitations.withdraw(person);
    await this.#deps.passkeys.removeAll(person);
    return ended;
  }

  /** Whom a code invites. CHALLENGE_INVALID for one that does not count, also where its person ended. */
  invited(code: string): KeptPerson {
    return this.#deps.persons.standing(this.#deps.invitations.invited(code));
  }

  /** Keeps the first passkey of whoever was handed the code, which is used up by that. Throws as `invited` and
   *  `StaffPasskeys.register` do. */
  async enroll(code: string, registration: RegistrationJson, name: string): Promise<KeptPerson> {
    const { invitations, passkeys, changes } = this.#deps;
    const invited = this.invited(code);
    const { person } = invited;
    const event = { what: 'passkey-made', device: name, by: 'code' } as const;
    await passkeys.register(registration, { person, name }, (made) =>
      invitations.use(code, (used) => changes.write(person, [event], [made, used])),
    );
    return invited;
  }

  /** What a browser makes one more passkey of the person's from. Throws as `Persons.standing` and `StaffPasskeys.options` do. */
  ownOptions(person: Digest): CreationOptionsJson {
    this.#requireLocal(person, 'It needs no passkey here.');
    return this.#deps.passkeys.options(person, this.#deps.persons.find(person).name);
  }

  /** Keeps one more passkey of the person's; gives all. Throws as `ownOptions` and `StaffPasskeys.register` do. */
  async addPasskey(person: Digest, registration: RegistrationJson, name: string): Promise<readonly StaffPasskey[]> {
    this.#requireLocal(person, 'It needs no passkey here.');
    const event = { what: 'passkey-made', device: name, ...this.#doneBy(person) } as const;
    await this.#deps.passkeys.register(registration, { person, name }, (made) =>
      this.#deps.changes.write(person, [event], [made]),
    );
    return this.#deps.passkeys.of(person);
  }

  /** Removes a passkey of the person's, who is told of it. NOT_FOUND where it has no such. */
  async removePasskey(person: Digest, credential: string, by: Digest | undefined): Promise<readonly StaffPasskey[]> {
    await this.#deps.passkeys.remove(person, credential, (gone, { name: device }) =>
      this.#deps.changes.write(person, [{ what: 'passkey-removed', device, ...this.#doneBy(by) }], gone),
    );
    return this.#deps.passkeys.of(person);
  }

  /** FORBIDDEN unless the person may have a session there: at this gateway with any duty, elsewhere where its duties cover all that
   *  its organisation may do there. Whoever ended is nobody: SESSION_INVALID. */
  requireSession(person: Digest, gateway: Address): void {
    const duties = this.#deps.persons.dutiesOf(person);
    if (duties === undefined) {
      throw new CustosError(
        'SESSION_INVALID',
        'You do not act for this organisation any more. Ask a staff administrator.',
      );
    }
    const needed = this.#deps.leadElsewhere();
    if (gateway === this.#deps.gateway || needed.isSubsetOf(new Set(duties))) return;
    throw new CustosError(
      'FORBIDDEN',
      `Only somebody who is ${dutyWords(needed)} here uses the gateways of others in this organisation’s name, since each person has there all that the organisation has. Ask a staff administrator.`,
    );
  }
}
