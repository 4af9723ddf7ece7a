import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Response, Route } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { enrollSubject, invite } from '../../src/client/subjects.ts';
import { pagesOfSuite } from './pages.ts';

/** A quick exit goes elsewhere, and nothing else does. */
const ELSEWHERE = 'https://www.bbc.com/weather';

const pages = pagesOfSuite();
let holder: GatewayClient;
beforeAll(async () => {
  holder = await pages.client('holder');
});

const heading = (name: string | RegExp) => pages.heading(name);
const press = (name: string | RegExp) => pages.press(name);

async function enterAs(person: string): Promise<void> {
  await pages.page.goto(pages.url);
  await press(person);
}

/** A newcomer makes a passkey of its own with the code of an invitation. */
async function comeInByCode(more = ''): Promise<void> {
  const subject = await enrollSubject(holder, `urn:mrn|${Date.now()}`);
  const [invited] = await invite(holder, [{ subject, identification: 'passport, seen at the desk' }]);
  await pages.page.goto(`${pages.url}/enter/patient?code=${invited?.code}${more}`);
  await pages.page.getByLabel('What your device calls this').fill('Mia');
  await press('Make this device my signature');
  await heading('Who may use your data').waitFor();
}

describe('a patient', () => {
  it('comes in with the code of an invitation, allows, leaves out more, pauses, and stops', async () => {
    await pages.addPhone();
    await pages.page.goto(`${pages.url}/enter/patient`);
    await pages.looksRight();
    await comeInByCode();
    await pages.looksRight();

    await press('Allow something else');
    await heading('What may your data be used for?').waitFor();
    await pages.page.getByText('Not answered yet').waitFor();
    await pages.page.getByRole('radio', { name: 'Research into health and illness' }).check({ force: true });
    await pages.page.getByRole('radio', { name: /^Any organisation whose request/ }).check({ force: true });
    for (const no of await pages.page.getByRole('radio', { name: 'No', exact: true }).all())
      await no.check({ force: true });
    await pages.page.getByRole('checkbox', { name: 'mental health and psychiatry' }).check({ force: true });
    await pages.page.getByRole('radio', { name: 'For one year' }).check({ force: true });
    await pages.page.getByText('This is what you would sign').waitFor();
    await pages.looksRight();
    await pages.page.reload();
    await pages.page.getByText('This is what you would sign').waitFor();
    await press('I agree, and sign this');
    await heading('Your consent counts').waitFor();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();

    await press('Change or stop');
    await pages.page.getByRole('radio', { name: /Leave something out/ }).check({ force: true });
    await press('Go on');
    await heading('What may your data be used for from now on?').waitFor();
    await pages.page.getByRole('checkbox', { name: 'HIV and AIDS' }).check({ force: true });
    await pages.page.getByRole('radio', { name: 'For one year' }).check({ force: true });
    await press('I agree, and sign this');
    await pages.page.getByText('What you said before has ended.').waitFor();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    expect(await pages.page.getByRole('button', { name: 'Change or stop' }).count()).toBe(1);

    await press('Change or stop');
    await pages.page.getByRole('radio', { name: /Pause for a while/ }).check({ force: true });
    await press('Go on');
    await pages.page.getByRole('radio', { name: /A week/ }).check({ force: true });
    await press('Pause');
    await heading(/^Paused until/).waitFor();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    await press('End the pause');
    await expect.poll(() => pages.page.getByText(/^Paused until/).count()).toBe(0);

    await press('Stop everything');
    await press('Stop everything');
    await pages.page.getByRole('alertdialog').waitFor();
    await pages.looksRight();
    await press('Yes, stop it');
    await heading(/^Withdrawn at \d\d:\d\d:\d\d$/).waitFor();
    await pages.page.getByText('This page checked the receipt by itself').waitFor();
    await pages.looksRight();
  });

  it('withdraws by the keyboard alone', async () => {
    await enterAs('Patient 5');
    await heading('Who may use your data').waitFor();
    await pages.page.getByRole('button', { name: 'Change or stop' }).first().focus();
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('radio', { name: /Leave something out/ }).focus();
    await pages.page.keyboard.press('ArrowDown');
    await pages.page.keyboard.press('ArrowDown');
    await pages.page.keyboard.press('Tab');
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('alertdialog').waitFor();
    await pages.page.keyboard.press('Tab');
    await pages.page.getByRole('button', { name: 'Yes, stop it' }).focus();
    await pages.page.keyboard.press('Enter');
    await heading(/^Withdrawn at/).waitFor();
  });

  it('sees who used its data, each checked in the page, in its language', async () => {
    await enterAs('Patient 3');
    await heading('Who may use your data').waitFor();
    await pages.page.getByRole('link', { name: 'Who used it' }).click();
    await heading('Who has used your data').waitFor();
    await pages.page.getByRole('heading', { name: 'Sample Research Institute' }).waitFor();
    await pages.page.getByText('Show each one').first().click();
    await pages.page.getByText('Checked in this page').first().waitFor();
    await pages.looksRight();
    await press('Português');
    await heading('Quem usou os seus dados').waitFor();
    expect(await pages.page.getAttribute('html', 'lang')).toBe('pt');
  });

  it('sees what there is of it, in its language, and takes it home as an archive that another program opens', async () => {
    await pages.page.addInitScript('delete window.showSaveFilePicker');
    await enterAs('Patient 3');
    await pages.page.getByRole('link', { name: 'My data' }).click();
    await heading('What there is of you').waitFor();
    await pages.page.getByText('This is what Sample Hospital keeps here').waitFor();
    await pages.page.getByRole('cell', { name: 'Laboratory results and measurements' }).waitFor();
    await pages.looksRight();
    await press('Português');
    await pages.page.getByRole('cell', { name: 'Resultados de análises e medições' }).waitFor();
    const [file] = await Promise.all([pages.page.waitForEvent('download'), press('Levar os meus dados para casa')]);
    expect(file.suggestedFilename()).toBe('os-meus-dados-de-saude.zip');
    const { names, types, readme } = await opened(await file.path());
    expect(names).toContain('LEIA-ME.txt');
    expect(names).toContain('indice.csv');
    expect(names.filter((name) => name.startsWith('Sample hospital/diagnósticos/'))).toHaveLength(1);
    expect(names.filter((name) => name.endsWith('.tlog-proof'))).toHaveLength(1);
    expect(types).toEqual(expect.arrayContaining(['Condition', 'Observation', 'Patient']));
    expect(readme).toContain('De Sample Hospital');
    await pages.page.getByText('cada um verificado').waitFor();
    await pages.looksRight();
  });

  it('has its data written to a place that it chose while it is fetched, and nothing of it where an item is not what it must be', async () => {
    // The browser's own files stand in for the place: no test can answer a browser's question for one.
    await pages.page.addInitScript(
      'window.showSaveFilePicker = async () => (await navigator.storage.getDirectory()).getFileHandle("own.zip", { create: true })',
    );
    const size = () =>
      pages.page.evaluate<number>(
        'navigator.storage.getDirectory().then((d) => d.getFileHandle("own.zip")).then((f) => f.getFile()).then((f) => f.size)',
      );
    await enterAs('Patient 2');
    await pages.page.getByRole('link', { name: 'My data' }).click();
    await pages.page.route('**/content', forged);
    await press('Take my data home');
    await pages.page.getByText('cannot be right').waitFor();
    expect(await size()).toBe(0);
    await pages.page.unroute('**/content', forged);
    await press('Take my data home');
    await pages.page.getByText(/^Your data is in the file own.zip/).waitFor();
    expect(await size()).toBeGreaterThan(1_000);
  });

  it('leaves at once by three presses of Shift, and Back shows nothing', async () => {
    await pages.context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }));
    await enterAs('Patient 4');
    await heading('Who may use your data').waitFor();
    for (let i = 0; i < 3; i++) await pages.page.keyboard.press('Shift');
    await pages.page.waitForURL(ELSEWHERE);
    expect(pages.wrong.splice(0)).toEqual([`asked ${ELSEWHERE}`]);
    await pages.page.goto(`${pages.url}/patient/consents`);
    await heading('Come in as a patient').waitFor();
  });
});

const run = promisify(execFile);
const READER = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
  assert z.testzip() is None
  names = z.namelist()
  types = [json.loads(z.read(n).splitlines()[0])["resourceType"] for n in names if n.endswith("json")]
  print(json.dumps({"names": names, "types": sorted(types), "readme": z.read(names[0]).decode()}))
`;
/** What another program finds in an archive. */
async function opened(
  path: string,
): Promise<{ readonly names: string[]; readonly types: string[]; readonly readme: string }> {
  return JSON.parse((await run('python3', ['-c', READER, path])).stdout);
}

/** As the gateway gives it, but for one letter of an item. */
async function forged(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = await response.body();
  const at = body.lastIndexOf('resourceType');
  body[at] = 'R'.charCodeAt(0);
  await route.fulfill({ response, body });
}

/** What the scripts of the page come to by gzip, in bytes, when it is loaded. */
async function scriptBytes(load: () => Promise<unknown>): Promise<number> {
  const paths = new Set<string>();
  const seen = (response: Response) => void paths.add(new URL(response.url()).pathname);
  pages.page.on('response', seen);
  await load();
  await heading(/./).waitFor();
  await pages.page.waitForLoadState('networkidle');
  pages.page.off('response', seen);
  const sizes = [...paths]
    .filter((path) => path.endsWith('.js'))
    .map(async (path) => {
      const head = await fetch(pages.url + path, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
      return Number(head.headers.get('content-length'));
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

it('each first page comes with at most 250 KiB of scripts', async () => {
  await pages.addPhone();
  const door = await scriptBytes(() => pages.page.goto(`${pages.url}/enter/patient`));
  await comeInByCode();
  const house = await scriptBytes(() => pages.page.reload());
  console.log(`scripts by gzip: ${door} bytes for the door, ${house} for a patient’s first page`);
  for (const bytes of [door, house]) {
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(250 * 1024);
  }
});

describe('a stranger', () => {
  it('is led to a door, and after it to the page that was asked for', async () => {
    await pages.page.goto(`${pages.url}/patient/accesses`);
    await heading('Come in as a patient').waitFor();
    expect(pages.page.url()).toContain('to=%2Fpatient%2Faccesses');
    await pages.page.goto(`${pages.url}/enter/nobody`);
    await heading('There is no such page').waitFor();
    await pages.page.goto(pages.url);
    await heading('Who are you?').waitFor();
    await pages.looksRight();
  });

  it('cannot be led elsewhere by an address', async () => {
    await pages.addPhone();
    for (const to of ['//evil.example/', 'javascript:alert(1)']) {
      await comeInByCode(`&to=${encodeURIComponent(to)}`);
      expect(pages.page.url()).toBe(`${pages.url}/patient/consents`);
      await press('Sign out');
    }
  });
});
