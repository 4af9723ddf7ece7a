import { describe } from 'vitest';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { defined } from './honest-trail.ts';
import { account, id } from './persons.ts';

const form = id('form');

const CASES: readonly Case[] = [
  {
    title: 'serves after the revocation was mined',
    act: (s) => {
      s.mine(['ConsentRevoked', { subject: s.patient(0), grant: s.grantOf(0).id }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'GRANT_INACTIVE',
  },
  {
    title: 'serves after all grants were revoked',
    act: (s) => {
      s.mine(['EpochRaised', { subject: s.patient(0), epoch: 1, by: ZERO_DIGEST, form }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'GRANT_INACTIVE',
  },
  {
    title: 'serves after it acknowledged a revocation that is not mined yet',
    act: (s) => {
      s.acknowledge(s.patient(0), { grant: s.grantOf(0).id });
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'RELEASED_AFTER_REVOCATION',
  },
  {
    title: 'serves under the old block after the acknowledged revocation was mined',
    act: async (s) => {
      const { block } = s;
      const of = s.acknowledge(s.patient(0), { grant: s.grantOf(0).id });
      s.mine(['ConsentRevocationRecorded', { subject: s.patient(0), grant: s.grantOf(0).id, form }]);
      const seq = await s.release({ rows: s.rowsOf(0), block });
      s.relay(of, ['ConsentRevocationRecorded', { subject: s.patient(0), grant: s.grantOf(0).id, form }]);
      return seq;
    },
    finds: 'RELEASED_AFTER_REVOCATION',
  },
  {
    title: 'serves after it acknowledged a withdrawal of everything',
    act: (s) => {
      s.acknowledge(s.patient(0), 'epoch');
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'RELEASED_AFTER_REVOCATION',
  },
  {
    title: 'serves after it acknowledged an opt-out',
    act: (s) => {
      s.acknowledge(s.patient(0), { level: 1 });
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'RELEASED_AFTER_REVOCATION',
  },
  {
    title: 'serves after it acknowledged a pause',
    act: (s) => {
      s.acknowledge(s.patient(0), { until: Math.floor(s.now / 1000) + 3_600 });
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'RELEASED_AFTER_REVOCATION',
  },
  {
    title: 'keeps a revocation from the chain',
    act: (s) => {
      const seq = s.acknowledge(s.patient(0), { grant: s.grantOf(0).id });
      s.anchor();
      s.now += 600_000;
      s.mine();
      return seq;
    },
    finds: 'REVOCATION_NOT_MINED',
  },
  {
    title: 'says of a revocation that it was mined, and it was not',
    act: (s) => {
      const seq = s.acknowledge(s.patient(0), { grant: s.grantOf(0).id });
      s.relay(seq, ['ConsentRevocationRecorded', { subject: s.patient(1), grant: s.grantOf(1).id, form }]);
      return seq;
    },
    finds: 'REVOCATION_NOT_MINED',
  },
  {
    title: 'relays another call than it acknowledged',
    act: (s) => {
      const seq = s.acknowledge(s.patient(0), { grant: s.grantOf(0).id });
      const call = JSON.parse(Buffer.from(defined(s.evidence.get(seq))).toString());
      const evidence = { ...call, subject: s.patient(1) };
      s.entries.pop();
      return s.append({ kind: 'revocation', outcome: 'acknowledged' }, evidence);
    },
    finds: 'REVOCATION_MALFORMED',
  },
  {
    title: 'serves a patient that opted out',
    act: (s) => {
      s.mine(['OptOutSet', { subject: s.patient(0), level: 1, turn: 0, nonce: 0, by: ZERO_DIGEST, form }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'SUBJECT_WITHHELD',
  },
  {
    title: 'serves a patient that paused',
    act: (s) => {
      const until = Math.floor(s.now / 1000) + 3_600;
      s.mine(['PauseSet', { subject: s.patient(0), until, turn: 0, nonce: 0, by: ZERO_DIGEST, form }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'SUBJECT_WITHHELD',
  },
  {
    title: 'serves a patient that was erased',
    act: (s) => {
      s.mine(['SubjectErased', { subject: s.patient(0), by: id('signer') }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'SUBJECT_WITHHELD',
  },
  {
    title: 'serves a stranger’s patient',
    act: (s) => {
      s.mine(['SubjectEnrolled', { subject: id('stranger'), holder: account('other holder') }]);
      const item = s.addItem(id('stranger'));
      s.publish({ version: 2 });
      return s.release({
        rows: [{ item, grant: s.grant(id('stranger')) }],
        entry: { version: 2 },
        request: { version: 2 },
      });
    },
    finds: 'SUBJECT_WITHHELD',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
