import { writeFile } from 'node:fs/promises';
import { CustosError, type ErrorCode, isCustosError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { namedTexts } from '../named-text.ts';
import type { ExitCode } from '../run.ts';
import { type CsvTable, problemFile, type TableRow } from './csv-table.ts';

/** What became of one row. */
export interface RowResult {
  readonly line: number;
  /** `done`, `stood` before, the same as an earlier row (`repeated`), kept as `incomplete`, or `refused`. */
  readonly outcome: 'done' | 'stood' | 'repeated' | 'incomplete' | 'refused';
  /** Of one that is repeated: the line that it is the same as. */
  readonly sameAs?: number;
  readonly column?: string;
  readonly code?: ErrorCode;
  readonly problem?: string;
  readonly [fact: string]: unknown;
}

/** Rows with what became of each: all rows of the file have one in the end, unless the user ended it before. */
export class RowResults<Column extends string> {
  readonly #table: CsvTable<Column>;
  readonly #results = new Map<number, RowResult>();

  constructor(table: CsvTable<Column>) {
    this.#table = table;
  }

  set(line: number, result: Omit<RowResult, 'line'>): void {
    this.#results.set(line, { line, ...result } as RowResult);
  }

  refuse(line: number, { code, message, details }: CustosError): void {
    const { column } = details;
    this.set(line, { outcome: 'refused', ...(typeof column === 'string' ? { column } : {}), code, problem: message });
  }

  /** What `read` makes of each row; those of which it throws a CustosError are refused. */
  read<Read>(read: (row: TableRow<Column>) => Read): { readonly line: number; readonly read: Read }[] {
    return this.#table.rows.flatMap((row) => {
      try {
        if (row.isTooLong) throw tooLong();
        return [{ line: row.line, read: read(row) }];
      } catch (error) {
        if (!isCustosError(error)) throw error;
        this.refuse(row.line, error);
        return [];
      }
    });
  }

  has(line: number): boolean {
    return this.#results.has(line);
  }

  get count(): number {
    return this.#results.size;
  }

  /** Rows of which nothing is known: they were not sent. */
  get missing(): number {
    return this.#table.rows.length - this.#results.size;
  }

  /** `200 of 1000 rows`. */
  get progress(): string {
    return `${this.#results.size} of ${counted(this.#table.rows.length, 'row')}`;
  }

  get all(): readonly RowResult[] {
    return this.#table.rows.flatMap(({ line }) => this.#results.get(line) ?? []);
  }

  of(outcome: RowResult['outcome']): readonly RowResult[] {
    return this.all.filter((one) => one.outcome === outcome);
  }

  /** Writes the refused rows as they were, with what is wrong with each in a column more. For its owner alone: it names
   *  patients. */
  async writeRefused(file: string): Promise<void> {
    const refused = this.#table.rows.flatMap(({ line, cells }) => {
      const { outcome, problem = '' } = this.#results.get(line) ?? {};
      return outcome === 'refused' ? [{ cells, problem }] : [];
    });
    await writeFile(file, problemFile(this.#table, refused), { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
      throw new CustosError('IO_FAILED', `The refused rows cannot be written to ${file}: ${fileTrouble(cause)}.`, {
        cause,
      });
    });
  }
}

/** Shows what became of all rows, the refused ones by their lines, and gives the exit code: 2 where the user ended it before
 *  all were sent. */
export async function showRows<Column extends string>(
  context: Context,
  results: RowResults<Column>,
  words: {
    readonly done: string;
    readonly stood: string;
    /** Where rows may be kept as incomplete. */
    readonly incomplete?: string | undefined;
    readonly refusedTo?: string | undefined;
    readonly more?: readonly string[];
  },
): Promise<ExitCode> {
  const { output } = context;
  const [done, stood, repeated, refused] = (['done', 'stood', 'repeated', 'refused'] as const).map((one) =>
    results.of(one),
  );
  const open = results.of('incomplete');
  const { missing } = results;
  // The same command goes on, and must find its place free.
  const refusedTo = missing > 0 ? undefined : words.refusedTo;
  if (refusedTo !== undefined && refused?.length) await results.writeRefused(refusedTo);
  const counts = {
    rows: results.count + missing,
    done: done?.length ?? 0,
    stood: stood?.length ?? 0,
    repeated: repeated?.length ?? 0,
    ...(words.incomplete === undefined ? {} : { incomplete: open.length }),
    refused: refused?.length ?? 0,
    ...(missing > 0 ? { missing } : {}),
  };
  const refusals = (refused ?? []).map(refusedWords);
  const [refusedLines, more] = [await namedTexts(context, refusals), await namedTexts(context, words.more ?? [])];
  output.result({ ...counts, results: results.all, ...(words.more?.length ? { warnings: words.more } : {}) }, () => [
    `${counted(counts.rows, 'row')}: ${counts.done} ${words.done}, ${counts.stood} ${words.stood}, ${counts.repeated} the same as an earlier row, ${words.incomplete === undefined ? '' : `${open.length} ${words.incomplete}, `}${counts.refused} refused${missing > 0 ? `, ${missing} not sent` : ''}.`,
    ...open.map(({ line, problem }) => `line ${line}: ${problem}`),
    ...refusedLines,
    ...(repeated ?? []).map(({ line, sameAs }) => `line ${line} says the same as line ${sameAs}.`),
    ...more,
    ...(missing > 0 ? [stoppedWords(results.progress, missing)] : []),
    ...(missing === 0 && counts.refused > 0 ? [nextWords(refusedTo)] : []),
  ]);
  if (missing > 0) return 2;
  return counts.refused + open.length > 0 ? 1 : 0;
}

function stoppedWords(progress: string, missing: number): string {
  const rest = missing === 1 ? '1 is' : `${missing} are`;
  return `Stopped as you asked, after ${progress}: ${rest} left. Give the same command again to go on; what is done already is found again.`;
}

/** The error that kept a command from its end, with how far it came. */
export function withProgress(error: unknown, { progress }: Pick<RowResults<string>, 'progress'>): unknown {
  if (!isCustosError(error)) return error;
  const { code, message, details } = error;
  const next = `It came to ${progress}. Give the same command again to go on; what is done already is found again.`;
  return new CustosError(code, `${message} ${next}`, { cause: error, details });
}

function refusedWords({ line, column, problem }: RowResult): string {
  return `line ${line}${column === undefined ? '' : `, ${column}`}: ${problem}`;
}

function nextWords(file: string | undefined): string {
  const where =
    file === undefined
      ? 'Mend these lines and repeat the command'
      : `${file} holds the refused rows: mend them there and give that file`;
  return `${where}; what is done already stays as it is.`;
}

/** A fault of one cell. */
export function cellFault(column: string, message: string): CustosError {
  return new CustosError('INPUT_INVALID', message, { details: { column } });
}

/** What `read` makes of a cell; its error names the column. */
export function inColumn<Value>(column: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!isCustosError(error)) throw error;
    throw new CustosError(error.code, error.message, { cause: error, details: { ...error.details, column } });
  }
}

function tooLong(): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    'The row has more cells than the heading: is a cell with a separator not in quotes?',
  );
}
