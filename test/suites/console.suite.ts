import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { enrollSubject, invite } from '../../src/client/subjects.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { readKey } from '../../src/ledger/keystore.ts';
import { type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { openChromium, PHONE } from './chromium.ts';

/** A quick exit goes elsewhere, and nothing else does. */
const ELSEWHERE = 'https://www.bbc.com/weather';

let directory: string;
let running: Running;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let holder: GatewayClient;
/** What must not be: errors of the page, and what it asked of elsewhere. */
let wrong: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-console-'));
  const environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
  browser = await openChromium();
  const key = await readKey(join(directory, 'node/keys/holder.key'));
  holder = new GatewayClient({ endpoint: running.url, account: keyAccount(key) });
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  wrong = [];
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => request.url().startsWith(running.url) || wrong.push(`asked ${request.url()}`));
});
afterEach(async () => {
  await context.close();
  expect(wrong).toEqual([]);
});

const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 });
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();

async function enterAs(person: string): Promise<void> {
  await page.goto(running.url);
  await press(person);
}

/** A telephone that verifies its owner and keeps passkeys. */
async function addPhone(): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PHONE });
}

/** A newcomer makes a passkey of its own with the code of an invitation. */
async function comeInByCode(more = ''): Promise<void> {
  const subject = await enrollSubject(holder, `urn:mrn|${Date.now()}`);
  const [invited] = await invite(holder, [{ subject, identification: 'passport, seen at the desk' }]);
  await page.goto(`${running.url}/enter/patient?code=${invited?.code}${more}`);
  await page.getByLabel('What your device calls this').fill('Mia');
  await press('Make this device my signature');
  await heading('Who may use your data').waitFor();
}

/** In both themes, and where there is little room: nothing for axe to find, and nothing to scroll for sideways. */
async function looksRight(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 900 });
}

describe('a patient', () => {
  it('comes in with the code of an invitation, allows, leaves out more, pauses, and stops', async () => {
    await addPhone();
    await page.goto(`${running.url}/enter/patient`);
    await looksRight();
    await comeInByCode();
    await looksRight();

    await press('Allow something else');
    await heading('What may your data be used for?').waitFor();
    await page.getByText('Not answered yet').waitFor();
    await page.getByRole('radio', { name: 'Research into health and illness' }).check({ force: true });
    await page.getByRole('radio', { name: /^Any organisation whose request/ }).check({ force: true });
    for (const no of await page.getByRole('radio', { name: 'No', exact: true }).all()) await no.check({ force: true });
    await page.getByRole('checkbox', { name: 'mental health and psychiatry' }).check({ force: true });
    await page.getByRole('radio', { name: 'For one year' }).check({ force: true });
    await page.getByText('This is what you would sign').waitFor();
    await looksRight();
    await page.reload();
    await page.getByText('This is what you would sign').waitFor();
    await press('I agree, and sign this');
    await heading('Your consent counts').waitFor();
    await page.getByRole('link', { name: 'Back to who may use your data' }).click();

    await press('Change or stop');
    await page.getByRole('radio', { name: /Leave something out/ }).check({ force: true });
    await press('Go on');
    await heading('What may your data be used for from now on?').waitFor();
    await page.getByRole('checkbox', { name: 'HIV and AIDS' }).check({ force: true });
    await page.getByRole('radio', { name: 'For one year' }).check({ force: true });
    await press('I agree, and sign this');
    await page.getByText('What you said before has ended.').waitFor();
    await page.getByRole('link', { name: 'Back to who may use your data' }).click();
    expect(await page.getByRole('button', { name: 'Change or stop' }).count()).toBe(1);

    await press('Change or stop');
    await page.getByRole('radio', { name: /Pause for a while/ }).check({ force: true });
    await press('Go on');
    await page.getByRole('radio', { name: /A week/ }).check({ force: true });
    await press('Pause');
    await heading(/^Paused until/).waitFor();
    await page.getByRole('link', { name: 'Back to who may use your data' }).click();
    await press('End the pause');
    await expect.poll(() => page.getByText(/^Paused until/).count()).toBe(0);

    await press('Stop everything');
    await press('Stop everything');
    await page.getByRole('alertdialog').waitFor();
    await looksRight();
    await press('Yes, stop it');
    await heading(/^Withdrawn at \d\d:\d\d:\d\d$/).waitFor();
    await page.getByText('This page checked the receipt by itself').waitFor();
    await looksRight();
  });

  it('withdraws by the keyboard alone', async () => {
    await enterAs('Patient 5');
    await heading('Who may use your data').waitFor();
    await page.getByRole('button', { name: 'Change or stop' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: /Leave something out/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Yes, stop it' }).focus();
    await page.keyboard.press('Enter');
    await heading(/^Withdrawn at/).waitFor();
  });

  it('sees who used its data, each checked in the page, in its language', async () => {
    await enterAs('Patient 3');
    await heading('Who may use your data').waitFor();
    await page.getByRole('link', { name: 'Who used it' }).click();
    await heading('Who has used your data').waitFor();
    await page.getByRole('heading', { name: 'Sample Research Institute' }).waitFor();
    await page.getByText('Show each one').first().click();
    await page.getByText('Checked in this page').first().waitFor();
    await looksRight();
    await press('Português');
    await heading('Quem usou os seus dados').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('pt');
  });

  it('leaves at once by three presses of Shift, and Back shows nothing', async () => {
    await context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }));
    await enterAs('Patient 4');
    await heading('Who may use your data').waitFor();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift');
    await page.waitForURL(ELSEWHERE);
    expect(wrong.splice(0)).toEqual([`asked ${ELSEWHERE}`]);
    await page.goto(`${running.url}/patient/consents`);
    await heading('Come in as a patient').waitFor();
  });
});

/** What the scripts of the page come to by gzip, in bytes, when it is loaded. */
async function scriptBytes(load: () => Promise<unknown>): Promise<number> {
  const paths = new Set<string>();
  const seen = (response: Response) => void paths.add(new URL(response.url()).pathname);
  page.on('response', seen);
  await load();
  await heading(/./).waitFor();
  await page.waitForLoadState('networkidle');
  page.off('response', seen);
  const sizes = [...paths]
    .filter((path) => path.endsWith('.js'))
    .map(async (path) => {
      const head = await fetch(running.url + path, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
      return Number(head.headers.get('content-length'));
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

it('each first page comes with at most 250 KiB of scripts', async () => {
  await addPhone();
  const door = await scriptBytes(() => page.goto(`${running.url}/enter/patient`));
  await comeInByCode();
  const house = await scriptBytes(() => page.reload());
  console.log(`scripts by gzip: ${door} bytes for the door, ${house} for a patient’s first page`);
  for (const bytes of [door, house]) {
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(250 * 1024);
  }
});

describe('a stranger', () => {
  it('is led to a door, and after it to the page that was asked for', async () => {
    await page.goto(`${running.url}/patient/accesses`);
    await heading('Come in as a patient').waitFor();
    expect(page.url()).toContain('to=%2Fpatient%2Faccesses');
    await page.goto(`${running.url}/enter/nobody`);
    await heading('There is no such page').waitFor();
    await page.goto(running.url);
    await heading('Who are you?').waitFor();
    await looksRight();
  });

  it('cannot be led elsewhere by an address', async () => {
    await addPhone();
    for (const to of ['//evil.example/', 'javascript:alert(1)']) {
      await comeInByCode(`&to=${encodeURIComponent(to)}`);
      expect(page.url()).toBe(`${running.url}/patient/consents`);
      await press('Sign out');
    }
  });
});
