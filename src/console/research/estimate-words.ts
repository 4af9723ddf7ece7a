import { addWords } from '../words/language.ts';

const en = {
  title: 'What would you get now?',
  text: 'Ask as often as you like with the same answers. The hospital answers only so many different questions a day about one dataset, so that nobody finds out about single people by asking.',
  ask: 'See what I would get',
  about: 'About {{patients}} patients, {{items}} items or more',
  aboutText: 'Numbers are rounded down to full tens, and change as people consent and withdraw.',
  few: 'Fewer than 10 patients, or none',
  fewText: 'So few are never told apart from none, so that nobody finds out about single people.',
  fewSample:
    'At a small hospital, such as the sample with its dozen invented patients, this is the usual answer: what would come can be had all the same.',
  unknown: 'Not known',
  review: 'Needs something from you first',
  reviewText: 'A condition is not met by what you declare:',
  reviewElse: 'Declare it where it is so. Some conditions the hospital must attest in your permit, too: ask it.',
  more: 'More people may count if you declare, where it is so:',
  declare: 'answer “{{field}}”',
  unanswerable: 'the page has no field for it: use the command or ask the hospital',
  why: {
    noPermit: 'You have no permit for this purpose, and without one nobody is told how many people would be covered.',
    refused: 'It would be refused: {{why}}.',
    limited: 'You asked all that may be asked about this dataset for now. Ask again tomorrow.',
    away: 'The hospital does not answer at the moment. Try again in a moment.',
    ledger: 'The hospital’s ledger does not answer, so nothing is released and nothing is counted at the moment.',
    other: 'The hospital could not answer: {{message}}',
  },
  gateway: 'What the hospital’s computer says to it',
};

type EstimateWords = typeof en;

const pt: EstimateWords = {
  title: 'O que receberia agora?',
  text: 'Pergunte quantas vezes quiser com as mesmas respostas. O hospital só responde a um certo número de perguntas diferentes por dia sobre um conjunto de dados, para que ninguém descubra algo sobre pessoas isoladas a perguntar.',
  ask: 'Ver o que receberia',
  about: 'Cerca de {{patients}} doentes, {{items}} itens ou mais',
  aboutText: 'Os números são arredondados para baixo às dezenas, e mudam quando as pessoas consentem e retiram.',
  few: 'Menos de 10 doentes, ou nenhum',
  fewText: 'Tão poucos nunca se distinguem de nenhum, para que ninguém descubra algo sobre pessoas isoladas.',
  fewSample:
    'Num hospital pequeno, como o do exemplo com a sua dúzia de doentes inventados, é esta a resposta habitual: o que viria pode receber-se na mesma.',
  unknown: 'Não se sabe',
  review: 'Falta primeiro algo da sua parte',
  reviewText: 'Uma condição não é cumprida pelo que declara:',
  reviewElse:
    'Declare-o se assim for. Algumas condições têm também de ser atestadas pelo hospital na sua autorização: pergunte-lhe.',
  more: 'Podem contar mais pessoas se declarar, se assim for:',
  declare: 'responda a «{{field}}»',
  unanswerable: 'a página não tem campo para isso: use o comando ou pergunte ao hospital',
  why: {
    noPermit:
      'Não tem autorização para esta finalidade, e sem uma não se diz a ninguém quantas pessoas seriam abrangidas.',
    refused: 'Seria recusado: {{why}}.',
    limited: 'Já perguntou tudo o que por agora se pode perguntar sobre este conjunto. Volte a perguntar amanhã.',
    away: 'O hospital não responde neste momento. Tente daqui a pouco.',
    ledger: 'O livro-razão do hospital não responde, por isso nada é entregue nem contado neste momento.',
    other: 'O hospital não conseguiu responder: {{message}}',
  },
  gateway: 'O que o computador do hospital diz',
};

addWords('research-estimate', { en, pt });
