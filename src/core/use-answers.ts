import { CustosError } from './errors.ts';
import { MODIFIERS, type ModifierCode } from './purpose-table.ts';

/** Uses that a person is asked about one by one. */
export const ASKED_USES = ['aiTraining', 'commercial', 'transferAbroad'] as const;
export type AskedUse = (typeof ASKED_USES)[number];

export type Answer = 'yes' | 'no';

/** What a person answered; what is left out was not answered. */
export type UseAnswers = { readonly [Use in AskedUse]?: Answer | undefined };

/** What a person answered: each of them. */
export type GivenAnswers = Readonly<Record<AskedUse, Answer>>;

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

/** The answer to each: what was said, or a no where a modifier forbids the use. INPUT_INVALID for a use of which neither says anything,
 *  since silence would allow it, and for a yes to what a modifier forbids. Its details name the uses, its message what `written` says that
 *  each answer is called where the caller is. */
export function givenAnswers(
  modifiers: readonly string[],
  answers: UseAnswers,
  written: (use: AskedUse) => string = (use) => use,
): GivenAnswers {
  const open = unansweredUses(modifiers, answers);
  if (open.length > 0) throw unanswered(open, written);
  return Object.fromEntries(ASKED_USES.map((use) => [use, agreed(use, modifiers, answers[use])])) as GivenAnswers;
}

/** The modifiers with those that the answers add. INPUT_INVALID as `givenAnswers`. */
export function answeredModifiers(modifiers: readonly string[], answers: UseAnswers): readonly string[] {
  const given = givenAnswers(modifiers, answers);
  const noes = ASKED_USES.filter((use) => given[use] === 'no' && forbidding(use, modifiers) === undefined);
  return [...modifiers, ...noes.map((use) => FORBIDDEN_BY[use][0])];
}

/** Throws unless modifiers that somebody signed are what the answers come to. INPUT_INVALID as `givenAnswers`, and for a no to what
 *  no modifier forbids. */
export function requireAnswered(modifiers: readonly string[], answers: UseAnswers): void {
  const given = givenAnswers(modifiers, answers);
  const use = ASKED_USES.find((one) => given[one] === 'no' && forbidding(one, modifiers) === undefined);
  if (use === undefined) return;
  throw invalid([use], `The answer for ${USE_WORDS[use]} is no, and the terms allow it. Nothing was given: sign anew.`);
}

/** The modifiers without those that forbid what is answered with yes. */
export function withoutForbidding<Code extends string>(
  modifiers: readonly Code[],
  answers: UseAnswers,
): readonly Code[] {
  const yes = ASKED_USES.filter((use) => answers[use] === 'yes');
  return modifiers.filter((code) => !yes.some((use) => forbidding(use, [code]) !== undefined));
}

/** What modifiers say that were answered when they were given: a no where one forbids, else a yes. */
export function answersIn(modifiers: readonly string[]): GivenAnswers {
  return Object.fromEntries(ASKED_USES.map((use) => [use, forbidding(use, modifiers) ? 'no' : 'yes'])) as GivenAnswers;
}

/** The uses that neither an answer nor a modifier decides. */
export function unansweredUses(modifiers: readonly string[], answers: UseAnswers): AskedUse[] {
  return ASKED_USES.filter((use) => answers[use] === undefined && forbidding(use, modifiers) === undefined);
}

function agreed(use: AskedUse, modifiers: readonly string[], answer: Answer = 'no'): Answer {
  const forbids = forbidding(use, modifiers);
  if (answer === 'no' || forbids === undefined) return answer;
  throw invalid(
    [use],
    `The answer for ${USE_WORDS[use]} is yes, and the modifier ${forbids} forbids it: only one can be meant.`,
  );
}

function forbidding(use: AskedUse, modifiers: readonly string[]): ModifierCode | undefined {
  const codes = modifiers.map((name) => MODIFIERS.find(({ code, source }) => name === code || name === source)?.code);
  return FORBIDDEN_BY[use].find((code) => codes.includes(code));
}

function unanswered(open: readonly AskedUse[], written: (use: AskedUse) => string): CustosError {
  const questions = open.map((use) => `${USE_WORDS[use]} (${written(use)}: yes or no)`);
  return invalid(
    open,
    `Nothing says what was answered for ${questions.join(', for ')}. Nothing is allowed that was not answered.`,
  );
}

function invalid(uses: readonly AskedUse[], message: string): CustosError {
  return new CustosError('INPUT_INVALID', message, { details: { uses } });
}
