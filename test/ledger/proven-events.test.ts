import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { deployLedger } from '../../src/ledger/deploy.ts';
import type { EventCheckpoint } from '../../src/ledger/event-checkpoint.ts';
import { EventIndex } from '../../src/ledger/event-index.ts';
import type { LedgerEvent } from '../../src/ledger/events.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { startEmbedded } from './embedded-engine.ts';
import { account, ask, type Engine, randomDigest } from './engine.ts';
import {
  adds,
  all,
  alters,
  hides,
  hidesInReceipts,
  inHeader,
  inIndex,
  inReceipts,
  type Lie,
  swaps,
} from './engine-lies.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

let engine: Engine;
let proxy: FaultProxy;
let reader: LedgerReader;
/** Two notices, in blocks of their own, and a block without any event. */
let first: LedgerEvent['at'];
let second: LedgerEvent['at'];
let empty: number;

beforeAll(async () => {
  engine = await startEmbedded();
  proxy = await startFaultProxy(engine.url);
  const { membership } = await deployLedger({ url: engine.url, key: account(0) });
  reader = await openLedger({ url: proxy.url, membership });
  [first, second] = [await publish(), await publish()];
  const { number } = (await ask(engine.url, 'eth_getBlockByNumber', ['latest', false])) as { number: string };
  for (let head = Number(number); ; head = Number(await ask(engine.url, 'eth_blockNumber'))) {
    if (head > second.height) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  empty = second.height + 1;
});
afterEach(() => {
  proxy.lie = undefined;
});
afterAll(async () => {
  reader.close();
  await proxy.close();
  await engine.close();
});

async function publish(): Promise<LedgerEvent['at']> {
  const writer = await openWriter({ reader, key: account(0), pollMs: 20 });
  const { events } = await writer.send(ledgerCalls(reader.contracts).membership.publishNotice(randomDigest()));
  await writer.close();
  return (events[0] as LedgerEvent).at;
}

type Json = Record<string, unknown>;
const flip = (data: unknown) => `${String(data).slice(0, -1)}${String(data).endsWith('0') ? '1' : '0'}`;
const noBloom = (json: Json) => ({ ...json, logsBloom: `0x${'00'.repeat(256)}` });
const otherTopic = (log: Json) => ({ ...log, topics: (log.topics as string[]).with(1, randomDigest()) });

const LIES: Record<string, { lie: () => Lie; index: () => object; audit: () => readonly object[] }> = {
  'leaves an event out of its index': {
    lie: () => hides(first),
    index: () => ({ fault: 'hidden', height: first.height, transaction: first.transaction, index: first.index }),
    audit: () => [{ code: 'LEDGER_EVENT_HIDDEN', evidence: { height: first.height, index: first.index } }],
  },
  'leaves an event out of index and receipts': {
    lie: () => all(hides(first), hidesInReceipts(first)),
    index: () => ({ fault: 'receipts', height: first.height }),
    audit: () => [{ code: 'LEDGER_RECEIPTS_DIFFER', evidence: { height: first.height } }],
  },
  'leaves an event out of index, receipts and bloom': {
    lie: () => all(hides(first), hidesInReceipts(first), inHeader(first.height, noBloom)),
    index: () => ({ fault: 'header', height: first.height }),
    audit: () => [{ code: 'LEDGER_HEADER_INVALID', evidence: { height: first.height } }],
  },
  'swaps two events': {
    lie: () => swaps(first, second),
    index: () => ({ fault: 'altered', height: first.height, index: first.index }),
    audit: () => [
      { code: 'LEDGER_EVENT_ALTERED', evidence: { height: first.height } },
      { code: 'LEDGER_EVENT_ALTERED', evidence: { height: second.height } },
    ],
  },
  'makes an event up in a block that has some': {
    lie: () => adds({ ...first, index: first.index + 1 }, first),
    index: () => ({ fault: 'added', height: first.height, index: first.index + 1 }),
    audit: () => [{ code: 'LEDGER_EVENT_ADDED', evidence: { height: first.height, index: first.index + 1 } }],
  },
  'gives an event twice': {
    lie: () => adds(first, first),
    index: () => ({ fault: 'added', height: first.height }),
    audit: () => [{ code: 'LEDGER_EVENT_ADDED', evidence: { height: first.height } }],
  },
  'makes an event up in a block that has none': {
    lie: () => adds({ height: empty, index: 0 }, first),
    index: () => ({ fault: 'added', height: empty, index: 0 }),
    audit: () => [{ code: 'LEDGER_EVENT_ADDED', evidence: { height: empty, index: 0 } }],
  },
  'alters what an event says': {
    lie: () => alters(first, otherTopic),
    index: () => ({ fault: 'altered', height: first.height, index: first.index }),
    audit: () => [{ code: 'LEDGER_EVENT_ALTERED', evidence: { height: first.height } }],
  },
  'dates an event otherwise': {
    lie: () => alters(first, (log) => ({ ...log, blockTimestamp: '0x1' })),
    index: () => ({ fault: 'altered', height: first.height }),
    audit: () => [{ code: 'LEDGER_EVENT_ALTERED', evidence: { height: first.height } }],
  },
  'alters what an event says in index and receipts': {
    lie: () =>
      all(
        inIndex((logs) => logs.map((log) => (Number(log.blockNumber) === first.height ? otherTopic(log) : log))),
        inReceipts((receipt) =>
          Number(receipt.blockNumber) === first.height
            ? { ...receipt, logs: (receipt.logs as Json[]).map(otherTopic) }
            : receipt,
        ),
      ),
    index: () => ({ fault: 'receipts', height: first.height }),
    audit: () => [{ code: 'LEDGER_RECEIPTS_DIFFER', evidence: { height: first.height } }],
  },
  'serves the receipts of another block': {
    lie: () => (asked, result) =>
      asked.method === 'eth_getBlockReceipts' && Number(asked.params[0]) === first.height ? otherReceipts : result,
    index: () => ({ fault: 'receipts', height: first.height }),
    audit: () => [{ code: 'LEDGER_RECEIPTS_DIFFER', evidence: { height: first.height } }],
  },
  'clears a bloom': {
    lie: () => inHeader(first.height, noBloom),
    index: () => ({ fault: 'header', height: first.height }),
    audit: () => [{ code: 'LEDGER_HEADER_INVALID', evidence: { height: first.height } }],
  },
  'dates a block otherwise': {
    lie: () => inHeader(empty, (header) => ({ ...header, timestamp: flip(header.timestamp) })),
    index: () => ({ fault: 'header', height: empty }),
    audit: () => [{ code: 'LEDGER_HEADER_INVALID', evidence: { height: empty } }],
  },
};
let otherReceipts: unknown;

describe.each(Object.entries(LIES))('an engine that %s', (_, { lie, index, audit: found }) => {
  it('is contradicted before anything is handed on, and believed again once it answers right', async () => {
    otherReceipts = await ask(engine.url, 'eth_getBlockReceipts', [`0x${second.height.toString(16)}`]);
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    proxy.lie = lie();
    const opening = EventIndex.open({ reader, from: 0, apply, maxRange: 1_000 });
    await expect(opening).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE', details: index() });
    expect(seen).toEqual([]);
    proxy.lie = undefined;
    const open = await EventIndex.open({ reader, from: 0, apply });
    await open.close();
    expect(seen).toEqual(await reader.events(0, open.head().block.height));
  });

  it('is found by the audit, and located', async () => {
    otherReceipts = await ask(engine.url, 'eth_getBlockReceipts', [`0x${second.height.toString(16)}`]);
    proxy.lie = lie();
    const report = await audit(ledgerSource(reader), []);
    const wanted = found();
    expect(report.findings).toMatchObject(wanted);
    expect(report).toMatchObject({ verdict: 'findings', counts: { findings: wanted.length } });
  });
});

describe('an index of proven events', () => {
  it('hands nothing on while the engine lies, says why, and goes on when it is right again', async () => {
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const index = await EventIndex.open({ reader, from: 0, apply, pollMs: 10 });
    proxy.lie = inIndex(() => []);
    const before = seen.length;
    const { height } = await publish();
    await until(() => index.head().fault !== undefined);
    expect(index.head()).toMatchObject({
      fault: { code: 'LEDGER_INCOMPLETE', details: { fault: 'hidden', height } },
      reachable: true,
    });
    expect(seen).toHaveLength(before);
    proxy.lie = undefined;
    await index.reached(height);
    expect(index.head().fault).toBeUndefined();
    expect(seen).toHaveLength(before + 1);
    await index.close();
  });

  it('proves at a start only what came since, and finds the past changed', async () => {
    let kept: unknown;
    const checkpoints = {
      read: async () => kept,
      write: async (checkpoint: EventCheckpoint) => {
        kept = structuredClone(checkpoint);
      },
    };
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const open = () => EventIndex.open({ reader, from: 0, apply, checkpoints });
    await (await open()).close();
    const { height } = kept as EventCheckpoint;
    const proven = seen.splice(0);
    const asked: number[] = [];
    proxy.lie = ({ method, params }, result) => {
      if (method === 'eth_getBlockReceipts') asked.push(Number(params[0]));
      return result;
    };
    const later = await publish();
    await (await open()).close();
    expect(seen.slice(0, proven.length)).toEqual(proven);
    expect(asked.every((block) => block > height)).toBe(true);
    expect(seen.at(-1)?.at).toEqual(later);
    proxy.lie = hides(first);
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE', details: { fault: 'history' } });
    proxy.lie = undefined;
    kept = { ...(kept as EventCheckpoint), hash: randomDigest() };
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_FORKED' });
  });

  it('go on from where an earlier run stopped, and what came by then is not asked for again', async () => {
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    let kept: unknown;
    const checkpoints = {
      read: async () => kept,
      write: async (checkpoint: EventCheckpoint) => {
        kept = structuredClone(checkpoint);
      },
    };
    const index = await EventIndex.open({ reader, from: 0, apply, checkpoints });
    const resume = (await index.still(async (reached) => reached)) as EventCheckpoint;
    await index.close();
    expect(await EventIndex.stands(reader, resume)).toMatchObject({ height: resume.height, hash: resume.hash });
    expect(await EventIndex.stands(reader, { ...resume, hash: randomDigest() })).toBeUndefined();
    expect(await EventIndex.stands(reader, { ...resume, height: resume.height + 1e6 })).toBeUndefined();
    const before = seen.splice(0);
    const later = await publish();
    proxy.lie = hides(first);
    const asked: number[] = [];
    const hiding = proxy.lie;
    proxy.lie = (call, result) => {
      if (call.method === 'eth_getLogs') asked.push(Number((call.params[0] as { fromBlock: string }).fromBlock));
      return hiding(call, result);
    };
    const resumed = await EventIndex.open({ reader, from: 0, apply, resume, checkpoints });
    expect(seen.map(({ at }) => at)).toEqual([later]);
    expect(Math.min(...asked)).toBe(resume.height + 1);
    await resumed.close();
    proxy.lie = undefined;
    const whole: LedgerEvent[] = [];
    // The digest that was carried on is that of every event.
    const again = await EventIndex.open({
      reader,
      from: 0,
      apply: ({ events }) => void whole.push(...events),
      checkpoints,
    });
    await again.close();
    expect(whole.slice(0, before.length + 1)).toEqual([...before, ...seen]);
    const forked = { ...resume, hash: randomDigest() };
    await expect(EventIndex.open({ reader, from: 0, apply, resume: forked })).rejects.toMatchObject({
      code: 'LEDGER_FORKED',
    });
  });

  it('are handed on by nobody as long as work is done on what they came to', async () => {
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const index = await EventIndex.open({ reader, from: 0, apply, pollMs: 5 });
    const count = seen.length;
    await index.still(async ({ height }) => {
      const { height: later } = await publish();
      expect(later).toBeGreaterThan(height);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(seen).toHaveLength(count);
    });
    while (seen.length === count) await new Promise((resolve) => setTimeout(resolve, 10));
    await index.close();
  });

  it('hands every event on once where it cannot be kept how far they were proven', async () => {
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const write = async () => {
      throw new Error('disk full');
    };
    const checkpoints = { read: async () => undefined, write };
    const index = await EventIndex.open({ reader, from: 0, apply, checkpoints });
    await index.close();
    expect(seen).toEqual(await reader.events(0, index.head().block.height));
  });

  it('is read through an engine that answers receipts one by one', async () => {
    const single = await openLedger({ url: proxy.url, membership: reader.ledger.membership });
    proxy.missing = ['eth_getBlockReceipts'];
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const index = await EventIndex.open({ reader: single, from: 0, apply });
    await index.close();
    proxy.missing = [];
    expect(seen).toEqual(await reader.events(0, index.head().block.height));
    single.close();
  });

  it('takes the word of an engine whose headers cannot be hashed only where it is told to', async () => {
    proxy.lie = ({ method }, result) =>
      method === 'eth_getBlockByNumber' ? { ...(result as Json), extraData: '0x' } : result;
    const seen: LedgerEvent[] = [];
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const opening = EventIndex.open({ reader, from: 0, apply });
    await expect(opening).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE', details: { fault: 'header' } });
    const index = await EventIndex.open({ reader, from: 0, apply, believe: true });
    await index.close();
    expect(seen).toEqual(await reader.events(0, index.head().block.height));
    const report = await audit(ledgerSource(reader), []);
    expect(report).toMatchObject({ verdict: 'could-not', level: 'none', findings: [] });
    expect(report.unseen.blocks).toBeGreaterThan(0);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
