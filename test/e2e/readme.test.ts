import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSamplePatients } from '../../src/cli/sample-patients.ts';
import { custos } from '../cli/kept-program.ts';
import { freePort } from '../free-port.ts';
import { type Running, serving } from './processes.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));
/** Whoever meets a gateway for the first time is told whom. */
const FIRST_CONTACT = /^First contact with http(?:.*\n){4}Its holder calls itself, by its own word: .*\n/;
/** What a download does not say each time. */
const SAID_AT_FIRST_CONTACT = /--ledger|--rpc|CUSTOS_RPC|gateway list/;
const PREFIX = 'npm run -s custos -- ';

let directory: string;
let running: Running | undefined;
/** Commands of the README that were not run yet, without `npm run`. */
let commands: string[];
/** What stands for the README's paths and capitals. */
let values: Map<string, string>;
/** Id of a patient whom the holder has not known before. */
let newcomer: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-readme-'));
  const lines = (await readFile(README, 'utf8')).split('\n').flatMap((line) => line.split(PREFIX).slice(1));
  commands = lines.map((command) => command.replace(/`.*/, ''));
  values = new Map([['port', String(await freePort())]]);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(directory, { recursive: true, force: true });
});

const node = () => ({ CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: values.get('port') ?? '' });
const url = () => running?.url ?? '';
/** Whoever is no holder has a directory of its own, with its key in it. */
const person = (name: string) => ({ CUSTOS_DATA: join(directory, name), CUSTOS_GATEWAY: url() });

/** Puts an export where the node imports from. */
async function prepare(exports: string, patients: number): Promise<void> {
  await mkdir(exports, { recursive: true });
  const written = await writeSamplePatients(join(exports, 'cardiology'), patients);
  newcomer = written.at(-1)?.id ?? '';
  values.set('/exports/cardiology', join(exports, 'cardiology')).set('/exports', exports);
  values.set('notice.txt', join(directory, 'notice.txt')).set('data', join(directory, 'got'));
  await writeFile(join(directory, 'notice.txt'), 'You decide what your data is used for.');
}

/** The one command that begins so, as the README has it. */
function next(begin: string): string[] {
  const found = commands.filter((command) => command.startsWith(begin));
  expect({ begin, found }).toMatchObject({ found: [expect.any(String)] });
  commands = commands.filter((command) => command !== found[0]);
  const words = (found[0] ?? '').match(/"[^"]*"|\S+/g) ?? [];
  // The first two words are the command's own.
  return words.map((word, j) => (j < 2 ? word : (values.get(word) ?? word.replaceAll('"', ''))));
}

async function run(begin: string, environment: Record<string, string>): Promise<string> {
  const ended = await custos(next(begin), environment);
  const unsaid = ended.stderr.replace(FIRST_CONTACT, '');
  expect({ begin, ...ended, unsaid }).toMatchObject({ begin, code: 0, unsaid: '' });
  return ended.stdout;
}

async function account(name: string): Promise<string> {
  return (await custos(['key', 'create', 'me'], person(name))).stdout.trim();
}

describe('every command of the README does what it says, in the order of the main job', () => {
  it('on a node of one’s own', { timeout: 300_000 }, async () => {
    await prepare(join(directory, 'exports'), 4);
    expect(await custos([...next('init'), '--chain-port', '0'], node())).toMatchObject({ code: 0 });
    running = await serving(next('serve'), node());
    await everyRole();
  });

  it('on the sample that `npm start` made', { timeout: 300_000 }, async () => {
    running = await serving(['quickstart'], node());
    // Founded and served already; it imports from below its own directory.
    for (const done of ['init', 'serve']) next(done);
    await prepare(join(directory, 'node', 'import', 'more'), 13);
    await everyRole();
  });
});

async function everyRole(): Promise<void> {
  const [digest = ''] = /0x[0-9a-f]{64}/.exec(await run('notice publish', node())) ?? [];
  const requester = await account('requester');
  values.set('DIGEST', digest).set('ACCOUNT', requester);
  await run('member add', node());
  await run('dataset create', node());
  const [, draft = ''] = /^draft (\S+) is ready/m.exec(await run('dataset import', node())) ?? [];
  values.set('IMPORT', draft);
  await run('dataset publish', node());
  const listed = (await run('subject list', node())).split('\n').filter((line) => line.includes(newcomer));
  expect(listed).toHaveLength(1);
  const [subject = ''] = /0x[0-9a-f]{8}/.exec(listed[0] ?? '') ?? [];
  values.set('SUBJECT', subject);
  const { stdout } = await custos(['subject', 'list', '--as', 'holder', '--json'], node());
  const all = JSON.parse(stdout) as { subject: string; identifiers: string[]; bound: boolean }[];
  const onPaper = all.find((one) => !one.subject.startsWith(subject) && !one.bound)?.identifiers[0];
  const rows = `identifier;form;permission;ai-training;commercial;transfer-abroad;until\r\n${onPaper};sheet 1;HMB;no;no;yes;2031-12-31\r\n`;
  await writeFile(join(directory, 'consents.csv'), rows);
  values.set('consents.csv', join(directory, 'consents.csv')).set('own', join(directory, 'own'));
  expect(await run('consent record', node())).toMatch(/^1 row: 1 recorded/);
  const [, code = ''] = /^code (\S+)/.exec(await run('subject invite', node())) ?? [];
  values.set('CODE', code);

  values.set('NAME', 'me');
  await run('key create', person('patient'));
  await run('subject bind', person('patient'));
  expect(await run('notice show', person('patient'))).toBe('You decide what your data is used for.\n');
  const [, grant = ''] = /^consent (0x[0-9a-f]{8}) /m.exec(await run('consent grant', person('patient'))) ?? [];
  values.set('GRANT', grant);
  const consents = await run('consent list', person('patient'));
  expect(consents).toContain(grant.slice(0, 10));
  expect(consents).toMatch(
    / all data of “(?:City|Sample) Hospital”, also what identifies you .* any requester .* signed by yourself, /,
  );

  await run('permit issue', node());
  expect(await run('explain', person('requester'))).toMatch(/^It would be allowed:\n(?:fewer than 10|\d+0) items/);
  const got = await run('get', person('requester'));
  expect(got).toMatch(/^[1-9]\d* items/);
  expect(got).not.toMatch(SAID_AT_FIRST_CONTACT);
  expect(await run('access list', person('patient'))).toMatch(/ “Heart Institute” +biomedical research .*diagnoses/);
  const again = commands.filter((command) => command.startsWith('me data'));
  const own = await run('me data', person('patient'));
  expect(own).toMatch(/^[1-9]\d* items of your own/);
  expect(own).not.toMatch(SAID_AT_FIRST_CONTACT);
  commands.push(...again);
  expect(await run('me data', person('patient'))).toMatch(
    /^Nothing was fetched, so nothing was logged\.\n[1-9]\d* items of your own in \S+ already\.$/m,
  );
  const [, receipt = ''] = /kept in (\S+);/.exec(await run('consent revoke GRANT', person('patient'))) ?? [];
  values.set('RECEIPT', receipt);
  expect(await run('receipt verify', person('patient'))).toMatch(/verified by the log key of http/);
  expect(await run('gateway list', person('patient'))).toContain(url());
  expect(await run('consent revoke --all', person('patient'))).toMatch(/^No consent counted any more .*\nwithdrawn/);

  const auditor = await account('auditor');
  const added = await custos(['member', 'add', auditor, '--role', 'auditor', '--as', 'administrator'], node());
  expect(added).toMatchObject({ code: 0 });
  const [, rpc = ''] = / at (http\S+)/.exec(running?.output() ?? '') ?? [];
  const { ledger } = (await (await fetch(`${url()}/v1/ledger`)).json()) as { ledger: string };
  const [, chain = '', membership = ''] = ledger.split(':');
  values.set('LEDGER', `${chain}:${membership}`);
  expect(running?.output()).toContain(`ledger ${chain}:${membership}`);
  const audit = next('audit').map((word, i, words) => (word !== 'URL' ? word : words[i - 1] === '--rpc' ? rpc : url()));
  const verdict = await custos(audit, person('auditor'));
  expect(verdict).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Verdict: clean at level openings/) });
  expect(verdict.stdout).toMatch(/^Verdict: .* The ledger was pinned: .*$/m);
  expect(verdict.stdout).toMatch(/^ {2}done: (\d+) of \1 heads on chain/m);
  const elsewhere = [`1:${membership}`, `${chain}:0x${'11'.repeat(20)}`];
  for (const other of elsewhere) {
    const refused = await custos(audit.with(audit.indexOf('--ledger') + 1, other), person('another auditor'));
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/is a gateway of the ledger/) });
  }
  const byLedger = ['receipt', 'verify', receipt, '--rpc', rpc];
  expect(await custos(byLedger, person('patient'))).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/verified by the key that the ledger names for the log\n[\s\S]*: consent 0x\w+ ends/),
  });
  const stranger = await custos([...byLedger, '--data', join(directory, 'nobody')], person('patient'));
  expect(stranger).toMatchObject({ code: 2, stdout: expect.stringContaining('Name it with --membership') });
  expect(commands).toEqual([]);
}
