import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset, DatasetVersion, Permit } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { figure, listed } from '../words/numbers.ts';
import { AnswerOr } from './answer-or.tsx';
import { AskHolder } from './ask-holder.tsx';
import { type Known, useKnown } from './asked.ts';
import { currentVersion } from './catalogue-filter.ts';
import './dataset-words.ts';
import { EstimateAnswer } from './estimate.tsx';
import { keepUse, keptUse } from './kept-use.ts';
import { useKindsOf } from './kinds.ts';
import { NextStep } from './next-step.tsx';
import { standingOf } from './standing.ts';
import { FactFields, PurposeField } from './use-form.tsx';
import { declaredByPermit, isDeclarable, type UseOfData } from './use-of-data.ts';
import { purposesUnder, useWords } from './use-words.ts';
import { Versions } from './versions.tsx';

// The layout of graphs is large, and few datasets have one.
const Lineage = lazy(() => import('./lineage.tsx').then((module) => ({ default: module.Lineage })));
const route = getRouteApi('/research/datasets/$dataset');

export function DatasetPage() {
  return <AnswerOr query={useKnown()}>{(known) => <Shown known={known} />}</AnswerOr>;
}

function Shown({ known }: { readonly known: Known }) {
  const { t } = useTranslation('research-dataset');
  const words = useWords();
  const { dataset: id } = route.useParams();
  const kinds = useKindsOf(known).data;
  const dataset = known.datasets.find((one) => one.dataset === id);
  if (dataset === undefined) {
    return (
      <Page title={t('missing')}>
        <p>{t('missingText')}</p>
        <ToCatalogue />
      </Page>
    );
  }
  const version = currentVersion(dataset);
  const steward = known.members.find(({ identity }) => identity === dataset.holder);
  return (
    <Page title={words.dataset(dataset)}>
      <div className="stack close">
        {dataset.description && <p>{dataset.description}</p>}
        <p className="quiet">{t('steward', { name: words.member(steward) })}</p>
      </div>
      <NextStep dataset={dataset} known={known} />
      {['possible', 'over'].includes(standingOf(dataset, known.permits, known.holder).state) && <AskHolder />}
      <div className="halves">
        <div className="stack wide">
          {version && <Allowed version={version} />}
          {dataset.holder === known.holder && <Contents version={version} kinds={kinds?.get(id)} />}
          <Versions versions={dataset.versions} />
          <Suspense fallback={<Waiting />}>
            <Lineage dataset={dataset} datasets={known.datasets} />
          </Suspense>
        </div>
        {version && dataset.holder === known.holder && dataset.retiredAt === 0 && (
          <Ask dataset={dataset} permit={grantedOf(dataset, known)} />
        )}
      </div>
      <ToCatalogue />
    </Page>
  );
}

function ToCatalogue() {
  const { t } = useTranslation('research-dataset');
  return (
    <p>
      <Link to="/research/catalogue">{t('back')}</Link>
    </p>
  );
}

function Allowed({ version }: { readonly version: DatasetVersion }) {
  const { t } = useTranslation('research-dataset');
  const words = useWords();
  const { permission, modifiers, policy, identifiable } = version;
  const purposes = purposesUnder(permission).map(words.purpose);
  return (
    <>
      <section className="stack close">
        <h2>{t('allowed')}</h2>
        <p>{words.permission(permission)}</p>
        {purposes.length > 0 && <p className="quiet">{t('purposes', { purposes: listed(purposes) })}</p>}
        {modifiers.length === 0 && <p>{t('noConditions')}</p>}
        {modifiers.length > 0 && (
          <>
            <h3>{t('conditions')}</h3>
            <ul className="items">
              {modifiers.map((code) => (
                <li key={code}>{words.condition(code)}</li>
              ))}
            </ul>
            <p className="quiet">{t('conditionsText')}</p>
          </>
        )}
      </section>
      <section className="stack close">
        <h2>{t('asked')}</h2>
        <ul className="items">
          <li>{t('askedPermit')}</li>
          <li>{t(policy === 'ask-each-time' ? 'askedEach' : 'askedStanding')}</li>
          <li>{t(identifiable ? 'askedIdentifiable' : 'askedPlain')}</li>
        </ul>
      </section>
    </>
  );
}

/** Nobody but the hospital knows more of what is in it than the ledger and the description say. */
function Contents({
  version,
  kinds = {},
}: {
  readonly version: DatasetVersion | undefined;
  readonly kinds: Readonly<Record<string, number>> | undefined;
}) {
  const { t } = useTranslation('research-dataset');
  if (version?.items === undefined) return null;
  const { items, sharedCount } = version;
  return (
    <section className="stack close">
      <h2>{t('contents')}</h2>
      <p>
        {t('contentsItems', { count: items, shown: figure(items) })}
        {sharedCount > 0 && ` ${t('contentsShared', { count: sharedCount, shown: figure(sharedCount) })}`}
      </p>
      {Object.keys(kinds).length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('kind')}</th>
              <th scope="col">{t('people')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(kinds)
              .sort(([, one], [, other]) => other - one)
              .map(([kind, people]) => (
                <tr key={kind}>
                  <th scope="row">{kind}</th>
                  <td>{t('peopleAbout', { figure: figure(people), most: figure(people + 9) })}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
      <p className="quiet">{t('contentsText')}</p>
    </section>
  );
}

/** What is asked stands in the address; asking is a press of its own, since each different question counts. */
function Ask({ dataset, permit }: { readonly dataset: Dataset; readonly permit: Permit | undefined }) {
  const { t } = useTranslation('research-estimate');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [use, setUse] = useState<UseOfData>(() => ({
    ...keptUse(),
    ...(permit && { ...declaredByPermit(permit), purpose: permit.purpose || undefined }),
    ...given(search),
  }));
  const isAsked = search.purpose !== undefined;
  const change = (next: UseOfData) => {
    keepUse(next);
    setUse(next);
  };
  const ask = () => {
    void navigate({ search: use, replace: true, resetScroll: false });
  };
  return (
    <section className="card stack">
      <h2>{t('title')}</h2>
      <PurposeField use={use} onChange={change} />
      {permit && <p className="quiet">{t('use.fromPermit', { ns: 'research', permit: permit.permit })}</p>}
      <FactFields use={use} onChange={change} />
      <p className="quiet">{t('text')}</p>
      <div className="row">
        <Button look="main" onPress={ask} isDisabled={use.purpose === undefined || !isDeclarable(use)}>
          {t('ask')}
        </Button>
      </div>
      {isAsked && <EstimateAnswer dataset={dataset} use={search} />}
    </section>
  );
}

/** The permit that counts, if there is one. */
function grantedOf(dataset: Dataset, { permits, holder }: Known): Permit | undefined {
  const standing = standingOf(dataset, permits, holder);
  return standing.state === 'granted' ? standing.permit : undefined;
}

function given(use: UseOfData): UseOfData {
  return Object.fromEntries(Object.entries(use).filter(([, value]) => value !== undefined));
}
