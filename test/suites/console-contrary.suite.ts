import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { listConsents } from '../../src/client/consents.ts';
import { listPermits } from '../../src/client/permits.ts';
import { listSubjects } from '../../src/client/subjects.ts';
import { pagesOfSuite } from './pages.ts';

const SLOW = { timeout: 30_000 };
const pages = pagesOfSuite();

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();

/** Another device of somebody whom the sample lets in. */
async function device(person: string, path = '/patient/consents'): Promise<Page> {
  const page = await pages.newPage(await pages.newContext());
  await page.goto(pages.url);
  await press(page, person);
  await heading(page, 'Who may use your data').waitFor();
  if (path !== '/patient/consents')
    await page.evaluate(
      `window.history.pushState({}, '', ${JSON.stringify(path)}); window.dispatchEvent(new PopStateEvent('popstate'))`,
    );
  return page;
}

const kinds = (page: Page) =>
  page.getByRole('group', { name: 'Kinds of data that nobody shall get any more' }).getByRole('checkbox');

/** Until the ledger has what was acknowledged. */
const mined = () =>
  expect
    .poll(async () => (await listSubjects(await pages.client('holder'))).flatMap(({ pending }) => pending), SLOW)
    .toEqual([]);

async function stopAll(page: Page): Promise<void> {
  await press(page, 'Change or stop');
  await page.getByRole('radio', { name: /Stop/ }).check({ force: true });
  await press(page, 'Go on');
  await press(page, 'Yes, stop it');
  await heading(page, /^Stopped on/).waitFor();
}

it('a consent that was stopped on one device is not allowed again by changing it on another one', async () => {
  const [stale, other] = [await device('Patient 6'), await device('Patient 6')];
  await press(stale, 'Change or stop');
  await stale.getByRole('radio', { name: /Leave something out/ }).check({ force: true });
  await press(stale, 'Go on');
  await heading(stale, 'What do you want to leave out?').waitFor();
  await kinds(stale).first().check({ force: true });
  await stale.getByRole('button', { name: 'I agree, and sign this' }).waitFor();
  await stopAll(other);
  await press(stale, 'I agree, and sign this');
  await stale.getByText('Nothing was signed, and by changing it nothing is allowed again.').waitFor(SLOW);
  expect(await heading(stale, 'Your change is made').count()).toBe(0);
  await stale.getByRole('link', { name: 'Back to who may use your data' }).click();
  await heading(stale, 'Who may use your data').waitFor();
  expect(await stale.getByRole('button', { name: 'Change or stop' }).count()).toBe(0);
});

it('a consent that is stopped on two devices is stopped once, and both say so', async () => {
  const [one, other] = [await device('Patient 7'), await device('Patient 7')];
  for (const page of [one, other]) {
    await press(page, 'Change or stop');
    await page.getByRole('radio', { name: /Stop/ }).check({ force: true });
    await press(page, 'Go on');
    await page.getByRole('button', { name: 'Yes, stop it' }).waitFor();
  }
  await Promise.all([one, other].map((page) => press(page, 'Yes, stop it')));
  await Promise.all([one, other].map((page) => heading(page, /^Stopped on/).waitFor(SLOW)));
});

it('a shorter pause is not said to be on where a longer one was begun on another device', async () => {
  const [stale, other] = [await device('Patient 8', '/patient/pause'), await device('Patient 8', '/patient/pause')];
  await heading(stale, 'Pause everything for a while').waitFor();
  await stale.getByRole('radio', { name: /A week/ }).check({ force: true });
  await other.getByRole('radio', { name: /A year/ }).check({ force: true });
  await press(other, 'Pause');
  await heading(other, /^Paused until/).waitFor();
  await mined();
  await press(stale, 'Pause');
  await stale.getByText('meanwhile this was changed in another window').waitFor(SLOW);
  await stale.getByText('Only longer ones can be chosen here').waitFor(SLOW);
  expect(await heading(stale, /^Paused until/).count()).toBe(0);
  pages.wrong = pages.wrong.filter((line) => !/status of 409/.test(line));
});

it('what was withheld on another device is not given back by a page that never showed it', async () => {
  const [stale, other] = [await device('Patient 9', '/patient/opt-out'), await device('Patient 9', '/patient/opt-out')];
  await stale.getByRole('radio', { name: /^Research/ }).check({ force: true });
  await press(stale, 'Opt out');
  await heading(stale, /^You opted out/).waitFor(SLOW);
  await stale.getByRole('link', { name: 'Who may use it' }).click();
  await stale.evaluate(
    `window.history.pushState({}, '', '/patient/opt-out'); window.dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await stale.getByText('You are out of research').waitFor(SLOW);
  await mined();
  // A page asks again until the ledger has what was done there, and no longer.
  await stale.waitForTimeout(3_000);
  await other.getByRole('radio', { name: /^Everything/ }).check({ force: true });
  await press(other, 'Opt out');
  await heading(other, /^You opted out/).waitFor(SLOW);
  await mined();
  await press(stale, /^Opt back in/);
  await stale.getByRole('alertdialog').getByRole('button').first().click();
  await stale
    .getByText('meanwhile this was changed in another window, on another device or by somebody else')
    .waitFor(SLOW);
  await stale.getByText('You are out of everything').waitFor(SLOW);
});

it('an address that was changed on one device is not put back by a form of another one', async () => {
  const [stale, other] = [
    await device('Patient 3', '/patient/more/messages'),
    await device('Patient 3', '/patient/more/messages'),
  ];
  const save = (page: Page) => page.getByRole('button', { name: 'Keep this' }).click();
  for (const [page, address] of [
    [other, 'new@example.org'],
    [stale, 'old@example.org'],
  ] as const) {
    await page.getByLabel(/E-mail/i).fill(address);
    await page.getByRole('radio', { name: /once a week/i }).check({ force: true });
  }
  await save(other);
  await other.getByRole('status').getByText(/^Kept/).waitFor(SLOW);
  await save(stale);
  await stale.getByText('meanwhile this was changed in another window').waitFor(SLOW);
  await expect.poll(() => stale.getByLabel(/E-mail/i).inputValue()).toBe('new@example.org');
  await stale.getByLabel(/E-mail/i).fill('newest@example.org');
  await save(stale);
  await stale.getByRole('status').getByText(/^Kept/).waitFor(SLOW);
});

/** The gateway did what it was asked for, and what stands before it answers in its place, the first time. */
async function losesFirst(page: Page, path: string): Promise<void> {
  let isLost = false;
  await page.route(path, async (route: Route) => {
    if (isLost || route.request().method() !== 'POST') return route.continue();
    isLost = true;
    await route.fetch();
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<html><h1>502 Bad Gateway</h1></html>' });
  });
}

function expectLost(): void {
  expect(pages.wrong.splice(0).every((line) => /status of 502/.test(line))).toBe(true);
}

it('a permit whose answer was lost on the way is issued once, and said to be', async () => {
  const page = await pages.newPage(await pages.newContext());
  await page.goto(`${pages.url}/staff/permits/new`);
  await press(page, 'Sample Hospital');
  const holder = await pages.client('holder');
  const before = (await listPermits(holder)).length;
  await page.getByLabel('Who may use it?').selectOption({ label: 'Sample Research Institute' });
  await page.getByLabel('Which dataset?').selectOption({ label: 'Outpatient clinic' });
  await page.getByLabel('What for?').selectOption({ label: 'biomedical research' });
  await page.getByLabel('Until which day?').fill(`${new Date().getFullYear() + 1}-06-30`);
  await page
    .getByRole('radiogroup', { name: 'May records leave that identify people?' })
    .getByText('No', { exact: true })
    .click();
  await page.getByRole('radiogroup', { name: 'How do they leave?' }).getByText('download', { exact: true }).click();
  await page.getByRole('radiogroup', { name: 'What makes it lawful?' }).getByText('consent of each patient').click();
  await losesFirst(page, '**/v1/permits');
  await press(page, 'Issue a permit');
  await page.getByText(/^Permit \d+ is issued/).waitFor(SLOW);
  expect((await listPermits(holder)).length).toBe(before + 1);
  expectLost();
});

it('a consent whose signing or stopping was not answered is said to be perhaps done, and done once where it is pressed again', async () => {
  const page = await device('Patient 4');
  const holder = await pages.client('holder');
  const counting = async () => (await listConsents(holder)).filter(({ active }) => active).length;
  const before = await counting();
  await press(page, 'Change or stop');
  await page.getByRole('radio', { name: /Leave something out/ }).check({ force: true });
  await press(page, 'Go on');
  await kinds(page).first().check({ force: true });
  await losesFirst(page, '**/v1/consents');
  await press(page, 'I agree, and sign this');
  await page.getByText('It may have got what you wanted, or not').waitFor(SLOW);
  expect(await counting()).toBe(before + 1);
  await press(page, 'I agree, and sign this');
  await heading(page, 'Your change is made').waitFor(SLOW);
  await page.getByText('The consent that this one replaces has ended.').waitFor();
  expect(await counting()).toBe(before);
  await page.getByRole('link', { name: 'Back to who may use your data' }).click();
  await losesFirst(page, '**/v1/consents/revocation');
  await press(page, 'Change or stop');
  await page.getByRole('radio', { name: /Stop/ }).check({ force: true });
  await press(page, 'Go on');
  await press(page, 'Yes, stop it');
  await page.getByText('It may have got what you wanted, or not').waitFor(SLOW);
  await page.getByText('This consent is over').waitFor(SLOW);
  expect(await heading(page, /^Stopped on/).count()).toBe(0);
  expect(await counting()).toBe(before - 1);
  expectLost();
});
