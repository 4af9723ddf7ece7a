import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { figure } from '../words/numbers.ts';
import { usePatientNumbers } from './asked.ts';
import { counted } from './figures.ts';
import { kindName } from './kind-name.ts';
import { Listing } from './listing.tsx';

type Changes = NonNullable<ImportJob['changes']>;

/** What a draft changes against the version before. */
export function ImportChanges({ changes }: { readonly changes: ImportJob['changes'] }) {
  const { t } = useTranslation('staff-imports');
  return (
    <section className="stack">
      <h2>{t('changes')}</h2>
      {changes == null ? <p>{t('firstVersion')}</p> : <Against changes={changes} />}
    </section>
  );
}

function Against({
  changes: { since, exact, lost, gained, moved, changed, erased, patients },
}: {
  readonly changes: Changes;
}) {
  const { t } = useTranslation('staff-imports');
  const numberOf = usePatientNumbers(patients.flatMap(({ subject }) => subject ?? []));
  const rows = [
    ['gained', gained],
    ['changed', changed ?? {}],
    ['lost', lost],
    ['moved', moved],
  ] as const;
  const isSame = !takesAway({ lost, moved });
  return (
    <>
      {isSame && <p>{t('noChanges', { since })}</p>}
      {exact && changed === undefined && <p>{t('changedUnknown', { since })}</p>}
      {!exact && (
        <Said>
          <p>{t('coarse')}</p>
        </Said>
      )}
      <dl className="facts said-at-length">
        {rows
          .filter(([, counts]) => Object.keys(counts).length > 0)
          .map(([what, counts]) => (
            <Fragment key={what}>
              <dt>{t(what, { since })}</dt>
              <dd>{counted(counts, kindName)}</dd>
            </Fragment>
          ))}
        {erased > 0 && (
          <>
            <dt>{t('erased')}</dt>
            <dd>{figure(erased)}</dd>
          </>
        )}
      </dl>
      {patients.length > 0 && (
        <Listing
          label={t('losing')}
          rows={patients}
          keyOf={({ subject }) => subject ?? ''}
          empty=""
          columns={[
            {
              title: t('patient'),
              cell: ({ subject }) => (subject === null ? t('ofNobody') : numberOf(subject)),
            },
            { title: t('loses'), cell: ({ lost: own, gone }) => (gone ? t('losingAll') : counted(own, kindName)) },
          ]}
        />
      )}
    </>
  );
}

/** Whether somebody has less by it, or something is somebody else's. */
export function takesAway({ lost, moved }: Pick<Changes, 'lost' | 'moved'>): boolean {
  return Object.keys(lost).length + Object.keys(moved).length > 0;
}
