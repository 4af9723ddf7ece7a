import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { ada, DAY_MS, Signed } from './signed-study.ts';

/** Withdrawals that the contracts took, and that did nothing where what was signed was over; on the block that the last
 *  argument gives. */
const SPENT: Record<string, (s: Signed, over: boolean, on?: () => Block) => number> = {
  'of an epoch, while a later consent stands': (s, over, on) => {
    const subject = s.patient(0);
    s.mine(['EpochRaised', { subject, epoch: 1, by: signerId(ada.address), form: ZERO_DIGEST }]);
    s.grant(subject, {}, true, signerId(ada.address));
    const epoch = over ? 0 : 1;
    const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch }) };
    const seq = s.acknowledgeCall('epoch', 'revokeAll', [subject, epoch, by], s.consents, on?.());
    if (!over) s.mine(['EpochRaised', { subject, epoch: 2, by: signerId(ada.address), form: ZERO_DIGEST }]);
    return seq;
  },
  'by an opt-out of a turn, after an opting in': (s, over, on) => {
    const [subject, level] = [s.patient(0), 1];
    const set = { subject, by: signerId(ada.address), form: ZERO_DIGEST };
    s.mine(['OptOutSet', { ...set, level, turn: 0 }]);
    s.mine(['OptOutSet', { ...set, level: 0, turn: 1 }]);
    const turn = over ? 0 : 1;
    const by = { signer: ada.address, signature: s.sign('OptOut', { subject, level, turn }) };
    const seq = s.acknowledgeCall('opt-out', 'optOut', [subject, level, turn, by], s.consents, on?.());
    if (!over) s.mine(['OptOutSet', { ...set, level, turn }]);
    return seq;
  },
  'by a pause of a turn, after a resuming': (s, over, on) => {
    const [subject, until] = [s.patient(0), Math.floor(s.now / 1000) + 3_600];
    const set = { subject, by: signerId(ada.address), form: ZERO_DIGEST };
    s.mine(['PauseSet', { ...set, until, turn: 0 }]);
    s.mine(['PauseSet', { ...set, until: 0, turn: 1 }]);
    const turn = over ? 0 : 1;
    const by = { signer: ada.address, signature: s.sign('Pause', { subject, until, turn }) };
    const seq = s.acknowledgeCall('pause', 'pause', [subject, until, turn, by], s.consents, on?.());
    if (!over) s.mine(['PauseSet', { ...set, until, turn }]);
    return seq;
  },
};

describe('an acknowledged withdrawal that the chain took for a repetition', () => {
  for (const [title, act] of Object.entries(SPENT)) {
    it.each([true, false])(`${title}, is a finding where what was signed was over (%s)`, async (over) => {
      const s = new Signed();
      const entry = act(s, over);
      s.relay(entry, ['ConsentsRecorded', { count: 0 }]);
      s.anchor();
      const { findings } = await audit(s.ledgerSource(), [s.logSource()]);
      expect(findings).toMatchObject(over ? [{ rule: 'G3', code: 'REVOCATION_WITHOUT_EFFECT', entry }] : []);
    });

    it.each([true, false])(
      `${title}, stays open where its block is an old one (signed for what was over: %s)`,
      async (over) => {
        const s = new Signed();
        const before = s.block;
        const entry = act(s, over, () => {
          s.now += DAY_MS;
          return over ? before : s.block;
        });
        s.relay(entry, ['ConsentsRecorded', { count: 0 }]);
        s.anchor();
        const { findings, counts, logs } = await audit(s.ledgerSource(), [s.logSource()]);
        expect(findings).toEqual([]);
        expect(counts.lateWithdrawals).toBe(over ? 1 : 0);
        expect(logs[0]?.open.late).toEqual(over ? [entry] : []);
      },
    );
  }

  it('is no matter where its block is a moment old: nobody could know', async () => {
    const s = new Signed();
    const [before, subject] = [s.block, s.patient(0)];
    const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch: 0 }) };
    s.mine(['EpochRaised', { subject, epoch: 1, by: signerId(ada.address), form: ZERO_DIGEST }]);
    s.grant(subject, {}, true, signerId(ada.address));
    s.relay(s.acknowledgeCall('epoch', 'revokeAll', [subject, 0, by], s.consents, before), [
      'ConsentsRecorded',
      { count: 0 },
    ]);
    s.anchor();
    const { findings, counts } = await audit(s.ledgerSource(), [s.logSource()]);
    expect([findings, counts.lateWithdrawals]).toEqual([[], 0]);
  });

  it('is none where all had been withdrawn: it says what is so', async () => {
    const s = new Signed();
    const subject = s.patient(0);
    s.mine(['EpochRaised', { subject, epoch: 1, by: signerId(ada.address), form: ZERO_DIGEST }]);
    const later = s.grant(subject, {}, true, signerId(ada.address));
    s.mine(['ConsentRevoked', { subject, grant: later.id }]);
    const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch: 0 }) };
    s.relay(s.acknowledgeCall('epoch', 'revokeAll', [subject, 0, by]), ['ConsentsRecorded', { count: 0 }]);
    s.anchor();
    const { findings } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(findings).toEqual([]);
  });
});
