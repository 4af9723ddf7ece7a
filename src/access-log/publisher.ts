import type { SignedHead } from './group-commit.ts';
import type { HeadStore } from './head-store.ts';

export interface PublisherOptions {
  readonly store: HeadStore;
  /** Least time between two checkpoints, in ms. */
  readonly every: number;
  readonly newest: () => SignedHead;
  readonly onPublished: (head: SignedHead) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Publishes the newest head at most once in an interval, and before a head goes on chain. What is published is on disk
 *  before anybody sees it, and never goes backwards. */
export class Publisher {
  readonly #options: PublisherOptions;
  #published: SignedHead;
  #at = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #under: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PublisherOptions, published: SignedHead) {
    this.#options = options;
    this.#published = published;
  }

  get published(): SignedHead {
    return this.#published;
  }

  /** There is a newer head. */
  touch(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const wait = Math.max(0, this.#at + this.#options.every - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.publish().catch(this.#options.onFailure);
    }, wait);
  }

  /** Publishes the newest head now: used where what others can see already must not be newer than the checkpoint. */
  publish(): Promise<void> {
    this.#under = this.#under.then(async () => {
      const head = this.#options.newest();
      if (head.size <= this.#published.size) return;
      await this.#options.store.publish(head.note);
      this.#published = head;
      this.#at = performance.now();
      this.#options.onPublished(head);
    });
    return this.#under;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#under.catch(() => undefined);
  }
}
