/** Lets others on this event loop have their turn. */
export type OthersTurn = () => Promise<void>;

/** A few milliseconds' work of a sort, and of a look at each. */
const SORTED_A_TURN = 32_768;
const SEEN_A_TURN = 65_536;

/** The numbers in ascending order; none may be NaN. Pieces are sorted at one go, and then merged. Others take their turns
 *  meanwhile. */
export async function sortedInTurns(numbers: Float64Array, othersTurn: OthersTurn): Promise<Float64Array> {
  const { length } = numbers;
  let [from, to] = [numbers.slice(), new Float64Array(length)];
  for (let at = 0; at < length; at += SORTED_A_TURN) {
    from.subarray(at, at + SORTED_A_TURN).sort();
    await othersTurn();
  }
  for (let width = SORTED_A_TURN; width < length; width *= 2) {
    for (let at = 0; at < length; at += 2 * width) {
      const [middle, end] = [Math.min(at + width, length), Math.min(at + 2 * width, length)];
      await merge({ from, to, start: at, middle, end }, othersTurn);
    }
    [from, to] = [to, from];
  }
  return from;
}

interface Runs {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

/** Two ascending runs that stand one behind the other, into one at the same place. */
async function merge({ from, to, start, middle, end }: Runs, othersTurn: OthersTurn): Promise<void> {
  let [left, right] = [start, middle];
  await eachInTurns(end - start, othersTurn, (i) => {
    const isLeft = right === end || (left < middle && (from[left] ?? 0) <= (from[right] ?? 0));
    to[start + i] = from[isLeft ? left++ : right++] ?? 0;
  });
}

/** Visits 0 to `count` - 1, and lets others have their turns meanwhile. */
export async function eachInTurns(count: number, othersTurn: OthersTurn, visit: (i: number) => void): Promise<void> {
  for (let at = 0; at < count; ) {
    for (const end = Math.min(at + SEEN_A_TURN, count); at < end; at++) visit(at);
    await othersTurn();
  }
}
