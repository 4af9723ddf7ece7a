/** A passage that is not the same in both texts: empty on the side that has nothing in its place. */
export interface Passage {
  readonly was: string;
  readonly now: string;
}

/** Beyond this many passages on both sides together the longest run in common is not looked for. */
const MAX_TABLE = 4_000_000;

/** What differs between two versions of a text, by paragraphs, in the order of the newer one: what stands between two passages that are the
 *  same in both is one change. */
export function changedPassages(before: string, after: string): Passage[] {
  const [was, now] = [paragraphs(before), paragraphs(after)];
  if (was.length * now.length > MAX_TABLE) return [{ was: was.join('\n\n'), now: now.join('\n\n') }];
  const changes: Passage[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...commonPairs(was, now), [was.length, now.length] as const]) {
    if (a > i || b > j) changes.push({ was: was.slice(i, a).join('\n\n'), now: now.slice(j, b).join('\n\n') });
    [i, j] = [a + 1, b + 1];
  }
  return changes;
}

function paragraphs(text: string): string[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n|\n(?=[-•*] )/)
    .flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

/** Places of the longest common subsequence. */
function commonPairs(was: readonly string[], now: readonly string[]): (readonly [number, number])[] {
  const width = now.length + 1;
  const lengths = new Uint32Array((was.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = was.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const isSame = was[i] === now[j];
      lengths[i * width + j] = isSame ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < was.length && j < now.length; ) {
    if (was[i] === now[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
