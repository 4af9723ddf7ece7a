import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/audit/report-text.ts';
import { CHECKS, Coverage } from '../../src/audit/source/coverage.ts';
import type { Range } from '../../src/audit/source/range.ts';
import { audit } from '../../src/audit/verifier.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { defined, honestStudy, Study } from './honest-trail.ts';
import { id } from './persons.ts';

describe('an audit', () => {
  it('lists every check with its count, in disclosed mode those of events too', async () => {
    for (const [mode, disclosed] of [
      ['heads-only', { state: 'nothing', done: 0, of: 0 }],
      ['disclosed', { state: 'done', done: 9, of: 9 }],
    ] as const) {
      const study = await honestStudy(mode);
      const { checks } = await audit(study.ledgerSource(), [study.logSource()], { receipts: [study.receipt(3)] });
      expect(checks.map(({ check }) => check)).toEqual(Object.keys(CHECKS));
      const counts = Object.fromEntries(checks.map(({ check, state, done, of }) => [check, { state, done, of }]));
      const all = (count: number) => ({ state: 'done', done: count, of: count });
      expect(counts).toEqual({
        // A trail vouches for its ledger itself.
        blocks: { state: 'nothing', done: 0, of: 0 },
        cells: { state: 'nothing', done: 0, of: 0 },
        erasures: { state: 'nothing', done: 0, of: 0 },
        logs: all(1),
        checkpoints: all(1),
        heads: all(3),
        entries: all(9),
        disclosed,
        receipts: all(1),
        permits: all(4),
        evidence: all(9),
        requests: all(5),
        withdrawals: all(1),
        openings: all(4),
        rows: all(13),
        items: all(13),
        consents: all(12),
        purposes: all(16),
      });
    }
  });

  it('says of a check that it ran over nothing, and of one above its level that it was not made', async () => {
    const study = await honestStudy();
    const text = renderReport(await audit(study.ledgerSource(), [study.logSource()], { level: 'log' }), 'pinned');
    expect(text).toMatch(/^ {2}done: 3 of 3 heads on chain/m);
    expect(text).toMatch(/^ {2}nothing to check: receipts and checkpoints of others$/m);
    expect(text).toMatch(/^ {2}not looked at \(it is of level openings\): rows/m);
    expect(text).toMatch(/^Verdict: clean at level log: .* The ledger was pinned: .*$/m);
    expect(text).toContain(
      'whose data left, was not looked at. Nothing was found that breaks a promise. All that this level looks at could be',
    );
  });

  it('says in its first lines where the ledger was the copy of a file', async () => {
    const study = await honestStudy();
    const report = await audit(study.ledgerSource(), [study.logSource()], { level: 'log' });
    const [verdict, , words] = renderReport(report, 'copy').split('\n');
    expect(verdict).toMatch(/The ledger itself was not asked: all this was judged by the copy of it in the file\.$/);
    expect(words).toMatch(/^This audit read a copy of the ledger, which the file brings along/);
  });

  it('says in plain words first what was found', async () => {
    const study = await honestStudy();
    const seq = await study.release({ rows: [{ item: study.item(4) }] });
    study.anchor();
    const report = await audit(study.ledgerSource(), [study.logSource()]);
    const [verdict, , words] = renderReport(report, 'unpinned').split('\n');
    expect(report.findings).toMatchObject([{ code: 'GRANT_MISSING', entry: seq }]);
    expect(verdict).toBe(
      'Verdict: 1 finding: a promise was broken. The ledger was not pinned: that it is the right one is the gateway’s word.',
    );
    expect(words).toContain('A promise was broken: No opened grant stands behind the row.');
    expect(words).toContain('All of it could be seen.');
    study.openings.set(seq, utf8('{}'));
    const malformed = await audit(study.ledgerSource(), [study.logSource()]);
    expect(malformed.findings).toMatchObject([{ code: 'OPENINGS_MALFORMED', entry: seq }]);
    expect(malformed.checks.find(({ check }) => check === 'rows')).toMatchObject({
      state: 'could-not',
      done: 13,
      of: 14,
    });
    expect(renderReport(malformed)).toContain('What was found kept it from the rest, as listed below.');
  });

  it('counts withdrawals that are on their way as such', async () => {
    const study = await honestStudy();
    study.acknowledge(study.patient(2), { grant: study.grantOf(2).id });
    const { verdict, checks } = await audit(study.ledgerSource(), [study.logSource()]);
    expect(verdict).toBe('clean');
    const withdrawals = checks.find(({ check }) => check === 'withdrawals');
    expect(withdrawals).toMatchObject({ state: 'open', done: 1, of: 2 });
  });

  it('keeps a bounded number of reasons, however many an endpoint makes up', () => {
    const coverage = new Coverage();
    for (let i = 0; i < 1_000; i++) coverage.miss('evidence', `reason ${i}`);
    const gaps = coverage.results('openings').flatMap((result) => result.gaps);
    expect(gaps.length).toBeLessThan(300);
    expect(gaps.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  });
});

describe('an audit of a range', () => {
  /** Clean but for its second release, entry 3, and its last, entry 8. */
  async function broken(): Promise<Study> {
    const study = await honestStudy();
    for (const seq of [3, 8]) study.openings.set(seq, utf8('{}'));
    return study;
  }
  const found = async (study: Study, range: Range) => {
    const report = await audit(study.ledgerSource(), [study.logSource()], { range });
    return { ...report, entries: report.findings.map(({ entry }) => entry) };
  };
  const timeOf = (study: Study, seq: number) =>
    (JSON.parse(Buffer.from(defined(study.entries[seq])).toString()) as { time: number }).time;

  it('judges what lies within, both ends included, by number and by time', async () => {
    const study = await broken();
    const cases: [Range, number[], number][] = [
      [{}, [3, 8], 9],
      [{ from: { entry: 4 } }, [8], 5],
      [{ from: { entry: 3 }, to: { entry: 7 } }, [3], 5],
      [{ from: { entry: 4 }, to: { entry: 7 } }, [], 4],
      [{ from: { time: timeOf(study, 8) } }, [8], 1],
      [{ to: { time: timeOf(study, 3) } }, [3], 4],
      [{ to: { time: timeOf(study, 3) - 1 } }, [], 3],
    ];
    for (const [range, entries, within] of cases) {
      expect(await found(study, range)).toMatchObject({ entries, counts: { within, entries: 9 } });
    }
  });

  it('names its range in the verdict, and holds all entries to the heads', async () => {
    const study = await broken();
    const range = { from: { entry: 4 }, to: { entry: 7 } };
    const report = await found(study, range);
    expect(report).toMatchObject({ verdict: 'clean', range, counts: { entries: 9, within: 4, releases: 1 } });
    expect(renderReport(report)).toMatch(/^Verdict: clean at level openings for the entries from number 4 to number 7/);
    expect(report.checks.find(({ check }) => check === 'heads')).toMatchObject({ state: 'done', done: 3, of: 3 });
    const entry = defined(study.entries[1]);
    study.entries[1] = Uint8Array.from(entry).fill(entry[50] ?? 0, 51, 52);
    expect((await found(study, range)).findings).toContainEqual(expect.objectContaining({ code: 'HEAD_DIFFERS' }));
  });

  it('counts withdrawals that were acknowledged before it', async () => {
    const study = new Study();
    study.acknowledge(study.patient(0), { grant: study.grantOf(0).id });
    const seq = await study.release({ rows: study.rowsOf(0) });
    study.anchor();
    const { findings } = await found(study, { from: { entry: seq } });
    expect(findings).toMatchObject([
      { code: 'RELEASED_AFTER_REVOCATION', entry: seq },
      { code: 'RELEASED_AFTER_REVOCATION' },
    ]);
  });

  it('into which no entry falls could not tell, and says so', async () => {
    const study = await honestStudy();
    const report = await found(study, { from: { time: study.now + 86_400_000 } });
    expect(report).toMatchObject({ verdict: 'could-not', findings: [] });
    expect(renderReport(report)).toContain('No entry falls into that range, so that nothing was audited.');
  });

  it('whose entries are all newer than the audit could not tell, and says so', async () => {
    const study = await honestStudy();
    const before = study.ledgerSource();
    const head = await before.head();
    study.mine();
    const seq = await study.release({ rows: study.rowsOf(0) });
    const older = { ...study.ledgerSource(), head: async () => head };
    const report = await audit(older, [study.logSource()], { range: { from: { entry: seq } } });
    expect(report).toMatchObject({ verdict: 'could-not', findings: [], counts: { within: 0, newer: 1 } });
    expect(renderReport(report)).toContain('No entry of that range is on a block that this audit knows');
    const both = await audit(older, [study.logSource()], { range: { from: { entry: seq - 1 } } });
    expect(both).toMatchObject({ verdict: 'clean', findings: [], counts: { within: 1, newer: 1 } });
  });
});

describe('the sources of an audit', () => {
  it('are gaps where the ledger knows no such log', async () => {
    const study = await honestStudy();
    const stranger = { ...study.logSource(), logId: id('stranger') as never };
    const { checks } = await audit(study.ledgerSource(), [study.logSource(), stranger]);
    const logs = checks.find(({ check }) => check === 'logs');
    expect(logs).toMatchObject({ done: 1, of: 2, gaps: [{ reason: 'the ledger knows no such log' }] });
  });
});
