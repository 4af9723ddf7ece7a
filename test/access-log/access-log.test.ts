import { describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/access-log/access-log.ts';
import { nativeCheck } from '../../src/access-log/log-key.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { openCheckpoint } from '../../src/core/checkpoint.ts';
import { decodeEntry } from '../../src/core/entry.ts';
import { decodeEvidence } from '../../src/core/evidence.ts';
import type { LogId } from '../../src/core/ids.ts';
import { leafHash, MerkleTree, verifyConsistency, verifyInclusion } from '../../src/core/merkle.ts';
import { verifyReceipt } from '../../src/core/proof.ts';
import { decodeBundle } from '../../src/core/tiles.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { appended, block, openLog, refusal, release, temporaryDirectory, until } from './world.ts';

const policyOf = (log: AccessLog) => ({ origin: log.origin, log: [ed25519Verifier(log.verifierKey, nativeCheck)] });

describe('the access log', () => {
  it('gives each caller of a group a receipt that core verifies', async () => {
    const log = await openLog({ directory: await temporaryDirectory() });
    const results = await Promise.all(Array.from({ length: 100 }, () => appended(log, release(1, 0))));
    expect(results.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    for (const { seq, entry, receipt, time } of results) {
      const proof = verifyReceipt(receipt, policyOf(log));
      expect(proof.index).toBe(seq);
      expect(Buffer.from(proof.entry)).toEqual(Buffer.from(entry));
      expect(decodeEntry(entry)).toMatchObject({ seq, time, kind: 'release', block: block(1) });
    }
  });

  it('begins each run with an entry that says so', async () => {
    const directory = await temporaryDirectory();
    for (let run = 0; run < 3; run++) {
      const log = await openLog({ directory });
      expect(log.size).toBe(run + 1);
      expect(decodeEntry(await log.read.entry(run))).toMatchObject({ seq: run, kind: 'start', outcome: 'started' });
      await log.close();
    }
  });

  it('keeps entries, evidence and attachments, and proves them after a restart', async () => {
    const directory = await temporaryDirectory();
    const first = await openLog({ directory });
    const { entry } = await appended(first, release(1, 0));
    await appended(first, refusal(1));
    await first.close();
    const log = await openLog({ directory });
    expect(log.size).toBe(4);
    expect(Buffer.from(await log.read.entry(1))).toEqual(Buffer.from(entry));
    expect(Buffer.from((await log.read.attachment(1)) ?? [])).toEqual(Buffer.from(utf8('rows of 1')));
    expect(await log.read.attachment(2)).toBeUndefined();
    expect(Buffer.from(await log.read.evidence(1)).toString()).toContain('"itemsSent":3');
    expect(verifyReceipt(await log.read.receipt(1), policyOf(log)).index).toBe(1);
  });

  it('never lets times or heights decrease', async () => {
    let now = 1_000_000;
    const log = await openLog({ directory: await temporaryDirectory(), clock: () => now });
    await appended(log, refusal(5));
    now -= 500;
    const second = await appended(log, refusal(5));
    expect(second.time).toBe(1_000_000);
    expect(await log.append(refusal(4))).toEqual({ kind: 'stale', block: block(5) });
    expect(log.size).toBe(3);
  });

  it('refuses a second hash at one height', async () => {
    const log = await openLog({ directory: await temporaryDirectory() });
    await appended(log, refusal(5));
    const forked = { ...refusal(5), block: { height: 5, hash: block(6).hash } };
    await expect(log.append(forked)).rejects.toMatchObject({ code: 'LEDGER_FORKED' });
  });

  it('uses the number again where building an entry failed', async () => {
    const log = await openLog({ directory: await temporaryDirectory() });
    const build = () => {
      throw new Error('no rows');
    };
    await expect(log.append({ ...release(1, 0), build })).rejects.toThrow('no rows');
    expect((await appended(log, release(1, 0))).seq).toBe(1);
  });

  it('refuses a release without its decision', async () => {
    const log = await openLog({ directory: await temporaryDirectory() });
    const { build } = release(1, 0);
    await expect(log.append({ block: block(1), build })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(log.size).toBe(1);
  });

  it('refuses a second opener of the directory', async () => {
    const directory = await temporaryDirectory();
    await openLog({ directory });
    await expect(openLog({ directory })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  });

  it('serves tiles, bundles and proofs of the tree that it published', async () => {
    const log = await openLog({ directory: await temporaryDirectory(), segmentBytes: 64 * 1024 });
    const entries = [await log.read.entry(0)];
    for (let round = 0; round < 7; round++) {
      const group = await Promise.all(Array.from({ length: 100 }, () => appended(log, release(1, 0))));
      entries.push(...group.map(({ entry }) => entry));
    }
    await until(() => log.publishedSize === entries.length);
    const tree = new MerkleTree(entries.map(leafHash));
    const { checkpoint } = openCheckpoint(log.checkpoint(), policyOf(log));
    expect([checkpoint.size, Buffer.from(checkpoint.root)]).toEqual([701, Buffer.from(tree.root())]);
    for (const [index, width] of [
      [0, 256],
      [1, 256],
      [2, 189],
      [2, 7],
    ] as const) {
      const hashes = Buffer.concat(Array.from({ length: width }, (_, i) => tree.node(0, 256 * index + i)));
      expect(Buffer.from(await log.read.tile(0, index, width))).toEqual(hashes);
      const bundle = decodeBundle(await log.read.entryBundle(index, width), width);
      expect(bundle.map((entry) => Buffer.from(entry))).toEqual(
        entries.slice(256 * index, 256 * index + width).map((entry) => Buffer.from(entry)),
      );
    }
    expect(Buffer.from(await log.read.tile(1, 0, 2))).toEqual(Buffer.concat([tree.node(8, 0), tree.node(8, 1)]));
    for (const [from, to] of [
      [1, 701],
      [256, 512],
      [100, 633],
    ] as const) {
      expect(
        verifyInclusion(
          leafHash(entries[from] ?? new Uint8Array()),
          from,
          to,
          await log.read.inclusion(from, to),
          tree.root(to),
        ),
      ).toBe(true);
      expect(verifyConsistency(from, to, await log.read.consistency(from, to), tree.root(from), tree.root(to))).toBe(
        true,
      );
    }
    await expect(log.read.tile(0, 2, 190)).rejects.toMatchObject({ code: 'LOG_RANGE_INVALID' });
    await expect(log.read.tile(2, 0, 1)).rejects.toMatchObject({ code: 'LOG_RANGE_INVALID' });
    await expect(log.read.entry(701)).rejects.toMatchObject({ code: 'LOG_RANGE_INVALID' });
  });

  it('never publishes a smaller checkpoint than before', async () => {
    const directory = await temporaryDirectory();
    const first = await openLog({ directory });
    await appended(first, refusal(1));
    await until(() => first.publishedSize === 2);
    await first.close();
    const log = await openLog({ directory });
    expect(log.publishedSize).toBe(3);
  });
});

describe('the keys and the past of a log', () => {
  const other = new Uint8Array(32).fill(8);

  it('are named by an entry where the key has changed', async () => {
    const directory = await temporaryDirectory();
    const first = await openLog({ directory });
    const before = first.verifierKey;
    await first.close();
    await expect(openLog({ directory, key: other })).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
    const log = await openLog({ directory, key: other, earlierKeys: [before] });
    expect(decodeEntry(await log.read.entry(1))).toMatchObject({ kind: 'key', outcome: 'rotated' });
    expect(decodeEntry(await log.read.entry(2))).toMatchObject({ kind: 'start' });
    expect(verifyReceipt(await log.read.receipt(0), policyOf(log)).index).toBe(0);
  });

  it('are declared by the first entry of a log that follows a restore', async () => {
    const directory = await temporaryDirectory();
    const restoredFrom = { predecessor: `0x${'77'.repeat(32)}` as LogId, lost: [10, 25] as const };
    const log = await openLog({ directory, restoredFrom });
    expect(decodeEntry(await log.read.entry(0))).toMatchObject({ kind: 'restore', outcome: 'restored' });
    expect(decodeEvidence(await log.read.evidence(0))).toMatchObject({
      predecessor: restoredFrom.predecessor,
      lost: [10, 25],
    });
    await log.close();
    const again = await openLog({ directory, restoredFrom });
    expect(again.size).toBe(3);
    expect(decodeEntry(await again.read.entry(2))).toMatchObject({ kind: 'start' });
  });
});
