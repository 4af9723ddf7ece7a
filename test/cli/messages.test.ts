import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { custos } from './kept-program.ts';

let directory: string;
let environment: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-cli-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** One sentence or two on one line, nothing on stdout, and 2. */
async function couldNot(args: string[], says: RegExp, more: Record<string, string> = {}) {
  const { code, stdout, stderr } = await custos(args, { ...environment, ...more });
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
  expect(stderr).toMatch(says);
}

describe('a command that could not', () => {
  it('says who it needs to be', async () => {
    await couldNot(['member', 'list', '--gateway', 'http://127.0.0.1:9'], /^Say who you are/);
    await couldNot(['member', 'list', '--gateway', 'http://127.0.0.1:9', '--as', 'nobody'], /^There is no key file/);
    await couldNot(['member', 'list', '--gateway', 'http://127.0.0.1:9', '--as', '../up'], /^The name of a key has/);
    await couldNot(['member', 'list', '--as', 'a', '--key', 'b', '--gateway', 'http://x'], /^Say once who you are/);
  });

  it('names the key that was most likely meant, and none that belongs to no account', async () => {
    await custos(['key', 'create', 'holder'], environment);
    const keys = join(directory, 'node', 'keys');
    for (const own of ['log', 'root']) await writeFile(join(keys, `${own}.key`), '12'.repeat(32), { mode: 0o600 });
    await writeFile(join(keys, 'notes.key'), 'where the keys are', { mode: 0o600 });
    const at = ['--gateway', 'http://127.0.0.1:9'];
    for (const args of [
      ['member', 'list', '--key', 'holdr', ...at],
      ['member', 'list', '--as', 'holdr', ...at],
      ['key', 'show', 'hodler'],
    ]) {
      await couldNot(args, /^There is no key file .* Did you mean --as holder\?$/m);
    }
    await couldNot(['member', 'list', '--as', 'nots', ...at], /^There is no key file [^?]*$/);
    for (const args of [
      ['member', 'list', '--as', 'log', ...at],
      ['key', 'show', 'root'],
      ['key', 'create', 'log'],
    ]) {
      await couldNot(args, /^The key (?:log|root) is the node’s own and of no account/);
    }
    await rm(join(directory, 'node'), { recursive: true });
  });

  it('says that no gateway answers, or that none is named', async () => {
    await custos(['key', 'create', 'me'], environment);
    const port = await freePort();
    await couldNot(
      ['member', 'list', '--as', 'me', '--gateway', `http://127.0.0.1:${port}`],
      /^No gateway answers at .* \(nothing listens there\)/,
    );
    await couldNot(['member', 'list', '--as', 'me'], /holds no node\. Give --gateway URL/);
    await couldNot(['member', 'list', '--as', 'me', '--gateway', 'ftp://x'], /^--gateway must be a URL/);
  });

  it('says that what answers is no gateway', async () => {
    const server = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await couldNot(['audit', '--gateway', `http://127.0.0.1:${port}`], /does not answer as a Custos gateway/);
    server.close();
  });

  it('names a setting that it does not know', async () => {
    await couldNot(['audit'], /^CUSTOS_PROT is no setting of Custos\. Did you mean CUSTOS_PORT\?/, {
      CUSTOS_PROT: '1',
    });
    await couldNot(['quickstart'], /^CUSTOS_PORT is not valid/, { CUSTOS_PORT: 'many' });
  });

  it('says that the port is taken, before it founds anything', async () => {
    const port = (await freePort()) + 1;
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const fresh = join(directory, 'fresh');
    await couldNot(['quickstart', '--data', fresh], /^Port \d+ of 127\.0\.0\.1 is taken by another program/, {
      CUSTOS_PORT: `${port}`,
    });
    const chain = /^Port \d+ of 127\.0\.0\.1 is taken by another program\. Choose another one with --chain-port\.\n$/;
    await couldNot(['quickstart', '--data', fresh], chain, { CUSTOS_PORT: `${port - 1}` });
    const free = String(await freePort());
    await couldNot(['quickstart', '--data', fresh, '--chain-port', `${port}`], chain, { CUSTOS_PORT: free });
    await couldNot(
      ['quickstart', '--data', fresh, '--chain-port', free],
      /^CUSTOS_PORT and --chain-port are both port \d+: give each/,
      { CUSTOS_PORT: free },
    );
    server.close();
    expect(await readdir(fresh).catch(() => [])).not.toContain('config.json');
  });

  it('never overwrites a key', async () => {
    await custos(['key', 'create', 'twice'], environment);
    const { code, stderr } = await custos(['key', 'create', 'twice'], environment);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/never overwritten/) });
  });

  it('gives one JSON document on stdout and nothing else where JSON is asked for', async () => {
    for (const [args, code] of [
      [['member', 'list'], 'KEY_MISSING'],
      [['get', 'x', '--out', 'y'], 'INPUT_INVALID'],
      [['audti'], 'INPUT_INVALID'],
      [['member', 'list', '--bogus'], 'INPUT_INVALID'],
      [['member'], 'INPUT_INVALID'],
      [['key', 'show', ''], 'INPUT_INVALID'],
    ] as const) {
      const ended = await custos([...args, '--json'], environment);
      expect({ args, ...ended }).toMatchObject({ args, code: 2, stderr: '' });
      expect(JSON.parse(ended.stdout)).toMatchObject({
        error: { code, message: expect.not.stringMatching(/\n|^error/) },
      });
    }
  });

  it('names the option whose value is wrong, before it asks anybody', async () => {
    const anybody = ['--gateway', 'http://127.0.0.1:9', '--as', 'me'];
    const notice = `0x${'12'.repeat(32)}`;
    const terms = (more: Record<string, string>) =>
      Object.entries({ '--permission': 'HMB', '--until': '1d', '--notice': notice, ...more }).flat();
    const permit = (more: Record<string, string>) =>
      Object.entries({
        '--requester': account,
        '--dataset': notice,
        '--purpose': '7',
        '--until': '1d',
        ...more,
      }).flat();
    const account = `0x${'12'.repeat(20)}`;
    for (const [args, says] of [
      [
        ['consent', 'grant', ...terms({ '--permission': 'HBM' })],
        /^--permission: “HBM” is no permission\. Did you mean HMB\?/,
      ],
      [
        ['consent', 'grant', ...terms({ '--modifier': 'NCUU' })],
        /^--modifier: “NCUU” is no modifier\. Did you mean NCU\?/,
      ],
      [['consent', 'grant', ...terms({ '--exclude': 'psychiatry' })], /^--exclude: “psychiatry” is no kind of data/],
      [['consent', 'grant', ...terms({ '--until': 'tomorrow' })], /^--until: “tomorrow” is no day and no period/],
      [
        ['consent', 'grant', ...terms({ '--until': '2300-01-01' })],
        /^--until: .*2300-01-01: name a day within 100 years/,
      ],
      [
        ['consent', 'record', 'x', '--form', 'f', ...terms({ '--until': '9999-12-31' })],
        /^--until: The consent would end in the year 9999: name a day within 100 years/,
      ],
      [
        ['consent', 'record', '--csv', 'x.csv', ...terms({ '--until': '2300-01-01' })],
        /^--until: .*2300-01-01: name a day within 100 years/,
      ],
      [['me', 'pause', '--until', '2150-01-01'], /^--until: A pause ends later than now and within ten years\./],
      [['me', 'pause', '--until', '2020-01-01'], /^--until: “2020-01-01” has passed\./],
      [['subject', 'pause', 'x', '--form', 'f', '--until', '2150-01-01'], /^--until: .*within ten years\./],
      [['stop', 'pause', notice, 'AAAABBBB', '--until', '2150-01-01'], /^--until: .*within ten years\./],
      [['consent', 'grant', ...terms({ '--notice': 'notice.txt' })], /^--notice: “notice\.txt” is no digest/],
      [
        ['consent', 'grant', ...terms({})],
        /^Nothing says what was answered for the training of AI models \(--ai-training: yes or no\), for commercial use \(--commercial: yes or no\), for transfer to another country \(--transfer-abroad: yes or no\)\./,
      ],
      [
        ['consent', 'record', 'x', '--form', 'f', ...terms({ '--modifier': 'NCU', '--ai-training': 'no' })],
        /^Nothing says what was answered for transfer to another country \(--transfer-abroad: yes or no\)\. Nothing is/,
      ],
      [['consent', 'revoke', notice, '--form', 'call'], /^--form is for holders/],
      [['member', 'add', account, '--role', 'reqester'], /^reqester is no role\. Did you mean requester\? There are/],
      [['permit', 'issue', ...permit({ '--disease': 'diabetes' })], /^--disease: diabetes is no MONDO id/],
      [['permit', 'issue', ...permit({ '--attest': 'NOPE' })], /^--attest: “NOPE” is no modifier/],
      [['permit', 'issue', ...permit({ '--purpose': '77' })], /^--purpose: “77” is no research purpose\./],
      [['permit', 'issue', ...permit({ '--basis': 'law' })], /option '--basis <basis>' argument 'law' is invalid/],
      [['dataset', 'publish', 'x', '--import', 'd', '--permission', 'GUR'], /^--permission: .* Did you mean GRU\?/],
      [
        ['dataset', 'publish', 'x', '--import', 'd', '--permission', 'GRU', '--home-country', 'Portugal'],
        /^--home-country takes a code of two letters/,
      ],
      [['subject', 'bind', 'ABC-DEF'], /^<code>: the one-time code has 26 .*this one 6/],
    ] as const) {
      const { code, stdout, stderr } = await custos([...args, ...anybody], environment);
      expect({ args, code, stdout, stderr }).toEqual({
        args,
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(says),
      });
    }
  }, 60_000);

  it('names what is empty, before it looks at anything else', async () => {
    await couldNot(['dataset', 'show', ''], /^<dataset> is empty/);
    await couldNot(['dataset', 'retire', 'x', '--reason', ''], /^--reason is empty/);
    await couldNot(
      ['consent', 'record', 'x', '', '--permission', 'HMB', '--until', '1d', '--notice', 'n', '--form', 'f'],
      /^<subject> is empty/,
    );
    await couldNot(['member', 'list', '--gateway', ''], /^--gateway is empty/);
  });

  it('says what the file system said, and never where in the program', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await couldNot(
      ['key', 'create', 'me', '--data', join(file, 'x')],
      /keys cannot be made: a part of its path is no directory/,
    );
    await couldNot(['notice', 'digest', directory], /cannot be read: it is a directory/);
  });

  it('makes no key under a passphrase that is empty or short', async () => {
    const file = join(directory, 'passphrase');
    await writeFile(file, '\n', { mode: 0o600 });
    await couldNot(['key', 'create', 'weak', '--passphrase-file', file], /is empty\. Write the passphrase/);
    await writeFile(file, 'short\n');
    await couldNot(['key', 'create', 'weak', '--passphrase-file', file], /at least 12 characters/);
    const node = join(directory, 'weak-node');
    await couldNot(['init', '--data', node, '--passphrase-file', file], /at least 12 characters/);
    await couldNot(['serve', '--data', node], /holds no node/);
  });
});

describe('a command line that is wrong', () => {
  it('gives 2 and names what is wrong', async () => {
    for (const [args, says] of [
      [['--nope'], /unknown option '--nope'/],
      [['audti'], /unknown command 'audti'[\s\S]*Did you mean audit/],
      [['consent', 'grnat'], /unknown command 'grnat'[\s\S]*Did you mean grant/],
      [['audit', '--reciept', 'x'], /unknown option '--reciept'[\s\S]*Did you mean --receipt/],
      [['get', 'x', '--out', 'y'], /required option '--purpose/],
      [['get', 'x', '--out', 'y', '--purpose', '7', '--permit', '-1'], /--permit/],
      [['init', '--port', '70000'], /must be a port/],
      [['subject', 'bind'], /missing required argument 'code'/],
    ] as const) {
      const { code, stderr } = await custos([...args], environment);
      expect({ args, code, stderr }).toEqual({ args, code: 2, stderr: expect.stringMatching(says) });
    }
  });

  it('gives 0 for --help and --version', async () => {
    expect(await custos(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await custos(['audit', '--help'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('does not mind a reader that leaves early', async () => {
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (bytes) => (stderr += String(bytes)));
    const [code] = await once(child, 'close');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
