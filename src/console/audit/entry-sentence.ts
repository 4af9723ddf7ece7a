import type { TFunction } from 'i18next';
import { type Entry, purposeLabel } from '../../client/index.ts';
import { figure } from '../words/numbers.ts';
import type { Names } from './log-filter.ts';
import { shortened } from './names.ts';

/** What an entry says, in one sentence. */
export function entrySentence(t: TFunction<'audit-log'>, entry: Entry, { members, datasets }: Names): string {
  const { kind, outcome, requester, dataset, purpose, rows, reason } = entry;
  const count = rows?.count ?? 0;
  // The outcomes of each kind are its own.
  return t(`row.${kind}.${outcome}` as 'row.release.released', {
    who: requester === undefined ? t('somebody') : (members.get(requester) ?? shortened(requester)),
    what: dataset === undefined ? t('something') : (datasets.get(dataset) ?? shortened(dataset)),
    purpose: purpose === undefined ? t('anything') : purposeLabel(purpose),
    rows: t('items', { count, figure: figure(count) }),
    reason: t(`reasons.${reason ?? 'none'}`),
  });
}
