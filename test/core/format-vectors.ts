import { ed25519 } from '@noble/curves/ed25519.js';
import { ACTS } from '../../src/core/acts.ts';
import { fromHex, toBase64, toHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { canonicalText, type Json } from '../../src/core/canonical.ts';
import { CATEGORIES } from '../../src/core/categories.ts';
import { formatCheckpoint } from '../../src/core/checkpoint.ts';
import { type ConsentNames, consentText, LANGUAGES, saltOf } from '../../src/core/consent-text/consent-text.ts';
import { cosigner } from '../../src/core/cosignature.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import { type ActEvidence, encodeEvidence, evidenceDigest } from '../../src/core/evidence.ts';
import { sha256 } from '../../src/core/hash.ts';
import { type IdentificationStatement, identificationDigest } from '../../src/core/identification.ts';
import type { Address, DatasetId, Digest, GrantId, LogId, Pseudonym } from '../../src/core/ids.ts';
import { formatLedger, logOrigin, ZERO_DIGEST } from '../../src/core/ids.ts';
import {
  itemLeafData,
  itemLeafHash,
  NO_SOURCE,
  ownerCommitment,
  releaseRow,
  rowBinding,
  rowInput,
  SHARED_OWNER,
  sourceCommitment,
} from '../../src/core/item.ts';
import { leafHash, MerkleTree } from '../../src/core/merkle.ts';
import { type NarrowingStatement, narrowingForm } from '../../src/core/narrowing.ts';
import { signNote } from '../../src/core/note.ts';
import { renderProof } from '../../src/core/proof.ts';
import { MODIFIERS, PERMISSIONS } from '../../src/core/purpose-table.ts';
import { type AccessRequest, encodeRequest, requestDigest, routeDigest } from '../../src/core/request.ts';
import {
  type SessionStatement,
  type SignedStatement,
  sessionKeyOf,
  statementDigest,
  statementText,
} from '../../src/core/session-statement.ts';
import { staffChallenge } from '../../src/core/staff-challenge.ts';
import { grantId, hashTerms, recordedGrantId } from '../../src/core/terms.ts';
import { encodeType, TYPED_DATA, type TypedDataName, typedDigest, typedDomain } from '../../src/core/typed-data.ts';
import { ed25519Signer, formatVerifierKey } from '../../src/core/verifier-key.ts';
import { sampleContent, streamOf } from './content-sample.ts';
import { hexOf, MESSAGES, TERMS } from './samples.ts';

/** What the formats give for fixed input. The committed files hold it; a difference is a change of version. */
export function formatVectors(): Record<string, unknown> {
  return {
    'item-leaf': itemLeaves(),
    rows: rows(),
    request: requests(),
    entry: entries(),
    note: notes(),
    proof: proofs(),
    'typed-data': typedData(),
    content: content(),
    'consent-text': consentTexts(),
    statements: statements(),
    'session-statement': sessionStatements(),
    staff: staff(),
  };
}

/** What a staff passkey signs, and the evidence of an act that its person orders. */
function staff() {
  const signIn = {
    ledger: LEDGER,
    asker: hexOf('bb', 20) as Address,
    nonce: hexOf('21', 32) as Digest,
    jkt: Buffer.from('22'.repeat(32), 'hex').toString('base64url'),
    gateway: hexOf('cc', 20) as Address,
  };
  const act: ActEvidence = {
    v: 1,
    kind: 'act',
    session: {
      type: 'organisation',
      member: hexOf('dd', 20) as Address,
      statement: '{}',
      key: hexOf('01', 33),
      signature: hexOf('ab', 64),
    },
    dpop: 'aaa.bbb.ccc',
    gateway: hexOf('bb', 20) as Address,
    method: 'POST',
    path: `/v1/subjects/${hexOf('30', 32)}/invitations`,
    body: hexOf('31', 32) as Digest,
    subjects: [hexOf('30', 32) as Pseudonym],
  };
  const evidence = encodeEvidence(act);
  return {
    challenges: [{ ...signIn, challenge: toHex(staffChallenge(signIn)) }],
    acts: [{ evidence: utf8Decode(evidence), digest: toHex(evidenceDigest(evidence)) }],
    kinds: ACTS.map(({ kind, method, path }) => `${method} ${path} ${kind}`),
  };
}

export const LEDGER = { chainId: 3_141_592_653_589, membership: hexOf('aa', 20) as Address };
export const LOG = hexOf('10', 32) as LogId;
export const ORIGIN = logOrigin(LEDGER, LOG);
export const LOG_SEED = fromHex(hexOf('01', 32));
export const WITNESS_SEED = fromHex(hexOf('02', 32));
const DATASET = hexOf('20', 32) as DatasetId;
const SUBJECT = hexOf('30', 32) as Pseudonym;
const GRANT = hexOf('40', 32) as GrantId;
const TIME = 1_764_000_000_000;

export const REQUEST: AccessRequest = {
  ledger: formatLedger(LEDGER),
  gateway: hexOf('bb', 20) as Address,
  dataset: DATASET,
  version: 2,
  purpose: 7,
  facts: { commercial: false, ethicsApproval: hexOf('50', 32) as Digest, country: 'DE', disease: 'MONDO:0005015' },
  permit: 5,
  delivery: 'download',
  select: { types: ['Condition', 'Patient'], from: '2020-01-01' },
  items: [0, 3, 4095],
};

export const ENTRIES: readonly Entry[] = [
  {
    v: 1,
    ledger: formatLedger(LEDGER),
    logId: LOG,
    seq: 0,
    time: TIME,
    kind: 'start',
    outcome: 'started',
    block: { height: 0, hash: hexOf('60', 32) as Digest },
    evidence: hexOf('70', 32) as Digest,
  },
  {
    v: 1,
    ledger: formatLedger(LEDGER),
    logId: LOG,
    seq: 1,
    time: TIME + 1,
    kind: 'release',
    outcome: 'released',
    dataset: DATASET,
    version: 2,
    requester: hexOf('cc', 20) as Address,
    permit: 5,
    purpose: 7,
    delivery: 'download',
    block: { height: 12, hash: hexOf('61', 32) as Digest },
    rows: { root: hexOf('62', 32) as Digest, count: 3 },
    evidence: hexOf('71', 32) as Digest,
  },
  {
    v: 1,
    ledger: formatLedger(LEDGER),
    logId: LOG,
    seq: 2,
    time: TIME + 2,
    kind: 'release',
    outcome: 'refused',
    reason: 'no-permit',
    dataset: DATASET,
    version: 2,
    requester: hexOf('cc', 20) as Address,
    purpose: 7,
    delivery: 'download',
    block: { height: 12, hash: hexOf('61', 32) as Digest },
    evidence: hexOf('72', 32) as Digest,
  },
  {
    v: 1,
    ledger: formatLedger(LEDGER),
    logId: LOG,
    seq: 3,
    time: TIME + 2,
    kind: 'release',
    outcome: 'interrupted',
    reason: 'revoked',
    block: { height: 12, hash: hexOf('61', 32) as Digest },
    evidence: hexOf('73', 32) as Digest,
    of: 1,
  },
];

export function logSigner() {
  const { publicKey, sign } = keyOf(LOG_SEED);
  return ed25519Signer(ORIGIN, publicKey, sign);
}

export function witnessSigner() {
  const { publicKey, sign } = keyOf(WITNESS_SEED);
  return cosigner('witness.example/w1', publicKey, sign, () => TIME / 1000);
}

export const LOG_VKEY = formatVerifierKey(ORIGIN, 0x01, keyOf(LOG_SEED).publicKey);
export const WITNESS_VKEY = formatVerifierKey('witness.example/w1', 0x04, keyOf(WITNESS_SEED).publicKey);

export function logTree(): MerkleTree {
  return new MerkleTree(ENTRIES.map((entry) => leafHash(encodeEntry(entry))));
}

export function logNote(size: number, signers = [logSigner()]): Uint8Array {
  return signNote(formatCheckpoint({ origin: ORIGIN, size, root: logTree().root(size) }), signers);
}

function itemLeaves(): unknown {
  const ownerSalt = fromHex(hexOf('02', 32));
  const parent = fromHex(hexOf('04', 32));
  const own = {
    salt: fromHex(hexOf('01', 32)),
    digest: sha256(utf8('plaintext')),
    size: 9,
    mediaType: 'application/fhir+ndjson',
    categories: 0x0001_0005,
    owner: ownerCommitment(ownerSalt, SUBJECT),
    source: sourceCommitment(fromHex(hexOf('03', 32)), parent),
  };
  const shared = { ...own, size: 2 ** 40 + 1, mediaType: 'text/plain', owner: SHARED_OWNER, source: NO_SOURCE };
  return {
    commitments: {
      ownerSalt: toHex(ownerSalt),
      pseudonym: SUBJECT,
      owner: toHex(own.owner),
      sharedOwner: toHex(SHARED_OWNER),
      sourceSalt: hexOf('03', 32),
      parent: toHex(parent),
      source: toHex(own.source),
    },
    leaves: [own, shared].map((leaf) => ({
      salt: toHex(leaf.salt),
      digest: toHex(leaf.digest),
      size: leaf.size,
      mediaType: leaf.mediaType,
      categories: leaf.categories,
      owner: toHex(leaf.owner),
      source: toHex(leaf.source),
      data: toHex(itemLeafData(leaf)),
      hash: toHex(itemLeafHash(leaf)),
    })),
  };
}

function rows(): unknown {
  const rowsOf = [0, 1, 2].map((position) => {
    const prf = sha256(Uint8Array.of(position));
    const leaf = sha256(utf8(`leaf ${position}`));
    const binding = rowBinding(prf, SUBJECT, GRANT);
    return {
      position,
      input: toHex(rowInput(LOG, 7, position)),
      prf: toHex(prf),
      leaf: toHex(leaf),
      binding: toHex(binding),
      row: toHex(releaseRow(leaf, binding)),
    };
  });
  const tree = new MerkleTree(rowsOf.map(({ row }) => leafHash(fromHex(row))));
  return { logId: LOG, seq: 7, pseudonym: SUBJECT, grant: GRANT, rows: rowsOf, root: toHex(tree.root()) };
}

function requests(): unknown {
  const bytes = encodeRequest(REQUEST);
  const call = { method: 'POST', path: '/v1/permits?x=1', body: toHex(sha256(utf8('{}'))) as Digest };
  return {
    requests: [{ canonical: utf8Decode(bytes), digest: toHex(requestDigest(bytes)) }],
    routes: [{ ...call, digest: toHex(routeDigest(call)) }],
  };
}

export const SESSION_SEED = fromHex(hexOf('03', 32));
export const STATEMENT: SessionStatement = {
  v: 1,
  ledger: formatLedger(LEDGER),
  member: hexOf('ab', 20) as Address,
  person: hexOf('51', 32) as Digest,
  jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  gateway: hexOf('bb', 20) as Address,
  notAfter: TIME,
};

export function signedStatement(said: SessionStatement = STATEMENT, seed = SESSION_SEED): SignedStatement {
  const { publicKey, sign } = keyOf(seed);
  const statement = statementText(said);
  return { statement, key: sessionKeyOf(publicKey), signature: toHex(sign(statementDigest(statement))) };
}

function sessionStatements(): unknown {
  const signed = signedStatement();
  return [{ seed: toHex(SESSION_SEED), ...signed, digest: toHex(statementDigest(signed.statement)) }];
}

function entries(): unknown {
  return ENTRIES.map((entry) => {
    const bytes = encodeEntry(entry);
    return { canonical: utf8Decode(bytes), leaf: toHex(leafHash(bytes)) };
  });
}

function notes(): unknown {
  return {
    logSeed: toHex(LOG_SEED),
    logVerifierKey: LOG_VKEY,
    witnessSeed: toHex(WITNESS_SEED),
    witnessVerifierKey: WITNESS_VKEY,
    origin: ORIGIN,
    checkpoints: [1, 2, 3, 4].map((size) => ({
      size,
      root: toHex(logTree().root(size)),
      note: utf8Decode(logNote(size)),
    })),
    cosigned: utf8Decode(logNote(4, [logSigner(), witnessSigner()])),
  };
}

function proofs(): unknown {
  return ENTRIES.map((entry, index) => {
    const extra = encodeEntry(entry);
    const proof = renderProof({ extra, index, path: logTree().inclusion(index), checkpoint: logNote(4) });
    return { index, entry: toBase64(extra), proof: utf8Decode(proof) };
  });
}

/** A whole content stream, and what a reader of it finds. */
function content(): unknown {
  const sample = sampleContent();
  return {
    logVerifierKey: LOG_VKEY,
    manifestRoot: toHex(sample.manifestRoot),
    stream: toHex(streamOf(sample)),
    release: sample.release,
    rows: sample.rows.indexes.map((index, i) => ({
      index,
      leaf: toHex(sample.rows.leaves[i] ?? new Uint8Array()),
      binding: toHex(sample.rows.bindings[i] ?? new Uint8Array()),
    })),
    proof: sample.rows.proof.map(toHex),
    items: sample.items.map(({ name, leaf, bytes }) => ({ name, leaf, bytes: toHex(bytes) })),
    end: { releases: 1, items: sample.items.length, withheld: { 'not-consented': 2 } },
  };
}

function typedData(): unknown {
  const domain = typedDomain(LEDGER.chainId, hexOf('dd', 20) as Address);
  const names = Object.keys(TYPED_DATA).filter((name): name is keyof typeof MESSAGES => name in MESSAGES);
  const grant = { subject: SUBJECT, deadline: 1_764_000_600, terms: TERMS };
  return {
    chainId: domain.chainId,
    verifyingContract: domain.verifyingContract,
    domainSeparator: toHex(domain.separator),
    types: names.map((name) => ({
      name,
      type: encodeType(name),
      message: JSON.parse(JSON.stringify(MESSAGES[name], (_, v) => (typeof v === 'bigint' ? v.toString() : v))),
      digest: toHex(typedDigest(domain, name as TypedDataName, MESSAGES[name] as never)),
    })),
    termsHash: hashTerms(TERMS),
    grantId: grantId(domain, grant),
    recordedGrantId: recordedGrantId(domain, { ...grant, form: hexOf('90', 32) as Digest }),
  };
}

function keyOf(seed: Uint8Array) {
  return { publicKey: ed25519.getPublicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };
}

/** Everything that can be said of one: all of its sentences are held. */
function consentTexts() {
  const nonce = hexOf('83', 32) as Digest;
  const named: ConsentNames = {
    holder: 'Hospital São João',
    grantee: 'Universität Łódź',
    dataset: 'Cardiology',
    notice: { title: 'Heart study, version 2', published: 1_764_000_000 },
  };
  const all = [...PERMISSIONS.slice(0, 1), ...MODIFIERS].reduce((sum, { bit }) => sum | (1n << BigInt(bit)), 0n);
  const categories = CATEGORIES.reduce((sum, { bit }) => (sum | (1 << bit)) >>> 0, 0);
  const narrow = { ...TERMS, purposes: all, excluded: categories, until: 1_795_564_799 };
  const open = { ...TERMS, purposes: 1n << 3n, excluded: 0, grantee: ZERO_DIGEST, scope: ZERO_DIGEST, options: 0 };
  return LANGUAGES.flatMap((language) =>
    [narrow, { ...open, until: narrow.until }].map(({ salt: _, ...terms }) => {
      const { text } = consentText(terms, hexOf('aa', 20) as Address, named, language);
      const json = { ...terms, purposes: terms.purposes.toString() };
      return { language, holder: hexOf('aa', 20), names: named, terms: json, text, nonce, salt: saltOf(nonce, text) };
    }),
  );
}

/** What stands behind digests of bindings, and behind forms of acts by codes. */
function statements() {
  const salt = hexOf('70', 32) as Digest;
  const [subject, member, document] = [SUBJECT, hexOf('cc', 20) as Address, hexOf('71', 32) as Digest];
  const own = {
    v: 1,
    kind: 'identification',
    subject,
    text: 'passport, seen by Łucja',
    member,
    at: TIME,
    salt,
  } as const;
  const guardian = { as: 'parent', document, until: 1_900_000_000 } as const;
  const identified: IdentificationStatement[] = [
    own,
    { ...own, document, guardian, person: hexOf('72', 32) as Digest },
  ];
  const used = { v: 1, kind: 'narrowing-by-code', subject, sent: TIME, used: TIME + 60_000, salt } as const;
  const narrowed: NarrowingStatement[] = [
    { ...used, act: 'withdraw-all' },
    { ...used, act: 'opt-out', level: 'research' },
    { ...used, act: 'pause', until: 1_900_000_000 },
  ];
  return {
    identifications: identified.map((statement) => ({
      statement,
      canonical: canonicalText(statement as unknown as Json),
      digest: identificationDigest(statement),
    })),
    narrowings: narrowed.map((statement) => ({
      statement,
      canonical: canonicalText(statement as unknown as Json),
      form: narrowingForm(statement),
    })),
  };
}
