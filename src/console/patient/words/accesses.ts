import { addWords } from '../../words/language.ts';

const en = {
  accesses: {
    title: 'Who has used your data',
    covers:
      'This shows use for research from this hospital. It does not show who opened your record to treat you: ask the hospital about that.',
    none: 'Nobody has been given data of yours so far.',
    purpose: 'for {{purpose}}',
    what: 'What',
    sensitive: 'Sensitive in it',
    nothing: 'nothing',
    times: 'How often that day',
    each: 'Show each one',
    receipt: 'Keep the receipt',
    verified: 'Checked in this page: this line is in the hospital’s record, and cannot have been changed since.',
    unverified: 'The record’s receipt could not be checked: {{reason}}',
    unknown: 'an organisation that has no name here',
  },
};

const pt: typeof en = {
  accesses: {
    title: 'Quem usou os seus dados',
    covers:
      'Isto mostra o uso para investigação a partir deste hospital. Não mostra quem abriu o seu processo para o tratar: pergunte isso ao hospital.',
    none: 'Até agora ninguém recebeu dados seus.',
    purpose: 'para {{purpose}}',
    what: 'O quê',
    sensitive: 'O que há de sensível',
    nothing: 'nada',
    times: 'Quantas vezes nesse dia',
    each: 'Mostrar cada uma',
    receipt: 'Guardar o recibo',
    verified:
      'Verificado nesta página: esta linha está no registo do hospital, e não pode ter sido alterada desde então.',
    unverified: 'O recibo do registo não pôde ser verificado: {{reason}}',
    unknown: 'uma organização que não tem nome aqui',
  },
};

addWords('patient', { en, pt });
