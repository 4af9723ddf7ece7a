import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Policy } from '../../src/ledger/abi.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { type HolderWorld, keyOptions, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;
let person: string[];
let outbox: string;

beforeAll(async () => {
  outbox = await mkdtemp(join(tmpdir(), 'custos-outbox-'));
  const notifications = { link: 'https://hospital.example/', outbox };
  world = await openHolderWorld(['ana', 'rui'], { notifications });
  await createKey(join(world.directory, 'person.key'));
  person = keyOptions(world.directory, 'person', world.consortium.endpoint);
}, 120_000);
afterAll(async () => {
  await world?.close();
  await rm(outbox, { recursive: true, force: true });
});

/** What a command says that must go well. */
async function said(command: readonly string[], as: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await custos([...command, ...as]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return stdout;
}

const rpc = () => ['--rpc', world.consortium.chain.url];

it('codes are listed, made anew in bulk into a file of one’s own, and bind; what shows how is held to the ledger', async () => {
  const holder = world.as('holder');
  const identified = ['--identified-by', 'passport, seen by the desk', '--evidence', 'copy 7'];
  await said(['subject', 'invite', 'urn:mrn|ana', ...identified], holder);
  expect(await said(['subject', 'invitations'], holder)).toMatch(
    /urn:mrn\|ana +the person itself .* not used yet +passport, seen/,
  );
  expect(await said(['subject', 'invitations', '--within', '7'], holder)).toContain(
    'No such code expires within 7 days.',
  );
  const file = join(world.directory, 'anew.csv');
  const anew = await said(['subject', 'reinvite', '--within', '40', '--codes', file], holder);
  expect(anew).toMatch(/1 new code is in .*anew\.csv/);
  const [, row = ''] = (await readFile(file, 'utf8')).trim().split('\r\n');
  const [identifier, , code = ''] = row.split(',');
  expect(identifier).toBe('urn:mrn|ana');
  await said(['subject', 'bind', code], person);
  const listed = await said(['binding', 'list', ...rpc()], holder);
  expect(listed).toMatch(/1 first binding, 0 re-enrolments/);
  expect(listed).toMatch(/the person itself .* passport, seen by the desk +0x\w+ .* yes/);
}, 180_000);

it('whoever has no key asks for a code, and is told what to expect and what to do, in words', async () => {
  const anybody = ['--gateway', world.consortium.endpoint, '--data', world.directory];
  const asked = await said(['stop', 'code', 'urn:mrn|ana'], anybody);
  expect(asked).toMatch(/stop pause 0x\w{64} CODE --until DAY --data [^`]*` pauses/);
  expect(asked).toMatch(/a code is on its way there.*call the hospital/);
  const [, attempt = ''] = /stop everything (0x\w{64}) CODE/.exec(asked) ?? [];
  const wrong = await custos(['stop', 'everything', attempt, 'abcd-efgh', '--yes', ...anybody]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/The code is wrong, or it was used/) });
  const short = await custos(['stop', 'opt-out', attempt, 'abc', '--yes', ...anybody]);
  expect(short).toMatchObject({ code: 2, stderr: expect.stringMatching(/8 letters and digits.*this one 3/) });
  const cut = await custos(['stop', 'pause', attempt.slice(0, 20), 'abcdefgh', '--until', '30d', '--yes', ...anybody]);
  expect(cut).toMatchObject({ code: 2, stderr: expect.stringMatching(/copy it whole/) });
  expect(await said(['subject', 'stopped'], world.as('holder'))).toBe('Nobody stopped anything by a code.\n');
  expect(await said(['me', 'choices'], person)).toMatch(/Nothing is withheld altogether/);
}, 120_000);

async function asksForSecond(): Promise<void> {
  const { chain, deployment, keys } = world.consortium;
  const reader = await openLedger({ url: chain.url, membership: deployment.membership });
  const writer = await openWriter({ reader, key: keys.administrator });
  const { policy } = await world.holder.json<{ policy: Policy }>('GET', '/v1/ledger');
  const call = ledgerCalls(reader.contracts).membership.setPolicy({ ...policy, bindingCountersigned: true });
  const { block } = await writer.send(call);
  const isReached = async () => {
    const { head } = await world.holder.json<{ head: { height: number } }>('GET', '/v1/ledger');
    expect(head.height).toBeGreaterThanOrEqual(block.height);
  };
  await vi.waitFor(isReached, { timeout: 20_000, interval: 50 });
  await writer.close();
  reader.close();
}

it('a second organisation reads how a person was identified, and signs or refuses with a reason', async () => {
  const [holder, second] = [world.as('holder'), world.as('requester')];
  await asksForSecond();
  const waits = async (key: string) => {
    const as = keyOptions(world.directory, key, world.consortium.endpoint);
    await createKey(join(world.directory, `${key}.key`));
    const invited = await said(
      ['subject', 'invite', 'urn:mrn|rui', '--identified-by', 'passport, by the desk', '--evidence', 'copy 8'],
      holder,
    );
    const [, code = ''] = /code ([A-Z2-7]{26})/.exec(invited) ?? [];
    expect(await said(['subject', 'bind', code], as)).toMatch(/waits until another organisation .* has looked at it/);
    const waiting = await said(['binding', 'waiting'], second);
    expect(waiting).toMatch(/a patient’s own signer, to be looked at before/);
    expect(waiting).toMatch(/identified by .*: passport, by the desk/);
    expect(waiting).toMatch(/digest of the evidence 0x\w{64}/);
    const [, binding = ''] = /^(0x\w+):/m.exec(waiting) ?? [];
    return { as, code, binding };
  };
  const refused = await waits('first');
  await said(['binding', 'refuse', refused.binding, '--reason', 'The copy cannot be read.'], second);
  const told = await custos(['subject', 'bind', refused.code, ...refused.as]);
  expect(told).toMatchObject({ code: 1, stderr: expect.stringMatching(/did not agree: “The copy cannot be read\.”/) });
  const agreed = await waits('second');
  expect(await custos(['binding', 'countersign', agreed.binding, ...holder])).toMatchObject({ code: 1 });
  expect(await said(['binding', 'countersign', agreed.binding], second)).toMatch(/It is countersigned, and bound/);
  expect(await said(['subject', 'bind', agreed.code], agreed.as)).toMatch(/now signs for the patient/);
  expect(await said(['binding', 'waiting'], second)).toContain('Nothing waits for a second organisation.');
  expect(await said(['binding', 'list', ...rpc()], holder)).toMatch(/2 first bindings/);
}, 180_000);
