import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { recordNarrowing } from '../../src/client/choices.ts';
import { listConsents, recordConsentRows } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import { listEntries } from '../../src/client/log.ts';
import { listNotices } from '../../src/client/notices.ts';
import { readContact } from '../../src/client/notifications.ts';
import { listPermits } from '../../src/client/permits.ts';
import { enrollSubject, invite, listInvitations } from '../../src/client/subjects.ts';
import { PHONE } from './chromium.ts';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();

/** What the press saves as a file. */
async function saved(name: string): Promise<string> {
  const download = pages.page.waitForEvent('download');
  await press(name);
  return readFile(await (await download).path(), 'utf8');
}

const heading = (name: string | RegExp) => pages.heading(name);
const press = (name: string | RegExp) => pages.press(name);
const link = (name: string | RegExp) => pages.page.getByRole('link', { name }).first().click();

/** By the door, so that the page comes first that was asked for. */
async function enterAt(path: string): Promise<void> {
  await pages.page.goto(pages.url + path);
  await press('Sample Hospital');
  await pages.page.waitForURL(pages.url + path);
}

/** Moves the focus on by Tab until something has it that is called so. */
async function tabTo(name: string | RegExp): Promise<void> {
  const wanted = (text: string) => (typeof name === 'string' ? text.includes(name) : name.test(text));
  for (let steps = 0; steps < 80; steps++) {
    await pages.page.keyboard.press('Tab');
    const focused = await pages.page.evaluate<string>(
      `(() => { const one = document.activeElement; return one?.closest('label')?.innerText || one?.innerText || ''; })()`,
    );
    if (wanted(focused)) return;
  }
  throw new Error(`Tab leads to nothing that is called ${name}.`);
}

describe('datasets', () => {
  it('are imported, looked at and published by keyboard alone, and a version is ended with a word on what that does', async () => {
    await enterAt('/staff/datasets');
    await pages.page.getByRole('link', { name: 'Outpatient clinic' }).waitFor();
    await pages.looksRight();
    await link('Outpatient clinic');
    await pages.page.getByText('Patients for each purpose, of 12').waitFor();
    await see('Counted for a request that meets this, under a permit that attests it: no commercial use, whoever asks');
    await see(/^Permit 1 of Sample Research Institute, for biomedical research\. It attests: /);
    await pages.page.getByText('Why, for biomedical research').click();
    await pages.page.getByText('No consent: 1').filter({ visible: true }).waitFor();
    await pages.page.getByText('The same numbers as a table').click();
    const row = pages.page.getByRole('row', { name: 'biomedical research' });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['biomedical research', '10', '2', '0', '2']);
    await pages.page.getByText('What is assumed of the request').click();
    await pages.looksRight();
    // What follows begins above all that was opened with the mouse.
    await pages.page.getByRole('link', { name: 'Information texts' }).first().focus();

    const { keyboard } = pages.page;
    await tabTo('Import data');
    await keyboard.press('Enter');
    await heading('Import data into Outpatient clinic').waitFor();
    await tabTo('Files from this computer');
    await keyboard.press('ArrowDown');
    await keyboard.press('Tab');
    await keyboard.type(join(pages.directory, 'node/import/sample'));
    await tabTo(/^FHIR R4 records/);
    await keyboard.press('Space');
    await tabTo('Start the import');
    await keyboard.press('Enter');
    await pages.page.getByText('The draft is ready').waitFor();
    await pages.page.getByText('It holds just what version 1 holds').waitFor();
    await pages.looksRight();

    await tabTo('research into health and medicine');
    await keyboard.press('Space');
    await tabTo('Yes, by name, face');
    await keyboard.press('Space');
    await tabTo('Each that allows the use');
    await keyboard.press('Space');
    await tabTo('Publish');
    await keyboard.press('Enter');
    await pages.page.getByText('Version 2 of “Outpatient clinic” may be used for').waitFor();
    await tabTo('Publish');
    await keyboard.press('Enter');
    await pages.page.getByText('It is published as version 2: 73 packages of records, of 12 patients').waitFor();
    await link('To the dataset');

    await press('End version 1');
    await pages.page.getByText('Nobody gets anything of version 1 any more').waitFor();
    await pages.page.getByLabel('Why').fill('Version 2 takes its place');
    await pages.page.getByRole('alertdialog').getByRole('button', { name: 'End version 1' }).click();
    await pages.page.getByText(/^Ended on/).waitFor();
  });
});

describe('files of this computer', () => {
  const folder = () => join(pages.directory, 'node/import/sample');

  async function toImport(): Promise<void> {
    await enterAt('/staff/datasets');
    await link('Outpatient clinic');
    await press('Import data');
    await heading('Import data into Outpatient clinic').waitFor();
  }

  it('are chosen and sent by keyboard alone, and imported once all have arrived', async () => {
    await toImport();
    await pages.looksRight();
    const { keyboard } = pages.page;
    await tabTo('Choose a folder');
    const dialogue = pages.page.waitForEvent('filechooser');
    await keyboard.press('Enter');
    await (await dialogue).setFiles(folder());
    await see(/^Chosen: sample, \d+ files/);
    await tabTo(/^FHIR R4 records/);
    await keyboard.press('Space');
    await tabTo('Send and import');
    await keyboard.press('Enter');
    await see('The draft is ready');
    await see(/^It holds just what version \d holds/);
    expect(await readdir(join(pages.directory, 'node/uploads'))).toEqual([]);
  });

  it('that were being sent when the connection broke are gone on with, also after a reload', async () => {
    await toImport();
    await pages.page.route('**/parts/*', () => undefined);
    const inputs = pages.page.locator('input[webkitdirectory]');
    await inputs.setInputFiles(folder());
    await choose(/^FHIR R4 records/, 'What is it?');
    await press('Send and import');
    await see('The files are being sent');
    await pages.looksRight();
    await press('Stop sending');
    await see('The sending is stopped');
    await pages.looksRight();
    await pages.page.unroute('**/parts/*');

    await pages.page.reload();
    await see('Files were being sent for this dataset');
    await pages.looksRight();
    await press('Go on');
    await see('Choose the same folder or files again below');
    await inputs.setInputFiles(folder());
    await choose(/^FHIR R4 records/, 'What is it?');
    await press('Send and import');
    await see('The draft is ready');
  });

  it('that fail as an import stand in a list, with why and what to do, until somebody takes them off', async () => {
    const broken = join(pages.directory, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'Patient.ndjson'), '{"resourceType":"Patient"');
    await toImport();
    await pages.page.locator('input[webkitdirectory]').setInputFiles(broken);
    await choose(/^FHIR R4 records/, 'What is it?');
    await press('Send and import');
    await see('The import failed, and nothing of it was kept.');
    await pages.page.goto(`${pages.url}/staff/datasets`);
    const row = pages.page.getByRole('table', { name: 'Imports that failed' }).getByRole('row').nth(1);
    await row.getByText(/Patient\.ndjson/).waitFor();
    await pages.looksRight();
    await row.getByRole('link', { name: 'Import into Outpatient clinic again' }).waitFor();
    await row.getByRole('button', { name: 'Take it off the list' }).click();
    await confirm('Take it off the list');
    await pages.page.getByText('Imports that failed').first().waitFor({ state: 'detached' });
  });

  it('are dropped onto the page, with a map that says whose they are', async () => {
    await toImport();
    const desk = join(pages.directory, 'desk');
    await mkdir(join(desk, 'ward 3'), { recursive: true });
    await writeFile(join(desk, 'letter.txt'), 'a letter');
    await writeFile(join(desk, 'ward 3/scan.bin'), 'a scan');
    const box = await pages.page.locator('.dropzone').boundingBox();
    const data = { items: [], files: [desk], dragOperationsMask: 1 };
    const devices = await pages.page.context().newCDPSession(pages.page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devices.send('Input.dispatchDragEvent', { type, x: (box?.x ?? 0) + 9, y: (box?.y ?? 0) + 9, data });
    await see(/^Chosen: desk, 2 files/);
    await choose(/^Any files/, 'What is it?');
    const empty = await saved('Save a map of the chosen files to fill in (CSV)');
    expect(empty).toBe('\ufeffpath,identifier,category\r\nletter.txt,,\r\nward 3/scan.bin,,\r\n');
    await pages.page.getByText('The columns of the map, and what each holds').click();
    await see(/HIV \(.+; /);
    const buffer = Buffer.from(empty.replaceAll(',,', ',urn:mrn|990018,'));
    const map = { name: 'whose.csv', mimeType: 'text/csv', buffer };
    await pages.page.locator('input[accept=".csv,.json"]').setInputFiles(map);
    await see('whose.csv');
    await choose(/^There must be none/, 'Files that the map does not name');
    await pages.looksRight();
    await press('Send and import');
    await see('The draft is ready');
    await see('2 records of 1 patient');
  });

  it('whose patients have numbers that were not taken are said before they are published, and taken by the number that is chosen', async () => {
    const numbered = join(pages.directory, 'numbered');
    await mkdir(numbered);
    const identifier = [{ system: 'urn:sample:mrn', value: '993001' }];
    await writeFile(
      join(numbered, 'Patient.ndjson'),
      JSON.stringify({ resourceType: 'Patient', id: 'q1', identifier }),
    );
    const send = async () => {
      await pages.page.locator('input[webkitdirectory]').setInputFiles(numbered);
      await press('Send and import');
      await see('The draft is ready');
    };
    await toImport();
    await choose(/^FHIR R4 records/, 'What is it?');
    await send();
    await see('Patients have numbers that were not taken');
    await see('urn:sample:mrn: 1 patient, such as ••••01');
    await pages.looksRight();
    await press('Import again by urn:sample:mrn');
    expect(await pages.page.getByLabel('By which number patients are known').inputValue()).toBe('urn:sample:mrn');
    await send();
    await see('urn:sample:mrn: 1');
    expect(await pages.page.getByText('Patients have numbers that were not taken').count()).toBe(0);
  });

  it('can be thrown away again, and are removed from the gateway’s machine', async () => {
    await toImport();
    await pages.page.route('**/parts/*', () => undefined);
    await pages.page.locator('input[webkitdirectory]').setInputFiles(folder());
    await choose(/^FHIR R4 records/, 'What is it?');
    await press('Send and import');
    await press('Stop sending');
    await press('Throw away what arrived');
    await see('The files are removed from the gateway’s machine.');
    await confirm('Throw away what arrived');
    await see('Nothing is chosen.');
    await pages.page.unroute('**/parts/*');
    expect(await readdir(join(pages.directory, 'node/uploads'))).toEqual([]);
  });
});

const choose = (name: string | RegExp, group: string | RegExp) =>
  pages.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name }).check({ force: true });
const fill = (label: string | RegExp, text: string) => pages.page.getByLabel(label).fill(text);
const see = (text: string | RegExp) => pages.page.getByText(text).filter({ visible: true }).first().waitFor();
const NEXT_YEAR = `${new Date().getFullYear() + 1}-12-31`;
const TODAY = new Date().toISOString().slice(0, 10);

/** Of the dialogue that is open. */
const confirm = (verb: string) => pages.page.getByRole('alertdialog').getByRole('button', { name: verb }).click();

interface Passkey {
  readonly credentialId: string;
  readonly userHandle: string;
  readonly rpId: string;
  readonly privateKey: string;
  readonly signCount: number;
}

/** Gives a page's device the means to keep passkeys, and one that is there already. */
async function addPhone(page: Page, passkey?: Passkey): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PHONE });
  if (passkey === undefined) return;
  const credential = { ...passkey, isResidentCredential: true };
  await devtools.send('WebAuthn.addCredential', { authenticatorId, credential });
}

/** One that was never made here. */
async function unknownPasskey(): Promise<Passkey> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey));
  const random = () => randomBytes(32).toString('base64');
  return {
    credentialId: random(),
    userHandle: random(),
    rpId: 'localhost',
    privateKey: key.toString('base64'),
    signCount: 0,
  };
}

/** Tries the passkey of the device at the door. */
async function tryPasskey(page: Page): Promise<void> {
  await page.goto(`${pages.url}/enter/patient`);
  await page.getByRole('button', { name: 'Sign in with this device' }).click();
  await page.getByRole('alert').getByText('What the program says').click();
}

describe('patients', () => {
  it('are enrolled and invited at the desk, and their paper form is read back before it is recorded', async () => {
    await enterAt('/staff/patients');
    await see('switched to paper only: ');
    await pages.page.getByRole('link', { name: '1007', exact: true }).waitFor();
    await pages.looksRight();
    await link('Enrol a patient');
    await fill('The patient’s number', String(Date.now()));
    await fill('Who gave the number', 'urn:mrn');
    await press('Enrol a patient');
    await see('The patient is enrolled.');
    await choose('the patient', 'For whom is the code?');
    await fill('How the person was identified', 'identity card, seen at the desk');
    await press('Make a code');
    await see(/^([A-Z2-7]{4} ){6}[A-Z2-7]{2}$/);
    await see('the code is shown this once');
    await pages.looksRight();
    await pages.page.emulateMedia({ media: 'print' });
    await pages.page.getByRole('img', { name: 'The address and the code, for a camera' }).waitFor();
    await pages.page.emulateMedia({ media: 'screen' });

    await link('To the patient');
    await see('Leave the code behind?');
    await press('Leave: it is written down');
    await press('Record a paper consent');
    await see('Look at the form, point by point');
    await fill('Reference of the form', 'box 12, sheet 4');
    await choose(/^Your hospital may share/, 'Which information text was given?');
    await choose('research into health and medicine', 'What does the form allow?');
    await choose('Any organisation', 'Who may use it?');
    for (const question of [
      'May AI models be trained?',
      'May it be used commercially?',
      'May it go to another country?',
    ])
      await choose('No', question);
    await choose('Left blank', 'May records be given that identify the patient?');
    await fill('Last day of the consent', NEXT_YEAR);
    await choose('Yes', 'Is it signed?');
    await see('Still to be said: The day beside the signature · Who explained it');
    await fill('The day beside the signature', TODAY);
    await see('If this is empty on the form too, leave it empty: Who explained it.');
    await fill('Who explained it', 'Dr Ñuñes-Łódź');
    await see('leaves open whether what identifies the person may be given');
    await pages.looksRight();
    await choose('No', 'May records be given that identify the patient?');
    await see('This is what is recorded');
    await pages.page.getByRole('button', { name: 'Record it', exact: true }).click();
    await see('The consent is recorded.');
    await link('Back to the patient');
    await see('from a paper form');
    await see('Dr Ñuñes-Łódź');
    await pages.looksRight();
  });

  it('whose form is incomplete have it completed once all that it lacks is said', async () => {
    const holder = await pages.client('holder');
    const number = `F${Date.now()}`;
    const subject = await enrollSubject(holder, `urn:mrn|${number}`);
    const [notice] = await listNotices(holder);
    const answers = { aiTraining: 'no', commercial: 'no', transferAbroad: 'no', identifiable: false } as const;
    const now = Math.floor(Date.now() / 1000);
    const allowed = {
      permission: 'HMB',
      modifiers: [],
      excluded: [],
      fromSeconds: now - 60,
      untilSeconds: now + 86_400,
    };
    const record = {
      ...allowed,
      ...answers,
      futureMembers: false,
      notice: notice?.notice,
      form: formDigest('sheet 9'),
    };
    await recordConsentRows(holder, [{ subject, ...record, checklist: { signed: true } }]);
    await enterAt('/staff/forms');
    await link(`Complete the form of ${number}`);
    await choose('The patient was here', 'How did it come to be known?');
    await see('Still to be said: The day beside the signature · Who explained it');
    await fill('The day beside the signature', TODAY);
    await see('Still to be said: Who explained it');
    expect(await pages.page.getByRole('button', { name: 'Record the consent' }).isDisabled()).toBe(true);
    await fill('Who explained it', 'Dr Reis');
    await press('Record the consent');
    await see('The consent of this form is recorded.');
  });

  it('are told where they say, which is looked at once somebody asks for it, and no address that is none is kept', async () => {
    const holder = await pages.client('holder');
    const subject = await enrollSubject(holder, `urn:mrn|${Date.now()}`);
    await enterAt(`/staff/patients/${subject}`);
    await pages.page.getByText('See or change the addresses').click();
    await see('no address is known');
    await fill('E-mail address', 'mia at the hospital');
    await choose('Once a month, all together', 'When the data is used, how often does the patient want to hear of it?');
    await press('Keep this');
    await see('This is no address that a message can be sent to.');
    await pages.looksRight();
    await fill('E-mail address', 'mia@hospital.example');
    await press('Keep this');
    await see('Kept.');
    expect(await readContact(holder, subject)).toMatchObject({ email: 'mia@hospital.example', digest: 'monthly' });
  });

  it('of one household are invited in one step, a code each, and one letter for each in the pack', async () => {
    const holder = await pages.client('holder');
    const subject = await enrollSubject(holder, `urn:mrn|H${Date.now()}`);
    await enterAt(`/staff/patients/${subject}`);
    // What comes above it moves the form.
    await see('There is no consent.');
    await pages.page.waitForLoadState('networkidle');
    await choose('the patient', 'For whom is the code?');
    await fill('How the person was identified', 'identity card of Mia');
    await press('Add somebody else who signs for this patient, such as a parent');
    // There is one patient: whoever is added signs for that one.
    const whom = pages.page.getByRole('radiogroup', { name: 'For whom is the code?' });
    expect(await whom.getByRole('radio').count()).toBe(2);
    await choose('a parent', 'For whom is the code?');
    await fill('How the person was identified', 'identity card of Ana');
    await see('Still to be said: The document that shows it');
    await fill('The document that shows it', 'birth certificate 7');
    await pages.looksRight();
    await press('Make 2 codes');
    const table = pages.page.getByRole('table', { name: 'Code' });
    await table.getByRole('row', { name: /the patient: identity card of Mia/ }).waitFor();
    await table.getByRole('row', { name: /a parent: identity card of Ana/ }).waitFor();
    expect(await pages.page.locator('.letter .code').count()).toBe(2);
    const codes = await listInvitations(holder, { subject });
    expect(codes.map(({ statement }) => [statement.text, statement.guardian?.as]).sort()).toEqual([
      ['identity card of Ana', 'parent'],
      ['identity card of Mia', undefined],
    ]);
    await pages.looksRight();
  });

  it('who telephone are withdrawn in one step, which is said once the receipt is checked', async () => {
    await enterAt('/staff/patients');
    const paper = pages.page
      .getByRole('row', { name: /by paper or telephone 1 said yes to something/ })
      .getByRole('link')
      .first();
    await paper.click();
    await press('Withdraw it for the patient');
    await see('nobody gets the patient’s data under it');
    await confirm('Withdraw it for the patient');
    await see(/^What the patient said is recorded and counts since/);
    const focused = () => pages.page.evaluate<string>('document.activeElement.innerText');
    await expect.poll(focused).toMatch(/^What the patient said is recorded/);
    await see('There is no consent.');
    const acts = pages.page.getByRole('table', { name: 'What was recorded' });
    await acts.getByRole('row', { name: 'a withdrawal' }).waitFor();
    // No form of this patient has a scan.
    expect(await acts.getByRole('columnheader', { name: 'Scan' }).count()).toBe(0);
    await fill('Find by the reference of a form or call', 'box 99');
    await see('Nothing was recorded with this reference.');
    await press('Record an opt-out');
    await confirm('Record an opt-out');
    await see('Everything is withheld from research');
    await pages.looksRight();
  });

  it('are enrolled once: who is there by the number already is shown, and a number of blanks is refused at the field', async () => {
    await enterAt('/staff/patients/new');
    await fill('The patient’s number', '   ');
    await see('Nothing but blanks stands here. Fill it in.');
    await fill('The patient’s number', '1001');
    await press('Enrol a patient');
    await see('A patient is enrolled already with the number 1001');
    expect(pages.wrong.splice(0).every((line) => /status of 409/.test(line))).toBe(true);
    await pages.looksRight();
    await link('To patient 1001');
    await heading('Patient 1001').waitFor();
  });

  it('that were not asked yet are the ones that the overview counts', async () => {
    const holder = await pages.client('holder');
    await enrollSubject(holder, `urn:mrn|${Date.now()}`);
    await enterAt('/staff/overview');
    const counting = pages.page.getByRole('link', { name: /not asked yet, or said nothing that counts/ });
    const count = Number.parseInt((await counting.textContent()) ?? '', 10);
    await counting.click();
    await see(new RegExp(`^${count} patients? (?:is|are) found\\.$`));
    await pages.page.getByRole('table').getByRole('row').nth(Math.min(count, 50)).waitFor();
    expect(await pages.page.getByLabel('Who is shown').inputValue()).toBe('unasked');
    await pages.looksRight();
  });

  it('have no paper form whose days cannot be, which is said at the field', async () => {
    const holder = await pages.client('holder');
    const subject = await enrollSubject(holder, `urn:mrn|${Date.now()}`);
    await enterAt(`/staff/patients/${subject}/paper`);
    await fill('Last day of the consent', '2020-12-31');
    await see('This day is over.');
    await fill('The day beside the signature', NEXT_YEAR);
    await see('This day is still to come.');
    await see(/^The last day of the consent is over already\./);
    await see(/^The day beside the signature is still to come\./);
  });

  it('are switched to paper only, and whoever has the telephone sees what an unknown device sees', async () => {
    const holder = await pages.client('holder');
    const subject = await enrollSubject(holder, `urn:mrn|${Date.now()}`);
    const [invited] = await invite(holder, [{ subject, identification: 'passport, seen at the desk' }]);
    const phone = await pages.newPage(await pages.newContext());
    await addPhone(phone);
    await phone.goto(`${pages.url}/enter/patient#${invited?.code}`);
    await phone.getByRole('button', { name: 'Make this device my signature' }).click();
    await phone.getByRole('heading', { name: 'Who may use your data', level: 1 }).waitFor();

    await enterAt(`/staff/patients/${subject}`);
    await see('signed in');
    await press('Switch to paper only');
    await see('Nobody comes in with the patient’s passkeys and keys');
    await pages.looksRight();
    await pages.page.getByRole('alertdialog').getByLabel('Why').fill('At the desk: somebody else has the telephone.');
    await confirm('Switch to paper only');
    await see(/^On paper only since/);
    await see('Switched by the organisation’s own account: “At the desk: somebody else has the telephone.”');
    await see('no code is made');
    await pages.page.getByText('What that means').click();
    await pages.looksRight();

    // Its next act ends at the door, where its passkey is one that nobody knows.
    await phone.getByRole('link', { name: 'Who used it' }).click();
    await phone.getByRole('button', { name: 'Sign in with this device' }).waitFor();
    const stranger = await pages.newPage(await pages.newContext());
    await addPhone(stranger, await unknownPasskey());
    for (const device of [phone, stranger]) await tryPasskey(device);
    const seen = (device: Page) => device.getByRole('main').textContent();
    expect(await seen(stranger)).toContain('This passkey is not known here');
    await expect.poll(async () => (await seen(phone)) === (await seen(stranger))).toBe(true);
    // The gateway refused both, as browsers note.
    pages.wrong = pages.wrong.filter((text) => !/status of 401/.test(text));

    await press('Undo paper only');
    await confirm('Undo paper only');
    await pages.page.getByRole('button', { name: 'Switch to paper only' }).waitFor();
    await phone.getByRole('button', { name: 'Sign in with this device' }).click();
    await phone.getByRole('heading', { name: 'Who may use your data', level: 1 }).waitFor();
  });

  it('are counted where some of them are looked for, by how each is reached', async () => {
    const holder = await pages.client('holder');
    const number = `N${Date.now()}`;
    const subject = await enrollSubject(holder, `urn:mrn|${number}`);
    await enterAt('/staff/patients');
    await fill('Find a patient', number);
    await see('1 patient is found.');
    await pages.page.getByRole('row', { name: `${number} not invited yet 0 nothing allowed` }).waitFor();
    await invite(holder, [{ subject, identification: 'passport, seen at the desk' }]);
    await pages.page.reload();
    await fill('Find a patient', number);
    await pages.page.getByRole('row', { name: `${number} invited` }).waitFor();
    await link(number);
    await see(/^A code for the patient is out, and good until/);
    await press('Make unused codes void');
    await confirm('Make unused codes void');
    await pages.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    // Nothing is left to make void.
    await pages.page.getByRole('button', { name: 'Make unused codes void' }).waitFor({ state: 'detached' });
    expect(await listInvitations(holder, { subject })).toEqual([]);
  });

  it('are listed on a telephone without a break within a word of a title, also in Portuguese', async () => {
    await enterAt('/staff/patients');
    await press('Português');
    await pages.page.setViewportSize({ width: 320, height: 700 });
    await pages.page.getByRole('cell').first().waitFor();
    const broken = await pages.page.evaluate<string[]>(`(() => {
      const fits = (cell) => {
        const word = document.createElement('span');
        word.style.position = 'absolute';
        word.textContent = cell.dataset.title;
        cell.append(word);
        const { width } = word.getBoundingClientRect();
        word.remove();
        const room = Number.parseFloat(getComputedStyle(cell.parentElement).gridTemplateColumns);
        return width <= room - Number.parseFloat(getComputedStyle(cell).paddingInlineStart);
      };
      return [...document.querySelectorAll('.listing td')].filter((cell) => !fits(cell)).map((cell) => cell.dataset.title);
    })()`);
    await pages.page.setViewportSize({ width: 1280, height: 900 });
    await press('English');
    expect(broken).toEqual([]);
  });

  it('and their withdrawals are saved as lists that have as many rows as are found, and no formula', async () => {
    const holder = await pages.client('holder');
    const number = `=1+${Date.now()}`;
    const subject = await enrollSubject(holder, `urn:mrn|${number}`);
    await recordNarrowing(holder, subject, formDigest('A letter'), { level: 'research' });
    await enterAt('/staff/patients?show=opted-out');
    const said = pages.page.getByText(/^\d+ patients? (?:is|are) found\.$/);
    const found = Number.parseInt((await said.textContent()) ?? '', 10);
    const rows = (await saved('Save this list (CSV)')).split('\r\n');
    expect(rows).toHaveLength(found + 2);
    expect(rows[0]).toBe('\ufeffnumber,identifier,takes-part,consents,opted-out-of,paused-until');
    // As the page calls it.
    expect(rows).toContain(`'${number},urn:mrn|${number},by paper or telephone,0,research,`);
    const withdrawn = (await listConsents(holder)).filter(({ revokedAt }) => revokedAt > 0);
    const withdrawals = (await saved('Save all withdrawals (CSV)')).split('\r\n');
    expect(withdrawals).toHaveLength(withdrawn.length + 2);
    expect(withdrawals[0]).toBe('\ufeffnumber,withdrawn,given,given-by');
    await see(/withdrawn or replaced by a changed one/);
    await pages.looksRight();
  });

  it('in a file that lacks columns are refused with all that lack, and the file to begin with has them', async () => {
    await enterAt('/staff/patients/bulk');
    await choose('Consents on paper', 'What does the file hold?');
    const given = (text: string) =>
      pages.page
        .locator('input[type=file]')
        .setInputFiles({ name: 'forms.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await given('identifier,form\nurn:mrn|1,box 1\n');
    await see(
      'Columns that are missing: permission, until, ai-training, commercial, transfer-abroad, identifiable, notice.',
    );
    await pages.page.getByText('The columns, and what each may hold').click();
    await see(/HMB \(research into health and medicine\)/);
    await see(/PSY \(mental health and psychiatry\)/);
    await pages.looksRight();
    const example = await saved('Save an empty file with these columns');
    expect(example.split('\r\n')[0]).toBe(
      '\ufeffidentifier,form,permission,until,ai-training,commercial,transfer-abroad,identifiable,notice,excluded,modifiers,from,grantee,dataset',
    );
    await given(example);
    await see('nobody');
  });

  it('of a file are shown row by row before anything is done, and refused rows come back guarded against formulas', async () => {
    const file = join(pages.directory, 'patients.csv');
    const newcomer = `urn:mrn|${Date.now()}`;
    await writeFile(file, `identifier,accept-alike\n${newcomer},no\nurn:mrn|9002,=2+2\n${newcomer},no\n,no\n`);
    await enterAt('/staff/patients/bulk');
    await choose('Patients to be enrolled', 'What does the file hold?');
    await pages.looksRight();
    await pages.page.locator('input[type=file]').setInputFiles(file);
    await see('This is what would happen');
    await see('accept-alike: write yes or no.');
    await press('Do it for 1 row');
    await see('This is done.');
    await pages.looksRight();
    const refused = await saved('Save the refused rows');
    expect(refused.split('\r\n')).toEqual([
      '\ufeffidentifier,accept-alike,problem',
      "urn:mrn|9002,'=2+2,accept-alike: write yes or no.",
      ',no,identifier: the cell is empty.',
      '',
    ]);
  });

  it('whose codes were made from a file are not left unasked for another file, another kind, or the start', async () => {
    const number = `urn:mrn|${Date.now()}`;
    await enrollSubject(await pages.client('holder'), number);
    await enterAt('/staff/patients/bulk?what=invite');
    await fill('How they were identified, where a row does not say', 'passport, seen at the desk');
    // With a column that a spreadsheet wrote although nothing stands in it.
    const list = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(`identifier;\r\n${number};\r\n`) };
    await pages.page.locator('input[type=file]').setInputFiles(list);
    await press('Do it for 1 row');
    await see('the code is shown this once');
    for (const leave of [
      () => press('Another file'),
      () => pages.page.getByRole('radio', { name: 'Consents on paper' }).click({ force: true }),
      () => link('Custos'),
    ]) {
      await leave();
      await see('Leave the code behind?');
      await press('Stay, and keep the code');
      await see('the code is shown this once');
    }
    await press('Another file');
    await press('Leave: it is written down');
    await pages.page.getByRole('radio', { name: 'Patients to be invited' }).waitFor();
  });
});

/** How many acts were ordered in the hospital's name. */
async function ordersInLog(): Promise<number> {
  const entries = await Array.fromAsync(listEntries(await pages.client('holder')));
  return entries.filter(({ kind }) => kind === 'act').length;
}

describe('the hospital', () => {
  it('sees what waits for it, and how it goes', async () => {
    await enterAt('/staff/overview');
    await see('Releases and refusals, by purpose');
    await see(/entries of the log are anchored|not anchored on the ledger yet/);
    await see(/^\d+ patients? (was|were) not asked yet/);
    await see('with the organisation’s key');
    await pages.looksRight();
  });

  it('issues a permit as a sentence that is read first, and revokes it', async () => {
    await enterAt('/staff/permits/new');
    await pages.page.getByLabel('Who may use it?').selectOption({ label: 'Sample Research Institute' });
    await pages.page.getByLabel('Which dataset?').selectOption({ label: 'Outpatient clinic' });
    await pages.page.getByLabel('What for?').selectOption({ label: 'biomedical research' });
    await fill('Until which day?', NEXT_YEAR);
    await choose('No', 'May records leave that identify people?');
    await choose('download', 'How do they leave?');
    await see('Still to be said: What makes it lawful?');
    await choose('consent of each patient', 'What makes it lawful?');
    await fill('Only for this disease, if for one', 'diabetes');
    await see(/“diabetes” is no number of a disease/);
    await see('Still to be said: Only for this disease, if for one');
    await fill('Only for this disease, if for one', 'MONDO:0005015');
    await see('It is for research into one disease alone: MONDO:0005015.');
    await see(/^Sample Research Institute may use Outpatient clinic for biomedical research/);
    await pages.looksRight();
    await pages.page.getByRole('button', { name: 'Issue a permit' }).dblclick();
    await see('Permit 2 is issued.');
    expect((await listPermits(await pages.client('holder'))).length).toBe(2);
    await pages.page.getByRole('main').getByRole('link', { name: 'Permits' }).last().click();
    await see('biomedical research, for MONDO:0005015 alone');
    await press('Revoke permit 2');
    await see('gets nothing of Outpatient clinic under it any more');
    await fill('Why', 'The study ended');
    await confirm('Revoke permit 2');
    await see('Revoked');
    // By the keyboard one is still at the row, whose button is gone.
    await pages.page.locator('tr:focus', { hasText: 'The study ended' }).waitFor();
    await see('Because: The study ended');
    await pages.looksRight();
  });

  it('keeps groups, takes people in with a code that is shown once, and hands texts in', async () => {
    await enterAt('/staff/members');
    await pages.page.getByText('Make a group').first().click();
    await fill('What it is called', 'Oncology network');
    await press('Make a group');
    await pages.page.getByRole('heading', { name: 'Oncology network' }).waitFor();
    await pages.page.getByLabel('Whom?').selectOption({ label: 'Sample Research Institute' });
    await press('Let in');
    await press('Take Sample Research Institute out');
    await confirm('Take Sample Research Institute out');
    await see('Nobody is in it.');
    await pages.looksRight();

    await link('People and keys');
    await pages.page.getByText('Take a person in').click();
    await fill('The name of the person', 'Rosa Lima');
    await pages.page.getByRole('checkbox', { name: 'data manager' }).check({ force: true });
    const before = await ordersInLog();
    // A second click that comes with the first is the same press.
    await pages.page.getByRole('button', { name: 'Take in, and make a code' }).dblclick();
    await see('The code of Rosa Lima');
    expect(await ordersInLog()).toBe(before + 1);
    await pages.looksRight();
    await link('Rosa Lima');
    await press('Leave: it is written down');
    await pages.page.getByRole('checkbox', { name: 'reviewer' }).check({ force: true });
    await press('Save name and duties');
    await see('does: data manager, reviewer');
    await pages.looksRight();
    await press('End what Rosa Lima does');
    await confirm('End what Rosa Lima does');
    await see(/^Ended on/);

    await link('Information texts');
    await see('In use');
    await pages.page.getByText('Read it').click();
    await pages.page.getByText('Its digest').waitFor();
    await pages.looksRight();

    await pages.page.getByText('Hand in a text').click();
    const text = {
      name: 'study.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from('# Of hearts\n\nWe look at hearts.\n'),
    };
    await pages.page.locator('input[type=file]').setInputFiles(text);
    await choose('A text of its own', 'What is it?');
    await choose('English', 'Its language');
    await press('Publish it');
    await confirm('Publish it');
    await see('It is published.');
    await pages.page.getByRole('heading', { name: 'Of hearts' }).waitFor();
    await see(/First text · English$/);
    expect(await pages.page.getByRole('button', { name: 'Publish it' }).isDisabled()).toBe(true);
    await pages.looksRight();
    const panel = pages.page.getByRole('article').filter({ hasText: 'Of hearts' });
    await panel.getByRole('button', { name: 'Withdraw it' }).click();
    await confirm('Withdraw it');
    await panel.getByText('Withdrawn').waitFor();
  });

  it('lets in whoever was handed a code, typed as it is shown, and says so of one that is wrong', async () => {
    await pages.addPhone();
    await enterAt('/staff/people');
    await see('Take a person in');
    await pages.page.getByText('Take a person in').click();
    await fill('The name of the person', 'Marta Lopes');
    await pages.page.getByRole('checkbox', { name: 'staff administrator' }).check({ force: true });
    await press('Take in, and make a code');
    const code = (await pages.page.locator('.code').textContent()) ?? '';
    await press('Sign out');
    await heading('Come in as staff').waitFor();
    await pages.page.getByText('Somebody handed me a code').click();
    await fill('Your code', 'ABCD EFGH IJKL MNOP QRST UVWX YZ');
    await fill('Name of this device', 'Telephone');
    await press('Make this device my way in');
    await see('This code is wrong, was used already, or its time is over.');
    expect(pages.wrong.splice(0).every((line) => /status of 401/.test(line))).toBe(true);
    await pages.looksRight();
    await fill('Your code', ` ${code.toLowerCase()} `);
    await press('Make this device my way in');
    await pages.page.getByRole('navigation').getByText('Marta Lopes').waitFor();
    await link('People and keys');
    await pages.page.getByRole('row', { name: 'Marta Lopes staff administrator with 1 passkey Acts' }).waitFor();
    await pages.page.keyboard.press('Control+k');
    await pages.page.getByRole('searchbox').fill('marta');
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('main').getByRole('link', { name: 'Marta Lopes' }).click();
    await heading('Marta Lopes').waitFor();
    expect(await pages.page.getByRole('searchbox').inputValue()).toBe('');
  });

  it('finds patients, datasets, entries and receipts from one field, each said as what it is', async () => {
    const holder = await pages.client('holder');
    const receipt = await holder.bytes('GET', '/v1/log/entries/0/receipt');
    await enterAt('/staff/members');
    await see('Sample Research Institute');
    const search = async (text: string) => {
      await pages.page.keyboard.press('Control+k');
      await pages.page.getByRole('searchbox').fill(text);
      await pages.page.keyboard.press('Enter');
    };
    await search('outpatient clinic');
    await pages.page.getByRole('link', { name: 'Outpatient clinic' }).first().waitFor();
    await pages.looksRight();
    await search('0');
    await see(/^Entry 0 of/);
    await search('nothing is called this');
    await see('Nothing is called so');
    await pages.page.getByRole('searchbox').focus();
    await pages.page.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text', ${JSON.stringify(`Dear Ana,\n\n> ${new TextDecoder().decode(receipt).replaceAll('\n', '\n> ')}`)});
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    })()`);
    await see('it is genuine. Entry 0 of');
    // As a browser leaves it that drops a text of several lines into a field of one.
    await search(new TextDecoder().decode(receipt).replaceAll('\n', ''));
    await see(/^This begins as a receipt and cannot be read as one: its line breaks were lost/);
    await pages.page.getByRole('link', { name: 'To the page “Receipt”' }).waitFor();
    expect(await pages.page.getByText('It is no genuine receipt').count()).toBe(0);
    expect(pages.page.url()).toBe(`${pages.url}/staff/search`);
  });
});
