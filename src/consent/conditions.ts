import { codeLabel } from '../core/purpose-names.ts';
import { MODIFIERS, type ModifierCode } from '../core/purpose-table.ts';
import { bitOf } from '../core/purposes.ts';
import { diseaseState, MODIFIER_STATES } from './modifiers.ts';
import type { Use } from './use.ts';

export type Condition = ModifierCode | 'DS';

/** Conditions that the permit attests and the request does not answer, where declaring more may meet them. It hangs on nobody's
 *  choice. */
export function undeclaredConditions(use: Use): Condition[] {
  const { facts, parameters } = use;
  const isAttested = (code: Condition) => (use.attested & bitOf(code)) !== 0n;
  const modifiers = MODIFIERS.filter(({ code, facts: asked, parameter }) => {
    const isMissing = asked.some((fact) => facts[fact] === undefined);
    const isComparable = parameter === null || parameters[parameter] !== undefined;
    return isMissing && isComparable && isAttested(code) && MODIFIER_STATES[code](use) === 'open';
  }).map(({ code }) => code);
  const isDiseaseOpen = diseaseState(use) === 'open' && facts.disease === undefined;
  return isDiseaseOpen && parameters.disease !== undefined && isAttested('DS') ? ['DS', ...modifiers] : modifiers;
}

/** What a request's declarations come to under its permit, in sentences: on which conditions consents count, and on which they
 *  do not. It hangs on nobody's choice, so that it can be told whole where numbers of items cannot. */
export function conditionWords(use: Use): string[] {
  const undeclared = undeclaredConditions(use);
  const found = MODIFIERS.map(({ code }) => ({
    code,
    state: MODIFIER_STATES[code](use),
    attested: (use.attested & bitOf(code)) !== 0n,
  }));
  const list = (words: string, codes: readonly Condition[]): string[] =>
    codes.length === 0 ? [] : [`${words}: ${codes.map(codeLabel).join('; ')}.`];
  const say = (words: string, fits: (one: (typeof found)[number]) => boolean): string[] =>
    list(
      words,
      found.filter(fits).map(({ code }) => code),
    );
  return [
    ...say('Declared, and attested by the permit, so that consents count which ask for it', (one) => {
      return one.state === 'met' && one.attested;
    }),
    ...say('Declared, and not attested by the permit, so that declaring it changes nothing', (one) => {
      return one.state === 'met' && !one.attested;
    }),
    ...list('Attested by the permit, and not declared, so that consents do not count which ask for it', undeclared),
    ...say(
      'Attested by the permit, and the dataset does not say what to compare with, so that consents do not count which ask for it',
      (one) => {
        return one.state === 'open' && one.attested && !undeclared.includes(one.code);
      },
    ),
    ...say('Contradicted by this request, so that consents do not count which ask for it', (one) => {
      return one.state === 'broken';
    }),
  ];
}
