import { queryOptions } from '@tanstack/react-query';
import { CustosError, callPlainly } from '../../client/index.ts';
import { stranger } from '../session/session.ts';

export interface Parameter {
  readonly name: string;
  readonly where: 'path' | 'query' | 'header';
  readonly isRequired: boolean;
  /** As the document has it. */
  readonly text: string;
  readonly example: string;
}

/** One operation of the gateway, as its document describes it, in English. */
export interface Operation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** With `{name}` for each parameter of it. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Roles that may call; undefined where anybody may, signed in or not. */
  readonly roles: readonly string[] | undefined;
  /** With which of these a person of the holder’s may. */
  readonly duties: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Absent where it takes none. A text is JSON. */
  readonly body?: { readonly type: string; readonly example: string };
  /** Takes an access request, which the log keeps. */
  readonly isAccessRequest: boolean;
  /** What each status means. */
  readonly answers: Readonly<Record<string, string>>;
}

interface DescribedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly 'x-duties'?: readonly string[];
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, DescribedBody>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}
interface DescribedBody {
  readonly schema?: { readonly $ref?: string };
  readonly example?: unknown;
}

const METHODS = ['get', 'post', 'put', 'delete'];
const ACCESS_REQUEST = '#/components/schemas/AccessRequest';
const JSON_TYPE = 'application/json';

/** All operations of the gateway, in the order of its document. */
export const operationsOf = () =>
  queryOptions({ queryKey: ['operations'], queryFn: readOperations, staleTime: Number.POSITIVE_INFINITY });

async function readOperations(): Promise<readonly Operation[]> {
  const { status, body } = await callPlainly(stranger(), { method: 'GET', path: '/openapi.json', anonymous: true });
  const document = status === 200 ? JSON.parse(new TextDecoder().decode(body)) : undefined;
  const paths: unknown = document?.paths;
  if (typeof paths !== 'object' || paths === null) {
    throw new CustosError(
      'GATEWAY_UNREACHABLE',
      'The gateway gives no description of its operations. Try again later.',
    );
  }
  return Object.entries(paths as Record<string, Record<string, DescribedOperation>>).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const described = methods[method];
      return described === undefined ? [] : [operationOf(method, path, described)];
    }),
  );
}

function operationOf(method: string, path: string, described: DescribedOperation): Operation {
  const { operationId, summary = '', tags = [], parameters = [], requestBody, responses } = described;
  const taken = parameters.flatMap(parameterOf);
  const [body] = Object.entries(requestBody?.content ?? {});
  const inUrl = taken.some(({ name, where }) => where === 'query' && name === 'request');
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    summary,
    tag: tags[0] ?? '',
    roles: rolesOf(described),
    duties: described['x-duties'] ?? [],
    parameters: taken,
    ...(body === undefined ? {} : { body: bodyOf(...body) }),
    isAccessRequest: inUrl || body?.[1].schema?.$ref === ACCESS_REQUEST,
    answers: Object.fromEntries(Object.entries(responses).map(([status, { description }]) => [status, description])),
  };
}

/** The document says them in a sentence. */
function rolesOf({ security = [], description = '' }: DescribedOperation): readonly string[] | undefined {
  if (security.length === 0) return undefined;
  const [, roles = ''] = /^For: (.*)\.$/.exec(description) ?? [];
  return roles.split(', ').filter((role) => role !== '');
}

/** The proof of possession is made for each call, and nobody’s to fill in. */
function parameterOf({
  name,
  in: where,
  required = false,
  description = '',
  example,
}: DescribedParameter): Parameter[] {
  if (name === 'DPoP' || (where !== 'path' && where !== 'query' && where !== 'header')) return [];
  return [{ name, where, isRequired: required, text: description, example: example === undefined ? '' : `${example}` }];
}

function bodyOf(type: string, { example }: DescribedBody): { readonly type: string; readonly example: string } {
  return { type, example: type === JSON_TYPE ? JSON.stringify(example ?? {}, undefined, 2) : '' };
}

/** Whether it takes JSON, which is typed, and no file. */
export function takesJson({ body }: Operation): boolean {
  return body?.type === JSON_TYPE;
}

/** Whether something stands otherwise after it, if only a line of the log. */
export function changes({ method, isAccessRequest }: Operation): boolean {
  return method !== 'GET' || isAccessRequest;
}

/** Those in whose address, name or summary each of the words stands. */
export function found(operations: readonly Operation[], words: string): readonly Operation[] {
  const wanted = words.toLowerCase().split(/\s+/);
  return operations.filter(({ id, method, path, summary, tag }) => {
    const text = `${method} ${path} ${id} ${summary} ${tag}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
