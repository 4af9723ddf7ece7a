import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../src/cli/context.ts';
import { namedTexts } from '../../src/cli/named-text.ts';
import { createOutput } from '../../src/cli/output.ts';
import { readConfig } from '../../src/config.ts';
import { YES_OPTIONS } from '../core/all-yes.ts';
import { freePort } from '../free-port.ts';
import { type HolderWorld, nameMember, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

const ID = /0x[0-9a-f]{40}/;
let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(['q0', 'q1'], { logLevel: 'silent' });
  const { holder, requester } = world.consortium.keys;
  await nameMember(world.consortium, holder.address, 'City Hospital');
  await nameMember(world.consortium, requester.address, 'Heart Institute');
}, 120_000);
afterAll(async () => {
  await world?.close();
});

async function said(...command: string[]): Promise<string> {
  const ended = await custos([...command, ...world.as('holder')]);
  expect({ command, ...ended }).toMatchObject({ code: 0 });
  return ended.stdout;
}

const terms = () => ['--permission', 'GRU', '--until', '30d', '--notice', world.consortium.notice, ...YES_OPTIONS];

describe('an answer for people', () => {
  it('names what was made by its name and a short id; JSON has the whole id', async () => {
    expect(await said('dataset', 'create', 'Cardiology')).toMatch(
      /^The dataset “Cardiology” is registered, as 0x[0-9a-f]{8}\.$/m,
    );
    expect(JSON.parse(await said('dataset', 'create', 'Oncology', '--json'))).toMatchObject({
      dataset: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect(await said('subject', 'enroll', 'urn:mrn|w1')).toMatch(
      /^The patient urn:mrn\|w1 is enrolled, and known on the ledger as 0x[0-9a-f]{8}\.$/m,
    );
    expect(await said('subject', 'find', 'urn:mrn|w1')).toMatch(
      /^urn:mrn\|w1 is known on the ledger as 0x[0-9a-f]{64}$/m,
    );
    const invited = await said('subject', 'invite', 'urn:mrn|q0', 'urn:mrn|q1', '--identified-by', 'passport');
    expect(invited).toMatch(/^code \S+ for urn:mrn\|q0\ncode \S+ for urn:mrn\|q1$/m);
    const recorded = await said('consent', 'record', 'urn:mrn|q0', '--form', 'sheet 1', ...terms());
    expect(recorded).toMatch(/^consent 0x[0-9a-f]{8} of urn:mrn\|q0$/m);
    const issued = await said(
      ...['permit', 'issue', '--requester', 'Heart Institute', '--dataset', 'Cardiology'],
      ...['--purpose', 'biomedical research', '--until', '30d'],
    );
    expect(issued).toMatch(/^permit \d+ is issued: “Heart Institute” may ask for “Cardiology” \(block \d+\)\.$/m);
  }, 120_000);

  it('shows what ends for ever before it is done, and what is asked for from then on', async () => {
    const ended = await said(
      ...['dataset', 'supersede', world.dataset, '--dataset-version', '1', '--reason', 'wrong units'],
    );
    const [head, version, because] = ended.split('\n');
    expect(head).toMatch(/^You stop releases of version 1 of .* for ever:$/);
    expect(version).toMatch(/^ {2}version 1, published \d{4}-\d\d-\d\d.*, for \w/);
    expect(because).toBe('  because: wrong units');
    expect(ended).toContain('No version of the dataset can be asked for then.');
    expect(ended).not.toMatch(ID);
    const retired = await said('dataset', 'retire', 'Oncology', '--reason', 'never used');
    expect(retired).toMatch(/^You stop releases of “Oncology” for ever, of all it has \(0 versions\):\n/);
    expect(retired).toMatch(/^the dataset “Oncology” is retired/m);
    const json = JSON.parse(await said('dataset', 'retire', 'Cardiology', '--reason', 'over', '--json'));
    expect(json).toHaveProperty('height');
  }, 120_000);

  it('tells a withdrawal, and its receipt, by the names of the log and the person', async () => {
    const withdrawn = await said('consent', 'revoke', '--all', '--subject', 'urn:mrn|q0', '--form', 'call 7');
    expect(withdrawn).toMatch(/^withdrawn for urn:mrn\|q0, and verified: entry \d+ of the log of “City Hospital”, /m);
    expect(withdrawn.replace(/receipts\/\S+/g, '')).not.toMatch(ID);
    const [receipt = ''] = await readdir(join(world.directory, 'receipts')).then((all) =>
      all.filter((name) => name.endsWith('.tlog-proof')),
    );
    const file = join(world.directory, 'receipts', receipt);
    const named = await said('receipt', 'verify', file);
    expect(named).toMatch(/entry \d+ of the log of “City Hospital”/);
    expect(named).toMatch(/of the person urn:mrn\|q0 \(0x[0-9a-f]{8}\): all consents/);
    // Without a key nobody is asked: what is kept says the gateway alone.
    const alone = await custos(['receipt', 'verify', file, '--data', world.directory]);
    expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining(`log of ${world.consortium.endpoint}`) });
    expect(alone.stdout).toContain(`of the person ${world.subjectOf('q0')}`);
  }, 120_000);
});

describe('a refusal', () => {
  it('names who is refused, and keeps the id in JSON', async () => {
    const refused = ['subject', 'list', ...world.as('requester')];
    const { stderr } = await custos(refused);
    expect(stderr).toMatch(/“Heart Institute” \(0x[0-9a-f]{8}\)/);
    const { address } = world.consortium.keys.requester;
    expect((await custos([...refused, '--json'])).stdout).toContain(address);
  }, 60_000);

  it('names datasets, members, patients and own keys in sentences, each once, and leaves what it does not know', async () => {
    const { keys, endpoint } = world.consortium;
    const options = { data: world.directory, key: join(world.directory, 'holder.key'), gateway: endpoint };
    const context = createContext(readConfig({}), options, createOutput(false));
    await context.client();
    const stranger = `0x${'11'.repeat(32)}`;
    const own = JSON.parse(await said('key', 'create', 'spare', '--json')) as { account: string };
    const { dataset } = JSON.parse(await said('dataset', 'create', 'Radiology', '--json')) as { dataset: string };
    const subject = world.subjectOf('q1');
    const texts = await namedTexts(context, [
      `${keys.holder.address} holds ${dataset} of ${subject} and ${stranger}.`,
      `${own.account} is nobody.`,
      `Nobody is ${own.account}.`,
      `There is “Radiology” already, ${dataset}.`,
      `See ${dataset}: \`custos explain ${dataset}\` says more.`,
    ]);
    expect(texts).toEqual([
      `“City Hospital” (${keys.holder.address.slice(0, 10)}) holds “Radiology” (${dataset.slice(0, 10)}) of urn:mrn|q1 (${subject.slice(0, 10)}) and ${stranger}.`,
      `Your key spare (${own.account}) is nobody.`,
      `Nobody is ${own.account} (your key spare).`,
      `There is “Radiology” already, ${dataset}.`,
      `See “Radiology” (${dataset.slice(0, 10)}): \`custos explain ${dataset}\` says more.`,
    ]);
    const json = createContext(readConfig({}), options, createOutput(true));
    await json.client();
    expect(await namedTexts(json, [`${dataset}`])).toEqual([dataset]);
  }, 60_000);
});

describe('what is known here', () => {
  it('is listed of gateways with what the holder is called', async () => {
    const listed = await said('gateway', 'list');
    expect(listed).toMatch(/its holder .*City Hospital$|calls itself, by its own word: City Hospital$/m);
  }, 60_000);

  it('is listed of keys: who each is at the gateway, which are encrypted, and which cannot be used', async () => {
    const keys = join(world.directory, 'keys');
    await mkdir(keys, { recursive: true });
    for (const who of ['holder', 'requester']) {
      await copyFile(join(world.directory, `${who}.key`), join(keys, `${who}.key`));
    }
    const passphrase = join(world.directory, 'passphrase');
    await writeFile(passphrase, 'a long passphrase of nobody\n', { mode: 0o600 });
    await said('key', 'create', 'sealed', '--passphrase-file', passphrase);
    await writeFile(join(keys, 'broken.key'), 'nothing', { mode: 0o600 });
    await writeFile(join(keys, 'root.key'), '12'.repeat(32), { mode: 0o600 });
    const { keys: members } = world.consortium;
    const lines = (await said('key', 'list')).split('\n');
    const row = (name: string) => lines.find((line) => line.startsWith(`${name} `))?.split(/ {2,}/);
    expect(row('holder')).toEqual(['holder', members.holder.address, 'no', 'data holder', '“City Hospital”']);
    expect(row('requester')).toEqual(['requester', members.requester.address, 'no', 'requester', '“Heart Institute”']);
    expect(row('sealed')?.slice(2)).toEqual(['yes']);
    expect(row('broken')).toEqual(['broken', 'cannot be used']);
    expect(lines).toContainEqual(expect.stringMatching(/^broken: .* holds neither a keystore nor a private key/));
    expect(row('root')).toBeUndefined();
    const json = JSON.parse(await said('key', 'list', '--json')) as { name: string }[];
    expect(json.find(({ name }) => name === 'holder')).toMatchObject({
      account: members.holder.address,
      encrypted: false,
    });
  }, 120_000);

  it('is listed of keys offline, and no gateway is met by it', async () => {
    const at = ['--data', world.directory, '--gateway', `http://127.0.0.1:${await freePort()}`];
    const listed = await custos(['key', 'list', ...at]);
    expect(listed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^holder .*\bno$[\s\S]*not known: .* is no gateway that you know/m),
    });
    const fresh = ['--data', join(world.directory, 'fresh'), '--gateway', world.consortium.endpoint];
    expect(await custos(['key', 'list', ...fresh])).toMatchObject({ code: 0, stdout: 'none\n' });
    expect((await custos(['gateway', 'list', '--data', join(world.directory, 'fresh')])).stdout).toBe('none\n');
  }, 60_000);
});
