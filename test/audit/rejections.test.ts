import { keccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Block, LedgerSource } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { type Hex, utf8Decode } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { CustosError } from '../../src/core/errors.ts';
import { type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { passkeySigner, signerId } from '../../src/core/signer.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../../src/core/typed-data.ts';
import { type StateCell, stateCells } from '../../src/ledger/state-cells.ts';
import { defined, Study } from './honest-trail.ts';
import { account, id, person, type TestGrant } from './trail.ts';

const ada = person('ada');
const DAY_MS = 86_400_000;

/** A study in which the first patient has a signer of her own, who gave the grant that is withdrawn. */
class Signed extends Study {
  readonly own: TestGrant;
  /** Under which she is released. */
  withdrawn: TestGrant;

  constructor() {
    super();
    this.bind(this.patient(0), ada.address);
    this.mine();
    this.own = this.grant(this.patient(0), {}, true, signerId(ada.address));
    this.withdrawn = this.own;
    this.anchor();
  }

  /** The patient's signature as a wallet makes it. */
  sign<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>, by = ada): Hex {
    return by.wallet.signingKey.sign(typedDigest(this.domain, name, message)).serialized as Hex;
  }

  revoke(by = ada, grant = this.own, signature?: Hex): number {
    const subject = this.patient(0);
    this.withdrawn = grant;
    const signed = signature ?? this.sign('Revoke', { subject, grant: grant.id }, by);
    return this.acknowledgeCall('grant', 'revoke', [subject, grant.id, by.address, signed]);
  }

  removeSigner(): void {
    this.mine(['SignerRemoved', { subject: this.patient(0), signer: signerId(ada.address), by: id('by') }]);
  }

  serve(block = this.block, patient = 0): Promise<number> {
    return this.release({ rows: this.rowsOf(patient, this.withdrawn), block });
  }

  /** Block of an entry. */
  blockOf(seq: number): Block {
    const { height } = (JSON.parse(utf8Decode(defined(this.entries[seq]))) as Entry).block;
    return defined(this.blocks[height - 1]);
  }

  /** Lets days pass in which nothing waits for its head. */
  async pass(days: number): Promise<void> {
    this.now += days * DAY_MS;
    this.mine();
    this.anchor();
  }
}

interface Case {
  /** Acknowledges a withdrawal and does what else must happen before its rejection is claimed. */
  readonly act: (s: Signed) => number | Promise<number>;
  /** Whose withdrawal it is; the first patient unless said. */
  readonly patient?: number;
  /** Before the subject is released again. */
  readonly after?: (s: Signed) => void;
  /** What the chain answers for a smart account; null where it cannot be asked. */
  readonly accepts?: boolean | 'not now' | null;
}

const form = id('form');
const suspend = (s: Signed) => s.mine(['MemberSuspended', { identity: s.gateway }]);
const resume = (s: Signed) => s.mine(['MemberResumed', { identity: s.gateway }]);

/** Withdrawals of the first patient that the contracts would have taken. */
const TAKEN: Record<string, Case> = {
  'of a grant, that its giver signed': { act: (s) => s.revoke() },
  'of a grant, that its giver signed who was removed long ago': {
    act: async (s) => {
      s.removeSigner();
      await s.pass(8);
      return s.revoke();
    },
  },
  'of a grant, that a signer signed who was removed days ago': {
    act: async (s) => {
      s.removeSigner();
      await s.pass(6);
      return s.revoke(ada, s.grantOf(0));
    },
  },
  'of a grant, that the holder recorded': { act: (s) => s.acknowledge(s.patient(0), { grant: s.own.id }) },
  'of a recorded grant, by a signer that kept it and was removed long ago': {
    act: async (s) => {
      const paper = s.record(s.patient(1));
      const keeper = person('keeper');
      s.bind(s.patient(1), keeper.address);
      s.mine();
      const signer = signerId(keeper.address);
      s.mine(['ConsentKept', { subject: s.patient(1), grant: paper.id, signer }]);
      s.mine(['SignerRemoved', { subject: s.patient(1), signer, by: id('by') }]);
      await s.pass(8);
      s.withdrawn = paper;
      const subject = s.patient(1);
      const signature = s.sign('Revoke', { subject, grant: paper.id }, keeper);
      return s.acknowledgeCall('grant', 'revoke', [subject, paper.id, keeper.address, signature]);
    },
    patient: 1,
  },
  'by an opt-out that an earlier opting in overtook': {
    act: (s) => {
      const [subject, level, turn] = [s.patient(0), 2, 0];
      const by = { signer: ada.address, signature: s.sign('OptOut', { subject, level, turn }) };
      s.mine(['OptOutSet', { subject, level: 1, turn: 0, by: id('by'), form: ZERO_DIGEST }]);
      s.mine(['OptOutSet', { subject, level: 0, turn: 1, by: id('by'), form: ZERO_DIGEST }]);
      return s.acknowledgeCall('opt-out', 'optOut', [subject, level, turn, by]);
    },
  },
  'by a guardian days after the patient came to act alone': {
    act: async (s) => {
      const guardian = person('guardian');
      s.bind(s.patient(0), guardian.address, 1, { kind: 2 });
      s.mine(['StageSet', { subject: s.patient(0), stage: 3, form }]);
      await s.pass(6);
      return s.revoke(guardian);
    },
  },
  'of all grants': {
    act: (s) => {
      const [subject, epoch] = [s.patient(0), 0];
      const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch }) };
      return s.acknowledgeCall('epoch', 'revokeAll', [subject, epoch, by]);
    },
  },
  'by an opt-out': {
    act: (s) => {
      const [subject, level, turn] = [s.patient(0), 1, 0];
      const by = { signer: ada.address, signature: s.sign('OptOut', { subject, level, turn }) };
      return s.acknowledgeCall('opt-out', 'optOut', [subject, level, turn, by]);
    },
  },
  'by a pause': {
    act: (s) => {
      const [subject, until, turn] = [s.patient(0), Math.floor(s.now / 1000) + 3_600, 0];
      const by = { signer: ada.address, signature: s.sign('Pause', { subject, until, turn }) };
      return s.acknowledgeCall('pause', 'pause', [subject, until, turn, by]);
    },
  },
};

/** Those that the contracts had to refuse from the first. */
const VOID: Record<string, Case> = {
  'signed by a stranger': { act: (s) => s.revoke(person('stranger')) },
  'signed by a signer that was removed longer ago than the grace': {
    act: async (s) => {
      s.removeSigner();
      await s.pass(8);
      return s.revoke(ada, s.grantOf(0));
    },
  },
  'signed by a guardian longer ago than the grace after the patient came to act alone': {
    act: async (s) => {
      const guardian = person('guardian');
      s.bind(s.patient(0), guardian.address, 1, { kind: 2 });
      s.mine(['StageSet', { subject: s.patient(0), stage: 3, form }]);
      await s.pass(8);
      return s.revoke(guardian);
    },
  },
  'signed by a signer that was reported stolen longer ago than the delay and the grace': {
    act: async (s) => {
      const leavesAt = Math.floor(s.now / 1000) + 86_400;
      s.mine(['SignerLeaving', { subject: s.patient(0), signer: signerId(ada.address), leavesAt, form }]);
      await s.pass(9);
      return s.revoke(ada, s.grantOf(0));
    },
  },
  'signed by a signer that was cancelled before it counted': {
    act: (s) => {
      const late = person('late');
      s.bind(s.patient(0), late.address, 3_600);
      s.mine(['SignerRemoved', { subject: s.patient(0), signer: signerId(late.address), by: id('by') }]);
      return s.revoke(late);
    },
  },
  'signed by a signer that does not count yet': {
    act: (s) => {
      const late = person('late');
      s.bind(s.patient(0), late.address, 3_600);
      return s.revoke(late);
    },
  },
  'under a broken signature': { act: (s) => s.revoke(ada, s.own, `0x${'11'.repeat(64)}1b`) },
  'under a signature over another grant': {
    act: (s) => s.revoke(ada, s.own, s.sign('Revoke', { subject: s.patient(0), grant: s.grantOf(0).id })),
  },
  'under a signature of a form that the contracts do not take': {
    act: (s) => {
      const signature = s.sign('Revoke', { subject: s.patient(0), grant: s.own.id });
      const v = signature.endsWith('1b') ? '00' : '01';
      return s.revoke(ada, s.own, `${signature.slice(0, -2)}${v}` as Hex);
    },
  },
  'of an epoch to come': {
    act: (s) => {
      const [subject, epoch] = [s.patient(0), 1];
      const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch }) };
      return s.acknowledgeCall('epoch', 'revokeAll', [subject, epoch, by]);
    },
  },
  'by an opt-out of a turn to come': {
    act: (s) => {
      const [subject, level, turn] = [s.patient(0), 1, 1];
      const by = { signer: ada.address, signature: s.sign('OptOut', { subject, level, turn }) };
      return s.acknowledgeCall('opt-out', 'optOut', [subject, level, turn, by]);
    },
  },
  'by an erasure whose deadline was over': {
    act: (s) => {
      const [subject, deadline] = [s.patient(0), Math.floor(s.now / 1000) - 3_600];
      const by = { signer: ada.address, signature: s.sign('Erase', { subject, nonce: 0, deadline }) };
      return s.acknowledgeCall('erasure', 'erase', [subject, deadline, by]);
    },
  },
  'to a level that there is not': { act: (s) => s.acknowledge(s.patient(0), { level: 3 }) },
  'recorded without a form': {
    act: (s) => s.acknowledgeCall('grant', 'revokeRecorded', [s.patient(0), s.own.id, ZERO_DIGEST]),
  },
  'recorded for another holder’s patient': {
    act: (s) => {
      const subject = id<Pseudonym>('stranger');
      s.mine(['SubjectEnrolled', { subject, holder: account('other holder') }]);
      return s.acknowledgeCall('epoch', 'revokeAllRecorded', [subject, form]);
    },
  },
  'recorded by a gateway that was suspended already': {
    act: (s) => {
      suspend(s);
      return s.acknowledge(s.patient(0), { grant: s.own.id });
    },
    after: resume,
  },
};

/** Those that the contracts had to refuse in the end. */
const REFUSED: Record<string, Case> = {
  'recorded by a gateway that was suspended': {
    act: (s) => {
      const seq = s.acknowledge(s.patient(0), { grant: s.own.id });
      suspend(s);
      return seq;
    },
    after: resume,
  },
  'signed by a smart account that refused it then': { act: (s) => s.revoke(ada, s.own, '0x00'), accepts: false },
};

/** Those of which the ledger's past does not tell. */
const UNTOLD: Record<string, Case> = {
  'signed by a passkey': {
    act: (s) => {
      const [subject, x] = [s.patient(0), new Uint8Array(32)];
      const signer = passkeySigner(account('verifier'), x, x, x);
      s.bind(subject, signer);
      s.mine();
      return s.acknowledgeCall('grant', 'revoke', [subject, s.own.id, signer, '0x00']);
    },
  },
  'signed by a smart account that refuses it now': { act: (s) => s.revoke(ada, s.own, '0x00'), accepts: 'not now' },
  'signed by a smart account that accepts it': { act: (s) => s.revoke(ada, s.own, '0x00'), accepts: true },
  'signed by what may be a smart account': { act: (s) => s.revoke(ada, s.own, '0x00'), accepts: null },
  'recorded by a gateway that was suspended for a while': {
    act: (s) => {
      const seq = s.acknowledge(s.patient(0), { grant: s.own.id });
      suspend(s);
      resume(s);
      return seq;
    },
  },
  // Its nonce may have been used.
  'by an erasure': {
    act: (s) => {
      const [subject, deadline] = [s.patient(0), Math.floor(s.now / 1000) + 3_600];
      const by = { signer: ada.address, signature: s.sign('Erase', { subject, nonce: 0, deadline }) };
      return s.acknowledgeCall('erasure', 'erase', [subject, deadline, by]);
    },
  },
  'that announces an erasure': {
    act: (s) => s.acknowledgeCall('erasure', 'announceErasure', [s.patient(0), form]),
  },
};

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

/** A node whose receipts prove nothing: of the state only the given cells are other than the test asks for. */
function statedBy(s: Signed, real: readonly StateCell[]): LedgerSource {
  const state: NonNullable<LedgerSource['state']> = {
    keccak: (bytes) => Buffer.from(keccak256(bytes).slice(2), 'hex'),
    isNeeded: () => true,
    words: async (_height, _contract, slots) =>
      slots.map((slot) => {
        const cell = real.find((one) => one.slot === slot);
        return cell === undefined ? 0n : wordOf(cell);
      }),
  };
  return { ...s.ledgerSource(), state };
}

const wordOf = ({ fields }: StateCell) =>
  fields.reduce((word, { bit, is }) => word | ((is === 'set' ? 1n : is) << BigInt(bit)), 0n);

describe('a rejection that a node made up where no receipts prove its events', () => {
  const hash = (bytes: Uint8Array) => Buffer.from(keccak256(bytes).slice(2), 'hex');
  const differing = (findings: readonly { code: string; evidence?: object }[]) =>
    findings.filter(({ code }) => code === 'LEDGER_STATE_DIFFERS').map(({ evidence }) => evidence);

  it('by a suspension of the gateway is found by the gateway’s seat', async () => {
    const s = new Signed();
    const of = s.acknowledge(s.patient(0), 'epoch');
    suspend(s);
    const entry = s.relay(of, undefined);
    resume(s);
    s.anchor();
    const seatOf = (who: Hex, status: number) => stateCells(hash, 'membership', '_seats', [who], { status });
    const seat = [...seatOf(s.gateway, 1), ...seatOf(s.holder, 1)];
    const { findings } = await audit(statedBy(s, seat), [s.logSource()]);
    const fact = { contract: 'membership', variable: '_seats', fields: 'status' };
    expect(differing(findings)).toContainEqual(expect.objectContaining(fact));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'LEDGER_STATE_DIFFERS', entry }));
    const suspended = [...seatOf(s.gateway, 2), ...seatOf(s.holder, 1)];
    const honest = await audit(statedBy(s, suspended), [s.logSource()]);
    expect(differing(honest.findings)).not.toContainEqual(expect.objectContaining({ variable: '_seats' }));
  });

  it('by a removal of the signer long ago is found by the signer’s slot', async () => {
    const s = new Signed();
    const [subject, epoch] = [s.patient(0), 0];
    const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch }) };
    const of = s.acknowledgeCall('epoch', 'revokeAll', [subject, epoch, by]);
    s.removeSigner();
    await s.pass(8);
    const entry = s.relay(of, undefined);
    s.anchor();
    const keys = [subject, signerId(ada.address)];
    const stands = stateCells(hash, 'consents', '_signers', keys, { kind: 1 });
    const { findings } = await audit(statedBy(s, stands), [s.logSource()]);
    const found = { variable: '_signers', fields: 'removedAt' };
    expect(differing(findings)).toContainEqual(expect.objectContaining(found));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'LEDGER_STATE_DIFFERS', entry }));
    const removed = stateCells(hash, 'consents', '_signers', keys, { kind: 1, removedAt: 9 });
    const honest = await audit(statedBy(s, removed), [s.logSource()]);
    expect(differing(honest.findings)).not.toContainEqual(expect.objectContaining({ variable: '_signers' }));
  });
});
