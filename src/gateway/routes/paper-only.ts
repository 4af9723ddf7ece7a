import { z } from 'zod';
import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { actorOf } from '../auth/actor.ts';
import type { PaperSwitch } from '../holder/paper-switch.ts';
import { type Route, route } from '../http/route.ts';
import { pseudonym } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import type { KeptPaperOnly } from '../records/gateway-records.ts';
import type { PaperOnly } from '../records/paper-only.ts';
import { acted } from '../replies/bindings.ts';

export interface PaperOnlyRouteDeps {
  readonly paperOnly: PaperOnly;
  readonly paperSwitch: PaperSwitch;
  readonly state: LedgerState;
  readonly holder: Address;
  /** What a person of the organisation is called; undefined for one who is not known here. */
  readonly called: (person: Digest) => string | undefined;
}

const PATH = '/v1/subjects/{subject}/paper-only';
const MAX_REASON = 500;
const params = z.object({ subject: pseudonym });
const standing = z.object({
  paperOnly: acted
    .extend({
      name: z
        .string()
        .optional()
        .meta({ description: 'What the person is called, unless nobody here is known by it.' }),
      reason: z.string(),
    })
    .optional()
    .meta({ description: 'By whom, since when and why the patient is on paper only; absent where it is not.' }),
});

/** Patients whom the holder reaches on paper alone: for those whose telephone, mailbox or passkey somebody else has. */
export function paperOnlyRoutes(deps: PaperOnlyRouteDeps): Route[] {
  const { paperOnly, paperSwitch, called } = deps;
  const described = (kept: KeptPaperOnly) => {
    const name = kept.person && called(kept.person);
    return { ...kept, ...(name === undefined ? {} : { name }) };
  };
  const replied = async (subject: Pseudonym) => {
    const kept = await paperOnly.find(subject);
    return kept === undefined ? {} : { paperOnly: described(kept) };
  };
  const common = { path: PATH, tag: 'subjects', who: ['holder'], duties: ['data-manager'], params } as const;
  return [
    route({
      ...common,
      method: 'get',
      refuses: ['NOT_FOUND'],
      summary: 'Whether a patient is reached on paper only, and since when',
      reply: {
        status: 200,
        description: 'How it stands. The patient itself is shown nothing of it.',
        schema: standing,
      },
      handle: async ({ params: { subject } }) => {
        requireEnrolled(deps, subject);
        return replied(subject);
      },
    }),
    route({
      ...common,
      method: 'put',
      refuses: ['NOT_FOUND', 'KEY_SHREDDED'],
      summary:
        'Switch a patient to paper only: whoever comes with its keys, passkeys or mailbox is a stranger from now on',
      body: z.strictObject({
        reason: z
          .string()
          .trim()
          .min(1)
          .max(MAX_REASON)
          .meta({ description: 'Why, in words; kept under the patient’s key.' }),
      }),
      reply: {
        status: 200,
        description:
          'It counts, also for sessions, streams, codes and e-mails of before. What stands already stays as it is.',
        schema: standing,
      },
      handle: async ({ params: { subject }, body, caller }) => {
        requireEnrolled(deps, subject);
        return { paperOnly: described(await paperSwitch.on(subject, body.reason, actorOf(caller))) };
      },
    }),
    route({
      ...common,
      method: 'delete',
      refuses: ['NOT_FOUND'],
      summary: 'Undo that a patient is on paper only: its keys and passkeys work again',
      reply: {
        status: 200,
        description: 'It is undone; the same answer where it was already. Codes of before stay void.',
        schema: standing,
      },
      handle: async ({ params: { subject } }) => {
        requireEnrolled(deps, subject);
        await paperSwitch.off(subject);
        return replied(subject);
      },
    }),
  ];
}
