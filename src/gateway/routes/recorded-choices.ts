import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { pauseEnd } from '../../core/periods.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import type { Caller } from '../auth/caller.ts';
import { requireLower, requireNoLonger, requirePaused } from '../consents/choice-rules.ts';
import { noneUnderWay } from '../consents/standing-grants.ts';
import type { Withdrawing } from '../consents/withdrawing.ts';
import { type Route, route } from '../http/route.ts';
import { formDigest as form, pseudonym } from '../http/schemas.ts';
import { requireActing, requireEnrolled } from '../ledger/rights.ts';
import type { RecordedActs } from '../paper/recorded-acts.ts';
import { withdrawNoted } from '../paper/recorded-withdrawal.ts';
import { recorderOf } from '../paper/recorder.ts';
import { lower, until, widened, widenedChoices, withheld } from '../replies/choices.ts';
import { acknowledgement } from '../replies/consents.ts';

export interface RecordedChoiceDeps extends Omit<Withdrawing, 'signatures'> {
  readonly holder: Address;
  readonly acts: RecordedActs;
}

const params = z.object({ subject: pseudonym });

/** The same, told on paper or by telephone. Widening ones only until the patient has a signer of its own. */
export function recordedChoiceRoutes(deps: RecordedChoiceDeps): Route[] {
  const { state } = deps;
  const { consents } = state.calls;
  return [
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/opt-out',
      refuses: ['CONFLICT'],
      summary: 'Record that a patient opted out: it counts when this answers',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ level: withheld, form }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ params: { subject }, body, caller }) => {
        requireRecordable(deps, subject);
        const call = consents.optOutRecorded(subject, OPT_OUT_LEVEL[body.level], body.form);
        const act = { ...noted(subject, body.form, caller), what: 'opt-out' as const, level: body.level };
        return withdrawNoted(deps, act, { subject, scope: 'opt-out' }, call);
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/opt-in',
      refuses: ['CONFLICT'],
      summary: 'Record that a patient without a signer of its own opted back in',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ level: lower, form }),
      reply: { status: 200, description: 'It is on chain.', schema: widenedChoices },
      handle: async ({ params: { subject }, body, caller }) => {
        requireRecordable(deps, subject);
        requireUnbound(deps, subject);
        await noneUnderWay(deps, subject, 'opt-out');
        const level = OPT_OUT_LEVEL[body.level];
        requireLower(state.directory.subjects.find(subject).optOut, level);
        const act = { ...noted(subject, body.form, caller), what: 'opt-in' as const, level: body.level };
        const call = consents.optInRecorded(subject, level, body.form);
        return deps.acts.widen(act, () => widened(state, call, subject));
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/pause',
      refuses: ['CONFLICT'],
      summary: 'Record that a patient wants a pause: it counts when this answers',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ until, form }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ params: { subject }, body, caller }) => {
        requireRecordable(deps, subject);
        const end = pauseEnd(body.until);
        requireNoLonger(state, subject, end);
        const call = consents.pauseRecorded(subject, end, body.form);
        const act = { ...noted(subject, body.form, caller), what: 'pause' as const, until: body.until };
        return withdrawNoted(deps, act, { subject, scope: 'pause' }, call);
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/resumption',
      refuses: ['CONFLICT'],
      summary: 'Record that a patient without a signer of its own ended its pause',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ form }),
      reply: { status: 200, description: 'It is on chain.', schema: widenedChoices },
      handle: async ({ params: { subject }, body, caller }) => {
        requireRecordable(deps, subject);
        requireUnbound(deps, subject);
        await noneUnderWay(deps, subject, 'pause');
        requirePaused(state.directory.subjects.find(subject).pausedUntil);
        const act = { ...noted(subject, body.form, caller), what: 'resumption' as const };
        const call = consents.resumeRecorded(subject, body.form);
        return deps.acts.widen(act, () => widened(state, call, subject));
      },
    }),
  ];
}

function noted(subject: Pseudonym, form: Digest, caller: Caller) {
  return { subject, form, by: recorderOf(caller), at: Date.now() };
}

function requireRecordable(deps: RecordedChoiceDeps, subject: Pseudonym): void {
  requireEnrolled(deps, subject);
  requireActing(deps.state);
}

function requireUnbound({ state }: RecordedChoiceDeps, subject: Pseudonym): void {
  if (!state.directory.bound.has(subject)) return;
  throw new CustosError(
    'CONFLICT',
    'The patient has a signer of its own, or a guardian’s, which alone gives back what it withheld.',
  );
}
