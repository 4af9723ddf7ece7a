import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmAct, listActs, loggedActs } from '../../src/client/acts.ts';
import { optIn, optOut, ownChoices } from '../../src/client/choices.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listNotices } from '../../src/client/notices.ts';
import type { PasskeyDevice } from '../../src/client/passkeys.ts';
import { bindPasskey, giveConsent } from '../../src/client/patient.ts';
import { byStaffPasskey } from '../../src/client/person-sign-in.ts';
import { enrollStaff, inviteStaff, readOwnStaff } from '../../src/client/staff.ts';
import { enrollSubject, invite, listSubjects } from '../../src/client/subjects.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { Duty } from '../../src/core/duties.ts';
import type { Digest } from '../../src/core/ids.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { readKey } from '../../src/ledger/keystore.ts';
import { type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { vouching } from '../gateway/persons.ts';
import { openChromium, PHONE } from './chromium.ts';

let directory: string;
let running: Running;
let browser: Browser;
let phone: Phone;
let holder: GatewayClient;

/** A browser of somebody's own, with the passkeys that it keeps. */
interface Phone {
  readonly device: PasskeyDevice;
  readonly devtools: CDPSession;
  readonly authenticatorId: string;
}

/** Opens a page of the gateway in a browser that shares nothing with others. */
async function newPhone(url: string): Promise<Phone> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PHONE });
  return { device: deviceIn(page), devtools, authenticatorId };
}

/** As `browserPasskeys` does it in a page. */
function deviceIn(page: Page): PasskeyDevice {
  const call = <Answer>(name: 'create' | 'get', parse: string, options: object) =>
    page.evaluate<Answer>(`(async () => {
      const publicKey = PublicKeyCredential.${parse}(${JSON.stringify(options)});
      return (await navigator.credentials.${name}({ publicKey })).toJSON();
    })()`);
  return {
    create: (options) => call('create', 'parseCreationOptionsFromJSON', options),
    get: (options) => call('get', 'parseRequestOptionsFromJSON', options),
  };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-browser-'));
  const environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
  browser = await openChromium();
  phone = await newPhone(running.url);
  const key = await readKey(join(directory, 'node/keys/holder.key'));
  holder = new GatewayClient({ endpoint: running.url, account: keyAccount(key) });
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

const person = () => new GatewayClient({ endpoint: running.url, account: { device: phone.device } });

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
    const { devtools, authenticatorId } = phone;
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toHaveLength(1);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await expect(person().signIn()).rejects.toThrow(/NotAllowedError|timed out or was not allowed/);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await person().signIn();
  });
});

describe('staff with passkeys of Chromium at their own node', () => {
  let consortium: Consortium;
  let node: GatewayClient;
  let account: GatewayClient;

  beforeAll(async () => {
    const sessionSeed = randomBytes(32);
    consortium = await foundConsortium({
      patients: 1,
      hostname: 'localhost',
      sessionSeed,
      secondPerson: ['binding'],
      logLevel: 'silent',
    });
    await vouching(consortium, consortium.keys.holder, { seed: sessionSeed });
    node = new GatewayClient({ endpoint: consortium.endpoint });
    account = consortium.client(consortium.keys.holder);
  });
  afterAll(async () => {
    await consortium?.close();
  });

  async function staff(name: string, duty: Duty) {
    const { person: id, code } = await inviteStaff(account, { name, duties: [duty] });
    const own = await newPhone(consortium.endpoint);
    await enrollStaff(node, { code, device: own.device, name: 'Telephone' });
    const signedIn = byStaffPasskey(node, own.device);
    return { id, code, phone: own, client: new GatewayClient({ endpoint: consortium.endpoint, account: signedIn }) };
  }

  it('make them by a code, do what their duty opens, and nothing else; a second person confirms', async () => {
    const ana = await staff('Ana Souza', 'data-manager');
    const rui = await staff('Rui Lopes', 'data-manager');
    const eva = await staff('Eva Reis', 'auditor');
    expect(await readOwnStaff(ana.client)).toMatchObject({
      person: { person: ana.id, name: 'Ana Souza', duties: ['data-manager'] },
      passkeys: [{ name: 'Telephone' }],
    });
    const subject = await enrollSubject(ana.client, 'urn:example:chromium|1');
    const asked = inviteStaff(ana.client, { name: 'A Friend', duties: ['administrator'] });
    await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(enrollSubject(eva.client, 'urn:example:chromium|2')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(invite(ana.client, [{ subject, identification: 'passport' }])).rejects.toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    });
    const [waiting] = await listActs(rui.client);
    expect(waiting).toMatchObject({ kind: 'binding', state: 'waits', by: { person: ana.id } });
    const act = waiting?.act as Digest;
    for (const { client } of [ana, eva]) {
      await expect(confirmAct(client, act)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await confirmAct(rui.client, act)).toMatchObject({ act: { state: 'done', decidedBy: { person: rui.id } } });
    const logged = (await Array.fromAsync(loggedActs(account))).filter(({ person }) => person !== undefined);
    expect(logged.map(({ person, outcome, of }) => [person, outcome, of])).toEqual([
      [ana.id, 'ordered', undefined],
      [ana.id, 'proposed', undefined],
      [rui.id, 'confirmed', logged[1]?.seq],
    ]);
  });

  it('are let in by no code that was used, and by no device that does not verify its owner', async () => {
    const { code, phone: own, client } = await staff('Ida Melo', 'data-manager');
    const again = await newPhone(consortium.endpoint);
    await expect(enrollStaff(node, { code, device: again.device, name: 'Another' })).rejects.toMatchObject({
      code: 'CHALLENGE_INVALID',
    });
    await own.devtools.send('WebAuthn.setUserVerified', {
      authenticatorId: own.authenticatorId,
      isUserVerified: false,
    });
    await expect(client.signIn()).rejects.toThrow(/NotAllowedError|timed out or was not allowed/);
    await own.devtools.send('WebAuthn.setUserVerified', { authenticatorId: own.authenticatorId, isUserVerified: true });
    await client.signIn();
  });

  it('leave a log in which an auditor finds nothing', async () => {
    expect((await consortium.audited()).findings).toEqual([]);
  });
});
