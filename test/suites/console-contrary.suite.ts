import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
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
  await stale.getByRole('checkbox').first().check({ force: true });
  await stale.getByRole('button', { name: 'I agree, and sign this' }).waitFor();
  await stopAll(other);
  await press(stale, 'I agree, and sign this');
  await stale.getByText('Nothing was signed, and by changing it nothing is allowed again.').waitFor(SLOW);
  expect(await heading(stale, 'Your change counts').count()).toBe(0);
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

it('a pause says until when it lasts, where a longer one was begun on another device', async () => {
  const [stale, other] = [await device('Patient 8', '/patient/pause'), await device('Patient 8', '/patient/pause')];
  await heading(stale, 'Pause everything for a while').waitFor();
  await stale.getByRole('radio', { name: /A week/ }).check({ force: true });
  await other.getByRole('radio', { name: /A year/ }).check({ force: true });
  await press(other, 'Pause');
  await heading(other, /^Paused until/).waitFor();
  const until = await heading(other, /^Paused until/).textContent();
  await press(stale, 'Pause');
  await stale.getByText('A longer one stood already').waitFor(SLOW);
  expect(await heading(stale, /^Paused until/).textContent()).toBe(until);
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
  await stale.getByText('At the moment you are out of research.').waitFor(SLOW);
  await other.getByRole('radio', { name: /^Everything/ }).check({ force: true });
  await press(other, 'Opt out');
  await heading(other, /^You opted out/).waitFor(SLOW);
  await press(stale, /^Opt back in/);
  await stale.getByRole('alertdialog').getByRole('button').first().click();
  await stale
    .getByText('meanwhile this was changed in another window, on another device or by somebody else')
    .waitFor(SLOW);
  await stale.getByText('At the moment you are out of everything.').waitFor(SLOW);
});
