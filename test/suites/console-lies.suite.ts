import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

/** A gateway between which and the page somebody stands who changes what it answers. */
const pages = pagesOfSuite();
const press = (name: string | RegExp) => pages.press(name);

/** Answers as the gateway does, but for what `bend` changes. */
async function answers(path: string, bend: (answer: never) => unknown): Promise<void> {
  await pages.context.route(`${pages.url}${path}`, async (route: Route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    await route.fulfill({ response, json: bend((await response.json()) as never) });
  });
}

async function enterAs(person: string): Promise<void> {
  await pages.page.goto(pages.url);
  await press(person);
}

describe('a page believes no gateway', () => {
  it('that is of another ledger than the one met before: nobody signs in', async () => {
    await enterAs('Patient 4');
    await pages.heading('Who may use your data').waitFor();
    await press('Sign out');
    await answers('/v1/ledger', ({ contracts, ...answer }: { contracts: object }) => ({
      ...answer,
      contracts: { ...contracts, consents: `0x${'ab'.repeat(20)}` },
    }));
    await enterAs('Patient 4');
    await pages.page.getByText('This address shows another hospital than the one you met here before.').waitFor();
    expect(await pages.heading('Who may use your data').count()).toBe(0);
  });

  it('that gives the receipt of something else for an access: the line is not called checked', async () => {
    await answers('/v1/me/accesses*', ({ accesses, ...answer }: { accesses: { receipt: string }[] }) => ({
      ...answer,
      accesses: accesses.map((access) => ({
        ...access,
        receipt: accesses.at(-1)?.receipt.replace(/.(?=.{40}$)/s, '#'),
      })),
    }));
    await enterAs('Patient 3');
    await pages.heading('Who may use your data').waitFor();
    await pages.page.getByRole('link', { name: 'Who used it' }).click();
    await pages.page.getByText('cannot be right, so it is not shown').waitFor();
    expect(await pages.page.getByText('Checked in this page').count()).toBe(0);
  });

  it('that says that a withdrawal counts and gives no receipt for it: nothing says withdrawn', async () => {
    await answers('/v1/consents/revocation', ({ receipt, ...answer }: { receipt: string }) => ({
      ...answer,
      receipt: `${receipt.slice(0, -60)}${receipt.slice(-59)}`,
    }));
    await enterAs('Patient 5');
    await press('Stop all consents');
    await pages.heading('Stop all your consents?').waitFor();
    await press('Yes, stop all consents');
    await pages.page.getByText('What the hospital’s computer answered cannot be right.').waitFor();
    expect(await pages.heading(/^Stopped/).count()).toBe(0);
  });
});
