import type { Digest } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { KeptPersonChange, StaffTables } from '../records/gateway-records.ts';

/** Of one kind, by the person itself, and as many by others: a flood of one kind pushes none of another out, nor does whoever passes for
 *  the person push out how that came about. */
const MAX_A_KIND = 20;

/** What happened, without when. */
export type PersonEvent = KeptPersonChange extends infer Change
  ? Change extends unknown
    ? Omit<Change, 'at'>
    : never
  : never;

/** Who does something to a person's registration. */
export type DoneBy = Pick<KeptPersonChange, 'by' | 'byName'>;

/** What was changed of how persons stand here, and by whom: each sees its own, so that nobody passes for it unseen. Nobody can take
 *  an entry away, the person itself included. */
export class PersonChanges {
  readonly #kept: StaffTables['changes'];
  readonly #records: Pick<SealedRecords, 'write'>;
  readonly #all: Map<Digest, readonly KeptPersonChange[]>;
  readonly #turns = new Turns();

  private constructor(
    kept: StaffTables['changes'],
    records: Pick<SealedRecords, 'write'>,
    all: Map<Digest, readonly KeptPersonChange[]>,
  ) {
    this.#kept = kept;
    this.#records = records;
    this.#all = all;
  }

  static async open(kept: StaffTables['changes'], records: Pick<SealedRecords, 'write'>): Promise<PersonChanges> {
    return new PersonChanges(kept, records, new Map(await Array.fromAsync(kept.all())));
  }

  /** The last ones of each kind, the oldest first. */
  of(person: Digest): readonly KeptPersonChange[] {
    return this.#all.get(person) ?? [];
  }

  /** Writes what is changed together with what is told of it: durable once resolved, all or nothing. */
  async write(person: Digest, events: readonly PersonEvent[], beside: readonly RecordChange[]): Promise<void> {
    if (events.length === 0) return this.#records.write([...beside]);
    await this.#turns.take(async () => {
      const at = Date.now();
      const noted = newest(person, [
        ...this.of(person),
        ...events.map((event) => ({ ...event, at }) as KeptPersonChange),
      ]);
      await this.#records.write([...beside, this.#kept.change(person, noted)]);
      this.#all.set(person, noted);
    });
  }
}

function newest(person: Digest, changes: readonly KeptPersonChange[]): readonly KeptPersonChange[] {
  const isOwn = ({ by }: KeptPersonChange) => by === person;
  return changes.filter((one, i) => {
    const same = changes.slice(i + 1).filter((later) => later.what === one.what && isOwn(later) === isOwn(one));
    return same.length < MAX_A_KIND;
  });
}
