import { useTranslation } from 'react-i18next';
import type { SaidConsent } from './asked.ts';
import { momentOfPeriod } from './periods.ts';

/** Consents by their first sentence and their end, where what was signed stands elsewhere. */
export function ConsentsBriefly({ all }: { readonly all: readonly SaidConsent[] }) {
  const { t } = useTranslation('patient');
  return (
    <ul className="items">
      {all.map(({ consent, lines: [first] }) => (
        <li key={consent.grant}>
          {first} {t('change.ends', { when: momentOfPeriod(consent.until, consent.until + 1) })}
        </li>
      ))}
    </ul>
  );
}

/** What giving back what was withheld comes to: which consents count again. */
export function CountingAgain({ all }: { readonly all: readonly SaidConsent[] }) {
  const { t } = useTranslation('patient');
  const counting = all.filter(({ consent }) => consent.active);
  return (
    <div className="stack close">
      <p>{t(counting.length === 0 ? 'change.noneAgain' : 'change.againCounts')}</p>
      <ConsentsBriefly all={counting} />
    </div>
  );
}
