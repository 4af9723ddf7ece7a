import { join } from 'node:path';
import type { Logger } from 'pino';
import { directoryFiles, type LogFiles } from '../../access-log/log-files.ts';
import type { Bytes } from '../../core/bytes.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { Vault } from '../../vault/vault.ts';
import {
  decodeSnapshot,
  encodeSnapshot,
  type LedgerSnapshot,
  type SnapshotOwner,
  sealedIn,
  snapshotFile,
} from './ledger-snapshot.ts';

/** Takes what is to be kept and encodes it, while nothing is applied; undefined where nothing is proven yet. Nothing of
 *  the erased may be in it that went with their keys. */
export type Capture = (
  erased: ReadonlySet<Pseudonym>,
  encode: (snapshot: LedgerSnapshot) => Promise<Bytes>,
) => Promise<Bytes | undefined>;

export interface SnapshotsOptions {
  /** The node's data directory: `snapshot/` is made in it. */
  readonly directory: string;
  readonly vault: Pick<Vault, 'snapshots'>;
  readonly owner: SnapshotOwner;
  readonly logger: Logger;
  readonly limits?: Partial<typeof LIMITS>;
}

const FILE = 'ledger';
const LIMITS = {
  /** Events that a start reads at most, but for those of the last check. */
  events: 5_000,
  /** Between two that fewer events lie between. */
  milliseconds: 600_000,
  /** Blocks without an event, each of which a start reads the header of. */
  blocks: 1_000,
  checkMs: 5_000,
};
/** Of all time, what writing takes at most: one part in so many. */
const SHARE = 50;

/** Keeps the newest snapshot of the projections in a file, so that a start reads only the events after it. It is a
 *  cache: what cannot be read, is another's or does not stand on the chain is set aside with a line in the log, and
 *  everything is read from the chain. A failed write is told there, too, and ends nothing. */
export class LedgerSnapshots {
  readonly #files: LogFiles;
  readonly #options: SnapshotsOptions;
  readonly #limits: typeof LIMITS;
  #capture: Capture | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #events = 0;
  #blocks = 0;
  #isThere = false;
  #isDiscarded = false;
  #wroteAt = 0;
  #tookMs = 0;

  static async open(options: SnapshotsOptions): Promise<LedgerSnapshots> {
    return new LedgerSnapshots(options, await directoryFiles(join(options.directory, 'snapshot')));
  }

  private constructor(options: SnapshotsOptions, files: LogFiles) {
    this.#options = options;
    this.#files = files;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  /** Undefined where there is none that may be used. Whether its block is the chain's is for the caller to see. */
  async read(): Promise<LedgerSnapshot | undefined> {
    const { vault, owner } = this.#options;
    try {
      const file = await this.#files.load(FILE);
      if (file === undefined) return undefined;
      const sealed = sealedIn(file);
      if (sealed === undefined) return this.setAside('it is of another version');
      const snapshot = decodeSnapshot(owner, await vault.snapshots.open(sealed));
      if (snapshot === undefined) return this.setAside('it is of another ledger, or of another version');
      this.#isThere = true;
      this.#wroteAt = performance.now();
      return snapshot;
    } catch (error) {
      if (isCustosError(error, 'KEY_SHREDDED')) return this.setAside('somebody was erased since');
      return this.setAside('it is damaged', error);
    }
  }

  /** Says so; the next one takes its place. */
  setAside(why: string, err?: unknown): undefined {
    this.#isThere = false;
    this.#options.logger.warn(
      { ...(err === undefined ? {} : { err }) },
      `the snapshot of the ledger is not used, since ${why}: everything is read from the chain`,
    );
    return undefined;
  }

  /** Writes one when it is due, from now on. */
  follow(capture: Capture): void {
    this.#capture = capture;
    this.#timer = setInterval(() => this.#check(), this.#limits.checkMs).unref();
    this.#check();
  }

  /** For good, where the projections are found wrong: the next start reads everything from the chain. */
  async discard(why: string, err: unknown): Promise<void> {
    if (this.#isDiscarded) return;
    this.#isDiscarded = true;
    clearInterval(this.#timer);
    this.#capture = undefined;
    await this.#writing;
    await this.#files.remove(FILE);
    this.setAside(why, err);
  }

  /** To be told of every batch of events. */
  applied(events: number, blocks: number): void {
    this.#events += events;
    this.#blocks += blocks;
  }

  /** Leaves one that a start needs little beside. Nothing may be applied any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    if (this.#capture && (!this.#isThere || this.#events > 0 || this.#blocks >= this.#limits.blocks)) {
      await this.#write(this.#capture);
    }
  }

  #check(): void {
    if (this.#writing || !this.#capture || !this.#isDue()) return;
    this.#writing = this.#write(this.#capture).finally(() => {
      this.#writing = undefined;
    });
  }

  #isDue(): boolean {
    const since = performance.now() - this.#wroteAt;
    if (since < SHARE * this.#tookMs) return false;
    const { events, milliseconds, blocks } = this.#limits;
    const isOld = this.#events > 0 && since >= milliseconds;
    return !this.#isThere || isOld || this.#events >= events || this.#blocks >= blocks;
  }

  async #write(capture: Capture): Promise<void> {
    const began = performance.now();
    const { vault, owner } = this.#options;
    try {
      const begun = await vault.snapshots.begin();
      const [events, blocks] = [this.#events, this.#blocks];
      const bytes = await capture(begun.erased, (snapshot) => encodeSnapshot(owner, snapshot));
      if (bytes === undefined) return;
      await this.#files.replace(FILE, snapshotFile(await begun.seal(bytes)));
      this.#events -= events;
      this.#blocks -= blocks;
      this.#isThere = true;
    } catch (error) {
      this.#options.logger.warn(
        { err: error },
        'the snapshot of the ledger was not written; the next start takes longer',
      );
      // What was written of it takes room that others need.
      await this.#files.remove(`${FILE}.new`).catch(() => undefined);
    } finally {
      this.#wroteAt = performance.now();
      this.#tookMs = this.#wroteAt - began;
    }
  }
}
