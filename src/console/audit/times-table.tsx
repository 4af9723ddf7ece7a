import { figure } from '../words/numbers.ts';

interface TimesTableProps {
  /** What opens it. */
  readonly summary: string;
  /** What the first column is, and then each of the numbers. */
  readonly columns: readonly string[];
  /** Not all of it is drawn beside it. */
  readonly isAlone?: boolean;
  readonly rows: readonly { readonly key: number; readonly when: string; readonly values: readonly number[] }[];
}

/** The numbers of a picture over time, for whoever does not see it. */
export function TimesTable({ summary, columns, rows, isAlone = false }: TimesTableProps) {
  if (rows.length === 0) return null;
  return (
    <details open={isAlone}>
      <summary>{summary}</summary>
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
    </details>
  );
}
