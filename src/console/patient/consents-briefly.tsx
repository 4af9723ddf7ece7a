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
