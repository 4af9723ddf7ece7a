import { describe } from 'vitest';
import { signerId } from '../../src/core/signer.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { account, id, person } from './persons.ts';

const form = id('form');

const CASES: readonly Case[] = [
  {
    title: 'serves without consent',
    act: (s) => s.release({ rows: [{ item: s.item(0) }] }),
    finds: 'GRANT_MISSING',
  },
  {
    title: 'names a grant that is on no chain',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), {}, false)) }),
    finds: 'GRANT_FORGED',
  },
  {
    title: 'opens other terms than were granted',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) =>
          lines.map((line) =>
            'grant' in line
              ? { grant: { ...line.grant, terms: { ...line.grant.terms, until: line.grant.terms.until + 1 } } }
              : line,
          ),
      }),
    finds: 'GRANT_FORGED',
  },
  {
    title: 'passes a consent on paper off as signed',
    act: (s) => {
      const grant = s.record(s.patient(0));
      s.mine(['ConsentGranted', { subject: s.patient(0), grant: grant.id, kind: 1, signer: id('signer') }]);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    finds: 'GRANT_FORGED',
  },
  {
    title: 'passes a signature off as a consent on paper',
    act: (s) => {
      const grant = s.grant(s.patient(0), {}, false);
      s.mine(['ConsentRecorded', { subject: s.patient(0), grant: grant.id }]);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    finds: 'GRANT_FORGED',
  },
  {
    title: 'passes another patient’s grant off as the patient’s own',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grants[1]) }),
    finds: 'GRANT_MISSING',
  },
  {
    title: 'records a consent after the patient bound a signer',
    act: (s) => {
      s.bind(s.patient(0), account('signer'));
      s.mine();
      return s.release({ rows: s.rowsOf(0, s.record(s.patient(0))) });
    },
    finds: 'GRANT_FORGED',
  },
  {
    title: 'serves under a consent on paper that the patient’s own signer did not keep in time',
    act: (s) => {
      const grant = s.record(s.patient(0));
      const until = Math.floor(s.now / 1000) + 60;
      s.bind(s.patient(0), account('signer'), 1, { recordedUntil: until });
      s.now += 120_000;
      s.mine();
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    finds: 'GRANT_INACTIVE',
  },
  {
    title: 'gives a signer that was reported stolen the patient’s own items',
    act: (s) => {
      const self = person('self');
      s.bind(s.patient(0), self.address);
      s.mine();
      const leavesAt = Math.floor(s.now / 1000) + 10_000;
      s.mine(['SignerLeaving', { subject: s.patient(0), signer: signerId(self.address), leavesAt, form }]);
      return s.release({ rows: [{ item: s.item(0) }], by: self, entry: { outcome: 'self' } });
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'gives the former guardian of a grown patient its items',
    act: (s) => {
      const guardian = person('guardian');
      s.bind(s.patient(0), guardian.address, 1, { kind: 2 });
      s.mine();
      s.mine(['StageSet', { subject: s.patient(0), stage: 3, form }]);
      return s.release({ rows: [{ item: s.item(0) }], by: guardian, entry: { outcome: 'self' } });
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'serves under a grant that came after the block',
    act: (s) => {
      const { block } = s;
      return s.release({ rows: s.rowsOf(0, s.grant(s.patient(0))), block });
    },
    finds: 'GRANT_FORGED',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
