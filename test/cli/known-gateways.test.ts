import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownGateways } from '../../src/cli/known-gateways.ts';
import { type GatewayIdentity, identityOf } from '../../src/client/gateway-identity.ts';
import type { Pin } from '../../src/client/pins.ts';
import type { Address, LogId, Pseudonym } from '../../src/core/ids.ts';
import { ED25519_NOTE, formatVerifierKey } from '../../src/core/verifier-key.ts';

const account = (byte: string) => `0x${byte.repeat(20)}` as Address;
const person = (byte: string) => `0x${byte.repeat(32)}` as Pseudonym;
const ENDPOINT = 'https://gateway.example/custos';

function identity(key: number): GatewayIdentity {
  const membership = account('0a');
  const logId = `0x${'0b'.repeat(32)}` as LogId;
  const others = ['datasets', 'subjects', 'consents', 'permits', 'accessLog', 'passkeyVerifier'];
  const origin = `custos/7/${membership}/${logId}`;
  return identityOf({
    ledger: `eip155:7:${membership}`,
    contracts: { membership, ...Object.fromEntries(others.map((name) => [name, account('0c')])) },
    gateway: account('0d'),
    holder: account('0e'),
    logId,
    verifierKey: formatVerifierKey(origin, ED25519_NOTE, new Uint8Array(32).fill(key)),
  });
}

const pin = (key: number): Pin => ({
  endpoint: ENDPOINT,
  identity: identity(key),
  since: key,
  subjects: {},
  earlier: [],
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-known-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the gateways that are known', () => {
  it('are kept for the next command, with the person of each account', async () => {
    await knownGateways(directory).add(pin(1));
    await knownGateways(directory).addSubject(ENDPOINT, account('01'), person('aa'));
    const kept = { ...pin(1), subjects: { [account('01')]: person('aa') } };
    expect(await knownGateways(directory).read(ENDPOINT)).toEqual(kept);
    expect(await knownGateways(directory).list()).toEqual([kept]);
    expect(await knownGateways(directory).read('https://gateway.example')).toBeUndefined();
  });

  it('are those that were met first, however many meet one at once', async () => {
    const met = await Promise.all([1, 2, 3, 4].map((key) => knownGateways(directory).add(pin(key))));
    expect(new Set(met.map(({ since }) => since)).size).toBe(1);
    const named = await Promise.all(
      ['aa', 'bb', 'cc'].map((byte) => knownGateways(directory).addSubject(ENDPOINT, account('01'), person(byte))),
    );
    expect(new Set(named).size).toBe(1);
    expect(
      (await readdir(join(directory, 'gateways'), { recursive: true })).filter((name) => /\/\./.test(name)),
    ).toEqual([]);
  });

  it('are told apart where their addresses differ in what a file name cannot hold', async () => {
    await knownGateways(directory).add(pin(1));
    const other = `${ENDPOINT.replace('/custos', '_custos')}`;
    await knownGateways(directory).add({ ...pin(2), endpoint: other });
    expect((await knownGateways(directory).read(ENDPOINT))?.since).toBe(1);
    expect((await knownGateways(directory).read(other))?.since).toBe(2);
  });

  it('stop a command where their file is damaged, and are never met anew instead', async () => {
    await knownGateways(directory).add(pin(1));
    const [name = ''] = await readdir(join(directory, 'gateways'));
    const file = join(directory, 'gateways', name, 'gateway.json');
    const whole = await readFile(file, 'utf8');
    for (const damaged of ['', whole.slice(0, 100), whole.replace('eip155:7:', 'eip155:8:'), '{"format":2}']) {
      await writeFile(file, damaged);
      await expect(knownGateways(directory).read(ENDPOINT)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });

  it('keep what they were before, once and in order, whatever is accepted again', async () => {
    const known = knownGateways(directory);
    await known.add(pin(1));
    for (const key of [1, 2, 2, 1]) await known.replace(ENDPOINT, identity(key));
    const read = await knownGateways(directory).read(ENDPOINT);
    expect(read?.identity).toEqual(identity(1));
    expect(read?.earlier.map((one) => one.identity)).toEqual([identity(1), identity(2)]);
    for (const { since, until } of read?.earlier ?? []) expect(until).toBeGreaterThanOrEqual(since);
    const [slug = ''] = await readdir(join(directory, 'gateways'));
    const [name = ''] = (await readdir(join(directory, 'gateways', slug))).filter((one) => /^earlier-/.test(one));
    await writeFile(join(directory, 'gateways', slug, name), '{}');
    await expect(known.read(ENDPOINT)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('are replaced and forgotten on demand alone', async () => {
    const known = knownGateways(directory);
    await known.add(pin(1));
    await known.addSubject(ENDPOINT, account('01'), person('aa'));
    await known.replace(ENDPOINT, identity(2));
    expect(await known.read(ENDPOINT)).toMatchObject({
      identity: identity(2),
      subjects: { [account('01')]: person('aa') },
    });
    expect(await known.forget(ENDPOINT)).toBe(true);
    expect(await readdir(join(directory, 'gateways'))).toEqual([]);
    expect(await known.forget(ENDPOINT)).toBe(false);
    expect(await known.read(ENDPOINT)).toBeUndefined();
  });
});

describe('what identifies a gateway', () => {
  it('must not contradict itself', () => {
    const whole = identity(1);
    const wrong = [
      { ...whole, ledger: `eip155:8:${account('0a')}` },
      { ...whole, contracts: { ...whole.contracts, membership: account('0f') } },
      { ...whole, verifierKey: 'a key' },
      { ...whole, logId: `0x${'0c'.repeat(32)}` },
      { ...whole, holder: whole.holder.toUpperCase() },
      { ...whole, holder: undefined },
    ];
    for (const value of wrong)
      expect(() => identityOf(value)).toThrow(expect.objectContaining({ code: 'PROOF_INVALID' }));
  });
});
