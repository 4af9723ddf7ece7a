import { addWords } from '../words/language.ts';

const en = {
  blank: 'Nothing but blanks stands here. Fill it in.',
  long: 'This has {{length}} characters, and {{most}} are the most. Shorten it.',
};

const pt: typeof en = {
  blank: 'Aqui só há espaços. Preencha.',
  long: 'Tem {{length}} carateres, e o máximo são {{most}}. Encurte o texto.',
};

addWords('field', { en, pt });
