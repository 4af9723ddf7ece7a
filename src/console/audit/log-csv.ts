import type { TFunction } from 'i18next';
import type { Entry } from '../../client/index.ts';
import { csvLines, csvText } from '../parts/csv-text.ts';
import { isoTime } from '../words/times.ts';
import { entrySentence } from './entry-sentence.ts';
import type { LogEntries } from './log-entries.ts';
import type { Names } from './log-filter.ts';

const COLUMNS = [
  'log',
  'entry',
  'time',
  'kind',
  'outcome',
  'reason',
  'requester',
  'dataset',
  'purpose',
  'permit',
  'words',
];

/** Lines that are written in one turn of the page: a million at once would let it stand still for a minute. */
const LINES_A_TURN = 500;

interface CsvOptions {
  readonly signal: AbortSignal;
  /** How many lines are written. */
  readonly onWritten: (done: number) => void;
}

/** Entries as a table, each with its sentence in the language of the page; undefined where it was given up. */
export async function logCsv(
  t: TFunction<'audit-log'>,
  seqs: Uint32Array,
  { entries, names }: { readonly entries: LogEntries; readonly names: Names },
  { signal, onWritten }: CsvOptions,
): Promise<Blob | undefined> {
  const parts: BlobPart[] = [csvText([COLUMNS])];
  for (let at = 0; at < seqs.length; at += LINES_A_TURN) {
    const some = Array.from(seqs.subarray(at, at + LINES_A_TURN), (seq) => entries.at(seq));
    parts.push(csvLines(some.flatMap((entry) => (entry === undefined ? [] : [rowOf(t, entry, names)]))));
    onWritten(Math.min(seqs.length, at + LINES_A_TURN));
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return undefined;
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

function rowOf(t: TFunction<'audit-log'>, entry: Entry, names: Names): (string | number)[] {
  const { logId, seq, time, kind, outcome, reason = '', requester = '', dataset = '' } = entry;
  const facts = [logId, seq, isoTime(time), kind, outcome, reason, requester, dataset];
  return [...facts, entry.purpose ?? '', entry.permit ?? '', entrySentence(t, entry, names)];
}
