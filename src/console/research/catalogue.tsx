import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { AskHolder } from './ask-holder.tsx';
import { type Known, useKnown } from './asked.ts';
import { fits, SIZES, yearOf } from './catalogue-filter.ts';
import './catalogue-words.ts';
import { Select } from '../parts/select.tsx';
import { AnswerOr } from './answer-or.tsx';
import { DatasetCard } from './dataset-card.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { type KindsOf, useKindsOf } from './kinds.ts';
import type { CatalogueSearch } from './routes.tsx';
import { PURPOSES, useWords } from './use-words.ts';

const route = getRouteApi('/research/catalogue');
/** Cards that are shown at first, and by each press more. */
const SHOWN = 50;

export function Catalogue() {
  const { t } = useTranslation('research-catalogue');
  return (
    <Page title={t('title')}>
      <AnswerOr query={useKnown()}>{(known) => <Found known={known} />}</AnswerOr>
    </Page>
  );
}

function Found({ known }: { readonly known: Known }) {
  const { t } = useTranslation('research-catalogue');
  const { member } = useWords();
  const search = route.useSearch();
  const [shown, setShown] = useState(SHOWN);
  const { datasets, members, holder } = known;
  const stewardOf = (dataset: Dataset) => member(members.find(({ identity }) => identity === dataset.holder));
  const kinds = useKindsOf(known).data;
  const found = datasets.filter((one) => fits(one, stewardOf(one), search, kinds?.get(one.dataset)));
  const own = found.filter((one) => one.holder === holder);
  const others = found.filter((one) => one.holder !== holder);
  if (datasets.length === 0) return <Nothing title={t('empty')} text={t('emptyText')} />;
  return (
    <div className="catalogue">
      <Facets known={known} kinds={kinds} search={search} stewardOf={stewardOf} />
      <div className="stack">
        <p role="status" className="quiet">
          {t('shown', { count: found.length, all: datasets.length })}
        </p>
        {found.length === 0 && <Nothing title={t('none')} text={t('noneText')} />}
        {own.length > 0 && <h2>{t('own')}</h2>}
        {own.slice(0, shown).map((one) => (
          <DatasetCard
            key={one.dataset}
            dataset={one}
            known={known}
            steward={stewardOf(one)}
            kinds={kinds?.get(one.dataset)}
          />
        ))}
        {own.length > shown && (
          <div className="row">
            <Button onPress={() => setShown(shown + SHOWN)}>{t('more')}</Button>
          </div>
        )}
        {own.length > 0 && <AskHolder />}
        <Elsewhere datasets={others} known={known} />
      </div>
    </div>
  );
}

function Nothing({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="card stack close">
      <p>
        <strong>{title}</strong>
      </p>
      <p>{text}</p>
    </div>
  );
}

function Facets({
  known: { datasets },
  kinds,
  search,
  stewardOf,
}: {
  readonly known: Known;
  readonly kinds: KindsOf | undefined;
  readonly search: CatalogueSearch;
  readonly stewardOf: (dataset: Dataset) => string;
}) {
  const { t } = useTranslation('research-catalogue');
  const { purpose } = useWords();
  const navigate = route.useNavigate();
  const put = (change: CatalogueSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const years = [...new Set(datasets.flatMap((one) => yearOf(one) ?? []))].sort().reverse();
  const named = new Set([...(kinds?.values() ?? [])].flatMap(Object.keys));
  if (search.kind !== undefined) named.add(search.kind);
  const stewards = [...new Map(datasets.map((one) => [one.holder, stewardOf(one)]))];
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <search className="facets stack">
      <TextField
        label={t('search')}
        hint={t('searchHint')}
        type="search"
        value={search.text ?? ''}
        onChange={(text) => put({ text: text || undefined })}
      />
      <Select
        label={t('purpose')}
        none={t('any')}
        value={search.purpose?.toString()}
        options={PURPOSES.map((code) => ({ value: String(code), label: purpose(code) }))}
        onChange={(code) => put({ purpose: code === undefined ? undefined : Number(code) })}
      />
      <Select
        label={t('size')}
        none={t('any')}
        value={search.size}
        options={SIZES.map((value) => ({ value, label: t(`sizes.${value}`) }))}
        onChange={(size) => put({ size })}
      />
      {named.size > 0 && (
        <Select
          label={t('kind')}
          hint={t('kindHint')}
          none={t('any')}
          value={search.kind}
          options={[...named].sort().map((value) => ({ value, label: value }))}
          onChange={(kind) => put({ kind })}
        />
      )}
      <Select
        label={t('year')}
        none={t('any')}
        value={search.year}
        options={years.map((value) => ({ value, label: value }))}
        onChange={(year) => put({ year })}
      />
      <Select
        label={t('steward')}
        none={t('any')}
        value={search.steward}
        options={stewards.map(([value, label]) => ({ value, label }))}
        onChange={(steward) => put({ steward })}
      />
      {isNarrowed && (
        <div className="row">
          <Button
            look="plain"
            onPress={() =>
              put({
                ...{ text: undefined, purpose: undefined, size: undefined },
                ...{ year: undefined, kind: undefined, steward: undefined },
              })
            }
          >
            {t('clear')}
          </Button>
        </div>
      )}
    </search>
  );
}
