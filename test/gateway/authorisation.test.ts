import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { GrantId } from '../../src/core/ids.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { CALLERS, type CallerName, clients, codeOf, consortium, head, openCallers, patients } from './callers.ts';

interface Operation {
  readonly security: readonly object[];
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
    'POST /v1/subjects',
    'POST /v1/subjects/check',
    'POST /v1/subjects/find',
    'POST /v1/subjects/rows',
    'POST /v1/subjects/{subject}/invitations',
    'DELETE /v1/subjects/{subject}/invitations',
    'POST /v1/subjects/{subject}/opt-in',
    'POST /v1/subjects/{subject}/opt-out',
    'POST /v1/subjects/{subject}/pause',
    'POST /v1/subjects/{subject}/resumption',
    'GET /v1/subjects/{subject}/signers',
    'PUT /v1/subjects/{subject}/forms/{form}/scan',
    'POST /v1/subjects/{subject}/signers/{signer}/cancellation',
    'POST /v1/subjects/{subject}/signers/{signer}/end',
    'POST /v1/subjects/{subject}/stage',
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
  ],
  member: [
    'GET /v1/bindings/waiting',
    'POST /v1/bindings/{binding}/countersignature',
    'POST /v1/bindings/{binding}/refusal',
    'GET /v1/datasets/{dataset}/lineage',
  ],
  'member, subject': ['GET /v1/datasets', 'GET /v1/datasets/{dataset}'],
  'holder, member': ['DELETE /v1/groups/{group}/members/{identity}'],
  'administrator, member': [
    'GET /v1/accounts/{address}',
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
    'POST /v1/auth/passkey/challenge',
    'POST /v1/auth/passkey/session',
    'POST /v1/auth/session',
    'POST /v1/narrowing',
    'POST /v1/narrowing/codes',
    'POST /v1/passkeys/options',
    'POST /v1/signers',
    'POST /v1/signers/prepare',
  ],
};

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
