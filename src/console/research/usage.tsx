import { useTranslation } from 'react-i18next';
import type { Permit } from '../../client/index.ts';
import { date } from '../words/times.ts';
import { useKnown } from './asked.ts';
import { useWords } from './use-words.ts';
import './usage-words.ts';

const NONE = /^0x0*$/;

/** What a permit lets somebody do with what it got, and what withdrawals mean for it, as sentences. */
export function useUsage(): (permit: Permit) => readonly string[] {
  const { t } = useTranslation('research-usage');
  const words = useWords();
  return ({ permit, purpose, until, disease, termsDigest }) => [
    t('use', { permit, purpose: words.purpose(purpose), when: date(until) }),
    ...(disease === undefined ? [] : [t('disease', { disease })]),
    t('declared'),
    t(NONE.test(termsDigest) ? 'agreementNone' : 'agreement', { permit }),
    t('withdrawals'),
    t('told'),
    t('zip'),
  ];
}

/** Said once data is there; its README says the same. */
export function Usage({ permit: number }: { readonly permit: number | undefined }) {
  const { t } = useTranslation('research-usage');
  const usage = useUsage();
  const permit = useKnown().data?.permits.find((one) => one.permit === number);
  if (permit === undefined) return null;
  return (
    <section className="stack close">
      <h3>{t('title')}</h3>
      <ul className="items">
        {usage(permit).map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  );
}
