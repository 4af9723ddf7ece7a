import { useTranslation } from 'react-i18next';
import { spoken } from '../words/language.ts';
import { asPagesSay } from './option-words.ts';

/** What the program or a gateway says, which is in English alone: whoever reads in another language is told so, and what reads aloud reads
 *  it as that. Choices are called as they are on the pages: who reads here types no options. */
export function ProgramWords({ children }: { readonly children: string }) {
  const { t } = useTranslation();
  const { t: option } = useTranslation('options');
  const words = <p lang="en">{asPagesSay(children, option)}</p>;
  if (spoken() === 'en') return words;
  return (
    <>
      <p className="quiet">{t('failed.inEnglish')}</p>
      {words}
    </>
  );
}

/** In place of what names values as programs do. */
export function InputWords() {
  const { t } = useTranslation('options');
  return <p>{t('input')}</p>;
}
