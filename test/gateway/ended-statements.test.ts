import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Digest } from '../../src/core/ids.ts';
import { VOUCHED_MS } from '../../src/core/session-statement.ts';
import { EndedStatements } from '../../src/gateway/auth/ended-statements.ts';
import { dropExpired } from '../../src/gateway/records/expired-records.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault } from '../../src/vault/vault.ts';

const NOW = 1_900_000_000_000;
const [ONE, OTHER] = ['1', '2'].map((digit) => `0x${digit.repeat(64)}`) as [Digest, Digest];

let directory: string;
let vault: Vault;

const open = () => EndedStatements.open(gatewayRecords(vault).staff.ended);
const openVault = async () => {
  const file = join(directory, 'root.key');
  vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file }, create: true });
};
/** A statement that was made then, and lasts as long as any. */
const made = (at: number) => at + VOUCHED_MS;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-ended-'));
  await createRootKeyFile(join(directory, 'root.key'));
  await openVault();
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await vault.close();
  await rm(directory, { recursive: true });
});

describe('what was said of a person before an end', () => {
  it('counts no more, over a restart; what is said since counts, and what is said of others', async () => {
    const ended = await open();
    expect(ended.has(ONE, made(NOW))).toBe(false);
    await vault.records.write([ended.end(ONE)]);
    await vault.close();
    await openVault();
    for (const one of [ended, await open()]) {
      expect([made(NOW - 60_000), made(NOW)].map((until) => one.has(ONE, until))).toEqual([true, true]);
      expect(one.has(ONE, made(NOW + 1))).toBe(false);
      expect(one.has(OTHER, made(NOW - 60_000))).toBe(false);
    }
  });

  it('ends at once, whether or not that can be written', async () => {
    const ended = await open();
    vi.spyOn(Level.prototype, 'batch').mockRejectedValue(new Error('IO error: disk full'));
    await expect(vault.records.write([ended.end(ONE)])).rejects.toThrow();
    expect(ended.has(ONE, made(NOW))).toBe(true);
  });

  it('counts no more after a second end, though the clock was set back between', async () => {
    const ended = await open();
    await vault.records.write([ended.end(ONE)]);
    vi.setSystemTime(NOW - 600_000);
    await vault.records.write([ended.end(ONE)]);
    for (const one of [ended, await open()]) expect(one.has(ONE, made(NOW - 1))).toBe(true);
  });

  it('counts no more after the clock was ahead for a while, and others were ended then', async () => {
    const ended = await open();
    await vault.records.write([ended.end(ONE)]);
    vi.setSystemTime(NOW + 10 * 3_600_000);
    await vault.records.write([ended.end(OTHER)]);
    vi.setSystemTime(NOW + 60_000);
    expect(ended.has(ONE, made(NOW))).toBe(true);
  });

  it('is one record, by the last end, and goes when it would have ended by itself', async () => {
    const { staff } = gatewayRecords(vault);
    const ended = await open();
    await vault.records.write([ended.end(ONE)]);
    vi.setSystemTime(NOW + 60_000);
    await vault.records.write([ended.end(ONE)]);
    expect(await Array.fromAsync(staff.ended.all())).toEqual([[ONE, { expires: made(NOW + 60_000) }]]);
    await dropExpired(vault, made(NOW + 60_000) - 1);
    expect((await open()).has(ONE, made(NOW + 60_000))).toBe(true);
    await dropExpired(vault, made(NOW + 60_000) + 1);
    expect(await Array.fromAsync(staff.ended.all())).toEqual([]);
  });
});
