import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, date } from '../words/times.ts';
import { csvText } from './csv.ts';
import { LISTS, type ListName } from './list-names.ts';
import { byWho, type Cell, type CodeOf, READERS, type Row } from './list-readers.ts';
import { useNames } from './names.ts';
import './lists-words.ts';
import { WholeId } from './whole-id.tsx';
import './audit.css';

const route = getRouteApi('/audit/lists');
const PAGE = 100;
/** Patients of one order that are shown at first: one of a list may be of a thousand. */
const FEW = 3;
const PSEUDONYM = 66;

/** Who did what: one list at a time, by who did it. */
export function Lists() {
  const { t } = useTranslation('audit-lists');
  const { gateway } = usePerson();
  const { of = 'acts' } = route.useSearch();
  const names = useNames();
  const [looked, setLooked] = useState<readonly [done: number, of: number]>();
  const code = (kind: CodeOf, one: string) => t(`${kind}.${one}` as 'basis.consent', { defaultValue: one });
  const called = { names, account: t('account'), nobody: t('nobody'), code };
  const rows = useQuery({
    queryKey: ['audit', 'list', of, names.members.size, names.datasets.size, called.account],
    queryFn: async ({ signal }) =>
      byWho(await READERS[of].read(gateway, called, { signal, onLooked: (...far) => setLooked(far) })),
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
        {rows.isPending && of === 'recorded' && looked && (
          <p role="status" className="figures">
            {t('looked', { done: figure(looked[0]), of: figure(looked[1]) })}
          </p>
        )}
        {rows.isError && <Trouble error={rows.error} again={() => void rows.refetch()} />}
        {rows.data && <Rows key={of} of={of} rows={rows.data} />}
      </section>
    </Page>
  );
}

function Rows({ of, rows }: { readonly of: ListName; readonly rows: readonly Row[] }) {
  const { t } = useTranslation('audit-lists');
  const [shown, setShown] = useState(PAGE);
  const { columns } = READERS[of];
  const titleOf = (column: string) => t(`columns.${column as 'what'}`);
  if (rows.length === 0) return <p>{t('none')}</p>;
  const keep = () => {
    const lines = rows.map(({ who, cells }) => [who, ...columns.map((column) => written(cells[column]))]);
    saveFile(`${of}.csv`, csvText([['who', ...columns], ...lines]), 'text/csv;charset=utf-8');
  };
  return (
    <>
      <p role="status">{t('all', { count: rows.length, figure: figure(rows.length) })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has keys alone scrolls it, too */}
      <section className="scroll" aria-label={t(`lists.${of}`)} tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('columns.who')}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {titleOf(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={JSON.stringify(row)}>
                <th scope="row">
                  <Text text={row.who} />
                </th>
                {columns.map((column) => (
                  <td key={column}>
                    <Shown cell={row.cells[column]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="row">
        {rows.length > shown && (
          <Button onPress={() => setShown(shown + PAGE)}>{t('more', { left: figure(rows.length - shown) })}</Button>
        )}
        <Button onPress={keep}>
          <Download aria-hidden size={18} />
          {t('keep')}
        </Button>
      </div>
    </>
  );
}

function Shown({ cell }: { readonly cell: Cell }) {
  const { t } = useTranslation('audit-lists');
  if (cell === undefined) return '–';
  if ('text' in cell) return <Text text={cell.text} />;
  if ('ids' in cell) return <Ids {...cell} />;
  if ('permit' in cell) {
    return (
      <Link to="/audit/log" search={{ find: `permit:${cell.permit}` }}>
        {t('permit', { permit: figure(cell.permit) })}
      </Link>
    );
  }
  if ('at' in cell) {
    return (
      <time>
        {date(cell.at / 1000)}, {clock(cell.at)}
      </time>
    );
  }
  return (
    <Link to="/audit/log/$seq" params={{ seq: String(cell.seq) }} search={{ log: undefined }}>
      {t('entry', { seq: figure(cell.seq) })}
    </Link>
  );
}

/** Who has no name goes by an id: an account, or the pseudonym of a person. */
function Text({ text }: { readonly text: string }) {
  if (!/^0x[0-9a-f]{40,64}$/.test(text)) return text || '–';
  return <WholeId id={text} of={text.length === PSEUDONYM ? 'person' : 'id'} />;
}

function Ids({ ids, of }: Extract<Cell, { ids: readonly string[] }>) {
  const { t } = useTranslation('audit-lists');
  const [shown, setShown] = useState(FEW);
  return (
    <>
      {ids.slice(0, shown).map((id) => (
        <WholeId key={id} id={id} of={of} isLinked={of === 'patient'} />
      ))}
      {ids.length > shown && (
        <Button look="plain" onPress={() => setShown(ids.length)}>
          {t('others', { count: ids.length - shown, figure: figure(ids.length - shown) })}
        </Button>
      )}
    </>
  );
}

/** Whole, for a file. */
function written(cell: Cell): string | number {
  if (cell === undefined) return '';
  if ('text' in cell) return cell.text;
  if ('ids' in cell) return cell.ids.join(' ');
  if ('permit' in cell) return cell.permit;
  return 'at' in cell ? new Date(cell.at).toISOString() : cell.seq;
}
