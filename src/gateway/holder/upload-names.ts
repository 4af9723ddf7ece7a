import { utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import { hiddenIn, nameKey, UNSEEN } from '../../core/spoken-name.ts';

/** Of the whole name, and of one part of it, in UTF-8: more no file system takes. */
const MAX_NAME_BYTES = 1_024;
const MAX_PART_BYTES = 255;
/** As deep as imports read. */
const MAX_DEPTH = 16;

/** What a name leads to in an upload. */
type Kind = 'file' | 'folder';
interface Spelt {
  readonly name: string;
  readonly kind: Kind;
}

/** Names of an upload's files, relative to what was chosen, with `/`. No two of them, and no two folders, differ only in letter case,
 *  in the form of Unicode or in blanks: people could not tell what is said of one from what is said of the other, and on other systems one
 *  would take the place of the other. */
export class UploadNames {
  readonly #spelt = new Map<string, Spelt>();

  /** Takes all of them or none. INPUT_INVALID names the first that cannot be taken; one that was taken before is no fault. */
  add(names: readonly string[]): void {
    const added = new Map<string, Spelt>();
    for (const name of names) {
      requireName(name);
      for (const spelt of placesOf(name)) {
        const key = keyOf(spelt.name);
        requireSame(this.#spelt.get(key) ?? added.get(key), spelt);
        added.set(key, spelt);
      }
    }
    for (const [key, spelt] of added) this.#spelt.set(key, spelt);
  }

  /** One that was taken before a restart, whatever is taken since. */
  keep(name: string): void {
    for (const spelt of placesOf(name)) this.#spelt.set(keyOf(spelt.name), spelt);
  }
}

/** The folders that a file lies in, and the file. */
function placesOf(name: string): Spelt[] {
  const parts = name.split('/');
  return parts.map((_, i) => ({
    name: parts.slice(0, i + 1).join('/'),
    kind: i + 1 < parts.length ? 'folder' : 'file',
  }));
}

/** Where a file of that name lies below its upload: in one form of Unicode, as imports read names. */
export function partsOfName(name: string): string[] {
  return name.normalize('NFC').split('/');
}

/** Equal for names that some system keeps as one: that of the Turkish alphabet makes `i` of `İ`, and Windows drops dots and blanks at the
 *  end. */
function keyOf(name: string): string {
  return name
    .split('/')
    .map((part) => nameKey(part.replace(/[. ]+$/, '')).replaceAll('i\u0307', 'i'))
    .join('/');
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
  const hidden = hiddenIn(name);
  if (hidden !== undefined) return `has an invisible character in its name, ${hidden}. Type its name anew`;
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
  const text = plainText(JSON.stringify(name.slice(0, 200)));
  return text.replace(UNSEEN, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
