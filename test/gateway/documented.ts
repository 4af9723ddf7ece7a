import { z } from 'zod';
import { contentOf } from './content.ts';
import { ExampleRecorder } from './example-recorder.ts';

type Schema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Whose replies which tests see besides the main job's: each of them asserts that it saw all of its own. */
export const SEEN_BY = {
  bindings: /\/v1\/bindings(?:\/|$)/,
  acts: /\/v1\/acts(?:\/|$)/,
  'provider-sign-in': /\/auth\/(?:oidc\/|statements$)/,
  resolutions: /\/v1\/resolutions$/,
  persons: /\/session-keys$/,
  'staff-sign-in': /\/auth\/staff\/|\/me\/(?:staff|passkeys)(?:\/|$)/,
  staff: /\/staff(?:\/|$)/,
  choices: /\/(?:opt-out|opt-in|pause|resumption|me\/choices)(?:\/|$)/,
  'consent-texts': /\/v1\/consents\/{grant}\/text$/,
  invitations: /\/v1\/invitations(?:\/|$)/,
  'narrowing-codes': /\/narrowings?(?:\/|$)/,
  uploads: /\/uploads(?:\/|$)/,
  groups: /\/v1\/groups(?:\/|$)/,
  guardians: /\/stage$|\/signers\/{signer}\/end$/,
  'notice-versions': /\/facts$/,
  patients: /\/v1\/overview$|\/subjects\/search$/,
  'paper-only': /\/paper-only$/,
  notifications: /\/contact$|\/v1\/notifications$/,
  'own-signers': /\/passkeys?\/|\/me\/signers(?:\/|$)|\/subjects\/{subject}\/signers(?:$|\/{signer}\/cancellation$)/,
} as const satisfies Readonly<Record<string, RegExp>>;
export type SeenBy = keyof typeof SEEN_BY;

export interface Documented {
  readonly document: OpenApi;
  /** What was answered otherwise than the document says. */
  readonly faults: ReadonlySet<string>;
  /** Operations of which no success was seen: those that `by` is to see, or those that no other test than the main job's. */
  unseen(by?: SeenBy): string[];
  /** Checks NDJSON, which is not read in passing: it may be endless. */
  lines(method: string, path: string, text: string): void;
  /** Checks the JSON of a content stream in the same way. */
  content(bytes: Uint8Array): void;
  close(): void;
}

/** Holds what a gateway answers to the document that it serves: every reply to `fetch` in this process, by its status,
 *  its media type and, of JSON, each member. */
export async function watchReplies(endpoint: string): Promise<Documented> {
  const { fetch } = globalThis;
  const document = (await (await fetch(`${endpoint}/openapi.json`)).json()) as OpenApi;
  const parsers = new Map<Schema, z.ZodType>();
  const seen = new Set<string>();
  const faults = new Set<string>();
  const operations = operationsOf(document);
  const examples = process.env['CUSTOS_EXAMPLES'];
  const recorder = examples === undefined ? undefined : new ExampleRecorder(examples);
  const all = [...operations.keys()];

  const parserOf = (schema: Schema) => {
    const parser = parsers.get(schema) ?? parserFor(schema, document);
    parsers.set(schema, parser);
    return parser;
  };
  const check = (name: string, schema: Schema | undefined, value: unknown) => {
    if (schema === undefined) return void faults.add(`${name}: JSON without a schema`);
    const { error } = parserOf(schema).safeParse(value);
    if (error) faults.add(`${name}: ${z.prettifyError(error)} in ${JSON.stringify(value).slice(0, 500)}`);
  };
  /** In passing: what is read here may be endless. */
  const record = (key: string | undefined, body: unknown, response: Response) => {
    const operation = key === undefined ? undefined : operations.get(key);
    if (key === undefined || operation === undefined) return;
    void recorder?.see({ operation, template: key.replace(/^\S+ /, ''), body, response: response.clone() });
  };
  const find = (method: string, path: string) => {
    const isNamed = all.some((key) => key.endsWith(` ${path}`));
    return all.find((key) => (isNamed ? key === `${method} ${path}` : matches(key, method, path)));
  };

  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== endpoint) return response;
    const key = find(init?.method ?? 'GET', url.pathname);
    const name = `${key} ${response.status}`;
    const type = response.headers.get('content-type')?.replace(/;.*/, '');
    const answers = (key && operations.get(key)?.responses) || undefined;
    const answer = answers?.[String(response.status)] ?? answers?.[response.status < 500 ? 'none' : '5XX'];
    if (response.status < 400 && answers?.[String(response.status)]) seen.add(String(key));
    if (answers && response.status >= 400 && response.status < 500 && !answers[String(response.status)])
      faults.add(`${name}: its refusal is not in the document`);
    if (response.status < 400) record(key, init?.body, response);
    if (type === undefined || answer === undefined) {
      if (answer?.content) faults.add(`${name}: no content`);
      return response;
    }
    const [media] = Object.entries(answer.content ?? {}).filter(
      ([of]) => of === '*/*' || of.replace(/;.*/, '') === type,
    );
    if (media === undefined) faults.add(`${name}: ${type} is not in the document`);
    else if (/[/+]json$/.test(type) && media[0] !== '*/*') {
      const text = await response
        .clone()
        .text()
        .catch(() => undefined);
      if (text !== undefined) check(name, media[1].schema, JSON.parse(text));
    }
    return response;
  };
  return {
    document,
    faults,
    unseen: (by) => all.filter((key) => seenBy(key) === by && !seen.has(key)),
    lines: (method, path, text) => {
      const key = String(find(method, path));
      const schema = operations.get(key)?.responses['200']?.content?.['application/x-ndjson']?.schema;
      for (const line of text.trim().split('\n')) check(key, schema, JSON.parse(line));
    },
    content: (bytes) => {
      const { releases, items, end } = contentOf(bytes);
      const { ContentRelease, ContentItem, ContentEnd } = document.components.schemas;
      for (const release of releases) check('release', ContentRelease, release);
      for (const { name, leaf } of items) check('item', ContentItem, { name, leaf });
      check('end', ContentEnd, end);
    },
    close: () => {
      globalThis.fetch = fetch;
    },
  };
}

/** By `GET /path`; paths without parameters first, as OpenAPI matches them. */
function operationsOf({ paths }: OpenApi): ReadonlyMap<string, Operation> {
  const sorted = Object.entries(paths).sort(([a], [b]) => a.split('{').length - b.split('{').length);
  return new Map(
    sorted.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    ),
  );
}

function seenBy(key: string): SeenBy | undefined {
  return (Object.keys(SEEN_BY) as SeenBy[]).find((one) => SEEN_BY[one].test(key));
}

function matches(key: string, method: string, path: string): boolean {
  const [of, template = ''] = key.split(' ');
  const parts = template.split(/\{\w+\}/).map((part) => RegExp.escape(part));
  return of === method && new RegExp(`^${parts.join(template.startsWith('/log/tile/') ? '.+' : '[^/]+')}$`).test(path);
}

/** Strict: the document says of each object that it has no other members. */
export function parserFor(schema: Schema, { components }: Pick<OpenApi, 'components'>): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: named(schema, components.schemas) });
  return z.fromJSONSchema(JSON.parse(whole.replaceAll(SCHEMAS, '#/$defs/')));
}

const SCHEMAS = '#/components/schemas/';

/** What the schema names, and what that names: all others take longer to read than a test has. */
function named(schema: Schema, all: OpenApi['components']['schemas'], found: Record<string, Schema> = {}) {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    const other = all[name];
    if (other === undefined || name in found) continue;
    found[name] = other;
    named(other, all, found);
  }
  return found;
}
