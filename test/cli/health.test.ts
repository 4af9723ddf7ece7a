import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthCommand } from '../../src/cli/commands/health.ts';
import { custos } from './kept-program.ts';

type Work = (context: object, arguments_: readonly string[], options: object) => Promise<unknown>;

let server: Server;
let port: number;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(request.url === '/readyz' ? 503 : 200).end('{"ready":false,"obstacles":["the chain"]}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
});

/** Asks a node that is wired so. */
async function health(config: object | undefined, options: object = {}): Promise<unknown> {
  asked = [];
  const works: Work[] = [];
  healthCommand(new Command(), ((_: Command, work: Work) => works.push(work)) as never);
  const output = { result: () => undefined };
  return works[0]?.({ node: async () => config, output, dataDir: 'data' }, [], options);
}

describe('`custos health`', () => {
  it('asks where the node listens on this machine, by whatever address it listens for others', async () => {
    await health({ host: '0.0.0.0', port });
    expect(asked).toEqual(['/healthz']);
    await health({ host: '127.0.0.1', port: 1, operations: { host: '127.0.0.1', port } });
    expect(asked).toEqual(['/healthz']);
  });

  it('fails where nothing answers, where there is no node, and, asked for that, where nothing can be released', async () => {
    await expect(health({ host: '::', port })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(health(undefined)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(health({ host: '127.0.0.1', port }, { ready: true })).rejects.toThrow(/answered by 503: .*the chain/);
    expect(await custos(['health', '--data', '/nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no node/),
    });
  });
});
