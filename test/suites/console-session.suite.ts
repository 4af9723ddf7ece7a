import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();
const DELETED = 204;

/** The next session that a passkey opens ends after so long, in ms. */
async function nextSessionEnds(afterMs: number): Promise<void> {
  await pages.page.route(
    '**/v1/auth/passkey/challenge',
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), expires: Date.now() + afterMs } });
    },
    { times: 1 },
  );
}

const illness = (page: Page = pages.page) => page.getByRole('radio', { name: 'Research into health and illness' });
const kept = (page: Page = pages.page) => page.evaluate<string>('JSON.stringify(sessionStorage)');

/** A patient whose session is soon over, in the middle of a form. */
async function beginForm(): Promise<void> {
  await pages.addPhone();
  await nextSessionEnds(30_000);
  await pages.comeInByCode();
  await pages.page.getByRole('button', { name: 'Not now' }).click();
  await pages.press('Allow something else');
  await illness().check({ force: true });
  expect(await kept()).toContain('HMB');
}

describe('whoever is in by what asks for a press', () => {
  it('is asked in time whether it stays, and signs in anew by a press alone', async () => {
    await pages.addPhone();
    await nextSessionEnds(60_000);
    await pages.comeInByCode();
    const asked = pages.page.getByRole('dialog', { name: 'Would you like to stay?' });
    await asked.waitFor();
    await pages.looksRight();
    await asked.getByRole('button', { name: 'Stay signed in' }).click();
    await asked.waitFor({ state: 'detached' });
    await pages.page.reload();
    await pages.heading('Who may use your data').waitFor();
    expect(await asked.count()).toBe(0);
  });

  it('is led to the door when the session is over, and finds what it chose after it', async () => {
    await beginForm();
    await pages.heading('Come in as a patient').waitFor();
    await pages.page.getByText('Your time here was over').waitFor();
    await pages.press('Sign in with this device');
    await pages.heading('What may your data be used for?').waitFor();
    expect(await illness().isChecked()).toBe(true);
  });

  it('leaves nothing of a form to somebody else who comes in at the same place', async () => {
    await beginForm();
    await pages.page.getByText('Your time here was over').waitFor();
    expect(await kept()).toContain('HMB');
    await pages.page.goto(pages.url);
    await pages.press('Patient 4');
    await pages.heading('Who may use your data').waitFor();
    expect(await kept()).not.toContain('HMB');
  });
});

describe('whoever is in', () => {
  it('signs out of all tabs, and of the gateway', async () => {
    await pages.page.goto(`${pages.url}/staff/permits/new`);
    await pages.press('Sample Hospital');
    const other = await pages.newPage();
    await other.goto(`${pages.url}/staff/permits/new`);
    await other.getByLabel('Only for this disease, if for one').fill('asthma');
    const ended = pages.page.waitForResponse((response) => response.request().method() === 'DELETE');
    await pages.press('Sign out');
    expect((await ended).status()).toBe(DELETED);
    await other.getByRole('heading', { name: 'Come in as staff' }).waitFor();
    expect(await kept(other)).not.toContain('asthma');
  });

  it('is still in once a gateway answers again that did not when the page was loaded', async () => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await pages.page.route('**/v1/me', (route) => route.abort());
    await pages.page.reload();
    await pages.heading('Come in as staff').waitFor();
    await pages.page.unroute('**/v1/me');
    pages.wrong = pages.wrong.filter((line) => !/net::ERR_FAILED/.test(line));
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.heading('Datasets').waitFor();
  });
});
