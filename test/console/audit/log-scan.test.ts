import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { AccessLog } from '../../../src/access-log/access-log.ts';
import { GatewayClient } from '../../../src/client/gateway-client.ts';
import { decodeEntries } from '../../../src/client/log.ts';
import { columnsOf } from '../../../src/console/audit/entry-columns.ts';
import { LogScan } from '../../../src/console/audit/log-scan.ts';
import { utf8Decode } from '../../../src/core/bytes.ts';
import { formatLedger } from '../../../src/core/ids.ts';
import { LEDGER, LOG_ID, openLog, refusal, temporaryDirectory } from '../../access-log/world.ts';

const ACCOUNT = LEDGER.membership;
const PAGE = 1_000;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of a gateway that has nothing but its log. */
async function serving(log: AccessLog): Promise<GatewayClient> {
  const { read, verifierKey } = log;
  const names = ['datasets', 'subjects', 'consents', 'permits', 'accessLog', 'passkeyVerifier', 'membership'];
  const contracts = Object.fromEntries(names.map((name) => [name, ACCOUNT]));
  server = createServer(async ({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://gateway.test');
    const json = (value: object) => response.end(JSON.stringify(value));
    if (pathname === '/v1/ledger')
      return json({ ledger: formatLedger(LEDGER), contracts, gateway: ACCOUNT, holder: ACCOUNT });
    if (pathname === '/v1/log') return json({ logId: LOG_ID, verifierKey, size: log.head().size, anchored: 0 });
    if (pathname.endsWith('/receipt')) return response.end(await read.receipt(Number(pathname.split('/').at(-2))));
    const from = Number(searchParams.get('from'));
    const entries = await read.entries(from, Math.min(PAGE, log.head().size - from));
    return response.end(`{"entries":[${entries.map(utf8Decode)}],"size":${log.head().size}}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new GatewayClient({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Reads pages once they are let through. */
function gate() {
  const waiting: (() => void)[] = [];
  let isOpen = true;
  return {
    shut: () => {
      isOpen = false;
    },
    open: () => {
      isOpen = true;
      for (const pass of waiting.splice(0)) pass();
    },
    waiting: () => waiting.length,
    passOne: () => waiting.shift()?.(),
    reader: () => ({
      read: async (...page: Parameters<typeof decodeEntries>) => {
        if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
        return columnsOf(decodeEntries(...page));
      },
      close: () => undefined,
    }),
  };
}

it('leaves no gap where somebody goes and comes back while what is newer is read', async () => {
  const log = await openLog({ directory: await temporaryDirectory() });
  const write = (count: number) => Promise.all(Array.from({ length: count }, () => log.append(refusal(1))));
  await write(3);
  const { shut, open, passOne, waiting, reader } = gate();
  const scan = new LogScan(await serving(log), reader);
  const leave = scan.subscribe(() => undefined);
  await expect.poll(() => scan.state().state).toBe('whole');
  const { count } = scan.state().entries;
  leave();

  await write(5 * PAGE);
  shut();
  const leaveAgain = scan.subscribe(() => undefined);
  await expect.poll(waiting, { timeout: 20_000 }).toBe(3);
  leaveAgain();
  // What is on its way comes, and nothing more is asked for.
  passOne();
  await expect.poll(() => scan.state().entries.count).toBeGreaterThan(count);
  scan.subscribe(() => undefined);
  open();
  await expect.poll(() => scan.state().state, { timeout: 20_000 }).toBe('whole');
  const { entries, size } = scan.state();
  expect([size, entries.count]).toEqual([log.head().size, log.head().size]);
  for (let seq = 0; seq < size; seq++) expect(entries.at(seq)?.seq).toBe(seq);
});
