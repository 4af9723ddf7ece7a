import { codeLabel } from '../core/purpose-names.ts';
import { MODIFIERS } from '../core/purpose-table.ts';
import { bitOf } from '../core/purposes.ts';
import { MODIFIER_STATES } from './modifiers.ts';
import type { Use } from './use.ts';

/** What a request's declarations come to under its permit, in sentences: on which conditions consents count, and on which they
 *  do not. It hangs on nobody's choice, so that it can be told whole where numbers of items cannot. */
export function conditionWords(use: Use): string[] {
  const found = MODIFIERS.map(({ code }) => ({
    label: codeLabel(code),
    state: MODIFIER_STATES[code](use),
    attested: (use.attested & bitOf(code)) !== 0n,
  }));
  const say = (words: string, fits: (one: (typeof found)[number]) => boolean): string[] => {
    const labels = found.filter(fits).map(({ label }) => label);
    return labels.length === 0 ? [] : [`${words}: ${labels.join('; ')}.`];
  };
  return [
    ...say('Declared, and attested by the permit, so that consents count which ask for it', (one) => {
      return one.state === 'met' && one.attested;
    }),
    ...say('Declared, and not attested by the permit, so that declaring it changes nothing', (one) => {
      return one.state === 'met' && !one.attested;
    }),
    ...say('Attested by the permit, and not declared, so that consents do not count which ask for it', (one) => {
      return one.state === 'open' && one.attested;
    }),
    ...say('Contradicted by this request, so that consents do not count which ask for it', (one) => {
      return one.state === 'broken';
    }),
  ];
}
