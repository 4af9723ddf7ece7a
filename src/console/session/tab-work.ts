import { useSyncExternalStore } from 'react';
import { session } from './session.ts';

/** The page is told at most so often. */
const TOLD_MS = 100;
const RATE_MS = 5_000;

/** Work that goes on whatever page of the tab is shown. Pages are told what it comes to: at once where it ends, and else not too often. */
export class TabWork<State extends object> {
  readonly #isRunning: (state: State) => boolean;
  readonly #listeners = new Set<() => void>();
  #state: State;
  #told = 0;
  #telling: ReturnType<typeof setTimeout> | undefined;

  protected constructor(first: State, isRunning: (state: State) => boolean) {
    this.#state = first;
    this.#isRunning = isRunning;
  }

  readonly state = (): State => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  protected become(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    const wait = this.#told + TOLD_MS - Date.now();
    if (wait <= 0 || !this.#isRunning(this.#state)) return this.#tell();
    this.#telling ??= setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#told = Date.now();
    for (const listener of this.#listeners) listener();
  }
}

/** Bytes a second, of late. */
export class Rate {
  #marks: { readonly at: number; readonly bytes: number }[] = [];

  /** `bytes`: all that came up to now. */
  at(bytes: number): number {
    const now = Date.now();
    this.#marks = [...this.#marks.filter(({ at }) => at > now - RATE_MS).slice(-200), { at: now, bytes }];
    const [first] = this.#marks;
    return first && now > first.at ? ((bytes - first.bytes) * 1000) / (now - first.at) : 0;
  }
}

/** One such work of this tab; the next one takes its place. */
export class CurrentWork<Work extends { stop(): void }> {
  #work: Work | undefined;
  #of: string | undefined;
  readonly #listeners = new Set<() => void>();

  constructor() {
    session.subscribe(() => {
      const presence = session.presence();
      // Who signs out ends it. One that was only away for long finds it again, and nobody else does.
      const isOver = presence.state === 'nobody' && presence.left === 'signed-out';
      const isOthers = presence.state === 'in' && presence.person.owner !== this.#of;
      if (isOver || isOthers) this.forget();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): Work | undefined => this.#work;

  /** `of`: the owner whose it is. */
  begin(of: string, begun: () => Work): void {
    this.#work?.stop();
    this.#of = of;
    this.#become(begun());
  }

  forget(): void {
    this.#work?.stop();
    this.#become(undefined);
  }

  #become(work: Work | undefined): void {
    this.#work = work;
    for (const listener of this.#listeners) listener();
  }
}

export function useCurrentWork<Work extends { stop(): void }>(of: CurrentWork<Work>): Work | undefined {
  return useSyncExternalStore(of.subscribe, of.current);
}

export function useWorkState<State extends object>(work: TabWork<State>): State {
  return useSyncExternalStore(work.subscribe, work.state);
}
