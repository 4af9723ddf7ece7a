import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  attestedCodes,
  type Coverage,
  type Dataset,
  type DatasetId,
  newestVersion,
  type PurposeCoverage,
  readCoverage,
} from '../../client/index.ts';
import { AnyOf } from '../parts/choices.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { permitsOf } from './asked.ts';
import { CoverageBars } from './coverage-bars.tsx';
import { type Choose, PermitsNow } from './coverage-permits.tsx';
import { CoverageTable } from './coverage-table.tsx';
import './coverage-words.ts';
import { usePeopleWords } from './told-people.ts';
import { MODIFIERS, PURPOSES, useWordsOfUse } from './use-words.ts';

/** In the address: a request that declares nothing. */
const NOTHING = 'none';

/** How many patients of the holder's own dataset would be released for what, as the gateway decides and not this page. */
export function CoverageOf({ dataset }: { readonly dataset: Dataset }) {
  const { t } = useTranslation('staff-coverage');
  const isReleased = dataset.retiredAt === 0 && newestVersion(dataset) !== undefined;
  return (
    <section className="stack">
      <h2>{t('title')}</h2>
      {isReleased ? <Counted dataset={dataset.dataset} /> : <p className="quiet">{t('ended')}</p>}
    </section>
  );
}

function Counted({ dataset }: { readonly dataset: DatasetId }) {
  const { t } = useTranslation('staff-coverage');
  const { gateway } = usePerson();
  const { meets: asked } = useSearch({ from: '/staff/datasets/$dataset' });
  const navigate = useNavigate({ from: '/staff/datasets/$dataset' });
  const seesPermits = useMay()('reviewer', 'auditor', 'researcher');
  const permits = useQuery({ ...permitsOf(gateway), enabled: seesPermits });
  const now = (permits.data ?? []).filter((one) => one.dataset === dataset && one.state === 'active');
  // Until somebody chooses, what the first permit gets: a request that declares nothing often gets nothing, which no permit means.
  const [first] = now;
  const meets = asked === undefined ? (first ? attestedCodes(first) : []) : asked === NOTHING ? [] : asked.split(',');
  const choose = (codes: readonly string[]) =>
    void navigate({ search: { meets: codes.join(',') || NOTHING }, replace: true, resetScroll: false });
  const query = useQuery({
    queryKey: ['staff', 'coverage', dataset, meets.join(',')],
    queryFn: () => readCoverage(gateway, dataset, { meets }),
    enabled: !permits.isLoading,
    // What is chosen stays where it is while it is counted.
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <p>{t('looking')}</p>
      <PermitsNow permits={now} meets={meets} choose={choose} />
      <Met meets={meets} isChosen={asked !== undefined} choose={choose} />
      <Answer query={query}>{(coverage) => <Shown coverage={coverage} isOfBefore={query.isPlaceholderData} />}</Answer>
    </>
  );
}

/** What the request that is counted for meets, and its permit attests. */
function Met({
  meets,
  isChosen,
  choose,
}: {
  readonly meets: readonly string[];
  /** By somebody, and not by the permit that stands first. */
  readonly isChosen: boolean;
  readonly choose: Choose;
}) {
  const { t } = useTranslation('staff-coverage');
  const words = useWordsOfUse();
  // It stays as it was opened, also where the last one is taken away.
  const [isOpen] = useState(isChosen);
  const offered = [...MODIFIERS, ...meets.filter((code) => !MODIFIERS.some((known) => known === code))];
  return (
    <details className="folded" open={isOpen}>
      <summary>{t('meets')}</summary>
      <div className="two-columns">
        <AnyOf
          label={t('meetsWhich')}
          value={meets}
          onChange={choose}
          options={offered.map((value) => ({ value, label: words.modifier(value) }))}
        />
      </div>
    </details>
  );
}

function Shown({
  coverage,
  isOfBefore,
}: {
  readonly coverage: Coverage;
  /** It was counted for what was chosen before; the new count is on its way. */
  readonly isOfBefore: boolean;
}) {
  const { t } = useTranslation('staff-coverage');
  const words = useWordsOfUse();
  const said = usePeopleWords(coverage.counts);
  const { version, patients, block, counts } = coverage;
  if (patients === 0) return <p className="quiet">{t('empty', { version })}</p>;
  const { attested } = coverage.assumed;
  const purposes = inOrder(coverage.purposes);
  return (
    <>
      <p>
        <strong>
          {attested.length === 0
            ? t('assumesNothing')
            : t('assumesMet', { what: attested.map(words.modifier).join('; ') })}
        </strong>
      </p>
      {isOfBefore && <Waiting />}
      {counts === 'full-tens' && <p>{t('fullTens')}</p>}
      <CoverageBars title={t('chart', { all: said(patients) })} all={patients} purposes={purposes} counts={counts} />
      <CoverageTable purposes={purposes} counts={counts} />
      <Assumed coverage={coverage} />
      <p className="quiet">{t('asOf', { version, when: moment(block.time), height: block.height })}</p>
    </>
  );
}

/** As forms list them; those that this version does not know come last. */
function inOrder(purposes: readonly PurposeCoverage[]): PurposeCoverage[] {
  const places: readonly number[] = PURPOSES;
  const place = ({ purpose }: PurposeCoverage) => (places.includes(purpose) ? places.indexOf(purpose) : places.length);
  return purposes.toSorted((one, other) => place(one) - place(other));
}

function Assumed({ coverage: { assumed } }: { readonly coverage: Coverage }) {
  const { t } = useTranslation('staff-coverage');
  return (
    <details className="folded">
      <summary>{t('assumed')}</summary>
      <ul className="points">
        <li>{t('assume.requester')}</li>
        <li>{t('assume.basis')}</li>
        {assumed.attested.length === 0 && <li>{t('assume.facts')}</li>}
        <li>{t('assume.delivery')}</li>
        <li>{t(assumed.identifiable ? 'assume.identifiable' : 'assume.deidentified')}</li>
      </ul>
    </details>
  );
}
