import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import type { KeptAct, StaffTables } from '../records/gateway-records.ts';

const WAIT_MS = 7 * 24 * 3_600_000;
const SHOWN_MS = 30 * 24 * 3_600_000;
/** Of one person, so that nobody fills the others' list. */
const MAX_A_PERSON = 100;
/** Of one body, and of all bodies that wait for the word of others on one person's acts. */
const MAX_BODY = 1_048_576;
const MAX_BODIES = 4 * MAX_BODY;
/** Longer ones, in base64, are not kept once the act is over. */
const MAX_KEPT_BODY = 65_536;

/** Acts that wait for a second person, and those of the last month; durable. Each comes to one end, whoever says it at once. */
export class WaitingActs {
  readonly #kept: StaffTables['acts'];
  readonly #acts: Map<Digest, KeptAct>;
  readonly #changes = new Turns();

  private constructor(kept: StaffTables['acts'], acts: readonly KeptAct[]) {
    this.#kept = kept;
    this.#acts = new Map(acts.map((one) => [one.act, one]));
  }

  static async open(kept: StaffTables['acts']): Promise<WaitingActs> {
    const all = await Array.fromAsync(kept.all(), ([, act]) => act);
    return new WaitingActs(
      kept,
      all.sort((one, other) => one.seq - other.seq),
    );
  }

  /** In the order in which they were asked for. */
  list(): readonly KeptAct[] {
    this.#forgetExpired();
    return [...this.#acts.values()];
  }

  /** NOT_FOUND for one that nobody asked for, or whose time is over. */
  find(act: Digest): KeptAct {
    this.#forgetExpired();
    const known = this.#acts.get(act);
    if (known !== undefined) return known;
    throw new CustosError('NOT_FOUND', 'There is no such act. It was never asked for, or its time is over.');
  }

  /** The same call of the same person that waits already. */
  same(wanted: Pick<KeptAct, 'person' | 'method' | 'path' | 'body'>): KeptAct | undefined {
    return this.list().find(
      ({ state, person, method, path, body }) =>
        state === 'waits' &&
        person === wanted.person &&
        method === wanted.method &&
        path === wanted.path &&
        body === wanted.body,
    );
  }

  /** Throws where another one of that size and person could not be kept: INPUT_TOO_LARGE, RATE_LIMITED. */
  requireRoom(person: Digest, bytes: number): void {
    if (bytes > MAX_BODY) {
      throw new CustosError(
        'INPUT_TOO_LARGE',
        `What a second person confirms has at most ${MAX_BODY} bytes. Send fewer rows at once.`,
      );
    }
    const own = this.list().filter((one) => one.person === person && one.state === 'waits');
    const kept = own.reduce((sum, { body }) => sum + (body.length * 3) / 4, 0);
    if (own.length < MAX_A_PERSON && kept + bytes <= MAX_BODIES) return;
    throw new CustosError(
      'RATE_LIMITED',
      `${own.length} acts of yours wait for a second person, and no more are kept. Have some confirmed, or take some back.`,
    );
  }

  /** Durable once resolved. */
  async add(act: Omit<KeptAct, 'state' | 'since' | 'expires'>): Promise<KeptAct> {
    const since = Date.now();
    return this.#keep({ ...act, state: 'waits', since, expires: since + WAIT_MS });
  }

  /** Ends the waiting, once: `decide` runs in turn, and gives what to keep. What must be durable before that, it keeps itself. */
  async decide(
    act: Digest,
    decide: (waiting: KeptAct, keep: (meanwhile: KeptAct) => Promise<KeptAct>) => Promise<KeptAct>,
  ): Promise<KeptAct> {
    return this.#changes.take(async () => {
      const known = this.find(act);
      const decided = await decide(known, (meanwhile) => this.#keep(meanwhile));
      return decided === known ? known : this.#keep(decided);
    });
  }

  /** Keeps what became of an act that was carried out. */
  async close(act: KeptAct, fault?: string): Promise<KeptAct> {
    const { expires: _, ...rest } = ended(act);
    const end = fault === undefined ? { state: 'done' as const } : { state: 'failed' as const, fault };
    return this.#changes.take(() => this.#keep({ ...rest, ...end, expires: Date.now() + SHOWN_MS }));
  }

  async #keep(act: KeptAct): Promise<KeptAct> {
    await this.#kept.put(act.act, act);
    this.#acts.set(act.act, act);
    return act;
  }

  /** Their records go by the sweep of all that expires. */
  #forgetExpired(): void {
    const now = Date.now();
    for (const [id, { expires }] of this.#acts) if (expires !== undefined && expires < now) this.#acts.delete(id);
  }
}

/** An act that is carried out from now on. */
export function confirmed({ expires: _, answering: __, ...act }: KeptAct, by: Digest): KeptAct {
  return { ...act, state: 'confirmed', by };
}

/** An act that was declined, as it is shown from now on. */
export function declined(act: KeptAct, by: Digest): KeptAct {
  const { answering: _, ...rest } = ended(act);
  return { ...rest, state: 'declined', by, expires: Date.now() + SHOWN_MS };
}

function ended(act: KeptAct): KeptAct {
  return act.body.length > MAX_KEPT_BODY ? { ...act, body: '' } : act;
}
