import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../src/core/bytes.ts';
import type { DatasetId } from '../src/core/ids.ts';
import { importFhir } from '../src/import/fhir-import.ts';
import { createRootKeyFile } from '../src/vault/root-key.ts';
import { Vault } from '../src/vault/vault.ts';
import { writeHospitalExport } from './hospital-export.ts';

const PATIENTS = 600;

/** Measure P11: a FHIR Bulk Data export of invented patients becomes a sealed draft, each run in a new vault; the median
 *  of three. What was written is what lies in the vault's directory afterwards. */
export async function run(): Promise<{ id: 'P11'; metrics: Record<string, number> }> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-p11-'));
  try {
    const source = join(directory, 'export');
    const bytes = await writeHospitalExport(source, PATIENTS);
    console.error(`P11: ${PATIENTS} patients, ${(bytes / 1e6).toFixed(1)} MB`);
    const runs: { seconds: number; written: number }[] = [];
    for (let i = 0; i < 3; i++) runs.push(await importOnce(join(directory, `run-${i}`), source));
    const median = runs.toSorted((a, b) => a.seconds - b.seconds)[1];
    return {
      id: 'P11',
      metrics: {
        import_mb_s: bytes / 1e6 / (median?.seconds ?? Number.NaN),
        bytes_per_payload_byte: (median?.written ?? Number.NaN) / bytes,
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function importOnce(directory: string, path: string): Promise<{ seconds: number; written: number }> {
  const file = `${directory}.key`;
  await createRootKeyFile(file);
  await using vault = await Vault.open({ directory, rootKey: { file }, create: true });
  const dataset = toHex(randomBytes(32)) as DatasetId;
  const begun = performance.now();
  const { draft } = await importFhir(vault, { path, dataset });
  await vault.seal(draft);
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, written: await sizeOf(directory) };
}

async function sizeOf(directory: string): Promise<number> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((one) => one.isFile())
    .map(async (one) => (await stat(join(one.parentPath, one.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
