import type { UntakenNumbers } from '../core/import-report.ts';
import { systemOf } from '../core/patient-identifier.ts';
import { printable } from './import-report.ts';
import type { OthersTurn } from './turned-sort.ts';

/** Systems that a report names. */
const MOST = 20;
/** Patients that are looked at before others have their turn. */
const AT_ONCE = 500;
/** What of a number its mask leaves legible, where it has more than that twice over. */
const LEGIBLE = 2;
const LONGEST_MASK = 12;

/** What numbers have patients whom nothing but the id of their resource makes known, by system and the most patients first: one of them may be
 *  the hospital's own, by which it enrols the same person again. `numbersOf` gives a patient's `system|value` in normal form. */
export async function untakenNumbers(
  entries: readonly number[],
  numbersOf: (entry: number) => readonly string[],
  othersTurn: OthersTurn,
): Promise<UntakenNumbers[]> {
  const found = new Map<string, { patients: number; example: string }>();
  for (const [i, entry] of entries.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await othersTurn();
    const numbers = numbersOf(entry);
    const first = new Map(numbers.map((number) => [systemOf(number), number] as const).toReversed());
    for (const [system, number] of first) {
      const { patients, example } = found.get(system) ?? { patients: 0, example: maskOf(number) };
      found.set(system, { patients: patients + 1, example });
    }
  }
  return Array.from(found, ([system, counts]) => ({ system: printable(system), ...counts }))
    .toSorted((one, other) => other.patients - one.patients)
    .slice(0, MOST);
}

/** By its last characters whoever has the files finds out which number it is; nobody else does. */
function maskOf(number: string): string {
  const value = [...number.slice(systemOf(number).length + 1)];
  const legible = value.length > 2 * LEGIBLE - 1 ? value.slice(-LEGIBLE) : [];
  const dots = Math.min(value.length - legible.length, LONGEST_MASK);
  return printable('•'.repeat(dots) + legible.join(''));
}
