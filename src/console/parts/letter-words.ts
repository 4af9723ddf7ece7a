import { addWords } from '../words/language.ts';

const en = {
  keep: 'Print this page',
  whose: 'Whose it is (write the name here): ______________________________',
  from: '{{hospital}}: what you see here, printed {{when}}',
  rights: 'Your rights',
  items: [
    'Your treatment stays the same, whatever you decide about your data.',
    'You can change or stop what you allowed on any day: on these pages, by telephone, or on paper.',
    'You can see who has used your data, and take a copy of all of it home.',
    'You can have put right what is wrong in it.',
    'If you are not content with the answers, you can complain to the data protection authority of your country.',
  ],
};

const pt: typeof en = {
  keep: 'Imprimir esta página',
  whose: 'De quem é (escreva aqui o nome): ______________________________',
  from: '{{hospital}}: o que se vê aqui, impresso {{when}}',
  rights: 'Os seus direitos',
  items: [
    'O seu tratamento continua igual, qualquer que seja a sua decisão sobre os seus dados.',
    'Pode mudar ou parar o que permitiu em qualquer dia: nestas páginas, por telefone ou em papel.',
    'Pode ver quem usou os seus dados, e levar uma cópia de todos para casa.',
    'Pode pedir que se corrija o que neles está errado.',
    'Se as respostas não o satisfizerem, pode queixar-se à autoridade de proteção de dados do seu país.',
  ],
};

addWords('letter', { en, pt });
