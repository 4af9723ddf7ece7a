import { describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/access-log/access-log.ts';
import type { AccessLogOptions } from '../../src/access-log/options.ts';
import type { CustosError } from '../../src/core/errors.ts';
import { MemoryDisk } from './memory-disk.ts';
import { appended, FakeChain, openLog, release, revocation, until } from './world.ts';

const SEGMENTS = { directory: 'log', segmentBytes: 4096 };
const isJournal = (name: string) => name.startsWith('journal');

function open(disk: MemoryDisk, options: Partial<AccessLogOptions> & { chain?: FakeChain } = {}): Promise<AccessLog> {
  return openLog({ ...SEGMENTS, files: disk.files, ...options });
}

/** A log of several files, closed, so that a snapshot covers all of them. */
async function closedLog(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const log = await open(disk);
  for (let i = 0; i < 12; i++) await appended(log, release(1, 0));
  await log.close();
  expect(disk.names('log').filter(isJournal).length).toBeGreaterThan(3);
  return disk;
}

function flip(disk: MemoryDisk, name: string, at: number): void {
  const bytes = Buffer.from(disk.content('log', name));
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
  disk.overwrite('log', name, bytes);
}

describe('damage in the journal behind the snapshot', () => {
  it('is found at the start wherever it lies, and is named with file, place and entry', async () => {
    const disk = await closedLog();
    for (const name of disk.names('log').filter(isJournal)) {
      const { length } = disk.content('log', name);
      for (let at = 0; at < length; at += 61) {
        const damaged = disk.copy();
        flip(damaged, name, at);
        const isLast = name === disk.names('log').filter(isJournal).sort().at(-1);
        await expect(open(damaged)).rejects.toMatchObject({
          code: 'LOG_CORRUPT',
          message: isLast ? /Restore the log/ : /Put this one file back from any backup/,
          details: { file: name, ...(at < 128 ? {} : { seq: expect.any(Number) }) },
        });
      }
      const gone = disk.copy();
      gone.delete('log', name);
      await expect(open(gone)).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
    }
  });

  it('is named with the entry that it hit, and with what of the entry', async () => {
    const disk = await closedLog();
    const log = await open(disk);
    const entry = Buffer.from(await log.read.entry(2));
    await log.close();
    const content = Buffer.from(disk.content('log', 'journal-00000000'));
    const evidence = content.indexOf(entry) + entry.length + 8 + 3;
    for (const [at, part] of [
      [content.indexOf(entry) + 20, 'entry'],
      [evidence, 'evidence'],
    ] as const) {
      const damaged = disk.copy();
      flip(damaged, 'journal-00000000', at);
      await expect(open(damaged)).rejects.toMatchObject({ message: new RegExp(`It is the ${part} of entry 2\\.`) });
    }
  });

  it('is mended by putting back the one file, however the node was started meanwhile', async () => {
    const disk = await closedLog();
    const damaged = disk.copy();
    flip(damaged, 'journal-00000001', 700);
    for (const _ of [1, 2]) await expect(open(damaged)).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
    damaged.overwrite('log', 'journal-00000001', disk.content('log', 'journal-00000001'));
    const mended = await open(damaged);
    expect(mended.size).toBe(14);
    await mended.close();
  });

  it('is not what a frame that belongs elsewhere looks like: that is found as well', async () => {
    const disk = await closedLog();
    const swapped = disk.copy();
    const [one, two] = ['journal-00000001', 'journal-00000002'].map((name) => disk.content('log', name));
    swapped.overwrite('log', 'journal-00000001', Buffer.from(two as Buffer));
    swapped.overwrite('log', 'journal-00000002', Buffer.from(one as Buffer));
    await expect(open(swapped)).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
  });
});

describe('damage that is found while the log is used', () => {
  const FILE = 'journal-00000000';

  /** A log whose entry 2 was damaged on the disk after the start, and was then asked for; `mend` undoes that. */
  async function found() {
    const disk = await closedLog();
    const chain = new FakeChain();
    const told: CustosError[] = [];
    const log = await open(disk, { chain, onDamage: (error) => told.push(error) });
    log.start();
    await until(() => log.anchoredSize === log.size);
    // In place, as a disk rots beneath an open file.
    const bytes = disk.content('log', FILE);
    const at = bytes.indexOf(Buffer.from(await log.read.entry(2))) + 40;
    const mend = () => bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
    mend();
    await expect(log.read.entry(2)).rejects.toMatchObject({ code: 'LOG_CORRUPT', message: /entry 2 on disk/ });
    await expect(log.read.entryBundle(0, 8)).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { seq: 2 } });
    await until(() => log.damage !== undefined);
    return { disk, chain, log, told, mend };
  }

  it('stops whatever would be built on it, and says what to do', async () => {
    const { chain, log, told } = await found();
    expect(told).toEqual([log.damage]);
    expect(log.damage?.message).toMatch(
      /^journal-0{8}, byte \d+: .*the entry of entry 2\. Put this one file back.*withdrawals are taken/,
    );
    await expect(log.append(release(1, log.revocationMark()))).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
    const { size } = log;
    const anchored = chain.heads.length;
    await log.acknowledgeRevocation(revocation());
    await until(() => chain.calls.length === 1 && log.size === size + 2);
    expect(chain.heads.length).toBe(anchored);
    expect(log.failure).toBeUndefined();
  });

  it('loses nothing that was withdrawn meanwhile, once the file is put back', async () => {
    const { disk, log, mend } = await found();
    const { seq, entry } = await log.acknowledgeRevocation(revocation());
    await log.close();
    for (const _ of [1, 2]) {
      await expect(open(disk)).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { file: FILE, seq: 2 } });
    }
    mend();
    const again = await open(disk);
    expect(again.damage).toBeUndefined();
    expect(Buffer.from(await again.read.entry(seq))).toEqual(Buffer.from(entry));
  });
});

it('a hash that rotted in the cache never stands on chain', async () => {
  const disk = new MemoryDisk();
  const log = await open(disk, { segmentBytes: 1 << 20 });
  await Promise.all(Array.from({ length: 1_400 }, () => appended(log, release(1, 0))));
  await log.close();
  const tiles = Buffer.from(disk.content('log/cache', 'tiles-0'));
  tiles.writeUInt8(tiles.readUInt8(32 * 990) ^ 1, 32 * 990);
  disk.overwrite('log/cache', 'tiles-0', tiles);
  const chain = new FakeChain('disclosed');
  const failures: CustosError[] = [];
  const again = await open(disk, { chain, segmentBytes: 1 << 20, onFailure: (error) => failures.push(error) });
  again.start();
  await until(() => failures.length > 0);
  expect(failures[0]?.message).toMatch(/cache/);
  expect(chain.heads).toEqual([]);
});
