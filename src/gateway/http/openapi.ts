import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { DUTIES } from '../../core/duties.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { GUIDE, PROOF_SCHEMAS } from './api-guide.ts';
import { addExamples, type Example } from './operation-example.ts';
import { refusalsOf } from './refusals.ts';
import type { Route } from './route.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable code of the error.' }),
    detail: z.string().meta({ description: 'What was wrong and what to do.' }),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457 problem document.',
    examples: [
      {
        type: 'urn:custos:error:RATE_LIMITED',
        title: 'rate limited',
        status: 429,
        code: 'RATE_LIMITED',
        detail: 'Too many requests. Try again in 12 s.',
        details: { seconds: 12 },
      },
    ],
  });

/** What a refusal of each status means, and what comes with it. */
const REFUSED: Readonly<Record<number, string>> = {
  400: 'The request is not what this route takes.',
  401: 'The caller is not signed in, or the proof does not hold.',
  403: 'The caller may not do this, or does not get what it asked for.',
  404: 'There is no such thing.',
  409: 'It contradicts what stands.',
  410: 'The key of what it names was destroyed.',
  413: 'The body is too large.',
  416: 'The range lies outside the item.',
  422: 'It was understood, and cannot be done.',
  429: 'Too many requests.',
};
const retryAfter = z.object({ 'Retry-After': z.string().optional().meta({ description: 'Seconds to wait.' }) });
const challenge = z.object({ 'WWW-Authenticate': z.string().meta({ description: 'DPoP, with the algorithm.' }) });
const REFUSED_HEADERS: Readonly<Record<number, z.ZodObject>> = { 401: challenge, 429: retryAfter };

const proof = {
  DPoP: z.string().meta({
    description:
      'DPoP proof (RFC 9449) by the session’s key, for this request alone: a compact JWS of DpopHeader and DpopClaims. The description of this document says how its claim `req` binds the whole request.',
  }),
};
const repeatable = {
  'Idempotency-Key': z
    .string()
    .min(8)
    .max(128)
    .regex(/^[\x21-\x7e]*$/)
    .optional()
    .meta({
      description:
        'Chosen by the client, new for each thing to be made: a repetition with it, for a day, makes nothing anew and gets the first answer.',
    }),
};

/** The OpenAPI 3.1 document of the routes: the same schemas that check the requests. `examples` by the ids of operations. */
export function openApiDocument(
  routes: readonly Route[],
  endpoint: string,
  examples: Readonly<Record<string, Example>>,
): Readonly<Record<string, unknown>> & { readonly openapi: string } {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const problemOf = problems();
  for (const route of routes) {
    // OpenAPI has no template for the rest of a path.
    const template = route.path.replaceAll('{+', '{');
    const path = paths[template] ?? {};
    paths[template] = path;
    path[route.method] = operation(route, problemOf);
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Custos gateway',
      version: '1',
      description: GUIDE,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: endpoint }],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      schemas: Object.assign({}, PROOF_SCHEMAS, ...routes.map(({ reply }) => reply.parts)),
      securitySchemes: {
        dpop: { type: 'http', scheme: 'dpop', description: 'RFC 9449, with the claim `req` over the whole request.' },
      },
    },
  });
  addExamples(document.paths ?? {}, examples);
  return { ...document };
}

function operation(route: Route, problemOf: ReturnType<typeof problems>): ZodOpenApiOperationObject {
  const { reply } = route;
  const content = contentOf(reply);
  const answers = Object.entries({ [reply.status]: reply.description, ...reply.also }).map(([status, description]) => [
    status,
    { description, ...(reply.headers ? { headers: reply.headers } : {}), ...content },
  ]);
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    ...(route.who === 'anyone'
      ? { security: [] }
      : { security: [{ dpop: [] }], description: `For: ${route.who.join(', ')}.` }),
    ...(route.duties === undefined ? {} : { 'x-duties': route.duties === 'any' ? [...DUTIES] : route.duties }),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      header: z.object({ ...(route.who === 'anyone' ? {} : proof), ...(route.creates ? repeatable : {}) }),
    },
    ...bodyOf(route),
    responses: {
      ...Object.fromEntries(answers),
      ...Object.fromEntries(
        [...refusalsOf(route)].map(([status, codes]) => [status, refusal(status, codes, problemOf(status, codes))]),
      ),
      '5XX': { description: 'It failed on the gateway’s side.', content: { [PROBLEM]: { schema: problem } } },
    },
  } as ZodOpenApiOperationObject;
}

const PROBLEM = 'application/problem+json';

function refusal(status: number, codes: readonly ErrorCode[], schema: z.ZodType): object {
  const headers = REFUSED_HEADERS[status];
  return {
    description: `${REFUSED[status] ?? 'Refused.'} ${codes.join(', ')}.`,
    ...(headers ? { headers } : {}),
    content: { [PROBLEM]: { schema } },
  };
}

/** One schema for each list of codes, by a name: `Problem404`, and `Problem404Or2` for the second list of that status. */
function problems(): (status: number, codes: readonly ErrorCode[]) => z.ZodType {
  const known = new Map<string, z.ZodType>();
  return (status, codes) => {
    const key = `${status} ${codes.join(' ')}`;
    const nth = [...known.keys()].filter((other) => other.startsWith(`${status} `)).length + 1;
    const id = `Problem${status}${nth === 1 ? '' : `Or${nth}`}`;
    const schema = known.get(key) ?? problem.extend({ status: z.literal(status), code: z.enum(codes) }).meta({ id });
    known.set(key, schema);
    return schema;
  };
}

/** Bytes of no further form have no schema. */
function contentOf({ status, schema, line, type = 'application/json' }: Route['reply']): object {
  if (status === 204) return {};
  const described = schema ?? line ?? (type.startsWith('text/') ? z.string() : undefined);
  return { content: { [type]: described ? { schema: described } : {} } };
}

function bodyOf({ rawBody, ...route }: Route): object {
  if (rawBody) return { requestBody: { required: true, content: { [rawBody.type]: { schema: rawBody.schema } } } };
  if (!route.body) return {};
  const example = route.example === undefined ? {} : { example: route.example };
  return { requestBody: { required: true, content: { 'application/json': { schema: route.body, ...example } } } };
}

/** `getDatasetsByDatasetContent` for GET /v1/datasets/{dataset}/content. */
function operationId({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const name = words.map((word) => {
    const plain = word
      .replace(/[{+}]/g, '')
      .replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
    return `${word.startsWith('{') ? 'By' : ''}${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
  });
  return `${method}${name.join('') || 'Start'}`;
}
