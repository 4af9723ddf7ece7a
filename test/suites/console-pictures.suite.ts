import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

/** Pictures of the pages, as docs/tutorial.md shows them: CUSTOS_PICTURES=docs/pictures writes them there. */
const pages = pagesOfSuite();
const [named] = [process.env['CUSTOS_PICTURES']];
let directory: string;
beforeAll(async () => {
  directory = named ?? (await mkdtemp(join(tmpdir(), 'custos-pictures-')));
  await mkdir(directory, { recursive: true });
});
afterAll(async () => {
  if (named === undefined) await rm(directory, { recursive: true, force: true });
});

/** What is shown stands still before it is taken. */
async function picture(name: string): Promise<void> {
  await pages.page.waitForLoadState('networkidle');
  await pages.page.evaluate('document.fonts.ready');
  const png = await pages.page.screenshot({ animations: 'disabled', caret: 'hide' });
  expect(png.length).toBeGreaterThan(8_000);
  await writeFile(join(directory, `${name}.png`), png);
}

async function enterAs(person: string): Promise<void> {
  await pages.page.goto(pages.url);
  await pages.press(person);
}

it('shows who one may be', async () => {
  await pages.page.goto(pages.url);
  await pages.heading('Who are you?').waitFor();
  await picture('start');
});

it('shows a patient who may use its data, who did, and that it stopped', async () => {
  await enterAs('Patient 3');
  await pages.heading('Who may use your data').waitFor();
  await pages.page.getByRole('button', { name: 'Change or stop' }).first().waitFor();
  await picture('patient-consents');
  await pages.page.getByRole('link', { name: 'Who used it' }).click();
  await pages.page.getByRole('heading', { name: 'Sample Research Institute' }).first().waitFor();
  await picture('patient-accesses');
  await pages.page.getByRole('link', { name: 'Who may use it' }).click();
  await pages.press('Stop all consents');
  await pages.heading('Stop all your consents?').waitFor();
  await pages.press('Yes, stop all consents');
  await pages.heading(/^Stopped on/).waitFor();
  await picture('patient-withdrawn');
});

/** The verifier has run. */
async function checked(): Promise<void> {
  await pages.press('Check everything now');
  await pages.page
    .getByText(/recomputed/)
    .first()
    .waitFor();
}

it.each([
  ['Sample Hospital', 'staff', ['overview', 'datasets', 'patients']],
  ['Researcher', 'research', ['catalogue', 'permits', 'download']],
  ['Auditor', 'audit', ['verdict', 'log']],
])('shows %s the pages of its house', async (person, house, shown) => {
  await enterAs(person);
  await pages.page.getByRole('navigation').first().waitFor();
  for (const page of shown) {
    await pages.page.goto(`${pages.url}/${house}/${page}`);
    await pages.page.getByRole('navigation').first().waitFor();
    await pages.heading(/./).waitFor();
    if (page === 'verdict') await checked();
    await picture(`${house}-${page}`);
  }
});
