import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTICE } from '../../src/cli/sample-notice.ts';
import { noticeDigest } from '../../src/core/notice.ts';
import { custos } from '../cli/kept-program.ts';
import { YES_OPTIONS } from '../core/all-yes.ts';
import { freePort } from '../free-port.ts';
import { type Running, serving } from './processes.ts';

let directory: string;
let environment: Record<string, string>;
let running: Running;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-e2e-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
});
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Item {
  readonly item: number;
  readonly file: string;
}

const getting = (out: string, purpose = '7') => [
  ...[
    'get',
    'Outpatient clinic',
    '--purpose',
    purpose,
    '--no-commercial',
    '--as',
    'researcher',
    '--json',
    '--out',
    out,
  ],
];
const get = (out: string, purpose?: string) => custos(getting(out, purpose), environment);

async function rpc(): Promise<string> {
  return ((await (await fetch(`${running.url}/v1/ledger`)).json()) as { rpc: string }).rpc;
}

async function listed(out: string): Promise<Item[]> {
  const lines = (await readFile(join(out, 'items.ndjson'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe('quickstart', () => {
  it('does the main job and tells it with figures', () => {
    const story = running.output();
    expect(story).toMatch(/^1\. imported \d+ FHIR resources of 12 patients into \d+ encrypted items/m);
    expect(story).toMatch(/^2\. 9 patients bound a key/m);
    expect(story).toMatch(
      /^3\. 9 patients signed a consent, 2 consents were recorded from paper, 1 patient said nothing/m,
    );
    expect(story).toMatch(
      /^5\. the researcher got [1-9]\d* items .* verified against the root on chain; [1-9]\d* were/m,
    );
    expect(story).toMatch(/^6\. patient 1 withdrew: acknowledged in \d+ ms as entry \d+/m);
    expect(story).toMatch(/^7\. .* got [1-9]\d* items: the [1-9]\d* of patient 1 are left out/m);
    expect(story).toMatch(
      /^8\. another purpose \(population research\) was refused \(the purpose is not permitted\), .* entry \d+/m,
    );
    expect(story).toMatch(/^9\. the auditor read ledger and log alone: clean at level openings/m);
    expect(story).toMatch(/ready on http:\/\/localhost:\d+\n$/);
  });
});

describe('the command line', () => {
  it('fetches, verifies and keeps receipts, and fetches nothing twice', async () => {
    const out = join(directory, 'got');
    const first = JSON.parse((await get(out)).stdout) as { items: number; withheld: Record<string, number> };
    expect(first.items).toBeGreaterThan(30);
    expect(first.withheld['not-consented']).toBeGreaterThan(0);
    const files = await readdir(out);
    expect(files.filter((name) => name.endsWith('.part'))).toEqual([]);
    const [proof = ''] = files.filter((name) => name.endsWith('.tlog-proof'));
    expect(files.filter((name) => name.startsWith('release-'))).toEqual([
      proof.replace('.tlog-proof', '.evidence.json'),
      proof,
    ]);
    expect(await custos(['receipt', 'verify', join(out, proof)], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/items of a dataset were released[\s\S]*declared: commercial no/),
    });
    const list = (await readFile(join(out, 'items.ndjson'), 'utf8')).trim().split('\n');
    expect(list).toHaveLength(first.items);
    const again = JSON.parse((await get(out)).stdout) as { items: number; kept: number };
    expect(again).toMatchObject({ items: 0, kept: first.items });
  });

  it('fetches again what is missing or was changed', async () => {
    const out = join(directory, 'got');
    const items = await listed(out);
    const of = (name: string) => items.filter(({ file }) => file === name).length;
    await rm(join(out, 'Condition.ndjson'));
    const path = join(out, 'Observation.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"resourceType"', '"resourcetype"'));
    expect(JSON.parse((await get(out)).stdout)).toMatchObject({ items: of('Condition.ndjson') + 1 });
    expect((await listed(out)).length).toBe(items.length);
  });

  it('leaves out who withdraws, and names what may no longer be kept', async () => {
    const revoked = await custos(['consent', 'revoke', '--all', '--as', 'patient-02'], environment);
    expect(revoked.code).toBe(0);
    const [, receipt = ''] = /kept in (\S+\.tlog-proof);/.exec(revoked.stdout) ?? [];
    const verified = await custos(['receipt', 'verify', receipt], environment);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/verified by the log key of http/) });
    expect(verified.stdout).toMatch(
      /the withdrawal of all consents was taken[\s\S]*of the person whom your key patient-02 signs for \(0x[0-9a-f]{8}\): all consents .* end/,
    );
    await writeFile(`${receipt}.saved`, `${await readFile(receipt, 'utf8')}\n`);
    await writeFile(`${receipt}.forged`, (await readFile(receipt, 'utf8')).replace(/^index \d+/m, 'index 0'));
    const saved = await custos(['receipt', 'verify', `${receipt}.saved`, '--json'], environment);
    expect(JSON.parse(saved.stdout)).toMatchObject([{ verified: true, entry: { kind: 'revocation' } }]);
    const forged = await custos(['receipt', 'verify', receipt, `${receipt}.forged`], environment);
    expect(forged).toMatchObject({ code: 1, stdout: expect.stringMatching(/forged: NOT verified/) });
    const audited = await custos(['audit', '--receipt', `${receipt}.saved`, '--as', 'auditor'], environment);
    expect(audited).toMatchObject({ stdout: expect.stringMatching(/^Receipt \S+: confirmed, entry \d+ of log 0x/m) });
    const after = JSON.parse((await get(join(directory, 'got'))).stdout) as { noLongerPermitted: Item[] };
    expect(after.noLongerPermitted.length).toBeGreaterThan(0);
    const out = join(directory, 'got');
    const { stdout } = await custos([...getting(out).filter((arg) => arg !== '--json'), '--prune'], environment);
    expect(stdout).toMatch(/^Taken out: \d+ items? no longer permitted: item \d+ of [A-Z]\w+\.ndjson/m);
    const gone = new Set(after.noLongerPermitted.map(({ item }) => item));
    expect((await listed(out)).filter(({ item }) => gone.has(item))).toEqual([]);
    expect(JSON.parse((await get(out)).stdout)).toMatchObject({ items: 0, noLongerPermitted: [] });
    const list = async (...args: string[]) => JSON.parse((await custos([...args, '--json'], environment)).stdout);
    expect(await list('consent', 'list', '--as', 'patient-02')).toMatchObject([{ active: false, withdrawn: true }]);
    expect(await list('consent', 'list', '--as', 'patient-03')).toMatchObject([{ active: true }]);
    const subjects: { grants: number }[] = await list('subject', 'list', '--as', 'holder');
    expect(subjects.filter(({ grants }) => grants === 0)).toHaveLength(3);
  });

  it('says of what was withdrawn already when that was, with its receipt, and withdraws anew where none is kept', async () => {
    const run = (...args: string[]) => custos([...args, '--as', 'patient-04'], environment);
    const [grant = ''] = /^0x\w{8,}/m.exec((await run('consent', 'list')).stdout) ?? [];
    const first = await run('consent', 'revoke', grant);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^withdrawn, and verified/) });
    const [, file = ''] = /kept in (\S+\.tlog-proof);/.exec(first.stdout) ?? [];
    const again = await run('consent', 'revoke', grant);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/was withdrawn already, \d{4}-\S+ \S+ UTC, by entry \d+/),
    });
    expect(again.stdout).toContain(file);
    await rm(file);
    const anew = await run('consent', 'revoke', grant);
    expect(anew.stdout).toMatch(/^The gateway says .* withdrawn[\s\S]*\nwithdrawn, and verified: entry/);
    expect((await run('consent', 'revoke', '--all')).stdout).toMatch(/^No consent counted any more .*1 consent in all/);
    await expect
      .poll(async () => (await run('consent', 'list')).stdout, { timeout: 30_000 })
      .toMatch(/ withdrawn \d{4}-\S+ \S+ UTC /);
  });

  it('shows consents, permits and accesses in words', async () => {
    const shown = async (...args: string[]) => (await custos(args, environment)).stdout;
    expect(await shown('consent', 'list', '--as', 'patient-03')).toMatch(
      / health or medical .*; non-commercial use only +all data of “Sample Hospital”.* psychiatry .* any requester +\d{4}-.* signed by yourself, \d{4}-/,
    );
    expect(await shown('permit', 'list', '--as', 'holder')).toMatch(
      /“Sample Research Institute” +all of the requester’s +biomedical research .*“Outpatient clinic”/,
    );
    expect(await shown('access', 'list', '--as', 'patient-03')).toMatch(
      / “Sample Research Institute” +biomedical research .*prescriptions \(1\).* “Outpatient clinic” +0x/,
    );
    const refused = await get(join(directory, 'refused'), '2');
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/The permit is for biomedical research\./),
    });
  });

  it('advises everybody by their own role', async () => {
    await custos(['key', 'create', 'stranger'], environment);
    const grant = `0x${'12'.repeat(32)}`;
    for (const [args, says] of [
      [
        ['consent', 'list', '--as', 'stranger'],
        /^Your key stranger \(0x\w{40}\) signs for no patient .* yet\. Bind it first.*subject bind CODE --as stranger`/,
      ],
      [['access', 'list', '--as', 'stranger'], /subject bind CODE/],
      [['permit', 'list', '--as', 'stranger'], /is no member here and signs for no patient\. A patient first binds it/],
      [['consent', 'revoke', '--all', '--as', 'stranger'], /subject bind CODE/],
      [
        ['consent', 'revoke', grant, '--as', 'holder'],
        /^“Sample Hospital” \(0x\w{8}\) is the holder’s account.*--subject SUBJECT/,
      ],
      [['consent', 'keep', grant, '--as', 'researcher'], /^“[^”]+” \(0x\w{8}\) is a requester at .*patient’s own key/],
    ] as const) {
      const { code, stderr } = await custos([...args], environment);
      expect({ args, code, stderr }).toEqual({ args, code: 1, stderr: expect.stringMatching(says) });
    }
  });

  it('names the dataset that a name was taken for before anybody relies on it', async () => {
    const terms = ['--permission', 'GRU', '--until', '2098-12-31', '--notice', noticeDigest(NOTICE), ...YES_OPTIONS];
    const [listed] = JSON.parse((await custos(['dataset', 'list', '--as', 'holder', '--json'], environment)).stdout);
    const grant = ['consent', 'grant', ...terms, '--as', 'patient-05'];
    const named = await custos([...grant, '--dataset', 'Outpatient clinic'], environment);
    expect(named.stdout).toContain(
      `It is for the dataset that the gateway calls “Outpatient clinic”: ${listed.dataset}.`,
    );
    const byId = await custos([...grant, '--dataset', listed.dataset], environment);
    expect(byId.stdout).not.toContain('that the gateway calls');
  });

  it('audits for who is no auditor what ledger and log show, and says what is closed', async () => {
    const { code, stdout, stderr } = await custos(['audit', '--as', 'researcher'], environment);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/is no auditor .*without --as.*receipt/),
    });
    expect(stdout).toMatch(/^Verdict: could not tell/);
  });

  it('says of an import what is not there, and what may not be read', async () => {
    const load = (path: string) =>
      custos(['dataset', 'import', 'Outpatient clinic', '--fhir', path, '--as', 'holder'], environment);
    const imports = join(environment.CUSTOS_DATA ?? '', 'import');
    const absent = await load(join(imports, 'absent'));
    expect(absent).toMatchObject({ code: 1, stderr: expect.stringMatching(/absent does not exist on the gateway/) });
    const outside = await load(join(directory, 'absent'));
    expect(outside).toMatchObject({ code: 1, stderr: expect.stringMatching(/only from its configured directories/) });
    await writeFile(join(imports, 'broken.ndjson'), '{"resourceType":"Patient","id":"a"}\n{"resourceType":');
    const broken = await load(join(imports, 'broken.ndjson'));
    expect(broken).toMatchObject({ code: 1, stdout: '' });
    expect(broken.stderr).toMatch(
      /^1 line or file cannot be imported; nothing was\..*--skip-invalid.*broken\.ndjson:2 is no JSON object\n$/,
    );
    await rm(join(imports, 'broken.ndjson'));
  });

  it('publishes a draft once, under one set of options, and throws drafts away', async () => {
    const [source] = await readdir(join(environment.CUSTOS_DATA ?? '', 'import'));
    const path = join(environment.CUSTOS_DATA ?? '', 'import', source ?? '');
    const run = (...args: string[]) => custos(['dataset', ...args, '--as', 'holder'], environment);
    const drafted = async () => {
      const { stdout } = await run('import', 'Other', '--fhir', path, '--json');
      return (JSON.parse(stdout) as { import: string }).import;
    };
    expect(await run('create', 'Other')).toMatchObject({ code: 0 });
    const [first, second] = [await drafted(), await drafted()];
    const publish = (permission: string) =>
      run('publish', 'Other', '--import', first, '--permission', permission, '--identifiable');
    expect(await publish('HBM')).toMatchObject({ code: 2, stdout: '' });
    expect((await publish('HMB')).stdout).toMatch(/^version 1: /);
    for (const named of [first, first.slice(0, 8)]) {
      const again = await run('publish', 'Other', '--import', named, '--permission', 'HMB', '--identifiable');
      expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^it was published as version 1: /) });
    }
    const other = await publish('GRU');
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/is published already, with other options/) });
    expect(await run('discard', second)).toMatchObject({ code: 0, stdout: `draft ${second.slice(0, 8)} is gone.\n` });
    expect(await run('discard', first)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/published already, as version 1, and cannot be discarded/),
    });
    const again = (await run('import', 'Other', '--fhir', path)).stdout;
    expect(again).toMatch(/^it holds just what version 1 holds$/m);
    expect(again).toMatch(/ is ready: `.* dataset publish Other --import [0-9a-f]{8} --permission CODE --as holder`/);
  });

  it('records a consent on paper once, and withdraws all of it for a patient who calls', async () => {
    const run = (...args: string[]) => custos(['consent', ...args, '--as', 'holder'], environment);
    const { stdout } = await custos(['subject', 'list', '--as', 'holder', '--json'], environment);
    const unbound = (JSON.parse(stdout) as { subject: string; bound: boolean }[]).find(({ bound }) => !bound);
    const subject = unbound?.subject ?? '';
    const record = (permission: string, form: string) =>
      run(
        ...['record', subject, '--permission', permission, '--until', '2099-12-31'],
        ...['--notice', noticeDigest(NOTICE), '--form', form, ...YES_OPTIONS],
      );
    const first = await record('NRES', 'F1');
    expect(first.stdout).toMatch(/^1 consent is recorded\.\nconsent 0x[0-9a-f]{8} of urn:/);
    const [, grant = ''] = /^consent (0x[0-9a-f]{8}) of /m.exec(first.stdout) ?? [];
    const again = await record('NRES', 'F2');
    expect(again.stdout).toMatch(/^0 consents are recorded\.\n1 consent stood already/);
    expect(again.stdout).toContain(grant);
    await record('GRU', 'F1');
    const one = await run('revoke', grant, '--subject', subject, '--form', 'call 1');
    expect(one.stdout).toMatch(/other consents? still counts?:\n/);
    expect(one.stdout).toMatch(
      /^ {2}0x[0-9a-f]{8}: any requester may use all data of “Sample Hospital” for general research use.*, recorded from paper, /m,
    );
    const all = await run('revoke', '--all', '--subject', subject, '--form', 'call 2');
    expect(all).toMatchObject({ code: 0, stdout: expect.stringContaining('No other consent counts any more.') });
    const unnamed = await run('revoke', '--all', '--subject', subject);
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining('--form') });
  });

  it('refuses another purpose with 1, and names the entry of the refusal', async () => {
    const refused = await get(join(directory, 'refused'), '2');
    expect(refused.code).toBe(1);
    const { error } = JSON.parse(refused.stdout) as { error: { code: string; details: { seq: number } } };
    expect(error).toMatchObject({ code: 'ACCESS_REFUSED', details: { reason: 'purpose-not-permitted' } });
    const { stdout } = await custos(['access', 'list', '--as', 'auditor', '--json'], environment);
    const entry = (JSON.parse(stdout) as { seq: number }[]).find(({ seq }) => seq === error.details.seq);
    expect(entry).toMatchObject({ outcome: 'refused', reason: 'purpose-not-permitted', purpose: 2 });
  });

  it('shows patients who accessed their data, and others only what their role sees', async () => {
    const own = await custos(['access', 'list', '--as', 'patient-03', '--json'], environment);
    expect((JSON.parse(own.stdout) as unknown[]).length).toBeGreaterThanOrEqual(3);
    const other = await custos(['access', 'list', '--as', 'researcher'], environment);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toMatch(
      /^Only an auditor or the data holder may do this; “[^”]+” \(0x\w{8}\) is a requester here\.\n$/,
    );
  });

  it('explains a request without releasing anything', async () => {
    const args = ['explain', 'Outpatient clinic', '--as', 'researcher', '--json', '--purpose', '7'];
    expect((await custos([...args, '--no-commercial'], environment)).code).toBe(0);
    const refused = await custos(args, environment);
    expect(refused.code).toBe(1);
    const [reason, undeclared] = ['purpose-needs-review', ['NCU']];
    expect(JSON.parse(refused.stdout)).toMatchObject({ outcome: 'refused', reason, undeclared });
    const out = join(directory, 'undeclared');
    const got = await custos(
      ['get', 'Outpatient clinic', '--as', 'researcher', '--purpose', '7', '--out', out],
      environment,
    );
    expect(got).toMatchObject({ code: 1, stdout: '' });
    expect(got.stderr).toMatch(
      /^Refused, as entry \d+ .*: The dataset asks for it, the permit attests it, and the request does not declare it: .*\(NCU\)\.\nIf it is so, declare it with --no-commercial\.\n`.* explain 'Outpatient clinic' --purpose 7 --as researcher` says more\.\n$/,
    );
  });

  it('audits clean, with and without a role', async () => {
    const auditor = await custos(['audit', '--as', 'auditor', '--json'], environment);
    expect(JSON.parse(auditor.stdout)).toMatchObject({ verdict: 'clean', level: 'openings', findings: [] });
    const parameters = join(directory, 'parameters.json');
    await writeFile(parameters, '{"disease":"MONDO:0005015"}');
    const strange = await custos(['audit', '--parameters', parameters, '--as', 'auditor'], environment);
    expect(strange).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`WARNING: ${parameters} holds parameters of no`),
    });
    const anybody = await custos(['audit'], environment);
    expect(anybody).toMatchObject({ code: 0 });
    expect(anybody.stdout).toMatch(/^Verdict: clean at level log/);
  });

  it('puts the trail into one new file, which is audited where there is neither gateway nor chain', async () => {
    const file = join(directory, 'trail.ndjson');
    const write = () => custos(['evidence', 'export', file, '--as', 'auditor'], environment);
    expect(await write()).toMatchObject({ code: 0, stdout: expect.stringMatching(/ lines of one log and the ledger/) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await write()).toMatchObject({ code: 2, stderr: expect.stringMatching(/is there already/) });
    const elsewhere = { CUSTOS_DATA: join(directory, 'elsewhere') };
    const read = (...options: string[]) => custos(['audit', '--bundle', file, ...options], elsewhere);
    const audited = await read('--json');
    expect(JSON.parse(audited.stdout)).toMatchObject({ verdict: 'clean', level: 'openings', isPinned: false });
    expect(await read()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/file’s own copy: compare block \d+/),
    });
    const beside = await read('--rpc', await rpc(), '--finality', 'latest', '--json');
    expect(JSON.parse(beside.stdout)).toMatchObject({ verdict: 'clean', isPinned: true });
    await writeFile(file, (await readFile(file, 'utf8')).split('\n').slice(0, -2).join('\n'));
    expect(await read()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no evidence bundle, or was cut off/),
    });
  });

  it('takes a dataset by its name or id, and no path in its place', async () => {
    const [listed] = JSON.parse((await custos(['dataset', 'list', '--as', 'holder', '--json'], environment)).stdout);
    for (const wanted of ['Outpatient clinic', listed.dataset as string]) {
      const shown = await custos(['dataset', 'show', wanted, '--as', 'holder', '--json'], environment);
      expect(JSON.parse(shown.stdout)).toMatchObject({ dataset: listed.dataset, versions: [{ version: 1 }] });
      expect(await custos(['dataset', 'lineage', wanted, '--as', 'holder'], environment)).toMatchObject({ code: 0 });
      const coverage = await custos(['dataset', 'coverage', wanted, '--as', 'holder'], environment);
      expect(coverage).toMatchObject({ code: 0, stdout: expect.stringMatching(/^purpose +released +needs review/m) });
    }
    for (const args of [
      ['dataset', 'show', '../members'],
      ['dataset', 'retire', '../members', '--reason', 'x'],
      ['dataset', 'publish', listed.dataset as string, '--import', '../x', '--permission', 'HMB'],
      ['subject', 'invite', '../members', '--identified-by', 'x'],
      ['permit', 'revoke', '../1', '--reason', 'x'],
      ['consent', 'revoke', '../x', '--subject', listed.dataset as string, '--form', 'x'],
      ['member', 'add', `0x${'11'.repeat(20)}`, '--role', 'gateway'],
    ]) {
      const refused = await custos([...args, '--as', 'holder'], environment);
      expect({ args, ...refused }).toMatchObject({
        args,
        code: 2,
        stdout: '',
        stderr: expect.not.stringMatching(/Unexpected/),
      });
      expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('refuses an audit with a receipt that is none', async () => {
    const file = join(directory, 'no-receipt');
    await writeFile(file, 'c2sp.org/tlog-proof@v1\nindex 1\n');
    const refused = await custos(['audit', '--receipt', file], environment);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is no receipt: it begins as one, and was damaged or cut off/),
    });
  });

  it('keeps a second process out of the data directory', async () => {
    const second = await custos(['serve'], environment);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Another process runs the node in .*\n$/) });
  });

  it('stops on SIGTERM, and resumes with everything kept, on another port if it must', async () => {
    const chain = await rpc();
    expect(chain).toBe(`http://127.0.0.1:${Number(environment.CUSTOS_PORT) + 1}`);
    expect(await running.stop()).toMatchObject({ code: 0, stderr: '' });
    environment = { ...environment, CUSTOS_PORT: String(await freePort()) };
    running = await serving(['quickstart'], environment);
    expect(running.output()).toMatch(/^the consortium in .* is as it was left$/m);
    expect(running.output()).not.toContain('imported');
    expect(running.url).toBe(`http://localhost:${environment.CUSTOS_PORT}`);
    expect(await rpc()).toBe(chain);
    expect(JSON.parse((await get(join(directory, 'got'))).stdout)).toMatchObject({ items: 0 });
    expect((await custos(['audit', '--as', 'auditor'], environment)).code).toBe(0);
  });
});
