import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryWriter } from '../../src/access-log/entry-writer.ts';
import { ReceiptWriter } from '../../src/access-log/receipt-writer.ts';
import { nativeEvidenceDigest } from '../../src/access-log/sequencer.ts';
import { toHex } from '../../src/core/bytes.ts';
import { BASES, DELIVERIES, ENTRY_KINDS, type Entry, encodeEntry, OUTCOMES, REFUSALS } from '../../src/core/entry.ts';
import { evidenceDigest } from '../../src/core/evidence.ts';
import { formatLedger } from '../../src/core/ids.ts';
import { renderProof } from '../../src/core/proof.ts';
import { LEDGER, LOG_ID } from './world.ts';

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);
const entry = fc.record(
  {
    seq: fc.maxSafeNat(),
    time: fc.maxSafeNat(),
    kind: fc.constantFrom(...ENTRY_KINDS),
    outcome: fc.constantFrom(...Object.values(OUTCOMES).flat()),
    block: fc.record({ hash: digest, height: fc.maxSafeNat() }),
    evidence: digest,
    reason: fc.constantFrom(...REFUSALS),
    dataset: digest,
    version: fc.nat(),
    requester: address,
    permit: fc.nat(),
    purpose: fc.nat(255),
    delivery: fc.constantFrom(...DELIVERIES),
    basis: fc.constantFrom(...BASES),
    rows: fc.record({ root: digest, count: fc.integer({ min: 1, max: 4096 }) }),
    of: fc.maxSafeNat(),
  },
  { requiredKeys: ['seq', 'time', 'kind', 'outcome', 'block', 'evidence'] },
) as unknown as fc.Arbitrary<Omit<Entry, 'v' | 'ledger' | 'logId'>>;

const writer = new EntryWriter(formatLedger(LEDGER), LOG_ID);
const whole = (rest: Omit<Entry, 'v' | 'ledger' | 'logId'>): Entry => ({
  ...rest,
  v: 1,
  ledger: formatLedger(LEDGER),
  logId: LOG_ID,
});

describe('the writers of the hot path', () => {
  it('write entries as core does', () => {
    fc.assert(
      fc.property(entry, (rest) => {
        expect(Buffer.from(writer.write(rest)).toString()).toBe(Buffer.from(encodeEntry(whole(rest))).toString());
      }),
    );
  });

  it.each(['a"b', 'a\\b', 'a\nb', 'ä', '","kind":"start'])('escape %j as core does', (dataset) => {
    const [sample] = fc.sample(entry, 1);
    const rest = { ...sample, dataset } as unknown as Omit<Entry, 'v' | 'ledger' | 'logId'>;
    expect(Buffer.from(writer.write(rest)).toString()).toBe(Buffer.from(encodeEntry(whole(rest))).toString());
  });

  it.each([Number.NaN, 2 ** 60, Number.POSITIVE_INFINITY])('refuse the number %d', (seq) => {
    const [sample] = fc.sample(entry, 1);
    expect(() => writer.write({ ...sample, seq } as never)).toThrow(
      expect.objectContaining({ code: 'JSON_NOT_CANONICAL' }),
    );
  });

  it('write receipts as core does', () => {
    const note = new TextEncoder().encode('text\n\n\u2014 name c2lnbmF0dXJl\n');
    const receipts = new ReceiptWriter(note);
    const shared = randomBytes(32);
    for (let index = 0; index < 20; index++) {
      const extra = randomBytes(index);
      const path = [randomBytes(32), shared];
      expect(Buffer.from(receipts.write(extra, index, path))).toEqual(
        Buffer.from(renderProof({ extra, index, path, checkpoint: note })),
      );
    }
  });

  it('digest evidence as core does', () => {
    const evidence = randomBytes(1000);
    expect(nativeEvidenceDigest(evidence)).toBe(toHex(evidenceDigest(evidence)));
  });
});
