import { describe, expect, it } from 'vitest';
import { type EventReader, ledgerSource } from '../../src/audit/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { CustosError } from '../../src/core/errors.ts';
import type { LedgerReader } from '../../src/ledger/reader.ts';
import { honestStudy, type Study } from './honest-trail.ts';

/** A node over a trail, which refuses more than `most` heights at once. */
function reader(study: Study, most: number, asked: number[] = []): EventReader {
  const inMs = <T extends { seconds: number }>(block: T) => ({ ...block, time: block.seconds * 1000 });
  return {
    ledger: study.ledger,
    head: async () => inMs(study.block),
    block: async (height) => study.blocks.slice(height - 1, height).map(inMs)[0],
    acceptsSignature: async () => undefined,
    events: async (from, to) => {
      if (to - from >= most) throw new CustosError('LEDGER_RANGE_TOO_LARGE', 'Ask for less.');
      asked.push(to - from + 1);
      return study.events
        .filter(({ height }) => height >= from && height <= to)
        .map(({ name, height, seconds, args }) => ({ ...args, name, at: { height, time: seconds * 1000 } }));
    },
  };
}

describe('the ledger behind its reader', () => {
  it('is read in ranges that the node takes', async () => {
    const study = await honestStudy();
    const asked: number[] = [];
    const report = await audit(ledgerSource(reader(study, 7, asked)), [study.logSource()]);
    expect(report).toMatchObject({ verdict: 'clean', findings: [] });
    expect(Math.max(...asked)).toBeLessThanOrEqual(7);
  });

  it('takes the reader of the ledger room as it is', () => {
    const fits: (real: LedgerReader) => EventReader = (real) => real;
    expect(fits).toBeTypeOf('function');
  });

  it('throws where the ledger cannot be read, since then nothing can be said', async () => {
    const study = await honestStudy();
    const down: EventReader = {
      ...reader(study, 7),
      events: async () => {
        throw new CustosError('LEDGER_UNREACHABLE', 'The node does not answer.');
      },
    };
    await expect(audit(ledgerSource(down), [])).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });

  it('refuses an event that it does not know', async () => {
    const study = await honestStudy();
    study.mine(['PermitExtended', { permit: 1 }]);
    await expect(audit(study.ledgerSource(), [])).rejects.toMatchObject({ code: 'LEDGER_MISMATCH' });
  });
});
