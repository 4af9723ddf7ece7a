import { spoken } from '../words/language.ts';
import { PURPOSES_IN } from './purposes-in.ts';

const ANY = { en: 'any purpose, in an emergency', pt: 'qualquer finalidade, numa emergência' } as const;

/** The purpose in the language of the page; of one that this version does not know, its number. */
export function purposeWords(code: number): string {
  if (code === 0) return ANY[spoken()];
  return (PURPOSES_IN[spoken()] as Readonly<Record<number, string>>)[code] ?? String(code);
}
