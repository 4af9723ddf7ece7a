import type { Bytes } from '../core/bytes.ts';
import { type Checkpoint, openCheckpoint } from '../core/checkpoint.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { ed25519Verifier, type NoteVerifier } from '../core/verifier-key.ts';
import type { LogFile, LogFiles } from './log-files.ts';
import { nativeCheck } from './log-key.ts';

const SLOT = 4096;
const HEADS = 'heads';
const CHECKPOINT = 'checkpoint';

export interface StoredHead extends Checkpoint {
  readonly note: Bytes;
}

/** The newest signed heads beside the journal, as witnesses against it: a journal that ends before a head that was
 *  signed has lost what was acknowledged, where without them it might pass for torn.
 *
 *  Receipt heads go to two slots in turn and are not synced (a killed process leaves them, a power cut may not); the
 *  published checkpoint is durable before anybody sees it. */
export class HeadStore {
  readonly #files: LogFiles;
  readonly #file: LogFile;
  readonly #onFailure: (error: unknown) => void;
  #slot = 0;
  #waiting: Bytes | undefined;
  #writing: Promise<void> | undefined;

  private constructor(files: LogFiles, file: LogFile, onFailure: (error: unknown) => void) {
    this.#files = files;
    this.#file = file;
    this.#onFailure = onFailure;
  }

  static async open(files: LogFiles, onFailure: (error: unknown) => void): Promise<HeadStore> {
    return new HeadStore(files, await files.open(HEADS), onFailure);
  }

  /** What was signed last, and what was published last, by any of the keys. */
  async load(
    origin: string,
    verifierKeys: readonly string[],
  ): Promise<{ signed?: StoredHead; published?: StoredHead }> {
    const keys = [...new Set(verifierKeys)].map((key) => ed25519Verifier(key, nativeCheck));
    const slots = await Promise.all([0, 1].map((slot) => this.#file.read(slot * SLOT, SLOT)));
    const heads = slots.map((slot) => openStored(unframe(slot), origin, keys));
    const signed = heads.filter((head) => head !== undefined).toSorted((a, b) => b.size - a.size)[0];
    this.#slot = signed !== undefined && signed === heads[0] ? 1 : 0;
    const note = await this.#files.load(CHECKPOINT);
    const published = note === undefined ? undefined : openPublished(note, origin, keys);
    return { ...(signed && { signed }), ...(published && { published }) };
  }

  /** Never waits; of heads that follow one another faster than the disk takes them, the newest is kept. */
  sign(note: Bytes): void {
    this.#waiting = note;
    this.#writing ??= this.#drain().catch(this.#onFailure);
  }

  /** Durable once resolved. */
  publish(note: Bytes): Promise<void> {
    return this.#files.replace(CHECKPOINT, note);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #drain(): Promise<void> {
    while (this.#waiting !== undefined) {
      const note = this.#waiting;
      this.#waiting = undefined;
      await this.#file.write(frame(note), this.#slot * SLOT);
      this.#slot = 1 - this.#slot;
    }
    this.#writing = undefined;
  }
}

function frame(note: Bytes): Bytes {
  const bytes = Buffer.alloc(2 + note.length);
  bytes.writeUInt16BE(note.length);
  bytes.set(note, 2);
  return bytes;
}

function unframe(slot: Bytes): Bytes {
  return slot.length < 2 ? slot : slot.subarray(2, 2 + Buffer.from(slot).readUInt16BE());
}

/** A slot that holds no signed head of this log witnesses nothing: it may have been torn. */
function openStored(note: Bytes, origin: string, keys: readonly NoteVerifier[]): StoredHead | undefined {
  try {
    return { ...openCheckpoint(note, { origin, log: keys }).checkpoint, note: Uint8Array.from(note) };
  } catch (error) {
    if (isCustosError(error, 'NOTE_INVALID', 'SIGNATURE_INVALID', 'ENCODING_INVALID')) return undefined;
    throw error;
  }
}

/** It was replaced in one step, so it is never torn: what cannot be read is damage. */
function openPublished(note: Bytes, origin: string, keys: readonly NoteVerifier[]): StoredHead {
  try {
    return { ...openCheckpoint(note, { origin, log: keys }).checkpoint, note };
  } catch (cause) {
    throw new CustosError(
      'LOG_CORRUPT',
      `The file "${CHECKPOINT}" holds no checkpoint that a known key of this log has signed. Restore it from a backup.`,
      { cause, details: { file: CHECKPOINT } },
    );
  }
}
