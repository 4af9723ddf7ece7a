import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { custos } from './kept-program.ts';

type Config = Record<string, unknown>;

let directory: string;
let environment: Record<string, string>;
let config: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-cli-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  config = join(directory, 'node', 'config.json');
  expect(await custos(['init', '--chain-port', '0'], environment)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const other = `0x${'5a'.repeat(20)}`;

describe('a node whose directory says otherwise than its ledger', () => {
  it.each([
    ['another holder', (found: Config) => ({ ...found, holder: other }), /holder 0x5a.* no holder on the ledger/],
    ['another member as the holder', (found: Config) => ({ ...found, holder: gatewayOf(found) }), /no holder/],
    [
      'another log',
      (found: Config) => ({ ...found, logId: `0x${'5a'.repeat(32)}` }),
      /log 0x5a.* ledger does not have/,
    ],
    ['another mode', (found: Config) => ({ ...found, mode: 'heads-only' }), /mode heads-only.*opened as disclosed/],
    [
      'another endpoint',
      (found: Config) => ({ ...found, endpoint: 'http://127.0.0.1:1' }),
      /endpoint http.*ledger has/,
    ],
    ['a later beginning', (found: Config) => ({ ...found, fromHeight: 3 }), /fromHeight/],
    ['a beginning beyond the end', (found: Config) => ({ ...found, fromHeight: 999_999_999 }), /fromHeight/],
    ['another ledger', (found: Config) => ({ ...found, membership: other }), /No Membership stands at 0x5a/],
    [
      'another chain',
      (found: Config) => ({ ...found, chain: { ...(found['chain'] as Config), chainId: 7 } }),
      /chain .*7|chain id/i,
    ],
  ])('is refused in one sentence: %s', async (_, change, message) => {
    const right = await readFile(config, 'utf8');
    try {
      await writeFile(config, JSON.stringify(change(JSON.parse(right))));
      const served = await custos(['serve'], environment);
      expect(served).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
      expect(served.stderr.trim().split('\n'), served.stderr).toHaveLength(1);
    } finally {
      await writeFile(config, right);
    }
  });

  it.each([
    ['gateway', /gateway’s account 0x[0-9a-f]{40}.* is no gateway on the ledger/],
    ['log', /keys\/log\.key is not the key that the ledger has/],
  ])('is refused in one sentence: with another key of the %s', async (name, message) => {
    const path = join(directory, 'node', 'keys', `${name}.key`);
    const right = await readFile(path, 'utf8');
    try {
      await writeFile(path, right.replace(/[0-9a-f]{64}/, randomBytes(32).toString('hex')));
      const served = await custos(['serve'], environment);
      expect(served).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
      expect(served.stderr.trim().split('\n'), served.stderr).toHaveLength(1);
    } finally {
      await writeFile(path, right);
    }
  });

  it.each([other, undefined])('says that its chain takes nothing from the administrator: %s', async (administrator) => {
    const right = await readFile(config, 'utf8');
    await writeFile(config, JSON.stringify({ ...JSON.parse(right), administrator }));
    const running = await serving(['serve'], environment).finally(() => writeFile(config, right));
    expect(running.errors()).toMatch(
      /config\.json names (0x5a|nobody).*the ledger has 0x[0-9a-f]{40}: the chain takes/,
    );
    expect(await running.stop()).toMatchObject({ code: 0 });
  });

  it('says that its config.json is gone, and founds nothing over its data', async () => {
    const right = await readFile(config, 'utf8');
    await rm(config);
    for (const command of ['serve', 'init']) {
      const refused = await custos([command], environment);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/config\.json is gone.*from a backup/) });
    }
    await writeFile(config, right);
  });

  it('names each small file that is damaged, and what to do about it', { timeout: 240_000 }, async () => {
    const node = join(directory, 'node');
    // Once served it holds a vault and a log.
    await (await serving(['serve'], environment)).stop();
    const advice = /put .*back|restore|found one first|remove that directory|chmod|Put the right key|from a backup/i;
    const files = [
      'keys/gateway.key',
      'keys/log.key',
      'keys/root.key',
      'chain/validator.key',
      'chain/chain/CURRENT',
      'vault/keys/CURRENT',
      'vault/store/records/CURRENT',
      'vault/store/blobs/CURRENT',
      'log/lock/CURRENT',
      'lock/CURRENT',
      'log/journal-00000000',
    ];
    for (const file of files) {
      const path = join(node, file);
      const right = await readFile(path);
      await writeFile(path, 'damaged by a disk\n');
      const served = await custos(['serve'], environment).finally(() => writeFile(path, right));
      expect([file, served.code, served.stdout]).toEqual([file, 2, '']);
      expect([file, served.stderr.replaceAll(node, '')]).toEqual([file, expect.stringMatching(advice)]);
      expect(served.stderr).toMatch(/keys|validator\.key|chain|vault|log|lock/);
    }
  });

  it('is served again as it was founded', async () => {
    const running = await serving(['serve'], environment);
    expect(await running.stop()).toMatchObject({ code: 0 });
  });
});

/** A member that is no holder: the administrator’s account would do as well. */
function gatewayOf(found: Config): unknown {
  return found['administrator'];
}
