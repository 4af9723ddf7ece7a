import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../src/ledger/keystore.ts';
import { type HolderWorld, keyOptions, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;
/** The options by which a command acts as the parent. */
let parent: string[];

beforeAll(async () => {
  world = await openHolderWorld(['leo', 'mia']);
  await createKey(join(world.directory, 'parent.key'));
  await mkdir(join(world.directory, 'keys'), { recursive: true });
  await createKey(join(world.directory, 'keys', 'spare.key'));
  parent = keyOptions(world.directory, 'parent', world.consortium.endpoint);
}, 120_000);
afterAll(async () => {
  await world?.close();
});

/** What a command says that must go well. */
async function said(command: readonly string[], as: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await custos([...command, ...as]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return stdout;
}

it('a guardian is invited, binds, adds a key, and is ended, all by commands that say so in words', async () => {
  const holder = world.as('holder');
  const invite = ['subject', 'guardian', 'invite', 'urn:mrn|leo'];
  const shown = ['--document', 'birth certificate 12', '--identified-by', 'passport', '--until', '2040-05-03'];
  const wrong = await custos([...invite, 'uncle', ...shown, ...holder]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/a parent or a legal-representative/) });
  const [, code = ''] = /code ([A-Z2-7]{26})/.exec(await said([...invite, 'parent', ...shown], holder)) ?? [];
  const own = await custos(['subject', 'bind', code, ...parent]);
  expect(own).toMatchObject({ code: 1, stderr: expect.stringMatching(/This code is a guardian’s/) });
  expect(await said(['subject', 'bind', code, '--guardian'], parent)).toMatch(/signs as a guardian for the patient/);
  expect(await said(['me', 'add-key', 'spare', '--until', '2040-12-31'], parent)).toMatch(/The key spare .* signs for/);
  expect(await said(['me', 'choices'], parent)).toMatch(/^You act as a guardian: “you” is here the person/);
  const mine = await said(['me', 'signers'], parent);
  expect(mine).toMatch(/a parent, as guardian +account 0x\w{40}, this one +.* 2040-05-03 +signs/);
  expect(mine).toMatch(/a guardian +account 0x\w{40} +.* 2040-12-31 +signs/);
  expect(await said(['subject', 'list'], holder)).toMatch(/a guardian/);
  expect(await said(['subject', 'stage', 'urn:mrn|leo', 'both', '--form', 'letter'], holder)).toMatch(
    /From now on the person decides/,
  );
  const back = await custos(['subject', 'stage', 'urn:mrn|leo', 'guardian', '--form', 'letter', ...holder]);
  expect(back).toMatchObject({ code: 1, stderr: expect.stringMatching(/forwards only/) });
  const [, first = ''] =
    /^(0x\w+) +a parent/m.exec(await said(['subject', 'guardian', 'list', 'urn:mrn|leo'], holder)) ?? [];
  await said(['subject', 'guardian', 'end', 'urn:mrn|leo', first, '--form', 'court order 7'], holder);
  expect(await said(['subject', 'signers', 'urn:mrn|leo'], holder)).toMatch(/a parent, as guardian .* ended \d{4}-/);
  const late = await custos(['me', 'remove-key', first, ...parent]);
  expect(late).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/signs for its patient no more|Only a patient/),
  });
}, 180_000);
