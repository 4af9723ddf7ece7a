import { z } from 'zod';
import type { Bytes } from '../../core/bytes.ts';
import { MAX_NOTICE_BYTES, NOTICE_TYPES } from '../../core/notice.ts';
import type { Notices } from '../consents/notices.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, digest, seconds } from '../http/schemas.ts';

const params = z.object({ notice: digest });
const mediaType = z.enum(NOTICE_TYPES);
const READERS = ['administrator', 'member', 'subject', 'withdrawer'] as const;

const notice = z
  .object({
    notice: digest,
    by: z.enum(['holder', 'consortium']),
    publishedAt: seconds,
    withdrawnAt: seconds.meta({ description: 'Seconds since 1970 UTC; 0 for one that stands.' }),
    mediaType: mediaType.optional().meta({ description: 'Absent where the text is not kept here.' }),
    bytes: count.optional(),
    title: z.string().optional().meta({ description: 'The first line of the text; empty for a PDF.' }),
  })
  .meta({ id: 'Notice', description: 'An information text that consents name by its digest.' });

/** What patients are shown before they consent. */
export function noticeRoutes({ notices }: { readonly notices: Notices }): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/notices',
      summary: 'Information texts that the holder or the consortium published',
      tag: 'consents',
      who: [...READERS],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, in the order of their publication; `next` goes on.',
        schema: z.object({ notices: z.array(notice), ...nextPage }),
      },
      handle: async ({ query }) => {
        const { page, ...next } = pageOf(await notices.list(), query);
        return { notices: page, ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/notices/{notice}',
      summary: 'The bytes of an information text, to be compared with its digest',
      tag: 'consents',
      who: [...READERS],
      params,
      reply: {
        status: 200,
        description: 'The text, never as something that a browser shows by itself.',
        type: 'application/octet-stream',
        headers: z.object({
          'Custos-Media-Type': mediaType.meta({
            description: 'As what the text was handed over. Its digest does not cover it: show by what the bytes are.',
          }),
        }),
      },
      handle: async ({ params, response }) => {
        const { kept, text } = await notices.read(params.notice);
        response.set({ 'Custos-Media-Type': kept.mediaType, 'Content-Disposition': 'attachment' });
        return text;
      },
    }),
    route({
      method: 'put',
      path: '/v1/notices/{notice}',
      summary: 'Hand over an information text, so that whoever signs in can read it',
      tag: 'consents',
      who: ['holder', 'administrator'],
      params,
      query: z.object({ type: mediaType }),
      rawBody: { type: 'application/octet-stream', schema: z.string().meta({ description: 'The text.' }) },
      maxBody: MAX_NOTICE_BYTES,
      reply: { status: 204, description: 'It is kept; it is shown once it is published on the ledger.' },
      handle: async ({ params, query, body }) => {
        await notices.keep(params.notice, query.type, body as unknown as Bytes);
      },
    }),
  ];
}
