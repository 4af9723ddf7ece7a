import { addWords } from '../words/language.ts';

const en = {
  title: 'What does this receipt prove?',
  about:
    'A receipt is verified in this page, without asking anybody: against the log key that this browser met here first.',
  drop: 'Drop a receipt here',
  choose: 'Choose a file',
  paste: 'Or paste it',
  read: 'Read it',
  another: 'Read another one',
  none: 'This is no receipt. One begins with the line c2sp.org/tlog-proof@v1.',
  verified: 'It is genuine: {{by}} signed a log that holds this entry.',
  forged: 'It is not genuine. Keep it, and ask who gave it to you.',
  unknown: 'Nothing that is known here says whether it is genuine.',
  unknownNext: 'Read it at the pages of the hospital whose log it names, or with custos receipt verify.',
  reason: 'What the program says',
  proves: 'What it proves',
  provesItems: [
    'The log had this entry, with just these words, when it signed.',
    'The log can never show another entry in its place without being convicted by this receipt.',
  ],
  not: 'What it does not prove',
  notItems: [
    'That what the entry says was right: the verdict decides that anew.',
    'That the log still shows it: open the entry, or check the whole log.',
    'Who a patient is: entries do not say it.',
  ],
  seq: 'Entry',
  log: 'Log',
  at: 'Written on',
  open: 'Open the entry as the log shows it now',
};

export type ReceiptWords = typeof en;

const pt: ReceiptWords = {
  title: 'O que prova este recibo?',
  about:
    'Um recibo é verificado nesta página, sem perguntar a ninguém: contra a chave do registo que este navegador aqui encontrou primeiro.',
  drop: 'Largue aqui um recibo',
  choose: 'Escolher um ficheiro',
  paste: 'Ou cole-o',
  read: 'Ler',
  another: 'Ler outro',
  none: 'Isto não é um recibo. Um recibo começa pela linha c2sp.org/tlog-proof@v1.',
  verified: 'É genuíno: {{by}} assinou um registo que tem esta entrada.',
  forged: 'Não é genuíno. Guarde-o, e pergunte a quem lho deu.',
  unknown: 'Nada do que aqui se conhece diz se é genuíno.',
  unknownNext: 'Leia-o nas páginas do hospital cujo registo ele indica, ou com custos receipt verify.',
  reason: 'O que o programa diz',
  proves: 'O que prova',
  provesItems: [
    'O registo tinha esta entrada, com exatamente estas palavras, quando assinou.',
    'O registo nunca pode mostrar outra entrada no seu lugar sem ser desmentido por este recibo.',
  ],
  not: 'O que não prova',
  notItems: [
    'Que o que a entrada diz estava certo: isso decide-o de novo o veredito.',
    'Que o registo ainda a mostra: abra a entrada, ou verifique todo o registo.',
    'Quem é um doente: as entradas não o dizem.',
  ],
  seq: 'Entrada',
  log: 'Registo',
  at: 'Escrita em',
  open: 'Abrir a entrada como o registo a mostra agora',
};

addWords('audit-receipt', { en, pt });
