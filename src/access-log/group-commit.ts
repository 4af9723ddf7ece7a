import type { Bytes } from '../core/bytes.ts';
import { formatCheckpoint } from '../core/checkpoint.ts';
import { isDiskFull } from '../core/disk-full.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { signNote } from '../core/note.ts';
import type { NoteSigner } from '../core/verifier-key.ts';
import type { Appended } from './draft.ts';
import { bytesOf } from './frame.ts';
import type { Journal } from './journal.ts';
import { ReceiptWriter } from './receipt-writer.ts';
import type { RecordIndex } from './record-index.ts';
import type { Sequenced } from './sequencer.ts';
import type { TileStore } from './tile-store.ts';
import type { TreeHead, TreeNode, TreeWindow } from './tree-window.ts';

/** A head that was signed after all that it covers was on stable storage. */
export interface SignedHead {
  readonly size: number;
  readonly root: Bytes;
  /** C2SP signed checkpoint. */
  readonly note: Bytes;
}

interface Waiting {
  readonly sequenced: Sequenced;
  readonly nodes: readonly TreeNode[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  readonly journal: Journal;
  readonly window: TreeWindow;
  readonly tiles: TileStore;
  readonly index: RecordIndex;
  readonly signer: NoteSigner;
  /** After a group is durable and its head signed, before its receipts are handed out. The journal ends there. */
  readonly onDurable: (head: SignedHead, group: readonly Sequenced[]) => void;
  /** An entry fits again into the group that is being gathered. */
  readonly onRoom: () => void;
  /** The journal can no longer be written. Called once. */
  readonly onFailure: (error: CustosError) => void;
}

const MAX_ENTRIES = 512;
const MAX_BYTES = 8 * 1024 * 1024;

/** While one group is on its way to the disk, the next is gathered. A group is one write, one sync, one signature;
 *  no signature is made before the sync has succeeded. */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #gathering: Waiting[] = [];
  #bytes = 0;
  #writing: Waiting[] | undefined;
  #acknowledging: readonly Waiting[] = [];
  #scheduled = false;
  #failure: CustosError | undefined;
  #idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  get failure(): CustosError | undefined {
    return this.#failure;
  }

  get full(): boolean {
    return this.#gathering.length >= MAX_ENTRIES || this.#bytes >= MAX_BYTES;
  }

  /** Resolves with the receipt once the entry is durable; rejects with LOG_UNWRITABLE, and then nobody may act on it. */
  add(sequenced: Sequenced): Promise<Appended> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const nodes = this.#options.window.append(sequenced.leaf);
    this.#bytes += bytesOf(sequenced.record);
    const appended = new Promise<Appended>((resolve, reject) => {
      this.#gathering.push({ sequenced, nodes, resolve, reject });
    });
    this.#schedule();
    return appended;
  }

  /** Resolves once nothing is on its way to the disk, or nothing can be any more. */
  settled(): Promise<void> {
    if (this.#failure !== undefined || (this.#writing === undefined && this.#gathering.length === 0))
      return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** After a failed write or sync nobody knows what the disk holds: only a restart, which scans it, can go on. */
  fail(cause: unknown): void {
    if (this.#failure !== undefined) return;
    const failure = unwritable(cause);
    this.#failure = failure;
    for (const { reject } of [...this.#acknowledging, ...(this.#writing ?? []), ...this.#gathering]) reject(failure);
    this.#acknowledging = [];
    this.#writing = undefined;
    this.#gathering = [];
    this.#options.onFailure(failure);
    this.#wake();
  }

  /** Callers of the same turn of the event loop share the group. */
  #schedule(): void {
    if (this.#scheduled || this.#writing !== undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#write();
    });
  }

  #write(): void {
    if (this.#writing !== undefined || this.#gathering.length === 0 || this.#failure !== undefined) return;
    const group = this.#gathering;
    const head = this.#options.window.head();
    this.#writing = group;
    this.#gathering = [];
    this.#bytes = 0;
    this.#options.journal
      .append(group.map(({ sequenced }) => sequenced.record))
      .then(({ segment, places }) => {
        if (this.#failure !== undefined) return;
        this.#options.index.append(segment, places);
        for (const { nodes } of group) this.#options.tiles.append(nodes);
        this.#writing = undefined;
        this.#acknowledging = group;
        this.#write();
        this.#acknowledge(group, head);
        this.#acknowledging = [];
        if (this.#writing === undefined && this.#gathering.length === 0) this.#wake();
      })
      .catch((error: unknown) => this.fail(error));
    this.#options.onRoom();
  }

  #acknowledge(group: readonly Waiting[], head: TreeHead): void {
    const { window, signer, onDurable } = this.#options;
    const { size, root } = head;
    const note = signNote(formatCheckpoint({ origin: signer.name, size, root }), [signer]);
    onDurable(
      { size, root, note },
      group.map(({ sequenced }) => sequenced),
    );
    const receipts = new ReceiptWriter(note);
    for (const { sequenced, resolve } of group) {
      const { seq, time, record } = sequenced;
      const receipt = receipts.write(record.entry, seq, window.path(seq, head));
      resolve({ kind: 'appended', seq, time, entry: record.entry, receipt });
    }
    window.forget(size);
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function unwritable(error: unknown): CustosError {
  const cause = isDiskFull(error)
    ? new CustosError('STORAGE_FULL', 'The disk of the log is full. Make room.', { cause: error })
    : error;
  const why = isCustosError(cause) ? ` ${cause.message}` : '';
  return new CustosError(
    'LOG_UNWRITABLE',
    `The log can no longer be written.${why} Nothing is released until the gateway has been started again.`,
    { cause },
  );
}
