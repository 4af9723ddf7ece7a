import type { Request, Response } from 'express';
import { z } from 'zod';
import { coarseCounts } from '../../consent/reasons.ts';
import { type Bytes, fromBase64Url } from '../../core/bytes.ts';
import { CONTENT_TYPE } from '../../core/content-frame.ts';
import { CustosError } from '../../core/errors.ts';
import { type AccessRequest, decodeRequest, MAX_REQUEST_BYTES, requestDigest } from '../../core/request.ts';
import type { Caller, Role } from '../auth/caller.ts';
import type { Metrics } from '../http/metrics.ts';
import { OpenStreams, type StreamLimits } from '../http/open-streams.ts';
import { atStep, failsAtStep } from '../http/reply-time.ts';
import { type Route, route } from '../http/route.ts';
import { count, datasetId, decimal } from '../http/schemas.ts';
import { categories } from '../http/use-schemas.ts';
import type { Access, OpenItem } from '../release/access.ts';
import { askerOf } from '../release/asked.ts';
import { type QuestionLimits, Questions } from '../release/questions.ts';
import { CONTENT_STREAM, contentParts, explanation, itemProof, withheld } from '../replies/content.ts';
import { accessRequest, inUrl } from '../replies/request.ts';

export interface AccessRouteDeps {
  readonly access: Access;
  readonly limits: StreamLimits & QuestionLimits;
  readonly metrics: Metrics;
}

const ASKERS = ['requester', 'environment', 'clinician', 'subject'] as const satisfies readonly Role[];
const inBody = {
  rawBody: { type: 'application/json', schema: accessRequest },
  maxBody: MAX_REQUEST_BYTES,
  bind: (_: Request, body: Bytes) => requestDigest(body),
} as const;
const CONTENT = {
  status: 200,
  description: CONTENT_STREAM,
  type: CONTENT_TYPE,
  parts: contentParts,
} as const;
/** Whatever a holder's import wrote down: nothing else goes into a header. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}(?:; ?charset=[\w-]{1,32})?$/;
const ownKinds = z.record(z.string(), count).meta({
  description: 'Of one’s own data alone: how many items there are of each kind, such as a FHIR resource type.',
});
const inQuery = { query: inUrl, bind: (request: Request) => requestDigest(queried(request)) } as const;

/** The routes that take an access request: its canonical bytes, which the proof binds. */
export function accessRoutes({ access, limits, metrics }: AccessRouteDeps): Route[] {
  const streams = new OpenStreams(limits);
  const questions = new Questions(limits, metrics);
  const answer = async <T>(
    kind: 'check' | 'explain',
    caller: Caller,
    body: Bytes,
    work: (request: AccessRequest) => Promise<T>,
  ): Promise<T> => {
    const request = decodeRequest(body);
    const isOfPeople = 'member' in askerOf(caller, request) && access.knows(request.dataset);
    if (!isOfPeople) return work(request);
    await questions.spend(kind, caller, request.dataset, body);
    return atStep(() => work(request));
  };
  return [
    route({
      ...inBody,
      method: 'post',
      path: '/v1/access/check',
      summary: 'What a request would get now; nothing is released',
      tag: 'access',
      who: ASKERS,
      duties: ['researcher'],
      reply: {
        status: 200,
        description: 'What would be released, and what is withheld.',
        schema: z.object({
          ranges: z.array(z.tuple([count, count])).meta({ description: 'First and last number of each run of items.' }),
          count: count.meta({ description: 'Items in all.' }),
          bytes: count.meta({ description: 'Bytes of them in all.' }),
          withheld,
          kinds: ownKinds.optional(),
          categories: categories.optional(),
        }),
      },
      handle: ({ body, caller }) =>
        answer('check', caller, body as unknown as Bytes, async (request) => {
          const { decision, bytes, own } = await access.decide(caller, request);
          if (decision.outcome === 'refused') {
            throw new CustosError('ACCESS_REFUSED', decision.detail, {
              details: { reason: decision.reason, ...coarseCounts(decision.withheld) },
            });
          }
          return {
            ranges: runs(decision.items),
            count: decision.items.length,
            bytes,
            withheld: coarseCounts(decision.withheld),
            ...own,
          };
        }),
    }),
    route({
      ...inBody,
      method: 'post',
      path: '/v1/access/explain',
      summary: 'Why a request would be allowed or refused, and what would have to change',
      tag: 'access',
      who: ASKERS,
      duties: ['researcher'],
      reply: { status: 200, description: 'The explanation.', schema: explanation },
      handle: ({ body, caller }) =>
        answer('explain', caller, body as unknown as Bytes, (request) => access.explain(caller, request)),
    }),
    route({
      ...inBody,
      method: 'post',
      path: '/v1/datasets/{dataset}/content',
      summary: 'Get what is permitted of a version',
      tag: 'access',
      who: ASKERS,
      duties: ['researcher'],
      params: z.object({ dataset: datasetId }),
      reply: CONTENT,
      handle: async ({ params, body, caller, response }) =>
        content(caller, named(decodeRequest(body as unknown as Bytes), params.dataset), response),
    }),
    route({
      ...inQuery,
      method: 'get',
      path: '/v1/datasets/{dataset}/content',
      summary: 'The same, for requests that fit a URL',
      tag: 'access',
      who: ASKERS,
      duties: ['researcher'],
      params: z.object({ dataset: datasetId }),
      reply: CONTENT,
      handle: async ({ params, caller, request, response }) =>
        content(caller, named(decodeRequest(queried(request)), params.dataset), response),
    }),
    route({
      ...inBody,
      method: 'post',
      path: '/v1/me/data',
      summary: 'My own data; the request names neither purpose nor permit',
      tag: 'subjects',
      who: ['subject'],
      reply: CONTENT,
      handle: async ({ body, caller, response }) =>
        content(caller, own(decodeRequest(body as unknown as Bytes)), response),
    }),
    route({
      ...inQuery,
      method: 'get',
      path: '/v1/me/data',
      summary: 'The same, for requests that fit a URL',
      tag: 'subjects',
      who: ['subject'],
      reply: CONTENT,
      handle: async ({ caller, request, response }) => content(caller, own(decodeRequest(queried(request))), response),
    }),
    route({
      ...inQuery,
      method: 'get',
      path: '/v1/datasets/{dataset}/versions/{version}/items/{item}',
      summary: 'One item as its own bytes, whole or a range of it',
      tag: 'access',
      who: ASKERS,
      duties: ['researcher'],
      params: z.object({ dataset: datasetId, version: decimal(0xffff_ffff), item: decimal(0xffff_ffff) }),
      reply: {
        status: 200,
        description: 'The bytes, of the item’s own media type.',
        type: '*/*',
        headers: z.object({
          'Custos-Receipt': z.base64url().meta({ description: 'Receipt of the release (tlog-proof@v1), base64url.' }),
          'Custos-Item': z.base64url().meta({ description: 'JSON of the ItemProof, base64url.' }),
          ETag: z.string().meta({ description: 'SHA-256 of the whole item.' }),
        }),
        parts: { ItemProof: itemProof },
        also: { 206: 'The range that the request names.' },
      },
      handle: async ({ params: { dataset, version, item }, caller, request, response }) => {
        const wanted = named(decodeRequest(queried(request)), dataset);
        if (wanted.version !== version || wanted.items?.length !== 1 || wanted.items[0] !== item) {
          throw new CustosError('INPUT_INVALID', 'The request must name just the item of the path.');
        }
        const [range] = wanted.ranges ?? [];
        return streams.run(caller.signer, response, (stream) =>
          failsAtStep(() =>
            access.item(caller, wanted, stream, (opened) =>
              stream.begin(range ? 206 : 200, itemHeaders(opened, range)),
            ),
          ),
        );
      },
    }),
  ];

  function content(caller: Caller, request: AccessRequest, response: Response): Promise<void> {
    return streams.run(caller.signer, response, (stream) => failsAtStep(() => access.stream(caller, request, stream)));
  }
}

function itemHeaders(
  { receipt, size, mediaType, proof }: OpenItem,
  range: readonly [number, number] | undefined,
): Record<string, string> {
  if (range !== undefined && range[0] >= size) {
    throw new CustosError('RANGE_NOT_SATISFIABLE', `The item has ${size} bytes; the range lies outside.`);
  }
  const [first, last] = range ? [range[0], Math.min(range[1], size - 1)] : [0, size - 1];
  return {
    'Content-Type': MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream',
    'Content-Length': String(last - first + 1),
    'Accept-Ranges': 'bytes',
    ETag: `"${proof.leaf.digest.slice(2)}"`,
    'Content-Disposition': 'attachment',
    'Custos-Receipt': Buffer.from(receipt).toString('base64url'),
    'Custos-Item': Buffer.from(JSON.stringify(proof)).toString('base64url'),
    ...(range ? { 'Content-Range': `bytes ${first}-${last}/${size}` } : {}),
  };
}

function named(request: AccessRequest, dataset: string): AccessRequest {
  if (request.dataset === dataset) return request;
  throw new CustosError('INPUT_INVALID', 'The request names another dataset than the path.');
}

function own(request: AccessRequest): AccessRequest {
  if (request.purpose === undefined && request.permit === undefined) return request;
  throw new CustosError('INPUT_INVALID', 'Your own data needs neither purpose nor permit. Leave them out.');
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
