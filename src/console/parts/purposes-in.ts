type Purpose = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** Research purposes by their codes, as all pages of those who work with data call them. */
export const PURPOSES_IN: Readonly<Record<'en' | 'pt', Readonly<Record<Purpose, string>>>> = {
  en: {
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
  },
  pt: {
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
  },
};
