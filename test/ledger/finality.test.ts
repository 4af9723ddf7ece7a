import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../../src/ledger/block.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { deployLedger } from '../../src/ledger/deploy.ts';
import { EventIndex } from '../../src/ledger/event-index.ts';
import type { LedgerEvent } from '../../src/ledger/events.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { type LedgerWriter, openWriter } from '../../src/ledger/writer.ts';
import { account, ask, type Engine, randomDigest } from './engine.ts';
import { startHardhat } from './hardhat-engine.ts';

let engine: Engine;
let reader: LedgerReader;
let writer: LedgerWriter;

beforeAll(async () => {
  engine = await startHardhat();
  const { membership } = await deployLedger({ url: engine.url, key: account(0) });
  reader = await openLedger({ url: engine.url, membership });
  writer = await openWriter({ reader, key: account(0), pollMs: 20 });
});
afterAll(async () => {
  writer.close();
  reader.close();
  await engine.close();
});

const publish = () => ledgerCalls(reader.contracts).membership.publishNotice(randomDigest());

describe('an index of events', () => {
  it('stops for good when a final block becomes another one', async () => {
    const snapshot = await ask(engine.url, 'evm_snapshot');
    const index = await EventIndex.open({ reader, from: 0, apply: () => undefined, pollMs: 10 });
    const { block } = await writer.send(publish());
    await index.reached(block.height);
    await ask(engine.url, 'evm_revert', [snapshot]);
    await ask(engine.url, 'hardhat_mine', ['0x3']);
    expect(await index.failed).toMatchObject({ code: 'LEDGER_FORKED', details: { height: block.height } });
    expect(() => index.head()).toThrow(expect.objectContaining({ code: 'LEDGER_FORKED' }));
    await expect(index.reached(block.height + 1)).rejects.toMatchObject({ code: 'LEDGER_FORKED' });
    await index.close();
  });

  it('moves on over blocks without events', async () => {
    const heads: Block[] = [];
    const apply = ({ head }: { head: Block }) => void heads.push(head);
    const index = await EventIndex.open({ reader, from: (await reader.head()).height + 1, apply, pollMs: 10 });
    expect(() => index.head()).toThrow(expect.objectContaining({ code: 'LEDGER_LAGGING' }));
    await ask(engine.url, 'hardhat_mine', ['0x2']);
    const { height } = await reader.head();
    await index.reached(height);
    expect(heads.at(-1)).toEqual(await reader.head());
    expect(index.head().block).toEqual(heads.at(-1));
    await expect(index.reached(height + 1, 50)).rejects.toMatchObject({ code: 'LEDGER_LAGGING' });
    await index.close();
  });

  it('keeps as far behind the head as confirmations say', async () => {
    const { membership } = reader.ledger;
    const careful = await openLedger({ url: engine.url, membership, confirmations: 2 });
    const seen: LedgerEvent[] = [];
    const from = (await reader.head()).height + 1;
    const apply = ({ events }: { events: readonly LedgerEvent[] }) => void seen.push(...events);
    const index = await EventIndex.open({ reader: careful, from, apply, pollMs: 10 });
    const patient = await openWriter({ reader: careful, key: account(0), pollMs: 10 });
    let final = false;
    const sending = patient.send(publish()).then((sent) => {
      final = true;
      return sent;
    });
    const { block } = await writtenAt(from);
    await ask(engine.url, 'hardhat_mine', ['0x1']);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect({ final, seen }).toEqual({ final: false, seen: [] });
    await ask(engine.url, 'hardhat_mine', ['0x1']);
    expect((await sending).block.height).toBe(block);
    await index.reached(block);
    expect(seen.map(({ name }) => name)).toEqual(['NoticePublished']);
    patient.close();
    await index.close();
    careful.close();
  });
});

describe('a writer', () => {
  it('goes on after the chain was set back below its nonces', async () => {
    const snapshot = await ask(engine.url, 'evm_snapshot');
    await writer.sendAll([publish(), publish(), publish()]);
    const held = writer.send(publish());
    await held;
    await ask(engine.url, 'evm_revert', [snapshot]);
    const { events } = await writer.send(publish());
    expect(events.map(({ name }) => name)).toEqual(['NoticePublished']);
  });

  it('rejects what waits when it is closed', async () => {
    await ask(engine.url, 'evm_setAutomine', [false]);
    const other = await openWriter({ reader, key: account(0), pollMs: 10 });
    const sending = other.send(publish(), { gas: 200_000 });
    const timed = other.send(publish(), { gas: 200_000, timeoutMs: 50 });
    await expect(timed).rejects.toMatchObject({ code: 'LEDGER_LAGGING' });
    expect(other.pending).toBe(2);
    other.close();
    await expect(sending).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(other.send(publish())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await ask(engine.url, 'evm_setAutomine', [true]);
  });
});

/** Height of the first event from `from` on. */
async function writtenAt(from: number): Promise<{ block: number }> {
  for (;;) {
    const { height } = await reader.head();
    const [event] = height < from ? [] : await reader.events(from, height);
    if (event) return { block: event.at.height };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
