import { plainJson, plainText } from '../core/plain-text.ts';

/** How commands speak: results on stdout, progress and remarks on stderr. */
export interface Output {
  /** Whether stdout holds JSON alone. */
  readonly json: boolean;
  /** The result: `data` as one JSON document with --json, otherwise the lines of `text`. Text of others may stand in all that
   *  is shown: it can neither move the cursor nor begin a line. */
  result(data: unknown, text: () => string | readonly string[]): void;
  /** A remark for people; nothing with --json. */
  say(line: string): void;
  /** What must be read whatever form the result has: on stderr, with --json as well. Where text of others stands in it, its
   *  lines are given one by one: then nobody can add one. */
  remark(text: string | readonly string[]): void;
  /** Shows how far a long work is: one line that is written over on a terminal, a plain line every 10 s elsewhere. */
  progress(line: string): void;
  /** Ends the line that `progress` left open. */
  done(): void;
  /** No more is shown of what is being done. */
  end(): void;
}

const PLAIN_EVERY_MS = 10_000;
const TICK_MS = 1_000;

/** On a terminal it also says each second that the command still works, while nothing else shows that. */
export function createOutput(
  json: boolean,
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Output {
  let open: 'progress' | 'tick' | undefined;
  let lastPlain: number | undefined;
  const began = Date.now();
  const overwrite = (line: string, by: 'progress' | 'tick') => {
    stderr.write(`\r\u001b[2K${plainText(line)}`);
    open = by;
  };
  const tick = () => open !== 'progress' && overwrite(`working, ${Math.round((Date.now() - began) / 1000)} s`, 'tick');
  const ticking = stderr.isTTY ? setInterval(tick, TICK_MS).unref() : undefined;
  const done = () => {
    if (open !== undefined) stderr.write(open === 'tick' ? '\r\u001b[2K' : '\n');
    open = undefined;
    lastPlain = undefined;
  };
  const end = () => {
    clearInterval(ticking);
    done();
  };
  return {
    json,
    result(data, text) {
      end();
      if (json) return void stdout.write(`${plainJson(data, 2)}\n`);
      for (const line of [text()].flat()) stdout.write(`${plainText(line)}\n`);
    },
    say(line) {
      done();
      if (!json) stdout.write(`${plainText(line)}\n`);
    },
    remark(text) {
      done();
      for (const line of typeof text === 'string' ? text.split('\n') : text) stderr.write(`${plainText(line)}\n`);
    },
    progress(line) {
      if (stderr.isTTY) return overwrite(line, 'progress');
      const now = Date.now();
      lastPlain ??= now;
      if (now - lastPlain < PLAIN_EVERY_MS) return;
      lastPlain = now;
      stderr.write(`${plainText(line)}\n`);
    },
    done,
    end,
  };
}

/** The lines of a text of others, as people may be shown them. */
export function shownLines(text: string): string[] {
  return text.replaceAll('\t', '    ').split(/\r\n|\n|\r/);
}

/** Columns aligned by their longest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const shown = rows.map((row) => row.map(plainText));
  const widths = head.map((title, column) => Math.max(title.length, ...shown.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.length === 0 ? ['none'] : [line(head), ...shown.map(line)];
}
