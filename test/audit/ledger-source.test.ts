import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReadHeader, ReadLog } from '../../src/audit/block-audit.ts';
import { type EventReader, ledgerSource } from '../../src/audit/ledger-source.ts';
import type { ChainEvent } from '../../src/audit/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { CustosError } from '../../src/core/errors.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import type { EngineLog } from '../../src/ledger/engine-block.ts';
import type { Header } from '../../src/ledger/header.ts';
import type { LedgerReader } from '../../src/ledger/reader.ts';
import { honestStudy, type Study } from './honest-trail.ts';

interface TrailLog extends ReadLog {
  readonly event: ChainEvent;
}

const ROOT = `0x${'11'.repeat(32)}` as Digest;
const ADDRESS = `0x${'22'.repeat(20)}` as Address;

/** A node over a trail, which refuses more than `most` heights at once. */
function reader(study: Study, most: number, asked: number[] = []): EventReader<ReadHeader, TrailLog> {
  const header = (height: number): ReadHeader | undefined => {
    const block = study.blocks[height - 1];
    if (!block) return undefined;
    const parent = study.blocks[height - 2]?.hash ?? ROOT;
    const bloom = new Uint8Array(256).fill(255);
    return {
      ...block,
      parent,
      time: block.seconds * 1000,
      isHashed: true,
      family: 'ethereum',
      receiptsRoot: ROOT,
      bloom,
    };
  };
  const logsOf = (from: number, to: number): TrailLog[] =>
    study.events
      .filter(({ height }) => height >= from && height <= to)
      .map((event, index, all) => ({
        address: ADDRESS,
        topics: [],
        data: '0x',
        height: event.height,
        hash: study.blocks[event.height - 1]?.hash ?? ROOT,
        transaction: ROOT,
        index: index - all.findIndex(({ height }) => height === event.height),
        time: event.seconds * 1000,
        event,
      }));
  return {
    ledger: study.ledger,
    keccak: (bytes) => createHash('sha256').update(bytes).digest(),
    addresses: [ADDRESS],
    head: async () => ({ ...study.block, time: study.block.seconds * 1000 }),
    header: async (height) => header(height),
    headers: async (from, to) => study.blocks.slice(from - 1, to).flatMap(({ height }) => header(height) ?? []),
    receipts: async ({ height }) => ({ root: ROOT, logs: logsOf(height, height) }),
    acceptsSignature: async () => undefined,
    storage: async () => undefined,
    logs: async (from, to) => {
      if (to - from >= most) throw new CustosError('LEDGER_RANGE_TOO_LARGE', 'Ask for less.');
      asked.push(to - from + 1);
      return logsOf(from, to);
    },
    decode: async (logs) =>
      logs.map(({ event: { name, height, seconds, args } }) => ({
        ...args,
        name,
        at: { height, time: seconds * 1000 },
      })),
  };
}

describe('the ledger behind its reader', () => {
  it('is read in ranges that the node takes', async () => {
    const study = await honestStudy();
    const asked: number[] = [];
    const report = await audit(ledgerSource(reader(study, 7, asked), { from: 1 }), [study.logSource()]);
    expect(report).toMatchObject({ verdict: 'clean', findings: [] });
    expect(Math.max(...asked)).toBeLessThanOrEqual(7);
  });

  it('takes the reader of the ledger room as it is', () => {
    const fits: (real: LedgerReader) => EventReader<Header, EngineLog> = (real) => real;
    expect(fits).toBeTypeOf('function');
  });

  it('throws where the ledger cannot be read, since then nothing can be said', async () => {
    const study = await honestStudy();
    const down: EventReader<ReadHeader, TrailLog> = {
      ...reader(study, 7),
      logs: async () => {
        throw new CustosError('LEDGER_UNREACHABLE', 'The node does not answer.');
      },
    };
    await expect(audit(ledgerSource(down, { from: 1 }), [])).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });

  it('refuses an event that it does not know', async () => {
    const study = await honestStudy();
    study.mine(['PermitExtended', { permit: 1 }]);
    await expect(audit(study.ledgerSource(), [])).rejects.toMatchObject({ code: 'LEDGER_MISMATCH' });
  });
});
