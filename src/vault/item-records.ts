import { type Bytes, concat, uintBytes, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Database, Write } from './database.ts';

const PREFIX = utf8('i');

/** Sealed `ItemSecrets` by place, in order of writing. */
export class ItemRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(volume: number, records: readonly { slot: number; box: Bytes }[]): Promise<void> {
    const writes: Write[] = records.map(({ slot, box }) => ({ key: recordKey(volume, slot), value: box }));
    if (writes.length > 0) await this.#database.write(writes);
  }

  async getMany(volume: number, slots: readonly number[]): Promise<Bytes[]> {
    const boxes = await this.#database.getMany(slots.map((slot) => recordKey(volume, slot)));
    return boxes.map((box) => {
      if (box !== undefined) return box;
      throw new CustosError('ITEM_CORRUPT', 'The record of an item is gone. Restore the store from a backup.');
    });
  }

  async removeVolume(volume: number): Promise<void> {
    await this.#database.clear(recordKey(volume, 0), concat(PREFIX, uintBytes(volume + 1, 6)));
  }

  /** Volumes that hold records, ascending. */
  async volumes(): Promise<number[]> {
    const found: number[] = [];
    for (let next = 0; ; ) {
      const key = await this.#database.firstKey(concat(PREFIX, uintBytes(next, 6)), utf8('j'));
      if (key === undefined) return found;
      const volume = Buffer.from(key).readUIntBE(1, 6);
      found.push(volume);
      next = volume + 1;
    }
  }
}

function recordKey(volume: number, slot: number): Bytes {
  return concat(PREFIX, uintBytes(volume, 6), uintBytes(slot, 4));
}
