import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Database } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Dataset, type Draft, newestVersion } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { datasetsOf, draftsOf, useNames } from './asked.ts';
import './datasets-words.ts';
import { figure, size } from '../words/numbers.ts';
import { FailedImports } from './failed-imports.tsx';
import { Listing } from './listing.tsx';
import { RegisterDataset } from './register-dataset.tsx';
import { StateMark } from './state-mark.tsx';
import { useWordsOfUse } from './use-words.ts';

/** The holder's datasets, what is being imported, and those of others. */
export function Datasets() {
  const { t } = useTranslation('staff-datasets');
  const { gateway, standing } = usePerson();
  const datasets = useQuery(datasetsOf(gateway));
  const isManager = useMay()('data-manager');
  const drafts = useQuery({ ...draftsOf(gateway), enabled: isManager });
  return (
    <Page title={t('title')}>
      <Answer query={datasets}>
        {(all) => {
          const own = all.filter(({ holder }) => holder === standing.member);
          const others = all.filter(({ holder }) => holder !== standing.member);
          return (
            <>
              <OwnDatasets datasets={own} drafts={drafts.data} />
              {isManager && (
                <>
                  <RegisterDataset />
                  <Answer query={drafts}>
                    {(known) => <OpenDrafts drafts={known.filter(({ state }) => state !== 'published')} />}
                  </Answer>
                  <FailedImports />
                </>
              )}
              {others.length > 0 && <OthersDatasets datasets={others} />}
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function OwnDatasets({
  datasets,
  drafts,
}: {
  readonly datasets: readonly Dataset[];
  readonly drafts: readonly Draft[] | undefined;
}) {
  const { t } = useTranslation('staff-datasets');
  const words = useWordsOfUse();
  const newest = ({ versions }: Dataset) => versions.at(-1);
  return (
    <Listing
      label={t('title')}
      rows={datasets}
      keyOf={({ dataset }) => dataset}
      empty={t('none')}
      columns={[
        {
          title: t('name'),
          cell: ({ dataset, name }) => (
            <Link to="/staff/datasets/$dataset" params={{ dataset }}>
              {name}
            </Link>
          ),
        },
        { title: t('state'), cell: (one) => <DatasetState dataset={one} /> },
        { title: t('versions'), isNumber: true, cell: ({ versions }) => figure(versions.length) },
        {
          title: t('patients'),
          isNumber: true,
          cell: (one) => {
            const patients = patientsOf(one, drafts);
            return patients === undefined ? t('notKnown') : figure(patients);
          },
        },
        {
          title: t('uses'),
          isLong: true,
          cell: (one) => {
            const last = newest(one);
            return last === undefined ? '' : words.use(last.permission, last.modifiers);
          },
        },
      ]}
    />
  );
}

/** Of the newest version, as the import says that it came from; undefined where that is not kept. */
export function patientsOf({ dataset, versions }: Dataset, drafts: readonly Draft[] | undefined): number | undefined {
  const items = versions.at(-1)?.items;
  return drafts?.findLast((one) => one.dataset === dataset && one.state === 'published' && one.items === items)
    ?.subjects;
}

export function DatasetState({ dataset }: { readonly dataset: Dataset }) {
  const { t } = useTranslation('staff-datasets');
  if (dataset.retiredAt !== 0) return <StateMark as="danger">{t('states.retired')}</StateMark>;
  if (dataset.versions.length === 0) return <StateMark as="warn">{t('states.empty')}</StateMark>;
  if (newestVersion(dataset) === undefined) return <StateMark as="warn">{t('states.superseded')}</StateMark>;
  return <StateMark as="done">{t('states.released')}</StateMark>;
}

/** What runs, or was imported and is not published. */
export function OpenDrafts({ drafts }: { readonly drafts: readonly Draft[] }) {
  const { t } = useTranslation('staff-datasets');
  const names = useNames();
  if (drafts.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t('running')}</h2>
      <Listing
        label={t('running')}
        rows={drafts}
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
          {
            title: t('state'),
            cell: ({ state }) => (
              <StateMark as={state === 'published' ? 'done' : 'warn'}>{t(`draft.${state}`)}</StateMark>
            ),
          },
          { title: t('patients'), isNumber: true, cell: ({ subjects }) => figure(subjects) },
          { title: t('items'), isNumber: true, cell: ({ items }) => figure(items) },
          { title: t('size'), isNumber: true, cell: ({ bytes }) => size(bytes) },
          { title: t('imported'), cell: ({ sealedAt }) => (sealedAt === 0 ? '' : moment(sealedAt)) },
        ]}
      />
    </section>
  );
}

function OthersDatasets({ datasets }: { readonly datasets: readonly Dataset[] }) {
  const { t } = useTranslation('staff-datasets');
  const names = useNames();
  const words = useWordsOfUse();
  return (
    <section className="stack">
      <h2>{t('others')}</h2>
      <Listing
        label={t('others')}
        rows={datasets}
        keyOf={({ dataset }) => dataset}
        empty=""
        columns={[
          { title: t('holder'), cell: ({ holder }) => names.member(holder) },
          {
            title: t('name'),
            cell: ({ dataset, name }) => (
              <Link to="/staff/datasets/$dataset" params={{ dataset }}>
                <Database aria-hidden size={16} /> {name || names.dataset(dataset)}
              </Link>
            ),
          },
          {
            title: t('uses'),
            isLong: true,
            cell: ({ versions }) => {
              const last = versions.at(-1);
              return last === undefined ? '' : words.use(last.permission, last.modifiers);
            },
          },
        ]}
      />
    </section>
  );
}
