import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formDigest } from '../../src/client/digests.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { bindSigner as bindAccount, bindPasskey } from '../../src/client/patient.ts';
import {
  addPasskey,
  addSigner,
  cancelBinding,
  cancelSigner,
  keepSigner,
  listSigners,
  removeSigner,
  subjectSigners,
} from '../../src/client/signers.ts';
import { invite } from '../../src/client/subjects.ts';
import type { Digest, Pseudonym } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { Authenticator } from './authenticator.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, giveGrant, publish, signTyped, type TypedData } from './publisher.ts';

const FORM = formDigest('report of 3 May');

let consortium: Consortium;
let holder: GatewayClient;
let subjects: Pseudonym[];
const [bound, third] = [randomAccountKey(), randomAccountKey()];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 6, hostname: 'localhost', logLevel: 'silent' });
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  subjects = (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).map(
    ({ subject }) => subject,
  );
}, 120_000);
afterAll(async () => {
  expect((await consortium.audited()).findings).toEqual([]);
  await consortium?.close();
});

const personWith = (device: Authenticator) => new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
const codeFor = async (subject: Pseudonym) => {
  const [invitation] = await invite(holder, [{ subject, identification: 'passport' }]);
  return invitation?.code ?? '';
};
const pausing = () => ({ json: { until: Math.floor(Date.now() / 1000) + 60 } });

async function withPasskey(subject: Pseudonym, options: { readonly counts?: boolean } = {}) {
  const device = new Authenticator(consortium.endpoint, options);
  const person = personWith(device);
  await bindPasskey(person, await codeFor(subject), { name: 'Mia', device: 'Telephone' });
  return { person, device };
}

describe('a patient’s signers', () => {
  it('are one passkey, then two: the second signs in by itself and is listed by its name', async () => {
    const { person, device } = await withPasskey(subjects[0] as Pseudonym);
    const tablet = new Authenticator(consortium.endpoint);
    const { signer } = await addPasskey(person, { device: tablet, name: 'Mia', label: 'Tablet' });
    const second = personWith(tablet);
    expect(await second.subject()).toBe(subjects[0]);
    expect(await listSigners(second)).toMatchObject([
      { kind: 'self', type: 'passkey', name: 'Telephone', standing: 'stands', isThis: false },
      { kind: 'self', type: 'passkey', name: 'Tablet', standing: 'stands', isThis: true, signer },
    ]);
    expect(await subjectSigners(holder, subjects[0] as Pseudonym)).toHaveLength(2);
    await expect(addPasskey(person, { device: tablet })).rejects.toThrow('InvalidStateError');
    await expect(addPasskey(person, { device })).rejects.toThrow('InvalidStateError');
    await removeSigner(second, (await listSigners(second))[0]?.signer as Digest);
    await expect(person.json('POST', '/v1/me/signers/options', { json: {} })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await listSigners(second)).toMatchObject([{ standing: 'ended' }, { standing: 'stands' }]);
    await removeSigner(second, (await listSigners(second))[0]?.signer as Digest);
  });

  it('may be accounts as well, each added once, and none that is bound to somebody', async () => {
    const key = await bindSigner(holder, subjects[1] as Pseudonym);
    const client = consortium.client(key);
    const added = randomAccountKey();
    const first = await addSigner(client, keyAccount(added));
    await giveGrant(consortium, added);
    await expect(addSigner(client, keyAccount(added))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /this person/,
    });
    const stranger = await bindSigner(holder, subjects[2] as Pseudonym, bound);
    await expect(addSigner(client, keyAccount(stranger))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'That key is another person’s here. Use a fresh one for each person.',
    });
    await expect(bindAccount(consortium.client(added), await codeFor(subjects[2] as Pseudonym))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await listSigners(client)).map(({ account }) => account)).toEqual([key.address, added.address]);
    await removeSigner(consortium.client(added), first.signer);
    expect(await listSigners(client)).toMatchObject([{ standing: 'stands' }, { standing: 'ended' }]);
  });

  it('take an addition in the state that was signed alone, and give the same answer again', async () => {
    const key = await bindSigner(holder, subjects[3] as Pseudonym, third);
    const client = consortium.client(key);
    const [one, other] = [randomAccountKey(), randomAccountKey()];
    const prepared = async (signer: string) =>
      client.json<{ nonce: number; deadline: number }>('POST', '/v1/me/signers/prepare', { json: { signer } });
    const [early, late] = [await prepared(one.address), await prepared(other.address)];
    const json = async (by: typeof one, { nonce, deadline }: typeof early) => {
      const message = { subject: subjects[3] as Pseudonym, signer: by.address, kind: 1, from: 0, until: 0 };
      const sign = (signing: typeof one) =>
        consortium.client(signing).sign('AddSigner', { ...message, nonce, deadline });
      return { signer: by.address, kind: 'self', nonce, deadline, signature: await sign(by), by: await sign(key) };
    };
    const body = await json(one, early);
    const once = await client.json('POST', '/v1/me/signers', { json: body });
    expect(await client.json('POST', '/v1/me/signers', { json: body })).toMatchObject({
      ...(once as object),
      height: expect.any(Number),
    });
    await expect(client.json('POST', '/v1/me/signers', { json: await json(other, late) })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const forged = { ...(await json(other, await prepared(other.address))), by: body.by };
    await expect(client.json('POST', '/v1/me/signers', { json: forged })).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
  });

  it('cancel a re-enrolment that waits, and so does the holder', async () => {
    const subject = subjects[3] as Pseudonym;
    const [standing] = await subjectSigners(holder, subject);
    const own = consortium.client(third);
    for (const cancel of [
      (signer: Digest) => cancelSigner(own, signer),
      (signer: Digest) => cancelBinding(holder, subject, signer),
    ]) {
      const thief = randomAccountKey();
      const bound = await bindAccount(consortium.client(thief), await codeFor(subject));
      expect(bound.from).toBeGreaterThan(Date.now() / 1000);
      const id = signerId(thief.address);
      await cancel(id);
      await cancel(id);
      const found = (await subjectSigners(holder, subject)).find(({ signer }) => signer === id);
      expect(found).toMatchObject({ standing: 'ended' });
    }
    await expect(cancelBinding(holder, subject, standing?.signer as Digest)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('keep one that was reported stolen and is not; it cannot keep itself', async () => {
    const subject = subjects[4] as Pseudonym;
    const key = await bindSigner(holder, subject);
    const second = randomAccountKey();
    await addSigner(consortium.client(key), keyAccount(second));
    const { authority } = consortium.keys;
    const [id, deadline] = [signerId(key.address), Math.floor(Date.now() / 1000) + 3_600];
    const message = { subject, signer: id, form: FORM, deadline };
    const countersignature = {
      account: authority.address,
      signature: await consortium.client(authority).sign('EndSigner', message),
    };
    const { consents } = ledgerCalls((await holder.identity()).contracts);
    await sendOwnCall(holder, consents.removeSignerRecorded(subject, id, FORM, deadline, countersignature));
    const [leaving] = await listSigners(consortium.client(second));
    expect(leaving).toMatchObject({ standing: 'leaves', leavesAt: expect.any(Number) });
    await expect(keepSigner(consortium.client(key), id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const keeping = await consortium
      .client(second)
      .json<{ typedData: TypedData }>('POST', '/v1/me/signers/keeping/prepare', { json: { signer: id } });
    expect(keeping.typedData.message).toMatchObject({ signer: id, leavesAt: leaving?.leavesAt });
    await keepSigner(consortium.client(second), id);
    expect(await listSigners(consortium.client(key))).toMatchObject([{ standing: 'stands' }, { standing: 'stands' }]);
    await expect(keepSigner(consortium.client(second), id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('say when one’s counter fell', async () => {
    const { person, device } = await withPasskey(subjects[5] as Pseudonym, { counts: true });
    await person.json('POST', '/v1/pause/prepare', pausing());
    device.wrong = { counter: 1 };
    await personWith(device).signIn();
    device.wrong = {};
    const own = async () =>
      expect(await listSigners(person)).toMatchObject([{ fell: expect.any(Number), isThis: true }]);
    await vi.waitFor(own, { timeout: 10_000, interval: 100 });
  });

  it('sign what they are told to sign, and are told that nothing is left to be signed', async () => {
    const subject = subjects[2] as Pseudonym;
    const [standing] = (await subjectSigners(holder, subject)).filter((one) => one.standing === 'stands');
    const thief = randomAccountKey();
    await bindAccount(consortium.client(thief), await codeFor(subject));
    const own = consortium.client(bound);
    const endings = [
      ['cancellation', signerId(thief.address)],
      ['removal', standing?.signer as Digest],
    ] as const;
    for (const [ending, signer] of endings) {
      const path = `/v1/me/signers/${ending}`;
      const asked = await own.json<{ typedData: TypedData }>('POST', `${path}/prepare`, { json: { signer } });
      const signature = signTyped(bound, asked.typedData);
      await own.json('POST', path, { json: { signer, signature } });
      const again = own.json('POST', `${path}/prepare`, { json: { signer } });
      // Who removed itself asks for nothing any more.
      await expect(again).rejects.toMatchObject({ code: ending === 'removal' ? 'FORBIDDEN' : 'CONFLICT' });
    }
    expect((await subjectSigners(holder, subject)).map((one) => one.standing)).toEqual(['ended', 'ended']);
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('own-signers')).toEqual([]);
});
