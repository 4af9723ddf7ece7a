import { CircleCheck, CircleDashed, CircleSlash, FilePen, Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { date } from '../words/times.ts';
import './catalogue-words.ts';
import type { DatasetStanding } from './standing.ts';

const LOOKS = {
  granted: { as: 'done', icon: CircleCheck },
  accept: { as: 'warn', icon: FilePen },
  waiting: { as: 'warn', icon: Hourglass },
  over: { as: 'danger', icon: CircleSlash },
  possible: { as: '', icon: CircleDashed },
  impossible: { as: 'quiet', icon: CircleSlash },
} as const;

/** What one may do with a dataset now, in one line. */
export function StandingWord({ standing }: { readonly standing: DatasetStanding }) {
  const { as, icon: Icon } = LOOKS[standing.state];
  return (
    <p className={`state ${as}`}>
      <Icon aria-hidden size={18} />
      <StandingText standing={standing} />
    </p>
  );
}

function StandingText({ standing }: { readonly standing: DatasetStanding }) {
  const { t } = useTranslation('research-catalogue');
  if (standing.state === 'impossible') return t(`standing.impossible.${standing.why}`);
  if (standing.state === 'granted') return t('standing.granted', { when: date(standing.permit.until) });
  return t(`standing.${standing.state}`);
}
