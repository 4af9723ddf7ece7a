import { addWords } from '../words/language.ts';

const en = {
  title: 'Receipts of what you asked for',
  text: 'Each release and each refusal is signed for by the hospital’s log. With the receipt you can prove what you got and when, and will be held to it.',
  covers:
    'This page lists what was asked for in this browser. What was asked for elsewhere or by the command is not here: the command keeps its receipts in the folder of each download, under receipts. Clearing what this browser keeps of pages clears these, too.',
  files: {
    title: 'What the two files are for',
    receipt:
      'The receipt (.tlog-proof) proves that the hospital’s log has this entry, and when it was written. It is text: any editor opens it.',
    details:
      'The details (.evidence.json) say what was asked and who asked. The receipt holds a digest of them alone: to show somebody what you asked for, hand over both.',
    check:
      'To check both, put them into one folder and run custos receipt verify with the name of the receipt. An auditor drops them on the page for receipts. The receipt alone can be checked below.',
  },
  empty: 'Nothing was asked for in this browser yet.',
  emptyText: 'A download leaves its receipts here.',
  toDownload: 'To the download',
  outcome: {
    released: 'Released: {{items}} items',
    emergency: 'Released in an emergency: {{items}} items',
    refused: 'Refused: {{why}}',
    interrupted: 'Cut off',
    acknowledged: 'A withdrawal, pause or opt-out was acknowledged; whose, the details say that are kept with it',
    other: 'Something else',
  },
  line: '{{dataset}}, for {{purpose}}, under permit {{permit}}',
  lineWithout: '{{dataset}}, for {{purpose}}',
  entry: 'Entry {{seq}} of the log',
  keep: 'Keep the receipt',
  evidence: 'Keep the details of the request',
  check: {
    title: 'Check a receipt',
    text: 'Choose a receipt that you kept, also one of the command. It is checked in this page, against the logs that this browser knows, without asking anybody.',
    choose: 'Choose a receipt',
    verified: 'Genuine: {{by}} signed it on {{when}}. What it proves is this, and nothing else:',
    entry: 'Entry {{seq}} of the log {{log}}: {{what}}',
    of: 'For {{purpose}}, under permit {{permit}}.',
    around:
      'The file has other words beside the receipt. They are not proved: anybody can have written or changed them.',
    forged: 'Not genuine',
    forgedText: 'It is not what the log signed. Keep it, and tell an auditor of the consortium.',
    unknown: 'Nothing here tells whether it is genuine',
    unknownText:
      'This browser does not know the log that is named in it. Check it where you got it, or by the command.',
    unreadable:
      'No receipt can be read in it: it holds none, or one that was cut off or damaged, or several. That says nothing of whether one is genuine.',
    mine: 'checked in this page: genuine',
    notMine: 'checked in this page: not known',
    mineForged: 'checked in this page: NOT genuine',
    log: 'the log of {{endpoint}}',
  },
};

type ReceiptWords = typeof en;

const pt: ReceiptWords = {
  title: 'Recibos do que pediu',
  text: 'Cada entrega e cada recusa é assinada pelo registo do hospital. Com o recibo pode provar o que recebeu e quando, e responderá por isso.',
  covers:
    'Esta página lista o que foi pedido neste navegador. O que foi pedido noutro lado ou pelo comando não está aqui: o comando guarda os seus recibos na pasta de cada transferência, em receipts. Limpar o que este navegador guarda das páginas limpa também estes.',
  files: {
    title: 'Para que servem os dois ficheiros',
    receipt:
      'O recibo (.tlog-proof) prova que o registo do hospital tem esta entrada, e quando foi escrita. É texto: qualquer editor o abre.',
    details:
      'Os detalhes (.evidence.json) dizem o que foi pedido e quem pediu. O recibo só contém um resumo criptográfico deles: para mostrar a alguém o que pediu, entregue os dois.',
    check:
      'Para verificar os dois, ponha-os numa pasta e corra custos receipt verify com o nome do recibo. Um auditor larga-os na página dos recibos. O recibo sozinho pode ser verificado abaixo.',
  },
  empty: 'Ainda nada foi pedido neste navegador.',
  emptyText: 'Uma transferência deixa aqui os seus recibos.',
  toDownload: 'À transferência',
  outcome: {
    released: 'Entregue: {{items}} itens',
    emergency: 'Entregue numa emergência: {{items}} itens',
    refused: 'Recusado: {{why}}',
    interrupted: 'Interrompido',
    acknowledged:
      'Foi confirmada uma retirada, uma pausa ou uma oposição; de quem, dizem-no os detalhes guardados com o recibo',
    other: 'Outra coisa',
  },
  line: '{{dataset}}, para {{purpose}}, com a autorização {{permit}}',
  lineWithout: '{{dataset}}, para {{purpose}}',
  entry: 'Entrada {{seq}} do registo',
  keep: 'Guardar o recibo',
  evidence: 'Guardar os detalhes do pedido',
  check: {
    title: 'Verificar um recibo',
    text: 'Escolha um recibo que guardou, também um do comando. É verificado nesta página, contra os registos que este navegador conhece, sem perguntar a ninguém.',
    choose: 'Escolher um recibo',
    verified: 'Autêntico: {{by}} assinou-o em {{when}}. O que prova é isto, e nada mais:',
    entry: 'Entrada {{seq}} do registo {{log}}: {{what}}',
    of: 'Para {{purpose}}, com a autorização {{permit}}.',
    around:
      'O ficheiro tem outras palavras além do recibo. Não estão provadas: qualquer pessoa as pode ter escrito ou mudado.',
    forged: 'Não é autêntico',
    forgedText: 'Não é o que o registo assinou. Guarde-o, e diga a um auditor do consórcio.',
    unknown: 'Nada aqui diz se é autêntico',
    unknownText:
      'Este navegador não conhece o registo que lá vem indicado. Verifique-o onde o obteve, ou pelo comando.',
    unreadable:
      'Não se consegue ler nenhum recibo nele: não tem nenhum, ou tem um cortado ou danificado, ou vários. Isso nada diz sobre se algum é autêntico.',
    mine: 'verificado nesta página: autêntico',
    notMine: 'verificado nesta página: não se sabe',
    mineForged: 'verificado nesta página: NÃO é autêntico',
    log: 'o registo de {{endpoint}}',
  },
};

addWords('research-receipt', { en, pt });
