import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { keepAgreement } from '../../src/client/agreements.ts';
import { createDataset } from '../../src/client/datasets.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { followImport, importData } from '../../src/client/imports.ts';
import { formDigest, listConsents, withdrawRecorded } from '../../src/client/index.ts';
import { issuePermit, listPermits, type PermitOrder, revokePermit } from '../../src/client/permits.ts';
import { followPublication, publishVersion } from '../../src/client/publications.ts';
import { listSubjects } from '../../src/client/subjects.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { pagesOfSuite } from './pages.ts';

const AGREEMENT = 'Nobody tries to find out who somebody is.\nWhat is withdrawn is deleted within 30 days.\n';
const BIOMEDICAL = 7;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** Scans of the patient who withdraws; every other patient has one. */
const OWN_SCANS = 24;
const SCAN_BYTES = 500_000;
/** Bytes a second, so that a withdrawal comes in the middle. */
const SLOW = 1_500_000;

const pages = pagesOfSuite();
let holder: GatewayClient;
let sample: DatasetId;
let scans: DatasetId;
beforeAll(async () => {
  holder = await pages.client('holder');
  sample = (await listPermits(holder))[0]?.dataset as DatasetId;
  scans = await publishScans();
});

const press = (name: string | RegExp) => pages.press(name);
const textOf = async (part: Locator) => (await part.textContent()) ?? '';
const see = (text: string | RegExp) => pages.page.getByText(text).filter({ visible: true }).first().waitFor();

/** What a browser asks its person for is answered here: any folder is the page's own, and there is nothing to save a file with. */
const PICKERS = `
  delete globalThis.showSaveFilePicker;
  globalThis.showDirectoryPicker = () => navigator.storage.getDirectory();
`;

async function enter(path = '/research/catalogue'): Promise<void> {
  await pages.page.addInitScript(PICKERS);
  await pages.page.goto(`${pages.url}/enter/research?to=${encodeURIComponent(path)}`);
  await press('Researcher');
  await pages.page.waitForURL(new RegExp(path.split('?')[0] ?? ''));
}

async function saved(name: string): Promise<string> {
  const [download] = await Promise.all([pages.page.waitForEvent('download'), press(name)]);
  return readFile(await download.path(), 'utf8');
}

async function permit(order: Partial<PermitOrder> & Pick<PermitOrder, 'dataset'>): Promise<number> {
  const requester = (await pages.client('researcher')).address;
  const now = Math.floor(Date.now() / 1000);
  const of = { requester, purpose: BIOMEDICAL, attested: ['NCU'], identifiable: true };
  return (await issuePermit(holder, { ...of, fromSeconds: now - 60, untilSeconds: now + 86_400 * 20, ...order }))
    .permit;
}

async function publishScans(): Promise<DatasetId> {
  const path = join(pages.directory, 'node/import/scans');
  await mkdir(path, { recursive: true });
  const withdrawing = await (await pages.client('patient-09')).subject();
  const rows: string[] = [];
  for (const { subject, identifiers } of await listSubjects(holder)) {
    for (let scan = subject === withdrawing ? OWN_SCANS : 1; scan > 0; scan--) {
      const name = `${rows.length}.bin`;
      await writeFile(join(path, name), randomBytes(SCAN_BYTES));
      rows.push(`${name},${identifiers[0]},`);
    }
  }
  const subjects = join(pages.directory, 'node/import/scans.csv');
  await writeFile(subjects, `path,identifier,category\n${rows.join('\n')}\n`);
  const { dataset } = await createDataset(holder, {
    name: 'Scans',
    description: 'Invented scans of the same patients.',
  });
  const job = await importData(holder, dataset, { kind: 'files', path, subjects });
  await Array.fromAsync(followImport(holder, job));
  await publishVersion(holder, dataset, { import: job, permission: 'HMB', modifiers: ['NCU'], identifiable: true });
  await Array.fromAsync(followPublication(holder, job));
  return dataset;
}

async function preview(number: number): Promise<void> {
  await pages.page.getByLabel('Under which permit').selectOption(String(number));
  await pages.page.getByLabel('Is the use commercial?').selectOption('no');
  await press('See what would come');
  await see('This would come now');
}

describe('a requester', () => {
  it('finds a dataset, and is told how many people it would get, never a bare nought', async () => {
    await enter();
    await see('Twelve invented patients.');
    await see('Sample Hospital alone decides about its datasets.');
    await pages.page.getByRole('link', { name: 'E-mail privacy@hospital.example' }).waitFor();
    await pages.looksRight();
    await pages.page.getByRole('searchbox').fill('no such words');
    await see('No dataset fits.');
    await pages.page.getByRole('searchbox').fill('twelve');
    await pages.page.getByLabel('May be used for').selectOption('2');
    await see('No dataset fits.');
    await press('Show everything again');
    await see('small datasets do not show their kinds');
    // Each of the twelve has a record of this kind.
    await pages.page.getByLabel('Kind of item').selectOption('Patient');
    await pages.page.getByRole('link', { name: 'Outpatient clinic' }).click();
    await pages.heading('Outpatient clinic').waitFor();
    await see('the use is not commercial');
    await pages.page.getByRole('row', { name: 'Patient 10 to 19' }).waitFor();
    await pages.page.getByLabel('What for').selectOption(String(BIOMEDICAL));
    await see(/^From permit \d+: what the hospital attested in it is filled in/);
    await pages.page.getByLabel('Is the use commercial?').selectOption('');
    await press('See what I would get');
    await see('Needs something from you first');
    await pages.looksRight();
    await pages.page.getByLabel('Is the use commercial?').selectOption('no');
    await pages.page.getByLabel('Country of use').selectOption({ label: 'Portugal' });
    await press('See what I would get');
    await see(/About 10 patients|Fewer than 10 patients, or none/);
    await pages.page.getByLabel('Disease studied').fill('diabetes');
    await see('“diabetes” is no number of a disease.');
    expect(await pages.page.getByRole('button', { name: 'See what I would get' }).isDisabled()).toBe(true);
    await pages.page.getByLabel('Disease studied').fill('');
    await pages.page.getByLabel('What for').selectOption('2');
    await press('See what I would get');
    await see('You have no permit for this purpose');
    await press('Português');
    await see('Não tem autorização para esta finalidade');
    expect(pages.page.url()).toContain('purpose=2');
  });

  it('is asked nothing that its permit says, and reads in its permit what it gives today', async () => {
    const study = { dataset: sample, purpose: 10, disease: 'MONDO:0005015' };
    const number = await permit(study);
    const other = (await listPermits(holder)).find(({ dataset, state }) => dataset === sample && state === 'active');
    await enter(`/research/datasets/${sample}`);
    for (const one of [number, other?.permit])
      await pages.page.getByRole('link', { name: `Download under permit ${one}`, exact: true }).waitFor();
    await pages.page.getByRole('link', { name: 'My permits' }).first().click();
    const card = pages.page.getByRole('article', { name: new RegExp(`^Permit ${number}:`) });
    await card.getByText(/^Today, for what is declared: /).waitFor();
    await card.getByRole('link', { name: 'See what would come, and download' }).click();
    expect(await pages.page.getByLabel('Disease studied').inputValue()).toBe(study.disease);
    expect(await pages.page.getByLabel('Is the use commercial?').inputValue()).toBe('no');
    await revokePermit(holder, number, 'Only for this test.');
  });

  it('reads what a permit waits for, and the agreement that it names to the letter, and accepts it', async () => {
    const number = await permit({ dataset: sample, termsDigest: await keepAgreement(holder, AGREEMENT) });
    await enter('/research/catalogue');
    await see(`Permit ${number} waits until you accept its agreement.`);
    await pages.page.getByRole('link', { name: 'My permits' }).first().click();
    await see('Read the agreement and accept it: until then nothing is released.');
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'Read the agreement' }).click();
    await pages.heading(`The agreement of permit ${number}`).waitFor();
    expect(await textOf(pages.page.getByRole('region', { name: 'The agreement' }))).toBe(AGREEMENT);
    await pages.looksRight();
    await press('Accept the agreement');
    await pages.page.getByRole('alertdialog').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('alertdialog').getByRole('button', { name: 'Accept the agreement' }).click();
    await see('Your organisation accepted it on');
    const download = pages.page.getByRole('link', { name: 'See what would come, and download' });
    expect(await download.getAttribute('href')).toContain(`permit=${number}`);
    const accepted = (await listPermits(holder)).find(({ permit: one }) => one === number);
    expect(accepted?.acceptedAt).toBeGreaterThan(0);
    await revokePermit(holder, number, 'Only for this test.');
  });

  it('saves a ZIP that other programs open, and keeps the receipts', async () => {
    const number = (await listPermits(holder)).find(({ dataset, state }) => dataset === sample && state === 'active');
    await enter(`/research/download?permit=${number?.permit}`);
    await preview(number?.permit ?? 0);
    // Items of patients are known to come: that there may be none would be wrong.
    await see(/^(?:fewer than 10|about \d+)$/);
    await pages.looksRight();
    const download = pages.page.waitForEvent('download');
    await press('Save as one ZIP file');
    await see(/^\d+ of \d+ items came, each of them checked\.$/);
    await see(/^Use it for biomedical research, and for nothing else, until /);
    await pages.looksRight();
    const file = join(pages.directory, 'got.zip');
    await (await download).saveAs(file);
    const program =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *z.namelist(), sep="\\n")';
    const { stdout } = await promisify(execFile)('python3', ['-c', program, file]);
    const [broken, ...names] = stdout.trim().split('\n');
    const [said] = /^\d+/.exec(await textOf(pages.page.getByText('items came'))) ?? [];
    expect(broken).toBe('None');
    const { stdout: readMe } = await promisify(execFile)('unzip', ['-p', file, 'README.txt']);
    expect(readMe).toContain(`that is what permit ${number?.permit} allows.`);
    expect(readMe).toContain('Patients may withdraw at any time.');
    expect(readMe).toContain('items.ndjson says which number is in which file.');
    expect(names.filter((name) => /^[A-Z]\w+-\d+\.ndjson$/.test(name))).toHaveLength(Number(said));
    await pages.page.getByRole('link', { name: 'See the receipts' }).click();
    await see(`Released: ${said} items`);
    await see('checked in this page: genuine');
    await see('This page lists what was asked for in this browser.');
    await pages.page.getByText('What the two files are for').click();
    await see('hand over both');
    await pages.looksRight();
    const receipt = pages.page.waitForEvent('download');
    await press('Keep the receipt');
    const kept = join(pages.directory, 'kept.tlog-proof');
    await (await receipt).saveAs(kept);
    await pages.page.locator('input[type=file]').setInputFiles(kept);
    await see(/^Genuine: /);
    const other = { name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('no receipt') };
    await pages.page.locator('input[type=file]').setInputFiles(other);
    await see('No receipt can be read in it');
  });

  it('is told what helps where its permit attests nothing that is asked for', async () => {
    const number = await permit({ dataset: sample, attested: [] });
    await enter('/research/download');
    await pages.page.getByLabel('Under which permit').selectOption(String(number));
    await press('See what would come');
    await see('It would be refused: a condition of the data is not met by what you declare.');
    await see(`Permit ${number} attests nothing`);
    await see('ask the hospital for a permit that does');
    await pages.looksRight();
    await revokePermit(holder, number, 'Only for this test.');
  });

  it('is given a command that does the same as it stands', async () => {
    const number = (await listPermits(holder)).find(({ dataset, state }) => dataset === sample && state === 'active');
    await enter(`/research/download?permit=${number?.permit}`);
    await preview(number?.permit ?? 0);
    const lines = await textOf(pages.page.locator('pre'));
    const program = `custos() { "$NODE" "$MAIN" "$@"; }\n${lines.replace(/ NAME$/, ' researcher')}`;
    const environment = {
      CUSTOS_DATA: join(pages.directory, 'node'),
      NODE: process.execPath,
      MAIN,
      PATH: '/usr/bin:/bin',
    };
    const { stdout } = await promisify(execFile)('bash', ['-c', program], { cwd: pages.directory, env: environment });
    expect(stdout).toContain('each one is what the chain commits to');
    await pages.page.getByLabel('With', { exact: true }).selectOption('curl');
    expect(await textOf(pages.page.locator('pre'))).toMatch(/^custos proxy 'Outpatient clinic' .*--no-commercial/m);
  });

  it('names an item that comes broken three times, and fetches it alone when it is asked for again', async () => {
    const number = await permit({ dataset: scans });
    const asked: number[] = [];
    const content = /\/v1\/datasets\/0x[0-9a-f]+\/content$/;
    let spoilt: Buffer | undefined;
    await enter('/research/download');
    await pages.page.route(content, async (route) => {
      const answer = await route.fetch();
      asked.push((JSON.parse(route.request().postData() ?? '{}').items ?? []).length);
      const body = await answer.body();
      // Bytes of one item, wherever it comes.
      spoilt ??= Buffer.from(body.subarray(body.length - 5_000, body.length - 4_000));
      const at = body.indexOf(spoilt);
      if (at >= 0) body[at] = (body[at] ?? 0) ^ 1;
      await route.fulfill({ response: answer, body });
    });
    await preview(number);
    await press('Save into a folder');
    await see('1 item was broken each of three times');
    const all = Number(/of (\d+)/.exec(await textOf(pages.page.getByText('items came')))?.[1]);
    expect(asked).toEqual([all, 1, 1]);
    await pages.looksRight();
    await pages.page.unroute(content);
    await press('Another download');
    await preview(number);
    await press('Save into a folder');
    await see('1 of 1 items came, each of them checked.');
    await revokePermit(holder, number, 'Only for this test.');
  });

  it('keeps nothing of what a log did not sign for, and says that it cannot be right', async () => {
    const number = (await listPermits(holder)).find(({ dataset, state }) => dataset === sample && state === 'active');
    await enter('/research/download');
    await pages.page.route(/\/content$/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      const at = body.indexOf('tlog-proof@v1') + 40;
      body.write(body[at] === 65 ? 'B' : 'A', at);
      await route.fulfill({ response: answer, body });
    });
    await preview(number?.permit ?? 0);
    const download = pages.page.waitForEvent('download');
    await press('Save as one ZIP file');
    await see('What came cannot be right');
    const file = join(pages.directory, 'lie.zip');
    await (await download).saveAs(file);
    const { stdout } = await promisify(execFile)('python3', ['-m', 'zipfile', '-l', file]);
    expect(stdout.match(/\S+\.\S+/g)?.filter((name) => name.includes('-'))).toEqual([]);
  });

  it('stops what is withdrawn while it comes, says what counts now, and takes out what may not be kept', async () => {
    const number = await permit({ dataset: scans });
    const patient = await stoppingPatient();
    await enter('/research/download');
    await preview(number);
    const devtools = await pages.context.newCDPSession(pages.page);
    const slow = { offline: false, latency: 0, downloadThroughput: SLOW, uploadThroughput: SLOW };
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', slow);
    await press('Save into a folder');
    await see(/^[2-9] of \d+ items$/);
    await patient.getByRole('button', { name: 'Yes, stop all consents' }).click();
    await patient.getByRole('heading', { name: /^Stopped on/ }).waitFor();
    await see('the hospital stopped giving some of it');
    await devtools.send('Network.emulateNetworkConditions', { ...slow, downloadThroughput: -1 });
    await see(/items came, each of them checked/);
    // The reset that ended the stream is the browser’s to tell.
    expect(pages.wrong.splice(0).every((one) => /Failed to load resource|ERR_/.test(one))).toBe(true);
    const said = await textOf(pages.page.getByText(/^\d+ items? that you have may not be kept any more/));
    const gone = Number(/^\d+/.exec(said)?.[0]);
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThan(OWN_SCANS);
    await pages.looksRight();
    const before = await filesInFolder();
    await press('Take it out of the folder');
    await see('Taken out of the folder.');
    expect(before - (await filesInFolder())).toBe(gone);
    // The browser noted what came of each release: other copies of it may be elsewhere.
    await pages.page.getByRole('link', { name: 'My permits' }).click();
    await press('See what must go');
    await see(new RegExp(`^${gone} items? that you received may not be kept any more`));
    await see('Download it again into the same folder');
    await see(/^item-\d+/);
    await pages.page.getByText('If you fetched it by the command').click();
    await see(/ --prune --as NAME$/);
    await pages.looksRight();
    const list = await saved('Save the list as a table');
    expect(list.trim().split('\r\n')).toHaveLength(1 + gone);
    const { format, datasets } = JSON.parse(await saved('Save it for programs')) as {
      format: string;
      datasets: { dataset: string; permit: number; count: number }[];
    };
    expect([format, datasets]).toEqual([
      'custos/no-longer-permitted/v1',
      [expect.objectContaining({ dataset: scans, permit: number, count: gone })],
    ]);
    await press('I took out all copies');
    await see('no copy of these items is left');
    await press('Look again');
    await see('All that this browser received may still be kept.');
    await revokePermit(holder, number, 'Only for this test.');
  });

  it('is told which files of a ZIP must go, and to fetch the ZIP anew', async () => {
    const number = await permit({ dataset: scans });
    await enter('/research/download');
    await preview(number);
    const download = pages.page.waitForEvent('download');
    await press('Save as one ZIP file');
    await see(/items came, each of them checked/);
    const file = join(pages.directory, 'scans.zip');
    await (await download).saveAs(file);
    for (const { subject } of (await listConsents(holder)).filter(({ kind }) => kind === 'recorded'))
      await withdrawRecorded(holder, subject, formDigest(`Call of ${subject}`), undefined);
    await pages.page.getByRole('link', { name: 'My permits' }).click();
    await press('See what must go');
    await see('Fetch the ZIP anew');
    expect(await pages.page.getByText(/ --prune --as NAME$/).isVisible()).toBe(false);
    const name = await textOf(pages.page.getByText(/^item-\d+$/).first());
    const { stdout } = await promisify(execFile)('unzip', ['-Z1', file]);
    expect(stdout.split('\n')).toContain(name);
    expect(await saved('Save the list as a table')).toContain(`,${name},zip`);
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'To the download' }).click();
    await press('Another download');
    expect(await pages.page.getByLabel('Under which permit').inputValue()).toBe(String(number));
    await revokePermit(holder, number, 'Only for this test.');
  });

  it('is told of a refusal why, and keeps its receipt', async () => {
    const number = await permit({ dataset: scans });
    await enter('/research/download');
    await preview(number);
    await revokePermit(holder, number, 'The project is over.');
    await press('Save as one ZIP file');
    await see('The hospital refused it: the permit does not count at this moment.');
    expect(pages.wrong.splice(0).every((one) => /status of 403/.test(one))).toBe(true);
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'See the receipts' }).click();
    await see('Refused: the permit does not count at this moment');
    await see('checked in this page: genuine');
  });
});

/** In another browser, one press before everything is stopped. */
async function stoppingPatient(): Promise<Page> {
  const page = await pages.newPage(await pages.newContext());
  await page.goto(pages.url);
  await page.getByRole('button', { name: 'Patient 9', exact: true }).click();
  await page.getByRole('button', { name: 'Stop all consents' }).click();
  await page.getByRole('heading', { name: 'Stop all your consents?' }).waitFor();
  await page.getByRole('button', { name: 'Yes, stop all consents' }).waitFor();
  return page;
}

/** Items in the folder that the page was given, each of them whole. */
async function filesInFolder(): Promise<number> {
  const sizes = await pages.page.evaluate<number[]>(`(async () => {
    const folder = await navigator.storage.getDirectory();
    const items = (await Array.fromAsync(folder.entries())).filter(([name]) => /^item-/.test(name));
    return Promise.all(items.map(async ([, file]) => (await file.getFile()).size));
  })()`);
  expect(new Set(sizes)).toEqual(new Set([SCAN_BYTES]));
  return sizes.length;
}
