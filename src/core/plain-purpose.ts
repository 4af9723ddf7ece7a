import type { Language } from './consent-text/consent-text.ts';
import type { ResearchPurpose } from './purpose-table.ts';

/** What a research purpose is, as one would say it over the table. Words of the ontology stand in the purpose table. */
const PURPOSES: Readonly<Record<Language, Readonly<Record<ResearchPurpose, string>>>> = {
  en: {
    1: 'research that makes better methods of research',
    2: 'research into groups of people as a whole',
    3: 'research into where people’s ancestors came from',
    4: 'research into one age group',
    5: 'research into one gender',
    6: 'comparison with people who are well',
    7: 'research into health and illness',
    8: 'research into genes and health',
    9: 'development of medicines',
    10: 'research into one illness',
  },
  pt: {
    1: 'investigação que melhora os métodos da investigação',
    2: 'investigação sobre grupos de pessoas no seu conjunto',
    3: 'investigação sobre a origem dos antepassados das pessoas',
    4: 'investigação sobre um grupo de idades',
    5: 'investigação sobre um género',
    6: 'comparação com pessoas saudáveis',
    7: 'investigação sobre saúde e doença',
    8: 'investigação sobre genes e saúde',
    9: 'desenvolvimento de medicamentos',
    10: 'investigação sobre uma doença',
  },
};

/** A research purpose in words for patients; undefined where there is none, or one that this version does not know. */
export function plainPurpose(code: number | undefined, language: Language): string | undefined {
  return code === undefined ? undefined : PURPOSES[language][code as ResearchPurpose];
}
