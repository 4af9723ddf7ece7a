import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { bindSigner } from '../../src/client/patient.ts';
import type { Address, Pseudonym } from '../../src/core/ids.ts';
import { newOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { YES_OPTIONS } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { publishScans } from '../gateway/publisher.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

let directory: string;
let consortium: Consortium;
let holder: GatewayClient;
const NAMES = { holder: 'City Hospital', requester: 'Heart Institute', other: 'North Clinic' } as const;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-groups-'));
  const key = (name: string) => createKey(join(directory, `${name}.key`));
  const patient = await key('patient');
  const keys = { holder: await key('holder'), requester: await key('requester'), other: await key('other') };
  consortium = await foundConsortium({ patients: 1, keys });
  for (const [name, called] of Object.entries(NAMES))
    await nameMember(keys[name as keyof typeof NAMES].address, called);
  holder = consortium.client(keys.holder);
  await publishScans(consortium, ['g0', 'g1']);
  const listed = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  const { subject } = listed.find(({ identifiers }) => identifiers.includes('urn:mrn|g0')) as (typeof listed)[0];
  const json = { identification: 'passport' };
  const { code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, { json });
  await bindSigner(consortium.client(patient), code);
}, 180_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

async function nameMember(identity: Address, name: string): Promise<void> {
  const key = consortium.keys.administrator;
  const administrator = consortium.client(key);
  const named = newOrganisation(name);
  const { membership } = ledgerCalls((await administrator.identity()).contracts);
  await sendOwnCall(administrator, membership.setOrganisation(identity, organisationCommitment(named)));
  await administrator.json('PUT', `/v1/members/${identity}/name`, { json: named });
}

const run = (who: string, ...command: string[]) =>
  custos([...command, ...keyOptions(directory, who, consortium.endpoint)]);

async function said(who: string, ...command: string[]): Promise<string> {
  const ended = await run(who, ...command);
  expect({ command, ...ended }).toMatchObject({ code: 0 });
  return ended.stdout;
}

const terms = () => ['--permission', 'GRU', '--until', '30d', '--notice', consortium.notice, ...YES_OPTIONS];

it('is kept by names, by the holder through its gateway and by another keeper through its own transactions', async () => {
  expect(await said('holder', 'group', 'create', 'Heart study')).toMatch(/^the group “Heart study” is created, .*0x/);
  expect(await said('other', 'group', 'create', 'Partners')).toMatch(
    /^the group “Partners” is created, .*\(block \d+\)/,
  );
  const again = await run('other', 'group', 'create', 'heart STUDY');
  expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/“Heart study”.*Nothing was done/) });
  for (const [who, group] of [
    ['holder', 'heart study'],
    ['other', 'Partners'],
  ] as const) {
    expect(await said(who, 'group', 'join', group, 'Heart Institute')).toMatch(
      /^“Heart Institute” is in the group “.*”; consents .* before count for it only where they say so/,
    );
  }
  const table = await said('patient', 'group', 'list');
  expect(table).toMatch(/Heart study.*City Hospital.*Heart Institute/);
  expect(table).toMatch(/Partners.*North Clinic.*Heart Institute/);
  expect(await said('requester', 'group', 'leave', 'Partners')).toMatch(
    /“Heart Institute” is out of the group “Partners”/,
  );
  expect(await said('patient', 'group', 'list')).toMatch(/Partners.*North Clinic.*nobody/);
}, 180_000);

it('is named by a consent, which says before it is signed and afterwards whom that covers', async () => {
  const granted = await said('patient', 'consent', 'grant', ...terms(), '--to', 'HEART study', '--yes');
  expect(granted).toContain('\nIt covers “Heart Institute” now.\n');
  expect(granted).toMatch(/It is for the group that the gateway calls “HEART study”: 0x[0-9a-f]{64}/);
  const empty = await run('patient', 'consent', 'grant', ...terms(), '--to', 'Partners', '--future-members', '--yes');
  expect(empty).toMatchObject({ code: 0 });
  expect(`${empty.stdout}${empty.stderr}`).toMatch(/Nobody is in the group “Partners” \(0x[0-9a-f]{8}\) now/);
  await said('holder', 'group', 'join', 'Heart study', 'North Clinic');
  const listed = await said('patient', 'consent', 'list');
  expect(listed).toContain('the group “Heart study”, now “Heart Institute”');
  expect(listed).not.toContain('“North Clinic”');
  expect(listed).toContain('the group “Partners”, now nobody');
  const unknown = await run('patient', 'consent', 'grant', ...terms(), '--to', 'Heart studi', '--yes');
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no member or group .*Did you mean Heart study\?/),
  });
}, 180_000);

it('stands in lists of paper consents by its name', async () => {
  const file = join(directory, 'paper.csv');
  const row = (form: string, to: string, future: string) => `urn:mrn|g1;${form};GRU;2030-01-01;${to};${future}`;
  const head = 'identifier;form;permission;until;grantee;future-members';
  const lines = [head, row('F1', 'heart study', 'no'), row('F2', 'Hart study', 'no'), row('F3', 'Partners', 'yes')];
  await writeFile(file, lines.join('\n'));
  const ended = await run(
    'holder',
    'consent',
    'record',
    '--csv',
    file,
    '--notice',
    consortium.notice,
    ...YES_OPTIONS,
    '--json',
  );
  const { results } = JSON.parse(ended.stdout) as { results: { outcome: string; column?: string }[] };
  expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done']);
  expect(results[1]?.column).toBe('grantee');
}, 120_000);
