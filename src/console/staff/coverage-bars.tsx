import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coverage, People, PurposeCoverage } from '../../client/index.ts';
import './coverage.css';
import { drawn, usePeopleWords } from './told-people.ts';
import { useWordsOfUse } from './use-words.ts';
import { WhyCovered } from './why-covered.tsx';

const PARTS = ['released', 'review', 'withheld'] as const;

/** One bar a purpose, of three parts; each part's words and number stand under it, so that nothing hangs on the picture. */
export function CoverageBars({
  title,
  all,
  purposes,
  counts,
}: {
  readonly title: string;
  /** What a full bar stands for. */
  readonly all: People;
  readonly purposes: readonly PurposeCoverage[];
  readonly counts: Coverage['counts'];
}) {
  const id = useId();
  const words = useWordsOfUse();
  return (
    <figure className="stack" aria-labelledby={id}>
      <figcaption id={id}>
        <strong>{title}</strong>
      </figcaption>
      <ul role="list" className="columns">
        {purposes.map((one) => (
          <li key={one.purpose} className="coverage">
            <strong>{words.purpose(one.purpose)}</strong>
            <Parts of={one} all={all} counts={counts} />
            <WhyCovered of={one} counts={counts} />
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Parts({
  of,
  all,
  counts,
}: {
  readonly of: PurposeCoverage;
  readonly all: People;
  readonly counts: Coverage['counts'];
}) {
  const { t } = useTranslation('staff-coverage');
  const said = usePeopleWords(counts);
  const sum = PARTS.reduce((total, part) => total + drawn(of[part]), 0);
  const full = Math.max(1, drawn(all), sum);
  return (
    <>
      <span className="parts" aria-hidden>
        {PARTS.filter((part) => drawn(of[part]) > 0).map((part) => (
          <span key={part} className={part} style={{ width: `${(100 * drawn(of[part])) / full}%` }} />
        ))}
      </span>
      <span className="legend">
        {PARTS.map((part) => (
          <span key={part}>
            <span className={`mark ${part}`} aria-hidden />
            {t(part)} <strong className="figures">{said(of[part])}</strong>
          </span>
        ))}
      </span>
    </>
  );
}
