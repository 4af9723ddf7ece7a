import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';

interface CardTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
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
        <DataTable columns={columns} rows={rows.slice(0, shown)} keyOf={JSON.stringify} />
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
