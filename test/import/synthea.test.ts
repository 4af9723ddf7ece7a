import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFhir } from '../../src/import/fhir-import.ts';
import { collect, newDataset, newVault } from '../vault/workspace.ts';

const real = process.env['CUSTOS_REAL_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');
const path = join(real, 'synthea-10');
const present = existsSync(path);
if (!present) console.warn(`Real FHIR data is absent (${path}); set CUSTOS_REAL_DATA to test with it.`);

describe.skipIf(!present)('a real Bulk Data export', () => {
  test('is stored whole: every line of the 13 patients and of what may be shared, once, but the "Patient\'s Home"', async () => {
    const { vault } = await newVault();
    const { draft, report } = await importFhir(vault, { path, dataset: newDataset() });
    expect(report).toMatchObject({
      resources: 7160,
      patients: 13,
      skippedFiles: [{ file: 'log.ndjson' }],
      shared: { Location: 43, Organization: 43 },
      sharedItems: 2,
      invalid: { count: 0 },
      suppressed: { patients: 0, resources: 0 },
    });
    expect(report.quarantined.map(({ reason, type, count }) => [reason, type, count])).toEqual([
      ['residence', 'Location', 1],
      ['staff', 'Practitioner', 43],
      ['staff', 'PractitionerRole', 43],
    ]);
    expect(report.labelled).toMatchObject({ NOTE: 1215 });
    for (const code of ['PSY', 'SUD', 'PREGNANT']) expect(report.labelled[code]).toBeGreaterThan(10);

    const { summary } = await vault.seal(draft);
    expect(summary).toMatchObject({ subjects: 13, sharedCount: 2, items: report.items });
    const stored: string[] = [];
    for (let index = 0; index < summary.items; index++) {
      const { subject, kind } = (await vault.openItem(summary.volume, index)).record;
      const lines = (await collect(vault.readItem(summary.volume, index))).toString().trimEnd().split('\n');
      stored.push(...lines);
      if (kind === 'Patient') expect(lines).toHaveLength(1);
      if (subject === null) continue;
      const identifier = await vault.subjects.identifierOf(subject);
      const [owner] = new Set(lines.map((line) => ownerOf(JSON.parse(line))));
      expect(new Set(lines.map((line) => ownerOf(JSON.parse(line)))).size).toBe(1);
      expect(identifier).toBe(`http://hospital.smarthealthit.org|${owner}`);
    }
    const expected: string[] = [];
    for (const { file } of report.files) {
      if (!file.startsWith('Practitioner'))
        expected.push(
          ...(await readFile(join(path, file), 'utf8'))
            .trimEnd()
            .split('\n')
            .filter((line) => !isHouse(line)),
        );
    }
    expect(stored.sort()).toEqual(expected.sort());
  });

  test('shares staff by option, and is recognised when it comes again', async () => {
    const { vault } = await newVault();
    const dataset = newDataset();
    const first = await importFhir(vault, { path, dataset, shareStaff: true });
    expect(first.report).toMatchObject({ sharedItems: 4, quarantined: [{ reason: 'residence', count: 1 }] });
    const { summary } = await vault.seal(first.draft);
    const again = await importFhir(vault, { path, dataset, shareStaff: true });
    expect((await vault.seal(again.draft)).unchangedSince?.volume).toBe(summary.volume);
  });
});

function ownerOf(resource: {
  id: string;
  resourceType: string;
  subject?: { reference: string };
  patient?: { reference: string };
}): string {
  const reference = resource.subject?.reference ?? resource.patient?.reference;
  return resource.resourceType === 'Patient' ? resource.id : (reference ?? '').replace('Patient/', '');
}

function isHouse(line: string): boolean {
  return line.includes('"resourceType":"Location"') && line.includes('"code":"ho"');
}
