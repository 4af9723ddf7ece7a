import { z } from 'zod';
import { docsPage } from '../http/docs-page.ts';
import type { Metrics } from '../http/metrics.ts';
import { openApiDocument } from '../http/openapi.ts';
import { type Route, route } from '../http/route.ts';
import type { Readiness } from '../release/readiness.ts';
import { type Start, start } from '../replies/start.ts';

export interface OperationsDeps {
  readonly metrics: Metrics;
  readonly readiness: () => Readiness;
}

/** For those who run the gateway. They can be served at an address of their own. */
export function operationsRoutes(deps: OperationsDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process answers',
      tag: 'operations',
      who: 'anyone',
      unlimited: true,
      reply: { status: 200, description: 'It does.', schema: z.object({ status: z.literal('ok') }) },
      handle: async () => ({ status: 'ok' as const }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'Whether releases can be made now',
      tag: 'operations',
      who: 'anyone',
      unlimited: true,
      reply: {
        status: 200,
        description: 'They can.',
        schema: z.object({
          ready: z.boolean(),
          obstacles: z.array(z.string()).meta({ description: 'What stands in the way.' }),
        }),
        also: { 503: 'They cannot.' },
      },
      handle: async ({ response }) => {
        const readiness = deps.readiness();
        if (readiness.ready) return readiness;
        response.status(503).json(readiness);
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      summary: 'Figures for Prometheus',
      tag: 'operations',
      who: 'anyone',
      sameOrigin: true,
      reply: { status: 200, description: 'Prometheus text format.', type: deps.metrics.registry.contentType },
      handle: async () => deps.metrics.registry.metrics(),
    }),
  ];
}

export interface DocumentDeps {
  readonly endpoint: string;
  /** What it says of itself. */
  readonly self: () => Pick<
    Start,
    'software' | 'holder' | 'organisation' | 'officer' | 'quickExit' | 'provider' | 'sample' | 'codes' | 'ledger'
  >;
  /** All routes that are served at the endpoint, these included. */
  readonly routes: () => readonly Route[];
  /** Whether it serves the web pages, too. */
  readonly hasPages: boolean;
}

/** What the gateway says of its own API. */
export function documentRoutes(deps: DocumentDeps): Route[] {
  // Both are made once, when somebody asks for them: it takes milliseconds of the event loop, and strangers may ask. The examples are as
  // large as the rest of the gateway's routes, and no start waits for them.
  let document: Promise<ReturnType<typeof openApiDocument>> | undefined;
  let page: string | undefined;
  const described = () => {
    document ??= import('../http/examples.ts').then(({ EXAMPLES }) =>
      openApiDocument(deps.routes(), deps.endpoint, EXAMPLES),
    );
    return document;
  };
  const said = (): Start => ({
    name: 'Custos gateway',
    ...deps.self(),
    documentation: '/docs',
    openapi: '/openapi.json',
    checkpoint: '/log/checkpoint',
  });
  return [
    route({
      method: 'get',
      path: '/',
      summary: 'What this is, who holds it, and where to go on',
      tag: 'operations',
      who: 'anyone',
      reply: {
        status: 200,
        description: 'The same for everybody. Whoever asks for HTML gets the web pages.',
        schema: start,
      },
      handle: async () => said(),
    }),
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'This API, as OpenAPI 3.1',
      tag: 'operations',
      who: 'anyone',
      reply: { status: 200, description: 'The document.', schema: z.looseObject({ openapi: z.string() }) },
      handle: async () => described(),
    }),
    route({
      method: 'get',
      path: '/docs',
      summary: 'This API, for people',
      tag: 'operations',
      who: 'anyone',
      reply: { status: 200, description: 'A page.', type: 'text/html; charset=utf-8' },
      handle: async () => {
        page ??= docsPage(await described(), deps.hasPages);
        return page;
      },
    }),
  ];
}
