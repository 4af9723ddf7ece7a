import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { bindPasskey } from '../../src/client/patient.ts';
import { byNode, byStaffPasskey } from '../../src/client/person-sign-in.ts';
import {
  addStaffPasskey,
  changeStaffMember,
  endStaffMember,
  enrollStaff,
  inviteStaff,
  readOwnStaff,
  readStaffMember,
  reinviteStaff,
  removeOwnPasskey,
  removeStaffPasskey,
} from '../../src/client/staff.ts';
import { standingAt } from '../../src/client/standing.ts';
import { enrollSubject, invite } from '../../src/client/subjects.ts';
import type { Duty } from '../../src/core/duties.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import { parseStatement } from '../../src/core/session-statement.ts';
import type { AssertionJson } from '../../src/core/webauthn-json.ts';
import { Authenticator, type Wrong } from './authenticator.ts';
import { codeOf } from './callers.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { dieAfter } from './dying-vault.ts';
import { vouching } from './persons.ts';

const SEED = randomBytes(32);

let consortium: Consortium;
let holder: GatewayClient;
let node: GatewayClient;
let gateway: Address;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, hostname: 'localhost', sessionSeed: SEED, logLevel: 'silent' });
  holder = consortium.client(consortium.keys.holder);
  node = new GatewayClient({ endpoint: consortium.endpoint });
  await vouching(consortium, consortium.keys.holder, { seed: SEED });
  ({ gateway } = await node.identity());
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
});

let made = 0;
async function staff(duties: readonly Duty[] = ['data-manager'], options: { counts?: boolean } = {}) {
  const device = new Authenticator(consortium.endpoint, options);
  const { person, code } = await inviteStaff(holder, { name: `Person ${made++}`, duties });
  await enrollStaff(node, { code, device, name: 'telephone' });
  return { person, device, client: signedIn(device) };
}
const signedIn = (device: Authenticator) =>
  new GatewayClient({ endpoint: consortium.endpoint, account: byStaffPasskey(node, device) });

/** What the person is told of its own registration, without when. */
const toldOf = async (client: GatewayClient) =>
  (await readOwnStaff(client)).changes.map(({ at, ...change }) => {
    expect(at).toBeGreaterThan(Date.now() - 60_000);
    return change;
  });

describe('what others change of how a person stands', () => {
  it('is told the person, with by whom it was, and it alone and those who look after staff', async () => {
    const [one, administrator] = [await staff(['reviewer']), await staff(['administrator'])];
    const { name: called } = (await readOwnStaff(administrator.client)).person;
    const first = { what: 'passkey-made', device: 'telephone', by: 'code' };
    expect(await toldOf(one.client)).toEqual([first]);
    const { code } = await reinviteStaff(administrator.client, one.person);
    const theirs = new Authenticator(consortium.endpoint);
    await enrollStaff(node, { code, device: theirs, name: 'not mine' });
    await changeStaffMember(holder, one.person, { duties: ['reviewer', 'auditor'], name: `Renamed ${made++}` });
    await changeStaffMember(holder, one.person, { duties: ['reviewer', 'auditor'] });
    const [{ credential = '' } = {}] = (await readStaffMember(holder, one.person)).passkeys;
    await removeStaffPasskey(administrator.client, one.person, credential);
    const by = { by: 'person', person: administrator.person, personName: called };
    const told = [
      first,
      { what: 'code-made', ...by },
      { what: 'passkey-made', device: 'not mine', by: 'code' },
      { what: 'renamed', name: `Renamed ${made - 1}`, by: 'account' },
      { what: 'duties', duties: ['reviewer', 'auditor'], by: 'account' },
      { what: 'passkey-removed', device: 'telephone', ...by },
    ];
    expect(await toldOf(signedIn(theirs))).toEqual(told);
    // Whoever did it is told by the name that it had then, whatever it calls itself since.
    await changeStaffMember(administrator.client, administrator.person, { name: `Hides ${made++}` });
    await consortium.restart();
    expect(await toldOf(signedIn(theirs))).toEqual(told);
    expect((await readStaffMember(holder, one.person)).changes).toHaveLength(told.length);
    expect((await toldOf(signedIn(administrator.device))).map(({ what }) => what)).toEqual(['passkey-made', 'renamed']);
    await expect(readStaffMember(signedIn((await staff(['reviewer'])).device), one.person)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is not pushed out of sight by much else that is changed, and not by the person itself', async () => {
    const one = await staff(['administrator']);
    const { code } = await reinviteStaff(holder, one.person);
    await enrollStaff(node, { code, device: new Authenticator(consortium.endpoint), name: 'not mine' });
    for (let i = 0; i < 25; i++) await changeStaffMember(one.client, one.person, { name: `Somebody ${made++}` });
    const told = await toldOf(one.client);
    expect(told.filter(({ what }) => what === 'renamed')).toHaveLength(20);
    expect(told).toContainEqual({ what: 'code-made', by: 'account' });
    expect(told).toContainEqual({ what: 'passkey-made', device: 'not mine', by: 'code' });
    expect(told.at(-1)).toMatchObject({ what: 'renamed', by: 'person', person: one.person });
  });
});

interface Challenge {
  readonly nonce: Digest;
  readonly options: Parameters<Authenticator['get']>[0];
}
const JKT = randomBytes(32).toString('base64url');
const challenged = (json: object = { jkt: JKT, gateway }) =>
  node.json<Challenge>('POST', '/v1/auth/staff/challenge', { json, anonymous: true });
const vouched = (json: object) =>
  node.json<{ statement: string }>('POST', '/v1/auth/staff/statement', { json, anonymous: true });

describe('a person with a staff passkey', () => {
  it('signs in at its own node by it alone, and is itself there', async () => {
    const { person, client } = await staff(['data-manager', 'auditor']);
    expect(await client.json('GET', '/v1/me')).toMatchObject({
      person,
      member: consortium.keys.holder.address,
      roles: ['member', 'holder', 'person'],
    });
    const own = await readOwnStaff(client);
    expect(own).toMatchObject({
      person: { person, duties: ['data-manager', 'auditor'] },
      passkeys: [{ name: 'telephone' }],
    });
    expect(await codeOf(client.json('GET', '/v1/subjects'))).toBe('OK');
  });

  it('is told what its duties are now, and an account none', async () => {
    const { client, person } = await staff(['reviewer', 'auditor']);
    expect(await standingAt(client)).toMatchObject({ duties: ['reviewer', 'auditor'] });
    await changeStaffMember(holder, person, { duties: ['data-manager'] });
    expect(await standingAt(client)).toMatchObject({ duties: ['data-manager'] });
    expect(await standingAt(holder)).not.toHaveProperty('duties');
  });

  it('is vouched for by a statement that names it, its key, the gateway and an end', async () => {
    const { person, device } = await staff();
    const { nonce, options } = await challenged();
    const { statement } = await vouched({ jkt: JKT, gateway, nonce, assertion: await device.get(options) });
    const said = parseStatement(statement);
    expect(said).toMatchObject({ person, jkt: JKT, gateway, member: consortium.keys.holder.address });
    expect(said.notAfter).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it.each<[string, Wrong]>([
    ['nobody confirmed it on the device', { flags: 1 }],
    ['it is of another page', { origin: 'https://elsewhere.example' }],
    ['it is of another site', { rpId: 'example.org' }],
    ['it answers another challenge', { challenge: randomBytes(32).toString('base64url') }],
    ['it is a registration', { type: 'webauthn.create' }],
  ])('is not let in where %s', async (_, wrong) => {
    const { device } = await staff();
    device.wrong = wrong;
    expect(await codeOf(signedIn(device).json('GET', '/v1/me'))).toBe('SIGNATURE_INVALID');
  });

  it('is let in once by an answer, and only for the session and the gateway that it is for', async () => {
    const { device } = await staff(['researcher']);
    const { nonce, options } = await challenged();
    const assertion: AssertionJson = await device.get(options);
    const other = randomBytes(32).toString('base64url');
    expect(await codeOf(vouched({ jkt: other, gateway, nonce, assertion }))).toBe('SIGNATURE_INVALID');
    const elsewhere = consortium.keys.requester.address;
    expect(await codeOf(vouched({ jkt: JKT, gateway: elsewhere, nonce, assertion }))).toBe('SIGNATURE_INVALID');
    expect(await codeOf(vouched({ jkt: JKT, gateway, nonce, assertion }))).toBe('OK');
    expect(await codeOf(vouched({ jkt: JKT, gateway, nonce, assertion }))).toBe('CHALLENGE_INVALID');
    const strange = `0x${'12'.repeat(32)}`;
    expect(await codeOf(vouched({ jkt: JKT, gateway, nonce: strange, assertion }))).toBe('SIGNATURE_INVALID');
  });

  it('is no patient by it, nor is a patient staff by its own', async () => {
    const { device } = await staff();
    const asPatient = new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
    expect(await codeOf(asPatient.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
    const subject = await enrollSubject(holder, 'urn:example:sign-in|1');
    const [{ code = '' } = {}] = await invite(holder, [{ subject, identification: 'passport' }]);
    const theirs = new Authenticator(consortium.endpoint);
    await bindPasskey(new GatewayClient({ endpoint: consortium.endpoint, account: { device: theirs } }), code);
    await expect(signedIn(theirs).json('GET', '/v1/me')).rejects.toMatchObject({
      code: 'SESSION_INVALID',
      message: /the one that you have as a patient/,
    });
  });

  it('does not sign for a patient with it, though its bytes are known', async () => {
    const { device, client } = await staff();
    const subject = await enrollSubject(holder, 'urn:example:sign-in|2');
    const [{ code = '' } = {}] = await invite(holder, [{ subject, identification: 'passport' }]);
    const { signer } = await client.json<{ signer: string }>('GET', '/v1/me');
    expect(signer).toBe(consortium.keys.holder.address);
    const [credential] = [...device.credentials.values()];
    // Made of the same secret, a registration shows the staff passkey's key.
    const posing = new Authenticator(consortium.endpoint);
    posing.taking = { secret: credential?.secret as Uint8Array };
    const patient = new GatewayClient({ endpoint: consortium.endpoint, account: { device: posing } });
    expect(await codeOf(bindPasskey(patient, code))).toBe('CONFLICT');
  });

  it('ends with its organisation’s word: its open session is void by the next request', async () => {
    const { person, client, device } = await staff();
    expect(await codeOf(client.json('GET', '/v1/subjects'))).toBe('OK');
    await endStaffMember(holder, person);
    expect(await codeOf(client.json('GET', '/v1/subjects'))).toBe('SESSION_INVALID');
    expect(await codeOf(signedIn(device).json('GET', '/v1/me'))).toBe('SESSION_INVALID');
  });

  it('has several, and removes one that it lost: what that one opened is void', async () => {
    const { person, client, device } = await staff();
    const second = new Authenticator(consortium.endpoint);
    expect(await addStaffPasskey(client, { device: second, name: 'key ring' })).toHaveLength(2);
    const other = signedIn(second);
    expect(await other.json('GET', '/v1/me')).toMatchObject({ person });
    const { passkeys } = await readOwnStaff(client);
    const lost = String(passkeys.find(({ name }) => name === 'telephone')?.credential);
    const kept = await removeOwnPasskey(other, lost);
    expect(kept).toMatchObject([{ name: 'key ring' }]);
    expect(await codeOf(signedIn(device).json('GET', '/v1/me'))).toBe('SESSION_INVALID');
    // Its session signs in anew, with a passkey that is gone.
    expect(await codeOf(client.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
    expect(await codeOf(other.json('GET', '/v1/me'))).toBe('OK');
  });

  it('loses its sessions when a passkey is removed by the organisation', async () => {
    const { person, client, device } = await staff();
    expect(await codeOf(client.json('GET', '/v1/me'))).toBe('OK');
    const [credential] = [...device.credentials.keys()];
    await removeStaffPasskey(holder, person, String(credential));
    expect(await codeOf(client.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
  });

  it('is not let in by what it asked for in advance with a passkey that was removed since', async () => {
    const { person, client, device } = await staff();
    await client.json('GET', '/v1/me');
    const kept = byStaffPasskey(node, device);
    const asked = new Map<string, Awaited<ReturnType<typeof kept.vouch>>>();
    // Whoever found the device asks while it counts, and shows the statement later.
    const inAdvance = new GatewayClient({
      endpoint: consortium.endpoint,
      account: {
        vouch: async (wanted) => {
          const signed = await kept.vouch(wanted);
          asked.set(wanted.jkt, signed);
          const [credential] = [...device.credentials.keys()];
          await removeStaffPasskey(holder, person, String(credential));
          return signed;
        },
      },
    });
    expect(await codeOf(inAdvance.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
    expect(asked.size).toBe(1);
  });

  it.each(['removed by the organisation', 'removed by the person', 'of somebody who ended'])(
    'is not let in after a restart by what it asked for with a passkey that was %s',
    async (how) => {
      const { person, client, device } = await staff();
      const second = new Authenticator(consortium.endpoint);
      await addStaffPasskey(client, { device: second, name: 'key ring' });
      const found = byStaffPasskey(node, device);
      const [credential = ''] = [...device.credentials.keys()];
      const inAdvance = new GatewayClient({
        endpoint: consortium.endpoint,
        account: {
          vouch: async (wanted) => {
            const signed = await found.vouch(wanted);
            if (how === 'removed by the organisation') await removeStaffPasskey(holder, person, credential);
            if (how === 'removed by the person') await removeOwnPasskey(signedIn(second), credential);
            if (how === 'of somebody who ended') await endStaffMember(holder, person);
            await consortium.restart();
            return signed;
          },
        },
      });
      expect(await codeOf(inAdvance.signIn())).toBe('SESSION_INVALID');
      if (how !== 'of somebody who ended') expect(await codeOf(signedIn(second).json('GET', '/v1/me'))).toBe('OK');
    },
  );

  it('has its passkey and what that asked for, or neither, wherever the gateway died while it was removed', async () => {
    const seen = new Set<string>();
    for (let writes = 0, died = true; died; writes++) {
      const { person, device } = await staff();
      const [credential = ''] = [...device.credentials.keys()];
      const found = byStaffPasskey(node, device);
      const vouch: typeof found.vouch = async (wanted) => {
        const signed = await found.vouch(wanted);
        const isDead = dieAfter(writes);
        await removeStaffPasskey(holder, person, credential).catch(() => undefined);
        died = isDead();
        await consortium.restart(async () => void vi.restoreAllMocks());
        return signed;
      };
      const isIn = await codeOf(new GatewayClient({ endpoint: consortium.endpoint, account: { vouch } }).signIn());
      const { passkeys } = await readStaffMember(holder, person);
      seen.add(`${passkeys.length} ${isIn}`);
      expect(writes).toBeLessThan(8);
    }
    expect([...seen].sort()).toEqual(['0 SESSION_INVALID', '1 OK']);
  }, 60_000);

  it('keeps a passkey whose removal cannot be written, and signs in by it', async () => {
    const { person, device } = await staff();
    const [credential = ''] = [...device.credentials.keys()];
    dieAfter(0);
    await expect(removeStaffPasskey(holder, person, credential)).rejects.toThrow();
    vi.restoreAllMocks();
    expect((await readStaffMember(holder, person)).passkeys).toHaveLength(1);
    await expect.poll(() => codeOf(signedIn(device).json('GET', '/v1/me'))).toBe('OK');
  });

  it('is let in though its counter fell, which the organisation is shown', async () => {
    const { person, device } = await staff(['auditor'], { counts: true });
    await signedIn(device).signIn();
    const [credential] = [...device.credentials.values()];
    if (credential) credential.counter = 0;
    await signedIn(device).signIn();
    await expect
      .poll(async () => (await readStaffMember(holder, person)).passkeys[0]?.fell, { timeout: 5_000 })
      .toBeGreaterThan(0);
  });

  it('is vouched for at gateways alone, which is said before the device is asked', async () => {
    const elsewhere = consortium.keys.requester.address;
    expect(await codeOf(challenged({ jkt: JKT, gateway: elsewhere }))).toBe('NOT_FOUND');
    const { client } = await staff(['auditor']);
    const second = new GatewayClient({ endpoint: consortium.endpoint, account: byNode(client) });
    expect(await codeOf(second.json('GET', '/v1/me'))).toBe('OK');
  });

  it('keeps its sessions apart from those of others, and its name out of the log', async () => {
    const { person, client } = await staff(['data-manager']);
    await client.json('POST', '/v1/subjects', { json: { identifier: 'urn:example:sign-in|3' } });
    const report = await consortium.audited();
    expect(report.findings).toEqual([]);
    expect(report.staff.find((one) => one.person === person)?.acts).toEqual({ enrolment: 1 });
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('staff-sign-in')).toEqual([]);
});
