import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import './words/change.ts';
import './words/choose.ts';

/** In place of what changes a consent that has ended: to change it would allow again what its owner stopped. */
export function Gone({ title }: { readonly title: string }) {
  const { t } = useTranslation('patient');
  return (
    <Page title={title}>
      <Said as="note" role="status">
        <p>{t('choose.goneMeanwhile')}</p>
      </Said>
      <Link to="/patient/consents">{t('change.back')}</Link>
    </Page>
  );
}
