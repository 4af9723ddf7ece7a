import { describe } from 'vitest';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { bitOf } from '../../src/core/purposes.ts';
import { FUTURE_GROUP_MEMBERS } from '../../src/core/terms.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { id } from './persons.ts';

const CASES: readonly Case[] = [
  {
    title: 'serves under a grant for another requester',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { grantee: id('another') })) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves a group’s later member under a grant for the group of then',
    act: (s) => {
      const grant = s.grant(s.patient(0), { grantee: id('group late') });
      s.group('late', s.requester.address);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves a member that left the group since the grant',
    act: (s) => {
      const group = s.group('left', s.requester.address);
      s.mine();
      const grant = s.grant(s.patient(0), { grantee: group, options: FUTURE_GROUP_MEMBERS });
      s.leave(group, s.requester.address);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves a member that left the group and joined again since the grant',
    act: (s) => {
      const group = s.group('again', s.requester.address);
      s.mine();
      const grant = s.grant(s.patient(0), { grantee: group });
      s.leave(group, s.requester.address);
      s.group('again', s.requester.address);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves under a grant for another dataset',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { scope: id('elsewhere') })) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves under a grant that has ended',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { from: 1, until: 1_000 })) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves a category that the grant leaves out',
    act: (s) => {
      const item = s.addItem(s.patient(0), 0b100);
      s.publish({ version: 2 });
      const grant = s.grant(s.patient(0), { excluded: 0b110 });
      return s.release({ rows: [{ item, grant }], entry: { version: 2 }, request: { version: 2 } });
    },
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves under a notice that nobody published',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { notice: id('other notice') })) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves what asks each time under a grant for every dataset',
    version: { policy: 1 },
    act: (s) => s.release({ rows: s.rowsOf(0) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves what asks each time under a grant for any requester',
    version: { policy: 1 },
    act: (s) =>
      s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { scope: s.dataset as never, grantee: ZERO_DIGEST })) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves for a purpose that the grant does not contain',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { purposes: bitOf('POA') })) }),
    finds: 'PURPOSE_NOT_COVERED',
  },
  {
    title: 'serves where a modifier of the grant was not attested',
    act: (s) => s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { purposes: bitOf('GRU') | bitOf('NCU') })) }),
    finds: 'PURPOSE_NOT_COVERED',
  },
  {
    title: 'serves for a purpose that the dataset does not allow',
    version: { purposes: bitOf('POA') },
    act: (s) => s.release({ rows: s.rowsOf(0) }),
    finds: 'PURPOSE_NOT_COVERED',
  },
  {
    title: 'serves items that identify under a permit that is not for them',
    version: { identifiable: true },
    act: (s) => s.release({ rows: s.rowsOf(0) }),
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'serves items that identify under a grant that is not for them',
    version: { identifiable: true },
    act: (s) => s.release({ rows: s.rowsOf(0), permit: s.permit({ identifiable: true }) }),
    finds: 'GRANT_NOT_COVERING',
  },
  {
    title: 'serves for another purpose than was asked',
    act: (s) => s.release({ rows: s.rowsOf(0), request: { purpose: 8 } }),
    finds: 'REQUEST_DIFFERS',
  },
  {
    title: 'serves another version than was asked',
    act: (s) => {
      s.publish({ version: 2 });
      return s.release({ rows: s.rowsOf(0), entry: { version: 2 } });
    },
    finds: 'REQUEST_DIFFERS',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
