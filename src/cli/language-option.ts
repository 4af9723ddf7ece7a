import { type Command, Option } from 'commander';
import { localeOf } from '../config.ts';
import { LANGUAGES, type Language, languageOf } from '../core/consent-text/consent-text.ts';

/** In which language the person reads. */
export interface LanguageOptions {
  readonly language: Language;
}

export function addLanguageOption(command: Command): Command {
  return command.addOption(
    new Option('--language <language>', 'of what you read before and after; by LANG unless said')
      .choices(LANGUAGES)
      .default(languageOf(localeOf())),
  );
}
