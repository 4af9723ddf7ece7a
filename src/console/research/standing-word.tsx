import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDashed, CircleSlash, FilePen, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset, Permit } from '../../client/index.ts';
import { date } from '../words/times.ts';
import './catalogue-words.ts';
import { useEstimateWords, usePermitEstimate } from './estimate.tsx';
import type { DatasetStanding } from './standing.ts';

const LOOKS = {
  granted: { as: 'done', icon: CircleCheck },
  few: { as: '', icon: CircleCheck },
  accept: { as: 'warn', icon: FilePen },
  waiting: { as: 'warn', icon: Hourglass },
  over: { as: 'danger', icon: CircleSlash },
  possible: { as: '', icon: CircleDashed },
  impossible: { as: 'quiet', icon: CircleSlash },
} as const;

/** What one may do with a dataset now, in one line, with the one step that comes next. */
export function StandingWord({ dataset, standing }: { readonly dataset: Dataset; readonly standing: DatasetStanding }) {
  if (standing.state === 'granted') return <Granted dataset={dataset} {...standing} />;
  return (
    <Line look={standing.state}>
      <StandingText standing={standing} /> <Step dataset={dataset} standing={standing} />
    </Line>
  );
}

function Line({ look, children }: { readonly look: keyof typeof LOOKS; readonly children: ReactNode }) {
  const { as, icon: Icon } = LOOKS[look];
  return (
    <p className={`state ${as}`}>
      <Icon aria-hidden size={18} />
      <span>{children}</span>
    </p>
  );
}

/** A permit that counts is no promise: what it gives today, or what is missing, is part of the one state. */
function Granted({
  dataset,
  permit,
  current,
}: {
  readonly dataset: Dataset;
  readonly permit: Permit;
  readonly current: readonly Permit[];
}) {
  const { t } = useTranslation('research-catalogue');
  const said = useEstimateWords();
  const today = usePermitEstimate(dataset.dataset, permit);
  const count = current.filter(({ state }) => state === 'active').length;
  const what = today && said(today).replace(/\.$/, '');
  const under = what && count > 1 ? t('standing.under', { permit: permit.permit, what }) : what;
  const isOpen = today?.state === 'review' || today?.state === 'unknown';
  return (
    <>
      <Line look={isOpen ? 'waiting' : today?.state === 'about' ? 'granted' : 'few'}>
        {t('standing.granted', { count, when: date(permit.until) })}.{under && ` ${under}.`}{' '}
        <Link to="/research/download" search={{ permit: permit.permit }}>
          {t(today?.state === 'review' ? 'step.declare' : 'step.granted')}
        </Link>
      </Line>
      {current
        .filter(({ state }) => state === 'awaitsAcceptance')
        .map(({ permit: number }) => (
          <Line key={number} look="accept">
            {t('standing.alsoAccept', { permit: number })}{' '}
            <Link to="/research/permits/$permit/agreement" params={{ permit: String(number) }}>
              {t('step.accept')}
            </Link>
          </Line>
        ))}
    </>
  );
}

function StandingText({ standing }: { readonly standing: Exclude<DatasetStanding, { state: 'granted' }> }) {
  const { t } = useTranslation('research-catalogue');
  if (standing.state === 'impossible') return t(`standing.impossible.${standing.why}`);
  return t(`standing.${standing.state}`);
}

function Step({
  dataset,
  standing,
}: {
  readonly dataset: Dataset;
  readonly standing: Exclude<DatasetStanding, { state: 'granted' }>;
}) {
  const { t } = useTranslation('research-catalogue');
  if (standing.state === 'impossible') return null;
  if (standing.state === 'possible') {
    return (
      <Link to="/research/datasets/$dataset" params={{ dataset: dataset.dataset }}>
        {t('step.possible')}
      </Link>
    );
  }
  if (standing.state !== 'accept') return <Link to="/research/permits">{t('step.permits')}</Link>;
  return (
    <Link to="/research/permits/$permit/agreement" params={{ permit: String(standing.permit.permit) }}>
      {t('step.accept')}
    </Link>
  );
}
