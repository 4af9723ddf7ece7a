import { uptime } from 'node:os';

/** Clocks in seconds: one that people and time servers set, and one that only counts, sleep of the machine included. */
export interface Clocks {
  wall(): number;
  counting(): number;
}

const SYSTEM: Clocks = { wall: () => Date.now() / 1000, counting: uptime };

/** A leap up to this is believed: a clock that was set, a machine that stood still. */
const MOST_SECONDS = 3_600;

/** Tells a clock that was set far ahead while the process ran, by comparing it with one that nobody can set. What was
 *  wrong before the process began it cannot know. */
export class SteadyClock {
  readonly #clocks: Clocks;
  /** Wall less counting: the most that was believed, so that a clock that was set back may be set right again. */
  #offset: number;

  constructor(clocks: Clocks = SYSTEM) {
    this.#clocks = clocks;
    this.#offset = clocks.wall() - clocks.counting();
  }

  /** The time in whole seconds, which is believed from now on; where it has leapt further than it may, by how many
   *  seconds, and nothing changes. */
  read(): { readonly time: number } | { readonly leap: number } {
    const wall = this.#clocks.wall();
    const offset = wall - this.#clocks.counting();
    const leap = offset - this.#offset;
    if (leap > MOST_SECONDS) return { leap: Math.round(leap) };
    this.#offset = Math.max(this.#offset, offset);
    return { time: Math.floor(wall) };
  }
}
