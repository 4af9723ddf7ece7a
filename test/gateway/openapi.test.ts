import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CATEGORIES } from '../../src/core/categories.ts';
import { type Address, ZERO_DIGEST } from '../../src/core/ids.ts';
import { MODIFIERS, PERMISSIONS, RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { ROLE } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { type Caller, readerOf } from './document-client.ts';
import { parserFor } from './documented.ts';
import { brokenRules } from './openapi-rules.ts';

/** Each example is what its schema says, by Redocly’s word as well. */
const EXAMPLE_RULES = ['no-invalid-media-type-examples', 'no-invalid-schema-examples', 'no-invalid-parameter-examples'];
const REDOCLY = fileURLToPath(new URL('../../node_modules/@redocly/cli/bin/cli.js', import.meta.url));

/** Of a page that may call the gateway. */
const PAGE = 'https://portal.example';

/** Of the first two no test’s call was taken yet; the answer of the last is as long as the document itself. */
const WITHOUT_EXAMPLE = [
  'post /v1/me/signers/removal/prepare',
  'post /v1/me/signers/cancellation/prepare',
  'get /openapi.json',
];

interface Described {
  readonly info: { readonly description: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { examples?: unknown[] }> };
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly ({ readonly in: string; readonly name: string } & Media)[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { description: string; headers?: object; content?: Record<string, Media> }>;
}
interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}

let consortium: Consortium;
let document: Described;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, origins: [PAGE] });
  document = consortium.documented.document as unknown as Described;
});
afterAll(async () => {
  await consortium?.close();
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
  );

describe('the OpenAPI document', () => {
  it('has no error by Redocly’s recommended rules, and breaks none of ours', async () => {
    const file = join(consortium.directory, 'openapi.json');
    const rules = join(consortium.directory, 'redocly.yaml');
    await writeFile(file, JSON.stringify(document));
    await writeFile(
      rules,
      `extends: [recommended]\nrules:\n${EXAMPLE_RULES.map((rule) => `  ${rule}: error\n`).join('')}`,
    );
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const arguments_ = [REDOCLY, 'lint', `--config=${rules}`, '--format=json', file];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env, maxBuffer: 2 ** 24 }).catch(
      (error: { stdout: string }) => error,
    );
    const { totals, problems } = JSON.parse(stdout) as { totals: { errors: number }; problems: { ruleId: string }[] };
    const mild = ['no-server-example.com', 'no-unused-components'];
    expect({ totals, worse: problems.filter(({ ruleId }) => !mild.includes(ruleId)) }).toMatchObject({
      totals: { errors: 0 },
      worse: [],
    });
    expect(brokenRules(consortium.documented.document)).toEqual([]);
  });

  it('says of each route whether it needs a session, and only then that it may ask for one', () => {
    const open = ['/', '/openapi.json', '/v1/auth/challenge', '/v1/ledger', '/log/checkpoint', '/healthz'];
    for (const { name, path, operation } of operations()) {
      const isOpen = operation.security.length === 0;
      if (open.includes(path)) expect([name, isOpen]).toEqual([name, true]);
      const asks = /SESSION_REQUIRED/.test(operation.responses['401']?.description ?? '');
      expect([name, asks]).toEqual([name, !isOpen]);
    }
  });

  it('names no header of an answer that pages of other origins are not let read', async () => {
    const { headers } = await fetch(`${consortium.endpoint}/healthz`, { headers: { Origin: PAGE } });
    const exposed = headers.get('access-control-expose-headers')?.toLowerCase().split(', ');
    const documented = operations().flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap((response) => Object.keys(response.headers ?? {})),
    );
    expect(documented).toContain('Custos-Media-Type');
    expect(exposed).toEqual(expect.arrayContaining(documented.map((name) => name.toLowerCase())));
  });

  it('lists refusals by status with their codes, and 404 only where something is named', () => {
    for (const { name, operation } of operations()) {
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        if (!/^4/.test(status)) continue;
        expect([name, status, description]).toEqual([
          name,
          status,
          expect.stringMatching(/ [A-Z_]{8,}(?:, [A-Z_]{8,})*\.$/),
        ]);
        expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
      }
    }
    for (const path of ['/', '/v1/ledger', '/v1/log', '/v1/members', '/log/checkpoint', '/v1/auth/challenge']) {
      for (const operation of Object.values(document.paths[path] ?? {})) {
        expect([path, operation.responses['404']]).toEqual([path, undefined]);
      }
    }
    expect(document.paths['/log/tile/{level}/{index}']?.['get']?.responses).toHaveProperty('404');
  });

  it('says in words what each code of a use, purpose or kind of data is', () => {
    const described = (name: string) => (document.components.schemas[name] as { description?: string }).description;
    for (const { code, label, source } of PERMISSIONS) {
      expect(described('Permission')).toContain(`${code}: ${label} (${source})`);
    }
    for (const { code, label, source } of MODIFIERS) {
      expect(described('Modifier')).toContain(`${code}: ${label} (${source})`);
    }
    for (const { code, label, source } of RESEARCH_PURPOSES) {
      for (const name of ['Purpose', 'PermitPurpose']) {
        expect(described(name)).toContain(`${code}: ${label} (${source})`);
      }
    }
    const codes = RESEARCH_PURPOSES.map(({ code, source, label }) => ({ code, source, label }));
    expect(document.components.schemas['Purpose']).toMatchObject({ 'x-codes': codes });
    for (const { bit, code, label } of CATEGORIES) {
      expect(described('Category')).toContain(`${code}: ${label}`);
      expect(described('Categories')).toContain(`2^${bit} ${code}: ${label}`);
    }
  });

  it('has no code of a use, purpose or kind of data that is not said in words', () => {
    const unsaid: string[] = [];
    const look = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, schema] of Object.entries(value)) {
        const isCode = /^(?:permission|modifiers|purpose|excluded|categories)$/.test(name) && at.endsWith('properties');
        if (isCode && !/schemas\/(?:Perm|Mod|Purp|Categor)/.test(JSON.stringify(schema))) unsaid.push(`${at}/${name}`);
        look(schema, `${at}/${name}`);
      }
    };
    look(document, '');
    expect(unsaid).toEqual([]);
  });

  it('is led to by a page, which lists each call of it, and every schema', async () => {
    for (const path of ['/docs']) {
      const page = await (await fetch(`${consortium.endpoint}${path}`)).text();
      expect(page).toContain('href="/openapi.json"');
      const contents = /<nav aria-label="Contents">([\s\S]*?)<\/nav>/.exec(page)?.[1] ?? '';
      const linked = [...contents.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
      const ids = operations().map(({ operation }) => operation.operationId);
      expect(linked).toEqual(expect.arrayContaining([...ids, 'schemas']));
      for (const id of linked) expect(page).toContain(`id="${id}"`);
    }
  });

  it('is what a path is read by: one that is named as it stands is no parameter of another', async () => {
    const refused = await fetch(`${consortium.endpoint}/v1/staff/passkeys`, { method: 'PUT' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('has no pattern that only some readers of patterns understand: what each takes is the same to all', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map(([, text = '']) =>
      JSON.parse(text),
    );
    expect(patterns.length).toBeGreaterThan(100);
    expect(patterns.filter((pattern: string) => /\\p|\(\?[^:!=]/i.test(pattern))).toEqual([]);
    for (const pattern of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });

  it('has an example of each operation, from a test: of what it takes, and of what it answers', () => {
    const lacking = operations().flatMap(({ name, operation }) => {
      const success = Object.entries(operation.responses).filter(([status]) => /^2/.test(status));
      const isAnswered = success.some(([, { content = {} }]) => exampled(content).length > 0 || !isRead(content));
      const taken = operation.requestBody?.content ?? {};
      const isAsked = exampled(taken).length > 0 || !isRead(taken);
      const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path' && !hasExample(one));
      return isAnswered && isAsked && inPath.length === 0 ? [] : [name];
    });
    expect(lacking).toEqual(WITHOUT_EXAMPLE);
  });

  it('is shown with the example of each operation on its page', async () => {
    const page = await (await fetch(`${consortium.endpoint}/docs`)).text();
    const sections = new Map(
      [...page.matchAll(/<section id="(\w+)">([\s\S]*?)<\/section>/g)].map(([, id, text]) => [id, text]),
    );
    for (const { operation } of operations()) {
      const of = [operation.requestBody, ...Object.values(operation.responses)].flatMap((one) =>
        exampled(one?.content),
      );
      if (of.length > 0) expect(sections.get(operation.operationId)).toContain('<summary>Example</summary>');
    }
    expect(sections.get('postAuthSession')).toContain('wants you to sign in with your Ethereum account');
  });
});

/** Whether it is text that people read. */
function isRead(content: object): boolean {
  return Object.keys(content).some((type) => /json$|^text\/plain/.test(type));
}

function hasExample(one: { readonly example?: unknown }): boolean {
  return one.example !== undefined;
}

function exampled(content: Record<string, Media> = {}): Media[] {
  return Object.values(content).filter(hasExample);
}

describe('a client that is written from the document alone', () => {
  const wallet = new Wallet(`0x${'42'.repeat(32)}`);
  let caller: Caller;

  async function addMember(account: Address) {
    const { chain, deployment, keys } = consortium;
    const reader = await openLedger({ url: chain.url, membership: deployment.membership });
    const writer = await openWriter({ reader, key: keys.administrator });
    const { membership } = ledgerCalls(reader.contracts);
    await writer.send(membership.add(account, ROLE.requester, account, ZERO_DIGEST, ''));
    await writer.close();
    reader.close();
  }

  beforeAll(async () => {
    await addMember(wallet.address.toLowerCase() as Address);
    caller = await readerOf(document.info.description).signIn(consortium.endpoint, wallet);
    await vi.waitFor(async () => expect((await caller.call('GET', '/v1/me')).status).toBe(200), 60_000);
  });

  it('computes `req` as the document’s own example has it', () => {
    const said = /For GET \/v1\/me[\s\S]*?`req` is ([\w-]{43})/.exec(document.info.description)?.[1];
    expect(caller.bound('GET', '/v1/me', '')).toBe(said);
  });

  it('signs in, and calls routes with a query and with a body', async () => {
    const me = await caller.call('GET', '/v1/me');
    expect([me.status, await me.json()]).toMatchObject([
      200,
      { address: wallet.address.toLowerCase(), roles: expect.arrayContaining(['requester']) },
    ]);
    expect((await caller.call('GET', '/v1/datasets?from=0')).status).toBe(200);
    const body = '{"transaction":"0x00"}';
    const relayed = await caller.call('POST', '/v1/transactions', body);
    // The proof held: what is refused is what it asked for.
    expect([relayed.status, ((await relayed.json()) as { code: string }).code]).toEqual([400, 'INPUT_INVALID']);
  });

  it('is refused where `req` binds another call, and signs out', async () => {
    const other = caller.bound('GET', '/v1/members', '');
    const refused = await caller.call('GET', '/v1/me', '', other);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([401, 'DPOP_INVALID']);
    expect((await caller.call('DELETE', '/v1/auth/session')).status).toBe(204);
    const closed = await caller.call('GET', '/v1/me');
    expect([closed.status, ((await closed.json()) as { code: string }).code]).toEqual([401, 'SESSION_INVALID']);
  });
});

// At the end: reading every schema takes so long that connections which wait are closed meanwhile.
describe('the OpenAPI document, read by its schemas', () => {
  it('gives examples that are valid', () => {
    const { components } = consortium.documented.document;
    const holds = (schema: object, example: unknown) =>
      parserFor({ ...schema }, { components }).safeParse(example).error;
    const named = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      (schema.examples ?? []).map((example) => [name, holds(schema, example)] as const),
    );
    expect(named.map(([name]) => name).sort()).toEqual(['BoundCall', 'DpopClaims', 'Problem']);
    const calls = operations().flatMap(({ name, operation }) => [
      ...exampled(operation.requestBody?.content).map((one) => [`${name} body`, one] as const),
      ...(operation.parameters ?? []).filter(hasExample).map((one) => [`${name} ${one.name}`, one] as const),
      ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
        exampled(content).map((one) => [`${name} ${status}`, one] as const),
      ),
    ]);
    const held = calls.map(([what, { schema, example }]) => [what, schema && holds(schema, example)] as const);
    for (const [name, error] of [...named, ...held]) expect([name, error]).toEqual([name, undefined]);
  });
});
