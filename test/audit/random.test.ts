import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/verifier.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { Study } from './honest-trail.ts';
import { id } from './persons.ts';
import type { TestGrant } from './trail.ts';

/** What the model knows of one patient: whether it may be served now. */
interface Known {
  grant: TestGrant | undefined;
  level: number;
  turn: number;
  epoch: number;
  /** An acknowledged withdrawal that is not mined. */
  pending: { seq: number; event: readonly [string, Record<string, unknown>] } | undefined;
}

const step = fc.record({
  act: fc.constantFrom(
    'release',
    'release',
    'release',
    'revoke',
    'epoch',
    'opt-out',
    'relay',
    'grant',
    'anchor',
    'refuse',
    'wait',
  ),
  patient: fc.nat(2),
  dishonest: fc.constant(false),
});

async function drive(steps: readonly { act: string; patient: number }[], mode: 'disclosed' | 'heads-only') {
  const s = new Study({ mode });
  const known: Known[] = s.grants.map((grant) => ({ grant, level: 0, turn: 0, epoch: 0, pending: undefined }));
  const form = id('form');
  for (const { act, patient } of steps) {
    const k = known[patient];
    if (k === undefined) continue;
    const subject = s.patient(patient);
    if (act === 'release') {
      const rows = known.flatMap((each, i) => {
        const may = each.grant !== undefined && each.level === 0 && each.pending === undefined;
        return may ? s.rowsOf(i, each.grant) : [];
      });
      await s.release({ rows: [...rows, { item: s.common }] });
    } else if (act === 'revoke' && k.grant !== undefined && k.pending === undefined) {
      const grant = k.grant.id;
      const event = ['ConsentRevocationRecorded', { subject, grant, form }] as const;
      k.pending = { seq: s.acknowledge(subject, { grant }), event };
      k.grant = undefined;
    } else if (act === 'epoch' && k.pending === undefined) {
      const event = ['EpochRaised', { subject, epoch: ++k.epoch, by: ZERO_DIGEST, form }] as const;
      k.pending = { seq: s.acknowledge(subject, 'epoch'), event };
      k.grant = undefined;
    } else if (act === 'opt-out' && k.pending === undefined && k.level === 0) {
      const event = ['OptOutSet', { subject, level: 1, turn: k.turn, nonce: 0, by: ZERO_DIGEST, form }] as const;
      k.pending = { seq: s.acknowledge(subject, { level: 1 }), event };
      k.level = 1;
    } else if (act === 'relay' && k.pending !== undefined) {
      s.relay(k.pending.seq, k.pending.event);
      k.pending = undefined;
    } else if (act === 'grant' && k.pending === undefined) {
      k.grant = s.grant(subject);
      if (k.level === 1) s.mine(['OptOutSet', { subject, level: 0, turn: ++k.turn, nonce: 0, by: ZERO_DIGEST, form }]);
      k.level = 0;
    } else if (act === 'anchor') s.anchor();
    else if (act === 'refuse') await s.refuse();
    else if (act === 'wait') s.now += 7_000;
    if (s.now / 1000 - s.block.seconds > 30) s.mine();
    if (s.entries.length - s.anchored > 5) s.anchor();
  }
  return s;
}

describe('random honest trails', () => {
  it('give no finding', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, disclosed) => {
        const s = await drive(steps, disclosed ? 'disclosed' : 'heads-only');
        const report = await audit(s.ledgerSource(), [s.logSource()]);
        expect(report.findings).toEqual([]);
        expect(report.verdict).toBe('clean');
      }),
      { numRuns: 60 },
    );
  });

  it('give one as soon as a withdrawn patient is served', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.nat(2), async (steps, patient) => {
        const s = await drive(steps, 'heads-only');
        const grant = s.grant(s.patient(patient));
        s.acknowledge(s.patient(patient), { grant: grant.id });
        const entry = await s.release({ rows: s.rowsOf(patient, grant) });
        const { findings } = await audit(s.ledgerSource(), [s.logSource()]);
        expect(findings).toContainEqual(
          expect.objectContaining({ rule: 'G3', code: 'RELEASED_AFTER_REVOCATION', entry }),
        );
      }),
      { numRuns: 30 },
    );
  });
});
