import type { Duty } from '../../core/duties.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { nameLooks } from '../../core/namesakes.ts';
import { Turns } from '../../core/turns.ts';
import type { KeptPerson, StaffTables } from '../records/gateway-records.ts';
import type { DoneBy, PersonChanges, PersonEvent } from './person-changes.ts';

/** Who comes to act for the organisation. */
export type NewPerson = Omit<KeptPerson, 'from' | 'ended'>;

/** What of a person can be changed. */
export type PersonChange = Partial<Pick<KeptPerson, 'name' | 'duties'>>;

/** Persons through whom the organisation acts at its own node, whichever way each proves who it is. None is ever forgotten:
 *  what somebody did stands in the log for longer than its duty lasts. */
export class Persons {
  readonly #kept: StaffTables['persons'];
  readonly #told: PersonChanges;
  readonly #persons: Map<Digest, KeptPerson>;
  /** What the names look like of those who stand: two that people take for one must not both be there. */
  readonly #looks = new Map<string, Set<Digest>>();
  readonly #changes = new Turns();
  readonly #listeners: (() => void)[] = [];

  private constructor(kept: StaffTables['persons'], told: PersonChanges, persons: readonly KeptPerson[]) {
    this.#kept = kept;
    this.#told = told;
    this.#persons = new Map(persons.map((one) => [one.person, one]));
    for (const one of persons) this.#remember(one);
  }

  static async open(kept: StaffTables['persons'], told: PersonChanges): Promise<Persons> {
    const all = await Array.fromAsync(kept.all(), ([, person]) => person);
    return new Persons(
      kept,
      told,
      all.sort((one, other) => one.from - other.from),
    );
  }

  /** In the order in which they came, with those who ended. */
  list(): readonly KeptPerson[] {
    return [...this.#persons.values()];
  }

  /** Calls back whenever somebody may do less than before: it has ended, or other duties. */
  subscribe(told: () => void): void {
    this.#listeners.push(told);
  }

  /** Undefined for nobody here. */
  known(person: Digest): KeptPerson | undefined {
    return this.#persons.get(person);
  }

  /** Throws NOT_FOUND. */
  find(person: Digest): KeptPerson {
    const known = this.#persons.get(person);
    if (known !== undefined) return known;
    throw new CustosError('NOT_FOUND', 'This organisation has no such person here.');
  }

  /** Throws NOT_FOUND, and CONFLICT for one who ended. */
  standing(person: Digest): KeptPerson {
    const known = this.find(person);
    if (known.ended === undefined) return known;
    throw new CustosError(
      'CONFLICT',
      `${known.name} does not act for the organisation any more. Invite the person anew.`,
    );
  }

  /** Undefined for nobody here, and for one who ended: then none of its sessions counts. */
  dutiesOf(person: Digest): readonly Duty[] | undefined {
    const known = this.#persons.get(person);
    return known === undefined || known.ended !== undefined ? undefined : known.duties;
  }

  /** Takes somebody in; durable once resolved, and the same again changes nothing. CONFLICT where somebody who stands has a
   *  name that people would take for this one; `rather` are names that it is given then instead, the first that is free. */
  async add(person: NewPerson, rather: readonly string[] = []): Promise<KeptPerson> {
    return this.#changes.take(async () => {
      const known = this.#persons.get(person.person);
      if (known !== undefined) return known;
      return this.#keep({ ...this.#distinct(person, rather), from: Date.now() });
    });
  }

  /** Gives somebody another name, other duties, or both; durable once resolved, with what the person is told of it. Counts for the
   *  next request. Throws as `standing` and `add` do. */
  async change(person: Digest, change: PersonChange, by: DoneBy, rather: readonly string[] = []): Promise<KeptPerson> {
    return this.#changes.take(async () => {
      const known = this.standing(person);
      const changed = this.#distinct({ ...known, ...change }, rather);
      const events = differences(known, changed, by);
      return events.length === 0 ? known : this.#keep(changed, events);
    });
  }

  /** Ends somebody for good; durable once resolved, and again changes nothing. Its sessions here are void by their next
   *  request. Throws NOT_FOUND. */
  async end(person: Digest): Promise<KeptPerson> {
    return this.#changes.take(async () => {
      const known = this.find(person);
      return known.ended === undefined ? this.#keep({ ...known, ended: Date.now() }) : known;
    });
  }

  async #keep(person: KeptPerson, events: readonly PersonEvent[] = []): Promise<KeptPerson> {
    await this.#told.write(person.person, events, [this.#kept.change(person.person, person)]);
    this.#forget(this.#persons.get(person.person));
    this.#persons.set(person.person, person);
    this.#remember(person);
    for (const told of this.#listeners) told();
    return person;
  }

  #forget(before: KeptPerson | undefined): void {
    const looks = before === undefined ? [] : nameLooks(before.name);
    for (const look of looks) if (before !== undefined) this.#looks.get(look)?.delete(before.person);
  }

  #remember({ person, name, ended }: KeptPerson): void {
    if (ended !== undefined) return;
    for (const look of nameLooks(name)) this.#looks.set(look, (this.#looks.get(look) ?? new Set()).add(person));
  }

  /** The person with the first of the names that is nobody else's who stands, whichever register it comes from. */
  #distinct<Person extends NewPerson>(person: Person, rather: readonly string[]): Person {
    const free = [person.name, ...rather].find((name) => this.#namesake(person.person, name) === undefined);
    if (free !== undefined) return { ...person, name: free };
    throw this.#taken(person);
  }

  #namesake(person: Digest, name: string): Digest | undefined {
    const alike = [...nameLooks(name)].flatMap((look) => [...(this.#looks.get(look) ?? [])]);
    return alike.find((one) => one !== person);
  }

  #taken({ person, name }: NewPerson): CustosError {
    const other = this.#namesake(person, name) ?? person;
    return new CustosError(
      'CONFLICT',
      `There is somebody called “${this.find(other).name}” already, and people could not tell “${name}” from that. Add what tells them apart, such as the ward.`,
    );
  }
}

function differences(before: KeptPerson, after: KeptPerson, by: DoneBy): PersonEvent[] {
  const isRenamed = before.name !== after.name;
  const isOther = before.duties.join() !== after.duties.join();
  return [
    ...(isRenamed ? [{ what: 'renamed', name: after.name, ...by } as const] : []),
    ...(isOther ? [{ what: 'duties', duties: after.duties, ...by } as const] : []),
  ];
}
