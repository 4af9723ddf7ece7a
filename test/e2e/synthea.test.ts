import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { custos } from '../cli/kept-program.ts';
import { freePort } from '../free-port.ts';
import { type Running, serving } from './processes.ts';

const DATA = process.env.CUSTOS_REAL_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const EXPORT = resolve(DATA, 'synthea-10');
const CONSENTING = ['patient-1', 'patient-2', 'patient-3'];

interface Listed {
  readonly subject: string;
  readonly identifiers: readonly string[];
}

let directory: string;
let running: Running;
let environment: Record<string, string>;
let dataset: string;
/** FHIR ids of the patients that consent, by the name of their key. */
const people = new Map<string, string>();

/** The result of a command that must succeed. */
async function done<Result>(...args: string[]): Promise<Result> {
  const { code, stdout, stderr } = await custos([...args, '--json'], environment);
  expect(`${code} ${stderr}`).toBe('0 ');
  return JSON.parse(stdout) as Result;
}

const get = (out: string, purpose = 'DUO:0000037') =>
  custos(
    [
      'get',
      dataset,
      '--purpose',
      purpose,
      '--no-commercial',
      '--as',
      'researcher',
      '--json',
      '--out',
      join(directory, out),
    ],
    environment,
  );

/** FHIR ids of all patients that the files of a download speak of, and how many of its resources speak of none. */
async function patientsIn(out: string): Promise<{ patients: Set<string>; ofNobody: Set<string> }> {
  const files = (await readdir(join(directory, out))).filter((name) => /^[A-Z]\w+\.ndjson$/.test(name));
  const patients = new Set<string>();
  const ofNobody = new Set<string>();
  for (const file of files) {
    for (const line of (await readFile(join(directory, out, file), 'utf8')).split('\n').filter(Boolean)) {
      const { resourceType, id } = JSON.parse(line) as { resourceType: string; id: string };
      const named =
        resourceType === 'Patient' ? [id] : [...line.matchAll(/"Patient\/([\w-]+)"/g)].map(([, to]) => to ?? '');
      for (const patient of named) patients.add(patient);
      if (named.length === 0) ofNobody.add(resourceType);
    }
  }
  return { patients, ofNobody };
}

async function fhirIds(): Promise<Map<string, string>> {
  const lines = (await readFile(join(EXPORT, 'Patient.000.ndjson'), 'utf8')).split('\n').filter(Boolean);
  return new Map(
    lines.flatMap((line) => {
      const { id, identifier } = JSON.parse(line) as { id: string; identifier: { system?: string; value?: string }[] };
      return identifier.map(({ system, value }) => [`${system}|${value}`, id] as const);
    }),
  );
}

describe.skipIf(!existsSync(EXPORT))('an export of Synthea, by the command line alone', () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'custos-synthea-'));
    environment = { CUSTOS_DATA: join(directory, 'node') };
    const port = String(await freePort());
    const founded = await custos(['init', '--port', port, '--chain-port', '0', '--import', EXPORT], environment);
    expect(founded).toMatchObject({ code: 0, stdout: expect.stringContaining('WARNING: the root key') });
    running = await serving(['serve'], environment);
    for (const [name, role] of [
      ['researcher', 'requester'],
      ['auditor', 'auditor'],
    ] as const) {
      const { account } = await done<{ account: string }>('key', 'create', name);
      await done('member', 'add', account, '--role', role, '--as', 'administrator');
    }
  });
  afterAll(async () => {
    await running?.stop();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  it('imports 13 patients and 7,160 resources, and says what it skipped', async () => {
    ({ dataset } = await done<{ dataset: string }>('dataset', 'create', 'Synthea', '--as', 'holder'));
    const imported = await done<{ import: string; report: Record<string, unknown> }>(
      ...['dataset', 'import', dataset, '--fhir', EXPORT, '--as', 'holder'],
    );
    expect(imported.report).toMatchObject({ patients: 13, resources: 7160, skippedFiles: [{ file: 'log.ndjson' }] });
    const published = await done<{ version: number; subjects: number; items: number }>(
      ...['dataset', 'publish', dataset, '--import', imported.import, '--permission', 'HMB', '--identifiable'],
      ...['--as', 'holder'],
    );
    expect(published).toMatchObject({ version: 1, subjects: 13 });
  });

  it('takes the consents of three patients', async () => {
    const notice = join(directory, 'notice.txt');
    await writeFile(notice, 'You decide what your data is used for.');
    await done('notice', 'publish', notice, '--as', 'holder');
    const { digest } = await done<{ digest: string }>('notice', 'digest', notice);
    const [subjects, ids] = [await done<Listed[]>('subject', 'list', '--as', 'holder'), await fhirIds()];
    expect(subjects).toHaveLength(13);
    for (const [i, name] of CONSENTING.entries()) {
      const { subject, identifiers } = subjects[i] as Listed;
      people.set(name, ids.get(identifiers[0] ?? '') ?? '');
      await done('key', 'create', name);
      const invitation = ['subject', 'invite', subject, '--identified-by', 'passport', '--as', 'holder'];
      const { code } = await done<{ code: string }>(...invitation);
      await done('subject', 'bind', code, '--as', name);
      const terms = [
        '--permission',
        'HMB',
        '--modifier',
        'NCU',
        '--ai-training',
        'yes',
        '--transfer-abroad',
        'yes',
        '--until',
        '365d',
        '--notice',
        digest,
        '--identifiable',
      ];
      await done('consent', 'grant', ...terms, '--as', name);
    }
    expect([...people.values()].filter(Boolean)).toHaveLength(3);
  });

  it('gives the requester the items of those three and the shared ones, each verified', async () => {
    const { account } = await done<{ account: string }>('key', 'show', 'researcher');
    await done(
      ...[
        'permit',
        'issue',
        '--requester',
        account,
        '--dataset',
        dataset,
        '--purpose',
        'DUO:0000037',
        '--until',
        '30d',
      ],
      ...['--attest', 'NCU', '--identifiable', '--as', 'holder'],
    );
    const { code, stdout } = await get('first');
    expect(code).toBe(0);
    const { items, withheld } = JSON.parse(stdout) as { items: number; withheld: Record<string, number> };
    expect(items).toBeGreaterThan(20);
    expect(withheld['not-consented']).toBeGreaterThan(20);
    const { patients, ofNobody } = await patientsIn('first');
    expect(patients).toEqual(new Set(people.values()));
    expect(ofNobody.difference(new Set(['Location', 'Organization', 'Medication']))).toEqual(new Set());
    expect(ofNobody.size).toBeGreaterThan(0);
  });

  it('leaves out a patient who withdrew', async () => {
    await done('consent', 'revoke', '--all', '--as', 'patient-1');
    expect((await get('second')).code).toBe(0);
    const { patients } = await patientsIn('second');
    expect(patients).toEqual(new Set(['patient-2', 'patient-3'].map((name) => people.get(name))));
  });

  it('refuses another purpose and logs the refusal', async () => {
    const refused = await get('refused', 'DUO:0000033');
    expect(refused.code).toBe(1);
    const { error } = JSON.parse(refused.stdout) as { error: { details: { seq: number } } };
    const entries = await done<{ seq: number; outcome: string }[]>('access', 'list', '--as', 'auditor');
    expect(entries.find(({ seq }) => seq === error.details.seq)).toMatchObject({ outcome: 'refused' });
  });

  it('is found clean by an auditor with every release decided anew', async () => {
    const report = await done<{ verdict: string; level: string }>('audit', '--as', 'auditor');
    expect(report).toMatchObject({ verdict: 'clean', level: 'openings', findings: [] });
  });
});
