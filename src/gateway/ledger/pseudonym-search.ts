import type { Address, Pseudonym } from '../../core/ids.ts';
import { pause } from '../../core/patience.ts';

/** More than anybody chooses from: one shows the first few, and asks for a longer beginning. */
export const MAX_FOUND = 100;
/** Patients that are looked at before others have their turn. */
const SLICE = 10_000;

/** For each beginning, in their order, the pseudonyms that begin so, at most `MAX_FOUND`: of all patients that are enrolled, or where a
 *  holder is given, of its own. One pass, however many beginnings. */
export async function pseudonymsBeginning(
  enrolled: ReadonlyMap<Pseudonym, Address>,
  beginnings: readonly string[],
  holder?: Address,
): Promise<Pseudonym[][]> {
  const found = new Map(beginnings.map((one) => [one, [] as Pseudonym[]]));
  const lengths = [...new Set(beginnings.map(({ length }) => length))];
  let seen = 0;
  for (const [subject, of] of enrolled) {
    if (++seen % SLICE === 0) await pause(0);
    if (holder !== undefined && of !== holder) continue;
    for (const length of lengths) {
      const these = found.get(subject.slice(0, length));
      if (these !== undefined && these.length < MAX_FOUND) these.push(subject);
    }
  }
  return beginnings.map((one) => found.get(one) ?? []);
}
