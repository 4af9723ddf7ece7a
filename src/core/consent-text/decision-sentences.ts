import type { Language } from './consent-text.ts';
import { ENGLISH_DECISIONS } from './en-decisions.ts';
import { PORTUGUESE_DECISIONS } from './pt-decisions.ts';
import type { DecisionSentences } from './sentences.ts';

const SENTENCES: Readonly<Record<Language, DecisionSentences>> = { en: ENGLISH_DECISIONS, pt: PORTUGUESE_DECISIONS };

/** What is said of decisions beside the texts of consents: pages have words of their own, and load none of these. */
export function decisionSentences(language: Language): DecisionSentences {
  return SENTENCES[language];
}
