import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { discardDraft } from '../../client/index.ts';
import { ProgramWords } from '../parts/program-words.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { failedImportsOf, useNames } from './asked.ts';
import { Confirm } from './confirm.tsx';
import './datasets-words.ts';
import { Listing } from './listing.tsx';

/** Imports of which nothing was kept, with why, until somebody has done something about each. */
export function FailedImports() {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  const names = useNames();
  const query = useQuery(failedImportsOf(gateway));
  if (query.data?.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t('failed')}</h2>
      <p>{t('failedSays')}</p>
      <Answer query={query}>
        {(failed) => (
          <Listing
            label={t('failed')}
            rows={failed.toReversed()}
            keyOf={(one) => one.import}
            empty=""
            columns={[
              {
                title: t('import'),
                cell: (one) => (
                  <Link to="/staff/imports/$job" params={{ job: one.import }}>
                    {t('openImport', { name: names.dataset(one.dataset) })}
                  </Link>
                ),
              },
              { title: t('when'), cell: ({ failedAt }) => moment(failedAt) },
              { title: t('why'), cell: ({ error }) => error && <ProgramWords>{error.detail}</ProgramWords> },
              {
                title: t('next'),
                cell: (one) => (
                  <div className="row">
                    <Link to="/staff/datasets/$dataset/import" params={{ dataset: one.dataset }}>
                      {t('importAgain', { name: names.dataset(one.dataset) })}
                    </Link>
                    <Confirm
                      look="plain"
                      verb={t('forgetFailed')}
                      title={t('forgetFailedTitle')}
                      act={() => discardDraft(gateway, one.import)}
                    >
                      <p>{t('forgetFailedSays')}</p>
                    </Confirm>
                  </div>
                ),
              },
            ]}
          />
        )}
      </Answer>
    </section>
  );
}
