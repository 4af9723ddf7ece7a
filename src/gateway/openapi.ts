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

/** The OpenAPI 3.1 document of the routes: the same schemas that check the requests. */
export function openApiDocument(routes: readonly Route[], endpoint: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    path[route.method] = operation(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Custos gateway',
      version: '1',
      description:
        'Mediates access to one holder’s datasets. Every request but the public ones is made in a session and carries a DPoP proof that binds the whole request.',
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
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { reply } = route;
  const type = reply.type ?? 'application/json';
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    ...(route.who === 'anyone' ? {} : { security: [{ dpop: [] }], description: `For: ${route.who.join(', ')}.` }),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(route.creates ? { header: z.object({ 'idempotency-key': z.string().min(8).max(128).optional() }) } : {}),
    },
    ...bodyOf(route),
    responses: {
      [reply.status]: {
        description: reply.description,
        ...(reply.status === 204 ? {} : { content: { [type]: { schema: reply.schema ?? z.unknown() } } }),
      },
      default: { description: 'Refused or failed.', content: { 'application/problem+json': { schema: problem } } },
    },
  } as ZodOpenApiOperationObject;
}

function bodyOf(route: Route): object {
  if (route.rawBody) return { requestBody: { required: true, content: { [route.rawBody]: { schema: z.string() } } } };
  if (!route.body) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } };
}

/** `getDatasetsByDatasetContent` for GET /v1/datasets/{dataset}/content. */
function operationId({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const name = words.map((word) => {
    const plain = word
      .replace(/[{}]/g, '')
      .replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
    return `${word.startsWith('{') ? 'By' : ''}${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
  });
  return `${method}${name.join('')}`;
}
