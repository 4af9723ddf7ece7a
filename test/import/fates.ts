import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport } from '../../src/core/import-report.ts';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import { collect, newDataset, newVault, temporaryDirectory } from '../vault/workspace.ts';

export type Resource = Record<string, unknown> & { readonly resourceType: string };

export interface Fates {
  /** Id of the patient's identifier, `nobody` for shared, by `<type>/<id>`; absent for what was held back. */
  readonly fates: ReadonlyMap<string, string>;
  readonly report: ImportReport;
}

/** Imports the lines, and tells for each resource whose it became. */
export async function fatesOf(
  lines: readonly (Resource | string)[],
  options: Partial<FhirImportOptions> = {},
): Promise<Fates> {
  const { vault } = await newVault();
  const path = await temporaryDirectory();
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(join(path, 'all.ndjson'), `${texts.join('\n')}\n`);
  const { draft, report } = await importFhir(vault, { path, dataset: newDataset(), ...options });
  const { summary } = await vault.seal(draft);
  const fates = new Map<string, string>();
  for (let index = 0; index < summary.items; index++) {
    const { subject } = (await vault.openItem(summary.volume, index)).record;
    const owner = subject === null ? 'nobody' : await vault.subjects.identifierOf(subject);
    const text = (await collect(vault.readItem(summary.volume, index))).toString();
    for (const line of text.trimEnd().split('\n')) {
      const { resourceType, id } = JSON.parse(line) as { resourceType: string; id: string };
      fates.set(`${resourceType}/${id}`, owner);
    }
  }
  return { fates, report };
}

/** The reasons for which resources were held back, `<reason> <type>`, and how many. */
export function heldBack(report: ImportReport): Record<string, number> {
  return Object.fromEntries(report.quarantined.map(({ reason, type, count }) => [`${reason} ${type}`, count]));
}
