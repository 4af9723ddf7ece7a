import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import type { LedgerSnapshot, SnapshotOwner } from '../../src/gateway/ledger/ledger-snapshot.ts';
import { LedgerSnapshots } from '../../src/gateway/ledger/ledger-snapshots.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { OPT_OUT_LEVEL } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { Vault } from '../../src/vault/vault.ts';
import { randomDigest } from '../ledger/engine.ts';
import { type FaultProxy, startFaultProxy } from '../ledger/fault-proxy.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publishScans } from './publisher.ts';

let consortium: Consortium;
let proxy: FaultProxy;
let holder: GatewayClient;
let requester: GatewayClient;
let request: AccessRequest;
let subjects: Pseudonym[];
let file: string;
/** First blocks of the questions for events since the last restart. */
let asked: number[] = [];

beforeAll(async () => {
  consortium = await foundConsortium({
    patients: 1,
    logLevel: 'silent',
    link: async (url) => {
      proxy = await startFaultProxy(url);
      return proxy.url;
    },
  });
  proxy.lie = ({ method, params }, result) => {
    if (method === 'eth_getLogs') asked.push(Number((params[0] as { fromBlock: string }).fromBlock));
    return result;
  };
  file = join(consortium.directory, 'snapshot', 'ledger');
  holder = consortium.client(consortium.keys.holder);
  const dataset = await publishScans(consortium, ['ada', 'ben', 'cleo', 'dora']);
  const enrolled = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  subjects = enrolled.subjects.map(({ subject }) => subject);
  for (const subject of subjects) await giveGrant(consortium, await bindSigner(holder, subject));
  requester = consortium.client(consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  await consortium?.close();
  await proxy?.close();
});
/** Each begins with a snapshot of all that is on the chain. */
beforeEach(() => restart());

async function restart(between?: () => Promise<void>): Promise<void> {
  await consortium.restart(async () => {
    await between?.();
    asked = [];
  });
}

/** Whether the gateway read everything from the chain at its last start. */
function isRebuilt(): boolean {
  return Math.min(...asked) === consortium.deployment.height;
}

/** What the gateway says of all that a snapshot holds. */
async function told() {
  const { ranges } = await checkAccess(requester, request);
  const lists = ['/v1/members', '/v1/datasets', '/v1/permits', ...subjects.map((one) => `/v1/consents?subject=${one}`)];
  return { ranges, lists: await Promise.all(lists.map((path) => holder.json('GET', path))) };
}

async function optOut(subject: Pseudonym): Promise<void> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key: consortium.keys.holder });
  await writer.send(ledgerCalls(reader.contracts).consents.optOutRecorded(subject, OPT_OUT_LEVEL.all, randomDigest()));
  await writer.close();
  reader.close();
}

async function owner(): Promise<SnapshotOwner> {
  const { ledger, contracts, close } = await openLedger({
    url: consortium.chain.url,
    membership: consortium.deployment.membership,
  }).then((reader) => ({ ledger: reader.ledger, contracts: reader.contracts, close: () => reader.close() }));
  close();
  return { software: 'custos/test', ledger, contracts, from: consortium.deployment.height };
}

/** What is kept, and what `change` makes of it: while the gateway is down. */
async function kept(
  change?: (snapshot: LedgerSnapshot, owner: SnapshotOwner) => Partial<LedgerSnapshot & SnapshotOwner>,
) {
  const rootKey = { file: join(consortium.directory, 'root.key') };
  await using vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey });
  const own = await owner();
  const logger = pino({ level: 'silent' });
  const options = { directory: consortium.directory, vault, logger };
  const snapshot = await (await LedgerSnapshots.open({ ...options, owner: own })).read();
  if (snapshot === undefined) throw new Error('there is no snapshot');
  if (!change) return snapshot;
  const changed = change(snapshot, own);
  const snapshots = await LedgerSnapshots.open({ ...options, owner: { ...own, ...changed } });
  snapshots.follow((_, encode) => encode({ ...snapshot, ...changed }));
  await snapshots.close();
  return snapshot;
}

describe('a gateway with a snapshot of its projections', () => {
  it('reads no event before it, and says and decides what it did', async () => {
    const before = await told();
    expect(isRebuilt()).toBe(false);
    await restart();
    expect(isRebuilt()).toBe(false);
    expect(await told()).toEqual(before);
    await restart(() => rm(file));
    expect(isRebuilt()).toBe(true);
    expect(await told()).toEqual(before);
  });

  it('takes in what came to the chain while it was down (G2)', async () => {
    const before = (await told()).ranges;
    await restart(() => optOut(subjects[3] as Pseudonym));
    expect(isRebuilt()).toBe(false);
    const after = await told();
    expect(after.ranges).not.toEqual(before);
    await restart(() => rm(file));
    expect(await told()).toEqual(after);
  });

  it('leaves nothing of it in clear on the disk (G7)', async () => {
    const bytes = (await readFile(file)).toString('latin1');
    for (const subject of subjects) {
      expect(bytes.includes(subject.slice(2))).toBe(false);
      expect(bytes.includes(Buffer.from(subject.slice(2), 'hex').toString('latin1'))).toBe(false);
    }
    expect(bytes.includes(consortium.endpoint)).toBe(false);
  });

  it.each([
    ['its form', 3],
    ['the header of what is sealed', 30],
    ['the salt', 40],
    ['what is sealed', 200],
    ['its end', -1],
  ])('builds anew where a byte of %s is another one', async (_, at) => {
    const before = await told();
    await restart(async () => {
      const bytes = await readFile(file);
      const place = (bytes.length + at) % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ 0x40;
      await writeFile(file, bytes);
    });
    expect(isRebuilt()).toBe(true);
    expect(await told()).toEqual(before);
  });

  it.each([0, 10, 27, 95, 500])('builds anew where the file ends after %i bytes', async (length) => {
    const before = await told();
    await restart(async () => writeFile(file, (await readFile(file)).subarray(0, length)));
    expect(isRebuilt()).toBe(true);
    expect(await told()).toEqual(before);
  });

  it.each([
    ['of another block than the chain has', ({ reached }) => ({ reached: { ...reached, hash: randomDigest() } })],
    ['of a block that the chain has not', ({ reached }) => ({ reached: { ...reached, height: reached.height + 1e6 } })],
    ['of another ledger', (_, { ledger }) => ({ ledger: { ...ledger, chainId: ledger.chainId + 1 } })],
    ['of other contracts', (_, { contracts }) => ({ contracts: { ...contracts, permits: contracts.consents } })],
    ['of another version', () => ({ software: 'custos/another' })],
    ['that began at another block', (_, { from }) => ({ from: from + 1 })],
  ] satisfies [string, NonNullable<Parameters<typeof kept>[0]>][])('builds anew from one %s', async (_, change) => {
    const before = await told();
    await restart(async () => void (await kept(change)));
    expect(isRebuilt()).toBe(true);
    expect(await told()).toEqual(before);
  });

  it('builds anew where terms are gone that it has', async () => {
    await restart(async () => {
      const more = { ...(await kept()).openings };
      const row = new Uint8Array(more.rows.length / subjects.length).fill(7);
      await kept(() => ({ openings: { ...more, rows: new Uint8Array(Buffer.concat([more.rows, row])) } }));
    });
    expect(isRebuilt()).toBe(true);
  });

  it('keeps no terms of whoever was erased, in no snapshot that can be opened (G8)', async () => {
    const [gone, stays] = subjects as [Pseudonym, Pseudonym];
    const old = await readFile(file);
    await restart(async () => {
      const rootKey = { file: join(consortium.directory, 'root.key') };
      await using vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey });
      await vault.shredSubject(gone);
      await expect(vault.snapshots.open(old.subarray(26))).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
    });
    expect(isRebuilt()).toBe(true);
    const after = await told();
    let own: LedgerSnapshot | undefined;
    await restart(async () => {
      own = await kept();
    });
    expect(isRebuilt()).toBe(false);
    expect(await told()).toEqual(after);
    const rows = Buffer.from(own?.openings.rows ?? []).toString('hex');
    expect([gone, stays].map((one) => rows.includes(one.slice(2)))).toEqual([false, true]);
  });
});
