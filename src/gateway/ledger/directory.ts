import { keccak256 } from 'ethers';
import type { Hex } from '../../core/bytes.ts';
import {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type LogId,
  type PermitId,
  type Pseudonym,
  ZERO_ADDRESS,
} from '../../core/ids.ts';
import type { EventOf, LedgerEvent } from '../../ledger/events.ts';
import { APPROVAL, CONSENT_POLICIES, roleNames, SIGNER_KIND, STAGE } from '../../ledger/words.ts';
import type { Role, Whois } from '../auth/caller.ts';
import { type Cells, choiceCell, decodeRows, encodeRows, FLAG, hexCell, NUMBER } from './snapshot-rows.ts';

/** Seconds: contracts/SubjectRegistry.sol. */
const NARROWING_GRACE = 7 * 86_400;
/** Ids of signers that are remembered. */
const KEPT_IDS = 10_000;
const DEFAULT_ADMIN_ROLE = `0x${'0'.repeat(64)}`;

/** Times of the ledger in seconds. */
export interface MemberRecord {
  readonly identity: Address;
  account: Address;
  readonly principal: Address;
  /** Commitment of its organisation's name; zero for none. */
  organisation: Digest;
  roles: readonly string[];
  status: 'active' | 'suspended' | 'removed';
  endpoint: string;
  readonly since: number;
}

export interface VersionRecord {
  readonly version: number;
  readonly manifestRoot: Digest;
  readonly purposes: bigint;
  readonly sharedCount: number;
  readonly identifiable: boolean;
  readonly policy: (typeof CONSENT_POLICIES)[number];
  readonly publishedAt: number;
  supersededAt: number;
}

export interface EdgeRecord {
  readonly dataset: DatasetId;
  readonly version: number;
  readonly parentDataset: DatasetId;
  readonly parentVersion: number;
  readonly relation: number;
  readonly processDigest: Digest;
}

export interface DatasetRecord {
  readonly dataset: DatasetId;
  readonly holder: Address;
  readonly versions: VersionRecord[];
  retiredAt: number;
}

export interface SignerRecord {
  readonly subject: Pseudonym;
  readonly kind: number;
  readonly from: number;
  /** Last second; 0 for no end. */
  until: number;
  /** Second from which it is removed; 0 where it is not. */
  removedAt: number;
  /** Second at which it ends that was reported stolen, and that only withdraws until then; 0 for none. */
  leavesAt: number;
}

/** What the first binding asked of a subject whose consent was on paper until then. */
export interface AskedRecord {
  readonly signer: Digest;
  /** Second from which the signer counts. */
  readonly from: number;
  /** Last second of recorded grants that are not kept; 0: they stay. */
  readonly until: number;
}

/** What lists show of a permit beside what decisions rest on (consent/permits.ts); 0 for what was not done. */
export interface PermitRecord {
  readonly requester: Address;
  readonly recipientKeyDigest: Digest;
  readonly termsDigest: Digest;
  readonly authorityDigest: Digest;
  /** Zero until it is countersigned. */
  authority: Address;
  readonly issuedAt: number;
  acceptedAt: number;
  countersignedAt: number;
  revokedAt: number;
}

export interface ConsentRecord {
  readonly grant: GrantId;
  readonly subject: Pseudonym;
  readonly kind: 'self' | 'guardian' | 'recorded';
  readonly grantedAt: number;
  revoked: boolean;
  /** 0 until it is revoked. */
  revokedAt: number;
  /** Recorded, and kept by a signer of the subject. */
  kept: boolean;
}

/** What a directory has come to: small tables as they are, and those that grow with the subjects as rows. */
export interface DirectorySnapshot {
  readonly members: ReadonlyMap<Address, MemberRecord>;
  readonly datasets: ReadonlyMap<DatasetId, DatasetRecord>;
  readonly edges: readonly EdgeRecord[];
  readonly permits: ReadonlyMap<PermitId, PermitRecord>;
  readonly heads: ReadonlyMap<LogId, { readonly size: number; readonly root: Digest }>;
  readonly protocols: ReadonlySet<Digest>;
  readonly byAccount: ReadonlyMap<Address, Address>;
  readonly administrators: ReadonlySet<Address>;
  readonly aloneFrom: ReadonlyMap<Pseudonym, number>;
  readonly consents: Uint8Array;
  readonly enrolled: Uint8Array;
  readonly bound: Uint8Array;
  readonly asked: Uint8Array;
  readonly signers: Uint8Array;
}

interface Named<Key, Value> {
  readonly key: Key;
  readonly value: Value;
}

const KEY = { key: hexCell<Pseudonym>() };
const CONSENT: Cells<ConsentRecord> = {
  grant: hexCell(),
  subject: hexCell(),
  kind: choiceCell(['self', 'guardian', 'recorded'] as const),
  grantedAt: NUMBER,
  revoked: FLAG,
  revokedAt: NUMBER,
  kept: FLAG,
};
const ENROLLED: Cells<Named<Pseudonym, Address>> = { ...KEY, value: hexCell(20) };
const BOUND: Cells<Pick<Named<Pseudonym, unknown>, 'key'>> = KEY;
const ASKED: Cells<AskedRecord & { readonly key: Pseudonym }> = {
  ...KEY,
  signer: hexCell(),
  from: NUMBER,
  until: NUMBER,
};
const SIGNER: Cells<SignerRecord & { readonly key: Digest }> = {
  key: hexCell(),
  subject: hexCell(),
  kind: NUMBER,
  from: NUMBER,
  until: NUMBER,
  removedAt: NUMBER,
  leavesAt: NUMBER,
};

/** What lists and sign-ins need of the ledger, beside what decisions rest on: a projection of its events. */
export class Directory {
  readonly members: Map<Address, MemberRecord>;
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
  readonly #byAccount: Map<Address, Address>;
  readonly #signers = new Map<Digest, SignerRecord>();
  readonly #signerIds = new Map<Hex, Digest>();
  readonly #administrators: Set<Address>;
  /** Subjects whose guardians act no more. */
  readonly #aloneFrom: Map<Pseudonym, number>;

  /** `snapshot`: what another one had come to, whose records become its own. */
  constructor(snapshot?: DirectorySnapshot) {
    this.members = new Map(snapshot?.members);
    this.datasets = new Map(snapshot?.datasets);
    this.edges = [...(snapshot?.edges ?? [])];
    this.permits = new Map(snapshot?.permits);
    this.heads = new Map(snapshot?.heads);
    this.protocols = new Set(snapshot?.protocols);
    this.#byAccount = new Map(snapshot?.byAccount);
    this.#administrators = new Set(snapshot?.administrators);
    this.#aloneFrom = new Map(snapshot?.aloneFrom);
    if (snapshot) this.#restore(snapshot);
  }

  /** All that it holds. Gives way to others: nothing may be applied meanwhile, nor before it is written out. */
  async snapshot(): Promise<DirectorySnapshot> {
    return {
      members: this.members,
      datasets: this.datasets,
      edges: this.edges,
      permits: this.permits,
      heads: this.heads,
      protocols: this.protocols,
      byAccount: this.#byAccount,
      administrators: this.#administrators,
      aloneFrom: this.#aloneFrom,
      consents: await encodeRows(CONSENT, flat(this.consents.values())),
      enrolled: await encodeRows(ENROLLED, named(this.enrolled)),
      bound: await encodeRows(BOUND, named(this.bound.entries())),
      asked: await encodeRows(ASKED, spread(this.asked)),
      signers: await encodeRows(SIGNER, spread(this.#signers)),
    };
  }

  #restore({ consents, enrolled, bound, asked, signers }: DirectorySnapshot): void {
    for (const record of decodeRows(CONSENT, consents)) this.#place(record);
    for (const { key, value } of decodeRows(ENROLLED, enrolled)) this.enrolled.set(key, value);
    for (const { key } of decodeRows(BOUND, bound)) this.bound.add(key);
    for (const { key, ...record } of decodeRows(ASKED, asked)) this.asked.set(key, record);
    for (const { key, ...record } of decodeRows(SIGNER, signers)) this.#signers.set(key, record);
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
        return this.#addSigner(event);
      case 'SignerAdded':
        return this.#addSigner(event);
      case 'SignerRemoved': {
        const asked = this.asked.get(event.subject);
        if (asked?.signer === event.signer && asked.from > now) this.asked.delete(event.subject);
        return this.#changeSigner(event.signer, (signer) => (signer.removedAt = now));
      }
      case 'GuardianEnded':
        return this.#changeSigner(event.signer, (signer) => (signer.until = now - 1));
      case 'SignerLeaving':
        return this.#changeSigner(event.signer, (signer) => (signer.leavesAt = Number(event.leavesAt)));
      case 'SignerStays':
        return this.#changeSigner(event.signer, (signer) => (signer.leavesAt = 0));
      case 'StageSet':
        if (Number(event.stage) === STAGE.self) this.#aloneFrom.set(event.subject, now);
        return;
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

  /** The subject that an account signs for, in seconds: begun by the block whose state is known, since an auditor judges
   *  by it, and not ended by the clock. */
  subjectOf(account: Address, blockSeconds: number, nowSeconds: number): Pseudonym | undefined {
    const signer = this.signer(account);
    if (signer === undefined || signer.removedAt !== 0 || signer.leavesAt !== 0) return undefined;
    const stands = signer.from <= blockSeconds && (signer.until === 0 || nowSeconds <= signer.until);
    const over = signer.kind === SIGNER_KIND.guardian && this.#aloneFrom.has(signer.subject);
    return stands && !over ? signer.subject : undefined;
  }

  /** The subject that an account may withdraw for: also while it leaves, and for seven days after its end, as the
   *  contracts take it. Times as for `subjectOf`. */
  withdrawsFor(account: Address, blockSeconds: number, nowSeconds: number): Pseudonym | undefined {
    const signer = this.signer(account);
    // What was cancelled while it waited never counted.
    const isCancelled = signer !== undefined && signer.removedAt !== 0 && signer.removedAt < signer.from;
    if (signer === undefined || signer.from > blockSeconds || isCancelled) return undefined;
    const alone = signer.kind === SIGNER_KIND.guardian ? this.#aloneFrom.get(signer.subject) : undefined;
    const ends = [signer.until, signer.removedAt, signer.leavesAt, alone ?? 0].filter((end) => end !== 0);
    return ends.every((end) => nowSeconds <= end + NARROWING_GRACE) ? signer.subject : undefined;
  }

  /** What is known of a signer: 20 bytes are an account, more `verifier ‖ key`. */
  signer(bytes: Hex): SignerRecord | undefined {
    return this.#signers.get(this.#signerId(bytes));
  }

  /** The same accounts ask again and again, and each request asks several times. */
  #signerId(bytes: Hex): Digest {
    const known = this.#signerIds.get(bytes);
    if (known !== undefined) return known;
    if (this.#signerIds.size >= KEPT_IDS) this.#signerIds.clear();
    const id = keccak256(bytes) as Digest;
    this.#signerIds.set(bytes, id);
    return id;
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

  #addSigner(event: EventOf<'SignerBound' | 'SignerAdded'>): void {
    this.bound.add(event.subject);
    this.#signers.set(event.signer, {
      subject: event.subject,
      kind: Number(event.kind),
      from: Number(event.from),
      until: Number(event.until),
      removedAt: 0,
      leavesAt: 0,
    });
  }

  #changeSigner(id: Digest, change: (signer: SignerRecord) => void): void {
    const signer = this.#signers.get(id);
    if (signer) change(signer);
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

/** Roles of an address at the gateway of one holder; `blockTime`, in ms, is that of the directory's newest block. */
export function createWhois(directory: Directory, holder: Address, blockTime: () => number): Whois {
  return (address) => {
    const member = directory.memberOfAccount(address);
    const [block, now] = [blockTime(), Math.max(Date.now(), blockTime())].map((ms) => Math.floor(ms / 1000));
    const subject = directory.subjectOf(address, block ?? 0, now ?? 0);
    const withdraws = directory.withdrawsFor(address, block ?? 0, now ?? 0);
    const isHere = (one: Pseudonym | undefined) => one !== undefined && directory.enrolled.get(one) === holder;
    const roles = new Set<Role>();
    if (directory.isAdministrator(address)) roles.add('administrator');
    if (isHere(subject)) roles.add('subject');
    if (isHere(withdraws)) roles.add('withdrawer');
    if (member && directory.isActive(member)) {
      roles.add('member');
      if (member.identity === holder) roles.add('holder');
      for (const name of ['requester', 'environment', 'authority', 'clinician', 'auditor'] as const) {
        if (member.roles.includes(name)) roles.add(name);
      }
    }
    const signer = directory.signer(address);
    const waits =
      signer !== undefined && isHere(signer.subject) && signer.removedAt === 0 && signer.from > (block ?? 0);
    return {
      roles,
      ...(roles.has('member') && member ? { member: member.identity } : {}),
      ...(member && !roles.has('member') ? { inactive: inactivity(member) } : {}),
      ...(waits ? { signsFrom: signer.from } : {}),
      ...(roles.has('subject') && subject !== undefined ? { subject } : {}),
      ...(roles.has('withdrawer') && withdraws !== undefined ? { withdraws } : {}),
    } satisfies ReturnType<Whois>;
  };
}

function inactivity({ status }: MemberRecord): 'suspended' | 'removed' | 'principal-inactive' {
  return status === 'active' ? 'principal-inactive' : status;
}

function* flat<Item>(lists: Iterable<readonly Item[]>): Generator<Item> {
  for (const list of lists) yield* list;
}

function* named<Key, Value>(entries: Iterable<readonly [Key, Value]>): Generator<Named<Key, Value>> {
  for (const [key, value] of entries) yield { key, value };
}

function* spread<Key, Value extends object>(entries: Iterable<readonly [Key, Value]>): Generator<Value & { key: Key }> {
  for (const [key, value] of entries) yield { ...value, key };
}

/** What was revoked stays revoked since then, whatever ends it again. */
function revoke(consent: ConsentRecord, now: number): void {
  if (!consent.revoked) consent.revokedAt = now;
  consent.revoked = true;
}
