import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Response } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { readKey } from '../../src/ledger/keystore.ts';
import { sealKeystore } from '../../src/ledger/keystore-v3.ts';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();
const keyOf = (name: string) => readKey(join(pages.directory, `node/keys/${name}.key`));

/** As hex with 0x, however a key file writes it. */
const written = (text: string) => `0x${text.trim().replace(/^0x/, '')}` as const;

describe('who works with data', () => {
  it.each([
    ['Sample Hospital', 'staff', 'Datasets'],
    ['Researcher', 'research', 'Catalogue'],
    ['Auditor', 'audit', 'Log'],
  ])('comes in with one press in the sample, as %s', async (person, house, page) => {
    await pages.page.goto(pages.url);
    await pages.looksRight();
    await pages.press(person);
    await pages.page.waitForURL(new RegExp(`/${house}/`));
    await pages.page.getByRole('navigation').getByRole('link', { name: page }).waitFor();
    await pages.looksRight();
    await pages.page.reload();
    await pages.page.getByRole('navigation').getByRole('link', { name: page }).waitFor();
  });

  it('is told on the front page as whom it is in, and how to see the other people of the sample', async () => {
    await pages.page.goto(pages.url);
    await pages.page.getByText('With Custos, patients say who may use').waitFor();
    await pages.page.getByText('Loading the page anew signs a sample patient out').waitFor();
    await pages.press('Auditor');
    await pages.page.waitForURL(/\/audit\//);
    await pages.page.goto(pages.url);
    await pages.page.getByText('You are signed in as “Auditor” of the sample.').waitFor();
    await pages.looksRight();
    await pages.press('Sign out');
    await pages.page.getByRole('button', { name: 'Patient 1', exact: true }).waitFor();
  });

  it('comes back from a door to the page that was asked for, and to no other house', async () => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.heading('Come in as staff').waitFor();
    await pages.looksRight();
    await pages.press('Sample Hospital');
    await pages.page.waitForURL(`${pages.url}/staff/datasets`);
    await pages.page.goto(`${pages.url}/patient/consents`);
    await pages.heading('Come in as a patient').waitFor();
    await pages.page.goto(`${pages.url}/audit`);
    await pages.heading('Come in as an auditor').waitFor();
    await pages.page.getByText('You are signed in, but not as an auditor.').waitFor();
    await pages.press('Sign out');
    await pages.page.getByText('You are signed in, but not as an auditor.').waitFor({ state: 'detached' });
  });

  it('comes in with an encrypted key file, which a wrong passphrase does not open', async () => {
    const path = join(pages.directory, 'researcher.json');
    const key = fromHex(await readFile(join(pages.directory, 'node/keys/researcher.key'), 'utf8').then(written), 32);
    const { address } = keyAccount(await keyOf('researcher'));
    await writeFile(path, await sealKeystore(key, address, 'correct horse'));
    await pages.page.goto(`${pages.url}/enter/research`);
    await pages.page.locator('input[type=file]').setInputFiles(path);
    await pages.page.getByLabel('Its passphrase').fill('wrong');
    await pages.press('Open it and sign in');
    await pages.page.getByRole('alert').waitFor();
    await pages.page.getByLabel('Its passphrase').fill('correct horse');
    await pages.press('Open it and sign in');
    await pages.page.waitForURL(/\/research\//);
  });

  it('comes in with a wallet of the browser, which shows what it signs', async () => {
    const account = keyAccount(await keyOf('auditor'));
    const signed: string[] = [];
    await pages.page.exposeFunction('walletAnswers', async (method: string, params: readonly string[]) => {
      if (method === 'eth_requestAccounts') return [account.address];
      const text = Buffer.from((params[0] ?? '').slice(2), 'hex').toString('utf8');
      signed.push(text);
      return account.signMessage(text);
    });
    await pages.page.addInitScript(`
      const provider = { request: ({ method, params }) => globalThis.walletAnswers(method, params) };
      const info = { uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: 'A wallet of the test' };
      const detail = Object.freeze({ info, provider });
      const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
      addEventListener('eip6963:requestProvider', announce);
    `);
    await pages.page.goto(`${pages.url}/enter/audit`);
    await pages.press('Sign in with A wallet of the test');
    await pages.page.waitForURL(/\/audit\//);
    expect(signed).toHaveLength(1);
    expect(signed[0]).toContain(new URL(pages.url).host);
  });
});

describe('the first page', () => {
  const seen: string[] = [];
  afterAll(() => console.log(`First pages, scripts by gzip and time until they are there:\n${seen.join('\n')}`));

  it.each([
    ['of anybody', undefined, '/', 'Who are you?'],
    ['of the patients’ door', undefined, '/enter/patient', 'Come in as a patient'],
    ['of a patient', 'a patient', '/patient/consents', 'Who may use your data'],
    ['of the hospital', 'Sample Hospital', '/staff/overview', 'Do I have to do anything?'],
    ['of a researcher', 'Researcher', '/research/catalogue', 'Which data is there?'],
    ['of an auditor', 'Auditor', '/audit/verdict', 'Does this log keep its promises?'],
  ] as const)('%s comes with at most 250 KiB of scripts', async (whose, person, path, heading) => {
    if (person === 'a patient') {
      await pages.addPhone();
      await pages.comeInByCode();
    } else if (person !== undefined) {
      await pages.page.goto(pages.url);
      await pages.press(person);
      await pages.page.waitForURL(/\/(?:staff|research|audit)\//);
    }
    const { bytes, ms } = await loaded(path, heading);
    seen.push(`${whose}: ${bytes} bytes, ${ms} ms`);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(250 * 1024);
  });

  /** By a browser that has nothing of the pages yet. */
  async function loaded(path: string, name: string | RegExp) {
    const page = await pages.newPage();
    await (await pages.context.newCDPSession(page)).send('Network.clearBrowserCache');
    const paths = new Set<string>();
    page.on('response', (response: Response) => void paths.add(new URL(response.url()).pathname));
    const begun = performance.now();
    await page.goto(pages.url + path, { waitUntil: 'commit' });
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const ms = Math.round(performance.now() - begun);
    await page.waitForLoadState('networkidle');
    return { ms, bytes: await gzipped([...paths].filter((one) => one.endsWith('.js'))) };
  }

  async function gzipped(paths: readonly string[]): Promise<number> {
    const sizes = paths.map(async (path) => {
      const head = await fetch(pages.url + path, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
      return Number(head.headers.get('content-length'));
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
});
