import { useNavigate } from '@tanstack/react-router';
import { Check, Hand, Pencil, Plus } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choices } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { lazyPart } from '../parts/lazy.ts';
import { Lines } from '../parts/lines.tsx';
import { Said } from '../parts/said.tsx';
import { day, onDay } from '../words/times.ts';
import type { SaidConsent } from './asked.ts';
import { isWholeDays, momentOfPeriod } from './periods.ts';
import { effectOf } from './standing.ts';

// Few consents have a reason to say.
const IdleBecause = lazyPart(() => import('./stands.tsx').then((module) => module.IdleBecause));

/** Pages end a consent right after they put another one in its place: within so long, in seconds, the ledger has both. */
const REPLACED_WITHIN = 300;

/** Whether it ended because another one took its place: nothing says so but that somebody gave that one just before. */
export function isReplaced({ consent }: SaidConsent, all: readonly SaidConsent[]): boolean {
  const { grant, revokedAt } = consent;
  return all.some(({ consent: other }) => {
    const before = revokedAt - other.grantedAt;
    return other.grant !== grant && other.kind !== 'recorded' && before >= 0 && before <= REPLACED_WITHIN;
  });
}

interface CardProps extends SaidConsent {
  /** What is withheld whatever was consented to; undefined while it is not known. */
  readonly held?: Choices | undefined;
  readonly isReplaced?: boolean;
}

export function ConsentCard({ consent, lines, exact, held, isReplaced: wasReplaced = false }: CardProps) {
  const { t } = useTranslation('patient');
  const navigate = useNavigate();
  const [first, ...others] = lines;
  const { grant, active, kind, grantedAt, asksAgain, noticeVersion, permission } = consent;
  return (
    <article className="card stack">
      <p className="sentence">{first}</p>
      <div className="stack close">
        <Lines lines={others} />
        {permission !== 'unknown' && <Period consent={consent} exact={exact} />}
      </div>
      <p className="quiet">{t(`consents.signed.${kind}`, { when: onDay(grantedAt) })}</p>
      {active ? <Counting held={held} consent={consent} /> : <Ended consent={consent} isReplaced={wasReplaced} />}
      {asksAgain && (
        <Said as="warn">
          <p>{t(noticeVersion === 'withdrawn' ? 'consents.withdrawnText' : 'consents.changed')}</p>
        </Said>
      )}
      <div className="row no-print">
        {active ? (
          <Button look="main" onPress={() => void navigate({ to: '/patient/consents/$grant', params: { grant } })}>
            <Pencil aria-hidden size={18} />
            {t('consents.change')}
          </Button>
        ) : (
          permission !== 'unknown' && (
            <Button onPress={() => void navigate({ to: '/patient/consents/new', search: { again: grant } })}>
              <Plus aria-hidden size={18} />
              {t('consents.again')}
            </Button>
          )
        )}
      </div>
    </article>
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
      <p>{t(active ? 'consents.from' : 'consents.was', period)}</p>
      {exact !== undefined && !isWholeDays({ from, until }) && (
        <details className="no-print">
          <summary>{t('consents.exact')}</summary>
          <p>{exact}</p>
        </details>
      )}
    </>
  );
}

const EFFECTS = {
  out: 'consents.heldOptedOut',
  'ends-paused': 'consents.heldToEnd',
  paused: 'consents.heldPaused',
  'pause-pending': 'consents.heldPausePending',
  counts: 'consents.counts',
} as const;

interface CountingProps extends Pick<SaidConsent, 'consent'> {
  readonly held: Choices | undefined;
}

/** A consent under which nothing is given at the moment is not said to count. */
export function Counting({ held, consent }: CountingProps) {
  const { t } = useTranslation('patient');
  if (held === undefined) return null;
  const effect = effectOf({ consent }, held);
  if (effect === 'idle') {
    return (
      <Suspense>
        <IdleBecause consent={consent} />
      </Suspense>
    );
  }
  const isHeld = effect !== 'counts';
  return (
    <p className={`state ${isHeld ? 'warn' : 'done'}`}>
      {isHeld ? <Hand aria-hidden size={18} /> : <Check aria-hidden size={18} />}
      {t(EFFECTS[effect], { when: day(held.pausedUntil ?? 0) })}
    </p>
  );
}

function Ended({ consent, isReplaced: wasReplaced }: Pick<SaidConsent, 'consent'> & { readonly isReplaced: boolean }) {
  const { t } = useTranslation('patient');
  const { revokedAt, withdrawn, until } = consent;
  if (revokedAt > 0) {
    return (
      <p className="state">{t(wasReplaced ? 'consents.replaced' : 'consents.withdrawn', { when: onDay(revokedAt) })}</p>
    );
  }
  return <p className="state">{withdrawn ? t('consents.onItsWay') : t('consents.over', { when: onDay(until) })}</p>;
}
