import { describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/access-log/access-log.ts';
import { nativeCheck } from '../../src/access-log/log-key.ts';
import { verifyReceipt } from '../../src/core/proof.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { MemoryDisk } from './memory-disk.ts';
import { appended, openLog, refusal, release, until } from './world.ts';

const isJournal = (name: string) => name.startsWith('journal-');

function open(disk: MemoryDisk, options: Partial<Parameters<typeof openLog>[0]> = {}): Promise<AccessLog> {
  return openLog({ directory: 'log', ...options, files: disk.files });
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('G1: durability', () => {
  it('hands out no receipt before the sync has ended', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    const gate = Promise.withResolvers<void>();
    disk.fault = (operation, name) => (operation === 'sync' && isJournal(name) ? gate.promise : undefined);
    let receipts = 0;
    const pending = appended(log, release(1, 0)).then(() => receipts++);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([receipts, log.size]).toEqual([0, 1]);
    await expect(log.read.entry(1)).rejects.toMatchObject({ code: 'LOG_RANGE_INVALID' });
    gate.resolve();
    await pending;
    expect([receipts, log.size]).toEqual([1, 2]);
  });

  it('shares one sync among the callers that wait', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    disk.syncs = [];
    await Promise.all(Array.from({ length: 200 }, () => appended(log, release(1, 0))));
    expect(disk.syncs.filter(isJournal).length).toBeLessThanOrEqual(2);
  });

  it.each(['write', 'sync'] as const)(
    'acknowledges nothing after a failed %s, and goes on after a restart',
    async (kind) => {
      const disk = new MemoryDisk();
      let failure: unknown;
      const log = await open(disk, {
        onFailure: (error) => {
          failure = error;
        },
      });
      const kept = await appended(log, release(1, 0));
      disk.fault = (operation, name) => {
        if (operation === kind && isJournal(name)) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => log.append(release(1, 0))));
      expect(results.every((result) => result.status === 'rejected' && result.reason.code === 'LOG_UNWRITABLE')).toBe(
        true,
      );
      disk.fault = () => undefined;
      await expect(log.append(release(1, 0))).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
      expect(failure).toMatchObject({ code: 'LOG_UNWRITABLE' });
      expect(log.size).toBe(2);
      await log.close();
      const again = await open(disk.copy());
      expect(Buffer.from(await again.read.entry(1))).toEqual(Buffer.from(kept.entry));
      await appended(again, release(1, 0));
    },
  );

  it('says that the disk is full where it is', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    disk.fault = () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    await expect(log.append(release(1, 0))).rejects.toMatchObject({
      code: 'LOG_UNWRITABLE',
      cause: { code: 'STORAGE_FULL' },
    });
  });

  it('cuts a frame that is torn at any byte, and gives its number again', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    await appended(log, release(1, 0));
    const name = 'journal-00000000';
    const before = disk.content('log', name).length;
    await until(() => log.publishedSize === 2);
    const witnesses = disk.copy();
    await appended(log, release(1, 0));
    const whole = disk.content('log', name);
    for (let length = before; length < whole.length; length += length < before + 100 ? 3 : 37) {
      const torn = witnesses.copy();
      torn.overwrite('log', name, Buffer.from(whole.subarray(0, length)));
      const again = await open(torn);
      expect(again.size).toBe(3);
      expect((await appended(again, release(1, 0))).seq).toBe(3);
      await again.close();
    }
  });

  it('refuses a journal that is cut behind what a signed head covers', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    await appended(log, release(1, 0));
    await until(() => log.publishedSize === 2);
    const whole = disk.content('log', 'journal-00000000');
    for (const length of [whole.length - 1, 500, 128, 0]) {
      for (const witness of ['heads', 'checkpoint']) {
        const cut = disk.copy();
        cut.overwrite('log', 'journal-00000000', Buffer.from(whole.subarray(0, length)));
        cut.delete('log', witness);

        await expect(open(cut)).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { file: 'journal-00000000' } });
      }
    }
  });

  it('refuses a journal that is cut behind its snapshot, or has lost a file', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, { segmentBytes: 4096 });
    for (let i = 0; i < 6; i++) await appended(log, release(1, 0));
    await log.close();
    for (const name of disk.names('log').filter(isJournal)) {
      for (const length of [undefined, 0, 300]) {
        const cut = disk.copy();
        for (const witness of ['heads', 'checkpoint']) cut.delete('log', witness);
        if (length === undefined) cut.delete('log', name);
        else cut.overwrite('log', name, Buffer.from(disk.content('log', name).subarray(0, length)));
        await expect(open(cut, { segmentBytes: 4096, fullCheck: name.endsWith('0') })).rejects.toMatchObject({
          code: 'LOG_CORRUPT',
        });
      }
    }
  });

  it('finds a flip in any byte of the journal', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, { segmentBytes: 4096 });
    for (let i = 0; i < 5; i++) await appended(log, i === 2 ? refusal(1) : release(1, 0));
    await until(() => log.publishedSize === 6);
    const names = disk.names('log').filter(isJournal);
    expect(names.length).toBe(2);
    for (const name of names) {
      const whole = disk.content('log', name);
      for (let at = 0; at < whole.length; at += 23) {
        const flipped = Buffer.from(whole);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
        const damaged = disk.copy();
        damaged.overwrite('log', name, flipped);
        await expect(open(damaged, { segmentBytes: 4096, fullCheck: true })).rejects.toMatchObject({
          code: 'LOG_CORRUPT',
          details: { file: name },
        });
        expect(damaged.content('log', name)).toEqual(flipped);
      }
    }
  });

  it('builds its caches again where they are lost or damaged', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    await Promise.all(Array.from({ length: 300 }, () => appended(log, release(1, 0))));
    await log.close();
    for (const name of ['snapshot', 'index', 'tiles-0', 'tiles-1']) {
      const damaged = disk.copy();
      const content = Buffer.from(disk.content('log/cache', name));
      content.fill(0, content.length - 20);
      damaged.overwrite('log/cache', name, name === 'index' ? content.subarray(0, 40) : content);
      const again = await open(damaged);
      expect(again.size).toBe(302);
      const policy = { origin: again.origin, log: [ed25519Verifier(again.verifierKey, nativeCheck)] };
      for (const seq of [0, 255, 256, 300])
        expect(verifyReceipt(await again.read.receipt(seq), policy).index).toBe(seq);
      await again.close();
    }
  });

  it('says that its index is damaged where a flip in it leads elsewhere, and goes on once it is built anew', async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    for (let i = 0; i < 10; i++) await appended(log, release(1, 0));
    await log.close();
    const damaged = disk.copy();
    const index = Buffer.from(disk.content('log/cache', 'index'));
    for (const at of [5 * 24, 6 * 24 + 4]) index.writeUInt8(index.readUInt8(at) ^ 4, at);
    damaged.overwrite('log/cache', 'index', index);
    const again = await open(damaged);
    for (const seq of [5, 6]) {
      const read = again.read.receipt(seq);
      await expect(read).rejects.toMatchObject({ code: 'LOG_CORRUPT', message: /delete the directory “cache”/ });
    }
    await again.close();
    expect(damaged.names('log').filter(isJournal)).toEqual(disk.names('log').filter(isJournal));
    damaged.delete('log/cache', 'index');
    const mended = await open(damaged);
    expect((await mended.read.receipt(5)).length).toBeGreaterThan(0);
    await mended.close();
  });

  /** Runs of four lives each that lost or replaced what was acknowledged, or did not start again. */
  const damagedRuns = async (honest: boolean): Promise<unknown[]> => {
    const damage: unknown[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomOf(seed);
      let disk = new MemoryDisk();
      const acknowledged = new Map<number, Buffer>();
      for (let life = 0; life < 4; life++) {
        disk.honest = honest;
        const failed = await live(disk, acknowledged, random).catch((error: unknown) => error);
        if (failed !== undefined) {
          damage.push(failed);
          break;
        }
        disk = random() < 0.5 ? disk.crash(random) : disk.kill();
      }
    }
    return damage;
  };

  /** Opens, checks all that was acknowledged before, and appends until the power is cut at some moment. */
  const live = async (
    disk: MemoryDisk,
    acknowledged: Map<number, Buffer>,
    random: () => number,
  ): Promise<undefined> => {
    const cut = Math.floor(random() * 60);
    const dark = Promise.withResolvers<undefined>();
    let operations = 0;
    disk.fault = () => {
      if (operations++ < cut) return undefined;
      dark.resolve(undefined);
      return new Promise<never>(() => undefined);
    };
    const run = async (): Promise<undefined> => {
      const log = await openLog({
        directory: 'log',
        segmentBytes: 8192,
        publishEvery: 1,
        files: disk.files,
        kept: true,
      });
      for (const [seq, entry] of acknowledged) {
        if (!Buffer.from(await log.read.entry(seq)).equals(entry)) throw new Error(`Entry ${seq} was replaced.`);
      }
      const caller = async (): Promise<undefined> => {
        for (;;) {
          const { seq, entry } = await appended(log, release(1, log.revocationMark()));
          acknowledged.set(seq, Buffer.from(entry));
        }
      };
      return Promise.race([caller(), caller(), caller()]);
    };
    return Promise.race([run(), dark.promise]);
  };

  it('keeps all that it acknowledged when the power is cut', async () => {
    expect(await damagedRuns(true)).toEqual([]);
  });

  it('would lose entries on a disk that does not sync', async () => {
    expect(await damagedRuns(false)).not.toEqual([]);
  });
});
