import { type OptOut, regardlessText } from '../../client/index.ts';
import { spoken } from '../words/language.ts';

/** What goes on is less for whoever is out of something already. */
const ACTS = { none: 'withdrawal', research: 'research-opt-out', all: 'full-opt-out' } as const;

/** What goes on though consents are stopped, by what the person is out of already. The sentence above the list is of the time before it
 *  was stopped, unless another one is given. */
export function goesOn(out: OptOut, head = headOf(regardlessText('withdrawal', spoken()))): string[] {
  const lines = regardlessText(ACTS[out], spoken());
  const own = headOf(lines);
  return lines.map((line) => (line === own ? (head ?? line) : line));
}

function headOf(lines: readonly string[]): string | undefined {
  return lines[lines.findIndex((line) => line.startsWith('- ')) - 1];
}
