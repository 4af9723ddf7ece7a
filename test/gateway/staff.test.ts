import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { bindPasskey } from '../../src/client/patient.ts';
import { personsKeptOut } from '../../src/client/person-sign-in.ts';
import {
  changeStaffMember,
  endStaffMember,
  enrollStaff,
  inviteStaff,
  listStaff,
  readStaffMember,
  reinviteStaff,
  removeStaffPasskey,
  withdrawStaffCode,
} from '../../src/client/staff.ts';
import { enrollSubject, invite } from '../../src/client/subjects.ts';
import { utf8Decode } from '../../src/core/bytes.ts';
import type { Duty } from '../../src/core/duties.ts';
import type { CustosError } from '../../src/core/errors.ts';
import type { Digest } from '../../src/core/ids.ts';
import { SealedRecords } from '../../src/vault/sealed-records.ts';
import { Authenticator, type Wrong } from './authenticator.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { vouching } from './persons.ts';

const SEED = randomBytes(32);

let consortium: Consortium;
let holder: GatewayClient;
let anonymous: GatewayClient;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, hostname: 'localhost', sessionSeed: SEED, logLevel: 'silent' });
  await vouching(consortium, consortium.keys.holder, { seed: SEED });
  holder = consortium.client(consortium.keys.holder);
  anonymous = new GatewayClient({ endpoint: consortium.endpoint });
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

let made = 0;
const taken = (duties: readonly Duty[] = ['data-manager'], name = `Person ${made++}`) =>
  inviteStaff(holder, { name, duties });
const device = () => new Authenticator(consortium.endpoint);
const enroll = (code: string, at: Authenticator = device()) =>
  enrollStaff(anonymous, { code, device: at, name: 'telephone' });

describe('a person of the organisation', () => {
  it('is taken in by a code, makes its passkey with it, and is listed with its name and duties', async () => {
    const invited = await taken(['data-manager', 'reviewer'], 'Ana Souza');
    expect(invited).toMatchObject({ name: 'Ana Souza', origin: 'local', passkeys: 0 });
    expect(invited.person).toMatch(/^0x[0-9a-f]{64}$/);
    expect(await enroll(invited.code)).toMatchObject({ person: invited.person, passkeys: 1 });
    const { person, passkeys } = await readStaffMember(holder, invited.person);
    expect(person).toMatchObject({ name: 'Ana Souza', duties: ['data-manager', 'reviewer'], passkeys: 1 });
    expect(person).not.toHaveProperty('invitedUntil');
    expect(passkeys).toMatchObject([{ name: 'telephone' }]);
    expect((await listStaff(holder)).map((one) => one.person)).toContain(invited.person);
  });

  it('has the code of before where another one cannot be written', async () => {
    const { person, code } = await taken();
    const { write } = SealedRecords.prototype;
    vi.spyOn(SealedRecords.prototype, 'write').mockImplementation(async function (this: SealedRecords, changes) {
      const isCode = changes.some(({ id, bytes }) => bytes !== null && utf8Decode(id).startsWith('staff-invitation/'));
      if (isCode) throw new Error('killed');
      return write.call(this, changes);
    });
    await expect(reinviteStaff(holder, person)).rejects.toMatchObject({ code: 'INTERNAL' });
    vi.restoreAllMocks();
    await consortium.restart();
    expect(await enroll(code)).toMatchObject({ person, passkeys: 1 });
  });

  it('calls a device by what says nothing else where its name is quoted', async () => {
    const { code } = await taken();
    for (const name of ['key” was made by the person itself', 'a "key"', 'a\u202ekey', 'one\nother']) {
      const made = enrollStaff(anonymous, { code, device: device(), name });
      await expect(made).rejects.toMatchObject({ code: 'INPUT_INVALID', message: /quotation marks/ });
    }
    expect(await enrollStaff(anonymous, { code, device: device(), name: 'Ana’s phone (2)' })).toMatchObject({
      passkeys: 1,
    });
  });

  it('keeps its name, duties and passkeys over a restart, and its code what it is worth', async () => {
    const [used, open] = [await taken(), await taken()];
    await enroll(used.code);
    await consortium.restart();
    expect(await readStaffMember(holder, used.person)).toMatchObject({ person: { name: used.name, passkeys: 1 } });
    await expect(enroll(used.code)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    expect(await enroll(open.code)).toMatchObject({ person: open.person, passkeys: 1 });
  });

  it('has other duties or another name once that is said', async () => {
    const { person } = await taken(['reviewer']);
    expect(await changeStaffMember(holder, person, { duties: ['auditor'] })).toMatchObject({ duties: ['auditor'] });
    expect(await changeStaffMember(holder, person, { name: 'Renamed' })).toMatchObject({
      name: 'Renamed',
      duties: ['auditor'],
    });
  });

  it('has no duty that there is none of, none twice, and not none at all', async () => {
    for (const duties of [['chief'], ['reviewer', 'reviewer'], [], ['holder']]) {
      const asked = holder.json('POST', '/v1/staff', { json: { name: 'Somebody', duties } });
      await expect(asked).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    const { person } = await taken();
    const change = (json: object) => holder.json('PUT', `/v1/staff/${person}`, { json });
    await expect(change({})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(change({ duties: ['reviewer'], origin: 'oidc' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('has a name that nobody takes for another’s who stands', async () => {
    await taken(['reviewer'], 'Pedro Lopes');
    for (const name of ['Pedro Lopes', 'pedro  lopes', 'Pedro Lоpеs', 'PEDRO LOPES', 'Pedro Lo​pes', ' ', 'all']) {
      await expect(taken(['reviewer'], name)).rejects.toMatchObject({ code: /CONFLICT|INPUT_INVALID/ });
    }
    const { person } = await taken(['reviewer'], 'Pedro Lopes, pharmacy');
    await expect(changeStaffMember(holder, person, { name: 'Pedro  Lopes' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await endStaffMember(holder, person);
    await expect(taken(['reviewer'], 'Pedro Lopes, pharmacy')).resolves.toBeDefined();
  });

  it('that was taken in twice by one request is one person with one code', async () => {
    const json = { name: 'Asked Twice', duties: ['auditor'] };
    const ask = () =>
      holder.json<{ person: string; code: string }>('POST', '/v1/staff', { json, idempotencyKey: 'staff-twice' });
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect((await listStaff(holder)).filter(({ name }) => name === 'Asked Twice')).toHaveLength(1);
  });

  it('has one code, however many are made at once', async () => {
    const { person } = await taken();
    const made = await Promise.all(Array.from({ length: 4 }, () => reinviteStaff(holder, person)));
    await withdrawStaffCode(holder, person);
    for (const { code } of made) await expect(enroll(code)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('ends for good, with its code and its passkeys, and keeps its name for whoever reads the log', async () => {
    const invited = await taken();
    await enroll(invited.code);
    const again = await reinviteStaff(holder, invited.person);
    const ended = await endStaffMember(holder, invited.person);
    expect(ended).toMatchObject({ name: invited.name, passkeys: 0 });
    expect(ended.ended).toBeGreaterThan(0);
    expect(await endStaffMember(holder, invited.person)).toEqual(ended);
    await expect(enroll(again.code)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    for (const work of [
      () => reinviteStaff(holder, invited.person),
      () => changeStaffMember(holder, invited.person, { duties: ['auditor'] }),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(await readStaffMember(holder, invited.person)).toMatchObject({ person: { name: invited.name } });
  });

  it('is nobody whom the organisation does not know', async () => {
    const nobody = `0x${'99'.repeat(32)}` as Digest;
    for (const work of [
      () => readStaffMember(holder, nobody),
      () => endStaffMember(holder, nobody),
      () => reinviteStaff(holder, nobody),
      () => withdrawStaffCode(holder, nobody),
      () => removeStaffPasskey(holder, nobody, 'abcd'),
      () => changeStaffMember(holder, nobody, { name: 'Nobody Known' }),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('a one-time code of staff', () => {
  it('makes one passkey, whoever tries with it at once', async () => {
    const { code, person } = await taken();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => enroll(code)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readStaffMember(holder, person)).passkeys).toHaveLength(1);
  });

  it('counts no more once it was withdrawn or replaced by another', async () => {
    const { code, person } = await taken();
    const other = await reinviteStaff(holder, person);
    await expect(enroll(code)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    expect(await withdrawStaffCode(holder, person)).toBe(true);
    expect(await withdrawStaffCode(holder, person)).toBe(false);
    await expect(enroll(other.code)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is worth nothing once its time is over', async () => {
    const { code } = await taken();
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 86_400_000);
    try {
      await expect(enroll(code)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    } finally {
      now.mockRestore();
    }
  });

  it('stays good where the passkey was not one, and is not told from a wrong one where it is none', async () => {
    const { code, person } = await taken();
    for (const wrong of [{ flags: 1 }, { origin: 'https://elsewhere.example' }, { rpId: 'example.org' }] as Wrong[]) {
      const at = device();
      at.wrong = wrong;
      await expect(enroll(code, at)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    }
    expect(await enroll(code)).toMatchObject({ person, passkeys: 1 });
    const guess = (guessed: string) =>
      anonymous.json('POST', '/v1/staff/passkeys/options', { json: { code: guessed }, anonymous: true });
    const guesses = await Promise.all([guess(code), guess('A'.repeat(26))].map((one) => one.catch((error) => error)));
    expect(new Set(guesses.map((one) => `${(one as CustosError).code} ${(one as CustosError).message}`)).size).toBe(1);
    await expect(guess('short')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('is taken however it was typed', async () => {
    const { code, person } = await taken();
    const typed = `${code
      .match(/.{1,4}/g)
      ?.join(' ')
      .toLowerCase()}\n`.replace('o', '0');
    expect(await enroll(typed)).toMatchObject({ person, passkeys: 1 });
    expect(await personsKeptOut(anonymous)).toBeUndefined();
  });

  it('makes no passkey, and is not used up, where nobody could come in by one', async () => {
    const unable = await foundConsortium({ patients: 1, hostname: 'localhost', logLevel: 'silent' });
    try {
      const { code, person } = await inviteStaff(unable.client(unable.keys.holder), {
        name: 'Ana Souza',
        duties: ['reviewer'],
      });
      const phone = new Authenticator(unable.endpoint);
      const client = new GatewayClient({ endpoint: unable.endpoint });
      await expect(enrollStaff(client, { code, device: phone, name: 'telephone' })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/has no session key.*member session-key renew/),
      });
      expect(await personsKeptOut(client)).toMatchObject({ code: 'UNAVAILABLE' });
      expect(phone.credentials.size).toBe(0);
      const { person: still } = await readStaffMember(unable.client(unable.keys.holder), person);
      expect(still).toMatchObject({ passkeys: 0, invitedUntil: expect.any(Number) });
    } finally {
      await unable.close();
    }
  });

  it('is guessed by nobody: tries of one network are counted', async () => {
    const limited = await foundConsortium({ patients: 1, hostname: 'localhost', limits: { signInsPerMinute: 20 } });
    try {
      const guesser = new GatewayClient({ endpoint: limited.endpoint });
      const tries = Array.from({ length: 40 }, () =>
        guesser
          .json('POST', '/v1/staff/passkeys/options', { json: { code: 'B'.repeat(26) }, anonymous: true })
          .catch(({ code }) => code),
      );
      expect(new Set(await Promise.all(tries))).toEqual(new Set(['CHALLENGE_INVALID', 'RATE_LIMITED']));
    } finally {
      await limited.close();
    }
  });
});

describe('a passkey of staff', () => {
  it('is no patient’s, and a patient’s is none of staff', async () => {
    const subject = await enrollSubject(holder, 'urn:example:staff|1');
    const [{ code = '' } = {}] = await invite(holder, [{ subject, identification: 'passport' }]);
    const [mine, theirs] = [device(), device()];
    const patient = new GatewayClient({ endpoint: consortium.endpoint, account: { device: theirs } });
    await bindPasskey(patient, code);
    const { code: staffCode } = await taken();
    await enroll(staffCode, mine);
    // What another one's registration shows is sent as one's own: its id, or its key.
    const takingOf = (from: Authenticator, what: 'id' | 'secret') => {
      const [credential] = [...from.credentials.values()];
      const at = device();
      at.taking = what === 'id' ? { id: String(credential?.id) } : { secret: credential?.secret as Uint8Array };
      return at;
    };
    for (const what of ['id', 'secret'] as const) {
      const asStaff = enroll((await taken()).code, takingOf(theirs, what));
      await expect(asStaff).rejects.toMatchObject({ code: 'CONFLICT' });
      const [{ code = '' } = {}] = await invite(holder, [{ subject, identification: 'passport' }]);
      const account = { device: takingOf(mine, what) };
      const asPatient = bindPasskey(new GatewayClient({ endpoint: consortium.endpoint, account }), code);
      // By its key, or by its credential's id: either way nobody is bound by it.
      await expect(asPatient, what).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    // As a patient it signs in nowhere.
    const posing = new GatewayClient({ endpoint: consortium.endpoint, account: { device: mine } });
    await expect(posing.json('GET', '/v1/me')).rejects.toMatchObject({ code: 'SESSION_INVALID' });
  });

  it('is removed by what it is, and no other with it', async () => {
    const { code, person } = await taken();
    await enroll(code);
    const { code: second } = await reinviteStaff(holder, person);
    await enroll(second);
    const { passkeys } = await readStaffMember(holder, person);
    expect(passkeys).toHaveLength(2);
    const [first, kept] = passkeys as [(typeof passkeys)[number], (typeof passkeys)[number]];
    expect(await removeStaffPasskey(holder, person, first.credential)).toMatchObject([{ credential: kept.credential }]);
    await expect(removeStaffPasskey(holder, person, first.credential)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('staff')).toEqual([]);
});
