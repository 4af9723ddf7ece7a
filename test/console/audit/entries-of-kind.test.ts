import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeEntries, type GatewayClient, listEntries } from '../../../src/client/index.ts';
import { entriesOfKind } from '../../../src/console/audit/entries-of-kind.ts';
import { columnsOf } from '../../../src/console/audit/entry-columns.ts';
import { LogScan, type Reader } from '../../../src/console/audit/log-scan.ts';
import { type Consortium, foundConsortium } from '../../gateway/consortium.ts';

let consortium: Consortium;
let auditor: GatewayClient;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  auditor = consortium.client(consortium.keys.auditor);
}, 120_000);
afterAll(() => consortium?.close());

/** In this thread, which is what a page's worker does in its own. */
function reader(): Reader {
  return {
    read: async (bytes, from, count) => columnsOf(decodeEntries(bytes, from, count)),
    close: () => undefined,
  };
}

it('are found in the reading of the log that other pages have, and it is read once', async () => {
  let opened = 0;
  const scan = new LogScan(auditor, () => {
    opened++;
    return reader();
  });
  const all = await Array.fromAsync(listEntries(auditor));
  const starts = all.filter(({ kind }) => kind === 'start');
  expect(starts.length).toBeGreaterThan(0);
  const leave = scan.subscribe(() => undefined);
  const found = await entriesOfKind(scan, 'start');
  expect(found).toEqual({ entries: starts, read: all.length, size: all.length });
  expect((await entriesOfKind(scan, 'erasure', { isWhole: true })).entries).toEqual([]);
  expect(opened).toBe(1);
  leave();
});

it('are told as failed where the log cannot be read, and read anew when they are asked for again', async () => {
  let isBroken = true;
  const scan = new LogScan(auditor, () => ({
    ...reader(),
    read: (...page) => (isBroken ? Promise.reject(new Error('broken')) : reader().read(...page)),
  }));
  await expect(entriesOfKind(scan, 'start')).rejects.toThrow('broken');
  isBroken = false;
  expect((await entriesOfKind(scan, 'start')).entries).not.toHaveLength(0);
});

it('are given up when nobody waits for them any more', async () => {
  const scan = new LogScan(auditor, reader);
  const gone = new AbortController();
  const found = entriesOfKind(scan, 'start', { isWhole: true, signal: gone.signal });
  gone.abort(new Error('left'));
  await expect(found).rejects.toThrow('left');
});
