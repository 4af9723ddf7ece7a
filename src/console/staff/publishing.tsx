import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DatasetId, Publication } from '../../client/index.ts';
import { ProgramWords } from '../parts/program-words.tsx';
import { Said } from '../parts/said.tsx';
import { figure } from '../words/numbers.ts';

/** How far a publication is, and what it came to. */
export function Publishing({
  publication,
  dataset,
}: {
  readonly publication: Publication;
  readonly dataset: DatasetId;
}) {
  const { t } = useTranslation('staff-imports');
  const { state, progress, published, error } = publication;
  if (published !== undefined) {
    const { version, items, subjects, shared, taken, warnings } = published;
    return (
      <>
        <Said as="done" role="status">
          <p>
            {t('published', {
              version,
              items: t('packed', { count: items }),
              patients: t('patientsOf', { count: subjects }),
              shared: figure(shared),
            })}
          </p>
          <Link to="/staff/datasets/$dataset" params={{ dataset }}>
            {t('toDataset')}
          </Link>
        </Said>
        {taken > 0 && (
          <Said as="danger">
            <p>{t('taken', { count: taken })}</p>
          </Said>
        )}
        {warnings.map((warning) => (
          <Said key={warning} as="warn">
            <ProgramWords>{warning}</ProgramWords>
          </Said>
        ))}
      </>
    );
  }
  if (state === 'failed') {
    return (
      <Said as="danger" role="alert">
        <p>
          <strong>{t('publishFailed')}</strong>
        </p>
        {error && <ProgramWords>{error.detail}</ProgramWords>}
      </Said>
    );
  }
  return (
    <section className="stack close">
      <p role="status">
        <strong>{t(`publishing.${progress.phase}`)}</strong>
      </p>
      <progress
        aria-label={t(`publishing.${progress.phase}`)}
        value={progress.done}
        max={Math.max(1, progress.total)}
      />
      <p className="figures">
        {t('progress', { done: figure(progress.done), total: t('patientsOf', { count: progress.total }) })}
      </p>
      <p className="quiet">{t('publishingSays')}</p>
    </section>
  );
}
