import { addWords } from '../words/language.ts';

const en = {
  ask: 'Ask {{name}}, who looks after data protection at {{hospital}}.',
  askUnnamed: 'Ask who looks after data protection at {{hospital}}: the switchboard puts you through.',
  hospital: 'the hospital',
  whom: 'Whom to ask',
  telephone: 'Telephone',
  email: 'E-mail',
};

const pt: typeof en = {
  ask: 'Pergunte a {{name}}, que trata da proteção de dados em {{hospital}}.',
  askUnnamed: 'Pergunte a quem trata da proteção de dados em {{hospital}}: a central telefónica passa a chamada.',
  hospital: 'o hospital',
  whom: 'A quem perguntar',
  telephone: 'Telefone',
  email: 'Correio eletrónico',
};

addWords('officer', { en, pt });
