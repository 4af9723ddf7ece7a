import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/audit/report-text.ts';
import { audit } from '../../src/audit/verifier.ts';
import { parseProof, renderProof } from '../../src/core/proof.ts';
import { honestStudy, Study } from './honest-trail.ts';

describe('an honest trail', () => {
  for (const mode of ['heads-only', 'disclosed'] as const) {
    it(`gives no finding at any level, ${mode}`, async () => {
      const study = await honestStudy(mode);
      for (const level of ['log', 'evidence', 'openings'] as const) {
        const report = await audit(study.ledgerSource(), [study.logSource()], { level });
        expect(report.findings).toEqual([]);
        expect(report).toMatchObject({ verdict: 'clean', level, asked: level, witnessed: false });
        expect(report.counts).toMatchObject({ entries: 9, releases: 4, rows: 13, unanchored: 0 });
        expect(renderReport(report)).toContain(`clean at level ${level}`);
      }
    });
  }

  it('stays one where the requester signed one number in two sessions, which no gateway can know', async () => {
    const study = new Study();
    const jti = 'the-same-number-again';
    const ath = Buffer.alloc(32, 7).toString('base64url');
    const [one, two] = [
      await study.evidenceFor(study.request(), study.requester, { jti }),
      await study.evidenceFor(study.request({ items: [2, 3] }), study.requester, { jti, ath }),
    ];
    await study.release({ rows: study.rowsOf(0), evidence: one });
    await study.release({ rows: study.rowsOf(1), evidence: two });
    study.anchor();
    expect(await audit(study.ledgerSource(), [study.logSource()])).toMatchObject({ verdict: 'clean', findings: [] });
  });

  it('stays one where an authority countersigned in the very block that ends its role, not in a later one', async () => {
    for (const [later, codes] of [
      [false, []],
      [true, ['PERMIT_INACTIVE']],
    ] as const) {
      const study = new Study();
      const permit = study.permit({ basis: 2 }, true, false);
      const countersigned = ['PermitCountersigned', { permit, authority: study.authority }] as const;
      const ended = ['MemberRolesSet', { identity: study.authority, roles: 0 }] as const;
      if (later) {
        study.mine(ended);
        study.mine(countersigned);
      } else study.mine(countersigned, ended);
      await study.release({ rows: [{ item: study.item(0) }], permit, entry: { basis: 'waiver' } });
      study.anchor();
      const { findings } = await audit(study.ledgerSource(), [study.logSource()]);
      expect(findings.map(({ code }) => code)).toEqual(codes);
    }
  });

  it('is not called clean for a receipt that no log of the ledger signed', async () => {
    const study = await honestStudy();
    const ownReceipt = study.receipt(0);
    expect(await audit(study.ledgerSource(), [study.logSource()], { receipts: [ownReceipt] })).toMatchObject({
      verdict: 'clean',
    });
    const stranger = new Study({ log: 'another log' }).receipt(0);
    const report = await audit(study.ledgerSource(), [study.logSource()], { receipts: [stranger] });
    expect(report).toMatchObject({ verdict: 'could-not', level: 'none', findings: [], unseen: { receipts: 1 } });
    expect(report.receipts).toEqual([{ outcome: 'unknown' }]);
  });

  it('tells a receipt that was changed from one that is of another log', async () => {
    const study = await honestStudy();
    const { extra, ...rest } = parseProof(study.receipt(0));
    const entry = extra?.slice() ?? new Uint8Array();
    entry[entry.length - 2] = (entry[entry.length - 2] ?? 0) ^ 1;
    const receipts = [renderProof({ ...rest, extra: entry })];
    const report = await audit(study.ledgerSource(), [study.logSource()], { receipts });
    expect(report).toMatchObject({ verdict: 'could-not', findings: [], unseen: { receipts: 1 } });
    expect(report.receipts).toMatchObject([{ outcome: 'altered' }]);
  });
});
