import type { TFunction } from 'i18next';
import { answersIn, type Consent, leftOutWords, sensitiveWords } from '../../client/index.ts';
import { spoken } from '../words/language.ts';
import { listed } from '../words/numbers.ts';
import type { SaidConsent } from './asked.ts';
import { granteeOptions, type Known } from './known.ts';

export const AS_IT_IS = 'as-it-is';
/** What was allowed and can be taken out of it. */
export const USES = ['aiTraining', 'commercial', 'transferAbroad', 'identifiable', 'futureMembers'] as const;
export type Use = (typeof USES)[number];

/** What is taken out of a consent. */
export interface Less {
  /** Kinds of data that are left out beside those that are already. */
  readonly excluded: readonly string[];
  readonly dropped: readonly string[];
  readonly grantee: string;
  readonly known: Pick<Known, 'members' | 'groups'>;
}

/** What is out from now on, in the words by which it was chosen. `others`: consents that go on. What one of them still gives is out of
 *  this one alone, and said with the consent that gives it. */
export function lessSaid(t: TFunction<'patient'>, less: Less, others: readonly SaidConsent[]): string[] {
  const kinds = leftOutWords(spoken()).filter(({ code }) => less.excluded.includes(code));
  const uses = USES.filter((use) => less.dropped.includes(use));
  const whom = granteeOptions(t, less.known).filter(({ value }) => value === less.grantee);
  const said = (alone: string, here: string, gives: (consent: Consent) => boolean, still: Still = 'stillGiven') => {
    const by = others.filter(({ consent }) => gives(consent)).flatMap(({ lines: [first] }) => first ?? []);
    const named = listed(by.map((one) => t('choose.said', { one })));
    return by.length === 0 ? alone : t(`choose.${still}`, { line: here, by: named });
  };
  return [
    ...kinds.map(({ words: kind }) =>
      said(t('choose.changedKind', { kind }), t('choose.outHere', { what: kind }), ({ excluded }) => {
        return !sensitiveWords(excluded, spoken()).includes(kind);
      }),
    ),
    ...uses.map((one) => {
      const use = t(`choose.drop.${one}`);
      const here = t('choose.outHere', { what: use });
      return said(t('choose.changedUse', { use }), here, (consent) => allows(consent, one));
    }),
    ...whom.map(({ label }) =>
      said(t('choose.changedWhom', { whom: label }), t('choose.whomHere', { whom: label }), () => true, 'stillOthers'),
    ),
  ];
}

type Still = 'stillGiven' | 'stillOthers';

function allows(consent: Consent, use: Use): boolean {
  if (use === 'identifiable' || use === 'futureMembers') return consent[use];
  return answersIn(consent.modifiers)[use] === 'yes';
}
