import type { TFunction } from 'i18next';
import type { Entry } from '../../client/index.ts';
import { csvText } from './csv.ts';
import { entrySentence } from './entry-sentence.ts';
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

/** Entries as a table, each with its sentence in the language of the page. */
export function logCsv(t: TFunction<'audit-log'>, entries: readonly Entry[], names: Names): string {
  const rows = entries.map((entry) => {
    const { logId, seq, time, kind, outcome, reason = '', requester = '', dataset = '' } = entry;
    const facts = [logId, seq, new Date(time).toISOString(), kind, outcome, reason, requester, dataset];
    return [...facts, entry.purpose ?? '', entry.permit ?? '', entrySentence(t, entry, names)];
  });
  return csvText([COLUMNS, ...rows]);
}
