import { addWords } from '../words/language.ts';

const en = {
  title: 'What does this receipt prove?',
  about:
    'A receipt is verified in this page, without asking anybody: against the log key that this browser met here first.',
  drop: 'Drop a receipt here, and beside it, if you have it, what opens its entry (.evidence.json)',
  dropOther: 'Drop what opens this entry (.evidence.json), or another receipt',
  evidence: {
    is: 'This is no receipt: it is what lies behind an entry, {{what}}.',
    kinds: {
      request: 'a request for data with the proof of who asked',
      act: 'what was ordered in a hospital’s name, with the proof of who did',
      revocation: 'a withdrawal, with the call that was brought to the ledger',
      relay: 'what became of a withdrawal on its way to the ledger',
      interruption: 'how far a delivery came that was cut off',
      operation: 'what the hospital’s computer wrote of its own running',
    },
    digest: 'Its digest, which the entry names',
    alone: 'By itself it proves nothing: give the receipt of its entry, too, and this page compares the two.',
    same: 'It belongs to the receipt: entry {{seq}} names this digest.',
    other: 'It does not belong to the receipt: entry {{seq}} names another digest.',
    find: 'Find its entry in the log of this hospital',
    raw: 'Show the bytes',
  },
  choose: 'Choose a file',
  paste: 'Or paste it',
  read: 'Read it',
  another: 'Read another one',
  none: 'This is neither a receipt nor what opens an entry. A receipt begins with the line c2sp.org/tlog-proof@v1.',
  unreadable:
    'This begins as a receipt and cannot be read as one: it was cut off or damaged, or several are in it. That says nothing of whether it is genuine. Give the whole of one, from its first line to its last, by itself.',
  bundle:
    'This is a bundle: a whole log with what lies behind it, for an audit without a network. Check it by the command: custos audit --bundle, and the name of the file.',
  verified: 'It is genuine: {{by}} signed a log that holds the entry below.',
  only: 'Only what the entry says is proved, and nothing that stands above or below the receipt in the file.',
  around:
    'The file has other words beside the receipt. They are not proved: anybody can have written or changed them, also where they say what the receipt is of. Go by what stands here alone.',
  sealed:
    'Which act it was, of whom and until when, the receipt does not say by itself: it names what says so by a digest. Give the file .evidence.json that was kept with it, or open the entry at the hospital’s pages.',
  what: 'What happened',
  patient: 'Patient',
  consent: 'Consent',
  until: 'Until',
  of: 'Of what',
  everything: 'of everything, emergencies too',
  research: 'of research',
  permit: 'Permit',
  forged: 'It is not genuine. Keep it, and ask who gave it to you.',
  unknown: 'Nothing that is known here says whether it is genuine.',
  unknownNext: 'Read it at the pages of the hospital whose log it names, or with custos receipt verify.',
  reason: 'What the program says',
  proves: 'What it proves',
  provesItems: [
    'The log had this entry, as it is told above, when it signed.',
    'The log can never show another entry in its place without being convicted by this receipt.',
  ],
  not: 'What it does not prove',
  notItems: [
    'That what the entry says was right: the verdict decides that anew.',
    'That the log still shows it: open the entry, or check the whole log.',
    'Words that stand above or below the receipt in its file.',
    'Who a patient is: a pseudonym is no name.',
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
  drop: 'Largue aqui um recibo e, se o tiver, o que abre a sua entrada (.evidence.json)',
  dropOther: 'Largue o que abre esta entrada (.evidence.json), ou outro recibo',
  evidence: {
    is: 'Isto não é um recibo: é o que está por trás de uma entrada, {{what}}.',
    kinds: {
      request: 'um pedido de dados com a prova de quem pediu',
      act: 'o que foi ordenado em nome de um hospital, com a prova de quem o fez',
      revocation: 'uma retirada, com a chamada que foi levada ao livro-razão',
      relay: 'o que aconteceu a uma retirada a caminho do livro-razão',
      interruption: 'até onde chegou uma entrega que foi cortada',
      operation: 'o que o computador do hospital escreveu sobre o seu funcionamento',
    },
    digest: 'O seu resumo criptográfico, que a entrada indica',
    alone: 'Por si só não prova nada: dê também o recibo da sua entrada, e esta página compara os dois.',
    same: 'Pertence ao recibo: a entrada {{seq}} indica este resumo.',
    other: 'Não pertence ao recibo: a entrada {{seq}} indica outro resumo.',
    find: 'Procurar a sua entrada no registo deste hospital',
    raw: 'Mostrar os bytes',
  },
  choose: 'Escolher um ficheiro',
  paste: 'Ou cole-o',
  read: 'Ler',
  another: 'Ler outro',
  none: 'Isto não é um recibo nem o que abre uma entrada. Um recibo começa pela linha c2sp.org/tlog-proof@v1.',
  unreadable:
    'Isto começa como um recibo e não se consegue ler como tal: foi cortado ou danificado, ou há vários. Isso nada diz sobre se é genuíno. Dê um só, inteiro, da primeira à última linha.',
  bundle:
    'Isto é um pacote: um registo inteiro com o que está por trás, para uma auditoria sem rede. Verifique-o pelo comando: custos audit --bundle, e o nome do ficheiro.',
  verified: 'É genuíno: {{by}} assinou um registo que tem a entrada abaixo.',
  only: 'Só está provado o que a entrada diz, e nada do que no ficheiro está acima ou abaixo do recibo.',
  around:
    'O ficheiro tem outras palavras além do recibo. Não estão provadas: qualquer pessoa as pode ter escrito ou mudado, mesmo onde dizem de que é o recibo. Guie-se só pelo que está aqui.',
  sealed:
    'Que ato foi, de quem e até quando, o recibo não o diz por si: indica por um resumo criptográfico o que o diz. Dê o ficheiro .evidence.json guardado com ele, ou abra a entrada nas páginas do hospital.',
  what: 'O que aconteceu',
  patient: 'Doente',
  consent: 'Consentimento',
  until: 'Até',
  of: 'De quê',
  everything: 'de tudo, também de emergências',
  research: 'da investigação',
  permit: 'Autorização',
  forged: 'Não é genuíno. Guarde-o, e pergunte a quem lho deu.',
  unknown: 'Nada do que aqui se conhece diz se é genuíno.',
  unknownNext: 'Leia-o nas páginas do hospital cujo registo ele indica, ou com custos receipt verify.',
  reason: 'O que o programa diz',
  proves: 'O que prova',
  provesItems: [
    'O registo tinha esta entrada, como acima se diz, quando assinou.',
    'O registo nunca pode mostrar outra entrada no seu lugar sem ser desmentido por este recibo.',
  ],
  not: 'O que não prova',
  notItems: [
    'Que o que a entrada diz estava certo: isso decide-o de novo o veredito.',
    'Que o registo ainda a mostra: abra a entrada, ou verifique todo o registo.',
    'Palavras que no ficheiro do recibo estão acima ou abaixo dele.',
    'Quem é um doente: um pseudónimo não é um nome.',
  ],
  seq: 'Entrada',
  log: 'Registo',
  at: 'Escrita em',
  open: 'Abrir a entrada como o registo a mostra agora',
};

addWords('audit-receipt', { en, pt });
