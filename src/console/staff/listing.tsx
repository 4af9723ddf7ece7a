import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import './staff.css';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand to the right, under each other. */
  readonly isNumber?: boolean;
}

const PAGE = 50;

/** A table, which is a list of cards where there is no room. Of many rows, so many more at each press. */
export function Listing<Row>({
  label,
  columns,
  rows,
  keyOf,
  empty,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
}) {
  const { t } = useTranslation('staff');
  const [shown, setShown] = useState(PAGE);
  if (rows.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <div className="stack">
      {/* Roles are named: a table that is laid out as cards loses its own. */}
      <table className="plain listing" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isNumber }) => (
              <th key={title} role="columnheader" scope="col" className={isNumber ? 'number' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.slice(0, shown).map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ title, cell, isNumber }) => (
                <td key={title} role="cell" data-title={title} className={isNumber ? 'number' : ''}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <div className="row">
          <Button onPress={() => setShown(shown + PAGE)}>
            {t('more', { count: Math.min(PAGE, rows.length - shown) })}
          </Button>
          <p className="quiet" role="status">
            {t('shownOf', { shown, all: rows.length })}
          </p>
        </div>
      )}
    </div>
  );
}
