import { useTranslation } from 'react-i18next';
import { spoken } from '../words/language.ts';

/** What the program or a gateway says, which is in English alone: whoever reads in another language is told so, and what reads aloud reads
 *  it as that. */
export function ProgramWords({ children }: { readonly children: string }) {
  const { t } = useTranslation();
  const words = <p lang="en">{children}</p>;
  if (spoken() === 'en') return words;
  return (
    <>
      <p className="quiet">{t('failed.inEnglish')}</p>
      {words}
    </>
  );
}
