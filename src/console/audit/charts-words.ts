import { addWords } from '../words/language.ts';

const en = {
  title: 'How has it gone over time?',
  covers: 'Counted from {{read}} of {{size}} entries of the log, the newest first.',
  more: 'Read the older ones, too',
  stop: 'Stop reading',
  none: 'There is nothing to count yet.',
  releases: 'Releases and refusals',
  counted:
    'Each delivery and each refusal is one, however many items it is of. What patients took of their own data is counted by itself: it is for no purpose, and the hospital’s overview by purpose leaves it out.',
  noneOf: 'None so far.',
  withdrawals: 'Withdrawals, pauses and opt-outs acknowledged',
  lag: 'Seconds until a withdrawal, pause or opt-out stood on the ledger, at most',
  lagNone: 'No withdrawal, pause or opt-out reached the ledger so far.',
  unanchored: 'Entries that wait for the ledger',
  unanchoredNone: 'Every entry is covered by a head on the ledger, by the hospital’s word.',
  unanchoredSome: '{{figure}} of the entries wait, the oldest of them for {{seconds}} s.',
  waits: 'How long entries waited for the ledger',
  waitsFirst:
    'This is taken from the ledger itself, not from what the hospital says of it. Verify first; the curve is then drawn here.',
  waitsRuns: 'The verification is under way. The curve is drawn here once it has ended.',
  waitsNone: 'No entry has come on the ledger yet.',
  waitsLongest: 'At most {{figure}} s, {{day}}, {{time}}. Recomputed in this page.',
  toVerdict: 'To the verification',
  until: 'On the ledger at',
  released: 'released',
  own: 'own data',
  refused: 'refused',
  acknowledged: 'acknowledged',
  seconds: 'seconds',
  table: 'The same as a table',
  since: 'From',
};

export type ChartsWords = typeof en;

const pt: ChartsWords = {
  title: 'Como tem corrido ao longo do tempo?',
  covers: 'Contado em {{read}} de {{size}} entradas do registo, as mais novas primeiro.',
  more: 'Ler também as mais antigas',
  stop: 'Parar de ler',
  none: 'Ainda não há nada para contar.',
  releases: 'Entregas e recusas',
  counted:
    'Cada entrega e cada recusa é uma, qualquer que seja o número de itens. O que doentes levaram dos seus próprios dados conta-se à parte: não é para nenhuma finalidade, e o resumo do hospital por finalidade deixa-o de fora.',
  noneOf: 'Nenhuma até agora.',
  withdrawals: 'Retiradas, pausas e oposições confirmadas',
  lag: 'Segundos até uma retirada, pausa ou oposição estar no livro-razão, no máximo',
  lagNone: 'Ainda nenhuma retirada, pausa ou oposição chegou ao livro-razão.',
  unanchored: 'Entradas à espera do livro-razão',
  unanchoredNone: 'Todas as entradas estão abrangidas por uma cabeça no livro-razão, por palavra do hospital.',
  unanchoredSome: 'Esperam {{figure}} das entradas, a mais antiga há {{seconds}} s.',
  waits: 'Quanto tempo as entradas esperaram pelo livro-razão',
  waitsFirst:
    'Isto é tirado do próprio livro-razão, e não do que o hospital diz dele. Verifique primeiro; a curva é depois desenhada aqui.',
  waitsRuns: 'A verificação está em curso. A curva é desenhada aqui quando terminar.',
  waitsNone: 'Ainda nenhuma entrada chegou ao livro-razão.',
  waitsLongest: 'No máximo {{figure}} s, {{day}}, {{time}}. Calculado de novo nesta página.',
  toVerdict: 'Para a verificação',
  until: 'No livro-razão às',
  released: 'entregues',
  own: 'dados próprios',
  refused: 'recusadas',
  acknowledged: 'confirmadas',
  seconds: 'segundos',
  table: 'O mesmo em tabela',
  since: 'Desde',
};

addWords('audit-charts', { en, pt });
