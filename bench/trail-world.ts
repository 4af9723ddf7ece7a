// A log of requests that were all granted, with its tiles and evidence as files, and the ledger beside it in memory.
import { hash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Fetched, LogSource } from '../src/audit/source/sources.ts';
import { type Bytes, fromHex, toBase64Url, toHex } from '../src/core/bytes.ts';
import { formatCheckpoint } from '../src/core/checkpoint.ts';
import { type Entry, encodeEntry } from '../src/core/entry.ts';
import { requestEncoder } from '../src/core/evidence.ts';
import { domainPrefix } from '../src/core/hash.ts';
import { type Digest, formatLedger, logOrigin } from '../src/core/ids.ts';
import { MerkleTree } from '../src/core/merkle.ts';
import { signNote } from '../src/core/note.ts';
import { renderProof } from '../src/core/proof.ts';
import { encodeRequest, requestDigest } from '../src/core/request.ts';
import { decodeBundle, encodeBundle, entryBundles, hashTiles, TILE_WIDTH, tilePath } from '../src/core/tiles.ts';
import { Study } from '../test/audit/honest-trail.ts';
import { id, proof } from '../test/audit/persons.ts';
import { ENDPOINT } from '../test/audit/trail.ts';

/** Requests in one session, and entries between two heads on chain: a second each. */
const STEP = 1_000;
const EVIDENCE = domainPrefix('evidence');
const TOKEN = toBase64Url(fromHex(id('token')));

export interface TrailWorld {
  readonly study: Study;
  readonly source: LogSource;
  /** Of an entry in the middle of the log. */
  readonly receipt: Bytes;
}

/** Writes a log of `size` entries under the directory: `checkpoint` and `tile/` as C2SP tlog-tiles has them, and the
 *  evidence of each bundle. All but the first entry are releases, each under a proof of its own. */
export async function trailWorld(directory: string, size: number, say: (line: string) => void): Promise<TrailWorld> {
  const study = new Study();
  const tree = new MerkleTree();
  let [entries, evidence]: [Bytes[], Bytes[]] = [[], []];
  let kept: Bytes = new Uint8Array();
  const take = async (entry: Bytes, proven: Bytes) => {
    if (tree.size === Math.floor(size / 2)) kept = entry;
    tree.append(hash('sha256', Buffer.concat([Buffer.of(0), entry]), 'buffer'));
    entries.push(entry);
    evidence.push(proven);
    if (entries.length < TILE_WIDTH && tree.size < size) return;
    await writeBundle(directory, Math.floor((tree.size - 1) / TILE_WIDTH), entries, evidence);
    [entries, evidence] = [[], []];
  };
  await take(study.entries[0] as Bytes, study.evidence.get(0) as Bytes);
  while (tree.size < size) {
    const make = await session(study);
    for (let left = Math.min(STEP, size - tree.size); left > 0; left--) {
      const { entry, evidence: proven } = make(tree.size);
      await take(entry, proven);
    }
    study.mine(['LogHead', { log: study.logId, size: tree.size, root: toHex(tree.root()) }]);
    if (tree.size % (100 * STEP) === 0) say(`${tree.size} entries are written`);
  }
  for (const tile of hashTiles(size)) {
    const hashes = Array.from({ length: tile.width }, (_, i) => tree.node(8 * tile.level, tile.index * TILE_WIDTH + i));
    await put(join(directory, tilePath(tile)), Buffer.concat(hashes));
  }
  const origin = logOrigin(study.ledger, study.logId);
  const checkpoint = signNote(formatCheckpoint({ origin, size, root: tree.root() }), [study.signer]);
  await put(join(directory, 'checkpoint'), checkpoint);
  const index = Math.floor(size / 2);
  const receipt = renderProof({ extra: kept, index, path: tree.inclusion(index), checkpoint });
  return { study, source: fileLog(directory, study, size), receipt };
}

/** Makes the entries of one session, each of a request that the requester signed by itself. */
async function session(study: Study): Promise<(seq: number) => { readonly entry: Bytes; readonly evidence: Bytes }> {
  const { requester, block, now: time } = study;
  const request = study.request({ purpose: 7, permit: 1 });
  const times = { issued: new Date(time).toISOString(), expires: new Date(time + 3_600_000).toISOString() };
  const message = study.signInMessage(requester, times);
  const signature = (await requester.wallet.signMessage(message)) as `0x${string}`;
  const encode = requestEncoder({ type: 'siwe', message, signature });
  const claims = {
    htm: 'POST',
    htu: `${ENDPOINT}/v1/datasets/${request.dataset}/content`,
    iat: Math.floor(time / 1000),
    ath: TOKEN,
    req: toBase64Url(requestDigest(encodeRequest(request))),
  };
  const facts = {
    v: 1,
    ledger: formatLedger(study.ledger),
    logId: study.logId,
    time,
    kind: 'release',
    outcome: 'released',
    dataset: study.dataset,
    version: 1,
    requester: requester.address,
    permit: 1,
    purpose: 7,
    delivery: 'download',
    block: { height: block.height, hash: block.hash },
    rows: { root: id<Digest>('rows'), count: 64 },
  } as const satisfies Partial<Entry>;
  return (seq) => {
    const evidence = encode(proof(requester, { jti: `request-${String(seq).padStart(12, '0')}`, ...claims }), request);
    const digest = hash('sha256', Buffer.concat([EVIDENCE, evidence]), 'hex');
    return { entry: encodeEntry({ ...facts, seq, evidence: `0x${digest}` as Digest }), evidence };
  };
}

async function writeBundle(
  directory: string,
  index: number,
  entries: readonly Bytes[],
  evidence: readonly Bytes[],
): Promise<void> {
  const width = entries.length;
  await put(join(directory, tilePath({ level: 'entries', index, width })), encodeBundle(entries));
  await put(evidencePath(directory, index), encodeBundle(evidence));
}

async function put(path: string, bytes: Bytes): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

function evidencePath(directory: string, index: number): string {
  return join(directory, 'evidence', String(Math.floor(index / TILE_WIDTH)), String(index));
}

/** Reads what `trailWorld` wrote; the evidence of a bundle at once. */
function fileLog(directory: string, { logId }: Study, size: number): LogSource {
  const given = (bytes: Bytes): Fetched => ({ kind: 'bytes', bytes });
  const read = async (path: string) => given(await readFile(join(directory, path)));
  const widths = [...entryBundles(size)].map(({ width }) => width);
  const packs = new LRUCache<number, Promise<Bytes[]>>({ max: 4 });
  const packAt = (index: number) => {
    const known = packs.get(index);
    if (known) return known;
    const pack = readFile(evidencePath(directory, index)).then((bytes) => decodeBundle(bytes, widths[index] ?? 0));
    packs.set(index, pack);
    return pack;
  };
  return {
    logId,
    checkpoint: () => read('checkpoint'),
    bundle: (index, width) => read(tilePath({ level: 'entries', index, width })),
    leafTile: (index, width) => read(tilePath({ level: 0, index, width })),
    evidence: async (seq) => {
      const pack = await packAt(Math.floor(seq / TILE_WIDTH));
      return given(pack[seq % TILE_WIDTH] as Bytes);
    },
  };
}
