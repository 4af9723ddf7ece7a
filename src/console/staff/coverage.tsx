import { useQuery } from '@tanstack/react-query';
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
import { OfDuty } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { permitsOf, useNames } from './asked.ts';
import { CoverageBars } from './coverage-bars.tsx';
import { CoverageTable } from './coverage-table.tsx';
import './coverage-words.ts';
import { usePeopleWords } from './told-people.ts';
import { PURPOSES, useWordsOfUse } from './use-words.ts';

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
  const { gateway } = usePerson();
  const query = useQuery({
    queryKey: ['staff', 'coverage', dataset],
    queryFn: () => readCoverage(gateway, dataset),
  });
  return <Answer query={query}>{(coverage) => <Shown coverage={coverage} />}</Answer>;
}

function Shown({ coverage }: { readonly coverage: Coverage }) {
  const { t } = useTranslation('staff-coverage');
  const said = usePeopleWords(coverage.counts);
  const { version, patients, block, counts } = coverage;
  if (patients === 0) return <p className="quiet">{t('empty', { version })}</p>;
  const purposes = inOrder(coverage.purposes);
  return (
    <>
      <p>
        <strong>{t('assumesNothing')}</strong> {t('says', { version })}
      </p>
      <OfDuty duties={['reviewer', 'auditor', 'researcher']}>
        <PermitsNow dataset={coverage.dataset} />
      </OfDuty>
      {counts === 'full-tens' && <p>{t('fullTens')}</p>}
      <CoverageBars title={t('chart', { all: said(patients) })} all={patients} purposes={purposes} counts={counts} />
      <CoverageTable purposes={purposes} counts={counts} />
      <Assumed coverage={coverage} />
      <p className="quiet">{t('asOf', { when: moment(block.time), height: block.height })}</p>
    </>
  );
}

/** What the permits that count attest already, which the bars leave out. */
function PermitsNow({ dataset }: { readonly dataset: DatasetId }) {
  const { t } = useTranslation('staff-coverage');
  const { gateway } = usePerson();
  const names = useNames();
  const words = useWordsOfUse();
  const permits = useQuery(permitsOf(gateway));
  const now = (permits.data ?? []).filter((one) => one.dataset === dataset && one.state === 'active');
  if (now.length === 0) return null;
  return (
    <>
      <p>{t('permitsNow')}</p>
      <ul className="points">
        {now.map((one) => {
          const { permit, requester, purpose } = one;
          const codes = attestedCodes(one).map(words.modifier);
          const facts = { number: permit, who: names.member(requester), purpose: words.purpose(purpose) };
          return (
            <li key={permit}>
              {t('permit', facts)} {codes.length === 0 ? t('attestsNothing') : t('attests', { what: codes.join('; ') })}
            </li>
          );
        })}
      </ul>
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
        <li>{t('assume.facts')}</li>
        <li>{t('assume.delivery')}</li>
        <li>{t(assumed.identifiable ? 'assume.identifiable' : 'assume.deidentified')}</li>
      </ul>
    </details>
  );
}
