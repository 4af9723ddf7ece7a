import { utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';

/** Of the whole name, and of one part of it, in UTF-8: more no file system takes. */
const MAX_NAME_BYTES = 1_024;
const MAX_PART_BYTES = 255;
/** As deep as imports read. */
const MAX_DEPTH = 16;
/** Controls (C0, C1, DEL), line and paragraph separators, and what turns the direction of text: the name that people read
 *  would not be the one that is kept. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What a name leads to in an upload. */
type Kind = 'file' | 'folder';
interface Spelt {
  readonly name: string;
  readonly kind: Kind;
}

/** Names of an upload's files, relative to what was chosen, with `/`. No two of them, and no two folders, differ only in letter case
 *  or in the form of Unicode: what is said of one could not be told from what is said of the other. */
export class UploadNames {
  readonly #spelt = new Map<string, Spelt>();

  /** Takes all of them or none. INPUT_INVALID names the first that cannot be taken; one that was taken before is no fault. */
  add(names: readonly string[]): void {
    const added = new Map<string, Spelt>();
    for (const name of names) {
      requireName(name);
      const parts = name.split('/');
      for (let length = 1; length <= parts.length; length++) {
        const spelt = {
          name: parts.slice(0, length).join('/'),
          kind: length < parts.length ? 'folder' : 'file',
        } as const;
        const folded = fold(spelt.name);
        requireSame(this.#spelt.get(folded) ?? added.get(folded), spelt);
        added.set(folded, spelt);
      }
    }
    for (const [folded, spelt] of added) this.#spelt.set(folded, spelt);
  }
}

/** Where a file of that name lies below its upload: in one form of Unicode, as imports read names. */
export function partsOfName(name: string): string[] {
  return name.normalize('NFC').split('/');
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

function requireSame(known: Spelt | undefined, spelt: Spelt): void {
  if (known === undefined || (known.name === spelt.name && known.kind === spelt.kind)) return;
  throw known.name === spelt.name
    ? refused(spelt.name, 'is a file and a folder at once. Rename one of them')
    : refused(spelt.name, `differs from ${shown(known.name)} only in how its letters are written. Rename one of them`);
}

function requireName(name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) throw refused(name, fault);
}

/** Completes "The file … "; undefined for a name that can be taken. */
function nameFault(name: string): string | undefined {
  if (name === '') return 'has no name';
  if (!name.isWellFormed() || UNSEEN.test(name)) return 'has characters in its name that cannot be seen. Rename it';
  if (name.includes('\\')) return 'has a backslash in its name. Rename it, or put it into a folder';
  if (name.startsWith('/')) return 'is named by a whole path. Name it from the folder on that is sent';
  const parts = partsOfName(name);
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'has an empty part, . or .. in its path. Name it from the folder on that is sent';
  if (parts.length > MAX_DEPTH) return `lies in more than ${MAX_DEPTH - 1} folders within one another`;
  if (parts.some((part) => utf8(part).length > MAX_PART_BYTES))
    return `has a name of more than ${MAX_PART_BYTES} bytes`;
  return utf8(parts.join('/')).length > MAX_NAME_BYTES ? `has a path of more than ${MAX_NAME_BYTES} bytes` : undefined;
}

function refused(name: string, why: string): CustosError {
  return new CustosError('INPUT_INVALID', `The file ${shown(name)} ${why}. Nothing of this list was taken.`);
}

/** As it can be read in a line. */
function shown(name: string): string {
  const text = JSON.stringify(name.toWellFormed().slice(0, 200));
  return text.replace(new RegExp(UNSEEN, 'gu'), (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
