import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listBindings } from '../../src/client/bindings.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listInvitations, invite as makeCodes, renewInvitations } from '../../src/client/subjects.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish, signTyped, type TypedData } from './publisher.ts';

let consortium: Consortium;
let holder: GatewayClient;
let subjects: Pseudonym[];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 2 });
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const found = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = found.map(({ subject }) => subject);
});
afterAll(async () => {
  await consortium?.close();
});

const invite = async (subject: Pseudonym) =>
  (
    await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, {
      json: { identification: 'passport' },
    })
  ).code;
const withdraw = (subject: Pseudonym) =>
  holder.json<{ withdrawn: number }>('DELETE', `/v1/subjects/${subject}/invitations`);
const prepare = (code: string, signer: string) =>
  holder.json<{ typedData: TypedData }>('POST', '/v1/signers/prepare', { json: { code, signer } });

async function bindOwn(code: string): Promise<void> {
  const key = randomAccountKey();
  const { typedData } = await prepare(code, key.address);
  const json = { code, signer: key.address, signature: signTyped(key, typedData) };
  await holder.json('POST', '/v1/signers', { json });
}

describe('invitations that are withdrawn', () => {
  it('bind nobody, were they begun to be used or not; those of others do', async () => {
    const [one, other] = subjects as [Pseudonym, Pseudonym];
    const [unused, begun, kept] = [await invite(one), await invite(one), await invite(other)];
    const key = randomAccountKey();
    const { typedData } = await prepare(begun, key.address);
    expect(await withdraw(one)).toEqual({ withdrawn: 2 });
    expect(await withdraw(one)).toEqual({ withdrawn: 0 });
    for (const code of [unused, begun]) {
      await expect(prepare(code, key.address)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    }
    const claim = { code: begun, signer: key.address, signature: signTyped(key, typedData) };
    await expect(holder.json('POST', '/v1/signers', { json: claim })).rejects.toMatchObject({
      code: 'CHALLENGE_INVALID',
    });
    await expect(prepare(kept, key.address)).resolves.toBeDefined();
  });

  it('stay withdrawn however often their code is tried meanwhile', async () => {
    const [subject] = subjects as [Pseudonym];
    const code = await invite(subject);
    const signer = randomAccountKey().address;
    const tried = Array.from({ length: 20 }, () => prepare(code, signer).catch(() => undefined));
    await Promise.all([withdraw(subject), ...tried]);
    await expect(prepare(code, signer)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('leave a signer that is bound already', async () => {
    const [subject] = subjects as [Pseudonym];
    const key = await bindSigner(holder, subject);
    expect(await withdraw(subject)).toEqual({ withdrawn: 0 });
    expect(await consortium.client(key).json('GET', '/v1/me')).toMatchObject({ subject });
  });
});

describe('an enrolment', () => {
  it.each(['urn:oid:1.2.3', 'https://ward.example/mrn', ' URN:OID:1.2.3'])(
    'takes no system for a number: %j',
    async (identifier) => {
      const enrolment = holder.json('POST', '/v1/subjects', { json: { identifier } });
      await expect(enrolment).rejects.toMatchObject({ code: 'INPUT_INVALID', message: /SYSTEM\|NUMBER/ });
    },
  );
});

describe('an invitation that was used', () => {
  it('gives its signer the same answer again, from the beginning too, and binds no other', async () => {
    const { subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', {
      json: { identifier: 'https://ward.example|used-once' },
    });
    const code = await invite(subject);
    const [key, other] = [randomAccountKey(), randomAccountKey()];
    const bind = async () => {
      const { typedData } = await prepare(code, key.address);
      const json = { code, signer: key.address, signature: signTyped(key, typedData) };
      return holder.json('POST', '/v1/signers', { json });
    };
    const bound = await bind();
    expect(await bind()).toEqual(bound);
    await consortium.restart();
    expect(await bind()).toEqual(bound);
    await expect(prepare(code, other.address)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    const json = {
      code,
      signer: key.address,
      signature: signTyped(other, (await prepare(code, key.address)).typedData),
    };
    await expect(holder.json('POST', '/v1/signers', { json })).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    expect(await withdraw(subject)).toEqual({ withdrawn: 0 });
    await expect(bind()).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });
});

describe('codes that expire', () => {
  const enrolled = async (number: string) =>
    (await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json: { identifier: `urn:mrn|${number}` } }))
      .subject;
  const made = async (subject: Pseudonym, more: object = {}) => {
    const [invitation] = await makeCodes(holder, [{ subject, identification: 'passport', ...more }]);
    return invitation?.code ?? '';
  };

  it('bind for thirty days unless said, and say when they expired and what to do', async () => {
    const subject = await enrolled('expiring');
    const [invitation] = await makeCodes(holder, [{ subject, identification: 'passport' }]);
    const days = ((invitation?.expires ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    const late = new GatewayClient({ endpoint: consortium.endpoint });
    const json = { code: invitation?.code ?? '', signer: randomAccountKey().address };
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 31 * 86_400_000);
    const refused = await late.json('POST', '/v1/signers/prepare', { json, anonymous: true }).catch((error) => error);
    clock.mockRestore();
    expect(refused).toMatchObject({
      code: 'CHALLENGE_INVALID',
      message: expect.stringMatching(/^The code expired .* Call the hospital/),
    });
  });

  it('are listed to the holder without their codes, and again when they are over', async () => {
    const subject = await enrolled('listed');
    const code = await made(subject);
    const own = async (within?: number) =>
      (await listInvitations(holder, within === undefined ? {} : { within })).filter((one) => one.subject === subject);
    expect(await own()).toMatchObject([{ state: 'unused', statement: { text: 'passport' } }]);
    expect(JSON.stringify(await own())).not.toContain(code);
    expect(await own(29)).toEqual([]);
    expect(await own(31)).toHaveLength(1);
    await prepare(code, randomAccountKey().address);
    expect(await own()).toMatchObject([{ state: 'begun' }]);
    await bindOwn(code);
    expect(await own()).toEqual([]);
  });

  it('are made anew in bulk for the same persons, and those of before are void when a new one is used, not sooner', async () => {
    const [one, other] = [await enrolled('anew-1'), await enrolled('anew-2')];
    const old = [await made(one), await made(other)] as [string, string];
    const due = (await listInvitations(holder)).filter(({ subject }) => [one, other].includes(subject));
    const fresh = await renewInvitations(holder, due);
    expect(fresh.map(({ subject }) => subject).sort()).toEqual([one, other].sort());
    const codeOf = (subject: Pseudonym) => fresh.find((found) => found.subject === subject)?.code ?? '';
    await bindOwn(old[0]);
    await expect(prepare(codeOf(one), randomAccountKey().address)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    await bindOwn(codeOf(other));
    await expect(prepare(old[1], randomAccountKey().address)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    const said = (await listBindings(holder)).filter(({ subject }) => [one, other].includes(subject));
    expect(said.map(({ statement }) => statement)).toEqual(
      expect.arrayContaining(due.map(({ statement }) => statement)),
    );
  });

  it('are made anew all or none: not for one that is unknown, or was used', async () => {
    const [one, other] = [await enrolled('none-1'), await enrolled('none-2')];
    const code = await made(one);
    await made(other);
    const due = (await listInvitations(holder)).filter(({ subject }) => [one, other].includes(subject));
    await bindOwn(code);
    await expect(renewInvitations(holder, due)).rejects.toMatchObject({ code: 'CONFLICT' });
    const unknown = { id: '77'.repeat(32), subject: one };
    await expect(renewInvitations(holder, [...due.slice(1), unknown])).rejects.toMatchObject({
      code: /NOT_FOUND|CONFLICT/,
    });
    expect((await listInvitations(holder)).filter(({ subject }) => subject === other)).toHaveLength(1);
  });

  it('are one for each person of a household in one step, and one that is used voids no other person’s', async () => {
    const [mother, child] = [await enrolled('household-1'), await enrolled('household-2')];
    const document = `0x${'12'.repeat(32)}` as const;
    const parent = (identification: string) => ({
      subject: child,
      identification,
      guardian: { as: 'parent' as const, document: document as never },
    });
    const household = await makeCodes(holder, [
      { subject: mother, identification: 'passport of the mother' },
      parent('passport of the mother'),
      parent('passport of the father'),
    ]);
    expect(new Set(household.map(({ code }) => code)).size).toBe(3);
    const [, forMother, forFather] = household;
    await bindOwn(forMother?.code ?? '');
    await expect(prepare(forFather?.code ?? '', randomAccountKey().address)).resolves.toBeDefined();
    await expect(prepare(household[0]?.code ?? '', randomAccountKey().address)).resolves.toBeDefined();
  });

  it('are all void when they are withdrawn, the new and the old', async () => {
    const subject = await enrolled('all-void');
    const old = await made(subject);
    const [fresh] = await renewInvitations(
      holder,
      (await listInvitations(holder)).filter((one) => one.subject === subject),
    );
    expect(await withdraw(subject)).toEqual({ withdrawn: 2 });
    for (const code of [old, fresh?.code ?? '']) {
      await expect(prepare(code, randomAccountKey().address)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    }
  });
});

describe('the routes of invitations', () => {
  it('answer as the document says, each of them', () => {
    expect(consortium.documented.unseen('invitations')).toEqual([]);
  });
});
