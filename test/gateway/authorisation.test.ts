import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium, type MemberName } from './consortium.ts';

interface Operation {
  readonly security?: unknown;
  readonly description?: string;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const CALLERS = [
  'administrator',
  'holder',
  'requester',
  'other',
  'auditor',
  'clinician',
  'authority',
  'stranger',
] as const;
type CallerName = (typeof CALLERS)[number];

/** Roles at this gateway: `other` is a holder elsewhere, here a mere member and requester. */
const ROLES: Record<CallerName, readonly string[]> = {
  administrator: ['administrator'],
  holder: ['member', 'holder'],
  requester: ['member', 'requester'],
  other: ['member', 'requester'],
  auditor: ['member', 'auditor'],
  clinician: ['member', 'clinician'],
  authority: ['member', 'authority'],
  stranger: [],
};

let consortium: Consortium;
let document: OpenApi;
const stranger = randomAccountKey();
const clients = new Map<CallerName, GatewayClient>();

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
  document = await anonymous.json<OpenApi>('GET', '/openapi.json');
  for (const name of CALLERS) clients.set(name, consortium.client(keyOf(name)));
});
afterAll(async () => {
  await consortium?.close();
});

function keyOf(name: CallerName): AccountKey {
  return name === 'stranger' ? stranger : consortium.keys[name as MemberName | 'administrator'];
}

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
    .replace('{grant}', `0x${'33'.repeat(32)}`)
    .replace('{address}', `0x${'44'.repeat(20)}`)
    .replace('{import}', '00000000-0000-4000-8000-000000000000')
    .replace('*tile', '0/000')
    .replace(/\{\w+\}/g, '7');
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'OK';
  } catch (error) {
    if (isCustosError(error)) return error.code;
    throw error;
  }
}

describe('authorisation', () => {
  it('is described for every route', () => {
    expect(operations().length).toBeGreaterThan(40);
    for (const { operation, path } of operations()) {
      expect(operation.security === undefined || /^For: /.test(operation.description ?? ''), path).toBe(true);
    }
  });

  it('refuses every protected route without a session', async () => {
    for (const { method, path, operation } of operations().filter(
      ({ operation }) => operation.security !== undefined,
    )) {
      const response = await fetch(consortium.endpoint + concrete(path), { method });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      expect(operation.description).toMatch(/^For: /);
    }
  });

  it('lets in each role where the route says so, and nowhere else', async () => {
    for (const { method, path, operation } of operations()) {
      if (operation.security === undefined || path === '/v1/auth/session') continue;
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

  it('takes a suspended member’s roles by its next request', async () => {
    const { membership } = consortium.deployment;
    const { openLedger } = await import('../../src/ledger/reader.ts');
    const { openWriter } = await import('../../src/ledger/writer.ts');
    const { ledgerCalls } = await import('../../src/ledger/calls.ts');
    const reader = await openLedger({ url: consortium.chain.url, membership });
    const writer = await openWriter({ reader, key: consortium.keys.administrator });
    const client = clients.get('clinician') as GatewayClient;
    await client.json('GET', '/v1/members');
    const { block } = await writer.send(
      ledgerCalls(reader.contracts).membership.suspend(consortium.keys.clinician.address),
    );
    const head = async () =>
      (
        await new GatewayClient({ endpoint: consortium.endpoint }).json<{ head: { height: number } }>(
          'GET',
          '/v1/ledger',
        )
      ).head.height;
    while ((await head()) < block.height) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await codeOf(client.json('GET', '/v1/members'))).toBe('FORBIDDEN');
    await writer.close();
    reader.close();
  });
});
