import type { ReactNode } from 'react';
import './listing.css';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand to the right, under each other. */
  readonly isNumber?: boolean;
  /** Sentences, which are not squeezed for the sake of others. */
  readonly isLong?: boolean;
  /** What the row is about. */
  readonly isHead?: boolean;
}

interface DataTableProps<Row> {
  /** Of the table; left out where what stands around it is named. */
  readonly label?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** A table, which is a list of cards where there is no room. */
export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    // Roles are named: a table that is laid out as cards loses its own.
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
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <Cell key={column.title} {...column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Its content is one box: beside its title on a card, whatever it is made of. */
function Cell<Row>({ title, isHead, isNumber, isLong, cell, row }: Column<Row> & { readonly row: Row }) {
  const content = <div>{cell(row)}</div>;
  if (isHead) {
    return (
      <th role="rowheader" scope="row" data-title={title}>
        {content}
      </th>
    );
  }
  return (
    <td role="cell" data-title={title} className={isNumber ? 'number' : isLong ? 'long' : ''}>
      {content}
    </td>
  );
}
