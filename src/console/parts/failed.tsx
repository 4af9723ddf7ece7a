import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { OF_PATIENTS } from '../houses.ts';
import { startOf } from '../session/asked.ts';
import { moment } from '../words/times.ts';
import { Button } from './button.tsx';
import { failureKind } from './failure-kind.ts';
import { lazyPart } from './lazy.ts';
import { Said } from './said.tsx';

// Most pages never fail. Where the gateway is stopped its code does not come, and the number stays that was told before.
const Officer = lazyPart(() => import('./officer.tsx').then((module) => module.Officer), Telephone);

/** What went wrong in words, and what to do; what the program says stands behind. With `again` it is something that was read, without
 *  it something that was done: that nothing was changed is said where the gateway refused it, and nowhere else. `since`: when it was told
 *  what is shown all the same, in ms; `isTitled`: false where the page is called so. */
export function Failed({
  error,
  again,
  since,
  isTitled = true,
}: {
  readonly error: unknown;
  readonly again?: () => void;
  readonly since?: number;
  readonly isTitled?: boolean;
}) {
  const { t } = useTranslation();
  const kind = failureKind(error, again !== undefined);
  return (
    <Said as="danger" role="alert">
      {isTitled && (
        <p>
          <strong>{t('failed.title')}</strong>
        </p>
      )}
      {since !== undefined && <p>{t('failed.since', { when: moment(since) })}</p>}
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

function Telephone() {
  const telephone = useQuery(startOf()).data?.officer?.telephone;
  return telephone && <a href={`tel:${telephone.replace(/[^+\d]/g, '')}`}>{telephone}</a>;
}
