import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { OF_PATIENTS } from '../houses.ts';
import { Button } from './button.tsx';
import { failureKind } from './failure-kind.ts';
import { lazyPart } from './lazy.ts';
import { Said } from './said.tsx';

// Most pages never fail.
const Officer = lazyPart(() => import('./officer.tsx').then((module) => module.Officer));

/** What went wrong in words, and what to do; what the program says stands behind. With `again` it is something that was read, without
 *  it something that was done: that nothing was changed is said where the gateway refused it, and nowhere else. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { t } = useTranslation();
  const kind = failureKind(error, again !== undefined);
  return (
    <Said as="danger" role="alert">
      <p>
        <strong>{t('failed.title')}</strong>
      </p>
      <p>{t(`failed.${kind}`)}</p>
      {/* What fails there is answered for by somebody with a name. */}
      {OF_PATIENTS.test(location.pathname) && (
        <Suspense>
          <Officer />
        </Suspense>
      )}
      {error instanceof Error && (
        <details>
          <summary>{t('failed.details')}</summary>
          <p className="quiet" lang="en">
            {error.message}
          </p>
        </details>
      )}
      {again && (
        <div className="row">
          <Button onPress={again}>{t('tryAgain')}</Button>
        </div>
      )}
    </Said>
  );
}
