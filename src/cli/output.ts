/** How commands speak: results on stdout, progress and remarks on stderr. */
export interface Output {
  /** The result: `data` as one JSON document with --json, otherwise the lines of `text`. */
  result(data: unknown, text: () => string | readonly string[]): void;
  /** A remark for people; nothing with --json. */
  say(line: string): void;
  /** Shows how far a long work is: one line that is written over on a terminal, a plain line every 10 s elsewhere. */
  progress(line: string): void;
  /** Ends the line that `progress` left open. */
  done(): void;
}

const PLAIN_EVERY_MS = 10_000;

export function createOutput(
  json: boolean,
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Output {
  let open = false;
  let lastPlain: number | undefined;
  const done = () => {
    if (open) stderr.write('\n');
    open = false;
    lastPlain = undefined;
  };
  return {
    result(data, text) {
      done();
      if (json) return void stdout.write(`${JSON.stringify(data, null, 2)}\n`);
      const lines = text();
      stdout.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
    },
    say(line) {
      done();
      if (!json) stdout.write(`${line}\n`);
    },
    progress(line) {
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[2K${line}`);
        open = true;
        return;
      }
      const now = Date.now();
      lastPlain ??= now;
      if (now - lastPlain < PLAIN_EVERY_MS) return;
      lastPlain = now;
      stderr.write(`${line}\n`);
    },
    done,
  };
}

/** Columns aligned by their longest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.length === 0 ? ['none'] : [line(head), ...rows.map(line)];
}

/** Seconds of the ledger, or ms of ours, as ISO 8601. */
export function isoTime(value: number): string {
  if (value === 0) return 'none';
  return new Date(value < 1e11 ? value * 1000 : value).toISOString().replace(/\.\d+Z$/, 'Z');
}
