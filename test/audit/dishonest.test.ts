import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/audit/report-text.ts';
import type { FindingCode } from '../../src/audit/source/findings.ts';
import { FINDINGS } from '../../src/audit/source/findings.ts';
import { audit } from '../../src/audit/verifier.ts';
import { fromHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import { type Address, type GrantId, ZERO_DIGEST } from '../../src/core/ids.ts';
import { bitOf } from '../../src/core/purposes.ts';
import { signerId } from '../../src/core/signer.ts';
import { FUTURE_GROUP_MEMBERS } from '../../src/core/terms.ts';
import { defined, Study } from './honest-trail.ts';
import { account, ENDPOINT, id, person, proof } from './trail.ts';

interface Case {
  readonly title: string;
  /** Gives the number of the entry that breaks the promise. */
  readonly act: (study: Study) => Promise<number> | number;
  readonly finds: FindingCode;
  readonly version?: ConstructorParameters<typeof Study>[1];
}

const form = id('form');
const MEMBER = { ordinal: 9, roles: 2, organisation: form, endpoint: '' };

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
  {
    title: 'serves a request made to another gateway',
    act: (s) => s.release({ rows: s.rowsOf(0), request: { gateway: account('elsewhere') } }),
    finds: 'REQUEST_DIFFERS',
  },
  {
    title: 'serves an item that nobody asked for',
    act: (s) => s.release({ rows: s.rowsOf(0), request: { items: [0] } }),
    finds: 'ITEM_NOT_REQUESTED',
  },
  {
    title: 'serves an item that the manifest does not list',
    act: (s) => {
      const item = s.addItem(s.patient(0));
      return s.release({ rows: [{ item, grant: s.grantOf(0) }] });
    },
    finds: 'ITEM_UNLISTED',
  },
  {
    title: 'calls a patient’s item shared',
    act: (s) => {
      const { index, leaf } = s.item(0);
      return s.release({ rows: [{ item: { index, leaf } }] });
    },
    finds: 'OWNER_DIFFERS',
  },
  {
    title: 'calls a patient’s item shared among releases of what is shared',
    act: async (s) => {
      const { index, leaf } = s.item(0);
      const seq = await s.release({ rows: [{ item: { index, leaf } }] });
      await s.release({ rows: [{ item: s.common }] });
      return seq;
    },
    finds: 'OWNER_DIFFERS',
  },
  {
    title: 'publishes more shared items than it declared',
    version: { sharedCount: 0 },
    act: (s) => s.release({ rows: [{ item: s.common }] }),
    finds: 'SHARED_EXCEEDED',
  },
  {
    title: 'opens an item to another patient than it is of',
    act: (s) => {
      const { index, leaf, ownerSalt } = s.item(0);
      const item = { index, leaf, subject: s.patient(1), ...(ownerSalt === undefined ? {} : { ownerSalt }) };
      return s.release({ rows: [{ item, grant: s.grantOf(1) }] });
    },
    finds: 'OWNER_DIFFERS',
  },
  {
    title: 'serves an item twice',
    act: (s) => s.release({ rows: [...s.rowsOf(0), ...s.rowsOf(0)] }),
    finds: 'ITEM_TWICE',
  },
  {
    title: 'opens other rows than it logged',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) =>
          lines.map((l) => ('row' in l && l.row.position === 1 ? { row: { ...l.row, prf: id('x') } } : l)),
      }),
    finds: 'ROWS_DIFFER',
  },
  {
    title: 'leaves a row unopened',
    act: (s) => s.release({ rows: s.rowsOf(0), openings: (l) => l.slice(0, -1) }),
    finds: 'ROW_NOT_OPENED',
  },
  {
    title: 'calls a row erased though nobody was',
    act: (s) => s.release({ rows: s.rowsOf(0), openings: (l) => [...l.slice(0, -1), { erased: { position: 1 } }] }),
    finds: 'ROW_NOT_OPENED',
  },
  {
    title: 'opens another entry',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) => lines.map((l) => ('opening' in l ? { opening: { ...l.opening, seq: 99 } } : l)),
      }),
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'opens another version',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) => lines.map((l) => ('opening' in l ? { opening: { ...l.opening, version: 2 } } : l)),
      }),
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'opens what is of no form',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.openings.set(seq, utf8('{}'));
      return seq;
    },
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'opens fewer rows than it counted',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) =>
          lines.slice(0, -1).map((l) => ('opening' in l ? { opening: { ...l.opening, count: 1 } } : l)),
      }),
    finds: 'ROWS_DIFFER',
  },
  {
    title: 'keeps the openings from an auditor',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.openings.delete(seq);
      return seq;
    },
    finds: 'OPENINGS_WITHHELD',
  },
  {
    title: 'keeps the evidence from an auditor',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.evidence.delete(seq);
      return seq;
    },
    finds: 'EVIDENCE_WITHHELD',
  },
  {
    title: 'gives other evidence than it logged',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      const later = await s.release({ rows: s.rowsOf(1) });
      s.evidence.set(seq, defined(s.evidence.get(later)));
      return seq;
    },
    finds: 'EVIDENCE_DIFFERS',
  },
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
  {
    title: 'rests on a block that is too old',
    act: (s) => {
      const { block } = s;
      s.now += 71_500;
      return s.release({ rows: s.rowsOf(0), block });
    },
    finds: 'BLOCK_TOO_OLD',
  },
  {
    title: 'rests on a block that never was',
    act: (s) => s.release({ rows: s.rowsOf(0), block: { ...s.block, hash: id('no block') } }),
    finds: 'BLOCK_UNKNOWN',
  },
  {
    title: 'rests on a block from before the consortium',
    act: (s) => {
      const at = s.events.findIndex(({ name }) => name === 'PolicySet');
      s.events[at] = { ...defined(s.events[at]), height: 2 };
      return s.release({ rows: s.rowsOf(0), block: defined(s.blocks[0]) });
    },
    finds: 'BLOCK_UNKNOWN',
  },
  {
    title: 'goes back to an earlier block',
    act: async (s) => {
      const { block } = s;
      s.mine();
      await s.release({ rows: s.rowsOf(0) });
      return s.release({ rows: s.rowsOf(1), block });
    },
    finds: 'BLOCK_DECREASES',
  },
  {
    title: 'dates an entry before the one that precedes it',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { time: s.now - 5_000 } }),
    finds: 'TIME_DECREASES',
  },
  {
    title: 'dates a release long before the head that precedes it',
    act: (s) => {
      s.anchor();
      return s.release({ rows: s.rowsOf(0), entry: { time: s.now - 140_000 } });
    },
    finds: 'TIME_OUT_OF_BOUNDS',
  },
  {
    title: 'dates an entry after its head',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { time: s.now + 60_000 } }),
    finds: 'TIME_OUT_OF_BOUNDS',
  },
  {
    title: 'releases while older entries wait for their head',
    act: (s) => {
      s.now += 200_000;
      s.mine();
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'RELEASED_WHILE_UNANCHORED',
  },
  {
    title: 'uses a proof for a second entry',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      await s.release({ rows: s.rowsOf(0), evidence });
      s.anchor();
      s.now += 320_000;
      s.anchor();
      return s.release({ rows: s.rowsOf(1), evidence });
    },
    finds: 'PROOF_REPLAYED',
  },
  {
    title: 'logs the same items again under the same proof',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      await s.release({ rows: s.rowsOf(0), evidence });
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'ITEM_TWICE',
  },
  {
    title: 'uses a proof whose number was used with another request',
    act: async (s) => {
      const jti = 'the-same-number-again';
      const one = await s.evidenceFor(s.request(), s.requester, { jti });
      const two = await s.evidenceFor(s.request({ items: [2, 3] }), s.requester, { jti });
      await s.release({ rows: s.rowsOf(0), evidence: one });
      return s.release({ rows: s.rowsOf(1), evidence: two });
    },
    finds: 'PROOF_REPLAYED',
  },
  {
    title: 'uses a proof that was made long ago',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      s.now += 30_000;
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'PROOF_STALE',
  },
  {
    title: 'uses a proof that was made for another request',
    act: async (s) => {
      const made = await s.evidenceFor(s.request({ items: [0] }), s.requester);
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, request: s.request() } as typeof made });
    },
    finds: 'PROOF_UNBOUND',
  },
  {
    title: 'uses a proof that was made for another address',
    act: async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester, { htu: 'https://elsewhere.example/v1/content' });
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'PROOF_UNBOUND',
  },
  ...['check', 'explain'].map((question) => ({
    title: `makes a release of a proof that was made to ask, of ${question}`,
    act: async (s: Study) => {
      const evidence = await s.evidenceFor(s.request(), s.requester, { htu: `${ENDPOINT}/v1/access/${question}` });
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'PROOF_UNBOUND' as const,
  })),
  {
    title: 'makes a proof of its own with another key',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      if (made.kind !== 'request') throw new Error('no request');
      const claims = JSON.parse(Buffer.from(made.dpop.split('.')[1] ?? '', 'base64url').toString());
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, dpop: proof(person('gateway'), claims) } });
    },
    finds: 'PROOF_INVALID',
  },
  {
    title: 'changes a claim of a proof',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      if (made.kind !== 'request') throw new Error('no request');
      const [head, payload = '', signature] = made.dpop.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const changed = Buffer.from(JSON.stringify({ ...claims, jti: 'another-number-than-signed' })).toString(
        'base64url',
      );
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, dpop: `${head}.${changed}.${signature}` } });
    },
    finds: 'PROOF_INVALID',
  },
  {
    title: 'opens a session for a key that the requester did not name',
    act: async (s) => {
      const mine = person('gateway');
      const made = await s.evidenceFor(s.request(), { ...s.requester, dpop: mine.dpop, jwk: mine.jwk });
      return s.release({ rows: s.rowsOf(0), evidence: made });
    },
    finds: 'PROOF_INVALID',
  },
  ...(
    [
      ['for another domain', { domain: 'elsewhere.example' }],
      ['for another endpoint', { uri: 'https://elsewhere.example' }],
      ['on another chain', { chain: '1' }],
      ['that had expired', { expires: '2020-01-01T00:00:00Z' }],
      ['that was issued later', { issued: '2099-01-01T00:00:00Z' }],
    ] as const
  ).map(
    ([what, change]): Case => ({
      title: `takes a session ${what}`,
      act: async (s) => {
        const made = await s.evidenceFor(s.request(), s.requester);
        const message = s.signInMessage(s.requester, change);
        const signature = (await s.requester.wallet.signMessage(message)) as `0x${string}`;
        const evidence = { ...made, session: { type: 'siwe', message, signature } } as typeof made;
        return s.release({ rows: s.rowsOf(0), evidence });
      },
      finds: 'SESSION_INVALID',
    }),
  ),
  {
    title: 'forges the signature under a session',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      const message = s.signInMessage(s.requester);
      const signature = (await person('gateway').wallet.signMessage(message)) as `0x${string}`;
      const evidence = { ...made, session: { type: 'siwe', message, signature } } as typeof made;
      return s.release({ rows: s.rowsOf(0), evidence });
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'names another requester than the one who asked',
    act: (s) => s.release({ rows: s.rowsOf(0), by: s.clinician, requester: s.requester.address }),
    finds: 'SESSION_INVALID',
  },
  {
    title: 'gives a subject another subject’s items',
    act: (s) => {
      const self = person('self');
      s.bind(s.patient(0), self.address);
      s.mine();
      s.mine();
      return s.release({ rows: [{ item: s.item(2) }], by: self, entry: { outcome: 'self' } });
    },
    finds: 'SUBJECT_WITHHELD',
  },
  {
    title: 'calls an access by a stranger a subject’s own',
    act: (s) => s.release({ rows: [{ item: s.item(0) }], by: person('stranger'), entry: { outcome: 'self' } }),
    finds: 'SESSION_INVALID',
  },
  {
    title: 'puts evidence of another kind behind a release',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        evidence: { v: 1, kind: 'operation', software: 'custos', verifierKey: s.verifierKey },
      }),
    finds: 'EVIDENCE_KIND',
  },
  {
    title: 'puts the evidence of a request behind an interruption',
    act: async (s) => {
      const of = await s.release({ rows: s.rowsOf(0) });
      const evidence = await s.evidenceFor(s.request(), s.requester);
      return s.append({ kind: 'release', outcome: 'interrupted', reason: 'revoked', of }, evidence);
    },
    finds: 'EVIDENCE_KIND',
  },
  {
    title: 'keeps a request that is of no form',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, request: {} } as typeof made });
    },
    finds: 'EVIDENCE_MALFORMED',
  },
  {
    title: 'names no requester',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      const { requester: _, ...entry } = JSON.parse(utf8Decode(defined(s.entries[seq]))) as Entry;
      s.entries[seq] = encodeEntry(entry);
      return seq;
    },
    finds: 'REQUEST_DIFFERS',
  },
  {
    title: 'writes what is no entry',
    act: (s) => s.entries.push(utf8('{}')) - 1,
    finds: 'ENTRY_MALFORMED',
  },
  {
    title: 'interrupts what was never released',
    act: (s) => s.interrupt(0),
    finds: 'ENTRY_REFERENCE',
  },
  {
    title: 'skips a number',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { seq: 7 } }),
    finds: 'SEQUENCE_BROKEN',
  },
  {
    title: 'writes another log’s entry into this one',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { logId: id('another log') } }),
    finds: 'ENTRY_FOREIGN',
  },
  {
    title: 'begins a fresh log as if it were restored',
    act: (s) => {
      s.entries.pop();
      return s.operation('restore');
    },
    finds: 'RESTORE_UNDECLARED',
  },
  {
    title: 'claims a restore in the middle of a log',
    act: (s) => s.operation('restore'),
    finds: 'RESTORE_UNDECLARED',
  },
];

describe('a dishonest gateway that', () => {
  for (const { title, act, finds, version } of CASES) {
    it(`${title} is found`, async () => {
      const study = new Study({}, version ?? {});
      const entry = await act(study);
      if (study.anchored < study.entries.length) study.anchor();
      const { findings, verdict } = await audit(study.ledgerSource(), [study.logSource()]);
      expect(verdict).toBe('findings');
      const found = { rule: FINDINGS[finds], code: finds, entry, logId: study.logId };
      expect(findings).toContainEqual(expect.objectContaining(found));
      const elsewhere = findings.filter((finding) => finding.entry !== entry);
      expect(elsewhere).toEqual([]);
    });
  }
});

describe('an honest gateway that', () => {
  const honest: Record<string, (s: Study) => Promise<unknown> | unknown> = {
    'serves a clinician in an emergency': async (s) => {
      const permit = s.permit({ emergency: true, purpose: 0, requester: s.clinician.address });
      await s.release({ rows: [{ item: s.item(0) }], permit, by: s.clinician, entry: { outcome: 'emergency' } });
    },
    'serves on another basis': (s) =>
      s.release({ rows: [{ item: s.item(0) }], permit: s.permit({ basis: 2 }), entry: { basis: 'waiver' } }),
    'serves a recorded consent': (s) => s.release({ rows: s.rowsOf(0, s.record(s.patient(0))) }),
    'serves a member of a group': (s) => {
      const grantee = s.group('early', s.requester.address);
      s.mine();
      return s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { grantee })) });
    },
    'serves a later member, as the patient allowed': (s) => {
      const grant = s.grant(s.patient(0), { grantee: id('group late'), options: FUTURE_GROUP_MEMBERS });
      s.group('late', s.requester.address);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    'serves a series under one proof': async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      await s.release({ rows: s.rowsOf(0), evidence });
      s.now += 100_000;
      s.anchor();
      await s.release({ rows: s.rowsOf(1), evidence });
    },
    'gives a subject its own data': (s) => {
      const self = person('self');
      s.bind(s.patient(0), self.address);
      s.mine();
      s.mine();
      return s.release({ rows: [{ item: s.item(0) }, { item: s.common }], by: self, entry: { outcome: 'self' } });
    },
    'serves a rotated member by its new account': (s) => {
      const next = person('next');
      s.mine(['MemberRotated', { identity: s.requester.address, from: s.requester.address, to: next.address }]);
      return s.release({ rows: s.rowsOf(0), by: next, requester: s.requester.address });
    },
    'serves again after a new grant': async (s) => {
      const of = s.acknowledge(s.patient(0), 'epoch');
      s.relay(of, ['EpochRaised', { subject: s.patient(0), epoch: 1, by: ZERO_DIGEST, form }]);
      await s.release({ rows: s.rowsOf(0, s.grant(s.patient(0))) });
    },
    'serves again after an opt-in': async (s) => {
      const of = s.acknowledge(s.patient(0), { level: 1 });
      const set = { subject: s.patient(0), nonce: 0, by: ZERO_DIGEST, form };
      s.relay(of, ['OptOutSet', { ...set, level: 1, turn: 0 }]);
      s.mine(['OptOutSet', { ...set, level: 0, turn: 1 }]);
      await s.release({ rows: s.rowsOf(0) });
    },
    'acknowledged a second withdrawal of the same grant': (s) => {
      const grant: GrantId = s.grantOf(0).id;
      s.relay(s.acknowledge(s.patient(0), { grant }), ['ConsentRevoked', { subject: s.patient(0), grant }]);
      return s.relay(s.acknowledge(s.patient(0), { grant }), ['ConsentsRecorded', { count: 0 }]);
    },
    'meets a modifier that the permit attests': (s) => {
      const permit = s.permit({ attested: bitOf('NCU') });
      return s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { purposes: bitOf('GRU') | bitOf('NCU') })), permit });
    },
  };
  for (const [title, act] of Object.entries(honest)) {
    it(`${title} is clean`, async () => {
      const study = new Study();
      await act(study);
      study.anchor();
      const report = await audit(study.ledgerSource(), [study.logSource()]);
      expect(report.findings).toEqual([]);
      expect(report.verdict).toBe('clean');
    });
  }

  it('waits for a review of an emergency stays clean, and the emergency stays open until then', async () => {
    const study = new Study();
    const permit = study.permit({ emergency: true, purpose: 0, requester: study.clinician.address });
    const rows = [{ item: study.item(0) }];
    const seq = await study.release({ rows, permit, by: study.clinician, entry: { outcome: 'emergency' } });
    study.anchor();
    const open = await audit(study.ledgerSource(), [study.logSource()]);
    expect(open.logs[0]?.open.emergencies).toEqual([seq]);
    const auditor: Address = study.auditor;
    study.mine(['LogReviewed', { log: study.logId, seq, auditor, outcome: 1, reportDigest: form }]);
    const reviewed = await audit(study.ledgerSource(), [study.logSource()]);
    expect(reviewed.logs[0]?.open.emergencies).toEqual([]);
    expect(reviewed.verdict).toBe('clean');
  });

  it('whose items were made from others is not called clean: what they came from is not shown', async () => {
    const study = new Study();
    const item = study.addItem(study.patient(0), 0, fromHex(id('source')));
    study.publish({ version: 2 });
    const rows = [{ item, grant: study.grantOf(0) }];
    await study.release({ rows, entry: { version: 2 }, request: { version: 2 } });
    study.anchor();
    const report = await audit(study.ledgerSource(), [study.logSource()]);
    expect(report).toMatchObject({ findings: [], verdict: 'could-not', level: 'evidence', unseen: { sources: 1 } });
  });

  it('under a permit for a disease is clean for that disease and those below it alone', async () => {
    const diseases = (disease: string) =>
      disease === 'MONDO:0005148' ? new Set(['MONDO:0005015']) : new Set<string>(['MONDO:0000001']);
    const run = async (facts: object, emergency = false) => {
      const study = new Study();
      const permit = emergency
        ? study.permit({ emergency: true, purpose: 0, requester: study.clinician.address, disease: 5015 })
        : study.permit({ disease: 5015 });
      const asked = { permit, request: { facts } };
      if (emergency) {
        const by = study.clinician;
        await study.release({ ...asked, rows: [{ item: study.item(0) }], by, entry: { outcome: 'emergency' } });
      } else await study.release({ ...asked, rows: study.rowsOf(0) });
      study.anchor();
      return study;
    };
    const verdict = async (facts: object, ontology: typeof diseases | undefined, emergency = false) => {
      const study = await run(facts, emergency);
      const options = ontology === undefined ? {} : { diseases: ontology };
      const report = await audit(study.ledgerSource(), [study.logSource()], options);
      return [report.verdict, ...report.findings.map(({ code }) => code)];
    };
    const below = { disease: 'MONDO:0005148' };
    expect(await verdict({ disease: 'MONDO:0005015' }, undefined)).toEqual(['clean']);
    expect(await verdict(below, diseases)).toEqual(['clean']);
    expect(await verdict(below, undefined)).toEqual(['could-not']);
    for (const facts of [{ disease: 'MONDO:0004979' }, {}]) {
      expect(await verdict(facts, diseases)).toEqual(['findings', 'PERMIT_EXCEEDED']);
      expect(await verdict(facts, diseases, true)).toEqual(['findings', 'PERMIT_EXCEEDED']);
    }
    expect(await verdict({}, undefined)).toEqual(['findings', 'PERMIT_EXCEEDED']);
  });

  it('whose dataset is compared with a parameter is clean only where the parameter is at hand, and the right one', async () => {
    const parameters = { homeCountry: 'DE' };
    const study = new Study({}, { purposes: bitOf('GRU') | bitOf('NTX'), parameters });
    const permit = study.permit({ attested: bitOf('NTX') });
    await study.release({ rows: study.rowsOf(0), permit, request: { facts: { country: 'DE' } } });
    study.anchor();
    const run = (...given: unknown[]) => audit(study.ledgerSource(), [study.logSource()], { parameters: given });
    expect(await run({ homeCountry: 'FR' }, parameters)).toMatchObject({ verdict: 'clean', findings: [] });
    for (const other of [undefined, {}, { homeCountry: 'FR' }, 'nonsense', 1n]) {
      const report = await run(other);
      expect(report).toMatchObject({ verdict: 'could-not', unseen: { parameters: 1 } });
      expect(report.checks).toContainEqual(
        expect.objectContaining({ check: 'purposes', state: 'could-not', done: 2, of: 3 }),
      );
      expect(renderReport(report)).toMatch(/1 decisions? .*not at hand \(NTX\)/);
    }
    const lines = utf8Decode(defined(study.openings.get(1))).split('\n');
    const told = (said: unknown) => {
      const { opening } = JSON.parse(lines[0] ?? '') as { opening: object };
      study.openings.set(
        1,
        utf8(lines.with(0, JSON.stringify({ opening: { ...opening, parameters: said } })).join('\n')),
      );
    };
    told(parameters);
    expect(await run()).toMatchObject({ verdict: 'clean', findings: [] });
    told({ homeCountry: 'FR' });
    expect(await run()).toMatchObject({ verdict: 'could-not', unseen: { parameters: 1 } });
  });
});
