import { CustosError } from '../core/errors.ts';
import type { ImportReport, Problem } from '../core/import-report.ts';

export type ImportProgress = { readonly phase: 'index' | 'store'; readonly bytes: number; readonly totalBytes: number };

/** What only an import of FHIR has to report. */
export const NOTHING_OF_FHIR = {
  advice: [],
  manifestGaps: [],
  repeated: 0,
  superseded: { count: 0, examples: [] },
  deleted: { count: 0, examples: [] },
  servers: [],
  releases: {},
  records: { linked: 0, inactive: 0, deceased: 0, named: 0 },
} as const satisfies Partial<ImportReport>;

/** Broken lines that are kept in full. */
export const MAX_EXAMPLES = 100;
const SHOWN = 20;

/** A file's name as it can be shown on one line. */
export function printable(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1))
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** Gathers broken lines; the first hundred in full. */
export class Problems {
  readonly examples: Problem[] = [];
  count = 0;

  add(file: string, line: number, problem: string): void {
    this.count++;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push({ file, line, problem });
  }

  absorb(other: { readonly count: number; readonly examples: readonly Problem[] }): void {
    this.count += other.count;
    this.examples.push(...other.examples.slice(0, MAX_EXAMPLES - this.examples.length));
  }

  /** Throws IMPORT_INVALID that names the first lines. */
  refuse(): void {
    if (this.count === 0) return;
    const lines = this.examples
      .slice(0, SHOWN)
      .map(({ file, line, problem }) => `${line === 0 ? file : `${file}:${line}`} ${problem}`);
    throw new CustosError(
      'IMPORT_INVALID',
      `${this.count} ${this.count === 1 ? 'line or file' : 'lines or files'} cannot be imported; nothing was. Correct them, or leave them out with --skip-invalid (skipInvalid): ${lines.join('; ')}`,
      { details: { count: this.count, lines } },
    );
  }
}

/** Counts by name. */
export class Tally {
  readonly counts: Record<string, number> = {};

  add(name: string, count = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + count;
  }
}
