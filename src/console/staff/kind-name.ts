import { kindCounts } from '../../client/index.ts';
import { type Language, spoken } from '../words/language.ts';

/** Whom the record is about is not whoever reads of it here. */
const OF_PATIENTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    CareTeam: 'who treats patients',
    FamilyMemberHistory: 'illnesses in families',
    Patient: 'names, birth dates and addresses',
    RelatedPerson: 'relatives',
  },
  pt: {
    CareTeam: 'quem trata dos doentes',
    FamilyMemberHistory: 'doenças nas famílias',
    Patient: 'nomes, datas de nascimento e moradas',
    RelatedPerson: 'familiares',
  },
};

/** A kind of records as people say it, with the type of FHIR beside it, by which technicians find it; a type that has no words, by itself. */
export function kindName(type: string, language: Language = spoken()): string {
  // Records name their kind themselves: `constructor` has no words.
  const own = Object.hasOwn(OF_PATIENTS[language], type) ? OF_PATIENTS[language][type] : undefined;
  const [found] = own === undefined ? kindCounts({ [type]: 1 }, language) : [{ words: own }];
  const words = found?.words ?? type;
  return words === type || type === 'file' ? words : `${words} (${type})`;
}
