import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { crowdedProxy } from './crowded-proxy.ts';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();
const DELETED = 204;
const SLOW = { timeout: 20_000 };
/** So many requests at once a browser sends to one place. */
const AT_ONCE = 6;

async function enterAsPatient(page: Page): Promise<void> {
  await page.goto(pages.url);
  await page.getByRole('button', { name: 'Patient 4' }).first().click();
  await page.getByRole('heading', { name: 'Who may use your data', level: 1 }).waitFor();
}

async function leaveAtOnce(page: Page): Promise<void> {
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift');
}

const door = (page: Page) => page.getByRole('heading', { name: 'Come in as a patient', level: 1 });

describe('leaving at once', () => {
  it('ends the session at the gateway, also where the page is gone before the request could be sent', async () => {
    const proxy = await crowdedProxy();
    try {
      const page = await (await pages.newContext(proxy.url)).newPage();
      await enterAsPatient(page);
      await page.evaluate(`for (let i = 0; i < ${AT_ONCE}; i++) void fetch('/' + i + '/stuck').catch(() => undefined)`);
      await expect.poll(() => proxy.stuck.length, SLOW).toBe(AT_ONCE);
      await leaveAtOnce(page);
      await expect.poll(() => page.url(), SLOW).toMatch(/^chrome-error:/);
      await expect.poll(() => proxy.deleted, SLOW).toEqual([DELETED]);
    } finally {
      proxy.close();
    }
  });

  it('leaves nothing to whoever comes back, also where the browser had no time to forget and no gateway was told', async () => {
    const { page, context } = pages;
    await context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }));
    await context.route('**/v1/auth/session', (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.fallback(),
    );
    await page.addInitScript('IDBObjectStore.prototype.delete = () => ({})');
    await enterAsPatient(page);
    const other = await pages.newPage();
    await other.goto(`${pages.url}/patient/more`);
    await other.getByRole('button', { name: 'Leave this page at once' }).waitFor();
    await leaveAtOnce(page);
    await page.waitForURL(/^https:/);
    await door(other).waitFor();
    const restored = await pages.newPage();
    for (const shown of [restored, page]) {
      await shown.goto(`${pages.url}/patient/consents`);
      await door(shown).waitFor();
    }
    pages.wrong = pages.wrong.filter((line) => !/^asked https:|ERR_FAILED/.test(line));
  });

  it('shows nothing of the pages to whoever presses Back, and all to whoever asks for them anew', async () => {
    const { page, context } = pages;
    await context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }));
    await page.goto(`${pages.url}/enter/patient`);
    await door(page).waitFor();
    await enterAsPatient(page);
    await leaveAtOnce(page);
    await page.waitForURL(/^https:/);
    const isBack = page.waitForEvent('framenavigated', (frame) => frame.url().startsWith(pages.url));
    await page.evaluate('history.back()');
    await isBack;
    await page.waitForURL(/^https:/);
    await page.getByText('elsewhere').waitFor();
    expect(await page.getByRole('heading').count()).toBe(0);
    await page.goto(`${pages.url}/enter/patient`);
    await door(page).waitFor();
    pages.wrong = pages.wrong.filter((line) => !/^asked https:|ERR_FAILED/.test(line));
  });

  it('is blank at once, and goes on its way where nothing tells the gateway', async () => {
    const { page, context } = pages;
    await context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }));
    await enterAsPatient(page);
    await page.evaluate('SubtleCrypto.prototype.sign = () => new Promise(() => undefined)');
    await page.evaluate(`addEventListener('keydown', () => { globalThis.seen = document.body.innerText; })`);
    await leaveAtOnce(page);
    const seen = await page.evaluate<string>('globalThis.seen').catch(() => '');
    expect(seen).toBe('');
    await page.waitForURL(/^https:/);
    pages.wrong = pages.wrong.filter((line) => !/^asked https:/.test(line));
  });
});

describe('a page that a browser put by while somebody was elsewhere', () => {
  it('is loaded anew when it comes back, and shows nothing of who has left since', async () => {
    const { page } = pages;
    await enterAsPatient(page);
    await page.evaluate(`localStorage.removeItem('custos-in')`);
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    await door(page).waitFor();
  });
});
