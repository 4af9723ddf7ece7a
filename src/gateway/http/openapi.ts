import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
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
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });

const proof = {
  DPoP: z.string().meta({
    description:
      'DPoP proof (RFC 9449, ES256) by the session’s key, for this request alone. Its claim `req` is in base64url the digest of method, path with query, and body; of the AccessRequest where the route takes one.',
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

/** The OpenAPI 3.1 document of the routes: the same schemas that check the requests. */
export function openApiDocument(
  routes: readonly Route[],
  endpoint: string,
): Readonly<Record<string, unknown>> & { readonly openapi: string } {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    // OpenAPI has no template for the rest of a path.
    const template = route.path.replaceAll('{+', '{');
    const path = paths[template] ?? {};
    paths[template] = path;
    path[route.method] = operation(route);
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Custos gateway',
      version: '1',
      description:
        'Mediates access to one holder’s datasets. Every request but the public ones is made in a session and carries a DPoP proof that binds the whole request. Accounts and digests are lowercase hex with 0x. The schema of a reply in NDJSON is that of one line. Errors are Problem documents with a stable code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: endpoint }],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        dpop: { type: 'http', scheme: 'dpop', description: 'RFC 9449, with the claim `req` over the whole request.' },
      },
    },
  });
  return { ...document };
}

function operation(route: Route): ZodOpenApiOperationObject {
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
    ...(route.who === 'anyone' ? {} : { security: [{ dpop: [] }], description: `For: ${route.who.join(', ')}.` }),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      header: z.object({ ...(route.who === 'anyone' ? {} : proof), ...(route.creates ? repeatable : {}) }),
    },
    ...bodyOf(route),
    responses: {
      ...Object.fromEntries(answers),
      default: { description: 'Refused or failed.', content: { 'application/problem+json': { schema: problem } } },
    },
  } as ZodOpenApiOperationObject;
}

/** Bytes of no further form have no schema. */
function contentOf({ status, schema, line, page, type = 'application/json' }: Route['reply']): object {
  if (status === 204) return {};
  const described = schema ?? line ?? (type.startsWith('text/') ? z.string() : undefined);
  const asPage = page ? { 'text/html; charset=utf-8': { schema: z.string() } } : {};
  return { content: { [type]: described ? { schema: described } : {}, ...asPage } };
}

function bodyOf({ rawBody, ...route }: Route): object {
  if (rawBody) return { requestBody: { required: true, content: { [rawBody.type]: { schema: rawBody.schema } } } };
  if (!route.body) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } };
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
