import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../client/index.ts';
import { figure } from '../words/numbers.ts';
import { date } from '../words/times.ts';
import type { Known } from './asked.ts';
import { currentVersion } from './catalogue-filter.ts';
import { standingOf } from './standing.ts';
import { StandingWord } from './standing-word.tsx';
import { useWords } from './use-words.ts';

/** Kinds that a card names, those of most people: the dataset’s page has all. */
const NAMED = 6;

/** A dataset of this hospital, as the catalogue has it. */
export function DatasetCard({
  dataset,
  known,
  steward,
  kinds = {},
}: {
  readonly dataset: Dataset;
  readonly known: Known;
  readonly steward: string;
  /** How many people have items of each kind. */
  readonly kinds?: Readonly<Record<string, number>> | undefined;
}) {
  const words = useWords();
  const { t } = useTranslation('research-catalogue');
  const version = currentVersion(dataset);
  const named = Object.keys(kinds).sort((one, other) => (kinds[other] ?? 0) - (kinds[one] ?? 0));
  const standing = standingOf(dataset, known.permits, known.holder);
  return (
    <article className="card stack">
      <div className="stack close">
        <h3>
          <Link to="/research/datasets/$dataset" params={{ dataset: dataset.dataset }}>
            {words.dataset(dataset)}
          </Link>
        </h3>
        <p className="quiet">
          {[
            steward,
            itemsIn(t, version?.items),
            ...(version ? [t('published', { when: date(version.publishedAt) })] : []),
          ].join(' · ')}
        </p>
        {dataset.description && <p>{dataset.description}</p>}
      </div>
      {version && (
        <dl className="facts">
          <dt>{t('for')}</dt>
          <dd>{words.permission(version.permission)}</dd>
          {named.length > 0 && (
            <>
              <dt>{t('kinds')}</dt>
              <dd>{[...named.slice(0, NAMED), ...(named.length > NAMED ? ['…'] : [])].join(', ')}</dd>
            </>
          )}
          <dt>{t('asked')}</dt>
          <dd>
            {[
              t('askedPermit'),
              ...(version.policy === 'ask-each-time' ? [t('askedEach')] : []),
              ...(version.modifiers.length > 0 ? [t('askedConditions', { count: version.modifiers.length })] : []),
            ].join(', ')}
            . <span className="quiet">{t('duration')}</span>
          </dd>
        </dl>
      )}
      <StandingWord dataset={dataset} standing={standing} />
    </article>
  );
}

function itemsIn(t: ReturnType<typeof useTranslation<'research-catalogue'>>['t'], items: number | undefined): string {
  return items === undefined ? t('itemsUnknown') : t('items', { count: items, shown: figure(items) });
}
