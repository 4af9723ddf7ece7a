import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NodeConfig, readNodeConfig, writeNodeConfig } from '../../src/cli/node-config.ts';

const CONFIG: NodeConfig = {
  format: 1,
  state: 'ready',
  endpoint: 'https://gateway.example',
  host: '127.0.0.1',
  port: 8340,
  mode: 'disclosed',
  rootKey: 'file',
  chain: { kind: 'embedded', chainId: 7, port: 8545 },
  imports: [],
};

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-config-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function rewritten(change: object): Promise<NodeConfig | undefined> {
  await writeNodeConfig(directory, { ...CONFIG, ...change });
  return readNodeConfig(directory);
}

describe('the proxies that a node trusts', () => {
  it('are none unless config.json names them', async () => {
    expect((await rewritten({}))?.trustedProxies).toBeUndefined();
  });

  it('are addresses and CIDR ranges', async () => {
    const trustedProxies = ['127.0.0.1', '::1', '10.1.0.0/16', 'fd00::/8'];
    expect(await rewritten({ trustedProxies })).toEqual({ ...CONFIG, trustedProxies });
  });

  it.each([
    ['a name', 'proxy.example'],
    ['a word of Express', 'loopback'],
    ['every address', '0.0.0.0/0'],
    ['every IPv6 address', '::/0'],
    ['a range too long', '10.0.0.0/33'],
    ['a number of hops', 1],
  ])('are never %s', async (_, proxy) => {
    const read = rewritten({ trustedProxies: [proxy] });
    await expect(read).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: /trustedProxies/ });
  });
});
