import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
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
