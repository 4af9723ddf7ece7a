import { createHash, createHmac } from 'node:crypto';
import { Interface } from 'ethers';
import type { Block, ChainEvent, Fetched, LedgerSource, LogSource } from '../../src/audit/source/sources.ts';
import { type Bytes, fromHex, type Hex, toBase64Url, toHex, utf8 } from '../../src/core/bytes.ts';
import { canonicalBytes } from '../../src/core/canonical.ts';
import { formatCheckpoint } from '../../src/core/checkpoint.ts';
import type { LeafJson } from '../../src/core/content.ts';
import { cosigner } from '../../src/core/cosignature.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import { packFacts } from '../../src/core/entry-facts.ts';
import {
  type Evidence,
  encodeEvidence,
  evidenceDigest,
  type OperationEvidence,
  type RevocationEvidence,
} from '../../src/core/evidence.ts';
import { domainHash } from '../../src/core/hash.ts';
import {
  type Address,
  type DatasetId,
  type Digest,
  formatLedger,
  type GrantId,
  type GroupId,
  type Ledger,
  type LogId,
  logOrigin,
  type Pseudonym,
  ZERO_ADDRESS,
  ZERO_DIGEST,
} from '../../src/core/ids.ts';
import {
  type ItemLeaf,
  itemLeafHash,
  NO_SOURCE,
  ownerCommitment,
  releaseRow,
  rowBinding,
  rowInput,
  SHARED_OWNER,
} from '../../src/core/item.ts';
import { leafHash, MerkleTree } from '../../src/core/merkle.ts';
import { multiproofFrom } from '../../src/core/multiproof.ts';
import { signNote } from '../../src/core/note.ts';
import type { GrantOpening, OpeningLine } from '../../src/core/openings.ts';
import { renderProof } from '../../src/core/proof.ts';
import { bitOf } from '../../src/core/purposes.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { signerId } from '../../src/core/signer.ts';
import { grantId, memberGrantee, recordedGrantId, type Terms, termsToJson } from '../../src/core/terms.ts';
import { encodeBundle, TILE_WIDTH } from '../../src/core/tiles.ts';
import { type TypedDomain, typedDomain } from '../../src/core/typed-data.ts';
import { ED25519_COSIGNATURE, ed25519Signer, formatVerifierKey, type NoteSigner } from '../../src/core/verifier-key.ts';
import { account, ed25519Key, id, type Key, type Person, person, proof } from './persons.ts';

/** An honest gateway's trail, made in memory with real keys and core's formats; what is dishonest in a test is done
 *  by the test. */

export interface TestItem {
  readonly index: number;
  readonly leaf: ItemLeaf;
  readonly ownerSalt?: Bytes;
  readonly subject?: Pseudonym;
}

export interface TestGrant {
  readonly id: GrantId;
  readonly opening: GrantOpening;
}

export interface Row {
  readonly item: TestItem;
  readonly grant?: TestGrant;
}

export const POLICY = {
  maxLag: 60,
  maxUnanchored: 120,
  clockSkew: 10,
  maxRelease: 300,
  signerDelay: 3600,
  erasureDelay: 86_400,
  firstBindingDelayed: false,
  bindingCountersigned: false,
  recordedEndsAfter: 0,
};

export const ENDPOINT = 'https://gateway.example';
const CALLS = new Interface([
  'function revoke(bytes32 subject, bytes32 id, bytes signer, bytes signature)',
  'function revokeRecorded(bytes32 subject, bytes32 id, bytes32 form)',
  'function revokeAll(bytes32 subject, uint32 epoch, (bytes signer, bytes signature) by)',
  'function revokeAllRecorded(bytes32 subject, bytes32 form)',
  'function optOut(bytes32 subject, uint8 level, uint16 turn, (bytes signer, bytes signature) by)',
  'function optOutRecorded(bytes32 subject, uint8 level, bytes32 form)',
  'function pause(bytes32 subject, uint40 until, uint16 turn, (bytes signer, bytes signature) by)',
  'function pauseRecorded(bytes32 subject, uint40 until, bytes32 form)',
  'function erase(bytes32 subject, uint48 deadline, (bytes signer, bytes signature) by)',
  'function announceErasure(bytes32 subject, bytes32 causeDigest)',
]);

export interface ReleaseOptions {
  readonly rows: readonly Row[];
  readonly by?: Person;
  readonly requester?: Address;
  readonly purpose?: number;
  readonly permit?: number;
  readonly request?: Partial<AccessRequest>;
  readonly entry?: Partial<Entry>;
  readonly evidence?: Evidence;
  readonly block?: Block;
  /** Changes the opening lines before they are kept. */
  readonly openings?: (lines: OpeningLine[]) => OpeningLine[];
}

export class Trail {
  readonly ledger: Ledger = { chainId: 77_001, membership: account('membership') };
  readonly consents = account('consents');
  readonly holder = account('holder');
  readonly gateway = account('gateway');
  readonly authority = account('authority');
  readonly auditor = account('auditor');
  readonly requester = person('requester');
  readonly clinician = person('clinician');
  readonly notice = id('notice');
  readonly dataset = id<DatasetId>('dataset');
  readonly logId: LogId;
  readonly blocks: Block[] = [];
  readonly events: ChainEvent[] = [];
  readonly entries: Bytes[] = [];
  readonly evidence = new Map<number, Bytes>();
  readonly openings = new Map<number, Bytes>();
  readonly items: TestItem[] = [];
  readonly witness = ed25519Key('witness');
  key: Key;
  readonly mode: 'disclosed' | 'heads-only';
  manifest = new MerkleTree();
  now = 1_800_000_000_000;
  anchored = 0;
  #jti = 0;
  /** Set to serve another checkpoint than the entries give. */
  note: Bytes | undefined;

  constructor(options: { mode?: 'disclosed' | 'heads-only'; log?: string } = {}) {
    this.mode = options.mode ?? 'heads-only';
    this.logId = id<LogId>(options.log ?? 'log');
    this.key = ed25519Key(`key ${this.logId}`);
    this.mine(['PolicySet', { policy: POLICY }]);
    const contracts = { consents: this.consents, passkeyVerifier: account('passkey verifier') };
    this.mine(['ContractsSet', { contracts }]);
    this.mine(
      this.#member(this.holder, 2, this.holder),
      this.#member(this.gateway, 4, this.holder, ENDPOINT),
      this.#member(this.requester.address, 8, this.requester.address),
      this.#member(this.clinician.address, 64, this.clinician.address),
      this.#member(this.authority, 32, this.authority),
      this.#member(this.auditor, 128, this.auditor),
      ['NoticePublished', { notice: this.notice, publisher: this.holder }],
      ['DatasetRegistered', { dataset: this.dataset, holder: this.holder }],
    );
    this.openLog();
  }

  // -------------------------------------------------------------------------------------------------- chain

  mine(...events: readonly (readonly [string, Record<string, unknown>])[]): Block {
    this.now += 1_000;
    const height = this.blocks.length + 1;
    const block = { height, hash: id(`block ${height} ${this.logId}`), seconds: Math.floor(this.now / 1000) };
    this.blocks.push(block);
    for (const [name, args] of events) {
      this.events.push({ name, height, seconds: block.seconds, args: { actor: this.gateway, ...args } });
    }
    return block;
  }

  get block(): Block {
    const block = this.blocks.at(-1);
    if (block === undefined) throw new Error('no block');
    return block;
  }

  openLog(predecessor: LogId | Digest = ZERO_DIGEST, size = 0): void {
    this.mine(
      [
        'LogOpened',
        {
          log: this.logId,
          holder: this.holder,
          actor: this.gateway,
          predecessor,
          mode: this.mode === 'disclosed' ? 0 : 1,
          predecessorSize: size,
          predecessorRoot: ZERO_DIGEST,
        },
      ],
      ['LogKeySet', { log: this.logId, fromSize: 0, verifierKey: this.verifierKey }],
    );
  }

  get verifierKey(): string {
    return formatVerifierKey(logOrigin(this.ledger, this.logId), 0x01, this.key.publicKey);
  }

  get witnessKey(): string {
    return formatVerifierKey('witness.example', ED25519_COSIGNATURE, this.witness.publicKey);
  }

  #member(identity: Address, roles: number, principal: Address, endpoint = ''): [string, Record<string, unknown>] {
    return ['MemberAdded', { identity, principal, ordinal: 1, roles, organisation: ZERO_DIGEST, endpoint }];
  }

  // ------------------------------------------------------------------------------------------ data and consent

  enroll(label: string): Pseudonym {
    const subject = id<Pseudonym>(`subject ${label}`);
    this.mine(['SubjectEnrolled', { subject, holder: this.holder }]);
    return subject;
  }

  addItem(subject?: Pseudonym, categories = 0, source: Bytes = NO_SOURCE): TestItem {
    const index = this.items.length;
    const ownerSalt = fromHex(id(`owner salt ${index}`));
    const leaf: ItemLeaf = {
      salt: fromHex(id(`salt ${index}`)),
      digest: fromHex(id(`content ${index}`)),
      size: 100 + index,
      mediaType: 'application/fhir+ndjson',
      categories,
      owner: subject === undefined ? SHARED_OWNER : ownerCommitment(ownerSalt, subject),
      source,
    };
    const item = { index, leaf, ...(subject === undefined ? {} : { ownerSalt, subject }) };
    this.items.push(item);
    return item;
  }

  /** Publishes version 1 of all items. */
  publish(
    options: {
      purposes?: bigint;
      sharedCount?: number;
      identifiable?: boolean;
      version?: number;
      policy?: number;
      parameters?: Record<string, string>;
    } = {},
  ): void {
    this.manifest = new MerkleTree(this.items.map(({ leaf }) => itemLeafHash(leaf)));
    const shared = this.items.filter(({ subject }) => subject === undefined).length;
    this.mine([
      'DatasetPublished',
      {
        dataset: this.dataset,
        version: options.version ?? 1,
        holder: this.holder,
        publication: {
          manifestRoot: toHex(this.manifest.root()),
          metadataDigest: toHex(domainHash('metadata', canonicalBytes(options.parameters ?? {}))),
          purposes: options.purposes ?? bitOf('NRES'),
          sharedCount: options.sharedCount ?? shared,
          identifiable: options.identifiable ?? false,
          policy: options.policy ?? 0,
        },
      },
    ]);
  }

  permit(change: Record<string, unknown> = {}, accepted = true, countersigned = true): number {
    const permit = this.events.filter(({ name }) => name === 'PermitIssued').length + 1;
    const seconds = this.now / 1000;
    const terms = {
      requester: this.requester.address,
      from: Math.floor(seconds) - 10,
      until: Math.floor(seconds) + 1_000_000,
      dataset: this.dataset,
      purpose: 7,
      delivery: 0,
      basis: 0,
      identifiable: false,
      emergency: false,
      attested: 0n,
      disease: 0,
      recipientKeyDigest: ZERO_DIGEST,
      termsDigest: id('data use agreement'),
      authorityDigest: ZERO_DIGEST,
      ...change,
    };
    this.mine(['PermitIssued', { permit, requester: terms.requester, dataset: terms.dataset, terms }]);
    if (accepted) this.mine(['PermitAccepted', { permit, requester: terms.requester }]);
    if (countersigned && terms.basis !== 0) this.mine(['PermitCountersigned', { permit, authority: this.authority }]);
    return permit;
  }

  terms(change: Partial<Terms> = {}): Terms {
    return {
      salt: id('salt'),
      notice: this.notice,
      grantee: memberGrantee(this.requester.address),
      scope: ZERO_DIGEST,
      purposes: bitOf('GRU'),
      excluded: 0,
      from: Math.floor(this.now / 1000) - 100,
      until: Math.floor(this.now / 1000) + 1_000_000,
      options: 0,
      ...change,
    };
  }

  grant(subject: Pseudonym, change: Partial<Terms> = {}, onChain = true, signer: Digest = id('signer')): TestGrant {
    const terms = this.terms({ salt: id(`terms ${this.blocks.length}`), ...change });
    const deadline = Math.floor(this.now / 1000) + 600;
    const grant = grantId(this.domain, { subject, deadline, terms });
    if (onChain) this.mine(['ConsentGranted', { subject, grant, kind: 1, signer }]);
    return { id: grant, opening: { grant, subject, terms: termsToJson(terms), deadline } };
  }

  record(subject: Pseudonym, change: Partial<Terms> = {}): TestGrant {
    const terms = this.terms({ salt: id(`terms ${this.blocks.length}`), ...change });
    const form = id(`form ${this.blocks.length}`);
    const grant = recordedGrantId(this.domain, { subject, terms, form });
    this.mine(['ConsentRecorded', { subject, grant }]);
    return { id: grant, opening: { grant, subject, terms: termsToJson(terms), form } };
  }

  bind(subject: Pseudonym, signer: Hex, waits = 1, change: Record<string, unknown> = {}): void {
    const from = Math.floor(this.now / 1000) + waits;
    const facts = { subject, signer: signerId(signer), signerBytes: signer, kind: 1, from, until: 0, recordedUntil: 0 };
    this.mine(['SignerBound', { ...facts, ...change }]);
  }

  group(label: string, member: Address): GroupId {
    const group = id<GroupId>(`group ${label}`);
    this.mine(['GroupJoined', { group, identity: member }]);
    return group;
  }

  leave(group: GroupId, member: Address): void {
    this.mine(['GroupLeft', { group, identity: member }]);
  }

  get domain(): TypedDomain {
    return typedDomain(this.ledger.chainId, this.consents);
  }

  // ---------------------------------------------------------------------------------------------------- log

  append(facts: Partial<Entry> & Pick<Entry, 'kind' | 'outcome'>, evidence: Evidence, block = this.block): number {
    const seq = this.entries.length;
    const bytes = encodeEvidence(evidence);
    const entry = {
      v: 1,
      ledger: formatLedger(this.ledger),
      logId: this.logId,
      seq,
      time: this.now,
      block: { height: block.height, hash: block.hash },
      evidence: toHex(evidenceDigest(bytes)),
      ...facts,
    } as Entry;
    this.entries.push(encodeEntry(entry));
    this.evidence.set(seq, bytes);
    return seq;
  }

  operation(kind: 'start' | 'restore' | 'key' = 'start', said: Partial<OperationEvidence> = {}): number {
    const outcome = { start: 'started', restore: 'restored', key: 'rotated' } as const;
    const evidence: Evidence = {
      v: 1,
      kind: 'operation',
      software: 'custos/0.1.0',
      verifierKey: this.verifierKey,
      ...said,
    };
    return this.append({ kind, outcome: outcome[kind] }, evidence);
  }

  request(change: Partial<AccessRequest> = {}): AccessRequest {
    return {
      ledger: formatLedger(this.ledger),
      gateway: this.gateway,
      dataset: this.dataset,
      version: 1,
      purpose: 7,
      facts: { commercial: false },
      permit: 1,
      delivery: 'download',
      ...change,
    };
  }

  /** A proof made now for the request by the person, in a session opened a minute ago. */
  async evidenceFor(request: AccessRequest, by: Person, change: Record<string, unknown> = {}): Promise<Evidence> {
    const message = this.signInMessage(by);
    const claims = {
      jti: `proof-${this.logId.slice(2, 10)}-${this.#jti++}`,
      htm: 'POST',
      htu: `${ENDPOINT}/v1/datasets/${request.dataset}/content`,
      iat: Math.floor(this.now / 1000),
      ath: toBase64Url(fromHex(id('token'))),
      req: toBase64Url(requestDigest(encodeRequest(request))),
      ...change,
    };
    const signature = (await by.wallet.signMessage(message)) as `0x${string}`;
    return {
      v: 1,
      kind: 'request',
      session: { type: 'siwe', message, signature },
      dpop: proof(by, claims),
      request,
    };
  }

  signInMessage(by: Person, change: Record<string, string> = {}): string {
    const issued = this.now - (this.now % 600_000);
    const fields = {
      domain: 'gateway.example',
      uri: ENDPOINT,
      chain: String(this.ledger.chainId),
      issued: new Date(issued).toISOString(),
      expires: new Date(issued + 3_600_000).toISOString(),
      jkt: by.jkt,
      ...change,
    };
    return [
      `${fields.domain} wants you to sign in with your Ethereum account:`,
      by.wallet.address,
      '',
      'Sign in to Custos.',
      '',
      `URI: ${fields.uri}`,
      'Version: 1',
      `Chain ID: ${fields.chain}`,
      'Nonce: 0123456789abcdef',
      `Issued At: ${fields.issued}`,
      `Expiration Time: ${fields.expires}`,
      'Resources:',
      `- urn:ietf:params:oauth:jwk-thumbprint:sha-256:${fields.jkt}`,
    ].join('\n');
  }

  async release(options: ReleaseOptions): Promise<number> {
    this.now += 100;
    const by = options.by ?? this.requester;
    const purpose = options.purpose ?? 7;
    const permit = options.permit ?? 1;
    const request = this.request({ purpose, permit, ...options.request });
    const evidence = options.evidence ?? (await this.evidenceFor(request, by));
    const seq = this.entries.length;
    const tree = new MerkleTree(options.rows.map((row, i) => leafHash(this.#row(row, seq, i))));
    const facts = {
      dataset: this.dataset,
      version: 1,
      requester: options.requester ?? by.address,
      permit,
      purpose,
      delivery: 'download',
      rows: { root: toHex(tree.root()) as Digest, count: options.rows.length },
    } as const;
    this.append({ kind: 'release', outcome: 'released', ...facts, ...options.entry }, evidence, options.block);
    const lines = this.#openingLines(options.rows, seq, options.entry?.version ?? 1);
    this.keepOpenings(seq, options.openings?.(lines) ?? lines);
    return seq;
  }

  async refuse(reason: Entry['reason'] = 'no-permit'): Promise<number> {
    this.now += 100;
    const evidence = await this.evidenceFor(this.request(), this.requester);
    const facts = { dataset: this.dataset, version: 1, requester: this.requester.address, purpose: 7 } as const;
    const why = reason === undefined ? {} : { reason };
    return this.append({ kind: 'release', outcome: 'refused', ...why, ...facts }, evidence);
  }

  interrupt(of: number): number {
    return this.append(
      { kind: 'release', outcome: 'interrupted', reason: 'revoked', of },
      { v: 1, kind: 'interruption', itemsSent: 0 },
    );
  }

  /** Acknowledges a withdrawal; it is mined by `relay`. */
  acknowledge(subject: Pseudonym, what: { grant: GrantId } | 'epoch' | { level: number } | { until: number }): number {
    this.now += 50;
    const form = id('withdrawal form');
    if (what === 'epoch') return this.acknowledgeCall('epoch', 'revokeAllRecorded', [subject, form]);
    if ('grant' in what) return this.acknowledgeCall('grant', 'revokeRecorded', [subject, what.grant, form]);
    if ('level' in what) return this.acknowledgeCall('opt-out', 'optOutRecorded', [subject, what.level, form]);
    return this.acknowledgeCall('pause', 'pauseRecorded', [subject, what.until, form]);
  }

  /** Acknowledges a withdrawal by the call that is to be relayed for it; the subject is its first argument. */
  acknowledgeCall(
    scope: RevocationEvidence['scope'],
    name: string,
    args: readonly [Pseudonym, ...unknown[]],
    to: Address = this.consents,
    block = this.block,
  ): number {
    const data = CALLS.encodeFunctionData(name, args) as Hex;
    const grant = scope === 'grant' ? { grant: args[1] as GrantId } : {};
    const evidence: Evidence = { v: 1, kind: 'revocation', subject: args[0], scope, ...grant, call: { to, data } };
    return this.append({ kind: 'revocation', outcome: 'acknowledged' }, evidence, block);
  }

  relay(of: number, event: readonly [string, Record<string, unknown>] | undefined): number {
    if (event !== undefined) this.mine(event);
    const outcome = event === undefined ? 'rejected' : 'mined';
    const evidence: Evidence =
      event === undefined
        ? { v: 1, kind: 'relay', rejection: 'LEDGER_REJECTED' }
        : { v: 1, kind: 'relay', transaction: id(`transaction ${of}`) };
    return this.append({ kind: 'relay', outcome, of }, evidence);
  }

  keepOpenings(seq: number, lines: readonly OpeningLine[]): void {
    this.openings.set(seq, utf8(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`));
  }

  #prf(row: Row, seq: number, position: number): Bytes {
    const key = createHash('sha256')
      .update(`row key ${row.item.subject ?? 'dataset'}`)
      .digest();
    return new Uint8Array(
      createHmac('sha256', key)
        .update(rowInput(this.logId, seq, position))
        .digest(),
    );
  }

  #row(row: Row, seq: number, position: number): Bytes {
    const binding = rowBinding(
      this.#prf(row, seq, position),
      row.item.subject ?? ZERO_DIGEST,
      row.grant?.id ?? ZERO_DIGEST,
    );
    return releaseRow(itemLeafHash(row.item.leaf), binding);
  }

  #openingLines(rows: readonly Row[], seq: number, version: number): OpeningLine[] {
    const manifestSize = this.manifest.size;
    const head = { logId: this.logId, seq, dataset: this.dataset, version, count: rows.length, manifestSize };
    const grants = new Map(rows.flatMap(({ grant }) => (grant === undefined ? [] : [[grant.id, grant.opening]])));
    return [
      { opening: head },
      { listed: this.#listed(rows) },
      ...[...grants.values()].map((grant) => ({ grant })),
      ...rows.map((row, position) => ({ row: this.#openedRow(row, seq, position) })),
    ];
  }

  /** An item that stands twice is proven once; one of another version not at all. */
  #listed(rows: readonly Row[]) {
    const numbers = [...new Set(rows.map(({ item }) => item.index))].filter((index) => index < this.manifest.size);
    const ascending = numbers.toSorted((a, b) => a - b);
    return {
      items: rows.map(({ item }) => item.index),
      leaves: rows.map(({ item }) => toHex(itemLeafHash(item.leaf))),
      proof: ascending.length === 0 ? [] : multiproofFrom(this.manifest.node, ascending, this.manifest.size).map(toHex),
    };
  }

  #openedRow(row: Row, seq: number, position: number) {
    const { leaf, ownerSalt, subject } = row.item;
    return {
      position,
      leaf: leafJson(leaf),
      prf: toHex(this.#prf(row, seq, position)),
      ...(ownerSalt === undefined ? {} : { ownerSalt: toHex(ownerSalt) }),
      ...(subject === undefined ? {} : { subject }),
      ...(row.grant === undefined ? {} : { grant: row.grant.id }),
    };
  }

  // ----------------------------------------------------------------------------------------------- anchoring

  get tree(): MerkleTree {
    return new MerkleTree(this.entries.map(leafHash));
  }

  anchor(): void {
    const fresh = this.entries.slice(this.anchored).map((bytes, i) => {
      const entry = JSON.parse(Buffer.from(bytes).toString()) as Entry;
      const { dataset = ZERO_DIGEST, requester = ZERO_ADDRESS } = entry;
      const leaf = toHex(leafHash(bytes));
      return { args: { log: this.logId, dataset, requester, leaf }, entry, seq: BigInt(this.anchored + i) };
    });
    const events = fresh.map(({ args, entry, seq }) => {
      return [
        'LogEntry',
        { ...args, facts: this.mode === 'disclosed' ? packFacts(entry) | (seq << 192n) : 0n },
      ] as const;
    });
    const size = this.entries.length;
    const head = ['LogHead', { log: this.logId, size, root: toHex(this.tree.root()) }] as const;
    this.mine(...(this.mode === 'disclosed' ? events : []), head);
    this.anchored = size;
  }

  checkpoint(size = this.entries.length, signers: readonly NoteSigner[] = [this.signer]): Bytes {
    const origin = logOrigin(this.ledger, this.logId);
    return signNote(formatCheckpoint({ origin, size, root: this.tree.root(size) }), signers);
  }

  get signer(): NoteSigner {
    return ed25519Signer(logOrigin(this.ledger, this.logId), this.key.publicKey, this.key.sign);
  }

  get cosigner(): NoteSigner {
    return cosigner('witness.example', this.witness.publicKey, this.witness.sign, () => Math.floor(this.now / 1000));
  }

  receipt(index: number): Bytes {
    const extra = this.entries[index];
    if (extra === undefined) throw new Error('no such entry');
    return renderProof({ extra, index, path: this.tree.inclusion(index), checkpoint: this.checkpoint() });
  }

  // ------------------------------------------------------------------------------------------------- sources

  ledgerSource(): LedgerSource {
    return {
      ledger: this.ledger,
      head: async () => this.block,
      events: () => this.events,
      block: async (height) => this.blocks[height - 1],
      // No account of a trail is a contract.
      acceptsSignature: async () => undefined,
    };
  }

  logSource(change: Partial<LogSource> = {}): LogSource {
    const found = (bytes: Bytes | undefined): Fetched =>
      bytes === undefined ? { kind: 'absent', reason: 'no' } : { kind: 'bytes', bytes: Uint8Array.from(bytes) };
    return {
      logId: this.logId,
      checkpoint: async () => found(this.note ?? this.checkpoint()),
      bundle: async (index, width) => {
        const entries = this.entries.slice(index * TILE_WIDTH, index * TILE_WIDTH + width);
        return found(entries.length === width ? encodeBundle(entries) : undefined);
      },
      evidence: async (seq) => found(this.evidence.get(seq)),
      openings: async (seq) => found(this.openings.get(seq)),
      ...change,
    };
  }
}

/** With its members in the order in which gateways write them. */
export function leafJson({ salt, digest, size, mediaType, categories, owner, source }: ItemLeaf): LeafJson {
  const hashes = { owner: toHex(owner), source: toHex(source) };
  return { salt: toHex(salt), digest: toHex(digest), size, mediaType, categories, ...hashes };
}
