import type { Pseudonym } from '../../src/core/ids.ts';
import type { ImportReport } from '../../src/core/import-report.ts';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { newDataset } from '../vault/workspace.ts';
import { exportOf, type Resource } from './exports.ts';

export const MR = { type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn' };

export function patient(id: string, numbers: readonly (string | object)[], more: object = {}): Resource {
  const identifier = numbers.map((one) => ({ ...MR, ...(typeof one === 'string' ? { value: one } : one) }));
  return { resourceType: 'Patient', id, identifier, ...more };
}

export function link(type: string, id: string): object {
  return { other: { reference: `Patient/${id}` }, type };
}

export const nobodyHasSay = { hasSay: () => false };

export async function importInto(
  vault: Vault,
  lines: readonly (Resource | string)[],
  options: Partial<FhirImportOptions> = {},
): Promise<{ report: ImportReport; owners: Record<string, Pseudonym | null> }> {
  const path = await exportOf({ 'all.ndjson': lines });
  const { draft, report } = await importFhir(vault, { path, dataset: newDataset(), ...nobodyHasSay, ...options });
  const { summary } = await vault.seal(draft);
  const owners: Record<string, Pseudonym | null> = {};
  for (let item = 0; item < summary.items; item++) {
    const { subject } = (await vault.openItem(summary.volume, item)).record;
    let text = '';
    for await (const piece of vault.readItem(summary.volume, item)) text += Buffer.from(piece).toString();
    for (const line of text.trim().split('\n')) {
      const { resourceType, id } = JSON.parse(line) as Resource;
      owners[`${resourceType}/${id}`] = subject;
    }
  }
  return { report, owners };
}

export async function known(vault: Vault, number: string): Promise<Pseudonym | null> {
  return vault.subjects.find(`urn:mrn|${number}`);
}
