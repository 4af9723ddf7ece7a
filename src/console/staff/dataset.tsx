import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Dataset,
  type DatasetId,
  type DatasetVersion,
  readDataset,
  readLineage,
  retireDataset,
  supersedeVersion,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Answer, PageAnswer } from './answer.tsx';
import { draftsOf, useNames } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { CoverageOf } from './coverage.tsx';
import { DatasetState, OpenDrafts, patientsOf } from './datasets.tsx';
import './datasets-words.ts';
import { figure } from '../words/numbers.ts';
import { Listing } from './listing.tsx';
import { StateMark } from './state-mark.tsx';
import { useWordsOfUse } from './use-words.ts';

// The layout of graphs is large, and most datasets come from nowhere.
const Lineage = lazy(() => import('./lineage.tsx').then((module) => ({ default: module.Lineage })));

/** One dataset, with all that may be done with it. */
export function DatasetPage() {
  const { dataset } = useParams({ from: '/staff/datasets/$dataset' });
  const { gateway, standing } = usePerson();
  const may = useMay();
  const isOwn = ({ holder }: Dataset) => holder === standing.member;
  const isManaged = (one: Dataset) => isOwn(one) && may('data-manager');
  const names = useNames();
  const query = useQuery({
    queryKey: ['staff', 'dataset', dataset],
    queryFn: () => readDataset(gateway, dataset as DatasetId),
  });
  return (
    <PageAnswer query={query}>
      {(one) => (
        <Page title={one.name || names.dataset(one.dataset)}>
          {isManaged(one) && <OwnParts dataset={one} />}
          <Versions dataset={one} isOwn={isManaged(one)} />
          {isOwn(one) && may('data-manager', 'reviewer', 'auditor') && <CoverageOf dataset={one} />}
          <LineageOf dataset={one} />
          {isManaged(one) && one.retiredAt === 0 && <Retire dataset={one} />}
        </Page>
      )}
    </PageAnswer>
  );
}

function OwnParts({ dataset: one }: { readonly dataset: Dataset }) {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  const navigate = useNavigate();
  const drafts = useQuery(draftsOf(gateway));
  const patients = patientsOf(one, drafts.data);
  return (
    <>
      <div className="spread">
        <DatasetState dataset={one} />
        {patients !== undefined && (
          <p>
            {t('patients')}: <strong className="figures">{figure(patients)}</strong>
          </p>
        )}
        {one.retiredAt === 0 && (
          <Button
            look="main"
            onPress={() => void navigate({ to: '/staff/datasets/$dataset/import', params: { dataset: one.dataset } })}
          >
            <Upload aria-hidden size={18} />
            {t('importInto')}
          </Button>
        )}
      </div>
      {one.retiredAt !== 0 && (
        <Said as="danger">
          <p>{t('retiredSaid', { when: date(one.retiredAt) })}</p>
        </Said>
      )}
      <OpenDrafts
        drafts={(drafts.data ?? []).filter(({ dataset, state }) => dataset === one.dataset && state !== 'published')}
      />
    </>
  );
}

function Versions({ dataset: one, isOwn }: { readonly dataset: Dataset; readonly isOwn: boolean }) {
  const { t } = useTranslation('staff-datasets');
  const { t: staff } = useTranslation('staff');
  const words = useWordsOfUse();
  return (
    <section className="stack">
      <h2>{t('versions')}</h2>
      <Listing
        label={t('versions')}
        rows={one.versions.toReversed()}
        keyOf={({ version }) => String(version)}
        empty={t('noVersions')}
        columns={[
          { title: t('version'), isNumber: true, cell: ({ version }) => figure(version) },
          {
            title: t('state'),
            cell: ({ supersededAt }) =>
              supersededAt === 0 ? (
                <StateMark as="done">{t('versionState.stands')}</StateMark>
              ) : (
                <StateMark as="danger">{t('versionState.superseded', { when: date(supersededAt) })}</StateMark>
              ),
          },
          { title: t('published'), cell: ({ publishedAt }) => date(publishedAt) },
          {
            title: t('uses'),
            isLong: true,
            cell: ({ permission, modifiers, identifiable }) => (
              <>
                <p>{words.use(permission, modifiers)}</p>
                <p className="quiet">{t(identifiable ? 'identifiesPeople' : 'identifiesNobody')}</p>
              </>
            ),
          },
          {
            title: t('items'),
            isNumber: true,
            cell: ({ items }) => (items === undefined ? t('notKnown') : figure(items)),
          },
          { title: t('shared'), isNumber: true, cell: ({ sharedCount }) => figure(sharedCount) },
          ...(isOwn && one.retiredAt === 0
            ? [
                {
                  title: staff('todo'),
                  cell: (version: DatasetVersion) =>
                    version.supersededAt === 0 && <Supersede dataset={one} version={version.version} />,
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}

function Supersede({ dataset: one, version }: { readonly dataset: Dataset; readonly version: number }) {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  const rest = one.versions.filter((other) => other.supersededAt === 0 && other.version !== version);
  const next = rest.at(-1)?.version;
  return (
    <Confirm
      verb={t('supersede', { version })}
      title={t('supersedeTitle', { version })}
      reason={{ label: t('why') }}
      act={(reason) => supersedeVersion(gateway, one.dataset, version, reason)}
    >
      <p>{t('supersedeSays', { version })}</p>
      <p>{next === undefined ? t('supersedeNone') : t('supersedeNext', { version: next })}</p>
      <p>{t('copies')}</p>
    </Confirm>
  );
}

function Retire({ dataset: { dataset, name } }: { readonly dataset: Dataset }) {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  return (
    <div className="row">
      <Confirm
        verb={t('retire')}
        title={t('retireTitle', { name })}
        reason={{ label: t('why') }}
        act={(reason) => retireDataset(gateway, dataset, reason)}
      >
        <p>{t('retireSays')}</p>
        <p>{t('copies')}</p>
      </Confirm>
    </div>
  );
}

function LineageOf({ dataset: { dataset } }: { readonly dataset: Dataset }) {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  const names = useNames();
  const edges = useQuery({ queryKey: ['staff', 'lineage', dataset], queryFn: () => readLineage(gateway, dataset) });
  return (
    <section className="stack">
      <h2>{t('lineage')}</h2>
      <Answer query={edges}>
        {(all) =>
          all.length === 0 ? (
            <p className="quiet">{t('lineageNone')}</p>
          ) : (
            <Suspense fallback={<Waiting />}>
              <Lineage edges={all} here={dataset} nameOf={names.dataset} />
            </Suspense>
          )
        }
      </Answer>
    </section>
  );
}
