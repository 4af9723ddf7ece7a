import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { leftOutWords, sensitiveWords } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { listed } from '../words/numbers.ts';
import { consentsOf, type SaidConsent } from './asked.ts';
import './words/choose.ts';

/** Consents that go on counting beside one: whatever any of them allows is allowed. */
export function useBeside(except: readonly (string | undefined)[]): readonly SaidConsent[] {
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  return consents.data?.filter(({ consent }) => consent.active && !except.includes(consent.grant)) ?? [];
}

/** That a “no” in one consent takes nothing back of the others, and where to change those. */
export function Beside({ others }: { readonly others: readonly SaidConsent[] }) {
  const { t } = useTranslation('patient');
  if (others.length === 0) return null;
  return (
    <Said>
      <p>{t('choose.beside')}</p>
      <ul className="items">
        {others.map(({ consent: { grant }, lines: [first] }) => (
          <li key={grant}>
            {first}{' '}
            <Link to="/patient/consents/$grant" params={{ grant }} className="no-print">
              {t('consents.change')}
            </Link>
          </li>
        ))}
      </ul>
    </Said>
  );
}

/** Before one is stopped: what others allow goes on. */
export function StillAllowing({ others }: { readonly others: readonly SaidConsent[] }) {
  const { t } = useTranslation('patient');
  if (others.length === 0) return null;
  return (
    <Said as="warn">
      <p>{t(others.length === 1 ? 'choose.stillAllows.one' : 'choose.stillAllows.other')}</p>
      <ul className="items">
        {others.map(({ consent: { grant }, lines: [first] }) => (
          <li key={grant}>{first}</li>
        ))}
      </ul>
    </Said>
  );
}

interface LeftOutBesideProps {
  readonly others: readonly SaidConsent[];
  /** Codes of what is left out here. */
  readonly excluded: readonly string[];
}

/** Kinds of data that other consents leave out and this one does not: it would allow them. */
export function LeftOutBeside({ others, excluded }: LeftOutBesideProps) {
  const { t } = useTranslation('patient');
  const here = leftOutWords(spoken()).flatMap(({ code, words }) => (excluded.includes(code) ? [words] : []));
  const there = new Set(others.flatMap(({ consent }) => sensitiveWords(consent.excluded, spoken())));
  const kinds = [...there].filter((words) => !here.includes(words));
  return (
    <div aria-live="polite">
      {kinds.length > 0 && (
        <Said as="warn">
          <p>{t('choose.leftOutBefore', { kinds: listed(kinds) })}</p>
        </Said>
      )}
    </div>
  );
}
