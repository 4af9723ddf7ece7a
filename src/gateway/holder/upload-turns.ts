import { CustosError } from '../../core/errors.ts';
import type { Actor } from '../auth/actor.ts';
import type { Open } from './open-upload.ts';

/** So many may be open at once: of one person, so that who forgets some keeps nobody else from sending; and of the holder. */
const MAX_OWN = 8;
const MAX_ALL = 64;

/** CONFLICT where one more would be too many. What an import reads, or what is being removed, holds nobody up but by the second bound. */
export function requireTurn(all: readonly Open[], by: Actor): void {
  const own = all.filter((one) => one.state === 'open' && isBy(one, by));
  const details = { uploads: own.map(({ upload }) => upload), datasets: own.map(({ dataset }) => dataset) };
  if (own.length >= MAX_OWN) {
    const message = `You began ${MAX_OWN} uploads that are still open, the most that one person may have: ${since(own)}. Go on with one of them and import it, or throw it away, at its dataset.`;
    throw new CustosError('CONFLICT', message, { details });
  }
  if (all.length < MAX_ALL) return;
  const yours = own.length === 0 ? 'None of them is yours' : `${own.length} of them are yours: ${since(own)}`;
  const message = `${MAX_ALL} uploads of your organisation are open, the most that there may be. ${yours}. Ask your colleagues to import theirs or throw them away; each is thrown away by itself a day after something of it came last.`;
  throw new CustosError('CONFLICT', message, { details });
}

function isBy({ by }: Open, { member, person }: Actor): boolean {
  return by !== undefined && by.member === member && by.person === person;
}

/** As people can recognise them: how many files each has, and when something of it came last. */
function since(own: readonly Open[]): string {
  const told = [...own].sort((one, other) => one.touchedAt - other.touchedAt).map(wordsOf);
  return told.join('; ');
}

function wordsOf({ entries, touchedAt }: Open): string {
  const count = entries.size === 1 ? 'one file' : `${entries.size} files`;
  return `${count}, last sent to ${new Date(touchedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
