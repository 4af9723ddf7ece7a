import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callPlainly } from '../../src/client/plain-call.ts';
import { encodeRequest } from '../../src/core/request.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';

let consortium: Consortium;
const nobodys = `0x${'00'.repeat(32)}`;

beforeAll(async () => {
  consortium = await foundConsortium();
});
afterAll(async () => {
  await consortium?.close();
});

function read(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

describe('a plain call', () => {
  it('gives a refusal as it came', async () => {
    const requester = consortium.client(consortium.keys.requester);
    const { status, headers, body } = await callPlainly(requester, { method: 'POST', path: '/v1/permits', json: {} });
    expect([status, headers['content-type']]).toEqual([403, 'application/problem+json; charset=utf-8']);
    expect(read(body)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is made in a new session where the open one has ended', async () => {
    const requester = consortium.client(consortium.keys.requester);
    const session = await requester.signIn();
    await callPlainly(requester, { method: 'DELETE', path: '/v1/auth/session' });
    expect((await callPlainly(requester, { method: 'GET', path: '/v1/me' })).status).toBe(200);
    expect((await requester.signIn()).token).not.toBe(session.token);
  });

  it('proves an access request as it is asked, in a body or in an address', async () => {
    const requester = consortium.client(consortium.keys.requester);
    const { ledger, gateway } = await requester.identity();
    const request = { version: 1, ledger, gateway, dataset: nobodys, facts: {}, delivery: 'download' } as const;
    const json = { ...request };
    const inBody = { method: 'POST', path: '/v1/access/explain', json, isAccessRequest: true };
    expect(read((await callPlainly(requester, inBody)).body)).toMatchObject({ code: 'NOT_FOUND' });
    const query = { request: Buffer.from(encodeRequest(request as never)).toString('base64url') };
    const inAddress = { method: 'GET', path: `/v1/datasets/${nobodys}/content`, query, isAccessRequest: true };
    expect(read((await callPlainly(requester, inAddress)).body)).toMatchObject({ code: 'ACCESS_REFUSED' });
  });
});
