import { addWords } from '../words/language.ts';

const en = {
  copy: {
    id: 'Copy the whole of {{id}}',
    patient: 'Copy the whole pseudonym of patient {{id}}',
    person: 'Copy the whole pseudonym of person {{id}}',
  },
  copied: {
    id: 'The whole of {{id}} is copied',
    patient: 'The whole pseudonym of patient {{id}} is copied',
    person: 'The whole pseudonym of person {{id}} is copied',
  },
  done: 'Copied',
};

const pt: typeof en = {
  copy: {
    id: 'Copiar {{id}} por inteiro',
    patient: 'Copiar o pseudónimo inteiro do doente {{id}}',
    person: 'Copiar o pseudónimo inteiro da pessoa {{id}}',
  },
  copied: {
    id: '{{id}} foi copiado por inteiro',
    patient: 'O pseudónimo inteiro do doente {{id}} foi copiado',
    person: 'O pseudónimo inteiro da pessoa {{id}} foi copiado',
  },
  done: 'Copiado',
};

addWords('audit-id', { en, pt });
