import type { Hex } from '../../src/core/bytes.ts';
import { type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { passkeySigner, signerId } from '../../src/core/signer.ts';
import { account, id, person } from './persons.ts';
import { ada, form, resume, type Signed, suspend } from './signed-study.ts';

export interface Case {
  /** Acknowledges a withdrawal and does what else must happen before its rejection is claimed. */
  readonly act: (s: Signed) => number | Promise<number>;
  /** Whose withdrawal it is; the first patient unless said. */
  readonly patient?: number;
  /** Before the subject is released again. */
  readonly after?: (s: Signed) => void;
  /** What the chain answers for a smart account; null where it cannot be asked. */
  readonly accepts?: boolean | 'not now' | null;
}

/** Withdrawals of the first patient that the contracts would have taken. */
export const TAKEN: Record<string, Case> = {
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
export const VOID: Record<string, Case> = {
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
export const REFUSED: Record<string, Case> = {
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
export const UNTOLD: Record<string, Case> = {
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
