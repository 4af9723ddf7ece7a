import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnchorWait, AnchorWaits } from '../../src/audit/log/anchor-waits.ts';
import { audit } from '../../src/audit/verifier.ts';
import { honestStudy } from './honest-trail.ts';

const longest = (waits: readonly AnchorWait[]) => Math.max(...waits.map(({ waited }) => waited));

describe('how long entries waited for their heads', () => {
  it('is kept of each head while there are few', () => {
    const waits = new AnchorWaits();
    waits.add(100, 98_500);
    waits.add(110, 110_900);
    expect(waits.list()).toEqual([
      { until: 100_000, waited: 1_500 },
      { until: 110_000, waited: 0 },
    ]);
  });

  it('loses neither its longest nor its newest, in order, however many heads there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 6_000, size: 'max' }),
        (all) => {
          const waits = new AnchorWaits();
          all.forEach((waited, i) => {
            waits.add(1_000 + i, (1_000 + i) * 1000 - waited);
          });
          const kept = waits.list();
          const untils = kept.map(({ until }) => until);
          expect(kept.length).toBeLessThanOrEqual(1_024);
          expect(longest(kept)).toBe(Math.max(...all));
          expect(untils.at(-1)).toBe((1_000 + all.length - 1) * 1000);
          expect(untils).toEqual([...untils].sort((a, b) => a - b));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is reported by the auditor of each log, by the ledger’s time and the entries’ own', async () => {
    const study = await honestStudy();
    const [log] = (await audit(study.ledgerSource(), [study.logSource()])).logs;
    expect(log?.waits).not.toEqual([]);
    const head = study.events.findLast(({ name }) => name === 'LogHead');
    expect(log?.waits.at(-1)?.until).toBe((head?.seconds ?? 0) * 1000);
  });

  it('ends with the last head, and leaves out what still waits', async () => {
    const study = await honestStudy();
    const before = (await audit(study.ledgerSource(), [study.logSource()])).logs[0]?.waits;
    await study.refuse();
    study.now += 200_000;
    study.mine();
    expect((await audit(study.ledgerSource(), [study.logSource()])).logs[0]?.waits).toEqual(before);
  });
});
