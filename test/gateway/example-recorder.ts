import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../src/gateway/http/operation-example.ts';

/** A call of a test that was answered as documented. */
export interface SeenCall {
  readonly operation: {
    readonly operationId: string;
    readonly parameters?: readonly { readonly name: string; readonly schema?: Readonly<Record<string, unknown>> }[];
  };
  /** Of the path, with its parameters in braces. */
  readonly template: string;
  readonly body: unknown;
  readonly response: Response;
}

/** More than this nobody reads of an example. */
const FULL = 2_500;
const ENTRIES = 2;
const LONGEST = 100_000;
const TEXTUAL = /^(?:text\/(?!html)|application\/(?:[\w.-]+\+)?(?:json|x-ndjson))/;
const SHOWN = 'https://gateway.example';

/** Keeps of each operation the fullest call that people still read, in a file of its own and of this process. */
export class ExampleRecorder {
  readonly #directory: string;
  readonly #best = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async see(call: SeenCall): Promise<void> {
    // A stream that its reader leaves has no end.
    const text = await textOf(call.response).catch(() => undefined);
    const { operationId } = call.operation;
    const example = exampleOf(call, text);
    const worth = worthOf(example);
    if (worth <= (this.#best.get(operationId) ?? Number.NEGATIVE_INFINITY)) return;
    this.#best.set(operationId, worth);
    writeFileSync(join(this.#directory, `${operationId}.${process.pid}.json`), JSON.stringify(example));
  }
}

/** The longer the better, as long as it is no longer than people read. */
export function worthOf(example: Example): number {
  const { length } = JSON.stringify(example);
  return length <= FULL ? length : -length;
}

async function textOf(response: Response): Promise<string | undefined> {
  const text = TEXTUAL.test(response.headers.get('content-type') ?? '') ? await response.text() : '';
  return text === '' || text.length > LONGEST ? undefined : text;
}

function exampleOf({ operation, template, body, response }: SeenCall, text: string | undefined): Example {
  const url = new URL(response.url);
  const { status } = response;
  const type = response.headers.get('content-type')?.replace(/;.*/, '');
  const typed = new Map((operation.parameters ?? []).map(({ name, schema }) => [name, schema?.['type']]));
  const parameters = { ...inPath(template, url.pathname), ...Object.fromEntries(url.searchParams) };
  const values = Object.entries(parameters).map(([name, value]) => [name, typedValue(value, typed.get(name))] as const);
  const asked = read(body);
  const reply = text === undefined ? undefined : replyOf(type, text);
  const whole = {
    ...(values.length === 0 ? {} : { parameters: Object.fromEntries(values) }),
    ...(asked === undefined ? {} : { body: asked }),
    status,
    ...(reply === undefined ? {} : { reply }),
  };
  return JSON.parse(placeless(JSON.stringify(shortened(whole)), url)) as Example;
}

function typedValue(value: string, type: unknown): string | number | boolean {
  if (type === 'integer' || type === 'number') return Number(value);
  return type === 'boolean' ? value === 'true' : value;
}

function inPath(template: string, path: string): Record<string, string> {
  // A tile's number may have slashes.
  const pattern = template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => `(?<${name}>${name === 'index' ? '.+' : '[^/]+'})`,
  );
  return { ...new RegExp(`^${pattern}$`).exec(path)?.groups };
}

/** JSON as its value; other text as it is. */
function read(body: unknown): unknown {
  if (body === undefined || body === null) return undefined;
  const text = typeof body === 'string' ? body : utf8Text(body as Uint8Array);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function replyOf(type: string | undefined, text: string): unknown {
  if (type === 'application/x-ndjson') return JSON.parse(text.split('\n')[0] ?? '');
  return type !== undefined && /[/+]json$/.test(type) ? JSON.parse(text) : text;
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, ENTRIES).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]));
}

/** Without the places of this machine. */
function placeless(text: string, { origin, host }: URL): string {
  return text
    .replaceAll(origin, SHOWN)
    .replaceAll(host, new URL(SHOWN).host)
    .replace(/\/tmp\/custos-[\w-]+/g, '/var/lib/custos');
}
