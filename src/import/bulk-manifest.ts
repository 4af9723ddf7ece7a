import { readFile } from 'node:fs/promises';
import type { Json } from '../core/canonical.ts';
import { asList, asObject, asText } from '../interop/fhir-json.ts';
import { printable } from './import-report.ts';
import type { SourceFile } from './source-files.ts';

/** A file that a Bulk Data server says to have written (http://hl7.org/fhir/uv/bulkdata/export.html, `output`). */
interface Output {
  readonly type: string;
  /** Last part of its URL. */
  readonly name: string;
  readonly count: number | null;
}

/** What was read. */
export interface ReadFile {
  /** Relative path. */
  readonly file: string;
  /** Those that cannot be read included. */
  readonly lines: number;
}

/** What was read of all files. */
interface ReadTypes {
  readonly types: Readonly<Record<string, number>>;
  /** Lines whose type is not known. */
  readonly broken: number;
}

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_LINES = 20;

/** Sentences on what the manifests among `others` name and the export does not hold, or holds in another number. Files
 *  are found by the last part of their URL; where none of a manifest's is, its client gave them other names, and the
 *  numbers of resources are compared by type. */
export async function manifestGaps(
  others: readonly SourceFile[],
  read: readonly ReadFile[],
  all: ReadTypes,
): Promise<string[]> {
  const gaps: string[] = [];
  const byName = Map.groupBy(read, ({ file: path }) => path.split('/').at(-1) ?? path);
  for (const file of others.filter(({ name, bytes }) => /\.json$/i.test(name) && bytes <= MAX_BYTES)) {
    const outputs = outputsIn(await readFile(file.path, 'utf8').catch(() => ''));
    const named = outputs.some(({ name }) => byName.has(name));
    const found = named ? gapsByName(outputs, byName) : gapsByType(outputs, all);
    gaps.push(...found.map((gap) => `${printable(file.name)} ${gap}`));
  }
  return gaps.length <= MAX_LINES ? gaps : [...gaps.slice(0, MAX_LINES), `and ${gaps.length - MAX_LINES} more`];
}

function outputsIn(text: string): Output[] {
  const manifest = asObject(parse(text));
  return asList(manifest?.['output']).flatMap((one): Output[] => {
    const { type, url, count } = asObject(one) ?? {};
    const name = lastPart(asText(url) ?? '');
    if (name === '') return [];
    return [{ type: asText(type) ?? '', name, count: typeof count === 'number' ? count : null }];
  });
}

function gapsByName(outputs: readonly Output[], read: ReadonlyMap<string, readonly ReadFile[]>): string[] {
  return outputs.flatMap(({ name, count }) => {
    const files = read.get(name);
    if (files === undefined) return [`names ${printable(name)}, which is not here`];
    const lines = files.reduce((sum, one) => sum + one.lines, 0);
    if (count === null || count === lines) return [];
    return [`says ${count} resources of ${printable(name)}, which has ${lines}`];
  });
}

function gapsByType(outputs: readonly Output[], { types, broken }: ReadTypes): string[] {
  return [...Map.groupBy(outputs, ({ type }) => type)].flatMap(([type, group]) => {
    const found = types[type] ?? 0;
    if (group.some(({ count }) => count === null))
      return found > 0 ? [] : [`names files of ${printable(type)}, and none is here`];
    const said = group.reduce((sum, { count }) => sum + (count ?? 0), 0);
    if (said === found) return [];
    const unread = broken === 0 ? '' : `, without ${broken} lines that cannot be read`;
    return [`says ${said} ${printable(type)}, and ${found} are here${unread}`];
  });
}

function lastPart(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const part = path.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as Json;
  } catch {
    return null;
  }
}
