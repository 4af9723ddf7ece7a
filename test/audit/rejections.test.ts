import { describe, expect, it } from 'vitest';
import type { LedgerSource } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { CustosError } from '../../src/core/errors.ts';
import { account } from './persons.ts';
import { type Case, REFUSED, TAKEN, UNTOLD, VOID } from './rejection-cases.ts';
import { form, Signed } from './signed-study.ts';

/** `not now`: by a node that has no state of past blocks. */
function answering(accepts: boolean | 'not now' | undefined): NonNullable<LedgerSource['acceptsSignature']> {
  return async (_account, _digest, _signature, height) => {
    if (accepts !== 'not now') return accepts;
    if (height === undefined) return false;
    throw new CustosError('LEDGER_REJECTED', 'The state of that height is not kept.');
  };
}

/** Acknowledged, then rejected as the log says, then released. */
async function play(
  { act, after, accepts, patient }: Case,
  between: (s: Signed, of: number) => unknown = () => undefined,
) {
  const s = new Signed();
  const of = await act(s);
  const early = await between(s, of);
  const rejected = s.relay(of, undefined);
  after?.(s);
  const released = await s.serve(s.block, patient);
  s.anchor();
  const { acceptsSignature: _, ...source } = s.ledgerSource();
  const asked = accepts === null ? source : { ...source, acceptsSignature: answering(accepts) };
  const report = await audit(asked, [s.logSource()]);
  return { of, early, rejected, released, report };
}

describe('an acknowledged withdrawal whose rejection the log claims', () => {
  for (const [title, played] of Object.entries(TAKEN)) {
    it(`${title}, goes on forbidding, and the claim is a finding`, async () => {
      const { of, rejected, released, report } = await play(played);
      expect(report.findings).toEqual([
        expect.objectContaining({ rule: 'G3', code: 'REJECTION_UNFOUNDED', entry: rejected, evidence: { of } }),
        ...[0, 1].map((position) =>
          expect.objectContaining({
            code: 'RELEASED_AFTER_REVOCATION',
            entry: released,
            evidence: { position, item: position + 2 * (played.patient ?? 0), of },
          }),
        ),
      ]);
    });
  }

  for (const [title, played] of Object.entries(VOID)) {
    it(`${title}, should never have been acknowledged`, async () => {
      const { of, report } = await play(played);
      expect(report.findings).toMatchObject([{ rule: 'G3', code: 'REVOCATION_VOID', entry: of }]);
      expect(report.logs[0]?.open).toMatchObject({ pending: [], rejected: [of] });
    });
  }

  for (const [title, played] of Object.entries(REFUSED)) {
    it(`${title}, is over, and stays open for somebody to look`, async () => {
      const { of, report } = await play(played);
      expect(report).toMatchObject({ findings: [], verdict: 'clean', counts: { rejectedWithdrawals: 1 } });
      expect(report.logs[0]?.open).toMatchObject({ pending: [], rejected: [of] });
    });
  }

  for (const [title, played] of Object.entries(UNTOLD)) {
    it(`${title}, convicts nobody and is never clean`, async () => {
      const { of, report } = await play(played);
      expect(report).toMatchObject({ findings: [], verdict: 'could-not', level: 'log', unseen: { rejections: 1 } });
      expect(report.logs[0]?.open.rejected).toEqual([of]);
    });
  }

  it('forbids until then, whatever becomes of it', async () => {
    const {
      'recorded for another holder’s patient': _,
      'that announces an erasure': __,
      ...rest
    } = {
      ...VOID,
      ...REFUSED,
      ...UNTOLD,
    };
    for (const [title, played] of Object.entries(rest)) {
      const { early, report } = await play(played, (s, of) => s.serve(s.blockOf(of)));
      const found = { rule: 'G3', code: 'RELEASED_AFTER_REVOCATION', entry: early };
      expect(report.findings, title).toContainEqual(expect.objectContaining(found));
    }
  });

  it('counts as done where the chain shows its effect all the same', async () => {
    const s = new Signed();
    const of = s.revoke();
    s.mine(['ConsentRevoked', { subject: s.patient(0), grant: s.own.id }]);
    const rejected = s.relay(of, undefined);
    s.anchor();
    const { findings } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(findings).toMatchObject([{ code: 'REJECTION_UNFOUNDED', entry: rejected }]);
  });

  it('is not excused by a claim that came before, that it was mined', async () => {
    const s = new Signed();
    const of = s.revoke();
    s.relay(of, ['ConsentsRecorded', { count: 0 }]);
    const rejected = s.relay(of, undefined);
    const released = await s.serve();
    s.anchor();
    const { findings } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'REJECTION_UNFOUNDED', entry: rejected }));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'RELEASED_AFTER_REVOCATION', entry: released }));
  });

  it('is malformed where its call is not to the contract of consents', async () => {
    const s = new Signed();
    const elsewhere = account('elsewhere');
    const entry = s.acknowledgeCall('grant', 'revokeRecorded', [s.patient(0), s.own.id, form], elsewhere);
    s.anchor();
    const { findings } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(findings).toMatchObject([{ rule: 'G3', code: 'REVOCATION_MALFORMED', entry }]);
  });
});
