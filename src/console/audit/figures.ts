import { spoken } from '../words/language.ts';

/** `12,431`, as the language of the page writes it. */
export function figure(count: number): string {
  return new Intl.NumberFormat(spoken() === 'pt' ? 'pt-PT' : 'en-GB').format(count);
}
