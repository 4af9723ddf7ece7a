import { z } from 'zod';
import type { Bytes } from '../../core/bytes.ts';
import { type Agreements, MAX_AGREEMENT_BYTES } from '../consents/agreements.ts';
import { type Route, route } from '../http/route.ts';
import { digest } from '../http/schemas.ts';

const params = z.object({ agreement: digest });

/** What requesters accept before their permit counts. */
export function agreementRoutes({ agreements }: { readonly agreements: Agreements }): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/agreements/{agreement}',
      summary: 'The text of a data use agreement that a permit names, to be compared with its digest',
      tag: 'permits',
      who: ['holder', 'auditor', 'requester', 'environment', 'clinician', 'authority'],
      duties: ['reviewer', 'auditor', 'researcher'],
      params,
      reply: {
        status: 200,
        description: 'The text in UTF-8, never as something that a browser shows by itself.',
        type: 'application/octet-stream',
      },
      handle: async ({ params, caller, response }) => {
        const text = await agreements.read(params.agreement, caller);
        response.set({ 'Content-Disposition': 'attachment' });
        return text;
      },
    }),
    route({
      method: 'put',
      path: '/v1/agreements/{agreement}',
      summary: 'Hand over the text of a data use agreement, so that requesters whose permit names it can read it',
      tag: 'permits',
      who: ['holder'],
      duties: ['reviewer'],
      params,
      rawBody: { type: 'application/octet-stream', schema: z.string().meta({ description: 'The text in UTF-8.' }) },
      maxBody: MAX_AGREEMENT_BYTES,
      reply: { status: 204, description: 'It is kept.' },
      handle: async ({ params, body }) => {
        await agreements.keep(params.agreement, body as unknown as Bytes);
      },
    }),
  ];
}
