import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmAct, listActs } from '../../src/client/acts.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { enrollStaff, listStaff } from '../../src/client/staff.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { Authenticator } from '../gateway/authenticator.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { type Organisation, vouching } from '../gateway/persons.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

let directory: string;
let consortium: Consortium;
let organisation: Organisation;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-staff-'));
  const key = (name: string) => createKey(join(directory, `${name}.key`));
  const keys = { holder: await key('holder'), auditor: await key('auditor') };
  const sessionSeed = randomBytes(32);
  consortium = await foundConsortium({
    patients: 1,
    hostname: 'localhost',
    keys,
    sessionSeed,
    secondPerson: ['group', 'dataset'],
  });
  organisation = await vouching(consortium, keys.holder, { seed: sessionSeed });
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

const runAs = (who: string, ...command: string[]) =>
  custos([...command, ...keyOptions(directory, who, consortium.endpoint)]);
const run = (...command: string[]) => runAs('holder', ...command);

async function said(...command: string[]): Promise<string> {
  const ended = await run(...command);
  expect({ command, ...ended }).toMatchObject({ code: 0 });
  return ended.stdout;
}

describe('the commands for staff', () => {
  it('take a person in, list, change and end it, in words', async () => {
    const invited = await said('staff', 'invite', 'Ana Souza', '--duty', 'data-manager', 'reviewer');
    expect(invited).toMatch(/^Ana Souza is a data manager and a reviewer once it has made a passkey\.$/m);
    const [, code = ''] = /^code ([A-Z2-7]{26})$/m.exec(invited) ?? [];
    expect(await said('staff', 'list')).toMatch(/Ana Souza +data manager, reviewer +not yet: code until 20\d\d-/);
    const node = new GatewayClient({ endpoint: consortium.endpoint });
    await enrollStaff(node, { code, device: new Authenticator(consortium.endpoint), name: 'telephone' });
    expect(await said('staff', 'show', 'ana souza')).toMatch(/with 1 passkey[\s\S]*telephone/);
    expect(await said('staff', 'change', 'Ana Souza', '--duty', 'auditor')).toBe(
      'Ana Souza is an internal auditor from now on.\n',
    );
    expect(await said('staff', 'reinvite', 'Ana Souza')).toMatch(/^code [A-Z2-7]{26}$/m);
    expect(await said('staff', 'withdraw', 'Ana Souza')).toBe('The code of Ana Souza makes no passkey any more.\n');
    expect(await said('staff', 'withdraw', 'Ana Souza')).toBe('Ana Souza had no code that counts.\n');
    expect(await said('staff', 'remove-passkey', 'Ana Souza', 'telephone')).toMatch(
      /signs in no more\.\nNo passkey is left/,
    );
    expect(await said('staff', 'end', 'Ana Souza')).toMatch(/^Ana Souza acts for the organisation no more/);
    expect(await said('staff', 'list')).toMatch(/Ana Souza +internal auditor +no more/);
  });

  it.each<[string, string[], RegExp]>([
    [
      'a duty that there is none of',
      ['staff', 'invite', 'X Y', '--duty', 'reviewr'],
      /no duty “reviewr”\. Did you mean “?reviewer/,
    ],
    ['nobody', ['staff', 'end', 'Nobody Known'], /There is no person “Nobody Known”/],
    ['no change', ['staff', 'change', 'Ana Souza'], /Say what is to change/],
    ['a name that looks like another’s', ['staff', 'invite', 'all', '--duty', 'auditor'], /must not be “all”/],
    ['an act that there is none of', ['acts', 'show', '0x12345678'], /There is no act/],
  ])('refuse %s, and say what to do', async (_, command, words) => {
    const ended = await run(...command);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(words);
  });

  it('show what waits for a second person, and what the log says of who did what', async () => {
    await said('staff', 'invite', 'Rita Asks', '--duty', 'reviewer');
    await said('staff', 'invite', 'Carlos Confirms', '--duty', 'reviewer');
    const staff = await listStaff(consortium.client(consortium.keys.holder));
    const as = (called: string) => {
      const person = staff.find(({ name }) => name === called)?.person;
      return organisation.person(person as NonNullable<typeof person>);
    };
    const json = { name: 'Cancer network', salt: `0x${'12'.repeat(32)}` };
    await expect(as('Rita Asks').json('POST', '/v1/groups', { json })).rejects.toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    });
    expect(await said('acts', 'list')).toMatch(
      /Rita Asks +created a group of members +20\S+ .* +waits for a second person until/,
    );
    const [waits] = await listActs(as('Carlos Confirms'));
    const shown = await said('acts', 'show', String(waits?.act.slice(0, 12)));
    expect(shown).toMatch(/^Rita Asks asks for this/);
    expect(shown).toMatch(/^ {2}name: Cancer network$/m);
    // The account is no second person.
    const refused = await run('acts', 'confirm', String(waits?.act));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/person/) });
    await confirmAct(as('Carlos Confirms'), waits?.act as NonNullable<typeof waits>['act']);
    expect(await said('acts', 'list')).toMatch(/done, by Carlos Confirms/);
    const log = await said('acts', 'log');
    expect(log).toMatch(/the organisation’s account +took a person in/);
    expect(log).toMatch(/Rita Asks +asked for a second person: created a group of members/);
    expect(log).toMatch(/Carlos Confirms +confirmed what another person asked for \(entry \d+\)/);
    expect(log).toMatch(/^An order stands here before it is carried out, also where it was refused then\.$/m);
    expect(await said('acts', 'log', '--person', 'Carlos Confirms')).not.toMatch(/Rita/);
    expect(log).not.toMatch(/0x/);
    expect(log).not.toContain('person resolve');
  });

  it('give an auditor pseudonyms, how to learn whose one is, and take a beginning of it back', async () => {
    const rita = (await listStaff(consortium.client(consortium.keys.holder))).find(({ name }) => name === 'Rita Asks');
    const { person = '' } = rita ?? {};
    expect(await said('staff', 'show', 'Rita Asks')).toContain(`have this person as ${person}.`);
    const log = await runAs('auditor', 'acts', 'log', '--person', person.slice(0, 10));
    expect(log.stdout).toMatch(
      new RegExp(`${person.slice(0, 10)} of 0x\\w{8} +asked for a second person: created a group of members`),
    );
    expect(log.stdout).toContain('person resolve PSEUDONYM --reason TEXT');
    const reason = ['--reason', 'Entry 3 of the log'];
    const told = await runAs('auditor', 'person', 'resolve', person.slice(0, 10), ...reason);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Rita Asks, a reviewer, since/) });
    const nobody = await runAs('auditor', 'person', 'resolve', '0x00000000', ...reason);
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringMatching(/There is no person .* pseudonym whole/) });
  });
});
