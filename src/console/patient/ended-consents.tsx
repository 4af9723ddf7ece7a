import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { onDay } from '../words/times.ts';
import type { SaidConsent } from './asked.ts';
import { ConsentText } from './consent-card.tsx';
import './words/ended.ts';

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

/** Consents that ended, behind a press; `all`: what took the place of one is among them. */
export function EndedConsents({ all }: { readonly all: readonly SaidConsent[] }) {
  const { t } = useTranslation('patient');
  const ended = all.filter(({ consent }) => !consent.active);
  return (
    <details>
      <summary>
        {t('ended.title')} ({ended.length})
      </summary>
      <ul role="list" className="stack">
        {ended.map((one) => (
          <li key={one.consent.grant}>
            <EndedCard {...one} isReplaced={isReplaced(one, all)} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function EndedCard({ consent, lines, exact, isReplaced: wasReplaced }: SaidConsent & { readonly isReplaced: boolean }) {
  const { t } = useTranslation('patient');
  const navigate = useNavigate();
  const { grant, permission } = consent;
  return (
    <article className="card stack">
      <ConsentText consent={consent} lines={lines} exact={exact} />
      <Ended consent={consent} isReplaced={wasReplaced} />
      <div className="row no-print">
        {permission !== 'unknown' && (
          <Button onPress={() => void navigate({ to: '/patient/consents/new', search: { again: grant } })}>
            <Plus aria-hidden size={18} />
            {t('ended.again')}
          </Button>
        )}
      </div>
    </article>
  );
}

function Ended({ consent, isReplaced: wasReplaced }: Pick<SaidConsent, 'consent'> & { readonly isReplaced: boolean }) {
  const { t } = useTranslation('patient');
  const { revokedAt, withdrawn, until } = consent;
  if (revokedAt > 0) {
    return <p className="state">{t(wasReplaced ? 'ended.replaced' : 'ended.withdrawn', { when: onDay(revokedAt) })}</p>;
  }
  return <p className="state">{withdrawn ? t('ended.onItsWay') : t('ended.over', { when: onDay(until) })}</p>;
}
