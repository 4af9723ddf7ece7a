import { type Bytes, fromHex } from '../core/bytes.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { Database } from './database.ts';
import { type Keyring, rowKey } from './keyring.ts';
import { type OwnerKeys, ownerKeys } from './subject-keys.ts';
import type { Subjects } from './subjects.ts';

/** Finds the keys of whoever owns an item: its subject, or the dataset for shared ones. */
export class Owners {
  readonly #database: Database;
  readonly #keyring: Keyring;
  readonly #subjects: Subjects;
  readonly #datasetKeys = new Map<DatasetId, Promise<OwnerKeys>>();

  constructor(database: Database, keyring: Keyring, subjects: Subjects) {
    this.#database = database;
    this.#keyring = keyring;
    this.#subjects = subjects;
  }

  /** Null: the dataset's, made where there are none yet. Throws KEY_SHREDDED and KEY_MISSING for a subject. */
  async keys(dataset: DatasetId, subject: Pseudonym | null): Promise<OwnerKeys> {
    if (subject !== null) return this.#subjects.keys(subject);
    const known = this.#datasetKeys.get(dataset);
    if (known !== undefined) return known;
    const keys = this.#datasetKey(dataset).then(ownerKeys);
    this.#datasetKeys.set(dataset, keys);
    keys.catch(() => this.#datasetKeys.delete(dataset));
    return keys;
  }

  async #datasetKey(dataset: DatasetId): Promise<Bytes> {
    const id = fromHex(dataset, 32);
    return this.#keyring.exclusive.take(async () => {
      const known = await this.#keyring.find('dataset', id);
      if (known !== null) return known;
      const { key, row } = this.#keyring.wrapNew('dataset', id);
      await this.#database.write([{ key: rowKey('dataset', id), value: row }]);
      return key;
    });
  }
}
