import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GrantId } from '../../client/index.ts';
import './words/choose.ts';

/** How somebody keeps one organisation out, which no consent can say. */
export function NotOne({ grant }: { readonly grant: GrantId }) {
  const { t } = useTranslation('patient');
  return (
    <details>
      <summary>{t('choose.notOne.ask')}</summary>
      <div className="stack close">
        <p>{t('choose.notOne.cannot')}</p>
        <ol className="items">
          <li>{t('choose.notOne.only')}</li>
          <li>{t('choose.notOne.others')}</li>
        </ol>
        <p>
          {t('choose.notOne.noneLeft')}{' '}
          <Link to="/patient/consents/$grant" params={{ grant }}>
            {t('choose.notOne.stop')}
          </Link>
        </p>
      </div>
    </details>
  );
}
