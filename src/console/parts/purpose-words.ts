import { spoken } from '../words/language.ts';
import { PURPOSES_IN } from './purposes-in.ts';

const ANY = { en: 'any purpose, in an emergency', pt: 'qualquer finalidade, numa emergência' } as const;

const OTHER = {
  en: 'a purpose that this page does not know',
  pt: 'uma finalidade que esta página não conhece',
} as const;

/** The purpose in the language of the page. */
export function purposeWords(code: number): string {
  if (code === 0) return ANY[spoken()];
  return (PURPOSES_IN[spoken()] as Readonly<Record<number, string>>)[code] ?? `${OTHER[spoken()]} (${code})`;
}
