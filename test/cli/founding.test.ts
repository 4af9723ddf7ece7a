import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireSame } from '../../src/cli/founding.ts';
import type { Address } from '../../src/core/ids.ts';
import { newOrganisation } from '../../src/core/organisation.ts';
import { killedAfter, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { custos } from './kept-program.ts';

let directory: string;
let environment: Record<string, string>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-cli-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const init = (...args: string[]) => custos(['init', '--chain-port', '0', ...args], environment);

describe('init', () => {
  it('makes keys that only their owner may read, and warns of the root key beside the data', async () => {
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(stdout).toContain('lies on the same disk');
    expect(stdout).toMatch(/^Publish these two .*\n {2}ledger \d+:0x[0-9a-f]{40} .*\n {2}log key custos\/\d+\/0x/m);
    const keys = await readdir(join(directory, 'node', 'keys'));
    expect(keys.sort()).toEqual(['administrator.key', 'gateway.key', 'holder.key', 'log.key', 'root.key']);
    for (const key of keys) expect((await stat(join(directory, 'node', 'keys', key))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, 'node', 'config.json'), 'utf8')).not.toMatch(/key.*[0-9a-f]{64}"/i);
    expect(await init()).toMatchObject({ code: 2, stderr: expect.stringMatching(/holds a node already/) });
  });

  it('finishes what a killed founding began', { timeout: 120_000 }, async () => {
    for (const ms of [900, 1800, 2700, 3600]) await killedAfter(ms, ['init', '--chain-port', '0'], environment);
    const finished = await init();
    expect(finished.stderr).toMatch(/^$|holds a node already/);
    const running = await serving(['serve'], environment);
    const members = await custos(['member', 'list', '--as', 'administrator', '--json'], environment);
    expect(JSON.parse(members.stdout)).toHaveLength(2);
    expect(await running.stop()).toMatchObject({ code: 0 });
  });

  it('keeps away from the files of others', async () => {
    await writeFile(join(directory, 'thesis.txt'), 'mine');
    const refused = await custos(['init', '--data', directory], environment);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/is not empty and holds no node.*\n$/) });
    expect(await readdir(directory)).toEqual(['thesis.txt']);
  });

  it('encrypts every key under a passphrase, and serves with no other', { timeout: 120_000 }, async () => {
    const [right, wrong] = [join(directory, 'right'), join(directory, 'wrong')];
    await writeFile(right, 'a long enough passphrase\n', { mode: 0o600 });
    await writeFile(wrong, 'another long passphrase\n', { mode: 0o600 });
    expect(await init('--passphrase-file', right)).toMatchObject({
      code: 0,
      stdout: expect.not.stringContaining('WARNING'),
    });
    for (const name of await readdir(join(directory, 'node', 'keys'))) {
      expect(await readFile(join(directory, 'node', 'keys', name), 'utf8')).toMatch(/^\{.*scrypt/);
    }
    expect(await custos(['serve'], environment)).toMatchObject({ code: 2, stderr: expect.stringMatching(/encrypted/) });
    const locked = await custos(['serve', '--passphrase-file', wrong], environment);
    expect(locked).toMatchObject({ code: 2, stderr: expect.stringMatching(/passphrase/) });
    const running = await serving(['serve', '--passphrase-file', right], environment);
    expect(await running.stop()).toMatchObject({ code: 0 });
  });

  it('refuses a passphrase file that others may read, and says what to do', async () => {
    const file = join(directory, 'passphrase');
    for (const mode of [0o640, 0o604]) {
      await writeFile(file, 'a long enough passphrase\n');
      await chmod(file, mode);
      expect(await init('--passphrase-file', file)).toMatchObject({
        code: 2,
        stderr: `Others may read the passphrase file ${file}. Run: chmod 600 ${file}\n`,
      });
    }
    expect(await readdir(directory)).not.toContain('config.json');
  });

  it('refuses what could not be served, before anything is founded', { timeout: 120_000 }, async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const free = String(await freePort());
    const file = join(directory, 'passphrase');
    await writeFile(file, 'short\n', { mode: 0o600 });
    const refusals: [string[], RegExp][] = [
      [['--port', String(port)], /^Port \d+ of 127\.0\.0\.1 is taken by another program.*--port/],
      [['--port', free, '--chain-port', String(port)], /is taken by another program.*--chain-port/],
      [['--operations', `127.0.0.1:${port}`], /is taken by another program.*--operations/],
      [['--endpoint', 'http://LOCALHOST:8340'], /^--endpoint must be written http:\/\/localhost:8340\.\n$/],
      [['--import', directory], /^Imports may not read below/],
      [['--import', join(directory, 'absent')], /^--import \/\S+absent is not there\. Make it first/],
      [['--import', file], /^--import \/\S+ is no directory/],
      [['--port', free, '--chain-port', free], /^--port and --chain-port are both port \d+: give each/],
      [['--port', '65535', '--chain-port', '65535'], /^--port and --chain-port are both port 65535/],
      [['--port', free, '--operations', `127.0.0.1:${free}`], /^--port and --operations are both port/],
      [['--port', free, '--operations', `0.0.0.0:${free}`], /^--port and --operations are both port/],
      [['--chain-port', free, '--operations', `localhost:${free}`], /^--chain-port and --operations are both port/],
      [['--operations', '127.0.0.1:0'], /^--operations must name a port/],
      [['--port', '0'], /^--port must name a port/],
      [
        ['--host', '192.0.2.1', '--endpoint', 'https://a.example'],
        /^192\.0\.2\.1 is no address of this machine.*--host/,
      ],
      [
        ['--host', '300.1.1.1', '--endpoint', 'https://a.example'],
        /^"300\.1\.1\.1" is no address to listen on.*--host/,
      ],
      [['--host', '::1'], /^The gateway listens on ::1 alone: say with --endpoint/],
      [['--operations', '192.0.2.1:9464'], /^192\.0\.2\.1 is no address of this machine.*--operations/],
      [['--finality', 'latest'], /^--finality says how a network is read: give it with --rpc/],
      [['--membership', `0x${'11'.repeat(20)}`], /give both --rpc URL and --membership/],
      [['--rpc', 'http://127.0.0.1:9', '--membership', `0x${'11'.repeat(20)}`], /^--chain-port is for a chain/],
      [['--mode', 'open'], /^--mode is disclosed or heads-only/],
      [['--passphrase-file', file], /passphrase/],
    ];
    for (const [args, says] of refusals) {
      const refused = await custos(['init', '--chain-port', '0', ...args], environment);
      expect([args, refused.code, refused.stdout]).toEqual([args, 2, '']);
      expect(refused.stderr).toMatch(says);
    }
    taken.close();
    expect(await readdir(directory)).toEqual(['passphrase']);
  });

  it('refuses another name for the holder than a founding was begun with, and one for a member of a network', async () => {
    const place = { endpoint: 'http://127.0.0.1:8340', host: '127.0.0.1', port: 8340, mode: 'disclosed' } as const;
    const holder = `0x${'11'.repeat(20)}` as Address;
    const begun = {
      ...place,
      format: 1,
      state: 'founding',
      rootKey: 'file',
      chain: { kind: 'embedded', chainId: 5, port: 8341 },
      imports: [],
      holder,
      organisations: [{ identity: holder, ...newOrganisation('City Hospital') }],
    } as const;
    const again = (name?: string) => () =>
      requireSame(
        { ...begun, imports: [], organisations: [...begun.organisations] },
        {
          ...place,
          directory: 'd',
          chainPort: 8341,
          imports: [],
          passphrase: undefined,
          say: () => undefined,
          ...(name === undefined ? {} : { organisations: { holder: name } }),
        },
      );
    expect(again('City Hospital')).not.toThrow();
    expect(again('Town Hospital')).toThrow(/begun with another --organisation/);
    expect(again()).toThrow(/begun with another --organisation/);
  });

  it('goes on with a founding as it was begun, and says what is asked for otherwise', { timeout: 60_000 }, async () => {
    const begun = ['init', '--rpc', 'http://127.0.0.1:9', '--membership', `0x${'11'.repeat(20)}`];
    await custos(begun, environment);
    const path = join(directory, 'node', 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...config, state: 'founding' }));
    for (const [args, option] of [
      [['--mode', 'heads-only'], '--mode'],
      [['--host', '0.0.0.0'], '--host'],
      [['--finality', 'latest'], '--chain-port, or --rpc'],
      [['--role', 'requester'], '--role'],
    ] as const) {
      const refused = await custos([...begun, ...args], environment);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`begun with another ${option}`) });
    }
    expect(await custos(begun, environment)).toMatchObject({ code: 0 });
  });

  it('serves health, readiness and metrics apart where it is told to', async () => {
    const port = await freePort();
    await init('--operations', `127.0.0.1:${port}`);
    const running = await serving(['serve'], environment);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('custos_questions_total');
    expect((await fetch(`http://127.0.0.1:${environment['CUSTOS_PORT']}/metrics`)).status).toBe(404);
    expect(await running.stop()).toMatchObject({ code: 0 });
  });

  it('prepares to join a network, and serves only when the administrator added it', async () => {
    const membership = `0x${'11'.repeat(20)}`;
    const { code, stdout } = await custos(
      ['init', '--rpc', 'http://127.0.0.1:9', '--membership', membership],
      environment,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/ member add 0x[0-9a-f]{40} --role gateway --holder 0x[0-9a-f]{40} --endpoint/);
    expect(stdout).not.toContain('passkey');
    const bare = ['init', '--rpc', 'http://127.0.0.1:9', '--membership', membership, '--data', join(directory, 'bare')];
    expect(await custos([...bare, '--endpoint', 'http://192.0.2.1:8340'], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^WARNING: nobody can sign in to http:\/\/192\.0\.2\.1:8340 with a passkey: .*\(--endpoint\)/m,
      ),
    });
    const served = await custos(['serve'], environment);
    expect(served).toMatchObject({ code: 2, stdout: '' });
    expect(served.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('serve', () => {
  it('says what is wrong with a configuration, and where', async () => {
    expect(await custos(['serve'], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/holds no node/),
    });
    await init();
    const path = join(directory, 'node', 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...config, port: 99_999 }));
    const wrong = await custos(['serve'], environment);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/config\.json is wrong at port: Too big/) });
    await writeFile(path, '{');
    const broken = await custos(['serve'], environment);
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringMatching(/is no JSON/) });
  });

  it('refuses keys that others may read', async () => {
    await init();
    await chmod(join(directory, 'node', 'keys', 'log.key'), 0o644);
    const refused = await custos(['serve'], environment);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/Others may open the key .*chmod 600/) });
  });
});

describe('serve --port', () => {
  it.each(['localhost', '127.0.0.1'])(
    'moves a node of its own chain at %s to another port for good, with its address on chain',
    {
      timeout: 120_000,
    },
    async (host) => {
      await init('--endpoint', `http://${host}:${environment['CUSTOS_PORT']}`);
      const port = await freePort();
      const moved = await serving(['serve', '--port', String(port)], environment);
      expect(moved.url).toBe(`http://localhost:${port}`);
      const members = await custos(['member', 'list', '--as', 'administrator', '--json'], environment);
      expect(members.stdout).toContain(`http://localhost:${port}`);
      await moved.stop();
      const again = await serving(['serve'], environment);
      expect(again.url).toBe(`http://localhost:${port}`);
      await again.stop();
    },
  );

  it('leaves the address of a node behind a proxy as it is, and refuses a port that is taken', {
    timeout: 120_000,
  }, async () => {
    await init('--endpoint', 'http://gateway.hospital.example');
    const port = await freePort();
    const moved = await serving(['serve', '--port', String(port)], environment);
    expect(moved.url).toBe('http://gateway.hospital.example');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await moved.stop();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = String((other.address() as AddressInfo).port);
    expect(await custos(['serve', '--port', taken], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('taken by another program'),
    });
    other.close();
  });
});
