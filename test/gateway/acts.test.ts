import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccessLog } from '../../src/access-log/access-log.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { listEntries } from '../../src/client/log.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { changeStaffMember, endStaffMember, inviteStaff, listStaff } from '../../src/client/staff.ts';
import { toHex } from '../../src/core/bytes.ts';
import type { Duty } from '../../src/core/duties.ts';
import type { Entry } from '../../src/core/entry.ts';
import { type ActEvidence, decodeEvidence } from '../../src/core/evidence.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { DatasetId, Digest, Pseudonym } from '../../src/core/ids.ts';
import { RecordTable } from '../../src/gateway/records/record-table.ts';
import { StaffInvitations } from '../../src/gateway/staff/staff-invitations.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { LedgerWriter } from '../../src/ledger/writer.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { type Organisation, vouching } from './persons.ts';
import { bindByCode, publish } from './publisher.ts';

let consortium: Consortium;
let holder: GatewayClient;
let organisation: Organisation;
let dataset: DatasetId;
let subjects: Pseudonym[];

beforeAll(async () => {
  consortium = await foundConsortium({
    patients: 4,
    logLevel: 'silent',
    secondPerson: ['permit', 'binding', 'staff'],
  });
  holder = consortium.client(consortium.keys.holder);
  organisation = await vouching(consortium, consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const found = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = found.map(({ subject }) => subject);
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
});

let made = 0;
async function person(duties: readonly Duty[], name = `Person ${made++}`) {
  const { person: id } = await inviteStaff(holder, { name, duties });
  return { id, name, client: organisation.person(id) };
}

const now = () => Math.floor(Date.now() / 1000);
const permit = (later: number) => ({
  requester: consortium.keys.requester.address,
  dataset,
  purpose: 7,
  fromSeconds: now() - 60,
  untilSeconds: now() + 86_400 + later,
});
const issued = async (untilSeconds: number) =>
  (await holder.list<'permits', { until: number }>('/v1/permits', 'permits')).filter(
    ({ until }) => until === untilSeconds,
  ).length;

interface ShownAct {
  readonly act: Digest;
  readonly kind: string;
  readonly what: string;
  readonly state: string;
  readonly by: { readonly person: Digest; readonly name?: string };
  readonly decidedBy?: { readonly person: Digest };
  readonly seq: number;
}

/** The act that the call becomes. */
async function waiting(call: Promise<unknown>): Promise<Digest> {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  expect(error).toMatchObject({ code: 'SECOND_PERSON_NEEDED', message: /Nothing was done yet/ });
  return error.details.act;
}

const confirm = (client: GatewayClient, act: Digest) =>
  client.json<{ act: ShownAct; status: number; answer: Record<string, unknown> }>(
    'POST',
    `/v1/acts/${act}/confirmation`,
  );
const decline = (client: GatewayClient, act: Digest) => client.json<ShownAct>('POST', `/v1/acts/${act}/refusal`);
const read = (client: GatewayClient, act: Digest) =>
  client.json<{ act: ShownAct; facts: { name: string; value: string }[] }>('GET', `/v1/acts/${act}`);

async function acts(from = 0): Promise<{ entry: Entry; evidence: ActEvidence; person?: Digest }[]> {
  const found = [];
  for await (const entry of listEntries(holder, from)) {
    if (entry.kind !== 'act') continue;
    const evidence = decodeEvidence(await holder.bytes('GET', `/v1/log/entries/${entry.seq}/evidence`)) as ActEvidence;
    const { session } = evidence;
    const person = session.type === 'organisation' ? JSON.parse(session.statement).person : undefined;
    found.push({ entry, evidence, person });
  }
  return found;
}
const newest = async () => (await acts()).at(-1);

describe('what a person of the organisation changes', () => {
  it('stands in the log with its pseudonym before it is done, and its name does not', async () => {
    const { id, name, client } = await person(['data-manager']);
    const [subject] = subjects as [Pseudonym];
    const form = toHex(domainHash('form', new TextEncoder().encode('call')));
    await client.json('POST', `/v1/subjects/${subject}/opt-out`, { json: { level: 'research', form } });
    const seen = await newest();
    expect(seen).toMatchObject({
      entry: { kind: 'act', outcome: 'ordered' },
      evidence: { method: 'POST', path: `/v1/subjects/${subject}/opt-out`, gateway: consortium.keys.gateway.address },
      person: id,
    });
    expect(JSON.stringify(seen)).not.toContain(name);
    const revocation = (await Array.fromAsync(listEntries(holder))).findLast(({ kind }) => kind === 'revocation');
    expect(revocation?.seq).toBeGreaterThan(seen?.entry.seq ?? Number.POSITIVE_INFINITY);
    await client.json('POST', `/v1/subjects/${subject}/opt-in`, { json: { level: 'none', form } });
  });

  it('names patients of its body by their pseudonyms, and keeps nothing else of it', async () => {
    const { client } = await person(['data-manager']);
    const identifier = 'https://ward.example|secret-number';
    await client.json('POST', '/v1/subjects', { json: { identifier } });
    const seen = await newest();
    expect(seen?.evidence.path).toBe('/v1/subjects');
    expect(JSON.stringify(seen)).not.toContain('secret-number');
  });

  it('is logged also where it is refused afterwards, and not where it is no act or no duty opens it', async () => {
    const { client } = await person(['data-manager']);
    const before = (await acts()).length;
    const nobody = `0x${'99'.repeat(32)}`;
    await expect(
      client.json('POST', `/v1/consents/${nobody}/withdrawal`, { json: { subject: nobody, form: nobody } }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await acts()).toHaveLength(before + 1);
    await client.json('GET', '/v1/subjects');
    await client.json('POST', '/v1/subjects/find', { json: { identifiers: ['urn:x|1'] } });
    await expect(client.json('POST', '/v1/groups', { json: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.json('POST', '/v1/datasets', { json: { name: '' } })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await acts()).toHaveLength(before + 1);
  });

  it('is once in the log and once done, however often its answer is asked for again', async () => {
    const { client } = await person(['data-manager']);
    const call = { json: { name: `Dataset ${made++}` }, idempotencyKey: 'acts-repeat-1' };
    const first = await client.json('POST', '/v1/datasets', call);
    const before = (await acts()).length;
    expect(await client.json('POST', '/v1/datasets', call)).toEqual(first);
    expect(await acts()).toHaveLength(before);
  });

  it('is logged for the account where it is about staff, and only there', async () => {
    const before = (await acts()).length;
    const { id } = await person(['auditor']);
    await holder.json('POST', '/v1/datasets', { json: { name: `Dataset ${made++}` } });
    const all = await acts();
    expect(all).toHaveLength(before + 1);
    expect(all.at(-1)).toMatchObject({ entry: { outcome: 'ordered' }, evidence: { path: '/v1/staff' } });
    expect(all.at(-1)?.person).toBeUndefined();
    await endStaffMember(holder, id);
    expect((await newest())?.evidence.path).toBe(`/v1/staff/${id}/end`);
  });
});

describe('the address of what changes something', () => {
  it('has one spelling, and says nothing that is not looked at', async () => {
    const { client } = await person(['data-manager']);
    const before = (await acts()).length;
    const [subject] = subjects as [Pseudonym];
    const ask = (path: string) =>
      client.json('POST', path, { json: { level: 'research', form: `0x${'12'.repeat(32)}` } });
    await expect(ask(`/v1/subjects/%30${subject.slice(1)}/opt-out`)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(ask(`/v1/subjects/${subject}/opt-out?x=1`)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await acts()).toHaveLength(before);
  });

  it('of a confirmation is the one by which auditors know what was confirmed', async () => {
    const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
    const act = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    for (const path of [`/v1/acts/${act}/confirmation?`, `/v1/acts/%30${act.slice(1)}/confirmation`]) {
      await expect(other.client.json('POST', path.replace(/\?$/, '?x=1'))).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    }
    expect((await read(holder, act)).act.state).toBe('waits');
    await confirm(other.client, act);
    expect((await consortium.audited()).findings).toEqual([]);
  });
});

describe('a staff administrator', () => {
  it('gives itself no other duties, and does nothing that takes another duty', async () => {
    const [one, other] = [await person(['administrator']), await person(['administrator'])];
    const act = await waiting(changeStaffMember(one.client, one.id, { duties: ['administrator', 'reviewer'] }));
    await expect(confirm(other.client, act)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: /Nobody gives itself other duties/,
    });
    await expect(one.client.json('POST', '/v1/permits', { json: permit(made++) })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('an act that takes two persons', () => {
  it('waits, says what it is in words, is confirmed by another person, and is done once', async () => {
    const [one, other] = [await person(['reviewer'], 'Rita Asks'), await person(['reviewer'], 'Carlos Confirms')];
    const json = permit(made++);
    const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
    expect(await issued(json.untilSeconds)).toBe(0);
    const shown = await read(other.client, act);
    expect(shown.act).toMatchObject({
      kind: 'permit',
      what: 'permitted the use of a dataset',
      state: 'waits',
      by: { person: one.id, name: 'Rita Asks' },
    });
    const facts = new Map(shown.facts.map(({ name, value }) => [name, value]));
    expect(facts.get('dataset')).not.toMatch(/^0x/);
    expect(facts.get('purpose')).toMatch(/research$/);
    expect(facts.get('until')).toMatch(/^\d{4}-\d\d-\d\d/);
    expect([...facts.keys()].sort()).toEqual(['dataset', 'from', 'purpose', 'requester', 'until']);
    const done = await confirm(other.client, act);
    expect(done).toMatchObject({ act: { state: 'done', decidedBy: { person: other.id } }, status: 201 });
    expect(done.answer['permit']).toBeGreaterThan(0);
    expect(await issued(json.untilSeconds)).toBe(1);
    // Repeated, it says the same and does nothing.
    expect(await confirm(other.client, act)).toEqual(done);
    expect(await issued(json.untilSeconds)).toBe(1);
    const [proposed, confirmed] = (await acts()).slice(-2);
    expect(proposed).toMatchObject({ entry: { outcome: 'proposed', evidence: act }, person: one.id });
    expect(confirmed).toMatchObject({ entry: { outcome: 'confirmed', of: proposed?.entry.seq }, person: other.id });
  });

  it('is confirmed by nobody who asked for it, whichever session, and by nobody without the duty', async () => {
    const one = await person(['reviewer', 'administrator']);
    const act = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    // A session of its own, as of another passkey.
    await expect(confirm(organisation.person(one.id), act)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: /You asked for this yourself/,
    });
    const manager = await person(['data-manager', 'auditor']);
    await expect(confirm(manager.client, act)).rejects.toMatchObject({ code: 'FORBIDDEN', message: /Only a reviewer/ });
    await expect(confirm(holder, act)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await read(holder, act)).act.state).toBe('waits');
  });

  it('is done by the account alone as little, but for what is of staff', async () => {
    await expect(holder.json('POST', '/v1/permits', { json: permit(made++) })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: /takes two persons/,
    });
    await expect(person(['reviewer'])).resolves.toBeDefined();
    const administrator = await person(['administrator']);
    const asked = inviteStaff(administrator.client, { name: 'By two', duties: ['reviewer'] });
    await expect(asked).rejects.toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
  });

  it('is kept for one person up to a number, and gives its place when it is over', async () => {
    const one = await person(['data-manager']);
    const [, , , subject] = subjects as [Pseudonym, Pseudonym, Pseudonym, Pseudonym];
    const ask = (length: number) =>
      one.client.json('POST', `/v1/subjects/${subject}/invitations`, { json: { identification: 'x'.repeat(length) } });
    for (let i = 1; i <= 100; i++) await waiting(ask(i));
    await expect(ask(101)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const own = await one.client.list<'acts', ShownAct>('/v1/acts', 'acts');
    await decline(one.client, own.find(({ by }) => by.person === one.id)?.act as Digest);
    await waiting(ask(101));
  }, 60_000);

  it('is asked for once, however often it is asked for', async () => {
    const one = await person(['reviewer']);
    const json = permit(made++);
    const ask = () => waiting(one.client.json('POST', '/v1/permits', { json }));
    const act = await ask();
    expect(await ask()).toBe(act);
    expect(await waiting(one.client.json('POST', '/v1/permits', { json, idempotencyKey: 'again-again' }))).toBe(act);
    const own = await one.client.list<'acts', ShownAct>('/v1/acts', 'acts');
    expect(own.filter(({ by }) => by.person === one.id).map((each) => each.act)).toEqual([act]);
  });

  it('is asked for once also by two calls at once', async () => {
    const one = await person(['reviewer']);
    const json = permit(made++);
    const ask = () => waiting(one.client.json('POST', '/v1/permits', { json }));
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(second).toBe(first);
  });

  it('is not done where whoever asked ended, or lost the duty meanwhile', async () => {
    for (const away of [
      (id: Digest) => endStaffMember(holder, id),
      (id: Digest) => changeStaffMember(holder, id, { duties: ['auditor'] }),
    ]) {
      const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
      const json = permit(made++);
      const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
      await away(one.id);
      await expect(confirm(other.client, act)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: /may not do it any more/,
      });
      expect(await issued(json.untilSeconds)).toBe(0);
      expect(await decline(other.client, act)).toMatchObject({ state: 'declined', decidedBy: { person: other.id } });
    }
  });

  it('is not confirmed by whoever ended, or lost the duty, between', async () => {
    const [one, other, third] = [await person(['reviewer']), await person(['reviewer']), await person(['reviewer'])];
    const act = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    await read(other.client, act);
    await changeStaffMember(holder, other.id, { duties: ['data-manager'] });
    await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await endStaffMember(holder, third.id);
    await expect(confirm(third.client, act)).rejects.toMatchObject({ code: 'SESSION_INVALID' });
    expect((await read(holder, act)).act.state).toBe('waits');
  });

  it('comes to one end, whoever says what at once', async () => {
    const one = await person(['reviewer']);
    const others = await Promise.all([person(['reviewer']), person(['reviewer']), person(['reviewer'])]);
    const json = permit(made++);
    const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
    const [a, b, c] = others as [(typeof others)[0], (typeof others)[0], (typeof others)[0]];
    const said = await Promise.allSettled([
      confirm(a.client, act),
      confirm(a.client, act),
      confirm(b.client, act),
      decline(c.client, act),
      decline(one.client, act),
    ]);
    const { state } = (await read(holder, act)).act;
    const done = await issued(json.untilSeconds);
    expect(['done', 'declined']).toContain(state);
    expect(done).toBe(state === 'done' ? 1 : 0);
    expect(said.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const later of [() => confirm(b.client, act), () => decline(c.client, act)]) {
      const error = await later().catch((error) => error);
      if (error instanceof Error) expect(error).toMatchObject({ code: 'CONFLICT' });
    }
    expect(await issued(json.untilSeconds)).toBe(done);
  });

  it('is taken back by whoever asked, and declined by another, and is done by nobody then', async () => {
    const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
    const first = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    expect(await decline(one.client, first)).toMatchObject({ state: 'declined', decidedBy: { person: one.id } });
    const second = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    expect(await decline(other.client, second)).toMatchObject({ state: 'declined', decidedBy: { person: other.id } });
    for (const act of [first, second]) {
      await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'CONFLICT', message: /declined/ });
    }
    expect((await newest())?.entry).toMatchObject({ outcome: 'declined' });
  });

  it('that is refused when it is carried out says why, and is over', async () => {
    const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
    const json = { ...permit(made++), dataset: `0x${'77'.repeat(32)}` };
    const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
    await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await read(other.client, act)).act).toMatchObject({ state: 'failed', fault: /not this holder/ });
    await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'CONFLICT', message: /could not be done/ });
  });

  it('is shown to those whom it concerns alone', async () => {
    const [one, other, manager, auditor] = [
      await person(['reviewer']),
      await person(['reviewer']),
      await person(['data-manager']),
      await person(['auditor']),
    ];
    const act = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    for (const { client } of [one, other, auditor]) expect((await read(client, act)).act.act).toBe(act);
    await expect(read(manager.client, act)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const all = await manager.client.list<'acts', ShownAct>('/v1/acts', 'acts');
    expect(all.map((each) => each.kind)).not.toContain('permit');
  });

  it('is over when its time is', async () => {
    const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
    const act = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
    await read(other.client, act);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 86_400_000 });
    try {
      await expect(confirm(organisation.person(other.id), act)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('that was confirmed is done after a crash, once', async () => {
    const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
    const json = permit(made++);
    const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
    // The node dies after the confirmation is durable, before anything is sent.
    vi.spyOn(LedgerWriter.prototype, 'send').mockRejectedValue(new Error('killed'));
    await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await read(holder, act)).act.state).toBe('confirmed');
    expect(await issued(json.untilSeconds)).toBe(0);
    await consortium.restart(async () => void vi.restoreAllMocks());
    await expect.poll(() => issued(json.untilSeconds), { timeout: 20_000 }).toBe(1);
    await expect.poll(async () => (await read(holder, act)).act.state, { timeout: 20_000 }).toBe('done');
    await confirm(organisation.person(other.id), act);
    expect(await issued(json.untilSeconds)).toBe(1);
  }, 60_000);

  describe('whose answer is logged while the node dies', () => {
    /** `confirmed` and `declined` entries that answer the act. */
    const answersTo = async (seq: number) =>
      (await acts(seq)).filter(({ entry }) => entry.of === seq).map(({ entry }) => entry.outcome);
    /** What is kept of an act fails from there on, as the end of a disk, or of the process, does. */
    const failing = (state: string) => {
      const { put } = RecordTable.prototype;
      const failed: unknown[] = [];
      vi.spyOn(RecordTable.prototype, 'put').mockImplementation(async function (this: never, key, value, subject) {
        const act = value as { readonly state?: string; readonly template?: string };
        if (failed.length === 0 && !(act.template !== undefined && act.state === state)) {
          return put.call(this, key, value, subject);
        }
        failed.push(value);
        throw new Error('killed');
      });
    };

    it.each([
      ['without a restart', false],
      ['at the next start', true],
    ])('is confirmed once, and done by itself: %s', async (_, isRestarted) => {
      const [one, other, third] = [await person(['reviewer']), await person(['reviewer']), await person(['reviewer'])];
      const json = permit(made++);
      const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
      const { seq } = (await read(other.client, act)).act;
      failing('confirmed');
      await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await answersTo(seq)).toEqual(['confirmed']);
      expect(await issued(json.untilSeconds)).toBe(0);
      if (isRestarted) await consortium.restart(async () => void vi.restoreAllMocks());
      else vi.restoreAllMocks();
      // The log has the confirmation: nobody else decides any more.
      await expect(decline(organisation.person(third.id), act)).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect
        .poll(async () => {
          await confirm(organisation.person(other.id), act).catch(() => undefined);
          return issued(json.untilSeconds);
        })
        .toBe(1);
      expect(await answersTo(seq)).toEqual(['confirmed']);
      expect((await read(holder, act)).act).toMatchObject({ state: 'done', decidedBy: { person: other.id } });
    });

    it('is declined once', async () => {
      const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
      const act = await waiting(one.client.json('POST', '/v1/permits', { json: permit(made++) }));
      const { seq } = (await read(other.client, act)).act;
      failing('declined');
      await expect(decline(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
      await consortium.restart(async () => void vi.restoreAllMocks());
      await expect(confirm(organisation.person(other.id), act)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect((await read(holder, act)).act).toMatchObject({ state: 'declined', decidedBy: { person: other.id } });
      expect(await answersTo(seq)).toEqual(['declined']);
    });

    it('waits on where the log has no answer, as long as it would have waited', async () => {
      const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
      const json = permit(made++);
      const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
      const before = (await read(other.client, act)).act;
      vi.spyOn(AccessLog.prototype, 'append').mockRejectedValue(new Error('killed'));
      await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
      vi.restoreAllMocks();
      expect((await read(holder, act)).act).toEqual(before);
      await consortium.restart();
      expect((await read(holder, act)).act).toEqual(before);
      await confirm(organisation.person(other.id), act);
      expect(await answersTo(before.seq)).toEqual(['confirmed']);
      expect(await issued(json.untilSeconds)).toBe(1);
    });
  });

  describe('of which a person ended after it was confirmed', () => {
    it.each(['who asked', 'who confirmed'])('is not begun any more: %s', async (whose) => {
      const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
      const json = permit(made++);
      const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
      vi.spyOn(LedgerWriter.prototype, 'send').mockRejectedValue(new Error('killed'));
      await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
      const gone = whose === 'who asked' ? one : other;
      await endStaffMember(holder, gone.id);
      await consortium.restart(async () => void vi.restoreAllMocks());
      await expect.poll(async () => (await read(holder, act)).act.state, { timeout: 20_000 }).toBe('failed');
      expect((await read(holder, act)).act).toMatchObject({
        fault: expect.stringContaining(`${gone.name} may not do this any more`),
      });
      expect(await issued(json.untilSeconds)).toBe(0);
    });

    it('goes on where it was begun, since some of it may count already', async () => {
      const [one, other] = [await person(['administrator']), await person(['administrator'])];
      const name = `Taken in ${made++}`;
      const act = await waiting(inviteStaff(one.client, { name, duties: ['auditor'] }));
      vi.spyOn(StaffInvitations.prototype, 'make').mockRejectedValue(new Error('killed'));
      // Whoever is killed tidies nothing up.
      vi.spyOn(RecordTable.prototype, 'delete').mockRejectedValue(new Error('killed'));
      await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
      vi.restoreAllMocks();
      await endStaffMember(holder, one.id);
      await consortium.restart();
      await expect.poll(async () => (await read(holder, act)).act.state, { timeout: 20_000 }).toBe('done');
      const found = (await listStaff(holder)).filter((each) => each.name === name);
      expect(found).toMatchObject([{ invitedUntil: expect.any(Number) }]);
    });
  });

  it('that ends what its second person may is done though the node dies behind it, and does not say that it was not', async () => {
    const [one, other] = [await person(['administrator']), await person(['administrator'])];
    const act = await waiting(changeStaffMember(one.client, other.id, { duties: ['auditor'] }));
    // The duties are written; the answer is not, nor that it is done.
    const { put } = RecordTable.prototype;
    vi.spyOn(RecordTable.prototype, 'put').mockImplementation(async function (this: never, key, value, subject) {
      const { answer, state, template } = value as Partial<Record<string, unknown>>;
      if (answer !== undefined || (template !== undefined && state === 'done')) throw new Error('killed');
      return put.call(this, key, value, subject);
    });
    await expect(confirm(other.client, act)).rejects.toMatchObject({ code: 'INTERNAL' });
    await consortium.restart(async () => void vi.restoreAllMocks());
    await expect.poll(async () => (await read(holder, act)).act.state, { timeout: 20_000 }).toBe('done');
    const found = (await listStaff(holder)).find((each) => each.person === other.id);
    expect(found?.duties).toEqual(['auditor']);
  });

  it('waits over a restart', async () => {
    const [one, other] = [await person(['reviewer']), await person(['reviewer'])];
    const json = permit(made++);
    const act = await waiting(one.client.json('POST', '/v1/permits', { json }));
    await consortium.restart();
    await confirm(organisation.person(other.id), act);
    expect(await issued(json.untilSeconds)).toBe(1);
  });

  it('gives the code that binds a patient to whoever confirmed it', async () => {
    const [one, other] = [await person(['data-manager']), await person(['data-manager'])];
    const [, subject] = subjects as [Pseudonym, Pseudonym];
    const json = { identification: 'passport' };
    const act = await waiting(one.client.json('POST', `/v1/subjects/${subject}/invitations`, { json }));
    const shown = await read(other.client, act);
    expect(shown.facts.find(({ name }) => name === 'subject')?.value).not.toMatch(/^0x/);
    const { answer } = await confirm(other.client, act);
    expect(answer['code']).toMatch(/^[A-Z2-7]{26}$/);
  });
});

describe('the auditor', () => {
  it('tells who made a code anew, of whoever was identified by another person', async () => {
    const [one, other, third] = [
      await person(['data-manager']),
      await person(['data-manager']),
      await person(['data-manager']),
    ];
    const identifier = 'https://ward.example|renewed';
    const { subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json: { identifier } });
    const json = { identification: 'passport' };
    await confirm(
      other.client,
      await waiting(one.client.json('POST', `/v1/subjects/${subject}/invitations`, { json })),
    );
    const unused = await one.client.list<'invitations', { id: string; subject: Pseudonym }>(
      '/v1/invitations',
      'invitations',
    );
    const { id } = unused.find((each) => each.subject === subject) as (typeof unused)[0];
    const renewal = third.client.json('POST', '/v1/invitations/renewal', { json: { invitations: [id] } });
    const act = await waiting(renewal);
    expect((await read(other.client, act)).facts).toContainEqual({ name: 'patient 1', value: identifier });
    const { answer } = await confirm(other.client, act);
    const [code] = answer['invitations'] as [{ code: string }];
    await bindByCode(holder, code.code);
    const report = await consortium.audited();
    expect(report.findings).toEqual([]);
    const madeBy = (who: Digest) => report.staff.find(({ person: id }) => id === who);
    expect(madeBy(third.id)).toMatchObject({ bound: 1, bindings: [{ subject }] });
    expect(madeBy(one.id)).toMatchObject({ bound: 0 });
  });

  it('finds nothing wrong, and tells each person’s acts, bindings and re-enrolments', async () => {
    const [one, other] = [await person(['data-manager']), await person(['data-manager'])];
    const [, , subject] = subjects as [Pseudonym, Pseudonym, Pseudonym];
    const bound = async () => {
      const json = { identification: 'passport' };
      const act = await waiting(one.client.json('POST', `/v1/subjects/${subject}/invitations`, { json }));
      const { answer } = await confirm(other.client, act);
      return bindByCode(holder, String(answer['code']));
    };
    await bound();
    await bound();
    const report = await consortium.audited();
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('clean');
    const mine = report.staff.find(({ person: id }) => id === one.id);
    expect(mine).toMatchObject({
      holder: consortium.keys.holder.address,
      acts: { binding: 2 },
      bound: 2,
      boundAgain: 1,
    });
    expect(mine?.bindings).toMatchObject([
      { subject, again: false },
      { subject, again: true },
    ]);
    expect(report.staff.find(({ person: id }) => id === other.id)).toMatchObject({ acts: { binding: 2 }, bound: 0 });
    const account = report.staff.find(({ person: id }) => id === undefined);
    expect(account?.acts['staff']).toBeGreaterThan(10);
    expect(report.counts.acts).toBe((await acts()).length);
  });
});

it('is carried out for the organisation’s account of now, where that was moved to another key', async () => {
  const { membership } = ledgerCalls((await holder.identity()).contracts);
  const [one, other] = [await person(['data-manager']), await person(['data-manager'])];
  const [subject] = subjects as [Pseudonym];
  const json = { identification: 'passport' };
  const act = await waiting(one.client.json('POST', `/v1/subjects/${subject}/invitations`, { json }));
  const { administrator, holder: before } = consortium.keys;
  const moved = randomAccountKey();
  await sendOwnCall(consortium.client(administrator), membership.rotate(before.address, moved.address));
  const again = await vouching(consortium, moved, { member: before.address });
  const { answer } = await confirm(again.person(other.id), act);
  expect(answer['code']).toMatch(/^[A-Z2-7]{26}$/);
  expect((await consortium.audited()).findings).toEqual([]);
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('acts')).toEqual([]);
});
