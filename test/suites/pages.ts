import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { enrollSubject, invite } from '../../src/client/subjects.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { readKey } from '../../src/ledger/keystore.ts';
import { serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { openChromium, PHONE } from './chromium.ts';
import { copyToldSample } from './told-sample.ts';

/** A gateway with its pages. */
export interface Served {
  readonly url: string;
  stop(): Promise<unknown>;
}

/** A gateway of its own for a suite, a quickstart unless said, and a fresh browser's page for each of its tests. Each test fails where a page logged an error,
 *  threw one, or asked anything of elsewhere. */
export class Pages {
  /** What must not be; a test that provokes some takes it out. */
  wrong: string[] = [];
  #directory = '';
  #port = 0;
  readonly #serve: (directory: string, port: number) => Promise<Served>;
  #served: Served | undefined;
  #browser: Browser | undefined;
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  readonly #others: BrowserContext[] = [];

  constructor(serve: (directory: string, port: number) => Promise<Served> = quickstart) {
    this.#serve = serve;
  }

  get url(): string {
    return this.#served?.url ?? '';
  }

  /** The quickstart's own keys are in here. */
  get directory(): string {
    return this.#directory;
  }

  get context(): BrowserContext {
    if (this.#context === undefined) throw new Error('There is no browser outside a test.');
    return this.#context;
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error('There is no page outside a test.');
    return this.#page;
  }

  async open(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'custos-console-'));
    this.#port = await freePort();
    this.#served = await this.#serve(this.#directory, this.#port);
    this.#browser = await openChromium();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#served?.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Serves the same node anew, with what is changed of its configuration. */
  async restartWith(change: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#served?.stop();
    const path = join(this.#directory, 'node/config.json');
    const config: unknown = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...(config as object), ...change }));
    this.#served = await this.#serve(this.#directory, this.#port);
  }

  async begin(): Promise<void> {
    this.wrong = [];
    this.#context = await this.#browser?.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    this.#page = await this.newPage();
  }

  /** Of somebody else, who shares nothing with the first. All that it asks goes by the `proxy`, if one is named. */
  async newContext(proxy?: string): Promise<BrowserContext> {
    if (this.#browser === undefined) throw new Error('There is no browser outside a suite.');
    const context = await this.#browser.newContext({
      ...{ locale: 'en-GB', viewport: { width: 1280, height: 900 } },
      ...(proxy === undefined ? {} : { proxy: { server: proxy, bypass: '<-loopback>' } }),
    });
    this.#others.push(context);
    return context;
  }

  async end(): Promise<void> {
    await Promise.all(this.#others.splice(0).map((context) => context.close()));
    await this.#context?.close();
    expect(this.wrong).toEqual([]);
  }

  /** One more, which is watched like the first. */
  async newPage(context = this.context): Promise<Page> {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && this.wrong.push(message.text()));
    page.on('pageerror', (error) => this.wrong.push(error.message));
    page.on('request', (request) => request.url().startsWith(this.url) || this.wrong.push(`asked ${request.url()}`));
    return page;
  }

  /** With the key of a member of the quickstart, `holder` for one. */
  async client(member: string): Promise<GatewayClient> {
    const key = await readKey(join(this.#directory, `node/keys/${member}.key`));
    return new GatewayClient({ endpoint: this.url, account: keyAccount(key) });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).first().click();
  }

  /** Gives the page's device the means to make and keep passkeys. */
  async addPhone(): Promise<void> {
    const devtools = await this.context.newCDPSession(this.page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PHONE });
  }

  /** A newcomer makes a passkey of its own with the code of an invitation, as the picture in its letter leads there. */
  async comeInByCode(search = ''): Promise<void> {
    const holder = await this.client('holder');
    const subject = await enrollSubject(holder, `urn:mrn|${Date.now()}`);
    const [invited] = await invite(holder, [{ subject, identification: 'passport, seen at the desk' }]);
    await this.page.goto(`${this.url}/enter/patient${search}#${invited?.code}`);
    await this.page.getByLabel('Your first name, or another word for you').fill('Mia');
    await this.press('Make this device my signature');
    await this.heading('Who may use your data').waitFor();
  }

  /** In both themes, and where there is little room: nothing for axe to find, and nothing to scroll for sideways. */
  async looksRight(): Promise<void> {
    // Nothing is wrong with a page that is not there yet.
    await this.page.getByRole('heading', { level: 1 }).first().waitFor();
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.#findsNothing(new AxeBuilder({ page: this.page }));
    // The other theme changes colours, and nothing else.
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await this.#findsNothing(new AxeBuilder({ page: this.page }).withRules(OF_COLOUR));
    await this.page.setViewportSize({ width: 320, height: 640 });
    // Charts are drawn anew once they are told of the room that there is.
    const width = () => this.page.evaluate<number>('document.documentElement.scrollWidth');
    await expect.poll(width, { timeout: 5_000 }).toBeLessThanOrEqual(320);
    await this.page.setViewportSize({ width: 1280, height: 900 });
  }

  /** Pages have no frames: nothing needs a second page to be gathered in, which takes as long again. */
  async #findsNothing(axe: AxeBuilder): Promise<void> {
    const { violations } = await axe.setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
}

/** Rules of axe that look at colours. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

async function quickstart(directory: string, port: number): Promise<Served> {
  const data = join(directory, 'node');
  if (!existsSync(data)) await copyToldSample(data);
  // The copies would all have the port of the one that was copied.
  return serving(['quickstart', '--chain-port', String(await freePort())], {
    CUSTOS_DATA: data,
    CUSTOS_PORT: String(port),
  });
}

/** For a suite's file: its pages, opened before its first test and closed after its last. */
export function pagesOfSuite(serve?: (directory: string, port: number) => Promise<Served>): Pages {
  const pages = new Pages(serve);
  beforeAll(() => pages.open());
  afterAll(() => pages.close());
  beforeEach(() => pages.begin());
  afterEach(() => pages.end());
  return pages;
}
