// The auditor's log page in Chromium, at a log of more entries than it reads by itself.
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { serving } from '../test/e2e/processes.ts';
import { openChromium } from '../test/suites/chromium.ts';
import { pageWorld } from './log-page-world.ts';

const ENTRIES = 100_000;
/** So many are read by themselves. */
const NEWEST = 50_000;
const SCROLLS = 60;
const WAIT_MS = 120_000;

type Metrics = Record<
  | 'newest_50000_ms'
  | 'reading_longest_task_ms'
  | 'all_1e5_ms'
  | 'search_ms'
  | 'search_longest_task_ms'
  | 'scroll_longest_task_ms'
  | 'lists_longest_task_ms'
  | 'heap_mb',
  number
>;

/** Measure P14: until the newest 50,000 entries of 10^5 are read and searchable, and all of them; the longest task of the page's thread
 *  while it reads, searches, scrolls and reads a list of the log; and what its scripts hold then. */
export async function run(): Promise<{ id: 'P14'; metrics: Metrics }> {
  const { directory, auditor } = await pageWorld(ENTRIES, say);
  const node = await serving(['serve', '--data', directory]);
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(WAIT_MS);
    await page.goto(`${node.url}/enter/audit`);
    await page.locator('input[type=file]').setInputFiles(auditor);
    await page.waitForURL(/\/audit\//);
    return { id: 'P14', metrics: await measured(page) };
  } finally {
    await browser.close();
    await node.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measured(page: Page): Promise<Metrics> {
  await watchTasks(page);
  const newest = await taken(page, async () => {
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByRole('button', { name: /^Search all .* older ones, too$/ }).waitFor();
  });
  say(`the newest ${NEWEST} are there`);
  const all = await taken(page, async () => {
    await page.getByRole('button', { name: /^Search all .* older ones, too$/ }).click();
    await page.getByText(/^All [\d,]+ entries, the newest first$/).waitFor();
  });
  say('all are there');
  const search = await taken(page, async () => {
    await page.getByLabel('Find entries').fill('no permit');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByText(/^[\d,]+ of all [\d,]+ entries, the newest first$/).waitFor();
  });
  const scroll = await taken(page, () => scrolled(page));
  const lists = await taken(page, async () => {
    await page.getByRole('link', { name: 'Lists', exact: true }).click();
    await page.getByText(/^There is none|^The one there is$|^All \d/).waitFor();
  });
  return {
    newest_50000_ms: newest.ms,
    reading_longest_task_ms: Math.max(newest.longest, all.longest),
    all_1e5_ms: newest.ms + all.ms,
    search_ms: search.ms,
    search_longest_task_ms: search.longest,
    scroll_longest_task_ms: scroll.longest,
    lists_longest_task_ms: lists.longest,
    heap_mb: await heapMegabytes(page),
  };
}

/** Tasks of more than 50 ms are told by the browser. */
function watchTasks(page: Page): Promise<void> {
  return page.evaluate(`
    globalThis.benchTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.benchTasks.push(duration);
    }).observe({ type: 'longtask' });
  `);
}

async function taken(page: Page, act: () => Promise<void>): Promise<{ readonly ms: number; readonly longest: number }> {
  await page.evaluate('globalThis.benchTasks.length = 0');
  const began = performance.now();
  await act();
  const ms = Math.round(performance.now() - began);
  const longest = await page.evaluate<number>('Math.max(0, ...globalThis.benchTasks)');
  return { ms, longest: Math.round(longest) };
}

async function scrolled(page: Page): Promise<void> {
  const list = page.getByRole('region', { name: 'Entries', exact: true });
  await list.hover();
  for (let step = 0; step < SCROLLS; step++) await page.mouse.wheel(0, 2_000);
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

/** After what nobody holds any more is gone. */
async function heapMegabytes(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return Math.round(usedSize / 1e6);
}

function say(text: string): void {
  process.stderr.write(`P14 ${text}\n`);
}
