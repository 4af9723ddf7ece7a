import { useTranslation } from 'react-i18next';
import { addWords } from '../words/language.ts';

/** What research is for, in the same words for whoever gives data and whoever asks for it. */
const en = {
  any: 'any, in an emergency',
  other: 'a purpose that this page does not know ({{code}})',
  1: 'development of methods',
  2: 'research into populations',
  3: 'research into ancestry',
  4: 'research into an age group',
  5: 'research into a gender',
  6: 'use as a control group',
  7: 'biomedical research',
  8: 'genetic research',
  9: 'development of medicines',
  10: 'research into one disease',
};

type PurposeWords = typeof en;

const pt: PurposeWords = {
  any: 'qualquer uma, numa emergência',
  other: 'uma finalidade que esta página não conhece ({{code}})',
  1: 'desenvolvimento de métodos',
  2: 'investigação sobre populações',
  3: 'investigação sobre ascendência',
  4: 'investigação sobre um grupo etário',
  5: 'investigação sobre um género',
  6: 'uso como grupo de controlo',
  7: 'investigação biomédica',
  8: 'investigação genética',
  9: 'desenvolvimento de medicamentos',
  10: 'investigação sobre uma doença',
};

addWords('purposes', { en, pt });

/** The words of a purpose by its code. */
export function usePurposeWords(): (code: number) => string {
  const { t, i18n } = useTranslation('purposes');
  return (code) => {
    if (code === 0) return t('any');
    return i18n.exists(`purposes:${code}`) ? t(String(code) as '7') : t('other', { code });
  };
}
