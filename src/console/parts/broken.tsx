import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failed } from './failed.tsx';
import { Page } from './page.tsx';

/** In place of a page that cannot be drawn, or whose code did not come; what it stands in stays, with the ways out of it. */
export function Broken({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <Page title={t('failed.title')}>
      {/* Without loading the document anew: the key of whoever is in may be in this page alone. */}
      <Failed isTitled={false} error={error} again={() => void router.invalidate()} />
    </Page>
  );
}
