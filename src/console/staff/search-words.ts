import { addWords } from '../words/language.ts';

const en = {
  label: 'Search everything',
  hint: 'Patient number, dataset, member, person of the hospital, number of an entry of the log, or a receipt’s text. Ctrl K or ⌘ K goes here.',
  go: 'Search',
  results: 'What was found',
  patient: 'Patient',
  dataset: 'Dataset',
  member: 'Member',
  person: 'Person of the hospital',
  permit: 'Permit',
  entry: 'Entry of the log',
  receipt: 'Receipt',
  entryWords: 'Entry {{seq}} of {{when}}: {{what}}',
  receiptVerified:
    'A receipt of this gateway’s log: it is genuine. Entry {{seq}} of {{when}}: {{what}}. Only that is proved, and no other words that you copied with it.',
  receiptForged: 'It is no genuine receipt of this gateway’s log: {{reason}}',
  receiptUnreadable:
    'This begins as a receipt and cannot be read as one: its line breaks were lost, it was cut off or damaged, or several are in it. That says nothing of whether it is genuine. Copy the whole of one again and paste it here, or choose its file on the page “Receipt” of the audit.',
  receiptUnknown: 'A receipt of which nothing here says whether it is genuine: {{reason}}.',
  toReceipt: 'To the page “Receipt”',
  none: 'Nothing is called so. Tried as: {{kinds}}.',
  tried: {
    patient: 'number of a patient',
    dataset: 'name of a dataset',
    member: 'name of a member',
    person: 'name of a person of the hospital',
    permit: 'number of a permit',
    entry: 'number of an entry of the log',
    receipt: 'text of a receipt',
  },
  kinds: {
    release: 'access to data',
    revocation: 'a withdrawal',
    relay: 'brought to the ledger',
    erasure: 'an erasure',
    start: 'start of the gateway',
    restore: 'restored from a copy',
    key: 'another key of the log',
    act: 'an act of the hospital',
  },
};

type SearchWords = typeof en;

const pt: SearchWords = {
  label: 'Procurar em tudo',
  hint: 'Número de doente, conjunto de dados, membro, pessoa do hospital, número de uma entrada do registo, ou o texto de um recibo. Ctrl K ou ⌘ K vem aqui.',
  go: 'Procurar',
  results: 'O que se encontrou',
  patient: 'Doente',
  dataset: 'Conjunto de dados',
  member: 'Membro',
  person: 'Pessoa do hospital',
  permit: 'Autorização',
  entry: 'Entrada do registo',
  receipt: 'Recibo',
  entryWords: 'Entrada {{seq}} de {{when}}: {{what}}',
  receiptVerified:
    'Um recibo do registo deste gateway: é genuíno. Entrada {{seq}} de {{when}}: {{what}}. Só isso está provado, e nenhuma outra palavra que tenha copiado com ele.',
  receiptForged: 'Não é um recibo genuíno do registo deste gateway: {{reason}}',
  receiptUnreadable:
    'Isto começa como um recibo e não se consegue ler como tal: perderam-se as quebras de linha, foi cortado ou danificado, ou há vários. Isso nada diz sobre se é genuíno. Copie de novo um recibo inteiro e cole-o aqui, ou escolha o ficheiro dele na página «Recibo» da auditoria.',
  receiptUnknown: 'Um recibo de que nada aqui diz se é genuíno: {{reason}}.',
  toReceipt: 'Para a página «Recibo»',
  none: 'Nada se chama assim. Tentou-se como: {{kinds}}.',
  tried: {
    patient: 'número de um doente',
    dataset: 'nome de um conjunto de dados',
    member: 'nome de um membro',
    person: 'nome de uma pessoa do hospital',
    permit: 'número de uma autorização',
    entry: 'número de uma entrada do registo',
    receipt: 'texto de um recibo',
  },
  kinds: {
    release: 'acesso a dados',
    revocation: 'uma retirada',
    relay: 'levado ao livro-razão',
    erasure: 'um apagamento',
    start: 'arranque do gateway',
    restore: 'restaurado de uma cópia',
    key: 'outra chave do registo',
    act: 'um ato do hospital',
  },
};

addWords('staff-search', { en, pt });
