import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { figure } from '../words/numbers.ts';
import './staff.css';

const PAGE = 50;

/** Where a list goes on that is longer than what was read of it. */
export interface MoreRows {
  /** How many rows the whole list has. */
  readonly all: number;
  readonly isPending: boolean;
  readonly read: () => void;
}

/** A table, which is a list of cards where there is no room. Of many rows, so many more at each press: of those that are here, or where
 *  the list goes on elsewhere, of those that are read then. */
export function Listing<Row>({
  label,
  columns,
  rows,
  keyOf,
  empty,
  more,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
  readonly more?: MoreRows;
}) {
  const { t } = useTranslation('staff');
  const [shown, setShown] = useState(PAGE);
  if (rows.length === 0) return <p className="quiet">{empty}</p>;
  const all = Math.max(rows.length, more?.all ?? 0);
  const seen = Math.min(shown, rows.length);
  const showMore = () => {
    setShown(shown + PAGE);
    if (rows.length < shown + PAGE && rows.length < all) more?.read();
  };
  return (
    <div className="stack">
      <DataTable label={label} columns={columns} rows={rows.slice(0, shown)} keyOf={keyOf} />
      {all > seen && (
        <div className="row">
          <Button isPending={more?.isPending ?? false} onPress={showMore}>
            {t('more', { count: Math.min(PAGE, all - seen) })}
          </Button>
          <p className="quiet" role="status">
            {t('shownOf', { shown: figure(seen), all: figure(all) })}
          </p>
        </div>
      )}
    </div>
  );
}
