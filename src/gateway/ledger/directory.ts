import {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type GroupId,
  type LogId,
  type PermitId,
  type Pseudonym,
  ZERO_ADDRESS,
} from '../../core/ids.ts';
import type { LedgerEvent } from '../../ledger/events.ts';
import { APPROVAL, CONSENT_POLICIES, roleNames } from '../../ledger/words.ts';
import type {
  AskedRecord,
  ConsentRecord,
  DatasetRecord,
  EdgeRecord,
  GroupRecord,
  MemberRecord,
  PermitRecord,
  SessionKeyRecord,
} from './directory-records.ts';
import {
  ASKED,
  BOUND,
  CONSENT,
  type DirectorySnapshot,
  ENROLLED,
  flat,
  named,
  SIGNER,
  SUBJECT,
  spread,
} from './directory-snapshot.ts';
import { KnownSigners } from './known-signers.ts';
import { KnownSubjects } from './known-subjects.ts';
import { decodeRows, encodeRows } from './snapshot-rows.ts';

const DEFAULT_ADMIN_ROLE = `0x${'0'.repeat(64)}`;

/** What lists and sign-ins need of the ledger, beside what decisions rest on: a projection of its events. */
export class Directory {
  readonly members: Map<Address, MemberRecord>;
  readonly groups: Map<GroupId, GroupRecord>;
  readonly datasets: Map<DatasetId, DatasetRecord>;
  readonly edges: EdgeRecord[];
  /** In the order of issue. */
  readonly permits: Map<PermitId, PermitRecord>;
  /** Grants of a subject in ledger order: their places in release records. */
  readonly consents = new Map<Pseudonym, ConsentRecord[]>();
  readonly enrolled = new Map<Pseudonym, Address>();
  readonly bound = new Set<Pseudonym>();
  /** By subjects that have, or wait for, their first signer. */
  readonly asked = new Map<Pseudonym, AskedRecord>();
  /** Newest head on chain of each log. */
  readonly heads: Map<LogId, { readonly size: number; readonly root: Digest }>;
  /** Digests of the admission protocols that the administrator approved. */
  readonly protocols: Set<Digest>;
  /** By organisation and key's hash. */
  readonly #sessionKeys: Map<string, SessionKeyRecord>;
  readonly signers: KnownSigners;
  readonly subjects = new KnownSubjects();
  readonly #byAccount: Map<Address, Address>;
  readonly #administrators: Set<Address>;

  /** `snapshot`: what another one had come to, whose records become its own. */
  constructor(snapshot?: DirectorySnapshot) {
    this.members = new Map(snapshot?.members);
    this.groups = new Map(snapshot?.groups);
    this.datasets = new Map(snapshot?.datasets);
    this.edges = [...(snapshot?.edges ?? [])];
    this.permits = new Map(snapshot?.permits);
    this.heads = new Map(snapshot?.heads);
    this.protocols = new Set(snapshot?.protocols);
    this.#sessionKeys = new Map(snapshot?.sessionKeys);
    this.#byAccount = new Map(snapshot?.byAccount);
    this.#administrators = new Set(snapshot?.administrators);
    this.signers = new KnownSigners(snapshot?.aloneFrom);
    if (snapshot) this.#restore(snapshot);
  }

  /** All that it holds. Gives way to others: nothing may be applied meanwhile, nor before it is written out. */
  async snapshot(): Promise<DirectorySnapshot> {
    return {
      members: this.members,
      groups: this.groups,
      datasets: this.datasets,
      edges: this.edges,
      permits: this.permits,
      heads: this.heads,
      protocols: this.protocols,
      sessionKeys: this.#sessionKeys,
      byAccount: this.#byAccount,
      administrators: this.#administrators,
      aloneFrom: this.signers.aloneFrom,
      consents: await encodeRows(CONSENT, flat(this.consents.values())),
      enrolled: await encodeRows(ENROLLED, named(this.enrolled)),
      bound: await encodeRows(BOUND, named(this.bound.entries())),
      asked: await encodeRows(ASKED, spread(this.asked)),
      signers: await encodeRows(SIGNER, spread(this.signers.all())),
      subjects: await encodeRows(SUBJECT, spread(this.subjects.all())),
    };
  }

  #restore({ consents, enrolled, bound, asked, signers, subjects }: DirectorySnapshot): void {
    for (const record of decodeRows(CONSENT, consents)) this.#place(record);
    for (const { key, value } of decodeRows(ENROLLED, enrolled)) this.enrolled.set(key, value);
    for (const { key } of decodeRows(BOUND, bound)) this.bound.add(key);
    for (const { key, ...record } of decodeRows(ASKED, asked)) this.asked.set(key, record);
    for (const { key, ...record } of decodeRows(SIGNER, signers)) this.signers.restore(key, record);
    for (const { key, ...record } of decodeRows(SUBJECT, subjects)) this.subjects.restore(key, record);
  }

  apply(event: LedgerEvent): void {
    const now = Math.floor(event.at.time / 1000);
    switch (event.name) {
      case 'RoleGranted':
        if (event.role === DEFAULT_ADMIN_ROLE) this.#administrators.add(event.account);
        return;
      case 'RoleRevoked':
        if (event.role === DEFAULT_ADMIN_ROLE) this.#administrators.delete(event.account);
        return;
      case 'MemberAdded':
        this.#byAccount.set(event.identity, event.identity);
        this.members.set(event.identity, {
          identity: event.identity,
          account: event.identity,
          principal: event.principal,
          organisation: event.organisation,
          roles: roleNames(Number(event.roles)),
          status: 'active',
          endpoint: event.endpoint,
          since: now,
        });
        return;
      case 'MemberRolesSet':
        return this.#change(event.identity, (member) => (member.roles = roleNames(Number(event.roles))));
      case 'MemberEndpointSet':
        return this.#change(event.identity, (member) => (member.endpoint = event.endpoint));
      case 'MemberOrganisationSet':
        return this.#change(event.identity, (member) => (member.organisation = event.organisation));
      case 'MemberSuspended':
        return this.#change(event.identity, (member) => (member.status = 'suspended'));
      case 'MemberResumed':
        return this.#change(event.identity, (member) => (member.status = 'active'));
      case 'MemberRemoved':
        return this.#change(event.identity, (member) => (member.status = 'removed'));
      case 'MemberRotated':
        this.#byAccount.delete(event.from);
        this.#byAccount.set(event.to, event.identity);
        return this.#change(event.identity, (member) => (member.account = event.to));
      case 'SessionKeyAdded': {
        const { identity: member, keyHash, key, until, actor: by } = event;
        const record = { member, keyHash, key, by, from: now, until: Number(until), removed: false };
        this.#sessionKeys.set(sessionKeyName(member, keyHash), record);
        return;
      }
      case 'SessionKeyRemoved': {
        const record = this.#sessionKeys.get(sessionKeyName(event.identity, event.keyHash));
        if (record) record.removed = true;
        return;
      }
      case 'GroupCreated': {
        const { group, steward, label } = event;
        this.groups.set(group, { group, steward, label, createdAt: now });
        return;
      }
      case 'ApprovalSet':
        if (event.kind !== APPROVAL.admissionProtocol) return;
        if (event.approved) this.protocols.add(event.id);
        else this.protocols.delete(event.id);
        return;
      case 'DatasetRegistered':
        this.datasets.set(event.dataset, { dataset: event.dataset, holder: event.holder, versions: [], retiredAt: 0 });
        return;
      case 'DatasetPublished': {
        const { publication } = event;
        this.datasets.get(event.dataset)?.versions.push({
          version: Number(event.version),
          manifestRoot: publication.manifestRoot,
          purposes: BigInt(publication.purposes),
          sharedCount: Number(publication.sharedCount),
          identifiable: publication.identifiable,
          policy: CONSENT_POLICIES[Number(publication.policy)] ?? 'ask-each-time',
          publishedAt: now,
          supersededAt: 0,
        });
        return;
      }
      case 'DatasetDescended':
        this.edges.push({
          dataset: event.dataset,
          version: Number(event.version),
          parentDataset: event.parentDataset,
          parentVersion: Number(event.parentVersion),
          relation: Number(event.relation),
          processDigest: event.processDigest,
        });
        return;
      case 'DatasetSuperseded': {
        const version = this.datasets.get(event.dataset)?.versions[Number(event.version) - 1];
        if (version) version.supersededAt = now;
        return;
      }
      case 'DatasetRetired': {
        const dataset = this.datasets.get(event.dataset);
        if (dataset) dataset.retiredAt = now;
        return;
      }
      case 'LogHead':
        this.heads.set(event.log, { size: Number(event.size), root: event.root });
        return;
      case 'PermitIssued':
        this.permits.set(Number(event.permit), {
          requester: event.requester,
          recipientKeyDigest: event.terms.recipientKeyDigest,
          termsDigest: event.terms.termsDigest,
          authorityDigest: event.terms.authorityDigest,
          authority: ZERO_ADDRESS,
          issuedAt: now,
          acceptedAt: 0,
          countersignedAt: 0,
          revokedAt: 0,
        });
        return;
      case 'PermitAccepted':
        return this.#changePermit(event.permit, (permit) => (permit.acceptedAt = now));
      case 'PermitCountersigned':
        return this.#changePermit(event.permit, (permit) => {
          permit.countersignedAt = now;
          permit.authority = event.authority;
        });
      case 'PermitRevoked':
        return this.#changePermit(event.permit, (permit) => (permit.revokedAt = now));
      case 'SubjectEnrolled':
        this.enrolled.set(event.subject, event.holder);
        return;
      case 'SignerBound':
        if (!this.asked.has(event.subject)) {
          const { signer, from, recordedUntil } = event;
          this.asked.set(event.subject, { signer, from: Number(from), until: Number(recordedUntil) });
        }
        this.bound.add(event.subject);
        return this.signers.apply(event, now);
      case 'SignerAdded':
        this.bound.add(event.subject);
        this.#applyToSubject(event, now);
        return this.signers.apply(event, now);
      case 'OptOutSet':
      case 'PauseSet':
      case 'ErasureAnnounced':
        return this.#applyToSubject(event, now);
      case 'SignerRemoved': {
        const asked = this.asked.get(event.subject);
        if (asked?.signer === event.signer && asked.from > now) this.asked.delete(event.subject);
        return this.signers.apply(event, now);
      }
      case 'GuardianEnded':
      case 'SignerLeaving':
      case 'SignerStays':
        return this.signers.apply(event, now);
      case 'StageSet':
        this.#applyToSubject(event, now);
        return this.signers.apply(event, now);
      case 'ConsentGranted':
        return this.#grant(event.subject, event.grant, Number(event.kind) === 2 ? 'guardian' : 'self', now);
      case 'ConsentRecorded':
        return this.#grant(event.subject, event.grant, 'recorded', now);
      case 'ConsentKept':
        return this.#changeConsent(event, (consent) => (consent.kept = true));
      case 'ConsentRevoked':
      case 'ConsentRevocationRecorded':
        return this.#changeConsent(event, (consent) => revoke(consent, now));
      case 'EpochRaised':
        for (const consent of this.consents.get(event.subject) ?? []) revoke(consent, now);
        return;
    }
  }

  /** A grant of the subject, signed or recorded, that the chain has. */
  consent(subject: Pseudonym, grant: GrantId): ConsentRecord | undefined {
    return this.consents.get(subject)?.find((own) => own.grant === grant);
  }

  memberOfAccount(account: Address): MemberRecord | undefined {
    const identity = this.#byAccount.get(account);
    return identity === undefined ? undefined : this.members.get(identity);
  }

  isActive(member: MemberRecord | undefined): boolean {
    if (member?.status !== 'active') return false;
    return member.principal === member.identity || this.members.get(member.principal)?.status === 'active';
  }

  /** The member's session keys, in the order in which they were named, ended ones too. */
  sessionKeysOf(member: Address): SessionKeyRecord[] {
    return [...this.#sessionKeys.values()].filter((record) => record.member === member);
  }

  /** The member's session key, unless it was removed, or the account that named it is no active member's any more. */
  sessionKey(member: Address, keyHash: Digest): SessionKeyRecord | undefined {
    const known = this.#sessionKeys.get(sessionKeyName(member, keyHash));
    if (known === undefined || known.removed) return undefined;
    return this.isActive(this.memberOfAccount(known.by)) ? known : undefined;
  }

  isAdministrator(account: Address): boolean {
    return this.#administrators.has(account);
  }

  /** 1-based place of a grant among its subject's, in ledger order. */
  placeOf(subject: Pseudonym, grant: GrantId): number {
    return 1 + (this.consents.get(subject)?.findIndex((consent) => consent.grant === grant) ?? -1);
  }

  #grant(subject: Pseudonym, grant: GrantId, kind: ConsentRecord['kind'], grantedAt: number): void {
    this.#place({ grant, subject, kind, grantedAt, revoked: false, revokedAt: 0, kept: false });
  }

  #place(record: ConsentRecord): void {
    const own = this.consents.get(record.subject);
    if (own) own.push(record);
    else this.consents.set(record.subject, [record]);
  }

  #applyToSubject(event: Parameters<KnownSubjects['apply']>[0], now: number): void {
    this.subjects.apply(event, now, (signer) => this.signers.get(signer)?.kind);
  }

  #changeConsent(
    { subject, grant }: { readonly subject: Pseudonym; readonly grant: GrantId },
    change: (consent: ConsentRecord) => void,
  ): void {
    const consent = this.consent(subject, grant);
    if (consent) change(consent);
  }

  #changePermit(id: PermitId, change: (permit: PermitRecord) => void): void {
    const permit = this.permits.get(Number(id));
    if (permit) change(permit);
  }

  #change(identity: Address, change: (member: MemberRecord) => void): void {
    const member = this.members.get(identity);
    if (member) change(member);
  }
}

function sessionKeyName(member: Address, keyHash: Digest): string {
  return `${member} ${keyHash}`;
}

/** What was revoked stays revoked since then, whatever ends it again. */
function revoke(consent: ConsentRecord, now: number): void {
  if (!consent.revoked) consent.revokedAt = now;
  consent.revoked = true;
}
