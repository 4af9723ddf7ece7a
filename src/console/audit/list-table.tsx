import { useTranslation } from 'react-i18next';
import { csvText } from '../parts/csv-text.ts';
import { saveFile } from '../parts/save-file.ts';
import { figure } from '../words/numbers.ts';
import { CardTable } from './card-table.tsx';
import { CellText, ListCell, written } from './list-cell.tsx';
import type { ListName } from './list-names.ts';
import { READERS, type Row } from './list-readers.ts';
import './lists-words.ts';

const PAGE = 100;

/** The rows of a list, some at once; the file has all. */
export function ListTable({ of, rows }: { readonly of: ListName; readonly rows: readonly Row[] }) {
  const { t } = useTranslation('audit-lists');
  const { columns } = READERS[of];
  const keep = () => {
    const lines = rows.map(({ who, cells }) => [who, ...columns.map((column) => written(cells[column]))]);
    saveFile(`${of}.csv`, csvText([['who', ...columns], ...lines]), 'text/csv;charset=utf-8');
  };
  return (
    <CardTable
      label={t(`lists.${of}`)}
      columns={[
        { title: t('columns.who'), isHead: true, cell: ({ who }: Row) => <CellText text={who} /> },
        ...columns.map((column) => ({
          title: t(`columns.${column as 'what'}`),
          cell: ({ cells }: Row) => <ListCell cell={cells[column]} />,
        })),
      ]}
      rows={rows}
      page={PAGE}
      moreWords={(left) => t('more', { left: figure(left) })}
      keepWords={t('keep')}
      onKeep={keep}
    />
  );
}
