import { z } from 'zod';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { pseudonym } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled, subjectOf } from '../ledger/rights.ts';
import type { RecordedActs } from '../paper/recorded-acts.ts';
import type { Scans } from '../paper/scans.ts';
import { act as actSchema } from '../replies/paper.ts';

export interface RecordedActDeps {
  readonly state: LedgerState;
  readonly holder: Address;
  readonly acts: RecordedActs;
  readonly scans: Scans;
}

const reply = {
  status: 200,
  description: 'At most 1,000, the oldest first; `next` goes on.',
  schema: z.object({ acts: z.array(actSchema), ...nextPage }),
};

/** Who recorded what for a patient, from a form or a call, and when. */
export function recordedActRoutes(deps: RecordedActDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/subjects/{subject}/recorded',
      refuses: ['NOT_FOUND'],
      summary: 'What was recorded for a patient from forms and calls, by whom and when',
      tag: 'subjects',
      who: ['holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      params: z.object({ subject: pseudonym }),
      query: pageQuery,
      reply,
      handle: async ({ params: { subject }, query }) => {
        requireEnrolled(deps, subject);
        return listed(deps, subject, query);
      },
    }),
    route({
      method: 'get',
      path: '/v1/me/recorded',
      summary: 'What was recorded for me from forms and calls, by whom and when',
      tag: 'subjects',
      who: ['subject'],
      query: pageQuery,
      reply,
      handle: async ({ caller, query }) => listed(deps, subjectOf(caller), query),
    }),
  ];
}

async function listed({ acts, scans }: RecordedActDeps, subject: Pseudonym, query: z.output<typeof pageQuery>) {
  const { page, ...next } = pageOf(await acts.of(subject), query);
  const kept = await scans.aboutEach(
    subject,
    page.map(({ form }) => form),
  );
  const described = page.map(({ subject: _, ...act }, i) => {
    const scan = kept[i];
    return { ...act, ...(scan ? { scan: { mediaType: scan.mediaType, bytes: scan.bytes } } : {}) };
  });
  return { acts: described, ...next };
}
