import { describe, expect, it } from 'vitest';
import { exportBundle, openBundle } from '../../src/audit/log/bundle.ts';
import { audit } from '../../src/audit/verifier.ts';
import { honestStudy } from './honest-trail.ts';

describe('an evidence bundle', () => {
  for (const mode of ['heads-only', 'disclosed'] as const) {
    it(`gives the verdict that the live trail gives, ${mode}`, async () => {
      const study = await honestStudy(mode);
      const lines = await Array.fromAsync(exportBundle(study.ledgerSource(), [study.logSource()]));
      const { ledger, logs } = await openBundle(lines);
      const live = await audit(study.ledgerSource(), [study.logSource()]);
      expect(await audit(ledger, logs)).toEqual(live);
      expect(live.verdict).toBe('clean');
    });
  }

  it('without evidence reaches level log, and says so', async () => {
    const study = await honestStudy();
    const { evidence: _, openings: __, ...source } = study.logSource();
    const lines = await Array.fromAsync(exportBundle(study.ledgerSource(), [source]));
    const { ledger, logs } = await openBundle(lines);
    expect(await audit(ledger, logs)).toMatchObject({ verdict: 'clean', level: 'log' });
    expect(await audit(ledger, logs, { level: 'openings' })).toMatchObject({ verdict: 'could-not', level: 'log' });
  });

  it('from which a line was taken is never clean', async () => {
    const study = await honestStudy();
    const lines = await Array.fromAsync(exportBundle(study.ledgerSource(), [study.logSource()]));
    const first = lines.findIndex((line) => line.includes('"checkpoint"'));
    for (let i = first; i < lines.length - 1; i++) {
      const { ledger, logs } = await openBundle(lines.toSpliced(i, 1));
      // Of the head's block, the first line has a copy.
      if (lines[i]?.includes(study.block.hash)) continue;
      expect((await audit(ledger, logs)).verdict, lines[i]?.slice(0, 100)).not.toBe('clean');
    }
  });

  it('is refused where it was cut off, or is something else', async () => {
    const study = await honestStudy();
    const lines = await Array.fromAsync(exportBundle(study.ledgerSource(), [study.logSource()]));
    const broken = [
      [],
      ['{}'],
      ['nonsense'],
      ['null'],
      lines.slice(0, -1),
      lines.slice(1),
      lines.with(3, '{"event":{}}'),
    ];
    for (const text of broken) await expect(openBundle(text)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
