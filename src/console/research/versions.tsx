import { useTranslation } from 'react-i18next';
import type { DatasetVersion } from '../../client/index.ts';
import { figure } from '../words/numbers.ts';
import { date } from '../words/times.ts';

/** The newest first. */
export function Versions({ versions }: { readonly versions: readonly DatasetVersion[] }) {
  const { t } = useTranslation('research-dataset');
  if (versions.length === 0) return null;
  const newest = versions.findLast(({ supersededAt }) => supersededAt === 0)?.version;
  return (
    <section className="stack close">
      <h2>{t('versions')}</h2>
      <table className="plain versions">
        <thead>
          <tr>
            <th scope="col">{t('version')}</th>
            <th scope="col">{t('published')}</th>
            <th scope="col">{t('items')}</th>
            <th scope="col">{t('state')}</th>
          </tr>
        </thead>
        <tbody>
          {versions.toReversed().map(({ version, publishedAt, items, sharedCount, supersededAt }) => (
            <tr key={version}>
              <td data-label={t('version')}>{version}</td>
              <td data-label={t('published')}>{date(publishedAt)}</td>
              <td data-label={t('items')}>
                {items === undefined ? t('unknown') : figure(items)}
                {sharedCount > 0 && t('shared', { count: sharedCount, shown: figure(sharedCount) })}
              </td>
              <td data-label={t('state')}>
                {supersededAt !== 0
                  ? t('superseded', { when: date(supersededAt) })
                  : t(version === newest ? 'current' : 'older')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
