import { figure } from '../words/numbers.ts';

interface TimesTableProps {
  /** What opens it. */
  readonly summary: string;
  /** What the first column is, and then each of the numbers. */
  readonly columns: readonly string[];
  /** Not all of it is drawn beside it: it stands open, as what is told. */
  readonly isAlone?: boolean;
  readonly rows: readonly { readonly key: number; readonly when: string; readonly values: readonly number[] }[];
}

/** The numbers of a picture over time, for whoever does not see it. */
export function TimesTable({ summary, isAlone = false, ...numbers }: TimesTableProps) {
  if (numbers.rows.length === 0) return null;
  if (isAlone) return <Numbers {...numbers} />;
  return (
    <details>
      <summary>{summary}</summary>
      <Numbers {...numbers} />
    </details>
  );
}

function Numbers({ columns, rows }: Pick<TimesTableProps, 'columns' | 'rows'>) {
  return (
    <table className="plain">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, when, values }) => (
          <tr key={key}>
            <th scope="row">{when}</th>
            {values.map((value, i) => (
              <td key={columns[i + 1]} className="figures">
                {figure(value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
