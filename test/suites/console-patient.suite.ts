import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, inflateSync } from 'node:zlib';
import type { Route } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { putContact } from '../../src/client/notifications.ts';
import { judgeReceipt } from '../../src/client/receipt-verdict.ts';
import { enrollSubject } from '../../src/client/subjects.ts';
import { pagesOfSuite } from './pages.ts';

/** A quick exit goes elsewhere, and nothing else does. */
const ELSEWHERE = 'https://www.bbc.com/weather';

/** For what the ledger has to take first. */
const SLOW = { timeout: 30_000 };

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
  await heading('Who may use your data').waitFor();
}

/** Answers each question of a consent alike, for research into health, for any organisation and for one year. */
async function answered(answer: 'Yes' | 'No', leftOut: string): Promise<void> {
  await pages.page.getByRole('radio', { name: 'Research into health and illness' }).check({ force: true });
  await pages.page.getByRole('radio', { name: /^Any organisation whose request/ }).check({ force: true });
  for (const one of await pages.page.getByRole('radio', { name: answer, exact: true }).all())
    await one.check({ force: true });
  await pages.page.getByRole('checkbox', { name: leftOut }).check({ force: true });
  await pages.page.getByRole('radio', { name: 'For one year' }).check({ force: true });
}

describe('a patient', () => {
  it('comes in with the code of an invitation, allows, leaves out more, pauses, and stops', async () => {
    await pages.addPhone();
    await pages.page.goto(`${pages.url}/enter/patient`);
    await pages.looksRight();
    await pages.comeInByCode();
    await pages.looksRight();
    // Whoever allowed nothing can pause as well; and of whom nothing is kept, its page asks nothing that is refused.
    await pages.page.getByRole('button', { name: 'Pause everything' }).waitFor();
    await pages.page.getByRole('link', { name: 'My data' }).click();
    await pages.page.getByText('Nothing of yours is kept here.').waitFor();
    await pages.page.getByRole('link', { name: 'More', exact: true }).click();
    await pages.page.getByText('You are signed in with “My computer”.').waitFor();
    await pages.page.getByRole('link', { name: 'Who may use it' }).click();

    await pages.page.getByText('So far you have allowed nothing.').waitFor();
    await press('Allow something');
    await heading('What may your data be used for?').waitFor();
    await pages.page.getByText('Not answered yet').waitFor();
    await answered('No', 'mental health and psychiatry');
    await pages.page.getByText('This is what you would sign').waitFor();
    await pages.page.getByRole('region', { name: /./ }).getByText(/\w{3}/).first().waitFor();
    await pages.looksRight();
    await pages.page.reload();
    await pages.page.getByText('This is what you would sign').waitFor();
    await press('I agree, and sign this');
    await heading('Your consent is given').waitFor();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();

    await press('Change or stop');
    await pages.page.getByRole('radio', { name: /Leave something out/ }).check({ force: true });
    await press('Go on');
    await heading('What do you want to leave out?').waitFor();
    await pages.page.getByText('Nothing is left out yet.').waitFor();
    expect(await pages.page.getByRole('checkbox', { name: 'mental health and psychiatry' }).count()).toBe(0);
    expect(await pages.page.getByRole('radio', { name: /^For one year/ }).count()).toBe(0);
    await pages.looksRight();
    await pages.page.getByRole('checkbox', { name: 'HIV and AIDS' }).check({ force: true });
    await pages.page.getByRole('listitem').filter({ hasText: 'mental health and psychiatry' }).first().waitFor();
    await press('I agree, and sign this');
    await heading('Your change is made').waitFor();
    await pages.page.getByText('No consent of yours gives this to anybody any more: HIV and AIDS.').waitFor();
    await pages.page.getByText('The consent that this one replaces has ended.').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    expect(await pages.page.getByRole('button', { name: 'Change or stop' }).count()).toBe(1);

    await press('Change or stop');
    await pages.page.getByRole('radio', { name: /Pause everything for a while/ }).check({ force: true });
    await press('Go on');
    await heading('Pause everything for a while').waitFor();
    await pages.page.getByRole('radio', { name: /Until another day/ }).check({ force: true });
    await pages.page.getByLabel('The last day of the pause').fill('2001-01-01');
    await pages.page.getByText('Choose a day that is still to come').waitFor();
    expect(await pages.page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
    await pages.looksRight();
    await pages.page.getByRole('radio', { name: /A year/ }).check({ force: true });
    await pages.page.getByText('Before such a pause is over, this ends').waitFor();
    await pages.page.getByRole('radio', { name: /A week/ }).check({ force: true });
    await pages.page.getByText('Before such a pause is over, this ends').waitFor({ state: 'detached' });
    await press('Pause');
    await heading(/^Paused until/).waitFor();
    await pages.page.getByText('the hospital’s record has your pause').waitFor();
    const [kept] = await Promise.all([pages.page.waitForEvent('download'), press('Keep the receipt')]);
    expect(kept.suggestedFilename()).toMatch(/^receipt-pause-\d+\.txt$/);
    const saved = await readFile(await kept.path());
    // What the pages give people to keep, every page and command that checks receipts takes as it is.
    const known = { endpoint: pages.url, identity: await holder.identity(), since: 0, subjects: {}, earlier: [] };
    expect(judgeReceipt(saved, [known])).toMatchObject({ verdict: 'verified', entry: { kind: 'revocation' } });
    const lines = saved.toString('utf8').split('\r\n');
    expect(lines[0]).toBe('Receipt from Sample Hospital');
    expect(lines[1]).toMatch(/^Taken on \w+day, \d+ \w+ \d{4}, at \d\d:\d\d\.$/);
    expect(lines).toContain('c2sp.org/tlog-proof@v1');
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    await pages.page.getByText(/^Paused until .*: it does not count until then$/).waitFor(SLOW);
    await pages.page.getByRole('link', { name: 'Change or end the pause' }).click();
    // The ledger keeps the longer one: none that ends before is offered, or taken.
    await pages.page.getByText(/Only longer ones can be chosen here/).waitFor();
    expect(await pages.page.getByRole('radio', { name: /A week/ }).count()).toBe(0);
    await pages.page.getByRole('radio', { name: /A month/ }).waitFor();
    await pages.page.getByRole('radio', { name: /Until another day/ }).check({ force: true });
    await pages.page.getByLabel('The last day of the pause').fill(new Date().toISOString().slice(0, 10));
    await pages.page.getByText('The pause that is on ends no earlier.').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    expect(await pages.page.getByText('Counts', { exact: true }).count()).toBe(0);
    expect(await pages.page.getByRole('button', { name: 'Pause everything' }).count()).toBe(0);
    await pages.page.getByRole('link', { name: 'Change or end the pause' }).click();
    await press('End the pause');
    // It keeps the data in its country, and the hospital has written down none: it lets nobody have anything.
    await pages.page.getByRole('alertdialog').getByText('This stands again, but nobody gets data').waitFor();
    expect(await pages.page.getByText('This counts again:').count()).toBe(0);
    await press('Leave it as it is');
    await pages.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await press('End the pause');
    await press('Yes, end the pause');
    await heading(/^You ended the pause on/).waitFor(SLOW);
    await pages.page.getByText('This stands again, but nobody gets data').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    expect(await pages.page.getByText(/^Paused until/).count()).toBe(0);
    await pages.page.getByText('It stands, but nobody gets data because of it at the moment:').waitFor();
    await pages.page.getByText('to which country its data belongs').waitFor();
    expect(await pages.page.getByText('Counts', { exact: true }).count()).toBe(0);
    await pages.page.getByText('Consents that ended').click();
    await pages.page.getByText(/^Ended on .*: another one was put in its place$/).waitFor(SLOW);

    await press('Stop all consents');
    await heading('Stop all your consents?').waitFor();
    await pages.page.getByText('Your treatment stays the same').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'opt out of research, or of everything' }).waitFor();
    await press('Yes, stop all consents');
    await heading(/^Stopped on \w+day, .* at \d\d:\d\d$/).waitFor();
    await pages.page.getByText('This page checked the receipt by itself').waitFor();
    await pages.page.getByText('because of what you stopped').waitFor();
    expect(await pages.page.getByText('Once you stop this').count()).toBe(0);
    await pages.looksRight();
  });

  it('is told before it signs a second consent that the first one goes on beside it, and why one comes to less than it says', async () => {
    await pages.addPhone();
    await pages.comeInByCode();
    await press('Allow something');
    await answered('No', 'mental health and psychiatry');
    const abroad = pages.page.getByText('to which country its data belongs');
    await pages.page.getByText('Before you sign: as things are now, this comes to less than it says.').waitFor();
    await abroad.waitFor();
    await pages.looksRight();
    await press('I agree, and sign this');
    await heading('Your consent is given').waitFor();
    await abroad.waitFor();
    expect(await pages.page.getByText('goes on beside this one').count()).toBe(0);
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();

    await press('Allow something else');
    const reminder = pages.page.getByText('you left out: mental health and psychiatry. Here that is not left out');
    await reminder.waitFor();
    await answered('Yes', 'HIV and AIDS');
    await pages.page.getByText('goes on beside this one').waitFor();
    await reminder.waitFor();
    await pages.page.getByRole('checkbox', { name: 'mental health and psychiatry' }).check({ force: true });
    await reminder.waitFor({ state: 'detached' });
    await pages.looksRight();
    await press('I agree, and sign this');
    await heading('Your consent is given').waitFor();
    await pages.page.getByText('goes on beside this one').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('button', { name: 'Print this page' }).waitFor();
    const [kept] = await Promise.all([pages.page.waitForEvent('download'), press('Keep it as a file')]);
    const lines = (await readFile(await kept.path(), 'utf8')).split('\r\n');
    expect(lines[0]).toMatch(/^Given to Sample Hospital on \w+day, \d+ \w+ \d{4}, at \d\d:\d\d\.$/);
    expect(lines).toContain('- mental health and psychiatry');

    await pages.page.getByRole('link', { name: 'Change or stop' }).click();
    await pages.page.getByRole('radio', { name: 'Stop this consent' }).check({ force: true });
    await press('Go on');
    await pages.page.getByRole('alertdialog').getByText('Another consent of yours is not stopped by this').waitFor();
    await press('Yes, stop it');
    await heading(/^Stopped on/).waitFor(SLOW);
    await pages.page.getByText('Another consent of yours goes on.').waitFor();
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
    await pages.page.setViewportSize({ width: 360, height: 640 });
    for (const name of ['Yes, stop it', 'Cancel']) {
      const box = await pages.page.getByRole('button', { name }).boundingBox();
      expect((box?.y ?? 640) + (box?.height ?? 0)).toBeLessThanOrEqual(640);
    }
    await pages.page.setViewportSize({ width: 1280, height: 900 });
    await pages.page.keyboard.press('Tab');
    await pages.page.getByRole('button', { name: 'Yes, stop it' }).focus();
    await pages.page.keyboard.press('Enter');
    await heading(/^Stopped on/).waitFor();
    await pages.page.getByRole('link', { name: 'Allow this again, with your answers filled in' }).click();
    await pages.page.getByText('Not answered yet.').waitFor();
    await press('Until when');
    expect(await pages.page.evaluate('document.activeElement.value')).toBe('1');
    expect(await pages.page.getByRole('radio', { name: 'Research into health and illness' }).isChecked()).toBe(true);
  });

  it('sees who used its data, each checked in the page, in its language', async () => {
    await enterAs('Patient 3');
    await heading('Who may use your data').waitFor();
    await pages.page.getByRole('link', { name: 'Who used it' }).click();
    await heading('Who has used your data').waitFor();
    await pages.page.getByRole('heading', { name: 'Sample Research Institute' }).waitFor();
    await pages.page.getByText('Show each one').first().click();
    await pages.page.getByText('Checked just now in this page').first().waitFor();
    await pages.looksRight();
    await press('Português');
    await heading('Quem usou os seus dados').waitFor();
    expect(await pages.page.getAttribute('html', 'lang')).toBe('pt');
  });

  it('sees what there is of it, in its language, and takes it home as an archive that another program opens', async () => {
    await pages.page.addInitScript('delete window.showSaveFilePicker');
    await enterAs('Patient 3');
    await pages.page.getByRole('link', { name: 'My data' }).click();
    await heading('Your data here').waitFor();
    await pages.page.getByText('This is what Sample Hospital keeps here').waitFor();
    await pages.page.getByRole('cell', { name: 'Laboratory results and measurements' }).waitFor();
    await pages.looksRight();
    await press('Português');
    await pages.page.getByRole('cell', { name: 'Resultados de análises e medições' }).waitFor();
    const [file] = await Promise.all([pages.page.waitForEvent('download'), press('Levar os meus dados para casa')]);
    expect(file.suggestedFilename()).toBe('os-meus-dados-de-saude.zip');
    const { size } = await stat(await file.path());
    await pages.page.getByText(`zip (${Math.round(size / 1000)} kB)`).waitFor();
    const { names, types, readme, texts } = await opened(await file.path());
    expect(names).toContain('LEIA-ME.txt');
    expect(names).toContain('indice.csv');
    expect(names.filter((name) => name.startsWith('Outpatient clinic/diagnósticos/'))).toHaveLength(1);
    expect(names.filter((name) => name.endsWith('.tlog-proof'))).toHaveLength(1);
    expect(types).toEqual(expect.arrayContaining(['Condition', 'Observation', 'Patient']));
    expect(readme).toContain('De Sample Hospital');
    expect(names.every((name) => !/^Outpatient clinic\/.*json$/.test(name))).toBe(true);
    const letter = texts.find((text) => text.startsWith('Cartas e documentos, de Sample Hospital'));
    expect(letter).toContain('was seen in the outpatient clinic and feels well.');
    const measured = texts.find((text) => text.startsWith('Resultados de análises e medições'));
    expect(measured).toMatch(/Hemoglobin A1c: [\d,]+ %/);
    expect(measured).toContain('Quando: segunda-feira, 2 de março de 2026, 09:10');
    for (const text of texts) expect(text).not.toMatch(/https?:|Patient\/|Encounter\//);
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

  it.each([
    ['a page that anybody may have looked at', ELSEWHERE, {}],
    ['the page that the hospital chose', 'https://trains.example/times', { quickExit: 'https://trains.example/times' }],
  ])('leaves at once by three presses of Shift, for %s, and Back shows nothing', async (_, target, change) => {
    if ('quickExit' in change) await pages.restartWith(change);
    await pages.context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }));
    await enterAs('Patient 4');
    await heading('Who may use your data').waitFor();
    for (let i = 0; i < 3; i++) await pages.page.keyboard.press('Shift');
    await pages.page.waitForURL(target);
    expect(pages.wrong.splice(0)).toEqual([`asked ${target}`]);
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
  texts = [z.read(n).decode() for n in names[1:] if n.endswith(".txt")]
  print(json.dumps({"names": names, "types": sorted(types), "readme": z.read(names[0]).decode(), "texts": texts}))
`;
/** What another program finds in an archive. */
async function opened(path: string): Promise<{
  readonly names: string[];
  readonly types: string[];
  readonly readme: string;
  readonly texts: string[];
}> {
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

describe('a patient who reads who used its data', () => {
  it('narrows the list in its address, sees what narrows it, and follows a proof', async () => {
    await enterAs('Patient 3');
    await pages.page.getByRole('link', { name: 'Who used it' }).click();
    await pages.page.getByText('What this page covers').waitFor();
    await pages.page.getByText('Show only some').click();
    await pages.page.getByLabel('From this day on').fill('2100-01-01');
    await pages.page.getByText('Nothing fits what you chose.').waitFor();
    expect(pages.page.url()).toContain('from=2100-01-01');
    await press(/Show all again$/);
    await pages.page.getByLabel('By whom').selectOption({ label: 'Sample Research Institute' });
    await pages.page.getByText('Only shown: Sample Research Institute').waitFor();
    await pages.page
      .getByText(/^Show each one, with its proof/)
      .first()
      .click();
    await pages.page.getByText('Checked just now in this page').first().waitFor();
    await pages.page.getByText('How it is proved').first().click();
    const path = pages.page.getByRole('img', { name: /^From this line up to the sum/ });
    await path.waitFor();
    const steps = Number(/(\d+) steps/.exec((await path.getAttribute('aria-label')) ?? '')?.[1]);
    expect(await path.locator('xpath=following-sibling::ol/li').count()).toBe(steps + 1);
    await pages.page.getByRole('link', { name: /privacy@hospital.example/ }).waitFor();
    await pages.looksRight();
  });

  it('keeps it on paper with the letters of every name', async () => {
    await enterAs('Patient 3');
    await pages.page.getByRole('link', { name: 'Who used it' }).click();
    await pages.page.getByRole('heading', { name: 'Sample Research Institute' }).waitFor();
    await pages.page.getByText('Muñoz-Łęcka').first().waitFor();
    await pages.page.emulateMedia({ media: 'print' });
    await pages.page.getByRole('heading', { name: 'Your rights' }).waitFor();
    const size = await pages.page.evaluate<string>('getComputedStyle(document.body).fontSize');
    expect((Number.parseFloat(size) * 72) / 96).toBeCloseTo(14);
    expect(await pages.page.getByRole('button').count()).toBe(0);
    const letters = lettersOf(await pages.page.pdf());
    for (const letter of 'Muñoz-Łęcka') expect(letters).toContain(letter);
  });
});

describe('a patient who decides', () => {
  it('is not told that it withdrew where the receipt is of something else', async () => {
    const other = new TextDecoder().decode(await holder.bytes('GET', '/v1/log/entries/0/receipt'));
    await pages.page.route('**/v1/consents/revocation', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), receipt: other } });
    });
    await enterAs('Patient 6');
    await press('Change or stop');
    await pages.page.getByRole('radio', { name: /Stop this consent/ }).check({ force: true });
    await press('Go on');
    await press('Yes, stop it');
    await pages.page.getByText('Nothing shows that your wish counts').waitFor();
    await pages.page.getByText('Ask Ana Muñoz-Łęcka').waitFor();
    expect(await heading(/^Stopped/).count()).toBe(0);
    await pages.looksRight();
  });

  it('is asked anew where it opens another consent straight after it stopped one', async () => {
    await enterAs('Patient 7');
    await press('Change or stop');
    await pages.page.getByRole('radio', { name: 'Stop this consent' }).check({ force: true });
    await press('Go on');
    await press('Yes, stop it');
    await heading(/^Stopped on/).waitFor(SLOW);
    // As a link from one consent to another leads there: the page is the same, and what it is about is not.
    await pages.page.evaluate(`history.pushState({}, '', '/patient/consents/all')`);
    await heading('Stop all your consents?').waitFor();
    expect(await heading(/^Stopped on/).count()).toBe(0);
  });

  it('opts out and back in, each after it has read what that comes to', async () => {
    await enterAs('Patient 8');
    await pages.page.getByRole('link', { name: 'Opt out of research, or of everything' }).click();
    await pages.page.getByRole('radio', { name: /^Research/ }).check({ force: true });
    await pages.page.getByText('Your treatment stays the same').waitFor();
    await pages.page.getByText('In an emergency a doctor may see your data.').waitFor();
    await pages.looksRight();
    await press('Opt out');
    await heading(/^You opted out on/).waitFor();
    await pages.page.getByText('the hospital’s record has your opt-out').waitFor();
    await pages.page.getByText('In an emergency a doctor may see your data.').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    await pages.page.getByText('You opted out of research').waitFor();
    await pages.page.getByText('You opted out: it does not count until you opt back in').waitFor();
    // Of what somebody is out of already, nothing is offered: neither here nor where a consent is stopped.
    expect(await pages.page.getByRole('link', { name: /research, or of everything$/ }).count()).toBe(0);
    await press('Stop all consents');
    await pages.page.getByRole('link', { name: 'opt out of everything' }).waitFor();
    await pages.page.getByText('Once you stop this').waitFor();
    expect(await pages.page.getByText('uses that the law allows').count()).toBe(0);
    await pages.page.getByRole('link', { name: 'Back to who may use your data' }).click();
    await pages.page.getByRole('link', { name: 'Opt out of everything' }).click();
    await expect.poll(() => pages.page.getByText('It counts already, and is on its way').count(), SLOW).toBe(0);
    await press('Opt back in');
    await pages.page.getByRole('alertdialog').getByText('This counts again:').waitFor();
    await press('Yes, opt back in');
    await heading(/^You opted back in on/).waitFor(SLOW);
    await pages.looksRight();
  });
});

describe('the small print', () => {
  const turnTo = async (name: string) => {
    await pages.page.getByRole('link', { name: 'More', exact: true }).click();
    await pages.page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await heading(name).waitFor();
  };

  it('adds a second way in, and removes it after asking', async () => {
    await pages.addPhone();
    await enterAs('Patient 9');
    await pages.page.getByRole('link', { name: 'More', exact: true }).click();
    await pages.page.getByText('Only one device lets you in.').waitFor();
    await pages.looksRight();
    await turnTo('Your devices, and who signs for you');
    await pages.page.getByLabel('Name of the other device').fill('Telephone');
    await pages.page.getByLabel('Your first name, or another word for you').fill('Mia');
    await press('Add another device');
    await pages.page.getByText('It signs for you from now on.').waitFor();
    await pages.page.getByRole('heading', { name: 'Telephone' }).waitFor();
    await pages.looksRight();
    await press('Remove: Telephone');
    await pages.page.getByRole('alertdialog').waitFor();
    await press('Yes, remove it');
    await expect.poll(() => pages.page.getByRole('heading', { name: 'Telephone' }).count(), SLOW).toBe(0);
    await pages.page.getByText('It is your only way in').waitFor();
  });

  it('keeps where and how often somebody is told, and shows information texts and what was recorded', async () => {
    await enterAs('Patient 9');
    await turnTo('How you are told');
    await pages.page.getByText('Once there is an address you are told').waitFor();
    expect(await pages.page.getByRole('button', { name: 'Keep this' }).isDisabled()).toBe(true);
    await pages.page.getByLabel('E-mail address').fill('nobody');
    await pages.page.getByRole('radio', { name: /^Once a week/ }).check({ force: true });
    await press('Keep this');
    await pages.page.getByText('This is no address that a message can be sent to').waitFor();
    await pages.page.getByLabel('E-mail address').fill('mia@example.org');
    await press('Keep this');
    await pages.page.getByText('Kept. The address before is told').waitFor();
    await pages.page.getByText('You are always told of what somebody could do').waitFor();
    await pages.looksRight();
    await turnTo('Information texts');
    await pages.page.getByText('Consents of yours that were given under it: 1').waitFor();
    await pages.page.getByText('Read it').click();
    await pages.looksRight();
    await turnTo('What the hospital recorded for you');
    await pages.page.getByText('Nothing was recorded for you.').waitFor();
    await pages.looksRight();
    await press('Português');
    await heading('O que o hospital registou por si').waitFor();
  });
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

  it('who tries the sample comes back in by one press where a reload put it out', async () => {
    await enterAs('Patient 4');
    await pages.page.reload();
    await heading('Come in as a patient').waitFor();
    await pages.page.getByText('You were “Patient 4” of the sample.').waitFor();
    await press('Patient 4');
    await heading('Who may use your data').waitFor();
  });

  it('is told of a code that opens nothing what that may be, and what to do', async () => {
    await pages.addPhone();
    await pages.page.goto(`${pages.url}/enter/patient#${'A'.repeat(26)}`);
    await press('Make this device my signature');
    await pages.page.getByText('This code is wrong, was used already, or its time is over.').waitFor();
    pages.wrong.splice(0);
    await pages.page.goto(`${pages.url}/enter/staff`);
    await pages.page.getByText('Somebody handed me a code').click();
    await pages.page.getByLabel('Your code').fill('A'.repeat(26));
    await pages.page.getByLabel('Name of this device').fill('Desk');
    await press('Make this device my way in');
    await pages.page.getByText('ask a staff administrator for another one').waitFor();
    pages.wrong.splice(0);
  });

  it('cannot be led elsewhere by an address', async () => {
    await pages.addPhone();
    for (const to of ['//evil.example/', 'javascript:alert(1)']) {
      await pages.comeInByCode(`?to=${encodeURIComponent(to)}`);
      expect(pages.page.url()).toBe(`${pages.url}/patient/consents`);
      await press('Sign out');
    }
  });
});

describe('somebody whose device does not let it in', () => {
  it('stops the use of its data by a code, without signing in, or is told to telephone where none is sent', async () => {
    await pages.page.goto(`${pages.url}/enter/patient`);
    await pages.page.getByRole('link', { name: /^You can stop the use of your data by telephoning/ }).click();
    await pages.page.getByText(/^This hospital sends no codes by e-mail/).waitFor();
    await pages.page.getByRole('link', { name: /^Telephone \+44/ }).waitFor();
    expect(await pages.page.getByRole('textbox').count()).toBe(0);
    await pages.looksRight();

    const outbox = join(pages.directory, 'mail');
    await pages.restartWith({
      notifications: { link: 'https://hospital.example/', from: 'custos@hospital.example', outbox },
    });
    holder = await pages.client('holder');
    const subject = await enrollSubject(holder, 'urn:mrn|by-code');
    await putContact(holder, { language: 'en', email: 'leo@example.org' }, subject);
    await pages.page.goto(`${pages.url}/enter/patient`);
    await pages.page.getByRole('link', { name: /^You can stop the use of your data with a code/ }).waitFor();
    await pages.page.goto(`${pages.url}/patient/stop?of=urn:mrn`);
    await pages.page.getByLabel('Your patient number').fill('by-code');
    await pages.looksRight();
    await press('Send me a code');
    await pages.page.getByLabel('The code from the e-mail').waitFor();
    await pages.looksRight();
    await pages.page.getByRole('radio', { name: 'Stop all my consents' }).check({ force: true });
    await pages.page.getByLabel('The code from the e-mail').fill('AAAA-AAAA');
    await press('Stop it now');
    await pages.page.getByText('This code is wrong').waitFor();
    pages.wrong.splice(0);
    await expect.poll(() => codeIn(outbox), SLOW).toBeDefined();
    await pages.page.getByLabel('The code from the e-mail').fill((await codeIn(outbox)) ?? '');
    await press('Stop it now');
    await heading(/^Stopped on \w+day, .* at \d\d:\d\d$/).waitFor();
    await pages.page.getByText('Whose it is, the receipt does not say').waitFor();
    await pages.looksRight();
  });
});

/** The code in the newest e-mail that holds one. */
async function codeIn(outbox: string): Promise<string | undefined> {
  const names = await readdir(outbox).catch(() => []);
  const mails = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
  return mails.flatMap((mail) => /code is ([A-Z2-7]{4}-[A-Z2-7]{4})/.exec(mail)?.[1] ?? []).at(-1);
}

/** Letters that the glyphs of a PDF stand for, by what it says of its fonts (ToUnicode). */
function lettersOf(pdf: Buffer): Set<string> {
  const text = pdf.toString('latin1');
  const streams = [...text.matchAll(/stream\r?\n/g)].map(({ 0: head, index }) => pdf.subarray(index + head.length));
  const maps = streams.flatMap((stream) => {
    try {
      return [inflateSync(stream, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')];
    } catch {
      return [];
    }
  });
  const found = maps.filter((map) => map.includes('begincmap')).flatMap(mapped);
  return new Set(found.map((code) => String.fromCodePoint(code)));
}

function mapped(map: string): number[] {
  const single = [...map.matchAll(/^<[0-9A-F]+> <([0-9A-F]{4})>$/gim)].map(([, code]) =>
    Number.parseInt(code ?? '', 16),
  );
  const ranges = [...map.matchAll(/^<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]{4})>$/gim)].flatMap(([, from, to, code]) => {
    const [first, last, start] = [from, to, code].map((hex) => Number.parseInt(hex ?? '', 16)) as [
      number,
      number,
      number,
    ];
    return Array.from({ length: last - first + 1 }, (_, i) => start + i);
  });
  return [...single, ...ranges];
}
