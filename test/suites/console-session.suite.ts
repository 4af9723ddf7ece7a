import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();
const DELETED = 204;

/** The next session ends after so long, in ms, as the gateway says. */
async function nextSessionEnds(afterMs: number): Promise<void> {
  await pages.page.route(
    '**/v1/auth/session',
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), expires: Date.now() + afterMs } });
    },
    { times: 1 },
  );
}

const enterAsHospital = async (path: string, page: Page = pages.page) => {
  await page.goto(`${pages.url}${path}`);
  await page.getByRole('button', { name: 'Sample Hospital' }).first().click();
  await page.waitForURL(`${pages.url}${path}`);
};

describe('whoever is in', () => {
  it('is asked in time whether it stays, and signs in anew by a press alone', async () => {
    await nextSessionEnds(60_000);
    await enterAsHospital('/staff/datasets');
    const asked = pages.page.getByRole('dialog', { name: 'Would you like to stay?' });
    await asked.waitFor();
    await pages.looksRight();
    const renewed = pages.page.waitForResponse(
      (response) => response.url().endsWith('/v1/auth/session') && response.request().method() === 'POST',
    );
    await asked.getByRole('button', { name: 'Stay signed in' }).click();
    expect((await renewed).status()).toBe(201);
    await asked.waitFor({ state: 'detached' });
    await pages.heading('Datasets').waitFor();
    await pages.page.reload();
    await pages.heading('Datasets').waitFor();
    expect(await asked.count()).toBe(0);
  });

  it('is led to the door when the session is over, and finds what it typed after it', async () => {
    await nextSessionEnds(25_000);
    await enterAsHospital('/staff/permits/new');
    await pages.page.getByRole('button', { name: 'Not now' }).click();
    await pages.page.getByLabel('Only for this disease, if for one').fill('asthma');
    await pages.heading('Come in as staff').waitFor();
    await pages.page.getByText('Your time here was over').waitFor();
    await pages.press('Sample Hospital');
    await pages.page.waitForURL(`${pages.url}/staff/permits/new`);
    expect(await pages.page.getByLabel('Only for this disease, if for one').inputValue()).toBe('asthma');
  });

  it('leaves nothing typed to somebody else who comes in at the same place', async () => {
    await nextSessionEnds(25_000);
    await enterAsHospital('/staff/permits/new');
    await pages.page.getByRole('button', { name: 'Not now' }).click();
    await pages.page.getByLabel('Only for this disease, if for one').fill('asthma');
    await pages.page.getByText('Your time here was over').waitFor();
    const kept = () => pages.page.evaluate<string>('JSON.stringify(sessionStorage)');
    expect(await kept()).toContain('asthma');
    await pages.page.goto(`${pages.url}/enter/audit`);
    await pages.press('Auditor');
    await pages.page.waitForURL(/\/audit\//);
    expect(await kept()).not.toContain('asthma');
  });

  it('signs out of all tabs, and of the gateway', async () => {
    await enterAsHospital('/staff/permits/new');
    const other = await pages.newPage();
    await other.goto(`${pages.url}/staff/permits/new`);
    await other.getByLabel('Only for this disease, if for one').fill('asthma');
    const ended = pages.page.waitForResponse((response) => response.request().method() === 'DELETE');
    await pages.press('Sign out');
    expect((await ended).status()).toBe(DELETED);
    await other.getByRole('heading', { name: 'Come in as staff' }).waitFor();
    expect(await other.evaluate<string>('JSON.stringify(sessionStorage)')).not.toContain('asthma');
  });

  it('is still in once a gateway answers again that did not when the page was loaded', async () => {
    await enterAsHospital('/staff/datasets');
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
