import { describe } from 'vitest';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { defined } from './honest-trail.ts';
import { account, id, person } from './persons.ts';

const form = id('form');
const MEMBER = { ordinal: 9, roles: 2, organisation: form, endpoint: '' };

const CASES: readonly Case[] = [
  {
    title: 'names no permit',
    act: (s) => s.release({ rows: s.rowsOf(0), permit: 9 }),
    finds: 'PERMIT_MISSING',
  },
  {
    title: 'serves under a revoked permit',
    act: (s) => {
      s.mine(['PermitRevoked', { permit: 1, by: s.holder, causeDigest: id('cause') }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'PERMIT_INACTIVE',
  },
  {
    title: 'serves under a permit that has ended',
    act: (s) => s.release({ rows: s.rowsOf(0), permit: s.permit({ from: 1, until: 2 }) }),
    finds: 'PERMIT_INACTIVE',
  },
  {
    title: 'serves under terms that were not accepted',
    act: (s) => s.release({ rows: s.rowsOf(0), permit: s.permit({}, false) }),
    finds: 'PERMIT_INACTIVE',
  },
  {
    title: 'serves on another basis that no authority countersigned',
    act: (s) =>
      s.release({
        rows: [{ item: s.item(0) }],
        permit: s.permit({ basis: 2 }, true, false),
        entry: { basis: 'waiver' },
      }),
    finds: 'PERMIT_INACTIVE',
  },
  {
    title: 'claims another basis than the permit has, to do without grants',
    act: (s) => s.release({ rows: [{ item: s.item(0) }], entry: { basis: 'waiver' } }),
    finds: 'BASIS_DIFFERS',
  },
  {
    title: 'serves an opted-out patient on another basis',
    act: (s) => {
      const permit = s.permit({ basis: 1 });
      s.mine(['OptOutSet', { subject: s.patient(0), level: 1, turn: 0, nonce: 0, by: ZERO_DIGEST, form }]);
      return s.release({ rows: [{ item: s.item(0) }], permit, entry: { basis: 'opt-out' } });
    },
    finds: 'SUBJECT_WITHHELD',
  },
  {
    title: 'calls an access an emergency without an emergency permit',
    act: (s) => s.release({ rows: [{ item: s.item(0) }], entry: { outcome: 'emergency' } }),
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'serves a permit for another delivery',
    act: (s) => s.release({ rows: s.rowsOf(0), permit: s.permit({ delivery: 1 }) }),
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'serves a permit that names no purpose',
    act: (s) => s.release({ rows: s.rowsOf(0), permit: s.permit({ purpose: 0 }) }),
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'serves another requester’s permit',
    act: (s) => {
      const other = person('other');
      s.mine(['MemberAdded', { ...MEMBER, identity: other.address, principal: other.address, roles: 8 }]);
      return s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { grantee: ZERO_DIGEST })), by: other });
    },
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'serves a suspended member',
    act: (s) => {
      s.mine(['MemberSuspended', { identity: s.requester.address }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'REQUESTER_INACTIVE',
  },
  {
    title: 'serves a member that lost the role',
    act: (s) => {
      s.mine(['MemberRolesSet', { identity: s.requester.address, roles: 128 }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'REQUESTER_INACTIVE',
  },
  {
    title: 'serves a retired dataset',
    act: (s) => {
      s.mine(['DatasetRetired', { dataset: s.dataset, causeDigest: form }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'DATASET_UNFIT',
  },
  {
    title: 'serves another holder’s dataset',
    act: (s) => {
      const at = s.events.findIndex(({ name }) => name === 'DatasetRegistered');
      const event = defined(s.events[at]);
      s.mine(['MemberAdded', { ...MEMBER, identity: account('other holder'), principal: account('other holder') }]);
      s.events[at] = { ...event, args: { ...event.args, holder: account('other holder') } };
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'DATASET_UNFIT',
  },
  {
    title: 'serves for a holder that is suspended',
    act: async (s) => {
      s.mine(['MemberSuspended', { identity: s.holder }]);
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.mine(['MemberResumed', { identity: s.holder }]);
      return seq;
    },
    finds: 'DATASET_UNFIT',
  },
  {
    title: 'serves a superseded version',
    act: (s) => {
      s.mine(['DatasetSuperseded', { dataset: s.dataset, version: 1, causeDigest: form }]);
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'DATASET_UNFIT',
  },
  {
    title: 'serves an unpublished version',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { version: 3 }, request: { version: 3 } }),
    finds: 'DATASET_UNFIT',
  },
  {
    title: 'denies that a copy of what identifies identifies',
    act: (s) => {
      const parent = id('parent');
      s.mine(['DatasetRegistered', { dataset: parent, holder: s.holder }]);
      const publication = {
        manifestRoot: form,
        metadataDigest: form,
        purposes: 1n,
        sharedCount: 0,
        identifiable: true,
        policy: 0,
      };
      s.mine(['DatasetPublished', { dataset: parent, version: 1, holder: s.holder, publication }]);
      const edge = { parentDataset: parent, parentVersion: 1, relation: 2, processDigest: form };
      s.mine(['DatasetDescended', { dataset: s.dataset, version: 2, ...edge }]);
      s.publish({ version: 2 });
      return s.release({ rows: s.rowsOf(0), entry: { version: 2 }, request: { version: 2 } });
    },
    finds: 'IDENTIFIABLE_LOST',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
