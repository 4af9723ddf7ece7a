import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listPermits } from '../../src/client/permits.ts';
import { inviteStaff } from '../../src/client/staff.ts';
import type { DatasetId, Digest } from '../../src/core/ids.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { pseudonym } from '../gateway/persons.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

let directory: string;
let consortium: Consortium;
let ana: Digest;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-persons-'));
  const key = (name: string) => createKey(join(directory, `${name}.key`));
  const keys = { holder: await key('holder'), auditor: await key('auditor'), requester: await key('requester') };
  consortium = await foundConsortium({ patients: 1, keys });
  const holder = consortium.client(keys.holder);
  ({ person: ana } = await inviteStaff(holder, { name: 'Ana Souza', duties: ['data-manager'] }));
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

const run = (who: string, ...command: string[]) =>
  custos([...command, ...keyOptions(directory, who, consortium.endpoint)]);

it('an auditor learns whose a pseudonym is, and that it asked stands in a list', async () => {
  expect((await run('auditor', 'person', 'resolutions')).stdout).toBe('Nobody has asked.\n');
  const told = await run('auditor', 'person', 'resolve', ana, '--reason', 'Entry 12 of the log, for the ethics board');
  expect(told).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Ana Souza, a data manager, since .*\.\nSigns in with a passkey of that node\.\n$/),
  });
  const { stdout } = await run('holder', 'person', 'resolutions');
  expect(stdout).toContain(ana.slice(0, 10));
  expect(stdout).toContain('Entry 12 of the log, for the ethics board');
});

it('nobody learns it without a reason, or of nobody, or as somebody else', async () => {
  const reason = ['--reason', 'Entry 12 of the log, for the ethics board'];
  expect((await run('auditor', 'person', 'resolve', ana)).code).not.toBe(0);
  expect((await run('auditor', 'person', 'resolve', 'Ana', ...reason)).code).toBe(2);
  expect((await run('auditor', 'person', 'resolve', pseudonym(), ...reason)).stderr).toContain('no such person');
  expect((await run('requester', 'person', 'resolve', ana, ...reason)).code).toBe(1);
});

it('a permit is issued for persons by their pseudonyms', async () => {
  const holder = consortium.client(consortium.keys.holder);
  const { dataset } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', {
    json: { name: 'Cardiology' },
  });
  const [one, other] = [pseudonym(), pseudonym()];
  const order = [
    '--requester',
    consortium.keys.requester.address,
    '--dataset',
    dataset,
    '--purpose',
    '7',
    '--until',
    '30d',
  ];
  const issued = await run('holder', 'permit', 'issue', ...order, '--person', one, other);
  expect(issued).toMatchObject({ code: 0, stdout: expect.stringContaining('no session key') });
  const permit = (await listPermits(holder)).at(-1);
  expect(permit?.persons).toEqual([one, other].sort());
  const shorts = [one, other].sort().map((person) => `${person.slice(0, 10)} of 0x\\w{8}`);
  const named = new RegExp(shorts.join(', '));
  expect(issued.stdout).toMatch(/^Only these may use it: 0x\w{8} of 0x\w{8}, 0x\w{8} of 0x\w{8}\.$/m);
  expect((await run('holder', 'permit', 'list')).stdout).toMatch(named);
  const shown = await run('requester', 'permit', 'show', String(permit?.permit));
  expect(shown.stdout).toMatch(new RegExp(`^  persons: ${shorts.join(', ')}$`, 'm'));
  expect(JSON.parse((await run('holder', 'permit', 'list', '--json')).stdout).at(-1).persons).toEqual(permit?.persons);
  const again = await run('holder', 'permit', 'issue', ...order, '--person', one.slice(0, 10));
  expect(again.code).toBe(0);
  expect((await listPermits(holder)).at(-1)?.persons).toEqual([one]);
  const own = await run('holder', 'permit', 'issue', ...order, '--person', 'Ana Souza');
  expect(own.stdout).toContain('Only these may use it: Ana Souza.');
  expect((await run('holder', 'permit', 'list')).stdout).toMatch(/^\d+ +0x\w+ +Ana Souza /m);
  expect((await run('requester', 'permit', 'list')).stdout).not.toContain('Ana Souza');
  const wrong = await run('holder', 'permit', 'issue', ...order, '--person', 'Nobody');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--person') });
});
