import { createHmac, type KeyObject } from 'node:crypto';
import { type Bytes, type Hex, toHex } from '../../core/bytes.ts';
import type { LeafJson } from '../../core/content.ts';
import type { ItemHead, ReleaseRows } from '../../core/content-frame.ts';
import { CustosError } from '../../core/errors.ts';
import { type GrantId, type LogId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { type ItemLeaf, releaseRow, rowBinding, rowInput } from '../../core/item.ts';
import { leafHash, MerkleTree } from '../../core/merkle.ts';
import { multiproofFrom } from '../../core/multiproof.ts';
import type { Vault } from '../../vault/vault.ts';
import { encodeReleaseRecord } from './release-record.ts';

/** The grant by which a subject's items are released, and its place in the list of the subject's grants. */
export interface DecidingGrant {
  readonly grant: GrantId;
  /** 1-based, in ledger order. */
  readonly place: number;
}

/** A version of a dataset as the store knows it. */
export interface StoredVersion {
  readonly volume: number;
  readonly view: Awaited<ReturnType<Vault['versions']['view']>>;
}

/** Everything about a release but its number in the log. */
export interface PreparedRelease {
  readonly items: readonly number[];
  readonly subjects: readonly (Pseudonym | null)[];
  readonly grants: readonly (DecidingGrant | undefined)[];
  readonly leaves: readonly Bytes[];
  /** Row key of each item's owner. */
  readonly keys: readonly KeyObject[];
  readonly record: Bytes;
}

/** A release with its number: its rows under their root. */
export interface SequencedRelease {
  readonly bindings: readonly Bytes[];
  readonly tree: MerkleTree;
}

/** Fetches the keys, so that `sequenceRelease` need not wait for anything. Throws KEY_SHREDDED where a subject was
 *  erased since the decision. */
export async function prepareRelease(
  vault: Vault,
  dataset: Parameters<Vault['datasetRowKey']>[0],
  { view }: StoredVersion,
  items: readonly number[],
  grantAt: (position: number) => DecidingGrant | undefined,
): Promise<PreparedRelease> {
  const subjects = items.map((item) => {
    const ordinal = view.subjectOf[item] ?? -1;
    return ordinal === -1 ? null : view.pseudonym(ordinal);
  });
  const distinct = [...new Set(subjects.filter((subject) => subject !== null))];
  const [shared, own] = await Promise.all([vault.datasetRowKey(dataset), vault.rowKeys(distinct)]);
  const keyOf = new Map(distinct.map((subject, i) => [subject, own[i]]));
  const grants = items.map((_, position) => grantAt(position));
  const keys = subjects.map((subject) => {
    const key = subject === null ? shared : keyOf.get(subject);
    if (key) return key;
    throw new CustosError('KEY_SHREDDED', 'A subject was erased while the release was prepared.');
  });
  const record = encodeReleaseRecord({ items, grants: grants.map((grant) => grant?.place ?? 0) });
  return { items, subjects, grants, leaves: items.map((item) => view.tree.leaf(item)), keys, record };
}

/** Computes the rows for the place that the log gives the release; synchronous, for the sequencer. */
export function sequenceRelease(prepared: PreparedRelease, logId: LogId, seq: number): SequencedRelease {
  const prfAt = rowPrfs(logId, seq);
  const bindings = prepared.items.map((_, position) => {
    const prf = prfAt(keyAt(prepared, position), position);
    return rowBinding(prf, prepared.subjects[position] ?? ZERO_DIGEST, prepared.grants[position]?.grant ?? ZERO_DIGEST);
  });
  const rows = bindings.map((binding, position) =>
    leafHash(releaseRow(prepared.leaves[position] ?? new Uint8Array(), binding)),
  );
  return { bindings, tree: new MerkleTree(rows) };
}

function keyAt({ keys }: PreparedRelease, position: number): KeyObject {
  const key = keys[position];
  if (key) return key;
  throw new CustosError('INTERNAL', `The release has no row ${position}.`);
}

/** HMAC-SHA-256 of an owner's row key over the place of a row, for the rows of one release. */
export function rowPrfs(logId: LogId, seq: number): (key: KeyObject, position: number) => Bytes {
  const input = Buffer.from(rowInput(logId, seq, 0));
  return (key, position) => {
    input.writeUInt32BE(position, input.length - 4);
    return createHmac('sha256', key).update(input).digest();
  };
}

/** The rows as a stream sends them, before their items. */
export function rowsOf({ view }: StoredVersion, prepared: PreparedRelease, release: SequencedRelease): ReleaseRows {
  const { items: indexes, leaves } = prepared;
  return { indexes, leaves, bindings: release.bindings, proof: multiproofFrom(view.tree.node, indexes, view.items) };
}

export function itemHead({ name, leaf }: { readonly name: string; readonly leaf: ItemLeaf }): ItemHead {
  return { name, leaf: leafJson(leaf) };
}

/** What proves an item that is sent alone: its release has one row, whose leaf hash is the release root. */
export function itemProof(
  { view }: StoredVersion,
  record: { readonly index: number; readonly name: string; readonly leaf: ItemLeaf },
  release: SequencedRelease,
) {
  return {
    index: record.index,
    ...itemHead(record),
    manifestPath: view.tree.inclusion(record.index).map(toHex),
    manifestSize: view.items,
    binding: toHex(release.bindings[0] ?? new Uint8Array()),
  };
}

export function leafJson(leaf: ItemLeaf): LeafJson {
  const hex = (bytes: Bytes): Hex => toHex(bytes);
  return {
    salt: hex(leaf.salt),
    digest: hex(leaf.digest),
    size: leaf.size,
    mediaType: leaf.mediaType,
    categories: leaf.categories,
    owner: hex(leaf.owner),
    source: hex(leaf.source),
  };
}
