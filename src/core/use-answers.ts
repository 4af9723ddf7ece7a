import { CustosError } from './errors.ts';
import type { ModifierCode } from './purpose-table.ts';

/** Uses that a person is asked about one by one. */
export const ASKED_USES = ['aiTraining', 'commercial', 'transferAbroad'] as const;
export type AskedUse = (typeof ASKED_USES)[number];

export type Answer = 'yes' | 'no';

/** What a person answered; what is left out was not answered. */
export type UseAnswers = { readonly [Use in AskedUse]?: Answer | undefined };

/** Modifiers of which any forbids the use; the first says no more than a no does. */
export const FORBIDDEN_BY: Readonly<Record<AskedUse, readonly [ModifierCode, ...ModifierCode[]]>> = {
  aiTraining: ['NAI'],
  commercial: ['NCOM', 'NCU', 'NPUNCU'],
  transferAbroad: ['NTX'],
};

/** As people call them. */
export const USE_WORDS: Readonly<Record<AskedUse, string>> = {
  aiTraining: 'the training of AI models',
  commercial: 'commercial use',
  transferAbroad: 'transfer to another country',
};

/** The modifiers with those that the answers add. Whoever answers one of the uses answers all: INPUT_INVALID for one that is not
 *  answered, since silence would allow it, and for a yes to what a modifier forbids. A modifier that forbids is a no. Without any
 *  answer the modifiers stand as they are. */
export function answeredModifiers(modifiers: readonly string[], answers: UseAnswers): readonly string[] {
  if (ASKED_USES.every((use) => answers[use] === undefined)) return modifiers;
  return [...modifiers, ...ASKED_USES.flatMap((use) => addedBy(use, modifiers, answers[use]))];
}

/** The uses that neither an answer nor a modifier decides. */
export function unansweredUses(modifiers: readonly string[], answers: UseAnswers): AskedUse[] {
  return ASKED_USES.filter((use) => answers[use] === undefined && forbidding(use, modifiers) === undefined);
}

function addedBy(use: AskedUse, modifiers: readonly string[], answer: Answer | undefined): ModifierCode[] {
  const forbids = forbidding(use, modifiers);
  const words = USE_WORDS[use];
  if (answer === undefined && forbids === undefined)
    throw invalid(
      use,
      `Whether ${words} is allowed was not answered. Nothing is allowed unless it was: say yes or no.`,
    );
  if (answer === 'yes' && forbids !== undefined)
    throw invalid(
      use,
      `The answer for ${words} is yes, and the modifier ${forbids} forbids it: only one can be meant.`,
    );
  return answer === 'no' && forbids === undefined ? [FORBIDDEN_BY[use][0]] : [];
}

function forbidding(use: AskedUse, modifiers: readonly string[]): ModifierCode | undefined {
  return FORBIDDEN_BY[use].find((code) => modifiers.includes(code));
}

function invalid(use: AskedUse, message: string): CustosError {
  return new CustosError('INPUT_INVALID', message, { details: { use } });
}
