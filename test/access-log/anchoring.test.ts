import { describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/access-log/access-log.ts';
import { toHex } from '../../src/core/bytes.ts';
import { unpackFacts } from '../../src/core/entry-facts.ts';
import { leafHash, MerkleTree } from '../../src/core/merkle.ts';
import { MemoryDisk } from './memory-disk.ts';
import { appended, FakeChain, openLog, refusal, release, until } from './world.ts';

const open = (chain: FakeChain, disk = new MemoryDisk(), options: Partial<Parameters<typeof openLog>[0]> = {}) =>
  openLog({ directory: 'log', files: disk.files, chain, ...options });

async function fill(log: AccessLog, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => appended(log, refusal(9))));
}

async function checkChain(log: AccessLog, chain: FakeChain): Promise<void> {
  const tree = new MerkleTree((await log.read.entries(0, log.size)).map(leafHash));
  for (const { size, root } of chain.heads) expect(root).toBe(toHex(tree.root(size)));
  if (chain.mode === 'disclosed') {
    expect(chain.entries.map(({ leaf }) => leaf)).toEqual(
      Array.from({ length: chain.size }, (_, i) => toHex(tree.node(0, i))),
    );
  }
}

describe.each(['disclosed', 'heads-only'] as const)('G5: anchoring, %s', (mode) => {
  it('brings every entry under a head on chain', async () => {
    const chain = new FakeChain(mode);
    const log = await open(chain);
    log.start();
    await fill(log, 30);
    await until(() => log.anchoredSize === 31);
    await fill(log, 20);
    await until(() => log.anchoredSize === 51 && log.publishedSize === 51);
    await checkChain(log, chain);
    expect(log.oldestUnanchored()).toBeUndefined();
  });

  it('publishes each head before it is sent to the chain', async () => {
    const chain = new FakeChain(mode);
    const log = await open(chain, new MemoryDisk(), { publishEvery: 2 ** 30 });
    const unpublished: number[] = [];
    for (const name of ['record', 'checkpoint'] as const) {
      const send = chain[name] as (size: number, ...rest: unknown[]) => ReturnType<FakeChain['checkpoint']>;
      Object.assign(chain, {
        [name]: (size: number, ...rest: unknown[]) => {
          if (size > log.publishedSize) unpublished.push(size);
          return send.call(chain, size, ...rest);
        },
      });
    }
    log.start();
    for (let round = 0; round < 20; round++) await fill(log, 5);
    await until(() => log.anchoredSize === 101);
    expect(unpublished).toEqual([]);
  });

  it('goes on after refusals, lost answers and silence, and records nothing twice', async () => {
    const chain = new FakeChain(mode);
    const faults = ['none', 'refuse', 'mine-and-fail', 'none', 'hang', 'mine-and-fail', 'refuse'] as const;
    let calls = 0;
    chain.fault = () => (calls < 40 ? (faults[calls++ % faults.length] ?? 'none') : 'none');
    const log = await open(chain, new MemoryDisk(), { ledgerTimeout: 30 });
    log.start();
    for (let round = 0; round < 20; round++) await fill(log, 5);
    await until(() => log.anchoredSize === 101, 50_000);
    await checkChain(log, chain);
  });

  it('goes on from the size on chain after a kill', async () => {
    const chain = new FakeChain(mode);
    const disk = new MemoryDisk();
    const first = await open(chain, disk, { kept: true });
    first.start();
    await fill(first, 10);
    await until(() => first.anchoredSize === 11);
    chain.fault = () => 'refuse';
    await fill(first, 10);
    const left = disk.copy();
    await first.close();
    chain.fault = () => 'none';
    const again = await open(chain, left);
    again.start();
    await until(() => again.anchoredSize === 22);
    await checkChain(again, chain);
  });

  it('refuses to go on where the chain holds more than the log, or something else', async () => {
    const chain = new FakeChain(mode);
    const disk = new MemoryDisk();
    const log = await open(chain, disk);
    const backup = disk.copy();
    log.start();
    await fill(log, 10);
    await until(() => log.anchoredSize === 11);
    const failures: string[] = [];
    const rolledBack = await open(chain, backup, { onFailure: ({ message }) => failures.push(message) });
    rolledBack.start();
    await until(() => rolledBack.failure !== undefined);
    expect(rolledBack.failure).toMatchObject({ code: 'LOG_UNWRITABLE', cause: { code: 'LOG_CORRUPT' } });
    expect(failures[0]).toContain('rolled back');
    const other = await open(chain, new MemoryDisk());
    await fill(other, 20);
    other.start();
    await until(() => other.failure !== undefined);
  });

  it('writes a heartbeat where nothing happens', async () => {
    const chain = new FakeChain(mode);
    const log = await open(chain, new MemoryDisk(), { heartbeat: 20 });
    log.start();
    await until(() => chain.heads.length > 4);
    expect(chain.heads.at(-1)).toEqual(chain.heads.at(-2));
  });
});

describe('G9: unanchored entries', () => {
  it('stop releases, not revocations, when they are older than allowed, and releases resume by themselves', async () => {
    const chain = new FakeChain();
    let now = 1_000_000;
    const log = await open(chain, new MemoryDisk(), { clock: () => now, maxUnanchored: () => 1000 });
    await expect(log.append(release(1, 0))).rejects.toMatchObject({ code: 'LOG_UNANCHORED' });
    log.start();
    await until(() => log.anchoredSize === 1);
    chain.fault = () => 'refuse';
    await appended(log, release(9, 0));
    now += 1001;
    await expect(log.append(release(9, 0))).rejects.toMatchObject({ code: 'LOG_UNANCHORED' });
    await appended(log, refusal(9));
    chain.fault = () => 'none';
    await until(() => log.oldestUnanchored() === undefined);
    await appended(log, release(9, 0));
  });
});

describe('disclosed entries', () => {
  it('say on chain what the entries say, and come in batches of at most a thousand', async () => {
    const chain = new FakeChain('disclosed');
    const sizes: number[] = [];
    const { record } = chain;
    chain.record = (size, root, entries) => {
      sizes.push(entries.length);
      return record.call(chain, size, root, entries);
    };
    const log = await open(chain, new MemoryDisk(), { publishEvery: 1 });
    const { entry, time } = await appended(log, release(1, 0));
    await fill(log, 2500);
    log.start();
    await until(() => log.anchoredSize === 2502, 20_000);
    expect(sizes.slice(0, 3)).toEqual([1000, 1000, 502]);
    const [, second] = chain.entries;
    expect(second).toMatchObject({ leaf: toHex(leafHash(entry)), requester: `0x${'33'.repeat(20)}` });
    expect(unpackFacts(second?.facts ?? 0n)).toEqual({
      time,
      kind: 'release',
      outcome: 'released',
      purpose: 4,
      permit: 7,
    });
  });
});
