import type { TFunction } from 'i18next';
import { describeAct, type Entry, type Evidence, withdrawnBy } from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';
import { figure } from '../words/numbers.ts';
import { actWords } from './act-words.ts';
import type { Names } from './log-filter.ts';
import { shortened } from './names.ts';

/** What an entry says, in one sentence; with what lies behind it, where that was opened: whose withdrawal it was, and what was ordered. */
export function entrySentence(
  t: TFunction<'audit-log'>,
  entry: Entry,
  { members, datasets }: Names,
  evidence?: Evidence,
): string {
  const { kind, outcome, requester, dataset, purpose, rows, reason } = entry;
  const count = rows?.count ?? 0;
  if (evidence?.kind === 'revocation') return t(`withdrawn.${withdrawnBy(evidence).by}.${evidence.scope}`);
  if (evidence?.kind === 'act' && (outcome === 'ordered' || outcome === 'proposed'))
    return t(`acted.${outcome}`, { what: actWords(describeAct(evidence).what) });
  // The outcomes of each kind are its own.
  return t(`row.${kind}.${outcome}` as 'row.release.released', {
    who: requester === undefined ? t('somebody') : (members.get(requester) ?? shortened(requester)),
    what: dataset === undefined ? t('something') : (datasets.get(dataset) ?? shortened(dataset)),
    purpose: purpose === undefined ? t('anything') : purposeWords(purpose),
    rows: t('items', { count, figure: figure(count) }),
    reason: t(`reasons.${reason ?? 'none'}`),
  });
}
