import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { custos, type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { type Tamper, tamperingProxy } from './tampering-proxy.ts';

const run = promisify(execFile);
const EXAMPLE = fileURLToPath(new URL('../../docs/examples/download.py', import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL('../../.cache/python-example', import.meta.url));
const PYTHON = join(ENVIRONMENT, 'bin', 'python');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START = Buffer.from('custos-content/v1\n');

let directory: string;
let running: Running;
let rpc: string;
let ledger: string;

/** The packages that the example's own head names, installed once. */
async function installPackages(): Promise<void> {
  const [, packages = ''] = /^ {4}python3 -m pip install (.*)$/m.exec(await readFile(EXAMPLE, 'utf8')) ?? [];
  const marker = join(ENVIRONMENT, packages.replaceAll(/[^\w.=-]/g, '_'));
  if (existsSync(marker)) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', ENVIRONMENT]).catch((cause) => {
    throw new Error('The Python example needs python3 (3.10 or newer) with its venv module.', { cause });
  });
  await run(PYTHON, ['-m', 'pip', 'install', '--quiet', ...packages.split(' ')]);
  await run('touch', [marker]);
}

beforeAll(async () => {
  await installPackages();
  directory = await mkdtemp(join(tmpdir(), 'custos-python-'));
  const environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
  ({ rpc, ledger } = (await (await fetch(`${running.url}/v1/ledger`)).json()) as { rpc: string; ledger: string });
});
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the example as the sample's researcher; gives what it said and wrote. */
async function download(out: string, options: Record<string, string> = {}, environment: Record<string, string> = {}) {
  const key = join(directory, 'node/keys/researcher.key');
  const given = { gateway: running.url, rpc, ledger, key, dataset: 'Outpatient clinic', purpose: '7', permit: '1' };
  const words = Object.entries({ ...given, out: join(directory, out), ...options });
  const args = words.flatMap(([name, value]) => [`--${name}`, value]);
  const ended = await run(PYTHON, [EXAMPLE, ...args], { env: { ...process.env, ...environment } }).catch(
    (error) => error,
  );
  const files = await readdir(join(directory, out)).catch(() => []);
  return { said: `${ended.stdout}${ended.stderr}`, items: files.filter((name) => name.startsWith('item-')).sort() };
}

/** Changes the payload of the first record of a type. */
function inRecord(type: string, change: (payload: Buffer) => void): Tamper {
  return (body) => {
    const copy = Buffer.from(body);
    for (let at = START.length; at < copy.length; at += 5 + copy.readUInt32BE(at + 1)) {
      if (String.fromCharCode(copy[at] ?? 0) !== type) continue;
      change(copy.subarray(at + 5, at + 5 + copy.readUInt32BE(at + 1)));
      return copy;
    }
    throw new Error(`no record ${type}`);
  };
}

const flip = (at: (length: number) => number) => (payload: Buffer) => {
  const place = at(payload.length);
  payload[place] = (payload[place] ?? 0) ^ 1;
};

const spoken = (text: string) => text.replaceAll(/\W/g, ' ');

const flipAfter = (text: string) => (payload: Buffer) => flip(() => payload.indexOf(text) + text.length)(payload);

describe('the Python example', () => {
  it.each([
    ['README.md', 'README.md'],
    ['docs/sdk.md', 'docs/sdk.md'],
    ['its own head', 'docs/examples/download.py'],
  ])('runs as it stands in %s', async (_, file) => {
    const text = (await readFile(join(ROOT, file), 'utf8')).replaceAll(' \\\n', ' ');
    const [, words = ''] = /^ *python3 docs\/examples\/download\.py (.*)$/m.exec(text) ?? [];
    const out = join(directory, `as in ${spoken(file)}`);
    const key = join(directory, 'node/keys/researcher.key');
    const values: Record<string, string> = {
      ...{ URL: running.url, RPC: rpc, LEDGER: ledger.replace('eip155:', ''), FILE: key, data: out },
      // Where the sample of `npm start` keeps them; its data goes by another name there.
      ...{ '.custos/keys/researcher.key': key, 'http://localhost:8340': running.url, Cardiology: 'Outpatient clinic' },
    };
    const given = words.match(/"[^"]*"|\S+/g)?.map((word) => values[word] ?? word.replaceAll('"', '')) ?? [];
    const { stdout } = await run(PYTHON, [EXAMPLE, ...given], { cwd: ROOT });
    expect(stdout).toMatch(/^purpose 7: biomedical research .*\n[1-9]\d* items in /m);
  });

  it('names the same packages wherever it is shown', async () => {
    const install = /^ *python3 -m pip install (.*)$/m;
    const [readme, sdk, own] = await Promise.all(
      ['README.md', 'docs/sdk.md', EXAMPLE].map(async (file) =>
        install.exec(await readFile(resolve(ROOT, file), 'utf8')),
      ),
    );
    expect([readme?.[1], sdk?.[1]]).toEqual([own?.[1], own?.[1]]);
  });

  it('gets just what the command line gets, byte for byte', async () => {
    const { said, items } = await download('python');
    expect(said).toMatch(
      /^\d+ items in .*, each one what the chain commits to; withheld: \{'not-consented': \d+\}\n$/m,
    );
    const own = ['get', 'Outpatient clinic', '--purpose', '7', '--no-commercial', '--as', 'researcher', '--split'];
    const out = join(directory, 'custos');
    expect(await custos([...own, '--out', out], { CUSTOS_DATA: join(directory, 'node') })).toMatchObject({ code: 0 });
    const list = (await readFile(join(out, 'items.ndjson'), 'utf8')).trim().split('\n');
    const files = list.map((line) => JSON.parse(line) as { item: number; file: string });
    expect(files.map(({ item }) => `item-${item}`).sort()).toEqual(items);
    for (const { item, file } of files) {
      expect(await readFile(join(directory, 'python', `item-${item}`))).toEqual(await readFile(join(out, file)));
    }
  });

  it.each<[string, Tamper, RegExp]>([
    [
      'a byte of an item',
      inRecord(
        'D',
        flip(() => 0),
      ),
      /has other bytes than the chain commits to/,
    ],
    [
      'the number of an item',
      inRecord(
        'M',
        flip(() => 3),
      ),
      /not in the manifest on chain|lists an item twice/,
    ],
    [
      'the binding of a row',
      inRecord(
        'M',
        flip(() => 40),
      ),
      /the rows are not those that were logged/,
    ],
    [
      'the proof of the manifest',
      inRecord(
        'M',
        flip((length) => length - 1),
      ),
      /not in the manifest on chain/,
    ],
    ['what an item is', inRecord('I', flipAfter('"mediaType":"')), /is not the one that was logged/],
    [
      'the receipt',
      inRecord('R', flipAfter('index ')),
      /did not sign for this entry|an inclusion proof is too|beyond its log/,
    ],
    ['the end', (body) => body.subarray(0, body.length - 1), /cut off before its end/],
    ['everything', () => Buffer.from('<html>'), /no content of Custos|cut off/],
  ])('keeps nothing of an item where somebody on the way changed %s', async (what, tamper, says) => {
    const proxy = await tamperingProxy('/content', () => tamper);
    const out = `tampered ${what}`;
    const { said, items } = await download(out, {}, { HTTP_PROXY: proxy.url, NO_PROXY: new URL(rpc).host });
    proxy.close();
    expect(said).toMatch(says);
    expect(said).toMatch(/^It does not verify: /m);
    for (const name of items) {
      expect(await readFile(join(directory, out, name))).toEqual(await readFile(join(directory, 'python', name)));
    }
  });

  it('believes no gateway of another ledger', async () => {
    const other = ledger.replace(/0x.*/, `0x${'ab'.repeat(20)}`);
    expect((await download('elsewhere', { ledger: other })).said).toMatch(/^There is no contract of Custos at 0xabab/);
    const chain = ledger.replace(/\d+:0x/, '1:0x');
    expect((await download('elsewhere', { ledger: chain })).said).toMatch(
      /^http\S+ is a node of chain \d+, not of 1: /,
    );
  });

  it.each([
    ['rpc', 'x'],
    ['gateway', 'http://127.0.0.1:1'],
    ['key', 'nowhere.key'],
    ['ledger', '12'],
  ])('says in a line what is wrong with --%s %s', async (name, value) => {
    const { said } = await download('mistyped', { [name]: value });
    expect(said).toMatch(/^(?:It could not be done|The ledger refuses|12 is no ledger)[^\n]*\n$/);
  });

  it('says why it was refused', async () => {
    expect((await download('refused', { purpose: '2' })).said).toMatch(/^The gateway refuses: Refused, as entry \d+/m);
  });

  it.each([
    ['DUO:0000037', 'outpatient clinic'],
    ['duo_0000037', ' OUTPATIENT  CLINIC '],
    ['Biomedical Research', 'Outpatient Clinic'],
    ['biomedical-research', 'ｏutpatient clinic'],
    ['http://purl.obolibrary.org/obo/DUO_0000037', 'OUTPATIENT CLINIC'],
  ])('takes a purpose as %j and the dataset as %j, and shows what it asks for', async (purpose, dataset) => {
    const { said, items } = await download(`said as ${spoken(purpose)}`, { purpose, dataset });
    expect(said).toMatch(/^dataset “Outpatient clinic”, version 1, 0x[0-9a-f]{64}\npurpose 7: biomedical research \(/);
    expect(items.length).toBeGreaterThan(30);
  });

  it('takes a dataset by its id', async () => {
    const [, dataset = ''] = /version 1, (0x\S+)/.exec((await download('named')).said) ?? [];
    expect((await download('by its id', { dataset })).items.length).toBeGreaterThan(30);
  });

  it.each([
    ['dataset', 'Outpatint clinic', 'There is no dataset “Outpatint clinic”. Did you mean Outpatient clinic?\n'],
    ['dataset', 'Neurology', 'There is no dataset “Neurology”. There is: Outpatient clinic.\n'],
    ['purpose', 'biomedicine research', /There is no purpose “biomedicine research”. Did you mean biomedical research/],
    ['purpose', '99', /There is no purpose “99”. There is: method development; .*; disease category research\.\n$/],
  ])('asks for nothing by a %s of the name %j, and lists what is near', async (what, wanted, says) => {
    const { said, items } = await download(`no ${what}`, { [what]: wanted });
    expect(said).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
    expect(items).toEqual([]);
  });
});
