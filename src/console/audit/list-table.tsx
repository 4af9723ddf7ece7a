import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { csvText } from '../parts/csv-text.ts';
import { saveFile } from '../parts/save-file.ts';
import { figure } from '../words/numbers.ts';
import { CellText, ListCell, written } from './list-cell.tsx';
import '../parts/listing.css';
import type { ListName } from './list-names.ts';
import { READERS, type Row } from './list-readers.ts';
import './lists-words.ts';

const PAGE = 100;

/** The rows of a list, some at once; the file has all. */
export function ListTable({ of, rows }: { readonly of: ListName; readonly rows: readonly Row[] }) {
  const { t } = useTranslation('audit-lists');
  const [shown, setShown] = useState(PAGE);
  const { columns } = READERS[of];
  const titleOf = (column: string) => t(`columns.${column as 'what'}`);
  const keep = () => {
    const lines = rows.map(({ who, cells }) => [who, ...columns.map((column) => written(cells[column]))]);
    saveFile(`${of}.csv`, csvText([['who', ...columns], ...lines]), 'text/csv;charset=utf-8');
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has keys alone scrolls it, too */}
      <section className="scroll" aria-label={t(`lists.${of}`)} tabIndex={0}>
        {/* Roles are named: a table that is laid out as cards loses its own. */}
        <table className="plain listing" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                {t('columns.who')}
              </th>
              {columns.map((column) => (
                <th key={column} role="columnheader" scope="col">
                  {titleOf(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.slice(0, shown).map((row) => (
              <tr key={JSON.stringify(row)} role="row">
                <th role="rowheader" scope="row" data-title={t('columns.who')}>
                  <span>
                    <CellText text={row.who} />
                  </span>
                </th>
                {columns.map((column) => (
                  <td key={column} role="cell" data-title={titleOf(column)}>
                    <span>
                      <ListCell cell={row.cells[column]} />
                    </span>
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
