/** The known name that was most likely meant by a mistyped one: of those within a third of its length in edits, the first
 *  of the nearest. Letter case is no edit. Undefined where none is near. */
export function nearestName(given: string, known: Iterable<string>): string | undefined {
  const wanted = given.slice(0, MAX_LENGTH).toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const edits = editDistance(wanted, name.toLowerCase());
    if (edits >= least) continue;
    nearest = name;
    least = edits;
  }
  return nearest;
}

/** ` Did you mean X?`, to be put behind what was wrong; nothing where no name is near. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const name = nearestName(given, known);
  return name === undefined ? '' : ` Did you mean ${name}?`;
}

const MAX_LENGTH = 64;

/** Letters put in, left out or replaced, and neighbours that changed places, each one edit (optimal string alignment). */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = at(last, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = isSwapped(one, other, i, j) ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    before = last;
    last = row;
  }
  return at(last, other.length);
}

function isSwapped(one: string, other: string, i: number, j: number): boolean {
  return i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
}

function at(row: readonly number[], i: number): number {
  return row[i] ?? Number.POSITIVE_INFINITY;
}
