import { z } from 'zod';
import { saltOf } from '../../core/consent-text/consent-text.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, type DatasetId, type Digest, toId, ZERO_DIGEST } from '../../core/ids.ts';
import { requirePeriod } from '../../core/periods.ts';
import { purposeWords } from '../../core/purposes.ts';
import { grantId, termsFromJson, termsToJson } from '../../core/terms.ts';
import { requireAnswered } from '../../core/use-answers.ts';
import { answered, termsOf } from '../consents/choice-terms.ts';
import type { ConsentTexts } from '../consents/consent-texts.ts';
import { describeGrant } from '../consents/described-grant.ts';
import type { NoticeVersions, VersionStanding } from '../consents/notice-versions.ts';
import { noticeWarnings } from '../consents/notice-versions.ts';
import { SignedGrants } from '../consents/signed-grants.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import { consentWarnings, standingReasons } from '../consents/without-effect.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route, Standing } from '../http/route.ts';
import { grantId as grantIdSchema, pseudonym, seconds } from '../http/schemas.ts';
import { signature as signatureSchema } from '../http/webauthn-schemas.ts';
import { requireWidening, subjectOf } from '../ledger/rights.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { language, names, shownText, text } from '../replies/consent-texts.ts';
import { grant as grantSchema, terms as termsJson, toSign } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { answers, choice, reasons, warnings } from './consent-choice.ts';

export interface ConsentDeps extends GrantSources {
  readonly holder: Address;
  readonly versions: StoredVersions;
  readonly signatures: Signatures;
  readonly texts: ConsentTexts;
  readonly noticeVersions: NoticeVersions;
}

const GRANT_SECONDS = 3_600;

export function consentRoutes(deps: ConsentDeps): Route[] {
  const { state, holder } = deps;
  const signed = new SignedGrants(deps, deps.signatures, deps.texts);
  return [
    route({
      method: 'post',
      path: '/v1/consents/prepare',
      refuses: ['NOT_FOUND'],
      summary: 'Get the terms of a grant to sign',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({
        ...choice,
        shown: z.strictObject({ language, names: names.optional() }).optional().meta({
          description:
            'How the person is to be shown it: the salt then binds the text. By `names`, or by those that the gateway knows.',
        }),
      }),
      reply: {
        status: 200,
        description: 'Terms with a fresh salt, and what shows them to be signed.',
        schema: z.object({
          terms: termsJson,
          deadline: seconds.meta({ description: 'Seconds since 1970 UTC until which it can be given.' }),
          ...toSign,
          grant: grantIdSchema,
          shown: shownText.extend({ text }).optional(),
          standing: grantIdSchema.optional().meta({
            description: 'One that stands and comes to the same: there is nothing to sign.',
          }),
          warnings,
          reasons,
        }),
      },
      handle: async ({ body, caller }) => {
        const subject = subjectOf(caller);
        requireWidening(state, caller);
        const { shown: wanted, ...chosen } = body;
        const drawn = termsOf(state, holder, chosen);
        const text = wanted && (await deps.texts.compose(drawn, wanted.language, wanted.names));
        const terms = text === undefined ? drawn : { ...drawn, salt: saltOf(drawn.salt as Digest, text.text) };
        const deadline = Math.floor(Date.now() / 1000) + GRANT_SECONDS;
        const standing = signed.standing(subject, caller.signer, terms);
        const odd = [
          ...(await consentWarnings(state, deps.versions, holder, answered(chosen))),
          ...noticeWarnings(deps.noticeVersions, body.notice),
        ];
        return {
          warnings: odd.map(({ text }) => text),
          reasons: odd.map(({ reason }) => reason),
          ...(standing === undefined ? {} : { standing }),
          ...(text && {
            shown: { language: text.language, names: text.names, nonce: drawn.salt as Digest, text: text.text },
          }),
          terms: termsToJson(terms),
          deadline,
          ...(await deps.signatures.toSign(caller.signer, 'Grant', { subject, deadline, terms })),
          grant: grantId(state.domain, { subject, deadline, terms }),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents',
      refuses: ['NOT_FOUND'],
      summary: 'Give the grant that was signed',
      tag: 'consents',
      who: ['subject'],
      creates: true,
      body: z.strictObject({
        terms: termsJson,
        deadline: seconds,
        signature: signatureSchema,
        ...answers,
        shown: shownText.optional(),
      }),
      reply: {
        status: 201,
        description: 'It is on chain and counts.',
        also: { 200: 'One that comes to the same stood already: it is named, and this one was not given.' },
        schema: z.object({ grant: grantIdSchema, height: inTransaction.height, stood: z.boolean() }),
      },
      handle: async ({ body, caller }) => {
        const { deadline, signature, shown } = body;
        const terms = termsFromJson(body.terms);
        requireAnswered(purposeWords(terms.purposes).modifiers, body);
        requirePeriod('The consent', { fromSeconds: terms.from, untilSeconds: terms.until });
        state.checkFresh();
        const text = shown && (await deps.texts.signed(terms, shown));
        const given = { subject: subjectOf(caller), signer: caller.signer, terms, deadline, signature, text };
        const { grant, stood } = await signed.give(given);
        const answer = { grant, height: state.block.height, stood };
        return stood ? new Standing(answer) : answer;
      },
    }),
    route({
      method: 'get',
      path: '/v1/consents/{grant}/text',
      summary: 'What a patient was shown before it signed a grant, with what proves it',
      tag: 'consents',
      who: ['subject', 'holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      params: z.object({ grant: grantIdSchema }),
      reply: {
        status: 200,
        description:
          'The text, and what gives the id of the grant: the salt of its terms is H(consent-salt, nonce ‖ H(consent-text, text)).',
        schema: shownText.extend({ text, subject: pseudonym, terms: termsJson, deadline: seconds }),
      },
      handle: async ({ params: { grant }, caller }) => {
        const opening = deps.terms.get(grant);
        const isAllowed =
          caller.roles.has('holder') || caller.roles.has('auditor') || opening?.subject === caller.subject;
        const kept = opening && isAllowed ? await deps.texts.find(grant) : undefined;
        if (opening?.deadline === undefined || kept === undefined) throw noText();
        return { ...kept, subject: opening.subject, terms: opening.terms, deadline: opening.deadline };
      },
    }),
    route({
      method: 'get',
      path: '/v1/consents',
      summary: 'Grants: a patient’s own, or for the holder all',
      tag: 'consents',
      who: ['subject', 'holder'],
      duties: ['data-manager'],
      query: pageQuery.extend({ subject: pseudonym.optional() }),
      reply: {
        status: 200,
        description: 'At most 1,000 grants with their clear terms; `next` goes on.',
        schema: z.object({ consents: z.array(grantSchema), ...nextPage }),
      },
      handle: async ({ caller, query }) => {
        const wanted = caller.roles.has('holder') ? query.subject : subjectOf(caller);
        if (
          caller.subject !== undefined &&
          !caller.roles.has('holder') &&
          query.subject &&
          query.subject !== caller.subject
        ) {
          throw new CustosError('FORBIDDEN', 'A patient sees its own grants only.');
        }
        const records =
          wanted === undefined
            ? [...state.directory.consents.values()].flat()
            : (state.directory.consents.get(wanted) ?? []);
        const own = records.filter(({ subject }) => state.directory.enrolled.get(subject) === holder);
        const { page, ...next } = pageOf(own, query);
        const standing = standings(deps.noticeVersions);
        const consents = page.map((record) => {
          const described = describeGrant(deps, record);
          const { state: noticeVersion, asksAgain } = standing(described.notice);
          return { ...described, noticeVersion, asksAgain: described.active && asksAgain };
        });
        const isOfOne = caller.roles.has('holder') && wanted !== undefined;
        return {
          consents: isOfOne ? await Promise.all(consents.map((one) => withReasons(deps, one))) : consents,
          ...next,
        };
      },
    }),
  ];
}

type Described = ReturnType<typeof describeGrant>;

/** Its pages say beside each consent what keeps it from counting. */
async function withReasons<Grant extends Described>({ state, versions, holder }: ConsentDeps, one: Grant) {
  const { grantee, dataset, permission } = one;
  if (!one.active || permission === 'unknown') return one;
  const reasons = await standingReasons(state, versions, holder, {
    permission,
    modifiers: one.modifiers,
    grantee,
    dataset: dataset === ZERO_DIGEST ? undefined : toId<DatasetId>(dataset, 'The dataset'),
    fromSeconds: one.from,
    untilSeconds: one.until,
    futureMembers: one.futureMembers,
  });
  return { ...one, reasons };
}

function noText(): CustosError {
  return new CustosError(
    'NOT_FOUND',
    'No text is kept here that was shown for such a grant. One from paper has its form.',
  );
}

/** Each text is looked at once for all consents under it. */
function standings(versions: NoticeVersions): (notice: Digest) => VersionStanding {
  const known = new Map<Digest, VersionStanding>();
  return (notice) => {
    const found = known.get(notice) ?? versions.standing(notice);
    known.set(notice, found);
    return found;
  };
}
