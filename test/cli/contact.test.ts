import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContact } from '../../src/client/notifications.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { bindSigner } from '../gateway/publisher.ts';
import { type HolderWorld, keyOptions, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(['ana', 'joao']);
});
afterAll(async () => {
  await world?.close();
});

const contact = (...options: string[]) =>
  custos(['subject', 'contact', 'urn:mrn|ana', ...options, ...world.as('holder')]);

describe('the contact of a patient, by commands', () => {
  it('is put on file and shown in words, part by part', async () => {
    const nothing = 'Nothing is told: no address is on file. Give --email or --post.\n';
    expect((await contact()).stdout).toBe(nothing);
    const ofOther = ['subject', 'contact', 'urn:mrn|joao', ...world.as('holder')];
    for (const digest of ['weekly', 'daily']) {
      expect((await custos([...ofOther, '--digest', digest])).stdout).toBe(nothing);
    }
    await contact('--email', 'ana@example.org', '--language', 'pt');
    const address = join(world.directory, 'address.txt');
    await writeFile(address, 'João Gonçalves\r\nPraça 1\r\n\r\n4000 Porto\r\n');
    await contact('--post', `@${address}`, '--tell', 'each-use=post', 'expiry=off');
    const shown = await contact();
    expect(shown.stdout.split('\n')).toEqual([
      'e-mail    ana@example.org',
      'letters   João Gonçalves, Praça 1, 4000 Porto',
      'language  Portuguese',
      'told      by e-mail',
      'each use  at once, and no more that day of the same study',
      'each use: by letter',
      'consents that end within 30 days: not at all',
      '',
    ]);
    const monthly = await contact('--digest', 'monthly');
    expect(monthly.stdout).toMatch(/^each use {2}in one message after each month with a use$/m);
    expect(await readContact(world.holder, world.subjectOf('ana'))).toMatchObject({ digest: 'monthly' });
    const off = await contact('--tell', 'each-use=off');
    expect(off.stdout).not.toMatch(/after each month/);
  });

  it.each([
    [['--email', 'a@b.example,c@d.example'], /must be one address/],
    [['--tell', 'binding=off'], /cannot be switched off/],
    [['--tell', 'bindings=email'], /“bindings” is none of binding/],
    [['--digest', 'yearly'], /“yearly” is none of daily, weekly, monthly/],
    [['--language', 'de'], /“de” is none of en, pt/],
    [['--none', '--email', 'a@b.example'], /not both/],
  ])('is refused by a sentence for %j, and stays as it was', async (options, message) => {
    const refused = await contact(...options);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(await readContact(world.holder, world.subjectOf('ana'))).toMatchObject({ email: 'ana@example.org' });
  });

  it('is changed by the patient, and what it is to be told is listed to the holder by its number', async () => {
    const key = await createKey(join(world.directory, 'ana.key'));
    await bindSigner(world.holder, world.subjectOf('ana'), key);
    const mine = ['me', 'contact', ...keyOptions(world.directory, 'ana', world.consortium.endpoint)];
    const changed = await custos([...mine, '--email', 'new@example.org']);
    expect(changed.stdout).toMatch(/^e-mail {4}new@example\.org$/m);
    expect(changed.stdout).toMatch(/until now is told of the change/);
    const listed = await custos(['notification', 'list', ...world.as('holder')]);
    expect(listed.stdout).toMatch(/^urn:mrn\|ana +a first key or passkey of the patient +by e-mail .* waiting$/m);
    // Of the holder's three changes at the same address, and of the patient's at both.
    expect(listed.stdout.match(/a change of the contact/g)).toHaveLength(5);
    const cleared = await custos([...mine, '--none']);
    expect(cleared.stdout).toMatch(/^Nothing is told/);
    const notHolder = await custos([
      'notification',
      'list',
      ...keyOptions(world.directory, 'ana', world.consortium.endpoint),
    ]);
    expect(notHolder.code).toBe(1);
  });
});
