import { z } from 'zod';
import type { Bytes } from '../../core/bytes.ts';
import { MAX_NOTICE_BYTES, NOTICE_TYPES } from '../../core/notice.ts';
import { LANGUAGE_TAG, MAX_FACT_CHARACTERS, NOTICE_KINDS } from '../../core/notice-facts.ts';
import type { NoticeVersions } from '../consents/notice-versions.ts';
import type { Notices } from '../consents/notices.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, digest, seconds } from '../http/schemas.ts';
import { versionState } from '../replies/consents.ts';

const params = z.object({ notice: digest });
const mediaType = z.enum(NOTICE_TYPES);
const READERS = ['administrator', 'member', 'subject', 'withdrawer'] as const;

const fact = z.string().min(1).max(MAX_FACT_CHARACTERS);
const facts = z
  .strictObject({
    kind: z.enum(NOTICE_KINDS).meta({
      description:
        'A correction asks nobody again, and needs a second person; a change asks again; a translation is the same version.',
    }),
    of: digest.optional().meta({ description: 'The text that it corrects, changes or translates.' }),
    reason: fact.optional().meta({ description: 'Why it was corrected or changed.' }),
    language: z.string().regex(LANGUAGE_TAG).meta({ description: 'Such as pt or en-GB.' }),
    study: fact.optional(),
    controller: fact.optional().meta({ description: 'Who answers for the data.' }),
    ethicsApproval: fact.optional().meta({ description: 'Reference of the ethics committee’s approval.' }),
  })
  .meta({ id: 'NoticeFacts', description: 'What is said of an information text beside its words.' });
const storedFacts = facts
  .extend({
    digest: digest.meta({
      description: 'H(notice, canonical JSON of the facts with v: 1 and the notice): publish it as a notice.',
    }),
    counts: z
      .boolean()
      .meta({ description: 'Whether its digest stands on the ledger; of a correction, by holder and consortium.' }),
    publishedBy: z.array(z.enum(['holder', 'consortium'])),
  })
  .meta({ id: 'StoredNoticeFacts' });

const notice = z
  .object({
    notice: digest,
    by: z.enum(['holder', 'consortium']),
    publishedAt: seconds,
    withdrawnAt: seconds.meta({ description: 'Seconds since 1970 UTC; 0 for one that stands.' }),
    mediaType: mediaType.optional().meta({ description: 'Absent where the text is not kept here.' }),
    bytes: count.optional(),
    title: z.string().optional().meta({ description: 'The first line of the text; empty for a PDF.' }),
    facts: storedFacts.optional(),
    version: versionState,
    asksAgain: z.boolean().meta({ description: 'Whether who consented under it is to be asked again.' }),
    newest: digest.meta({ description: 'The text that has its place now, in its language where there is one.' }),
  })
  .meta({ id: 'Notice', description: 'An information text that consents name by its digest.' });

/** What patients are shown before they consent. */
export function noticeRoutes({
  notices,
  versions,
}: {
  readonly notices: Notices;
  readonly versions: NoticeVersions;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/notices',
      summary: 'Information texts that the holder or the consortium published',
      tag: 'consents',
      who: [...READERS],
      duties: 'any',
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
      duties: 'any',
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
      duties: ['data-manager'],
      params,
      query: z.object({ type: mediaType }),
      rawBody: { type: 'application/octet-stream', schema: z.string().meta({ description: 'The text.' }) },
      maxBody: MAX_NOTICE_BYTES,
      reply: { status: 204, description: 'It is kept; it is shown once it is published on the ledger.' },
      handle: async ({ params, query, body }) => {
        await notices.keep(params.notice, query.type, body as unknown as Bytes);
      },
    }),
    route({
      method: 'put',
      path: '/v1/notices/{notice}/facts',
      summary: 'Say what an information text is: its language, and which text it corrects, changes or translates',
      tag: 'consents',
      who: ['holder', 'administrator'],
      duties: ['data-manager'],
      refuses: ['CONFLICT'],
      params,
      body: facts,
      reply: {
        status: 200,
        description:
          'They are kept, and count once their digest is published on the ledger: that of a correction by holder and administrator.',
        schema: storedFacts,
      },
      handle: async ({ params, body }) => versions.keep(params.notice, body),
    }),
  ];
}
