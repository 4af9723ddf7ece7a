import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImportReport } from '../../src/core/import-report.ts';
import { temporaryDirectory } from '../vault/workspace.ts';

export type Resource = Record<string, unknown> & { resourceType: string };

export function condition(id: string, reference: string, more: object = {}): Resource {
  return { resourceType: 'Condition', id, subject: { reference }, code: { text: 'fracture' }, ...more };
}

/** Writes an export: lines by name of file, which may lie in folders. */
export async function exportOf(files: Readonly<Record<string, readonly (Resource | string)[]>>): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [name, lines] of Object.entries(files)) {
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), lines.length === 0 ? '' : `${text}\n`);
  }
  return directory;
}

/** How much is held back, by reason and type. */
export function heldBack(report: ImportReport): Record<string, number> {
  return Object.fromEntries(report.quarantined.map(({ reason, type, count }) => [`${reason} ${type}`, count]));
}
