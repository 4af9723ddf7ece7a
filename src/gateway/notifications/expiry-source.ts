import type { Logger } from 'pino';
import type { ConsentIndex } from '../../consent/consent-index.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { pause } from '../../core/patience.ts';
import type { NotificationQueue } from './queue.ts';

export interface ExpirySourceDeps {
  readonly queue: NotificationQueue;
  readonly state: { readonly index: ConsentIndex };
  readonly holder: Address;
  readonly logger: Logger;
}

/** Seconds before the end. */
const AHEAD = 30 * 86_400;
const EVERY_MS = 6 * 3_600_000;
const AGAIN_MS = 60_000;
/** Patients that are looked at before others have their turn. */
const SLICE = 10_000;
const BATCH = 256;

interface Ending {
  readonly subject: Pseudonym;
  readonly until: number;
}

/** Looks some times a day which consents end within 30 days, and has each told once: all that end up to a second are told when that
 *  second is kept, in one write. A consent that is given for less is told of when it is given, and not here. */
export class ExpirySource {
  readonly #deps: ExpirySourceDeps;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;

  constructor(deps: ExpirySourceDeps) {
    this.#deps = deps;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      const next = await this.look(this.#now()).then(
        () => EVERY_MS,
        (err: unknown) => {
          this.#deps.logger.warn({ err }, 'which consents end soon was not told; it is tried again');
          return AGAIN_MS;
        },
      );
      await pause(next, signal, { isIdle: true });
      if (signal.aborted) return;
    }
  }

  /** A clock that is ahead must not take what is not told yet for told. */
  #now(): number {
    return Math.floor(Math.min(Date.now(), this.#deps.state.index.block.time) / 1000);
  }

  /** Has all told that end within 30 days of that second and were not. */
  async look(now: number): Promise<void> {
    const { queue } = this.#deps;
    const { cursors } = queue.tables;
    const to = now + AHEAD;
    const from = await cursors.get('expiry');
    // What ends that soon at the very first look was never announced otherwise.
    const endings = to > (from ?? now) ? await this.#endings(from ?? now, to) : [];
    for (const batch of batches(endings)) {
      if (this.#closing.signal.aborted) return;
      const told = batch.map(({ subject }) => ({ subject, kind: 'expiry' as const, since: now * 1000 }));
      const last = batch.at(-1)?.until ?? to;
      await queue.write([...(await queue.changesFor(told)), cursors.change('expiry', last)]);
    }
    if (to > (from ?? 0)) await cursors.put('expiry', to);
  }

  /** Consents that count, of this holder's patients, whose last second is after `from` and not after `to`; in the order of that. */
  async #endings(from: number, to: number): Promise<Ending[]> {
    const { index } = this.#deps.state;
    const { subjects, grants, members } = index;
    const holder = members.numberOf(this.#deps.holder);
    const found: Ending[] = [];
    for (let number = 1; number <= subjects.count; number++) {
      if (number % SLICE === 0) await pause(0, this.#closing.signal);
      if (subjects.holder(number) !== holder || subjects.isErased(number)) continue;
      for (let grant = subjects.firstGrant(number); grant !== 0; grant = grants.next(grant)) {
        const until = grants.until(grant);
        if (until <= from || until > to || !grants.isAlive(grant)) continue;
        found.push({ subject: subjects.pseudonym(number), until });
      }
    }
    return found.sort((a, b) => a.until - b.until);
  }
}

/** At most `BATCH` and those that end in the same second as the last. */
function* batches(endings: readonly Ending[]): Generator<readonly Ending[]> {
  for (let at = 0; at < endings.length; ) {
    let end = Math.min(at + BATCH, endings.length);
    while (end < endings.length && endings[end]?.until === endings[end - 1]?.until) end++;
    yield endings.slice(at, end);
    at = end;
  }
}
