import { useTranslation } from 'react-i18next';
import type { Duty } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { either, listed } from '../words/numbers.ts';
import './duty-words.ts';
import { Page } from './page.tsx';

/** In place of a page that another duty opens: for whom it is, and whom to ask. */
export function NotYourDuty({ duties }: { readonly duties: readonly Duty[] }) {
  const { t } = useTranslation('duty');
  const own = usePerson().standing.duties ?? [];
  const words = (of: readonly Duty[]) => of.map((duty) => t(`a.${duty}`));
  return (
    <Page title={t('title')}>
      <p>{t('says', { wanted: either(words(duties)), own: listed(words(own)) })}</p>
      <p>{t('ask')}</p>
    </Page>
  );
}
