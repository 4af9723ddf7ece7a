import { useTranslation } from 'react-i18next';
import { day } from '../words/times.ts';
import type { SaidConsent } from './asked.ts';
import { ConsentsBriefly } from './consents-briefly.tsx';
import { Reasons } from './lessened.tsx';
import { idleReasons, type Standing, sentencesOf } from './standing.ts';
import './words/change.ts';
import './words/standing.ts';

/** What everything that was decided comes to, in sentences. */
export function StandsSaid({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation('patient');
  const { until } = standing;
  return sentencesOf(standing).map((key) => <p key={key}>{t(key, { when: until === undefined ? '' : day(until) })}</p>);
}

/** What giving back what was withheld comes to: what is withheld all the same, else which consents count again, and which of them let
 *  nobody have anything. */
export function GivesAgain({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation('patient');
  const { out, isPaused, giving, idle } = standing;
  if (out !== 'none' || isPaused) return <StandsSaid standing={standing} />;
  return (
    <div className="stack close">
      <StandsSaid standing={standing} />
      {giving.length + idle.length === 0 && <p>{t('change.noneAgain')}</p>}
      {giving.length > 0 && <p>{t('change.againCounts')}</p>}
      {giving.length > 0 && <ConsentsBriefly all={giving} />}
      {idle.length > 0 && <p>{t('standing.idle')}</p>}
      {idle.length > 0 && <ConsentsBriefly all={idle} />}
      <Reasons of={[...new Set(idle.flatMap(({ consent }) => idleReasons(consent)))]} />
    </div>
  );
}

/** Why nobody gets anything because of a consent that stands. */
export function IdleBecause({ consent }: Pick<SaidConsent, 'consent'>) {
  const { t } = useTranslation('patient');
  return (
    <div className="stack close">
      <p className="state warn">{t('standing.idleCard')}</p>
      <Reasons of={idleReasons(consent)} />
    </div>
  );
}

/** Said above consents of which more than one counts. */
export function AddUp() {
  const { t } = useTranslation('patient');
  return <p>{t('standing.addUp')}</p>;
}
