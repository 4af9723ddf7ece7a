import type { Trust } from '../../src/client/content-reader.ts';
import { concat, toHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { formatCheckpoint } from '../../src/core/checkpoint.ts';
import {
  CONTENT_START,
  dataHead,
  encodeEnd,
  encodeItem,
  encodeRelease,
  encodeRows,
  type ItemHead,
  type ReleaseHead,
  type ReleaseRows,
} from '../../src/core/content-frame.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import { sha256 } from '../../src/core/hash.ts';
import { formatLedger } from '../../src/core/ids.ts';
import { type ItemLeaf, itemLeafHash, NO_SOURCE, releaseRow, SHARED_OWNER } from '../../src/core/item.ts';
import { leafHash, MerkleTree } from '../../src/core/merkle.ts';
import { multiproofFrom } from '../../src/core/multiproof.ts';
import { signNote } from '../../src/core/note.ts';
import { renderProof, verifyReceipt } from '../../src/core/proof.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { LEDGER, LOG, LOG_VKEY, logSigner, ORIGIN } from './format-vectors.ts';
import { hexOf } from './samples.ts';

const CONTENTS = ['left out', '', 'plaintext', 'left out too', '{"resourceType":"Condition"}\n'].map(utf8);
const INDEXES = [1, 2, 4];

/** The parts of a content stream of one release: three items of a manifest of five. */
export interface SampleContent {
  readonly release: ReleaseHead;
  readonly rows: ReleaseRows;
  readonly items: readonly (ItemHead & { readonly bytes: Uint8Array })[];
  readonly manifestRoot: Uint8Array;
  readonly trust: Trust;
}

export function sampleContent(): SampleContent {
  const leaves = CONTENTS.map(leafOf);
  const manifest = new MerkleTree(leaves.map(itemLeafHash));
  const bindings = INDEXES.map((index) => sha256(utf8(`binding ${index}`)));
  const hashes = INDEXES.map((index) => itemLeafHash(leaves[index] as ItemLeaf));
  const rows = new MerkleTree(hashes.map((hash, i) => leafHash(releaseRow(hash, bindings[i] as Uint8Array))));
  const manifestRoot = manifest.root();
  return {
    release: { receipt: receiptOf(rows), seq: 0, count: INDEXES.length, manifestSize: leaves.length },
    rows: { indexes: INDEXES, leaves: hashes, bindings, proof: multiproofFrom(manifest.node, INDEXES, leaves.length) },
    items: INDEXES.map((index) => headOf(index, leaves[index] as ItemLeaf)),
    manifestRoot,
    trust: {
      manifestRoot,
      openReceipt: (receipt) =>
        verifyReceipt(utf8(receipt), { origin: ORIGIN, log: [ed25519Verifier(LOG_VKEY)] }).entry,
    },
  };
}

/** The whole stream, as a gateway sends it. */
export function streamOf({ release, rows, items }: SampleContent): Uint8Array {
  const records = items.flatMap(({ bytes, name, leaf }) => [encodeItem({ name, leaf }), ...dataOf(bytes)]);
  const end = encodeEnd({ releases: 1, items: items.length, withheld: { 'not-consented': 2 } });
  return concat(CONTENT_START, encodeRelease(release), encodeRows(rows), ...records, end);
}

export function dataOf(bytes: Uint8Array): Uint8Array[] {
  return bytes.length === 0 ? [] : [dataHead(bytes.length), bytes];
}

function leafOf(bytes: Uint8Array, index: number): ItemLeaf {
  return {
    salt: sha256(utf8(`salt ${index}`)),
    digest: sha256(bytes),
    size: bytes.length,
    mediaType: index === 4 ? 'application/fhir+ndjson' : 'text/plain',
    categories: index,
    owner: SHARED_OWNER,
    source: NO_SOURCE,
  };
}

function headOf(index: number, leaf: ItemLeaf): SampleContent['items'][number] {
  const { salt, digest, owner, source } = leaf;
  const inHex = { salt: toHex(salt), digest: toHex(digest), owner: toHex(owner), source: toHex(source) };
  return { name: `${index}-file`, leaf: { ...leaf, ...inHex }, bytes: CONTENTS[index] as Uint8Array };
}

function receiptOf(rows: MerkleTree): string {
  const entry = {
    ...{ v: 1, ledger: formatLedger(LEDGER), logId: LOG, seq: 0, time: 1_764_000_000_000, kind: 'release' },
    ...{ outcome: 'self', dataset: hexOf('20', 32), version: 1, delivery: 'download' },
    ...{ block: { height: 12, hash: hexOf('61', 32) }, evidence: hexOf('71', 32) },
    rows: { root: toHex(rows.root()), count: rows.size },
  } as Entry;
  const extra = encodeEntry(entry);
  const log = new MerkleTree([leafHash(extra)]);
  const checkpoint = signNote(formatCheckpoint({ origin: ORIGIN, size: 1, root: log.root() }), [logSigner()]);
  return utf8Decode(renderProof({ extra, index: 0, path: [], checkpoint }));
}
