import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { LISTS, type ListName } from './list-names.ts';
import { byWho, type CodeOf, type ListRows, READERS } from './list-readers.ts';
import { ListTable } from './list-table.tsx';
import { useNames } from './names.ts';
import './lists-words.ts';
import './audit.css';

const route = getRouteApi('/audit/lists');

/** Who did what: one list at a time, by who did it. */
export function Lists() {
  const { t } = useTranslation('audit-lists');
  const { gateway } = usePerson();
  const { of = 'acts' } = route.useSearch();
  const names = useNames();
  const [looked, setLooked] = useState<Far>();
  const [far, setFar] = useState<Far>();
  const [isWhole, setWhole] = useState(false);
  const code = (kind: CodeOf, one: string) => t(`${kind}.${one}` as 'basis.consent', { defaultValue: one });
  const called = { names, account: t('account'), nobody: t('nobody'), code };
  const rows = useQuery({
    queryKey: ['audit', 'list', of, isWhole, names.members.size, names.datasets.size, called.account],
    queryFn: async ({ signal }) => {
      setLooked(undefined);
      setFar(undefined);
      const told = { onLooked: (...now: Far) => setLooked(now), onRead: (...now: Far) => setFar(now) };
      const { rows: read, ...rest } = await READERS[of].read(gateway, called, { signal, isWhole, ...told });
      return { rows: byWho(read), ...rest };
    },
    retry: false,
  });
  return (
    <Page title={t('title')}>
      <nav aria-label={t('which')}>
        <ul role="list" className="row tabs flat">
          {LISTS.map((list) => (
            <li key={list}>
              <Link to="/audit/lists" search={{ of: list }} aria-current={list === of ? 'page' : undefined}>
                {t(`lists.${list}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <section className="stack">
        <h2>{t(`lists.${of}`)}</h2>
        <p>{t(`about.${of}`)}</p>
        {rows.isPending && <Waiting />}
        {rows.isPending && <Progress of={of} looked={looked} far={far} />}
        {rows.isError && <Trouble error={rows.error} again={() => void rows.refetch()} />}
        {rows.data && <Rows key={of} of={of} {...rows.data} onMore={() => setWhole(true)} />}
      </section>
    </Page>
  );
}

/** How far something is. */
type Far = readonly [done: number, of: number];

interface ProgressProps {
  readonly of: ListName;
  readonly looked: Far | undefined;
  readonly far: Far | undefined;
}

/** What takes long, and how far it is. */
function Progress({ of, looked, far }: ProgressProps) {
  const { t } = useTranslation('audit-lists');
  const words = of === 'acts' ? 'opened' : 'looked';
  const isRead = far === undefined || looked !== undefined;
  const [done, all] = looked ?? far ?? [0, 0];
  if (all === 0) return null;
  return (
    <p role="status" className="figures">
      {t(isRead ? words : 'read', { done: figure(done), of: figure(all) })}
    </p>
  );
}

interface RowsProps extends ListRows {
  readonly of: ListName;
  readonly onMore: () => void;
}

function Rows({ of, rows, read = 0, size = read, onMore }: RowsProps) {
  const { t } = useTranslation('audit-lists');
  const counts = { count: rows.length, figure: figure(rows.length), read: figure(read), size: figure(size) };
  return (
    <>
      <p role="status">{t(wordsOf(rows.length, read < size), counts)}</p>
      {read < size && (
        <div className="row">
          <Button onPress={onMore}>{t('older', { count: size - read, figure: figure(size - read) })}</Button>
        </div>
      )}
      {rows.length > 0 && <ListTable of={of} rows={rows} />}
    </>
  );
}

function wordsOf(count: number, isPart: boolean): 'none' | 'all' | 'some' {
  if (isPart) return 'some';
  return count === 0 ? 'none' : 'all';
}
