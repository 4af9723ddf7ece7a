import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { figure } from '../words/numbers.ts';
import './imports-words.ts';

type Report = NonNullable<ImportJob['report']>;

/** Whether a draft holds files that nobody was named for: no choice of a patient's holds them back. */
export function hasSharedFiles({ report }: Pick<ImportJob, 'report'>): boolean {
  return (report?.sharedFiles.count ?? 0) > 0;
}

/** What everybody would get, by name, with what in it seems to tell of patients, before it is published. */
export function SharedFiles({ report: { sharedFiles, sharedLook } }: { readonly report: Report }) {
  const { t } = useTranslation('staff-imports');
  const { count, examples } = sharedFiles;
  const found = sharedLook?.found ?? { count: 0, files: [] };
  const unread = sharedLook?.unread ?? { count: 0, examples: [] };
  return (
    <Said as={found.count > 0 ? 'danger' : 'warn'} role="status">
      <p>
        <strong>{t('nobodys.title', { count, figure: figure(count) })}</strong>
      </p>
      <p>{t('nobodys.says')}</p>
      {found.count > 0 && (
        <>
          <p>
            <strong>{t('nobodys.found', { count: found.count, figure: figure(found.count) })}</strong>
          </p>
          <ul className="items">
            {found.files.map(({ file, numbers, signs }) => (
              <li key={file}>
                {file}:{' '}
                {[
                  ...(numbers > 0 ? [t('nobodys.numbers', { count: numbers, figure: figure(numbers) })] : []),
                  ...signs.map((sign) => t(`nobodys.signs.${sign}`, { defaultValue: sign })),
                ].join('; ')}
              </li>
            ))}
          </ul>
          <More all={found.count} shown={found.files.length} />
          <p>{t('nobodys.foundNext')}</p>
        </>
      )}
      <Named title={t('nobodys.all')} names={examples} count={count} />
      {unread.count > 0 && (
        <Named
          title={t('nobodys.unread', { count: unread.count, figure: figure(unread.count) })}
          names={unread.examples}
          count={unread.count}
        />
      )}
    </Said>
  );
}

const SHORT = 10;

/** A list that is long is opened by who wants it. */
function Named({
  title,
  names,
  count,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly count: number;
}) {
  return (
    <details className="folded" open={count <= SHORT}>
      <summary>{title}</summary>
      <ul className="items">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <More all={count} shown={names.length} />
    </details>
  );
}

function More({ all, shown }: { readonly all: number; readonly shown: number }) {
  const { t } = useTranslation('staff-imports');
  const count = all - shown;
  return count > 0 && <p>{t('nobodys.more', { count, figure: figure(count) })}</p>;
}
