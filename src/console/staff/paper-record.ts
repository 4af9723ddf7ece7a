import { type CheckedPaperForm, type Choice, type Digest, formDigest, type Pseudonym } from '../../client/index.ts';
import { isOver, isToCome, lastSecond } from './figures.ts';
import { BLANK, type PaperDraft, QUESTIONS, type Read } from './paper-form.tsx';
import { ANY } from './paper-grantee.tsx';

/** A form that was looked at may be a minute old by the gateway's clock. */
const CLOCK_SECONDS = 60;

export type PaperPart =
  | 'form'
  | 'version'
  | 'permission'
  | 'grantee'
  | (typeof QUESTIONS)[number]
  | 'until'
  | 'signed'
  | 'signedOn';

/** What nobody looked at yet. What is blank on the form was looked at. */
export function openParts(draft: PaperDraft, hasScan: boolean): PaperPart[] {
  const parts: readonly (readonly [PaperPart, boolean])[] = [
    ['form', hasScan || draft.form.trim() !== ''],
    ['version', draft.notice !== undefined],
    ['permission', draft.permission !== undefined],
    ['grantee', draft.grantee !== undefined],
    ...QUESTIONS.map((question) => [question, draft[question] !== undefined] as const),
    ['until', draft.until !== '' && !isOver(draft.until)],
    ['signed', draft.signed !== undefined],
    ['signedOn', !isToCome(draft.signedOn)],
  ];
  return parts.filter(([, isSaid]) => !isSaid).map(([part]) => part);
}

/** What is empty here. Where it is empty on the form as well, the form is no consent yet. */
export function emptyParts({ signedOn, explainedBy }: PaperDraft): ('signedOn' | 'explainedBy')[] {
  return [
    ...(signedOn === '' ? (['signedOn'] as const) : []),
    ...(explainedBy.trim() === '' ? (['explainedBy'] as const) : []),
  ];
}

/** As it is recorded; undefined while something was not looked at. */
export function recordOf(
  draft: PaperDraft,
  subject: Pseudonym,
  scan: Digest | undefined,
): CheckedPaperForm | undefined {
  if (openParts(draft, scan !== undefined).length > 0) return undefined;
  const { permission = '', grantee, notice, excluded, until, signed, signedOn, explainedBy } = draft;
  return {
    subject,
    form: scan ?? formDigest(draft.form.trim()),
    ...{ permission, excluded, modifiers: [], futureMembers: draft.futureMembers === 'yes' },
    ...(grantee === undefined || grantee === ANY ? {} : { grantee }),
    fromSeconds: Math.floor(Date.now() / 1000) - CLOCK_SECONDS,
    untilSeconds: lastSecond(until),
    notice: notice === BLANK ? undefined : notice,
    aiTraining: answered(draft.aiTraining),
    commercial: answered(draft.commercial),
    transferAbroad: answered(draft.transferAbroad),
    identifiable: draft.identifiable === BLANK ? undefined : draft.identifiable === 'yes',
    checklist: {
      signed: signed === 'yes',
      ...(signedOn ? { signedOn } : {}),
      ...(explainedBy.trim() ? { explainedBy: explainedBy.trim() } : {}),
    },
  };
}

/** What the form allows, where nothing of it is blank. */
export function choiceOf(record: CheckedPaperForm): Choice | undefined {
  const { subject: _, form: __, checklist: ___, ...said } = record;
  const { notice, aiTraining, commercial, transferAbroad, identifiable } = said;
  if (!notice || !aiTraining || !commercial || !transferAbroad || identifiable === undefined) return undefined;
  return { ...said, notice, aiTraining, commercial, transferAbroad, identifiable };
}

function answered(read: Read | undefined): 'yes' | 'no' | undefined {
  return read === BLANK ? undefined : read;
}
