import type { ProvenNarrowing } from '../client/narrowings.ts';
import { dateWords } from '../core/date-words.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { NarrowingStatement } from '../core/narrowing.ts';
import { table } from './output.ts';

/** What somebody stopped by a one-time code, and when. */
export function narrowingWords(statement: NarrowingStatement): string {
  return `${dateWords(Math.floor(statement.used / 1000))}: ${actWords(statement)}, with a one-time code to the address on file`;
}

export function narrowingTable(
  narrowings: readonly ProvenNarrowing[],
  called: (subject: Pseudonym) => string,
): string[] {
  return table(
    ['patient', 'when', 'what, by a code', 'entry', 'in the log'],
    narrowings.map(({ statement, seq, isProven }) => [
      called(statement.subject),
      dateWords(Math.floor(statement.used / 1000)),
      actWords(statement),
      String(seq),
      isProven ? 'yes' : 'NOT as stated: tell an auditor',
    ]),
  );
}

function actWords(statement: NarrowingStatement): string {
  if (statement.act === 'pause') return `paused until ${dateWords(statement.until)}`;
  if (statement.act === 'withdraw-all') return 'all consents withdrawn';
  return statement.level === 'all' ? 'opted out, in emergencies too' : 'opted out of research';
}
