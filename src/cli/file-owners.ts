import { join } from 'node:path';
import { CustosError } from '../core/errors.ts';
import { itemKey, type ListedItem } from './download-list.ts';
import { sha256Of } from './file-digest.ts';

type Facts = Pick<ListedItem, 'dataset' | 'version' | 'item' | 'offset' | 'digest'>;

/** Which of the files in a directory are of which items, by their names in lower case: some file systems know no other. */
export class FileOwners {
  readonly #directory: string;
  readonly #owners = new Map<string, { readonly owner: string; readonly file: string }>();
  /** Files that no list names: they are the user's. */
  readonly #strange: ReadonlySet<string>;

  constructor(directory: string, listed: readonly ListedItem[], names: readonly string[]) {
    this.#directory = directory;
    for (const line of listed) this.#owners.set(line.file.toLowerCase(), { owner: ownerOf(line), file: line.file });
    this.#strange = new Set(names.map((name) => name.toLowerCase()).filter((name) => !this.#owners.has(name)));
  }

  /** The file for an item: `plain`, unless that is a file of another version or dataset, or the user's own. */
  async fileFor(plain: string, facts: Facts): Promise<string> {
    const owner = ownerOf(facts);
    const { dataset, version } = facts;
    for (const file of [
      plain,
      `${dataset.slice(2, 10)}-${version}-${plain}`,
      `${dataset.slice(2)}-${version}-${plain}`,
    ]) {
      const name = file.toLowerCase();
      const there = this.#owners.get(name);
      if (there?.owner === owner) return there.file;
      // A crash may have left the item itself there, not listed yet.
      if (there || (this.#strange.has(name) && (await sha256Of(join(this.#directory, file))) !== facts.digest))
        continue;
      this.#owners.set(name, { owner, file });
      return file;
    }
    throw new CustosError('IO_FAILED', `Another file is at ${join(this.#directory, plain)}. Choose another --out.`);
  }
}

/** A file of several items is one version's, every other file one item's. */
function ownerOf(line: Omit<Facts, 'digest'>): string {
  return line.offset === undefined ? itemKey(line) : `${line.dataset}/${line.version}`;
}
