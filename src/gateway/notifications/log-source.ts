import type { Logger } from 'pino';
import type { AccessLog } from '../../access-log/access-log.ts';
import { decodeEntry, type Entry } from '../../core/entry.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import { type Contact, channelFor, type NotificationKind, reportPeriod } from '../../core/notification.ts';
import { backoff, pause } from '../../core/patience.ts';
import type { RecordChange } from '../../vault/sealed-records.ts';
import type { KnownUses } from '../records/gateway-records.ts';
import { subjectsOf } from '../release/openings.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import type { NotificationQueue, Told } from './queue.ts';
import type { UseDigests } from './use-digests.ts';

export interface LogSourceDeps {
  readonly queue: NotificationQueue;
  readonly digests: UseDigests;
  readonly log: AccessLog;
  readonly versions: StoredVersions;
  readonly logger: Logger;
  /** In ms: how often the log is looked at. */
  readonly poll: number;
}

const ENTRIES = 64;
/** Patients looked up at once. */
const SUBJECTS = 128;
/** Entries of which none told anything, before it is kept how far they were read. */
const UNKEPT = 1_000;
/** Of all time, what telling of releases takes: one part in so many. */
const SHARE = 10;
const LONGEST_REST_MS = 500;
const DAY_MS = 86_400_000;
/** Pairs of requester and permit that are remembered of a patient; the oldest go. */
const KEPT_USES = 500;

/** Reads the durable log behind those who write it, and takes from it whom a release is to be told to: the first one under a permit, each
 *  one where a patient wants that (once a day and permit, or all of a week or month together), emergencies. A release waits for nothing of this, and a crash neither loses nor
 *  repeats what is to be told of it. */
export class LogSource {
  readonly #deps: LogSourceDeps;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #next: number;
  #kept: number;

  /** Begins with what is logged from now on where nothing was ever told. */
  static async open(deps: LogSourceDeps): Promise<LogSource> {
    const { queue, log } = deps;
    const known = await queue.tables.cursors.get('log');
    // A log that was put back from a backup is shorter.
    const next = Math.min(known ?? log.size, log.size);
    if (known !== next) await queue.tables.cursors.put('log', next);
    return new LogSource(deps, next);
  }

  private constructor(deps: LogSourceDeps, next: number) {
    this.#deps = deps;
    this.#next = next;
    this.#kept = next;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { logger, poll } = this.#deps;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#readOn();
        failures = 0;
      } catch (err) {
        failures++;
        logger.warn({ err, seq: this.#next }, 'whom a release is to be told to was not found out; it is tried again');
      }
      await pause(failures === 0 ? poll : backoff(failures, { first: 1_000 }), signal, { isIdle: true });
    }
    if (this.#next > this.#kept) await this.#keep().catch(() => undefined);
  }

  /** Reads what there is, and has told what is over by what was read. */
  async #readOn(): Promise<void> {
    const { log, digests } = this.#deps;
    const { signal } = this.#closing;
    const began = Date.now();
    while (this.#next < log.size && !signal.aborted) {
      await digests.tellUpTo(await this.#step(Math.min(ENTRIES, log.size - this.#next)));
    }
    if (!signal.aborted) await digests.tellUpTo(began);
  }

  /** Gives the time of the last entry that was read, in ms. */
  async #step(count: number): Promise<number> {
    const { log } = this.#deps;
    let time = 0;
    for (const bytes of await log.read.entries(this.#next, count)) {
      const entry = decodeEntry(bytes);
      if (isUse(entry)) await this.#tell(entry);
      if (this.#closing.signal.aborted) return time;
      this.#next = entry.seq + 1;
      time = entry.time;
      if (isUse(entry) || this.#next - this.#kept >= UNKEPT) await this.#keep();
    }
    return time;
  }

  async #keep(): Promise<void> {
    await this.#deps.queue.tables.cursors.put('log', this.#next);
    this.#kept = this.#next;
  }

  /** What was told of a patient's data is written together with what is known of it: begun again, it tells nobody twice. */
  async #tell(entry: Entry): Promise<void> {
    const { signal } = this.#closing;
    const subjects = [...(await this.#subjectsOf(entry.seq))];
    for (let at = 0; at < subjects.length && !signal.aborted; at += SUBJECTS) {
      const began = performance.now();
      await this.#deps.queue.write(await this.#changesFor(entry, subjects.slice(at, at + SUBJECTS)));
      await pause(Math.min((SHARE - 1) * (performance.now() - began), LONGEST_REST_MS), signal);
    }
  }

  async #changesFor(entry: Entry, subjects: readonly Pseudonym[]): Promise<RecordChange[]> {
    const { queue, digests } = this.#deps;
    const contacts = await queue.contactsOf(subjects);
    const reachable = subjects.flatMap((subject, i) => {
      const contact = contacts[i];
      return contact !== undefined && wants(contact, entry) ? [{ subject, contact }] : [];
    });
    const uses = await queue.tables.uses.getMany(reachable.map(({ subject }) => subject));
    const told: Told[] = [];
    const changes = reachable.flatMap(({ subject, contact }, i): RecordChange[] => {
      const known = uses[i] ?? {};
      const kind = kindOfUse(entry, contact, known);
      if (kind === undefined) return [];
      const use = queue.tables.uses.change(subject, withUse(known, entry), subject);
      const period = kind === 'each-use' ? reportPeriod(contact) : undefined;
      if (period !== undefined) return [use, digests.kept(subject, entry.time, period)];
      told.push({ subject, kind, since: entry.time });
      return [use];
    });
    return [...changes, ...(await queue.changesFor(told))];
  }

  async #subjectsOf(seq: number): Promise<ReadonlySet<Pseudonym>> {
    try {
      return await subjectsOf(this.#deps, seq);
    } catch (err) {
      // What is damaged or gone does not come back by being asked again, and others wait behind it.
      if (!isCustosError(err, 'STORE_CORRUPT', 'LOG_CORRUPT', 'NOT_FOUND')) throw err;
      this.#deps.logger.error({ err, seq }, 'nobody is told of a release, since it cannot be opened');
      return new Set();
    }
  }
}

/** Data left the gateway for somebody else than the patient. */
function isUse({ outcome }: Entry): boolean {
  return outcome === 'released' || outcome === 'emergency';
}

function wants(contact: Contact, { outcome }: Entry): boolean {
  if (outcome === 'emergency') return channelFor(contact, 'emergency') !== undefined;
  return channelFor(contact, 'first-use') !== undefined || channelFor(contact, 'each-use') !== undefined;
}

/** A study is a permit, which is of one requester: the first use under it is the first by that organisation for that. */
function kindOfUse(entry: Entry, contact: Contact, known: KnownUses): NotificationKind | undefined {
  const last = known[useOf(entry)];
  const isNewDay = last === undefined || last < dayOf(entry);
  if (entry.outcome === 'emergency') return isNewDay ? 'emergency' : undefined;
  if (last === undefined && channelFor(contact, 'first-use') !== undefined) return 'first-use';
  return isNewDay && channelFor(contact, 'each-use') !== undefined ? 'each-use' : undefined;
}

function withUse(known: KnownUses, entry: Entry): KnownUses {
  const { [useOf(entry)]: _, ...others } = known;
  const newest = Object.entries(others).slice(1 - KEPT_USES);
  return { ...Object.fromEntries(newest), [useOf(entry)]: dayOf(entry) };
}

function useOf({ requester, permit = 0, outcome }: Entry): string {
  return `${requester ?? ''}/${permit}${outcome === 'emergency' ? '/emergency' : ''}`;
}

function dayOf({ time }: Entry): number {
  return Math.floor(time / DAY_MS);
}
