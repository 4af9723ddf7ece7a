import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { keyPath } from '../src/cli/key-files.ts';
import { serving } from '../test/e2e/processes.ts';
import { openChromium } from '../test/suites/chromium.ts';
import { median } from './content-world.ts';
import { restartWorld, type World } from './restart-world.ts';

/** A node without a snapshot reads all of its chain. */
const READY_MS = 600_000;
const ROUNDS = 5;

type Metrics = Record<
  'overview_first_ms' | 'overview_ms' | 'patients_ms' | 'find_ms' | 'patient_ms' | 'requests_a_page',
  number
>;

/** Measure P15: pages of a hospital of 10^5 patients in Chromium, from the press of a link until what was asked for is drawn. What the
 *  gateway keeps in memory of its patients is read at the first question: `overview_first_ms`. The pages have to be built. */
export async function run(): Promise<{ id: 'P15'; metrics: Metrics }> {
  const world = await restartWorld(say);
  const node = await serving(['serve', '--data', world.directory], {}, READY_MS);
  const browser = await openChromium();
  try {
    return { id: 'P15', metrics: await measured(browser, world) };
  } finally {
    await browser.close();
    await node.kill();
  }
}

async function measured(browser: Browser, world: World): Promise<Metrics> {
  const page = await browser.newPage();
  await enter(page, world);
  let requests = 0;
  page.on('request', (request) => {
    if (/\/v1\/(?:subjects|overview)/.test(request.url())) requests++;
  });
  const first = await timed(page, '/staff/overview', overview);
  const rounds: Record<'overview' | 'patients' | 'find' | 'patient', number[]> = {
    ...{ overview: [], patients: [], find: [], patient: [] },
  };
  requests = 0;
  for (let round = 0; round < ROUNDS; round++) {
    rounds.overview.push(await timed(page, '/staff/overview', overview));
    rounds.patients.push(await timed(page, '/staff/patients', (on) => on.getByRole('row').nth(50).waitFor()));
    const began = performance.now();
    const number = `patient-${90_000 + round}`;
    await page.getByRole('searchbox', { name: 'Find a patient' }).fill(number);
    await page.getByText('1 patient is found.').waitFor();
    rounds.find.push(performance.now() - began);
    const pressed = performance.now();
    await page.getByRole('link', { name: number }).click();
    await page.getByRole('heading', { level: 1, name: `Patient ${number}` }).waitFor();
    rounds.patient.push(performance.now() - pressed);
    // What somebody looked for outlives a reload.
    await page.goBack();
    await page.getByRole('searchbox', { name: 'Find a patient' }).fill('');
    await page.getByRole('row').nth(50).waitFor();
    say(`round ${round + 1} of ${ROUNDS}`);
  }
  return {
    overview_first_ms: Math.round(first),
    overview_ms: Math.round(median(rounds.overview)),
    patients_ms: Math.round(median(rounds.patients)),
    find_ms: Math.round(median(rounds.find)),
    patient_ms: Math.round(median(rounds.patient)),
    requests_a_page: Math.round((10 * requests) / (4 * ROUNDS)) / 10,
  };
}

/** With the holder's own key, as `custos init` made it. */
async function enter(page: Page, { directory, config }: World): Promise<void> {
  await page.goto(`${config.endpoint}/enter/staff`);
  await page.locator('input[type=file]').setInputFiles({
    name: 'holder.json',
    mimeType: 'application/json',
    buffer: await readFile(keyPath(directory, 'holder')),
  });
  await page.waitForURL(/\/staff\//, { timeout: 120_000 });
}

/** What waits, and the consents of each month, which are all counted. */
const overview = (page: Page) => page.locator('.two-bars').first().waitFor({ timeout: 120_000 });

/** From the request for the page on: it is loaded as whoever reloads it has it. */
async function timed(page: Page, path: string, isThere: (page: Page) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await page.goto(new URL(path, page.url()).href);
  await isThere(page);
  return performance.now() - began;
}

function say(text: string): void {
  process.stderr.write(`P15 ${text}\n`);
}
