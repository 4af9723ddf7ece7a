import { Link } from '@tanstack/react-router';
import { Hand } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Choices, Consent } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { day } from '../words/times.ts';
import type { Effect } from './standing.ts';
import { IdleBecause } from './stands.tsx';
import './words/withheld.ts';

/** What is withheld whatever was consented to, above the consents. */
export function Withheld({ choices: { optOut, pausedUntil, pending } }: { readonly choices: Choices }) {
  const { t } = useTranslation('patient');
  return (
    <>
      {pausedUntil !== undefined && (
        <Said as="warn">
          <p>{t('withheld.paused', { when: day(pausedUntil) })}</p>
          <Link to="/patient/pause">{t('withheld.resume')}</Link>
        </Said>
      )}
      {pausedUntil === undefined && pending.includes('pause') && (
        <Said as="warn">
          <p>{t('withheld.pausePending')}</p>
        </Said>
      )}
      {(optOut !== 'none' || pending.includes('opt-out')) && (
        <Said as="warn">
          <p>{t(optOut === 'all' ? 'withheld.optedOutAll' : 'withheld.optedOut')}</p>
          <Link to="/patient/opt-out">{t('withheld.optIn')}</Link>
        </Said>
      )}
    </>
  );
}

/** Of what somebody who is out of research alone can be out as well. */
export function OutOfMore() {
  const { t } = useTranslation('patient');
  return (
    <p className="no-print">
      {t('withheld.more')} <Link to="/patient/opt-out">{t('withheld.all')}</Link>
    </p>
  );
}

/** Beside a consent that counts: its information text does no more. */
export function AskedAgain({ isTextWithdrawn }: { readonly isTextWithdrawn: boolean }) {
  const { t } = useTranslation('patient');
  return (
    <Said as="warn">
      <p>{t(isTextWithdrawn ? 'withheld.textWithdrawn' : 'withheld.textChanged')}</p>
    </Said>
  );
}

const EFFECTS = {
  out: 'withheld.heldOptedOut',
  'ends-paused': 'withheld.heldToEnd',
  paused: 'withheld.heldPaused',
  'pause-pending': 'withheld.heldPausePending',
} as const;

interface NotCountingProps {
  readonly effect: Exclude<Effect, 'counts'>;
  readonly consent: Consent;
  readonly held: Choices;
}

/** Why a consent that stands gives nobody anything at the moment. */
export function NotCounting({ effect, consent, held }: NotCountingProps) {
  const { t } = useTranslation('patient');
  if (effect === 'idle') return <IdleBecause consent={consent} />;
  return (
    <p className="state warn">
      <Hand aria-hidden size={18} />
      {t(EFFECTS[effect], { when: day(held.pausedUntil ?? 0) })}
    </p>
  );
}
