import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ofBrowser } from '../session/text-store.ts';
import { en } from './en.ts';
import { pt } from './pt.ts';

export type Language = 'en' | 'pt';
export const LANGUAGES: readonly Language[] = ['en', 'pt'];

const KEPT = 'custos-language';

/** What the person chose here, else what its browser asks for. */
function firstLanguage(): Language {
  const wanted = [ofBrowser.read(KEPT), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag): tag is Language => LANGUAGES.includes(tag as Language)) ?? 'en';
}

/** `onChange`: told the language now and whenever another one is chosen. */
export async function beginSpeaking(onChange: (language: string) => void): Promise<void> {
  i18next.on('languageChanged', onChange);
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: false,
    resources: { en: { common: en }, pt: { common: pt } },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** The words of a part of the pages, in both languages: they come with its code. */
export function addWords<Words extends object>(part: string, words: { readonly en: Words; readonly pt: Words }): void {
  for (const language of LANGUAGES) i18next.addResourceBundle(language, part, words[language], true, true);
}

export async function speak(language: Language): Promise<void> {
  ofBrowser.write(KEPT, language);
  await i18next.changeLanguage(language);
}

/** By which dates and numbers are written. */
export function locale(): string {
  return { en: 'en-GB', pt: 'pt-PT' }[spoken()];
}

export function spoken(): Language {
  return i18next.language === 'pt' ? 'pt' : 'en';
}
