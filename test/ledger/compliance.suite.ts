import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Hex } from '../../src/core/bytes.ts';
import { ENTRY_KINDS, type Entry, OUTCOME_CODES } from '../../src/core/entry.ts';
import { packFacts, unpackFacts } from '../../src/core/entry-facts.ts';
import type { Address, DatasetId, Digest, LogId } from '../../src/core/ids.ts';
import { hashStruct, typedDigest, typedDomain } from '../../src/core/typed-data.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import type { Cursor } from '../../src/ledger/block.ts';
import { type LedgerCalls, ledgerCalls, recordedGrantCalls } from '../../src/ledger/calls.ts';
import { deployLedger } from '../../src/ledger/deploy.ts';
import { EventIndex } from '../../src/ledger/event-index.ts';
import type { LedgerEvent } from '../../src/ledger/events.ts';
import { logKeys } from '../../src/ledger/log-keys.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { LOG_MODE, PERMIT_STATE, ROLE, SIGNER_KIND } from '../../src/ledger/words.ts';
import { type LedgerWriter, openWriter, signTransaction } from '../../src/ledger/writer.ts';
import { account, type Engine, NOBODY, NOTHING, randomDigest, randomPseudonym } from './engine.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

const FOUNDER = account(0);
const HOLDER = account(1);
const GATEWAY = account(2);
const REQUESTER = account(3);
const STRANGER = account(4);
const INTERRUPTED = account(5);
const PATIENT = account(6);

interface World {
  engine: Engine;
  proxy: FaultProxy;
  /** Over the proxy. */
  reader: LedgerReader;
  gateway: LedgerWriter;
  founder: LedgerWriter;
  calls: LedgerCalls;
}

/** What the ledger needs of any engine, and what it promises on any. */
export function ledgerCompliance(name: string, start: () => Promise<Engine>): void {
  describe(`a ledger on ${name}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await found(await start());
    });
    afterAll(async () => {
      for (const open of [world.gateway, world.founder, world.reader]) open.close();
      await world.proxy.close();
      await world.engine.close();
    });

    deployment(() => world);
    writing(() => world);
    following(() => world);
    relaying(() => world);
    faults(() => world);
  });
}

async function found(engine: Engine): Promise<World> {
  const { membership } = await deployLedger({ url: engine.url, key: FOUNDER });
  const proxy = await startFaultProxy(engine.url);
  const reader = await openLedger({ url: proxy.url, membership, timeoutMs: 2_000 });
  const calls = ledgerCalls(reader.contracts);
  const founder = await openWriter({ reader, key: FOUNDER, pollMs: 20 });
  const gateway = await openWriter({ reader, key: GATEWAY, pollMs: 20 });
  const organisation = randomDigest();
  const { add } = calls.membership;
  await founder.send(add(HOLDER.address, ROLE.holder, NOBODY, organisation, ''));
  await founder.sendAll([
    add(GATEWAY.address, ROLE.gateway, HOLDER.address, organisation, 'http://gateway.example'),
    add(REQUESTER.address, ROLE.requester, NOBODY, organisation, ''),
  ]);
  return { engine, proxy, reader, calls, founder, gateway };
}

function deployment(world: () => World): void {
  it('is found, not deployed again, by the same key', async () => {
    const { engine, reader } = world();
    const again = await deployLedger({ url: engine.url, key: FOUNDER });
    expect(again.contracts).toEqual(reader.contracts);
  });

  it('is finished after its deployment was interrupted', async () => {
    const { engine } = world();
    const proxy = await startFaultProxy(engine.url);
    proxy.sendsLeft = 4;
    const broken = deployLedger({ url: proxy.url, key: INTERRUPTED, timeoutMs: 2_000 });
    await expect(broken).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    await proxy.close();
    const { membership, contracts } = await deployLedger({ url: engine.url, key: INTERRUPTED });
    const reader = await openLedger({ url: engine.url, membership });
    expect(reader.contracts).toEqual(contracts);
    reader.close();
  });

  it('refuses an engine of another chain, and an address without Membership', async () => {
    const { engine, reader } = world();
    const { membership } = reader.ledger;
    const mismatch = { code: 'LEDGER_MISMATCH' };
    await expect(openLedger({ url: engine.url, membership, chainId: 1 })).rejects.toMatchObject(mismatch);
    const other = STRANGER.address;
    await expect(openLedger({ url: engine.url, membership: other })).rejects.toMatchObject(mismatch);
    const datasets = reader.contracts.datasets;
    await expect(openLedger({ url: engine.url, membership: datasets })).rejects.toMatchObject(mismatch);
  });

  it('answers views as plain values', async () => {
    const { views } = world().reader;
    const [member, policy, none] = await Promise.all([
      views.membership.memberOf(GATEWAY.address),
      views.membership.policy(),
      views.membership.noticeOf(HOLDER.address, randomDigest()),
    ]);
    expect(member).toMatchObject({
      principal: HOLDER.address,
      roles: ROLE.gateway,
      endpoint: 'http://gateway.example',
    });
    expect(policy).toMatchObject({ maxLag: 60, bindingCountersigned: false });
    expect(none).toEqual({ publishedAt: 0, withdrawnAt: 0 });
  });
}

function writing(world: () => World): void {
  it('says who lacks which role', async () => {
    const { reader, calls } = world();
    const writer = await openWriter({ reader, key: REQUESTER, pollMs: 20 });
    await expect(writer.send(calls.consents.enroll(randomPseudonym()))).rejects.toMatchObject({
      code: 'LEDGER_REJECTED',
      message: 'The member lacks the role that this needs: holder or gateway.',
      details: { error: 'MembershipRoleMissing', args: [REQUESTER.address, String(ROLE.holder | ROLE.gateway)] },
    });
    writer.close();
  });

  it('says why a transaction failed that was mined', async () => {
    const { gateway, calls } = world();
    const enroll = calls.consents.enroll(randomPseudonym());
    await gateway.send(enroll);
    const rejected = { code: 'LEDGER_REJECTED', details: { error: 'SubjectRegistryExists' } };
    await expect(gateway.send(enroll, { gas: 200_000 })).rejects.toMatchObject(rejected);
  });

  it('goes on after a transaction that the engine refuses for good', async () => {
    const { gateway, calls } = world();
    const enroll = () => calls.consents.enroll(randomPseudonym());
    const outcomes = await Promise.allSettled([
      gateway.send(enroll(), { gas: 200_000 }),
      gateway.send(enroll(), { gas: 20_000_000_000 }),
      gateway.send(enroll(), { gas: 200_000 }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'LEDGER_REJECTED' } });
  });

  it('rejects what an account sends that may not write at all', async () => {
    const { reader, calls } = world();
    const writer = await openWriter({ reader, key: randomAccountKey(), pollMs: 20 });
    const sending = [1, 2].map(() => writer.send(calls.consents.enroll(randomPseudonym()), { gas: 200_000 }));
    const outcomes = await Promise.allSettled(sending);
    expect(outcomes).toMatchObject([{ reason: { code: 'LEDGER_REJECTED' } }, { reason: { code: 'LEDGER_REJECTED' } }]);
    await until(() => writer.pending === 0);
    writer.close();
  });

  it('mines 200 concurrent calls once each', async () => {
    const { gateway, calls, reader } = world();
    const subjects = Array.from({ length: 200 }, randomPseudonym);
    const before = (await reader.head()).height;
    const sent = await Promise.all(
      subjects.map((subject, i) => gateway.send(calls.consents.enroll(subject), i % 4 === 0 ? {} : { gas: 200_000 })),
    );
    expect(new Set(sent.map(({ transaction }) => transaction)).size).toBe(200);
    const events = await reader.events(before + 1, (await reader.head()).height);
    const enrolled = events.flatMap((event) => (event.name === 'SubjectEnrolled' ? [event.subject] : []));
    expect(enrolled.toSorted()).toEqual(subjects.toSorted());
    expect(gateway.pending).toBe(0);
  });

  it('sees calls through when the clock was ahead and is set back', async () => {
    const { gateway, calls } = world();
    const send = () => gateway.send(calls.consents.enroll(randomPseudonym()), { gas: 200_000 });
    const ahead = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 600_000);
    await send().finally(() => ahead.mockRestore());
    expect((await send()).events).toMatchObject([{ name: 'SubjectEnrolled' }]);
  });

  it('mines each call once when two processes send for one account', async () => {
    const { reader, calls } = world();
    const first = await openWriter({ reader, key: GATEWAY, pollMs: 20 });
    const second = await openWriter({ reader, key: GATEWAY, pollMs: 20 });
    const subjects = Array.from({ length: 20 }, randomPseudonym);
    const sent = await Promise.all(
      subjects.map((subject, i) => (i % 2 ? first : second).send(calls.consents.enroll(subject), { gas: 200_000 })),
    );
    expect(sent.map(({ events }) => events.map(({ name }) => name))).toEqual(subjects.map(() => ['SubjectEnrolled']));
    first.close();
    second.close();
  });

  it('takes a grant and its revocation that a wallet signed', async () => {
    const { gateway, calls, reader } = world();
    const { ledger, contracts, views } = reader;
    const domain = typedDomain(ledger.chainId, contracts.consents);
    const subject = randomPseudonym();
    const signer: Hex = PATIENT.address;
    const deadline = Math.floor((await reader.head('latest')).time / 1000) + 3_600;
    await gateway.send(calls.consents.enroll(subject));
    const binding = { subject, signer, kind: SIGNER_KIND.self, until: 0, identification: randomDigest(), deadline };
    const bound = PATIENT.sign(typedDigest(domain, 'BindSigner', binding));
    await gateway.send(calls.consents.bindSigner(binding, bound, { account: NOBODY, signature: '0x' }));
    const terms = consentTerms(deadline);
    const digest = Buffer.from(hashStruct('Terms', terms)).toString('hex');
    const grant = typedDigest(domain, 'Grant', { subject, deadline, terms });
    const id = await views.consents.grantId(subject, deadline, `0x${digest}` as Digest);
    expect(id).toBe(`0x${Buffer.from(grant).toString('hex')}`);
    const granted = await gateway.send(
      calls.consents.grant(subject, deadline, `0x${digest}` as Digest, signer, PATIENT.sign(grant)),
    );
    expect(granted.events).toMatchObject([
      { name: 'ConsentGranted', subject, grant: id, kind: 1, actor: GATEWAY.address },
    ]);
    expect(await views.consents.isActive(subject, id)).toBe(true);
    const revocation = PATIENT.sign(typedDigest(domain, 'Revoke', { subject, grant: id }));
    const revoke = calls.consents.revoke(subject, id, signer, revocation);
    const revoked = await gateway.send(revoke);
    expect(revoked.events).toMatchObject([{ name: 'ConsentRevoked', subject, grant: id }]);
    expect((await gateway.send(revoke)).events).toEqual([]);
    const state = await views.consents.grantOf(subject, id);
    expect(state).toMatchObject({ grantedAt: granted.block.time / 1000, revokedAt: revoked.block.time / 1000 });
  });

  it('records a thousand entries in one transaction', async () => {
    const { gateway, calls, reader } = world();
    const { views } = reader;
    const log = await views.accessLog.logIdAt(HOLDER.address, await views.accessLog.logCount(HOLDER.address));
    const none = NOTHING as string as LogId;
    await gateway.send(calls.accessLog.openLog(log, 'custos/log+0011aabb+AQID', LOG_MODE.disclosed, none, 0, NOTHING));
    await gateway.send(calls.accessLog.setKey(log, 0, 'custos/log+22334455+AQIE'));
    const keys = await logKeys(reader, log);
    expect(keys.map(({ verifierKey }) => verifierKey)).toEqual([
      'custos/log+0011aabb+AQID',
      'custos/log+22334455+AQIE',
    ]);
    const entries = Array.from({ length: 1_000 }, (_, i) => disclosed(i));
    const [, { events }] = await Promise.all([
      gateway.send(calls.accessLog.record(log, 1, randomDigest(), [disclosed(7)])),
      gateway.send(calls.accessLog.record(log, 1_001, randomDigest(), entries)),
    ]);
    expect(events.map(({ name }) => name)).toEqual([...entries.map(() => 'LogEntry'), 'LogHead']);
    const last = events[999];
    expect(last).toMatchObject({ name: 'LogEntry', leaf: entries[999]?.leaf });
    if (last?.name === 'LogEntry') {
      expect(unpackFacts(last.facts)).toMatchObject({ permit: 999, purpose: 3 });
      expect(last.facts >> 192n).toBe(1_000n);
    }
    expect((await views.accessLog.logOf(log)).size).toBe(1_001);
  });

  it('records grants on paper in batches, and issues a permit', async () => {
    const { gateway, calls, reader } = world();
    const subjects = Array.from({ length: 12 }, randomPseudonym);
    await gateway.send(calls.consents.enrollBatch(subjects));
    const records = subjects.map((subject) => ({ subject, terms: randomDigest(), form: randomDigest() }));
    const sent = await gateway.sendAll(recordedGrantCalls(reader.contracts, records, 5));
    const recorded = sent.map(({ events }) => events.filter(({ name }) => name === 'ConsentRecorded').length);
    expect(recorded).toEqual([5, 5, 2]);
    const dataset = await register(world());
    const terms = permitTerms(dataset);
    const issued = await gateway.send(calls.permits.issue(terms));
    const [event] = issued.events;
    expect(event).toMatchObject({ name: 'PermitIssued', dataset, requester: REQUESTER.address });
    const permit = event?.name === 'PermitIssued' ? event.permit : 0;
    expect(await reader.views.permits.stateOf(permit)).toBe(PERMIT_STATE.active);
    expect((await reader.views.permits.permitOf(permit)).terms).toEqual(terms);
  });
}

function following(world: () => World): void {
  it('hands on every event once, over a restart from the cursor', async () => {
    const { reader, gateway, calls } = world();
    const seen: LedgerEvent[] = [];
    let cursor: Cursor | number = 0;
    for (let round = 0; round < 3; round++) {
      const apply = ({ events, head }: { events: readonly LedgerEvent[]; head: Cursor }) => {
        seen.push(...events);
        cursor = { height: head.height, hash: head.hash };
      };
      const index = await EventIndex.open({ reader, from: cursor, apply, pollMs: 20, maxRange: 7 });
      const { block } = await gateway.send(calls.consents.enroll(randomPseudonym()));
      await index.reached(block.height);
      expect(index.head().block.height).toBeGreaterThanOrEqual(block.height);
      await index.close();
    }
    const all = await reader.events(0, (cursor as unknown as Cursor).height);
    expect(seen).toEqual(all);
  });

  it('asks for fewer blocks where the engine refuses as many', async () => {
    const { proxy, reader } = world();
    proxy.maxRange = 3;
    const seen: LedgerEvent[] = [];
    const index = await EventIndex.open({ reader, from: 0, apply: ({ events }) => void seen.push(...events) });
    await index.close();
    proxy.maxRange = Number.POSITIVE_INFINITY;
    expect(seen).toEqual(await reader.events(0, index.head().block.height));
  });

  it('stops for good when what takes the events fails', async () => {
    const { reader } = world();
    const apply = () => {
      throw new Error('disk full');
    };
    await expect(EventIndex.open({ reader, from: 0, apply })).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('refuses a cursor that the chain contradicts', async () => {
    const { reader } = world();
    const from = { height: 3, hash: randomDigest() };
    const opened = EventIndex.open({ reader, from, apply: () => undefined });
    await expect(opened).rejects.toMatchObject({ code: 'LEDGER_FORKED', details: { height: 3 } });
  });
}

function relaying(world: () => World): void {
  it('relays a member’s own transaction, again without harm', async () => {
    const { reader, gateway, calls } = world();
    const call = calls.membership.setEndpoint(REQUESTER.address, `https://requester.example/${randomDigest()}`);
    const raw = await signTransaction(reader, REQUESTER, call);
    const [first, second] = await Promise.all([gateway.relay(raw), gateway.relay(raw)]);
    expect(first).toEqual(second);
    expect(first.events).toMatchObject([{ name: 'MemberEndpointSet', actor: REQUESTER.address }]);
    expect(await gateway.relay(raw)).toEqual(first);
  });

  it('says before it is mined why a relayed transaction would fail', async () => {
    const { reader, gateway, calls } = world();
    const call = { ...calls.membership.suspend(HOLDER.address), gas: 200_000 };
    const raw = await signTransaction(reader, REQUESTER, call);
    await expect(gateway.relay(raw)).rejects.toMatchObject({ details: { error: 'AccessControlUnauthorizedAccount' } });
  });

  it('relays nothing to other contracts or chains, and nothing that is no transaction', async () => {
    const { reader, gateway, calls } = world();
    const invalid = { code: 'INPUT_INVALID' };
    const elsewhere = { to: STRANGER.address, data: '0x' as Hex, gas: 30_000 };
    await expect(gateway.relay(await signTransaction(reader, REQUESTER, elsewhere))).rejects.toMatchObject(invalid);
    const foreign = Object.assign(Object.create(reader), { ledger: { ...reader.ledger, chainId: 5 } }) as LedgerReader;
    const call = calls.membership.setEndpoint(REQUESTER.address, '');
    await expect(gateway.relay(await signTransaction(foreign, REQUESTER, call))).rejects.toMatchObject(invalid);
    await expect(gateway.relay('0x02c0ffee')).rejects.toMatchObject(invalid);
  });
}

function faults(world: () => World): void {
  it('reads again when the connection comes back', async () => {
    const { proxy, reader, gateway, calls } = world();
    const index = await EventIndex.open({
      reader,
      from: (await reader.head()).height,
      apply: () => undefined,
      pollMs: 20,
    });
    proxy.refuse = true;
    await expect(reader.head()).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    await until(() => !index.head().reachable);
    const sending = gateway.send(calls.consents.enroll(randomPseudonym()));
    proxy.refuse = false;
    const { block } = await sending;
    await index.reached(block.height);
    expect(index.head().reachable).toBe(true);
    await index.close();
  });

  it('gives an engine up that does not answer in time', async () => {
    const { proxy, reader } = world();
    const impatient = await openLedger({ url: proxy.url, membership: reader.ledger.membership, timeoutMs: 100 });
    proxy.hang = true;
    await expect(impatient.head()).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    proxy.hang = false;
    impatient.close();
  });

  it('sends again what the engine acknowledged and lost', async () => {
    const { proxy, reader, calls } = world();
    const founder = await openWriter({ reader, key: FOUNDER, pollMs: 20 });
    proxy.swallow = 3;
    const sent = await founder.sendAll(
      ['a', 'b', 'c', 'd'].map((path) => ({ ...calls.membership.setEndpoint(REQUESTER.address, path), gas: 200_000 })),
    );
    expect(sent.flatMap(({ events }) => events)).toHaveLength(4);
    expect((await reader.views.membership.memberOf(REQUESTER.address)).endpoint).toBe('d');
    founder.close();
  });

  it('mines once what was answered never or taken twice', async () => {
    const { proxy, gateway, calls, reader } = world();
    const before = (await reader.head()).height;
    proxy.loseAnswers = 2;
    proxy.duplicate = true;
    const subjects = Array.from({ length: 8 }, randomPseudonym);
    const enrolments = subjects.map((subject) => gateway.send(calls.consents.enroll(subject), { gas: 200_000 }));
    await Promise.all(enrolments);
    proxy.duplicate = false;
    const events = await reader.events(before + 1, (await reader.head()).height);
    expect(events.map(({ name }) => name)).toEqual(subjects.map(() => 'SubjectEnrolled'));
  });

  it('writes and reads through engines without batches', async () => {
    const { proxy, reader } = world();
    proxy.single = true;
    const single = await openLedger({ url: proxy.url, membership: reader.ledger.membership });
    const writer = await openWriter({ reader: single, key: GATEWAY, pollMs: 20 });
    const calls = ledgerCalls(single.contracts);
    await writer.sendAll([randomPseudonym(), randomPseudonym()].map((subject) => calls.consents.enroll(subject)));
    proxy.single = false;
    writer.close();
    single.close();
  });

  it('loses and doubles nothing when the node is killed under load', async ({ skip }) => {
    const { engine, gateway, calls, reader } = world();
    if (!engine.restart) return skip('the engine keeps nothing');
    const before = (await reader.head()).height;
    const subjects = Array.from({ length: 150 }, randomPseudonym);
    const sending = subjects.map((subject) => gateway.send(calls.consents.enroll(subject), { gas: 200_000 }));
    await sending[20];
    await engine.restart();
    await Promise.all(sending);
    const events = await reader.events(before + 1, (await reader.head()).height);
    const enrolled = events.flatMap((event) => (event.name === 'SubjectEnrolled' ? [event.subject] : []));
    expect(enrolled.toSorted()).toEqual(subjects.toSorted());
  });
}

async function register({ gateway, calls, reader }: World): Promise<DatasetId> {
  const salt = randomDigest();
  await gateway.send(calls.datasets.register(salt));
  return await reader.views.datasets.datasetId(HOLDER.address, salt);
}

function consentTerms(until: number) {
  return {
    salt: randomDigest(),
    notice: NOTHING,
    grantee: NOTHING,
    scope: NOTHING,
    purposes: 1n,
    excluded: 0,
    from: 0,
    until,
    options: 0,
  };
}

function permitTerms(dataset: DatasetId) {
  return {
    requester: REQUESTER.address,
    from: 0,
    until: Math.floor(Date.now() / 1000) + 86_400,
    dataset,
    purpose: 1,
    delivery: 0,
    basis: 0,
    identifiable: false,
    emergency: false,
    attested: (1n << 50n) | (1n << 16n),
    disease: 9_999_999,
    recipientKeyDigest: NOTHING,
    termsDigest: NOTHING,
    authorityDigest: NOTHING,
  };
}

function disclosed(index: number) {
  const [outcome, kind] = [OUTCOME_CODES[1], ENTRY_KINDS[2]];
  const facts = packFacts({ time: 1_764_000_000_000 + index, outcome, kind, purpose: 3, permit: index } as Entry);
  const requester = `0x${index.toString(16).padStart(40, '0')}` as Address;
  return { leaf: randomDigest(), dataset: randomDigest() as string as DatasetId, requester, facts };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
