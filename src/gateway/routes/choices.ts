import { z } from 'zod';
import type { Pseudonym } from '../../core/ids.ts';
import { pauseEnd } from '../../core/periods.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import { requireLower, requireNoLonger, requirePaused } from '../consents/choice-rules.ts';
import { noneUnderWay } from '../consents/standing-grants.ts';
import { requireTurn, type Withdrawing, withdrawSigned } from '../consents/withdrawing.ts';
import { type Route, route } from '../http/route.ts';
import { signature } from '../http/webauthn-schemas.ts';
import { requireWidening, subjectOf, withdrawsFor } from '../ledger/rights.ts';
import { deadline, lower, turn, until, widened, widenedChoices, withheld } from '../replies/choices.ts';
import { acknowledgement, choices, describeChoices, toSign } from '../replies/consents.ts';

const DEADLINE_SECONDS = 3_600;
/** What patients withhold altogether: opting out and back in, pausing and going on. Each narrowing act counts when it is
 *  answered, and needs no ledger; each widening one when the chain has it. */
export function choiceRoutes(deps: Withdrawing): Route[] {
  const { state, signatures } = deps;
  const { consents } = state.calls;
  const known = (subject: Pseudonym) => state.directory.subjects.find(subject);
  return [
    route({
      method: 'get',
      path: '/v1/me/choices',
      summary: 'What I withhold altogether, and who acts for me',
      tag: 'consents',
      who: ['subject', 'withdrawer'],
      reply: {
        status: 200,
        description: 'As the ledger has it, and what is on its way there.',
        schema: z.object(choices),
      },
      handle: async ({ caller }) => describeChoices(state, caller.subject ?? withdrawsFor(caller)),
    }),
    route({
      method: 'post',
      path: '/v1/opt-out/prepare',
      summary: 'Get what to sign to opt out',
      tag: 'consents',
      who: ['withdrawer'],
      body: z.strictObject({ level: withheld }),
      reply: { status: 200, description: 'What to sign.', schema: z.object({ ...toSign, turn }) },
      handle: async ({ body, caller }) => {
        const subject = withdrawsFor(caller);
        const { optOutTurn } = known(subject);
        const message = { subject, level: OPT_OUT_LEVEL[body.level], turn: optOutTurn };
        return { turn: optOutTurn, ...(await signatures.toSign(caller.signer, 'OptOut', message)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/opt-out',
      summary: 'Opt out: it counts when this answers',
      tag: 'consents',
      who: ['withdrawer'],
      body: z.strictObject({ level: withheld, turn, signature }),
      reply: { status: 201, description: 'The receipt: keep it.', schema: acknowledgement },
      handle: async ({ body, caller: { signer, ...caller } }) => {
        const subject = withdrawsFor(caller);
        const message = { subject, level: OPT_OUT_LEVEL[body.level], turn: body.turn };
        return withdrawSigned(
          deps,
          { scope: 'opt-out' },
          {
            signer,
            name: 'OptOut',
            message,
            signed: body.signature,
            call: (taken) => {
              requireTurn(body.turn, known(subject).optOutTurn);
              return consents.optOut(subject, message.level, body.turn, { signer, signature: taken });
            },
          },
        );
      },
    }),
    route({
      method: 'post',
      path: '/v1/opt-in/prepare',
      refuses: ['CONFLICT'],
      summary: 'Get what to sign to opt back in',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({ level: lower }),
      reply: { status: 200, description: 'What to sign.', schema: z.object({ ...toSign, deadline }) },
      handle: async ({ body, caller }) => {
        const end = Math.floor(Date.now() / 1000) + DEADLINE_SECONDS;
        const message = await optingIn(deps, caller, OPT_OUT_LEVEL[body.level], end);
        return { deadline: end, ...(await signatures.toSign(caller.signer, 'OptIn', message)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/opt-in',
      refuses: ['CONFLICT'],
      summary: 'Opt back in: what stands of your consents counts again',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({ level: lower, deadline, signature }),
      reply: { status: 200, description: 'It is on chain.', schema: widenedChoices },
      handle: async ({ body, caller }) => {
        const { signer } = caller;
        const level = OPT_OUT_LEVEL[body.level];
        const message = await optingIn(deps, caller, level, body.deadline);
        const taken = await signatures.check(signer, 'OptIn', message, body.signature);
        const call = consents.optIn(message.subject, level, body.deadline, { signer, signature: taken });
        return widened(state, call, message.subject);
      },
    }),
    route({
      method: 'post',
      path: '/v1/pause/prepare',
      refuses: ['CONFLICT'],
      summary: 'Get what to sign to pause all releases',
      tag: 'consents',
      who: ['withdrawer'],
      body: z.strictObject({ until }),
      reply: { status: 200, description: 'What to sign.', schema: z.object({ ...toSign, turn }) },
      handle: async ({ body, caller }) => {
        const subject = withdrawsFor(caller);
        const { pauseTurn } = known(subject);
        const message = { subject, until: pauseEnd(body.until), turn: pauseTurn };
        requireNoLonger(state, subject, message.until);
        return { turn: pauseTurn, ...(await signatures.toSign(caller.signer, 'Pause', message)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/pause',
      summary: 'Pause all releases until a date: it counts when this answers',
      tag: 'consents',
      who: ['withdrawer'],
      body: z.strictObject({ until, turn, signature }),
      reply: { status: 201, description: 'The receipt: keep it.', schema: acknowledgement },
      handle: async ({ body, caller: { signer, ...caller } }) => {
        const subject = withdrawsFor(caller);
        const message = { subject, until: pauseEnd(body.until), turn: body.turn };
        return withdrawSigned(
          deps,
          { scope: 'pause' },
          {
            signer,
            name: 'Pause',
            message,
            signed: body.signature,
            call: (taken) => {
              requireTurn(body.turn, known(subject).pauseTurn);
              requireNoLonger(state, subject, message.until);
              return consents.pause(subject, message.until, body.turn, { signer, signature: taken });
            },
          },
        );
      },
    }),
    route({
      method: 'post',
      path: '/v1/resumption/prepare',
      refuses: ['CONFLICT'],
      summary: 'Get what to sign to end a pause',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({}),
      reply: { status: 200, description: 'What to sign.', schema: z.object({ ...toSign, deadline }) },
      handle: async ({ caller }) => {
        const end = Math.floor(Date.now() / 1000) + DEADLINE_SECONDS;
        const message = await resuming(deps, caller, end);
        return { deadline: end, ...(await signatures.toSign(caller.signer, 'Resume', message)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/resumption',
      refuses: ['CONFLICT'],
      summary: 'End the pause: what stands of your consents counts again',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({ deadline, signature }),
      reply: { status: 200, description: 'It is on chain.', schema: widenedChoices },
      handle: async ({ body, caller }) => {
        const { signer } = caller;
        const message = await resuming(deps, caller, body.deadline);
        const taken = await signatures.check(signer, 'Resume', message, body.signature);
        const call = consents.resume(message.subject, body.deadline, { signer, signature: taken });
        return widened(state, call, message.subject);
      },
    }),
  ];
}

type Widening = Parameters<typeof requireWidening>[1];

async function optingIn(deps: Withdrawing, caller: Widening, level: number, end: number) {
  const subject = subjectOf(caller);
  await noneUnderWay(deps, subject, 'opt-out');
  const { optOut, optOutTurn, isOptOutOwn } = deps.state.directory.subjects.find(subject);
  requireLower(optOut, level);
  requireWidening(deps.state, caller, isOptOutOwn);
  return { subject, from: optOut, level, turn: optOutTurn, deadline: end };
}

async function resuming(deps: Withdrawing, caller: Widening, end: number) {
  const subject = subjectOf(caller);
  await noneUnderWay(deps, subject, 'pause');
  const { pausedUntil, pauseTurn, isPauseOwn } = deps.state.directory.subjects.find(subject);
  requirePaused(pausedUntil);
  requireWidening(deps.state, caller, isPauseOwn);
  return { subject, until: pausedUntil, turn: pauseTurn, deadline: end };
}
