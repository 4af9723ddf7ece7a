import { keccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { ReadHeader, ReadLog } from '../../src/audit/source/block-audit.ts';
import { type EventReader, ledgerSource } from '../../src/audit/source/ledger-source.ts';
import type { ChainEvent } from '../../src/audit/source/sources.ts';
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
    keccak: (bytes) => Buffer.from(keccak256(bytes).slice(2), 'hex'),
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

describe('a node whose receipts give no root', () => {
  const OTHER = `0x${'44'.repeat(32)}` as Digest;
  type Node = EventReader<ReadHeader, TrailLog>;

  async function audited(change: (node: Node) => Partial<Node>) {
    const study = await honestStudy();
    const node = reader(study, 1_000);
    return await audit(ledgerSource({ ...node, ...change(node) }, { from: 1 }), [study.logSource()]);
  }

  const receipts =
    (rootAt: (height: number) => Digest | undefined) =>
    (node: Node): Node['receipts'] =>
    async (header) => ({ ...(await node.receipts(header)), root: rootAt(header.height) });

  it('is never called clean without proofs of its state', async () => {
    const report = await audited((node) => ({ receipts: receipts(() => OTHER)(node) }));
    expect(report).toMatchObject({ verdict: 'could-not', level: 'none', findings: [] });
    expect(report.ledger.proof).toMatchObject({ received: 0, stated: report.ledger.proof?.hashed });
    expect(report.unseen.cells).toBeGreaterThan(5);
    expect(report.ledger.state).toEqual({ cells: 0, blocks: 0 });
  });

  it('is found where its state says otherwise, and where its proof does not hold', async () => {
    const empty = await audited((node) => ({
      receipts: receipts(() => OTHER)(node),
      storage: async (_, __, slots) => ({ words: slots.map(() => 0n) }),
    }));
    expect(empty.verdict).toBe('findings');
    const variables = empty.findings.map(({ code, evidence }) => `${code} ${evidence?.variable}`);
    for (const name of ['_seats', '_datasets', '_versions', '_permits', '_subjects', '_grants', '_notices', '_logs']) {
      expect(variables).toContain(`LEDGER_STATE_DIFFERS ${name}`);
    }
    const broken = await audited((node) => ({
      receipts: receipts(() => OTHER)(node),
      storage: async () => {
        throw new CustosError('LEDGER_INCOMPLETE', 'The proof does not hold.');
      },
    }));
    expect(broken.findings[0]).toMatchObject({ rule: 'G13', code: 'LEDGER_STATE_DIFFERS' });
  });

  it('lies where it gave the root of another block, with Ethereum’s headers', async () => {
    const report = await audited((node) => ({ receipts: receipts((height) => (height === 3 ? OTHER : ROOT))(node) }));
    expect(report.ledger.proof).toMatchObject({ stated: 0 });
    expect(report.findings).toMatchObject([{ code: 'LEDGER_RECEIPTS_DIFFER', evidence: { height: 3 } }]);
  });

  it('rests on its state from a block on, with Kaia’s', async () => {
    const asked = new Set<number>();
    const report = await audited((node) => ({
      headers: async (from, to) => (await node.headers(from, to)).map((header) => ({ ...header, family: 'kaia' })),
      receipts: receipts((height) => (height === 3 ? undefined : ROOT))(node),
      storage: async ({ height }) => {
        asked.add(height);
        return undefined;
      },
    }));
    expect(report.ledger.proof).toMatchObject({ stated: 1 });
    expect(report).toMatchObject({ verdict: 'could-not', findings: [] });
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(3);
  });
});
