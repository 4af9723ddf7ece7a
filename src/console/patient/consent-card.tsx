import { useNavigate } from '@tanstack/react-router';
import { Check, Pencil } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choices } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { lazyPart } from '../parts/lazy.ts';
import { Lines } from '../parts/lines.tsx';
import { day, onDay } from '../words/times.ts';
import type { SaidConsent } from './asked.ts';
import { isWholeDays, momentOfPeriod } from './periods.ts';
import { effectOf } from './standing.ts';

// Most consents count.
const NotCounting = lazyPart(() => import('./withheld.tsx').then((module) => module.NotCounting));
const AskedAgain = lazyPart(() => import('./withheld.tsx').then((module) => module.AskedAgain));

interface CardProps extends SaidConsent {
  /** What is withheld whatever was consented to; undefined while it is not known. */
  readonly held?: Choices | undefined;
}

export function ConsentCard({ consent, lines, exact, held }: CardProps) {
  const { t } = useTranslation('patient');
  const navigate = useNavigate();
  const { grant, asksAgain, noticeVersion } = consent;
  return (
    <article className="card stack">
      <ConsentText consent={consent} lines={lines} exact={exact} />
      <Counting held={held} consent={consent} />
      {asksAgain && (
        <Suspense>
          <AskedAgain isTextWithdrawn={noticeVersion === 'withdrawn'} />
        </Suspense>
      )}
      <div className="row no-print">
        <Button look="main" onPress={() => void navigate({ to: '/patient/consents/$grant', params: { grant } })}>
          <Pencil aria-hidden size={18} />
          {t('consents.change')}
        </Button>
      </div>
    </article>
  );
}

/** What a consent says, from when until when, and how it came about: of one that stands, and of one that ended. */
export function ConsentText({ consent, lines, exact }: PeriodProps & Pick<SaidConsent, 'lines'>) {
  const { t } = useTranslation('patient');
  const [first, ...others] = lines;
  const { kind, grantedAt, permission } = consent;
  return (
    <>
      <p className="sentence">{first}</p>
      <div className="stack close">
        <Lines lines={others} />
        {permission !== 'unknown' && <Period consent={consent} exact={exact} />}
      </div>
      <p className="quiet">{t(`consents.signed.${kind}`, { when: onDay(grantedAt) })}</p>
    </>
  );
}

interface PeriodProps extends Pick<SaidConsent, 'consent'> {
  readonly exact: string | undefined;
}

/** From when until when, where the person is; what was signed has the seconds, in UTC. */
export function Period({ consent: { from, until, active, grantedAt }, exact }: PeriodProps) {
  const { t } = useTranslation('patient');
  // The day that is signed may have begun in UTC alone: nothing counts before it is given, nor on a day after that by one's own calendar.
  const begins = from <= grantedAt ? day(grantedAt) : momentOfPeriod(from);
  const period = { from: begins, until: momentOfPeriod(until, until + 1) };
  return (
    <>
      <p>{t(active ? 'consents.from' : 'ended.was', period)}</p>
      {exact !== undefined && !isWholeDays({ from, until }) && (
        <details className="no-print">
          <summary>{t('consents.exact')}</summary>
          <p>{exact}</p>
        </details>
      )}
    </>
  );
}

interface CountingProps extends Pick<SaidConsent, 'consent'> {
  readonly held: Choices | undefined;
}

/** A consent under which nothing is given at the moment is not said to count. */
export function Counting({ held, consent }: CountingProps) {
  const { t } = useTranslation('patient');
  if (held === undefined) return null;
  const effect = effectOf({ consent }, held);
  if (effect !== 'counts') {
    return (
      <Suspense>
        <NotCounting effect={effect} consent={consent} held={held} />
      </Suspense>
    );
  }
  return (
    <p className="state done">
      <Check aria-hidden size={18} />
      {t('consents.counts')}
    </p>
  );
}
