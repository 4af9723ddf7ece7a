import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import type { KeptPerson, KeptResolution, StaffTables } from '../records/gateway-records.ts';
import type { Persons } from './persons.ts';

const DAY_MS = 86_400_000;
/** Whoever asks for more than this in a day is looking for something else than one person. */
const MAX_A_DAY = 1_000;

/** Who asks whose pseudonym it is, and why. */
export type Asked = Omit<KeptResolution, 'time'>;

/** Tells whose a pseudonym is, and keeps who asked: no answer leaves before it is durable that it was given. */
export class Resolutions {
  readonly #persons: Persons;
  readonly #kept: StaffTables['resolutions'];
  readonly #all: KeptResolution[];
  readonly #turns = new Turns();

  private constructor(persons: Persons, kept: StaffTables['resolutions'], all: KeptResolution[]) {
    this.#persons = persons;
    this.#kept = kept;
    this.#all = all;
  }

  static async open(persons: Persons, kept: StaffTables['resolutions']): Promise<Resolutions> {
    return new Resolutions(persons, kept, await Array.fromAsync(kept.all(), ([, resolution]) => resolution));
  }

  /** In the order in which they were given. */
  list(): readonly KeptResolution[] {
    return this.#all;
  }

  /** Undefined for nobody of this organisation. */
  nameOf(person: Digest): string | undefined {
    return this.#persons.known(person)?.name;
  }

  /** The person, also one who ended. NOT_FOUND for nobody of this organisation, which is kept of nobody; RATE_LIMITED where the
   *  one who asks was answered too often within a day. */
  async resolve(asked: Asked): Promise<KeptPerson> {
    const found = this.#persons.find(asked.person);
    await this.#turns.take(async () => {
      const time = Date.now();
      this.#requireModest(asked, time);
      const resolution = { ...asked, time };
      await this.#kept.put(String(this.#all.length).padStart(12, '0'), resolution);
      this.#all.push(resolution);
    });
    return found;
  }

  #requireModest({ member, by }: Asked, now: number): void {
    const since = now - DAY_MS;
    const today = this.#all.filter((one) => one.time > since && one.member === member && one.by === by);
    const [first] = today;
    if (first === undefined || today.length < MAX_A_DAY) return;
    const seconds = Math.ceil((first.time + DAY_MS - now) / 1000);
    throw new CustosError(
      'RATE_LIMITED',
      `You asked ${MAX_A_DAY} times in a day whose a pseudonym is. Try again later.`,
      {
        details: { seconds },
      },
    );
  }
}
