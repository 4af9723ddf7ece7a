import type { Address, DatasetId, Digest, GroupId, LogId, PermitId, Pseudonym } from '../../core/ids.ts';
import type {
  AskedRecord,
  ConsentRecord,
  DatasetRecord,
  EdgeRecord,
  GroupRecord,
  MemberRecord,
  PermitRecord,
  SessionKeyRecord,
  SignerRecord,
  SubjectRecord,
} from './directory-records.ts';
import { type Cells, choiceCell, FLAG, hexCell, NUMBER } from './snapshot-rows.ts';

/** What a directory has come to: small tables as they are, and those that grow with the subjects as rows. */
export interface DirectorySnapshot {
  readonly members: ReadonlyMap<Address, MemberRecord>;
  readonly groups: ReadonlyMap<GroupId, GroupRecord>;
  readonly datasets: ReadonlyMap<DatasetId, DatasetRecord>;
  readonly edges: readonly EdgeRecord[];
  readonly permits: ReadonlyMap<PermitId, PermitRecord>;
  readonly heads: ReadonlyMap<LogId, { readonly size: number; readonly root: Digest }>;
  readonly protocols: ReadonlySet<Digest>;
  readonly sessionKeys: ReadonlyMap<string, SessionKeyRecord>;
  readonly byAccount: ReadonlyMap<Address, Address>;
  readonly administrators: ReadonlySet<Address>;
  readonly aloneFrom: ReadonlyMap<Pseudonym, number>;
  readonly consents: Uint8Array;
  readonly enrolled: Uint8Array;
  readonly bound: Uint8Array;
  readonly asked: Uint8Array;
  readonly signers: Uint8Array;
  readonly subjects: Uint8Array;
}

interface Named<Key, Value> {
  readonly key: Key;
  readonly value: Value;
}

const KEY = { key: hexCell<Pseudonym>() };
export const CONSENT: Cells<ConsentRecord> = {
  grant: hexCell(),
  subject: hexCell(),
  kind: choiceCell(['self', 'guardian', 'recorded'] as const),
  grantedAt: NUMBER,
  revoked: FLAG,
  revokedAt: NUMBER,
  kept: FLAG,
};
export const ENROLLED: Cells<Named<Pseudonym, Address>> = { ...KEY, value: hexCell(20) };
export const BOUND: Cells<Pick<Named<Pseudonym, unknown>, 'key'>> = KEY;
export const ASKED: Cells<AskedRecord & { readonly key: Pseudonym }> = {
  ...KEY,
  signer: hexCell(),
  from: NUMBER,
  until: NUMBER,
};
export const SUBJECT: Cells<SubjectRecord & { readonly key: Pseudonym }> = {
  ...KEY,
  optOut: NUMBER,
  optOutTurn: NUMBER,
  isOptOutOwn: FLAG,
  pausedUntil: NUMBER,
  pauseTurn: NUMBER,
  isPauseOwn: FLAG,
  stage: NUMBER,
  nonce: NUMBER,
};
export const SIGNER: Cells<SignerRecord & { readonly key: Digest }> = {
  key: hexCell(),
  subject: hexCell(),
  account: hexCell(20),
  kind: NUMBER,
  from: NUMBER,
  until: NUMBER,
  removedAt: NUMBER,
  leavesAt: NUMBER,
};

export function* flat<Item>(lists: Iterable<readonly Item[]>): Generator<Item> {
  for (const list of lists) yield* list;
}

export function* named<Key, Value>(entries: Iterable<readonly [Key, Value]>): Generator<Named<Key, Value>> {
  for (const [key, value] of entries) yield { key, value };
}

export function* spread<Key, Value extends object>(
  entries: Iterable<readonly [Key, Value]>,
): Generator<Value & { key: Key }> {
  for (const [key, value] of entries) yield { ...value, key };
}
