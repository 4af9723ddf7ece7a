import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { changeStaffMember, endStaffMember, inviteStaff } from '../../src/client/staff.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import { ACTS } from '../../src/core/acts.ts';
import { DUTIES } from '../../src/core/duties.ts';
import type { CustosError } from '../../src/core/errors.ts';
import type { Digest, GrantId } from '../../src/core/ids.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { CALLERS, type CallerName, clients, codeOf, consortium, head, openCallers, patients } from './callers.ts';
import { vouching } from './persons.ts';

interface Operation {
  readonly security: readonly object[];
  readonly 'x-duties'?: readonly string[];
  readonly description?: string;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Roles at this gateway. */
const ROLES: Record<CallerName, readonly string[]> = {
  administrator: ['administrator'],
  holder: ['member', 'holder'],
  requester: ['member', 'requester'],
  other: ['member', 'requester'],
  auditor: ['member', 'auditor'],
  clinician: ['member', 'clinician'],
  authority: ['member', 'authority'],
  environment: ['member', 'environment'],
  subject: ['subject', 'withdrawer'],
  former: ['withdrawer'],
  stranger: [],
};

/** Who may call what, in a log that discloses its entries: what the routes say is held to this. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  holder: [
    'PUT /v1/agreements/{agreement}',
    'GET /v1/datasets/{dataset}/coverage',
    'GET /v1/imports',
    'GET /v1/imports/{import}',
    'DELETE /v1/imports/{import}',
    'POST /v1/consents/recorded',
    'POST /v1/consents/recorded/check',
    'POST /v1/consents/recorded/rows',
    'POST /v1/forms/incomplete/{id}/completion',
    'POST /v1/forms/incomplete/{id}/disposal',
    'GET /v1/invitations',
    'POST /v1/invitations',
    'POST /v1/invitations/renewal',
    'POST /v1/consents/withdrawal',
    'POST /v1/consents/{grant}/withdrawal',
    'POST /v1/datasets',
    'POST /v1/datasets/{dataset}/imports',
    'POST /v1/datasets/{dataset}/uploads',
    'GET /v1/datasets/{dataset}/uploads',
    'GET /v1/uploads/{upload}',
    'DELETE /v1/uploads/{upload}',
    'POST /v1/uploads/{upload}/files',
    'PUT /v1/uploads/{upload}/files/{file}/parts/{from}',
    'POST /v1/datasets/{dataset}/retirement',
    'POST /v1/datasets/{dataset}/versions',
    'POST /v1/datasets/{dataset}/versions/{version}/supersession',
    'POST /v1/groups',
    'PUT /v1/groups/{group}/members/{identity}',
    'POST /v1/permits',
    'POST /v1/permits/{permit}/revocation',
    'GET /v1/notifications',
    'GET /v1/subjects',
    'GET /v1/subjects/{subject}/contact',
    'PUT /v1/subjects/{subject}/contact',
    'GET /v1/subjects/{subject}/paper-only',
    'PUT /v1/subjects/{subject}/paper-only',
    'DELETE /v1/subjects/{subject}/paper-only',
    'POST /v1/subjects',
    'POST /v1/subjects/check',
    'POST /v1/subjects/find',
    'POST /v1/subjects/rows',
    'POST /v1/subjects/search',
    'GET /v1/overview',
    'POST /v1/subjects/{subject}/invitations',
    'DELETE /v1/subjects/{subject}/invitations',
    'POST /v1/subjects/{subject}/opt-in',
    'POST /v1/subjects/{subject}/opt-out',
    'POST /v1/subjects/{subject}/pause',
    'POST /v1/subjects/{subject}/resumption',
    'GET /v1/acts',
    'GET /v1/acts/{act}',
    'GET /v1/staff',
    'POST /v1/staff',
    'GET /v1/staff/{person}',
    'PUT /v1/staff/{person}',
    'POST /v1/staff/{person}/end',
    'POST /v1/staff/{person}/invitations',
    'DELETE /v1/staff/{person}/invitations',
    'DELETE /v1/staff/{person}/passkeys/{passkey}',
    'GET /v1/subjects/{subject}/signers',
    'PUT /v1/subjects/{subject}/forms/{form}/scan',
    'POST /v1/subjects/{subject}/signers/{signer}/cancellation',
    'POST /v1/subjects/{subject}/signers/{signer}/end',
    'POST /v1/subjects/{subject}/stage',
  ],
  person: [
    'POST /v1/acts/{act}/confirmation',
    'POST /v1/acts/{act}/refusal',
    'GET /v1/me/staff',
    'POST /v1/me/passkeys',
    'POST /v1/me/passkeys/options',
    'DELETE /v1/me/passkeys/{passkey}',
  ],
  subject: [
    'POST /v1/consents',
    'POST /v1/consents/keeping',
    'POST /v1/consents/keeping/prepare',
    'POST /v1/consents/prepare',
    'GET /v1/me/accesses',
    'GET /v1/me/contact',
    'PUT /v1/me/contact',
    'GET /v1/me/data',
    'GET /v1/me/forms',
    'GET /v1/me/forms/{form}/scan',
    'GET /v1/me/recorded',
    'POST /v1/me/data',
    'POST /v1/me/signers',
    'POST /v1/me/signers/options',
    'POST /v1/me/signers/prepare',
    'POST /v1/me/signers/removal',
    'POST /v1/me/signers/removal/prepare',
    'POST /v1/opt-in',
    'POST /v1/opt-in/prepare',
    'POST /v1/resumption',
    'POST /v1/resumption/prepare',
  ],
  withdrawer: [
    'POST /v1/consents/revocation',
    'POST /v1/consents/revocation/prepare',
    'POST /v1/me/signers/cancellation',
    'POST /v1/me/signers/cancellation/prepare',
    'POST /v1/me/signers/keeping',
    'POST /v1/me/signers/keeping/prepare',
    'POST /v1/opt-out',
    'POST /v1/opt-out/prepare',
    'POST /v1/pause',
    'POST /v1/pause/prepare',
  ],
  'subject, withdrawer': ['GET /v1/me/choices', 'GET /v1/me/narrowings', 'GET /v1/me/signers'],
  'subject, holder': ['GET /v1/consents'],
  'holder, auditor': [
    'GET /v1/bindings',
    'GET /v1/narrowings',
    'GET /v1/forms/incomplete',
    'GET /v1/forms/incomplete/{id}',
    'GET /v1/subjects/{subject}/forms/{form}/scan',
    'GET /v1/subjects/{subject}/recorded',
  ],
  'subject, holder, auditor': ['GET /v1/consents/{grant}/text'],
  'requester, environment, clinician, subject': [
    'POST /v1/access/check',
    'POST /v1/access/explain',
    'GET /v1/datasets/{dataset}/content',
    'POST /v1/datasets/{dataset}/content',
    'GET /v1/datasets/{dataset}/versions/{version}/items/{item}',
  ],
  'holder, auditor, requester, environment, clinician, authority': [
    'GET /v1/permits',
    'GET /v1/agreements/{agreement}',
  ],
  'auditor, holder': [
    'GET /v1/log/entries',
    'GET /v1/log/entries/{seq}/evidence',
    'GET /v1/log/entries/{seq}/openings',
    'POST /v1/ledger/rpc',
    'POST /v1/resolutions',
    'GET /v1/resolutions',
  ],
  'holder, auditor, authority': ['POST /v1/pseudonyms/find'],
  member: [
    'POST /v1/auth/statements',
    'GET /v1/bindings/waiting',
    'POST /v1/bindings/{binding}/countersignature',
    'POST /v1/bindings/{binding}/refusal',
    'GET /v1/datasets/{dataset}/lineage',
  ],
  'member, subject': ['GET /v1/datasets', 'GET /v1/datasets/{dataset}'],
  'holder, member': ['DELETE /v1/groups/{group}/members/{identity}'],
  'administrator, member': [
    'GET /v1/accounts/{address}',
    'GET /v1/members/{identity}/session-keys',
    'PUT /v1/groups/{group}/name',
    'PUT /v1/members/{identity}/name',
    'POST /v1/transactions',
  ],
  'administrator, member, subject': ['GET /v1/groups', 'GET /v1/members'],
  'administrator, member, subject, withdrawer': [
    'GET /v1/me',
    'DELETE /v1/auth/session',
    'GET /v1/notices',
    'GET /v1/notices/{notice}',
  ],
  'holder, administrator': ['PUT /v1/notices/{notice}', 'PUT /v1/notices/{notice}/facts'],
  anyone: [
    'GET /',
    'GET /docs',
    'GET /healthz',
    'GET /log/checkpoint',
    'GET /log/tile/{level}/{index}',
    'GET /log/tile/entries/{index}',
    'GET /metrics',
    'GET /openapi.json',
    'GET /readyz',
    'GET /v1/ledger',
    'GET /v1/log',
    'GET /v1/log/entries/{seq}',
    'GET /v1/log/entries/{seq}/receipt',
    'GET /v1/log/proofs/consistency',
    'GET /v1/log/proofs/inclusion',
    'POST /v1/auth/challenge',
    'POST /v1/auth/oidc/begin',
    'POST /v1/auth/oidc/callback',
    'POST /v1/auth/passkey/challenge',
    'POST /v1/auth/passkey/session',
    'POST /v1/auth/session',
    'POST /v1/narrowing',
    'POST /v1/narrowing/codes',
    'POST /v1/passkeys/options',
    'POST /v1/signers',
    'POST /v1/signers/prepare',
    'POST /v1/auth/staff/challenge',
    'POST /v1/auth/staff/statement',
    'POST /v1/staff/passkeys',
    'POST /v1/staff/passkeys/options',
  ],
};

/** What each duty opens to persons of the holder at its own node; what stands under none is an account's alone. */
const DUTY_TABLE: Readonly<Record<string, readonly string[]>> = {
  'data-manager': [
    'GET /v1/imports',
    'GET /v1/imports/{import}',
    'DELETE /v1/imports/{import}',
    'GET /v1/consents',
    'POST /v1/consents/recorded',
    'POST /v1/consents/recorded/check',
    'POST /v1/consents/recorded/rows',
    'POST /v1/invitations',
    'POST /v1/consents/withdrawal',
    'POST /v1/consents/{grant}/withdrawal',
    'POST /v1/datasets',
    'POST /v1/datasets/{dataset}/imports',
    'POST /v1/datasets/{dataset}/uploads',
    'GET /v1/datasets/{dataset}/uploads',
    'GET /v1/uploads/{upload}',
    'DELETE /v1/uploads/{upload}',
    'POST /v1/uploads/{upload}/files',
    'PUT /v1/uploads/{upload}/files/{file}/parts/{from}',
    'POST /v1/datasets/{dataset}/retirement',
    'POST /v1/datasets/{dataset}/versions',
    'POST /v1/datasets/{dataset}/versions/{version}/supersession',
    'GET /v1/notifications',
    'PUT /v1/notices/{notice}',
    'PUT /v1/notices/{notice}/facts',
    'GET /v1/subjects',
    'GET /v1/subjects/{subject}/contact',
    'PUT /v1/subjects/{subject}/contact',
    'GET /v1/subjects/{subject}/paper-only',
    'PUT /v1/subjects/{subject}/paper-only',
    'DELETE /v1/subjects/{subject}/paper-only',
    'POST /v1/subjects',
    'POST /v1/subjects/check',
    'POST /v1/subjects/find',
    'POST /v1/subjects/rows',
    'POST /v1/subjects/search',
    'GET /v1/overview',
    'POST /v1/subjects/{subject}/invitations',
    'DELETE /v1/subjects/{subject}/invitations',
    'POST /v1/subjects/{subject}/opt-in',
    'POST /v1/subjects/{subject}/opt-out',
    'POST /v1/subjects/{subject}/pause',
    'POST /v1/subjects/{subject}/resumption',
    'GET /v1/subjects/{subject}/signers',
    'POST /v1/subjects/{subject}/signers/{signer}/cancellation',
    'POST /v1/subjects/{subject}/signers/{signer}/end',
    'POST /v1/subjects/{subject}/stage',
    'POST /v1/forms/incomplete/{id}/completion',
    'POST /v1/forms/incomplete/{id}/disposal',
    'PUT /v1/subjects/{subject}/forms/{form}/scan',
    'GET /v1/invitations',
    'POST /v1/invitations/renewal',
  ],
  reviewer: [
    'PUT /v1/agreements/{agreement}',
    'POST /v1/groups',
    'PUT /v1/groups/{group}/name',
    'PUT /v1/groups/{group}/members/{identity}',
    'DELETE /v1/groups/{group}/members/{identity}',
    'POST /v1/permits',
    'POST /v1/permits/{permit}/revocation',
  ],
  'data-manager, reviewer, auditor': ['GET /v1/datasets/{dataset}/coverage'],
  'reviewer, auditor, researcher': ['GET /v1/permits', 'GET /v1/agreements/{agreement}'],
  administrator: [
    'PUT /v1/members/{identity}/name',
    'POST /v1/staff',
    'PUT /v1/staff/{person}',
    'POST /v1/staff/{person}/end',
    'POST /v1/staff/{person}/invitations',
    'DELETE /v1/staff/{person}/invitations',
    'DELETE /v1/staff/{person}/passkeys/{passkey}',
  ],
  'administrator, auditor': [
    'GET /v1/members/{identity}/session-keys',
    'GET /v1/resolutions',
    'POST /v1/resolutions',
    'GET /v1/staff',
    'GET /v1/staff/{person}',
  ],
  auditor: [
    'GET /v1/log/entries',
    'GET /v1/log/entries/{seq}/evidence',
    'GET /v1/log/entries/{seq}/openings',
    'POST /v1/ledger/rpc',
  ],
  'data-manager, auditor': [
    'GET /v1/bindings',
    'GET /v1/consents/{grant}/text',
    'GET /v1/forms/incomplete',
    'GET /v1/forms/incomplete/{id}',
    'GET /v1/narrowings',
    'GET /v1/subjects/{subject}/forms/{form}/scan',
    'GET /v1/subjects/{subject}/recorded',
    'POST /v1/pseudonyms/find',
  ],
  researcher: [
    'POST /v1/access/check',
    'POST /v1/access/explain',
    'GET /v1/datasets/{dataset}/content',
    'POST /v1/datasets/{dataset}/content',
    'GET /v1/datasets/{dataset}/versions/{version}/items/{item}',
  ],
  'administrator, data-manager, reviewer, auditor, researcher': [
    'GET /v1/acts',
    'GET /v1/acts/{act}',
    'POST /v1/acts/{act}/confirmation',
    'POST /v1/acts/{act}/refusal',
    'GET /v1/me/staff',
    'POST /v1/me/passkeys',
    'POST /v1/me/passkeys/options',
    'DELETE /v1/me/passkeys/{passkey}',
    'GET /v1/me',
    'DELETE /v1/auth/session',
    'POST /v1/auth/statements',
    'GET /v1/datasets',
    'GET /v1/datasets/{dataset}',
    'GET /v1/datasets/{dataset}/lineage',
    'GET /v1/groups',
    'GET /v1/members',
    'GET /v1/notices',
    'GET /v1/notices/{notice}',
  ],
  // A person has no account to sign with, and is no patient.
  nobody: [
    'GET /v1/accounts/{address}',
    'GET /v1/bindings/waiting',
    'POST /v1/bindings/{binding}/countersignature',
    'POST /v1/bindings/{binding}/refusal',
    'POST /v1/transactions',
  ],
};

/** What persons ask, and what is logged in another way. */
const CHANGES_NOTHING = [
  // What is sent is nobody's before an import reads it, which is the act, and names the upload.
  'POST /v1/datasets/{dataset}/uploads',
  'DELETE /v1/uploads/{upload}',
  'POST /v1/uploads/{upload}/files',
  'PUT /v1/uploads/{upload}/files/{file}/parts/{from}',
  'DELETE /v1/auth/session',
  'POST /v1/auth/statements',
  'POST /v1/access/check',
  'POST /v1/access/explain',
  'POST /v1/consents/recorded/check',
  'POST /v1/datasets/{dataset}/content',
  'POST /v1/ledger/rpc',
  'POST /v1/me/passkeys/options',
  'POST /v1/pseudonyms/find',
  'POST /v1/resolutions',
  'POST /v1/subjects/check',
  'POST /v1/subjects/find',
  'POST /v1/subjects/search',
  // What a second person says of an act is an entry of its own.
  'POST /v1/acts/{act}/confirmation',
  'POST /v1/acts/{act}/refusal',
];

let document: OpenApi;

beforeAll(async () => {
  await openCallers();
  const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
  document = await anonymous.json<OpenApi>('GET', '/openapi.json');
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

function operations(): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** A path whose parameters are of the right form and name nothing that exists. */
function concrete(path: string): string {
  return path
    .replace('{dataset}', `0x${'11'.repeat(32)}`)
    .replace('{subject}', `0x${'22'.repeat(32)}`)
    .replace('{binding}', `0x${'55'.repeat(32)}`)
    .replace('{grant}', `0x${'33'.repeat(32)}`)
    .replace(/\{(?:form|id)\}/, `0x${'55'.repeat(32)}`)
    .replace('{identity}', `0x${'44'.repeat(20)}`)
    .replace('{address}', `0x${'44'.repeat(20)}`)
    .replace('{act}', `0x${'65'.repeat(32)}`)
    .replace('{person}', `0x${'66'.repeat(32)}`)
    .replace('{import}', '00000000-0000-4000-8000-000000000000')
    .replace('{level}', '0')
    .replace('{index}', '000')
    .replace(/\{\w+\}/g, '7');
}

describe('authorisation', () => {
  it('is described for every route', () => {
    expect(operations().length).toBeGreaterThan(40);
    for (const { operation, path } of operations()) {
      expect(operation.security.length === 0 || /^For: /.test(operation.description ?? ''), path).toBe(true);
    }
  });

  it('is what the table says, route by route', () => {
    const found = operations().map(({ method, path, operation: { security, description = '' } }) => {
      return [`${method} ${path}`, security.length === 0 ? 'anyone' : description.replace(/^For: |\.$/g, '')];
    });
    const expected = Object.entries(TABLE).flatMap(([who, routes]) => routes.map((route) => [route, who]));
    expect(found.sort()).toEqual(expected.sort());
  });

  it('refuses every protected route without a session', async () => {
    for (const { method, path, operation } of operations().filter(({ operation }) => operation.security.length > 0)) {
      const response = await fetch(consortium.endpoint + concrete(path), { method });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      expect(operation.description).toMatch(/^For: /);
    }
  });

  it('answers HEAD where anybody may read, and nowhere else: what is released is sent', async () => {
    for (const { path, method, operation } of operations()) {
      if (method !== 'GET' || path.startsWith('/log/tile')) continue;
      const { status } = await fetch(consortium.endpoint + concrete(path), { method: 'HEAD' });
      expect([path, status === 405]).toEqual([path, operation.security.length > 0]);
    }
  });

  it('lets in each role where the route says so, and nowhere else', async () => {
    for (const { method, path, operation } of operations()) {
      if (operation.security.length === 0 || path === '/v1/auth/session') continue;
      const allowed = (operation.description ?? '').replace(/^For: |\.$/g, '').split(', ');
      for (const name of CALLERS) {
        const expected = ROLES[name].some((role) => allowed.includes(role));
        const client = clients.get(name) as GatewayClient;
        const code = await codeOf(client.bytes(method, concrete(path)));
        expect([name, method, path, code !== 'FORBIDDEN' && code !== 'SESSION_REQUIRED']).toEqual([
          name,
          method,
          path,
          expected,
        ]);
      }
    }
  });

  it('opens each route to the duties of the table, and none to persons that names no duty', () => {
    const found = operations().flatMap(({ method, path, operation }) => {
      const roles = (operation.description ?? '').replace(/^For: |\.$/g, '').split(', ');
      const isMembers = roles.some((role) => ['holder', 'member', 'requester', 'auditor', 'person'].includes(role));
      if (operation.security.length === 0 || !isMembers) return [];
      return [[`${method} ${path}`, operation['x-duties']?.join(', ') ?? 'nobody']];
    });
    const expected = Object.entries(DUTY_TABLE).flatMap(([who, routes]) => routes.map((route) => [route, who]));
    expect(found.sort()).toEqual(expected.sort());
  });

  it('has an act for each route by which a duty changes something, and no act without such a route', () => {
    const changing = operations().flatMap(({ method, path, operation }) => {
      const name = `${method} ${path}`;
      return operation['x-duties'] === undefined || method === 'GET' || CHANGES_NOTHING.includes(name) ? [] : [name];
    });
    expect(ACTS.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(changing.sort());
  });

  it('lets a person in where its duty says so, and nowhere else, in words that say which duty it takes', async () => {
    const holder = clients.get('holder') as GatewayClient;
    const organisation = await vouching(consortium, consortium.keys.holder);
    const isOwnRole = (description = '') => /\b(?:holder|member|person)\b/.test(description);
    for (const duty of DUTIES) {
      const { person } = await inviteStaff(holder, { name: `The ${duty}`, duties: [duty] });
      const client = organisation.person(person);
      for (const { method, path, operation } of operations()) {
        if (operation.security.length === 0 || path === '/v1/auth/session') continue;
        const isOpen = isOwnRole(operation.description) && operation['x-duties']?.includes(duty) === true;
        const error = await client.bytes(method, concrete(path)).then(
          () => undefined,
          (error: CustosError) => error,
        );
        expect([duty, method, path, error?.code === 'FORBIDDEN']).toEqual([duty, method, path, !isOpen]);
        if (error?.code !== 'FORBIDDEN' || !isOwnRole(operation.description)) continue;
        expect(error.message).toMatch(/of the organisation may do this; you are an? |^No duty opens this to a person/);
      }
    }
  }, 60_000);

  it('lets nobody in as a person whom the organisation does not know, or who ended', async () => {
    const holder = clients.get('holder') as GatewayClient;
    const organisation = await vouching(consortium, consortium.keys.holder);
    const unknown = organisation.person(`0x${'77'.repeat(32)}` as Digest);
    expect(await codeOf(unknown.json('GET', '/v1/me'))).toBe('SESSION_INVALID');
    const { person } = await inviteStaff(holder, { name: 'Leaver', duties: ['data-manager', 'auditor'] });
    const client = organisation.person(person);
    expect(await codeOf(client.json('GET', '/v1/log/entries'))).toBe('OK');
    await changeStaffMember(holder, person, { duties: ['data-manager'] });
    expect(await codeOf(client.json('GET', '/v1/log/entries'))).toBe('FORBIDDEN');
    expect(await codeOf(client.json('GET', '/v1/subjects'))).toBe('OK');
    await endStaffMember(holder, person);
    expect(await codeOf(client.json('GET', '/v1/subjects'))).toBe('SESSION_INVALID');
  });

  it('gives a person of another member all that its member may do here, whatever duties it has at home', async () => {
    const organisation = await vouching(consortium, consortium.keys.auditor);
    const client = organisation.person(`0x${'78'.repeat(32)}` as Digest);
    expect(await codeOf(client.json('GET', '/v1/log/entries'))).toBe('OK');
    expect(await codeOf(client.json('GET', '/v1/subjects'))).toBe('FORBIDDEN');
  });

  it('lets a signer that was reported stolen withdraw, and nothing else', async () => {
    const { grant } = patients[2] as (typeof patients)[number];
    const client = clients.get('former') as GatewayClient;
    expect(await codeOf(client.json('GET', '/v1/consents'))).toBe('FORBIDDEN');
    const withdrawn = await withdrawConsent(client, grant as GrantId);
    expect(withdrawn.remaining).toEqual([]);
    const holder = clients.get('holder') as GatewayClient;
    const relayed = async () => {
      const entries = await holder.list<'entries', { of?: number; outcome: string }>('/v1/log/entries', 'entries');
      return entries.find(({ of }) => of === withdrawn.seq)?.outcome;
    };
    await vi.waitFor(async () => expect(await relayed()).toBe('mined'), { timeout: 20_000, interval: 200 });
  });

  it('takes a suspended member’s roles by its next request', async () => {
    const { membership } = consortium.deployment;
    const reader = await openLedger({ url: consortium.chain.url, membership });
    const writer = await openWriter({ reader, key: consortium.keys.administrator });
    const client = clients.get('clinician') as GatewayClient;
    await client.json('GET', '/v1/members');
    const { block } = await writer.send(
      ledgerCalls(reader.contracts).membership.suspend(consortium.keys.clinician.address),
    );
    while ((await head()) < block.height) await sleep(50);
    expect(await codeOf(client.json('GET', '/v1/members'))).toBe('FORBIDDEN');
    await writer.close();
    reader.close();
  });
});
