import { once } from 'node:events';
import type { Request } from 'express';
import { z } from 'zod';
import { coarseCounts } from '../../consent/reasons.ts';
import { type Bytes, fromBase64Url, toBase64Url, utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { type AccessRequest, decodeRequest, MAX_REQUEST_BYTES, requestDigest } from '../../core/request.ts';
import type { Access } from '../access.ts';
import type { Caller, Role } from '../caller.ts';
import { ContentStream } from '../content-stream.ts';
import { type Route, route } from '../route.ts';
import { datasetId, decimal } from '../schemas.ts';

export interface AccessRouteDeps {
  readonly access: Access;
}

const ASKERS = ['requester', 'environment', 'clinician', 'subject'] as const satisfies readonly Role[];
const inBody = {
  rawBody: 'application/json',
  maxBody: MAX_REQUEST_BYTES,
  bind: (_: Request, body: Bytes) => requestDigest(body),
} as const;
const inQuery = { bind: (request: Request) => requestDigest(queried(request)) } as const;

/** The routes that take an access request: its canonical bytes, which the proof binds. */
export function accessRoutes({ access }: AccessRouteDeps): Route[] {
  return [
    route({
      ...inBody,
      method: 'post',
      path: '/v1/access/check',
      summary: 'What a request would get now; nothing is released',
      tag: 'access',
      who: ASKERS,
      reply: { status: 200, description: 'Runs of item numbers, and what is withheld.' },
      handle: async ({ body, caller }) => {
        const decision = await access.decide(caller, decodeRequest(body as unknown as Bytes));
        if (decision.outcome === 'refused') {
          throw new CustosError('ACCESS_REFUSED', decision.detail, {
            details: { reason: decision.reason, ...coarseCounts(decision.withheld) },
          });
        }
        return {
          ranges: runs(decision.items),
          count: decision.items.length,
          withheld: coarseCounts(decision.withheld),
        };
      },
    }),
    route({
      ...inBody,
      method: 'post',
      path: '/v1/access/explain',
      summary: 'Why a request would be allowed or refused, and what would have to change',
      tag: 'access',
      who: ASKERS,
      reply: { status: 200, description: 'The explanation.' },
      handle: async ({ body, caller }) => access.explain(caller, decodeRequest(body as unknown as Bytes)),
    }),
    route({
      ...inBody,
      method: 'post',
      path: '/v1/datasets/{dataset}/content',
      summary: 'Get what is permitted of a version',
      tag: 'access',
      who: ASKERS,
      params: z.object({ dataset: datasetId }),
      reply: { status: 200, description: 'NDJSON of release, item, data and end lines.', type: 'application/x-ndjson' },
      handle: async ({ params, body, caller, response }) => {
        const request = decodeRequest(body as unknown as Bytes);
        await serve(access, caller, request, params.dataset, new ContentStream(response));
        return undefined;
      },
    }),
    route({
      ...inQuery,
      method: 'get',
      path: '/v1/datasets/{dataset}/content',
      summary: 'The same, for requests that fit a URL',
      tag: 'access',
      who: ASKERS,
      params: z.object({ dataset: datasetId }),
      query: z.object({ request: z.string() }),
      reply: { status: 200, description: 'NDJSON of release, item, data and end lines.', type: 'application/x-ndjson' },
      handle: async ({ params, caller, request, response }) => {
        await serve(access, caller, decodeRequest(queried(request)), params.dataset, new ContentStream(response));
        return undefined;
      },
    }),
    route({
      ...inBody,
      method: 'post',
      path: '/v1/me/data',
      summary: 'My own data; the request names neither purpose nor permit',
      tag: 'subjects',
      who: ['subject'],
      reply: { status: 200, description: 'NDJSON of release, item, data and end lines.', type: 'application/x-ndjson' },
      handle: async ({ body, caller, response }) => {
        const request = decodeRequest(body as unknown as Bytes);
        if (request.purpose !== undefined || request.permit !== undefined) {
          throw new CustosError('INPUT_INVALID', 'Your own data needs neither purpose nor permit. Leave them out.');
        }
        await serve(access, caller, request, request.dataset, new ContentStream(response));
        return undefined;
      },
    }),
    route({
      ...inQuery,
      method: 'get',
      path: '/v1/datasets/{dataset}/versions/{version}/items/{item}',
      summary: 'One item as its own bytes, whole or a range of it',
      tag: 'access',
      who: ASKERS,
      params: z.object({ dataset: datasetId, version: decimal(0xffff_ffff), item: decimal(0xffff_ffff) }),
      query: z.object({ request: z.string() }),
      reply: {
        status: 200,
        description:
          'The bytes; 206 for the range that the request names. Custos-Receipt and Custos-Item hold what proves them.',
        type: 'application/octet-stream',
      },
      handle: async ({ params, caller, request, response }) => {
        const wanted = decodeRequest(queried(request));
        const [item] = wanted.items ?? [];
        if (
          wanted.dataset !== params.dataset ||
          wanted.version !== params.version ||
          item !== params.item ||
          wanted.items?.length !== 1
        ) {
          throw new CustosError('INPUT_INVALID', 'The request must name just the item of the path.');
        }
        const interrupt = () => {
          response.socket?.resetAndDestroy();
          response.destroy();
        };
        await access.item(
          caller,
          wanted,
          ({ receipt, size, mediaType, line }) => {
            const range = wanted.ranges?.[0];
            const last = Math.min(range?.[1] ?? size - 1, size - 1);
            response.status(range ? 206 : 200).set({
              'Content-Type': mediaType,
              'Content-Length': String(range ? Math.max(0, last - range[0] + 1) : size),
              'Accept-Ranges': 'bytes',
              ETag: `"${line.item.leaf.digest.slice(2)}"`,
              'Cache-Control': 'no-store',
              'X-Accel-Buffering': 'no',
              'Content-Disposition': 'attachment',
              'Custos-Receipt': toBase64Url(receipt),
              'Custos-Item': toBase64Url(utf8(JSON.stringify(line.item))),
              ...(range ? { 'Content-Range': `bytes ${range[0]}-${last}/${size}` } : {}),
            });
          },
          async (bytes) => {
            if (response.destroyed) throw new CustosError('UNAVAILABLE', 'The client went away.');
            if (!response.write(bytes)) await once(response, 'drain', { signal: AbortSignal.timeout(60_000) });
          },
          interrupt,
        );
        response.end();
        return undefined;
      },
    }),
  ];
}

async function serve(
  access: Access,
  caller: Caller,
  request: AccessRequest,
  dataset: string,
  stream: ContentStream,
): Promise<void> {
  if (request.dataset !== dataset)
    throw new CustosError('INPUT_INVALID', 'The request names another dataset than the path.');
  await access.stream(caller, request, stream);
}

function queried(request: Request): Bytes {
  const { request: text } = request.query;
  if (typeof text !== 'string')
    throw new CustosError('INPUT_INVALID', 'Give the canonical request as `?request=` in base64url.');
  return fromBase64Url(text);
}

/** First and last number of each run. */
function runs(items: Uint32Array): [number, number][] {
  const found: [number, number][] = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last && last[1] + 1 === item) last[1] = item;
    else found.push([item, item]);
  }
  return found;
}
