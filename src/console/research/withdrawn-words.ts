import { addWords } from '../words/language.ts';

const en = {
  title: 'What you received and may not keep any more',
  text: 'Patients may withdraw after you received their data, and permits, consents and versions end. The hospital’s computer is asked which items of your earlier downloads count no more; nothing is released by asking, and it is no request that the log keeps.',
  covers:
    'Looked at are downloads of this browser on this device. What was fetched by command, “custos get” with “--prune” looks at where it lies.',
  look: 'See what must go',
  again: 'Look again',
  asked: 'Asked {{when}}.',
  clear: 'All that this browser received may still be kept.',
  must_one: 'One item that you received may not be kept any more.',
  must_other: '{{figure}} items that you received may not be kept any more.',
  elsewhere_one: 'One item may be kept under another permit alone.',
  elsewhere_other: '{{figure}} items may be kept under another permit alone.',
  one: '{{dataset}}, version {{version}}, under permit {{permit}}: {{gone}} of {{held}} items',
  why: {
    consents:
      'Consents do not cover these items any more: patients withdrew, paused or changed them, opted out, or they ran out. The rest may be kept.',
    uncovered:
      'No consent covers any of it any more: the patients withdrew, paused or changed them, opted out, or they ran out.',
    revoked:
      'Permit {{permit}} was ended on {{when}}: nothing that came under it may be kept under it, whatever patients still allow.',
    expired: 'Permit {{permit}} ran out on {{when}}: nothing that came under it may be kept under it.',
    permit: 'Permit {{permit}} does not count at this moment: nothing that came under it may be kept under it.',
    dataset:
      'This version is not given any more: the dataset was retired, or the version was ended or replaced. Nothing of it may be kept.',
    member: 'Your organisation or the hospital does not count as a member at this moment: nothing of it may be kept.',
  },
  under_one:
    'One of them came under permit {{permit}}, too, which still allows it: you may keep it for that use alone.',
  under_other:
    '{{figure}} of them came under permit {{permit}}, too, which still allows them: you may keep those for that use alone.',
  since_one: 'You received it on {{first}}.',
  since_other: 'You received them from {{first}} to {{last}}.',
  sinceDay_one: 'You received it on {{first}}.',
  sinceDay_other: 'You received them on {{first}}.',
  unknown:
    '{{dataset}}, version {{version}}: this browser did not note which items came, as where a page was closed in the middle. Download it again into the same folder: at the end, what must go is named. A ZIP that was not finished is no file: destroy what is left of it.',
  derived:
    'What must go: the items, copies and backups of them, and whatever still holds lines or values of single people of them, such as extracts, tables and samples. Numbers about many people that are published already stay. Whether models that were trained with them stay, the agreement of the permit says; where it does not, ask the hospital.',
  deadline:
    'Until when: as the agreement of the permit says. No time is set here: where it says none, take it out at once.',
  agreement: 'Read the agreement',
  csv: 'Save the list as a table (CSV)',
  json: 'Save it for programs (JSON)',
  zip: {
    title: 'In the ZIP file that you saved',
    anew: 'Fetch the ZIP anew: the new one leaves these out. Then destroy the old one and every copy of it, also what was unpacked from it.',
    all: 'Destroy the ZIP and every copy of it, also what was unpacked from it.',
    where:
      'In the ZIP, the number stands at the end of a file’s name, as in Condition-12.ndjson; items.ndjson in it says which number is in which file.',
  },
  folder: {
    title: 'In the folder that you saved it into',
    anew: 'Download it again into the same folder: what is there is not fetched again, and at the end these are named and taken out by a press. Then destroy every copy of them.',
    all: 'Delete what is in the folder, and every copy of it.',
    where: 'In the folder, the number stands at the end of a file’s name; custos-download.ndjson says which is which.',
  },
  unnoted: 'How you saved it, this browser did not note then. Do what fits, for each way that you used.',
  download: 'To the download',
  files: 'These files must go:',
  filesMore: 'and {{figure}} more, which the table (CSV) below lists',
  numbers: 'Items of these numbers must go:',
  byCommand: 'If you fetched it by the command',
  command: 'In a directory that the command custos filled, this takes out what must go, and names it:',
  ethics: 'Put the reference of your ethics approval, as you declared it, where REFERENCE stands.',
  done: 'I took out all copies',
  doneText:
    'Press it once no copy is left: these items are not listed again in this browser. It is told to nobody else.',
  removed: 'Noted in this browser: no copy of these items is left.',
};

const pt: typeof en = {
  title: 'O que recebeu e já não pode guardar',
  text: 'Os doentes podem retirar o consentimento depois de ter recebido os dados deles, e autorizações, consentimentos e versões terminam. Pergunta-se ao computador do hospital que itens das suas descargas anteriores já não contam; perguntar não entrega nada, e não é um pedido que fique no registo.',
  covers:
    'São vistas as descargas deste navegador neste dispositivo. O que foi obtido por comando, vê-o “custos get” com “--prune” onde está.',
  look: 'Ver o que tem de sair',
  again: 'Ver de novo',
  asked: 'Perguntado {{when}}.',
  clear: 'Tudo o que este navegador recebeu ainda pode ser guardado.',
  must_one: 'Um item que recebeu já não pode ser guardado.',
  must_other: '{{figure}} itens que recebeu já não podem ser guardados.',
  elsewhere_one: 'Um item só pode ser guardado ao abrigo de outra autorização.',
  elsewhere_other: '{{figure}} itens só podem ser guardados ao abrigo de outra autorização.',
  one: '{{dataset}}, versão {{version}}, ao abrigo da autorização {{permit}}: {{gone}} de {{held}} itens',
  why: {
    consents:
      'Os consentimentos já não abrangem estes itens: os doentes retiraram-nos, suspenderam-nos ou mudaram-nos, opuseram-se, ou o prazo acabou. O resto pode ser guardado.',
    uncovered:
      'Nenhum consentimento o abrange já: os doentes retiraram-nos, suspenderam-nos ou mudaram-nos, opuseram-se, ou o prazo acabou.',
    revoked:
      'A autorização {{permit}} foi terminada em {{when}}: nada do que veio ao abrigo dela pode ser guardado ao abrigo dela, o que quer que os doentes ainda permitam.',
    expired:
      'A autorização {{permit}} acabou em {{when}}: nada do que veio ao abrigo dela pode ser guardado ao abrigo dela.',
    permit:
      'A autorização {{permit}} não conta neste momento: nada do que veio ao abrigo dela pode ser guardado ao abrigo dela.',
    dataset:
      'Esta versão já não é dada: o conjunto de dados foi retirado, ou a versão terminou ou foi substituída. Nada dela pode ser guardado.',
    member: 'A sua organização ou o hospital não conta como membro neste momento: nada disto pode ser guardado.',
  },
  under_one:
    'Um deles veio também ao abrigo da autorização {{permit}}, que ainda o permite: pode guardá-lo só para esse uso.',
  under_other:
    '{{figure}} deles vieram também ao abrigo da autorização {{permit}}, que ainda os permite: pode guardar esses só para esse uso.',
  since_one: 'Recebeu-o em {{first}}.',
  since_other: 'Recebeu-os de {{first}} a {{last}}.',
  sinceDay_one: 'Recebeu-o em {{first}}.',
  sinceDay_other: 'Recebeu-os em {{first}}.',
  unknown:
    '{{dataset}}, versão {{version}}: este navegador não anotou que itens vieram, como quando uma página foi fechada a meio. Transfira de novo para a mesma pasta: no fim é indicado o que tem de sair. Um ZIP que não chegou ao fim não é um ficheiro: destrua o que dele restar.',
  derived:
    'O que tem de sair: os itens, as suas cópias e cópias de segurança, e tudo o que ainda tenha linhas ou valores de pessoas singulares deles, como extratos, tabelas e amostras. Números sobre muitas pessoas já publicados ficam. Se ficam modelos treinados com eles, di-lo o acordo da autorização; onde não o diz, pergunte ao hospital.',
  deadline:
    'Até quando: como o acordo da autorização diz. Aqui não é fixado nenhum prazo: onde não diz nenhum, retire-o já.',
  agreement: 'Ler o acordo',
  csv: 'Guardar a lista como tabela (CSV)',
  json: 'Guardá-la para programas (JSON)',
  zip: {
    title: 'No ficheiro ZIP que guardou',
    anew: 'Obtenha o ZIP de novo: o novo deixa-os de fora. Depois destrua o antigo e todas as suas cópias, também o que dele foi extraído.',
    all: 'Destrua o ZIP e todas as suas cópias, também o que dele foi extraído.',
    where:
      'No ZIP, o número está no fim do nome do ficheiro, como em Condition-12.ndjson; items.ndjson, lá dentro, diz que número está em que ficheiro.',
  },
  folder: {
    title: 'Na pasta onde o guardou',
    anew: 'Transfira de novo para a mesma pasta: o que lá está não é obtido outra vez, e no fim estes são indicados e retirados ao carregar num botão. Depois destrua todas as suas cópias.',
    all: 'Apague o que está na pasta, e todas as suas cópias.',
    where: 'Na pasta, o número está no fim do nome do ficheiro; custos-download.ndjson diz qual é qual.',
  },
  unnoted: 'Como o guardou, este navegador não o anotou então. Faça o que servir, para cada forma que usou.',
  download: 'Para a transferência',
  files: 'Têm de sair estes ficheiros:',
  filesMore: 'e mais {{figure}}, que a tabela (CSV) abaixo indica',
  numbers: 'Têm de sair os itens com estes números:',
  byCommand: 'Se o obteve pelo comando',
  command: 'Numa pasta que o comando custos encheu, isto retira o que tem de sair, e indica-o:',
  ethics: 'Ponha a referência da sua aprovação ética, como a declarou, onde está REFERENCE.',
  done: 'Retirei todas as cópias',
  doneText:
    'Carregue quando não restar nenhuma cópia: estes itens não voltam a aparecer neste navegador. Não é comunicado a mais ninguém.',
  removed: 'Anotado neste navegador: não resta nenhuma cópia destes itens.',
};

addWords('research-withdrawn', { en, pt });
