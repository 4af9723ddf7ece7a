import { readFile } from 'node:fs/promises';
import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();

async function enter(path: string): Promise<void> {
  await pages.page.goto(pages.url);
  await pages.press('Auditor');
  await pages.page.waitForURL(/\/audit\//);
  await pages.page.goto(pages.url + path);
}

/** Hands on what the gateway answers, with one byte changed. */
async function flip(route: Route, at: number): Promise<void> {
  const response = await route.fetch();
  const body = await response.body();
  body[at] = (body[at] ?? 0) ^ 1;
  await route.fulfill({ response, body });
}

async function saved(name: string): Promise<string> {
  const [download] = await Promise.all([pages.page.waitForEvent('download'), pages.press(name)]);
  return readFile(await download.path(), 'utf8');
}

describe('the verdict', () => {
  it('recomputes order, signatures and contents in the page, and says the level reached', async () => {
    await enter('/audit/verdict');
    await pages.heading('Does this log keep its promises?').waitFor();
    await pages.looksRight();
    await pages.page.getByLabel('A block that you know').fill('nonsense');
    await pages.press('Check everything now');
    await pages.page.getByText('Write the block’s number').waitFor();
    await pages.page.getByLabel('A block that you know').fill('');
    await pages.press('Check everything now');
    await pages
      .heading(/^Order and signatures of \d+ entries recomputed, contents of 124 .* nothing broken$/)
      .waitFor();
    await pages.looksRight();

    const page = await saved('As a page (HTML)');
    expect(page).toContain('nothing broken</h1>');
    expect(page).not.toMatch(/<script|<button|https?:\/\/(?!localhost|www.w3.org)/);
    expect(await saved('As a table (CSV)')).toMatch(/^check,consents,done,122,122,,,/m);
  });

  it('holds the ledger to a block that is known from elsewhere', async () => {
    await enter('/audit/verdict');
    const { head } = await (await pages.client('auditor')).json<{ head: { height: number; hash: string } }>(
      'GET',
      '/v1/ledger',
    );
    await pages.page.getByLabel('A block that you know').fill(`${head.height} ${head.hash}`);
    await pages.press('Check everything now');
    await pages.page.getByText('it vouches for all blocks before it').waitFor();
    await pages.page.getByLabel('A block that you know').fill(`${head.height} 0x${'ab'.repeat(32)}`);
    await pages.press('Check again');
    await pages.heading('The block that you named is another one here').waitFor();
    expect(await pages.page.locator('.said.done').count()).toBe(0);
  });

  it.each([
    ['an entry', '**/log/tile/entries/**', 90, 'The log is not as it was signed'],
    ['a checkpoint', '**/log/checkpoint', 40, 'The log is not as it was signed'],
    ['evidence', '**/v1/log/entries/*/evidence', 60, 'The log is not complete, or does not show who asked'],
    ['contents', '**/v1/log/entries/*/openings', 300, 'Something was released that was not permitted'],
  ])('is not green where a byte of %s was changed', async (_, path, at, finding) => {
    await enter('/audit/verdict');
    await pages.page.route(path, (route) => flip(route, at));
    await pages.press('Check everything now');
    await pages.heading(/^(?:A promise was broken|Promises were broken)/).waitFor();
    await pages.page.getByRole('heading', { name: finding, level: 3 }).first().waitFor();
    expect(await pages.page.locator('.said.done').count()).toBe(0);
    await pages.looksRight();
  });

  it('says what it could not see where the gateway does not answer, and how to see it', async () => {
    await enter('/audit/verdict');
    await pages.page.route('**/v1/log/entries/*/openings', (route) => route.fulfill({ status: 403, body: '{}' }));
    await pages.press('Check everything now');
    await pages.heading(/not all could be seen: order, signatures and evidence of/).waitFor();
    await pages.page.getByText('Contents are shown to auditors of the consortium').waitFor();
    pages.wrong = pages.wrong.filter((one) => !one.includes('403'));
  });
});
