import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../parts/button.tsx';
import '../parts/listing.css';

export interface CardColumn<Row> {
  readonly title: string;
  /** What the row is about. */
  readonly isHead?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface CardTableProps<Row> {
  readonly label: string;
  readonly columns: readonly CardColumn<Row>[];
  readonly rows: readonly Row[];
  /** How many are shown at first, and by each press more. */
  readonly page: number;
  /** Of the press that shows more, by how many are left. */
  readonly moreWords: (left: number) => string;
  readonly keepWords: string;
  readonly onKeep: () => void;
}

/** Rows of something that is read whole, some at once, as cards where there is no room; the file to keep has all. */
export function CardTable<Row>({ label, columns, rows, page, moreWords, keepWords, onKeep }: CardTableProps<Row>) {
  const [shown, setShown] = useState(page);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has keys alone scrolls it, too */}
      <section className="scroll" aria-label={label} tabIndex={0}>
        {/* Roles are named: a table that is laid out as cards loses its own. */}
        <table className="plain listing" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {columns.map(({ title }) => (
                <th key={title} role="columnheader" scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.slice(0, shown).map((row) => (
              <tr key={JSON.stringify(row)} role="row">
                {columns.map((column) => (
                  <Cell key={column.title} {...column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="row">
        {rows.length > shown && (
          <Button onPress={() => setShown(shown + page)}>{moreWords(rows.length - shown)}</Button>
        )}
        <Button onPress={onKeep}>
          <Download aria-hidden size={18} />
          {keepWords}
        </Button>
      </div>
    </>
  );
}

function Cell<Row>({ title, isHead, cell, row }: CardColumn<Row> & { readonly row: Row }) {
  if (isHead) {
    return (
      <th role="rowheader" scope="row" data-title={title}>
        <span>{cell(row)}</span>
      </th>
    );
  }
  return (
    <td role="cell" data-title={title}>
      <span>{cell(row)}</span>
    </td>
  );
}
