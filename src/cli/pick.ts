import { CustosError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest-name.ts';
import { nameKey } from '../core/spoken-name.ts';

/** What people may call a thing of one kind by. */
export interface Kind<Thing> {
  /** For errors: `dataset`. */
  readonly one: string;
  readonly id: (thing: Thing) => string;
  readonly name?: (thing: Thing) => string | undefined;
  /** What else may have been meant by a name that none has. */
  readonly alsoCalled?: readonly string[];
  /** Of several with one name these are meant, where there are any. */
  readonly rather?: (thing: Thing) => boolean;
  /** What tells a person where to look: a sentence. */
  readonly look: string;
}

/** So many characters of an id are enough to be one's own choice, and no slip. */
const MIN_PREFIX = 4;
const SHOWN = 8;
const MAX_CANDIDATES = 8;

/** The one thing that `wanted` means: its id, its name in any spelling that reads the same, or the beginning of its id, which
 *  no other has or is called by. NOT_FOUND where there is none; INPUT_INVALID, with the candidates, where there are several. */
export function pick<Thing>(wanted: string, things: readonly Thing[], kind: Kind<Thing>): Thing {
  const found = named(wanted, things, kind);
  const [only, other] = found;
  if (only !== undefined && other === undefined) return only;
  if (only === undefined) {
    const names = things.flatMap((thing) => kind.name?.(thing) || []);
    const meant = didYouMean(wanted, [...names, ...(kind.alsoCalled ?? [])]);
    throw new CustosError('NOT_FOUND', `There is no ${kind.one} “${wanted}”.${meant} ${kind.look}`);
  }
  const candidates = found.slice(0, MAX_CANDIDATES).map((one) => {
    const name = kind.name?.(one);
    return name ? `${kind.id(one)} (“${name}”)` : kind.id(one);
  });
  const more = found.length > MAX_CANDIDATES ? ` and ${found.length - MAX_CANDIDATES} more` : '';
  throw new CustosError(
    'INPUT_INVALID',
    `“${wanted}” may be any ${kind.one} of these: ${candidates.join(', ')}${more}. Name one by its id, or by a longer beginning of it.`,
    { details: { candidates } },
  );
}

/** Whether a text can be the beginning of an id that is written in hex, of so many digits at least. */
export function isIdPrefix(text: string, digits = MIN_PREFIX): boolean {
  return /^(?:0x)?[0-9a-f-]+$/i.test(text) && text.replace(/^0x/i, '').length >= digits;
}

/** The beginning of an id by which people tell it from the `others`, and which they can type for it. */
export function shortId(id: string, others: Iterable<string>, shown = SHOWN): string {
  const digits = id.startsWith('0x') ? shown + 2 : shown;
  let length = Math.min(digits, id.length);
  for (const other of others) {
    if (other === id) continue;
    while (length < id.length && other.startsWith(id.slice(0, length))) length++;
  }
  return id.slice(0, length);
}

function named<Thing>(wanted: string, things: readonly Thing[], { id, name, rather }: Kind<Thing>): Thing[] {
  const lower = wanted.toLowerCase();
  const exact = things.filter((one) => id(one) === lower);
  if (exact.length > 0) return exact.slice(0, 1);
  const key = nameKey(wanted);
  const called = things.filter((one) => key !== '' && nameKey(name?.(one) ?? '') === key);
  const preferred = rather === undefined ? [] : called.filter(rather);
  const begun = isIdPrefix(wanted)
    ? things.filter((one) => [lower, `0x${lower}`].some((begin) => id(one).startsWith(begin)))
    : [];
  // Whoever chooses a name chooses it after the ids: it must not take another thing's place.
  return [...new Set([...(preferred.length > 0 ? preferred : called), ...begun])];
}
