import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import type { GrantOpening } from '../../src/core/openings.ts';
import { Directory } from '../../src/gateway/ledger/directory.ts';
import type { DirectorySnapshot } from '../../src/gateway/ledger/directory-snapshot.ts';
import { PackedOpenings, packOpenings } from '../../src/gateway/ledger/packed-openings.ts';
import { Policies, type PolicySnapshot } from '../../src/gateway/ledger/policies.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import type { EventName, LedgerEvent } from '../../src/ledger/events.ts';
import { APPROVAL } from '../../src/ledger/words.ts';

const id = (i: number) => `0x${i.toString(16).padStart(64, '0')}`;
const digest = fc.nat(5).map((i) => id(i) as Digest);
const subject = fc.nat(3).map((i) => id(100 + i) as Pseudonym);
const grant = fc.nat(6).map((i) => id(200 + i) as GrantId);
const address = fc.nat(4).map((i) => `0x${i.toString(16).padStart(40, '0')}` as Address);
const seconds = fc.constantFrom(0, 1_700_000_003, 1_700_000_050, 2 ** 48 - 1);
const small = fc.integer({ min: 1, max: 3 });
const signerFacts = {
  subject,
  signer: digest,
  signerBytes: fc.constantFrom(`0x${'aa'.repeat(20)}`, `0x${'bb'.repeat(116)}`),
  kind: small,
  from: seconds,
  until: seconds,
  recordedUntil: seconds,
  nonce: small,
};
const member = { identity: address };

/** What each event says that a directory, or the policy, reads. */
const FACTS: Partial<Record<EventName, Record<string, fc.Arbitrary<unknown>>>> = {
  RoleGranted: { role: fc.constantFrom(id(0), id(1)), account: address },
  RoleRevoked: { role: fc.constantFrom(id(0), id(1)), account: address },
  MemberAdded: { ...member, principal: address, roles: fc.nat(255), endpoint: fc.string() },
  MemberRolesSet: { ...member, roles: fc.nat(255) },
  MemberEndpointSet: { ...member, endpoint: fc.string() },
  MemberSuspended: member,
  MemberResumed: member,
  MemberRemoved: member,
  MemberRotated: { ...member, from: address, to: address },
  SessionKeyAdded: { ...member, keyHash: digest, key: fc.constant('0x01'), until: seconds, actor: address },
  SessionKeyRemoved: { ...member, keyHash: digest },
  GroupCreated: { group: digest, steward: address, label: digest },
  ApprovalSet: { kind: fc.constantFrom(APPROVAL.admissionProtocol, 9), id: digest, approved: fc.boolean() },
  DatasetRegistered: { dataset: digest, holder: address },
  DatasetPublished: {
    dataset: digest,
    version: small,
    publication: fc.record({
      manifestRoot: digest,
      purposes: fc.bigInt(1n, 2n ** 64n - 1n),
      sharedCount: fc.nat(),
      identifiable: fc.boolean(),
      policy: fc.nat(1),
    }),
  },
  DatasetDescended: {
    dataset: digest,
    version: small,
    parentDataset: digest,
    parentVersion: small,
    relation: small,
    processDigest: digest,
  },
  DatasetSuperseded: { dataset: digest, version: small },
  DatasetRetired: { dataset: digest },
  LogHead: { log: digest, size: fc.nat(), root: digest },
  PermitIssued: {
    permit: small,
    requester: address,
    terms: fc.record({ recipientKeyDigest: digest, termsDigest: digest, authorityDigest: digest }),
  },
  PermitAccepted: { permit: small },
  PermitCountersigned: { permit: small, authority: address },
  PermitRevoked: { permit: small },
  SubjectEnrolled: { subject, holder: address },
  SignerBound: signerFacts,
  SignerAdded: signerFacts,
  SignerRemoved: { subject, signer: digest },
  GuardianEnded: { signer: digest },
  SignerLeaving: { signer: digest, leavesAt: seconds },
  SignerStays: { signer: digest },
  StageSet: { subject, stage: small },
  ErasureAnnounced: { subject, by: fc.constantFrom(ZERO_DIGEST, id(1)) },
  ConsentGranted: { subject, grant, kind: small },
  ConsentRecorded: { subject, grant },
  ConsentKept: { subject, grant },
  ConsentRevoked: { subject, grant },
  ConsentRevocationRecorded: { subject, grant },
  EpochRaised: { subject },
  PolicySet: { policy: fc.record({ ...constant(DEFAULT_POLICY), maxLag: fc.nat(600) }) },
  PolicyScheduled: { policy: fc.constant(DEFAULT_POLICY), effectiveAt: seconds },
  PolicyCancelled: {},
};

const event = fc.oneof(
  ...Object.entries(FACTS).map(([name, facts]) => fc.record({ name: fc.constant(name), ...facts })),
);
const history = fc
  .array(event, { maxLength: 80 })
  .map((facts) =>
    facts.map((one, i) => ({ ...one, at: { height: i, time: (1_700_000_000 + i) * 1000 } }) as unknown as LedgerEvent),
  );

function constant<Facts extends object>(facts: Facts): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, fc.constant(value)]));
}

function told(
  events: readonly LedgerEvent[],
  directory = new Directory(),
  policies = new Policies([{ height: 0, policy: DEFAULT_POLICY }]),
) {
  for (const one of events) {
    directory.apply(one);
    policies.apply(one);
  }
  return { directory, policies };
}

/** Through the bytes of a file and back. */
function kept<Value>(value: Value): Value {
  return deserialize(serialize(value));
}

describe('a directory', () => {
  it('that goes on from a snapshot holds what one told of every event does', async () => {
    const property = fc.asyncProperty(history, fc.nat(80), async (events, cut) => {
      const first = told(events.slice(0, cut));
      const snapshot: DirectorySnapshot = kept(await first.directory.snapshot());
      const policy: PolicySnapshot = kept(first.policies.snapshot());
      const resumed = told(events.slice(cut), new Directory(snapshot), new Policies(policy));
      const whole = told(events);
      expect(await resumed.directory.snapshot()).toEqual(await whole.directory.snapshot());
      expect(resumed.policies.snapshot()).toEqual(whole.policies.snapshot());
      for (const name of ['consents', 'enrolled', 'bound', 'asked'] as const) {
        expect([...resumed.directory[name]]).toEqual([...whole.directory[name]]);
      }
    });
    await fc.assert(property, { numRuns: 500 });
  });
});

describe('packed openings of grants', () => {
  const opening: fc.Arbitrary<GrantOpening> = fc.record(
    {
      grant,
      subject,
      terms: fc.record({
        salt: digest,
        notice: digest,
        grantee: digest,
        scope: digest,
        purposes: fc.bigInt(0n, 2n ** 64n - 1n).map(String),
        excluded: fc.nat(),
        from: seconds,
        until: seconds,
        options: fc.nat(3),
      }),
      deadline: seconds,
      form: fc.integer({ min: 1, max: 9 }).map((i) => id(i) as Digest),
    },
    { requiredKeys: ['grant', 'subject', 'terms'] },
  ) as fc.Arbitrary<GrantOpening>;

  it('are what was packed, each', async () => {
    const property = fc.asyncProperty(fc.uniqueArray(opening, { selector: (one) => one.grant }), async (told) => {
      const openings = told.toSorted((one, other) => (one.grant < other.grant ? -1 : 1));
      const each = async function* () {
        yield* openings;
      };
      const packed = new PackedOpenings(kept(await packOpenings(each())));
      const rows = openings.map(({ grant: own }) => packed.find(own));
      expect(rows).toEqual(openings.map((_, row) => row));
      expect(rows.map((row) => packed.at(row ?? -1))).toEqual(openings);
      expect(packed.find(id(999) as GrantId)).toBeUndefined();
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
