import { useTranslation } from 'react-i18next';
import { leftOutWords } from '../../client/index.ts';
import { spoken } from '../words/language.ts';
import './code-words.ts';

/** What can be left out, as staff read it: patients' own words speak to the patient. */
export function useLeftOutWords(): readonly { readonly code: string; readonly words: string }[] {
  const { t } = useTranslation('staff-codes');
  return leftOutWords(spoken()).map(({ code, words }) => ({
    code,
    words: t(`leftOut.${code as 'FACE'}`, { defaultValue: words }),
  }));
}
