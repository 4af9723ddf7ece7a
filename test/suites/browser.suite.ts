import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optIn, optOut, ownChoices } from '../../src/client/choices.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listNotices } from '../../src/client/notices.ts';
import type { PasskeyDevice } from '../../src/client/passkeys.ts';
import { bindPasskey, giveConsent } from '../../src/client/patient.ts';
import { invite, listSubjects } from '../../src/client/subjects.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { readKey } from '../../src/ledger/keystore.ts';
import { type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';

const CHROMIUM = '/usr/bin/chromium';
/** A browser in a container, for pages of this machine alone. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
/** A phone that verifies its owner and keeps passkeys. */
const PHONE = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

let directory: string;
let running: Running;
let browser: Browser;
let page: Page;
let devtools: CDPSession;
let authenticatorId: string;
let holder: GatewayClient;

/** Debian's own, installed where it is not there. */
async function requireChromium(): Promise<void> {
  if (existsSync(CHROMIUM)) return;
  await promisify(execFile)('apt-get', ['install', '-y', '-q', 'chromium']).catch((cause) => {
    throw new Error('This suite needs Chromium at /usr/bin/chromium: apt-get install chromium, as root.', { cause });
  });
}

beforeAll(async () => {
  await requireChromium();
  directory = await mkdtemp(join(tmpdir(), 'custos-browser-'));
  const environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  page = await (await browser.newContext()).newPage();
  await page.goto(running.url);
  devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  ({ authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PHONE }));
  const key = await readKey(join(directory, 'node/keys/holder.key'));
  holder = new GatewayClient({ endpoint: running.url, account: keyAccount(key) });
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** In the page, as `browserPasskeys` does it. */
function inPage<Answer>(call: 'create' | 'get', parse: string, options: object): Promise<Answer> {
  return page.evaluate<Answer>(`(async () => {
    const publicKey = PublicKeyCredential.${parse}(${JSON.stringify(options)});
    return (await navigator.credentials.${call}({ publicKey })).toJSON();
  })()`);
}

const device: PasskeyDevice = {
  create: (options) => inPage('create', 'parseCreationOptionsFromJSON', options),
  get: (options) => inPage('get', 'parseRequestOptionsFromJSON', options),
};

const person = () => new GatewayClient({ endpoint: running.url, account: { device } });

describe('a patient with Chromium’s own passkey', () => {
  it('binds it, consents, opts out and in, withdraws, and signs in anew', async () => {
    const patient = (await listSubjects(holder)).find(({ bound }) => !bound);
    if (patient === undefined) throw new Error('Every patient of the sample has a signer.');
    const [invited] = await invite(holder, [{ subject: patient.subject, identification: 'passport' }]);
    const bound = await bindPasskey(person(), invited?.code ?? '', { name: 'Mia', device: 'Telephone' });
    expect(bound).toMatchObject({ subject: patient.subject });
    const again = person();
    expect(await again.subject()).toBe(patient.subject);
    const [notice] = await listNotices(again);
    const now = Math.floor(Date.now() / 1000);
    const given = await giveConsent(again, {
      permission: 'HMB',
      modifiers: ['NCOM'],
      aiTraining: 'yes',
      commercial: 'no',
      transferAbroad: 'yes',
      excluded: ['PSY'],
      fromSeconds: now - 60,
      untilSeconds: now + 86_400,
      notice: notice?.notice ?? '',
      identifiable: false,
      futureMembers: false,
    });
    await optOut(again, 'research');
    expect(await optIn(again)).toMatchObject({ optOut: 'none' });
    expect((await withdrawConsent(again, given.grant)).checked).toBe(true);
    expect((await withdrawConsent(again, undefined)).remaining).toEqual([]);
    expect(await ownChoices(person())).toMatchObject({ optOut: 'none' });
  });

  it('is let in by no device that does not verify its owner', async () => {
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toHaveLength(1);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await expect(person().signIn()).rejects.toThrow(/NotAllowedError|timed out or was not allowed/);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await person().signIn();
  });
});
