import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetId, Digest, GrantId } from '../../src/core/ids.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { deployLedger } from '../../src/ledger/deploy.ts';
import type { Header } from '../../src/ledger/header.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { differingFields, type StateCell, stateCells } from '../../src/ledger/state-cells.ts';
import { StateCheck } from '../../src/ledger/state-check.ts';
import { OPT_OUT_LEVEL } from '../../src/ledger/words.ts';
import { type LedgerWriter, openWriter } from '../../src/ledger/writer.ts';
import { startEmbedded } from './embedded-engine.ts';
import { account, type Engine, randomDigest, randomPseudonym } from './engine.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { startHardhat } from './hardhat-engine.ts';

it('what src/ledger/storage-layout.ts says is what the compiler says', () => {
  const script = fileURLToPath(new URL('../../scripts/storage-layout.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

type Json = Record<string, unknown>;

// Hardhat’s engine is of another implementation, in another language.
describe.each([
  ['the embedded node', startEmbedded],
  ['Hardhat', startHardhat],
])('the state of %s', (_, start) => {
  let engine: Engine;
  let proxy: FaultProxy;
  let reader: LedgerReader;
  let writer: LedgerWriter;
  const subject = randomPseudonym();
  const me = account(0).address;
  const notice = randomDigest();
  let dataset: DatasetId;
  let grant: GrantId;

  beforeAll(async () => {
    engine = await start();
    proxy = await startFaultProxy(engine.url);
    const { membership } = await deployLedger({ url: engine.url, key: account(0) });
    const confirmations = start === startHardhat ? 0 : undefined;
    reader = await openLedger({
      url: proxy.url,
      membership,
      ...(confirmations === undefined ? {} : { confirmations }),
    });
    writer = await openWriter({ reader, key: account(0), pollMs: 20 });
    const calls = ledgerCalls(reader.contracts);
    const { views } = reader;
    if ((await views.membership.memberOf(me)).ordinal === 0) {
      await writer.send(calls.membership.add(me, 2 | 4 | 8, me, randomDigest(), 'https://a.example'));
    }
    await writer.send(calls.membership.publishNotice(notice));
    await writer.send(calls.consents.enroll(subject));
    const [terms, form] = [randomDigest(), randomDigest()];
    grant = (await views.consents.recordedGrantId(subject, terms, form)) as GrantId;
    await writer.send(calls.consents.grantRecorded({ subject, terms, form }));
    await writer.send(calls.consents.optOutRecorded(subject, OPT_OUT_LEVEL.research, randomDigest()));
    await writer.send(calls.consents.pauseRecorded(subject, 4_000_000_000, randomDigest()));
    const salt = randomDigest();
    dataset = (await views.datasets.datasetId(me, salt)) as DatasetId;
    await writer.send(calls.datasets.register(salt));
  });
  afterAll(async () => {
    await writer?.close();
    reader?.close();
    await proxy?.close();
    await engine?.close();
  });

  async function head(): Promise<Header> {
    const { height } = await reader.head('latest');
    return (await reader.header(height)) as Header;
  }

  /** What the contracts' own views say. */
  async function cells(): Promise<StateCell[]> {
    const { keccak, views } = reader;
    const member = await views.membership.memberOf(me);
    const known = await views.consents.subjectOf(subject);
    const given = await views.consents.grantOf(subject, grant);
    const { publishedAt, withdrawnAt } = await views.membership.noticeOf(me, notice);
    return [
      ...stateCells(keccak, 'membership', '_seats', [me], {
        since: member.since,
        status: 1,
        roles: member.roles & ~1,
        ordinal: member.ordinal,
        principal: member.principal,
      }),
      ...stateCells(keccak, 'membership', '_accounts', [me], { value: 0 }),
      ...stateCells(keccak, 'membership', '_notices', [me, notice], { publishedAt, withdrawnAt }),
      ...stateCells(keccak, 'consents', '_subjects', [subject], {
        holder: member.ordinal,
        epoch: known.epoch,
        nonce: known.nonce,
        optOut: known.optOut,
        optOutTurn: known.optOutTurn,
        pauseTurn: known.pauseTurn,
        pausedUntil: known.pausedUntil,
        boundAt: known.boundAt,
        erasedAt: known.erasedAt,
      }),
      ...stateCells(keccak, 'consents', '_grants', [subject, grant], {
        grantedAt: given.grantedAt,
        revokedAt: given.revokedAt,
        epoch: given.epoch,
        kind: given.kind,
        giver: 0,
      }),
      ...stateCells(keccak, 'consents', '_recordedUntil', [subject], { value: known.recordedUntil }),
      ...stateCells(keccak, 'datasets', '_datasets', [dataset], { holder: me, versions: 0, retiredAt: 0 }),
      ...stateCells(keccak, 'permits', '_permits', [1], { issuedAt: 0, requester: 0 }),
    ];
  }

  it('is read from proofs as the contracts’ views say it', async () => {
    const header = await head();
    expect(header.isHashed).toBe(true);
    const all = await cells();
    for (const cell of all) {
      const proven = await reader.storage(header, cell.contract, [cell.slot]);
      expect([cell.variable, differingFields(cell, proven?.words[0] ?? -1n)]).toEqual([cell.variable, []]);
    }
    await new StateCheck(reader).confirm(header, all);
    const subjectCell = all.find(({ variable }) => variable === '_subjects') as StateCell;
    expect(subjectCell.fields.map(({ is }) => is)).toContain(4_000_000_000n);
  });

  it('is asked for once as long as it stays the same, and again where it changed', async () => {
    const check = new StateCheck(reader);
    const asked: number[] = [];
    proxy.lie = ({ method, params }, result) => {
      if (method === 'eth_getProof') asked.push((params[1] as unknown[]).length);
      return result;
    };
    const own = (await cells()).filter(({ contract }) => contract === 'consents');
    const slots = new Set(own.map(({ slot }) => slot)).size;
    await check.confirm(await head(), own);
    await check.confirm(await head(), own);
    expect(asked.splice(0).filter((count) => count > 0)).toEqual([slots]);
    await writer.send(ledgerCalls(reader.contracts).membership.publishNotice(randomDigest()));
    await check.confirm(await head(), own);
    expect(asked.splice(0)).toEqual([0]);
    await writer.send(ledgerCalls(reader.contracts).consents.revokeAllRecorded(subject, randomDigest()));
    await expect(check.confirm(await head(), own)).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'state', contract: 'consents', fields: ['epoch'] },
    });
    proxy.lie = undefined;
    await check.confirm(
      await head(),
      (await cells()).filter(({ contract }) => contract === 'consents'),
    );
  });

  it.each<[string, (proof: Json) => Json]>([
    ['leaves a node out', (proof) => ({ ...proof, accountProof: (proof.accountProof as string[]).slice(1) })],
    ['alters a node', (proof) => ({ ...proof, accountProof: (proof.accountProof as string[]).map(flipped) })],
    ['says a slot is empty', (proof) => ({ ...proof, storageProof: [{ key: '0x0', value: '0x0', proof: [] }] })],
    ['gives no list', (proof) => ({ ...proof, storageProof: 'none' })],
    ['gives no hex', (proof) => ({ ...proof, accountProof: ['0x123'] })],
    ['gives no text', (proof) => ({ ...proof, accountProof: [7] })],
  ])('is not taken from a proof that %s', async (_, change) => {
    const header = await head();
    const cell = (await cells()).find(({ variable }) => variable === '_subjects') as StateCell;
    proxy.lie = ({ method }, result) => (method === 'eth_getProof' ? change(result as Json) : result);
    try {
      await expect(reader.storage(header, 'consents', [cell.slot])).rejects.toMatchObject({
        code: 'LEDGER_INCOMPLETE',
        details: { fault: 'state', height: header.height },
      });
    } finally {
      proxy.lie = undefined;
    }
  });

  it('is not proven by a header whose hash is not that of its fields, nor by another contract’s proof', async () => {
    const header = await head();
    const all = await cells();
    await expect(new StateCheck(reader).confirm({ ...header, isHashed: false }, all)).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'unproven' },
    });
    const cell = all.find(({ variable }) => variable === '_subjects') as StateCell;
    const other = await reader.rpc.request('eth_getProof', [reader.contracts.permits, [cell.slot], 'latest']);
    proxy.lie = ({ method }, result) => (method === 'eth_getProof' ? other : result);
    await expect(reader.storage(header, 'consents', [cell.slot])).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE' });
    proxy.lie = undefined;
  });

  it('is unproven where the node has no such method, or answers nothing', async () => {
    const header = await head();
    proxy.missing = ['eth_getProof'];
    expect(await reader.storage(header, 'consents', [])).toBeUndefined();
    proxy.missing = [];
    proxy.lie = ({ method }, result) => (method === 'eth_getProof' ? null : result);
    expect(await reader.storage(header, 'consents', [])).toBeUndefined();
    proxy.lie = undefined;
  });

  it('is read in parts where there are many slots', async () => {
    const slots = Array.from({ length: 600 }, () => randomDigest() as Digest);
    const proven = await reader.storage(await head(), 'consents', slots);
    expect(proven?.words).toEqual(slots.map(() => 0n));
  });
});

function flipped(node: string): string {
  return `${node.slice(0, -1)}${node.endsWith('0') ? '1' : '0'}`;
}
