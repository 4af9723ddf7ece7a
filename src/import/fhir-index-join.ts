import { isResourceType } from '../interop/fhir-compartment.ts';
import type { FhirIndex } from './fhir-index.ts';
import type { IndexedPiece, IndexPart, ProblemList } from './fhir-index-part.ts';
import type { Problems } from './import-report.ts';
import type { SourceFile } from './source-files.ts';

/** What the pieces of a file come to. */
export interface SeenFile {
  readonly resources: number;
  /** Lines that are not blank. */
  readonly lines: number;
  /** Why it was skipped, if it was. */
  readonly skipped: string | null;
}

/** Brings what threads found into one index, in the order of files and lines. Others take their turns between pieces. */
export async function joinParts(
  index: FhirIndex,
  files: readonly SourceFile[],
  parts: readonly IndexPart[],
  problems: Problems,
  othersTurn: () => Promise<void>,
): Promise<SeenFile[]> {
  const pieces = parts.flatMap((part) => part.pieces.map((piece) => ({ ...piece, data: part.data })));
  const byFile = Map.groupBy(
    pieces.sort((a, b) => a.number - b.number || a.at - b.at),
    ({ number }) => number,
  );
  const seen: SeenFile[] = [];
  for (const [number, file] of files.entries()) {
    const own = byFile.get(number) ?? [];
    let rows = 0;
    for (const piece of own) {
      index.absorb(piece.data, piece.from, piece.to, rows);
      problems.absorb(shifted(piece.problems, rows));
      rows += piece.rows;
      await othersTurn();
    }
    seen.push(sumOf(own, file, problems));
  }
  for (const { data } of parts)
    for (const [release, count] of Object.entries(data.releases)) index.releases.add(release, count);
  return seen;
}

function sumOf(pieces: readonly IndexedPiece[], file: SourceFile, problems: Problems): SeenFile {
  const total = (of: (piece: IndexedPiece) => number): number => pieces.reduce((sum, piece) => sum + of(piece), 0);
  const counts = { resources: total(({ from, to }) => to - from), lines: total(({ lines }) => lines) };
  if (counts.lines === 0) return { ...counts, skipped: 'it is empty' };
  const isForeign = total(({ typed }) => typed) === 0 && total(({ untyped }) => untyped.count) > 0;
  if (isForeign && !isNamedAfterType(file.name)) return { ...counts, skipped: 'none of its lines is a FHIR resource' };
  let rows = 0;
  for (const piece of pieces) {
    problems.absorb(shifted(piece.untyped, rows));
    rows += piece.rows;
  }
  return { ...counts, skipped: null };
}

/** Bulk clients name files after the type that they hold, with numbers. */
function isNamedAfterType(name: string): boolean {
  const words = (name.split('/').at(-1) ?? '').split(/[^A-Za-z]+/);
  return words.some((word) => isResourceType(word));
}

function shifted({ count, examples }: ProblemList, rows: number): ProblemList {
  return { count, examples: examples.map((one) => ({ ...one, line: one.line + rows })) };
}
