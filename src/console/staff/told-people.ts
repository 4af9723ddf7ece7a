import { useTranslation } from 'react-i18next';
import type { Coverage, People } from '../../client/index.ts';
import { figure } from '../words/numbers.ts';
import './coverage-words.ts';

/** How many patients, as exactly as it was told: `12`, `120 or more`, `fewer than 10, or none`. */
export function usePeopleWords(counts: Coverage['counts']): (people: People) => string {
  const { t } = useTranslation('staff-coverage');
  return (people) => {
    if (typeof people !== 'number') return t('fewerThan', { patients: figure(people.fewerThan) });
    return counts === 'exact' ? figure(people) : t('orMore', { patients: figure(people) });
  };
}

/** What a picture can show of them: nothing of so few that they are not told. */
export function drawn(people: People): number {
  return typeof people === 'number' ? people : 0;
}
