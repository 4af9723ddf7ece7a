import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { listSessionKeys } from '../../src/client/session-keys.ts';
import { inviteStaff } from '../../src/client/staff.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import type { Address, Digest, LedgerText } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { parseStatement, type SessionStatement, type SignedStatement } from '../../src/core/session-statement.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Call, ledgerCalls } from '../../src/ledger/calls.ts';
import { type CallerName, clients, codeOf, consortium, dataset, openCallers } from './callers.ts';
import { contentOf } from './content.ts';
import { type Organisation, pseudonym, vouching } from './persons.ts';
import { accessRequest, issuePermit } from './publisher.ts';

beforeAll(openCallers, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const PERSON = pseudonym();
let organisation: Organisation;

function clientAs(name: CallerName): GatewayClient {
  return clients.get(name) as GatewayClient;
}

async function content(client: GatewayClient, change: { readonly person?: Digest } = {}): Promise<Uint8Array> {
  const permit = await issuePermit(consortium, dataset);
  const body = encodeRequest({ ...(await accessRequest(client, dataset, permit)), ...change });
  return client.bytes('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
}

async function lastEntry(): Promise<Entry> {
  const { entries } = await clientAs('auditor').json<{ entries: Entry[] }>('GET', '/v1/log/entries');
  return entries.at(-1) as Entry;
}

async function administer(call: (calls: ReturnType<typeof ledgerCalls>['membership']) => Call): Promise<void> {
  const client = clientAs('administrator');
  const { contracts } = await client.identity();
  await sendOwnCall(client, call(ledgerCalls(contracts).membership));
}

/** A person of the holder's own, whom its node knows. */
const taken = async (name: string) =>
  (await inviteStaff(clientAs('holder'), { name, duties: ['data-manager'] })).person;

describe('a person whom its organisation vouches for', () => {
  beforeAll(async () => {
    organisation = await vouching(consortium, consortium.keys.requester);
  });

  it('signs in with the roles of its member, under its pseudonym', async () => {
    const { address: member } = consortium.keys.requester;
    const me = await organisation.person(PERSON).json('GET', '/v1/me');
    expect(me).toEqual({ address: member, signer: member, member, person: PERSON, roles: ['member', 'requester'] });
  });

  it('gets what its member may have, and the evidence names it', async () => {
    for (const change of [{}, { person: PERSON }]) {
      const sent = contentOf(await content(organisation.person(PERSON), change));
      expect(sent.items.length).toBeGreaterThan(0);
      const { seq, outcome, requester } = await lastEntry();
      expect([outcome, requester]).toEqual(['released', consortium.keys.requester.address]);
      const auditor = clientAs('auditor');
      const kept = await auditor.json<Evidence>('GET', `/v1/log/entries/${seq}/evidence`);
      const session = kept.kind === 'request' && kept.session.type === 'organisation' ? kept.session : undefined;
      expect(parseStatement(session?.statement ?? '')).toMatchObject({ person: PERSON, member: requester });
    }
    expect((await consortium.audited()).findings).toEqual([]);
  });

  it('asks in no other person’s name, nor does an account in a person’s', async () => {
    const before = await lastEntry();
    const other = pseudonym();
    expect(await codeOf(content(organisation.person(PERSON), { person: other }))).toBe('FORBIDDEN');
    expect(await codeOf(content(clientAs('requester'), { person: PERSON }))).toBe('FORBIDDEN');
    expect(await lastEntry()).toEqual(before);
  });

  it('has none of the powers of its member’s account beside the member’s roles', async () => {
    const administrator = await vouching(consortium, consortium.keys.holder);
    const me = await administrator.person(await taken('One')).json<{ roles: string[] }>('GET', '/v1/me');
    expect(me.roles).toEqual(['member', 'holder', 'person']);
  });

  it('keeps its idempotency keys apart from those of its colleagues', async () => {
    const holder = await vouching(consortium, consortium.keys.holder);
    const make = (person: GatewayClient, name: string) =>
      person.json<{ dataset: string }>('POST', '/v1/datasets', { json: { name }, idempotencyKey: 'same-key-1' });
    const [one, other] = [holder.person(await taken('Two')), holder.person(await taken('Three'))];
    const made = await make(one, 'One');
    expect(await make(one, 'One')).toEqual(made);
    expect(await codeOf(make(one, 'Other'))).toBe('IDEMPOTENCY_CONFLICT');
    expect((await make(other, 'Other')).dataset).not.toBe(made.dataset);
  });

  it('ends no colleague’s session by opening many', async () => {
    const quiet = organisation.person(pseudonym());
    await quiet.signIn();
    const busy = pseudonym();
    for (let i = 0; i < 40; i++) await organisation.person(busy).signIn();
    expect(await codeOf(quiet.json('GET', '/v1/me'))).toBe('OK');
  });

  it('is vouched for by a gateway of its organisation, too', async () => {
    const { gateway, holder } = consortium.keys;
    const named = await vouching(consortium, gateway, { member: holder.address });
    const person = await taken('Four');
    expect(await named.person(person).json('GET', '/v1/me')).toMatchObject({ member: holder.address, person });
  });
});

describe('a statement', () => {
  const other = `0x${'42'.repeat(20)}` as Address;

  it.each<[string, Partial<SessionStatement>]>([
    ['for another ledger', { ledger: `eip155:1:${other}` as LedgerText }],
    ['for another gateway', { gateway: other }],
    ['of a member that is none', { member: other }],
    ['that has ended', { notAfter: Date.now() - 1 }],
    ['that lasts longer than an hour', { notAfter: Date.now() + 3_700_000 }],
    ['for a key that is none', { jkt: 'short' }],
    ['without a person', { person: undefined as never }],
  ])('%s opens nothing', async (_, said) => {
    const message = expect.stringMatching(/^The organisation’s statement is not accepted: /);
    await expect(organisation.person(PERSON, said).signIn()).rejects.toMatchObject({
      code: 'SESSION_INVALID',
      message,
    });
  });

  it.each<[string, (signed: SignedStatement) => SignedStatement, string]>([
    ['that was changed', (s) => ({ ...s, statement: s.statement.replace(PERSON, pseudonym()) }), 'SESSION_INVALID'],
    ['with white space', (s) => ({ ...s, statement: `${s.statement} ` }), 'SESSION_INVALID'],
    ['with a member more', (s) => ({ ...s, statement: s.statement.replace('{', '{"admin":1,') }), 'SESSION_INVALID'],
    ['with a signature of nobody’s', (s) => ({ ...s, signature: `0x${'00'.repeat(64)}` }), 'SESSION_INVALID'],
    ['with half a signature', (s) => ({ ...s, signature: s.signature.slice(0, 66) as Hex }), 'SESSION_INVALID'],
    ['with a key of nobody’s', (s) => ({ ...s, key: `0x01${'11'.repeat(32)}` }), 'SESSION_INVALID'],
    ['with a key of another form', (s) => ({ ...s, key: '0x' }), 'SESSION_INVALID'],
    ['with a field more', (s) => ({ ...s, roles: ['auditor'] }) as never, 'INPUT_INVALID'],
    ['beyond bounds', (s) => ({ ...s, signature: `0x${'00'.repeat(65)}` }), 'INPUT_INVALID'],
  ])('%s opens nothing', async (_, bend, code) => {
    // The client reads what it shows; an attacker’s does not.
    const key = 'A'.repeat(43);
    const { ledger, gateway } = await clientAs('requester').identity();
    const signed = await organisation.account(PERSON, {}, bend).vouch({ ledger, gateway, jkt: key });
    const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
    expect(await codeOf(anonymous.json('POST', '/v1/auth/session', { json: signed }))).toBe(code);
  });

  it('opens one session', async () => {
    const { ledger, gateway } = await clientAs('requester').identity();
    const json = await organisation.account(PERSON).vouch({ ledger, gateway, jkt: `${'B'.repeat(42)}A` });
    const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
    expect(await codeOf(anonymous.json('POST', '/v1/auth/session', { json }))).toBe('OK');
    expect(await codeOf(anonymous.json('POST', '/v1/auth/session', { json }))).toBe('CONFLICT');
  });

  it('of another member’s key opens nothing for it', async () => {
    const { auditor, requester } = consortium.keys;
    const stranger = await vouching(consortium, auditor);
    const forged = stranger.person(PERSON, { member: requester.address });
    expect(await codeOf(forged.signIn())).toBe('SESSION_INVALID');
  });

  it('that lasts longer than its key opens nothing', async () => {
    const untilSeconds = Math.floor(Date.now() / 1000) + 600;
    const short = await vouching(consortium, consortium.keys.auditor, { untilSeconds });
    expect(await codeOf(short.person(PERSON).signIn())).toBe('SESSION_INVALID');
    expect(await codeOf(short.person(PERSON, { notAfter: Date.now() + 300_000 }).signIn())).toBe('OK');
  });

  it('with which a session ended, opened it no longer than it says', async () => {
    const brief = organisation.person(PERSON, { notAfter: Date.now() + 60_000 });
    const now = Date.now();
    const { ledger, gateway } = await clientAs('requester').identity();
    const json = await organisation
      .account(PERSON, { notAfter: now + 60_000 })
      .vouch({ ledger, gateway, jkt: `${'C'.repeat(42)}A` });
    const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
    const opened = await anonymous.json<{ expires: number }>('POST', '/v1/auth/session', { json });
    expect(opened.expires).toBe(now + 60_000);
    expect(await codeOf(brief.signIn())).toBe('OK');
  });
});

describe('the sessions of an organisation’s persons', () => {
  let one: GatewayClient;
  let own: Organisation;

  beforeEach(async () => {
    own = await vouching(consortium, consortium.keys.clinician);
    one = own.person(PERSON);
    expect(await codeOf(one.json('GET', '/v1/me'))).toBe('OK');
  });

  it('end with its key, and no other key’s do', async () => {
    const second = await vouching(consortium, consortium.keys.clinician);
    const other = second.person(PERSON);
    await other.signIn();
    await own.end();
    expect(await codeOf(one.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
    expect(await codeOf(other.json('GET', '/v1/me'))).toBe('OK');
    await expect(own.person(pseudonym()).signIn()).rejects.toMatchObject({ code: 'SESSION_INVALID' });
  });

  it('do nothing while it is suspended', async () => {
    const { address } = consortium.keys.clinician;
    await administer(({ suspend }) => suspend(address));
    await expect(one.json('GET', '/v1/me')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await codeOf(own.person(pseudonym()).signIn())).toBe('SESSION_INVALID');
    await administer(({ resume }) => resume(address));
    expect(await codeOf(one.json('GET', '/v1/me'))).toBe('OK');
  });

  it('are found honest in what they were refused after their key had ended', async () => {
    await own.end();
    expect(await codeOf(content(one))).toBe('SESSION_INVALID');
    expect((await consortium.audited()).findings).toEqual([]);
  });

  it('end where the account that named the key is replaced', async () => {
    const { clinician } = consortium.keys;
    await administer(({ rotate }) => rotate(clinician.address, randomAccountKey().address));
    expect(await codeOf(one.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
  });
});

describe('the session keys of an organisation', () => {
  const states = async (member: Address) => {
    return (await listSessionKeys(clientAs('auditor'), member)).map(({ state }) => state);
  };

  it('are listed with what became of each, for every member to see', async () => {
    const { environment } = consortium.keys;
    expect(await states(environment.address)).toEqual([]);
    await (await vouching(consortium, environment)).end();
    await vouching(consortium, environment);
    expect(await states(environment.address)).toEqual(['removed', 'counts']);
    await administer(({ suspend }) => suspend(environment.address));
    expect(await states(environment.address)).toEqual(['removed', 'lapsed']);
    await administer(({ resume }) => resume(environment.address));
    expect(await states(environment.address)).toEqual(['removed', 'counts']);
  });
});

it('shows every reply of theirs', () => {
  expect(consortium.documented.unseen('persons')).toEqual([]);
});
