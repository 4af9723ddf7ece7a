import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/audit/report.ts';
import type { LogSource } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import type { Hex } from '../../src/core/bytes.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../../src/core/typed-data.ts';
import { Study } from './honest-trail.ts';
import { ed25519Key, id, person } from './persons.ts';
import { POLICY, type TestGrant } from './trail.ts';

const ada = person('ada');
const DAY_MS = 86_400_000;
const form = id('form');

/** The first patient has a signer of her own, who gave the grant under which she is released. */
class Signed extends Study {
  readonly own: TestGrant;

  constructor() {
    super();
    this.bind(this.patient(0), ada.address);
    this.mine();
    this.own = this.grant(this.patient(0), {}, true, signerId(ada.address));
    this.anchor();
  }

  sign<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>): Hex {
    return ada.wallet.signingKey.sign(typedDigest(this.domain, name, message)).serialized as Hex;
  }

  pause(until: number, turn = 0): number {
    const subject = this.patient(0);
    const by = { signer: ada.address, signature: this.sign('Pause', { subject, until, turn }) };
    return this.acknowledgeCall('pause', 'pause', [subject, until, turn, by]);
  }

  optOut(level: number, turn = 0): number {
    const subject = this.patient(0);
    const by = { signer: ada.address, signature: this.sign('OptOut', { subject, level, turn }) };
    return this.acknowledgeCall('opt-out', 'optOut', [subject, level, turn, by]);
  }

  revokeAll(epoch = 0): number {
    const subject = this.patient(0);
    const by = { signer: ada.address, signature: this.sign('RevokeAll', { subject, epoch }) };
    return this.acknowledgeCall('epoch', 'revokeAll', [subject, epoch, by]);
  }

  /** As the chain shows it, `by` being zero for the holder. */
  shows(level: number, turn: number, by: string = ZERO_DIGEST): void {
    const paper = by === (ZERO_DIGEST as string) ? form : ZERO_DIGEST;
    this.mine(['OptOutSet', { subject: this.patient(0), level, turn, by, form: paper }]);
  }

  serve(): Promise<number> {
    return this.release({ rows: this.rowsOf(0, this.own) });
  }

  async pass(days: number): Promise<void> {
    this.now += days * DAY_MS;
    this.mine();
    this.anchor();
  }

  /** Goes on in another log of the gateway; gives the source of the one before. */
  turnTo(label: string): LogSource {
    const before = Object.assign(Object.create(Object.getPrototypeOf(this)), this) as Signed;
    const logId = id(label);
    const fresh = { entries: [], evidence: new Map(), openings: new Map(), anchored: 0 };
    Object.assign(this, { logId, key: ed25519Key(label), ...fresh });
    this.openLog();
    return before.logSource();
  }

  seconds(): number {
    return Math.floor(this.now / 1000);
  }
}

function judged(s: Signed, logs: readonly LogSource[] = [s.logSource()]): Promise<AuditReport> {
  return audit(s.ledgerSource(), logs);
}

async function codes(s: Signed): Promise<string[]> {
  return [...new Set((await judged(s)).findings.map(({ code }) => code))];
}

describe('an acknowledged withdrawal that never reached the chain', () => {
  const bySigner = signerId(ada.address);

  it('is not done by a shorter pause that the holder recorded', async () => {
    const s = new Signed();
    s.pause(s.seconds() + 365 * 86_400);
    s.mine(['PauseSet', { subject: s.patient(0), until: s.seconds() + 2, turn: 0, by: ZERO_DIGEST, form }]);
    s.now += 10_000;
    s.mine();
    await s.serve();
    s.anchor();
    await s.pass(40);
    expect(await codes(s)).toEqual(expect.arrayContaining(['RELEASED_AFTER_REVOCATION', 'REVOCATION_NOT_MINED']));
  });

  it('is not done by a lesser opt-out that the holder recorded, nor by an opting-in signed before', async () => {
    const lesser = new Signed();
    lesser.optOut(2);
    lesser.shows(1, 0);
    await lesser.pass(40);
    expect(await codes(lesser)).toEqual(['REVOCATION_NOT_MINED']);

    const before = new Signed();
    before.shows(1, 0, bySigner);
    before.optOut(2);
    before.shows(0, 1, bySigner);
    before.mine();
    await before.serve();
    before.anchor();
    await before.pass(40);
    expect(await codes(before)).toEqual(['RELEASED_AFTER_REVOCATION', 'REVOCATION_NOT_MINED']);
  });

  it('is done by nobody else’s of the same turn, where the patient’s own was to bind a guardian, for longer than it may take', async () => {
    for (const [days, found] of [
      [0, []],
      [2, ['REVOCATION_NOT_MINED']],
    ] as const) {
      const s = new Signed();
      const guardian = person('guardian');
      s.bind(s.patient(0), guardian.address, 1, { kind: 2 });
      s.shows(1, 0);
      s.optOut(1);
      if (days > 0) await s.pass(days);
      s.shows(0, 1, signerId(guardian.address));
      await s.pass(40);
      expect(await codes(s)).toEqual(found);
    }
  });

  it.each([
    ['within the time of its own policy', 'shorter', 1, 10, []],
    ['within the time of its own policy', 'longer', 1, 10_000, []],
    ['after the time of its own policy', 'shorter', 40, 10, ['REVOCATION_NOT_MINED']],
    ['after the time of its own policy', 'longer', 40, 400 * 86_400, ['REVOCATION_NOT_MINED']],
  ] as const)('is judged %s, though a %s one came meanwhile', async (_, __, days, maxUnanchored, found) => {
    const s = new Signed();
    const seq = s.revokeAll();
    s.anchor();
    s.mine(['PolicySet', { policy: { ...POLICY, maxUnanchored, clockSkew: 1 } }]);
    s.now += days === 1 ? 60_000 : days * DAY_MS;
    s.mine();
    const report = await judged(s);
    expect(report.findings.map(({ code }) => code)).toEqual(found);
    expect(report.logs[0]?.open.pending).toEqual(found.length > 0 ? [] : [seq]);
  });

  it('is done once the patient’s own stands, or one that went as far', async () => {
    const own = new Signed();
    own.shows(1, 0);
    own.optOut(1);
    own.shows(1, 0, bySigner);
    const further = new Signed();
    further.optOut(1);
    further.shows(2, 0, bySigner);
    for (const s of [own, further]) {
      await s.pass(40);
      expect(await judged(s)).toMatchObject({ verdict: 'clean', logs: [{ open: { overdue: [], pending: [] } }] });
    }
  });
});

describe('a withdrawal that reached the chain late', () => {
  it('is listed, and a finding where another log released under it meanwhile', async () => {
    for (const releases of [false, true]) {
      const s = new Signed();
      const seq = s.revokeAll();
      s.anchor();
      const first = s.turnTo('log B');
      s.operation();
      s.anchor();
      await s.pass(9);
      if (releases) await s.serve();
      s.anchor();
      s.mine(['EpochRaised', { subject: s.patient(0), epoch: 1, by: signerId(ada.address), form: ZERO_DIGEST }]);
      s.anchor();
      const report = await judged(s, [first, s.logSource()]);
      expect(report.findings.map(({ code, entry }) => [code, entry])).toEqual(
        releases ? [['REVOCATION_NOT_MINED', seq]] : [],
      );
      expect(report.logs.map(({ open }) => open.overdue)).toEqual([[seq], []]);
    }
  });

  it('is listed, and goes on forbidding, where it was rejected for that alone', async () => {
    const s = new Signed();
    const other = person('other');
    s.bind(s.patient(0), other.address);
    s.mine(['SignerRemoved', { subject: s.patient(0), signer: signerId(ada.address), by: signerId(other.address) }]);
    await s.pass(6);
    const seq = s.revokeAll();
    s.anchor();
    await s.pass(2);
    s.relay(seq, undefined);
    s.anchor();
    const report = await judged(s);
    expect([report.findings, report.logs[0]?.open]).toMatchObject([[], { rejected: [], overdue: [seq] }]);
    await s.serve();
    s.anchor();
    expect(await codes(s)).toEqual(['RELEASED_AFTER_REVOCATION']);
  });
});
