import { addWords } from '../words/language.ts';

const en = {
  title: 'What stands on the ledger of this patient',
  table: 'Line by line',
  patient: 'Patient',
  all_one: 'The one thing there is',
  all_other: 'All {{figure}}, the newest first',
  none: 'The ledger names no such patient. Compare the pseudonym (on the hospital’s pages: “Name on the ledger”) with where you have it from.',
  word: 'By the word of the ledger’s node that this hospital’s computer asks; who recorded something is the hospital’s word. The verdict proves what the ledger holds. What a person ordered for this patient, and what was released, is among the entries of the log below.',
  unsaid: {
    erased:
      'This patient was erased, and what the hospital kept beside the ledger with it: by whom things were recorded, and forms that became no consent, can no longer be searched.',
    elsewhere:
      'This hospital keeps nothing of this patient: by whom things were recorded, and forms that became no consent, cannot be searched here. Ask at the hospital that enrolled the patient.',
  },
  keep: 'Keep what stands on the ledger as a table (CSV)',
  more: 'Show 50 more ({{left}} are left)',
  somebody: 'somebody who is not named',
  recorded: 'Recorded by',
  entry: 'Entry {{seq}} of the log',
  block: 'Block {{height}} of the ledger',
  noBlock: 'Kept by the hospital alone',
  columns: { at: 'When', what: 'What', who: 'By whom', entry: 'Where it stands' },
  signed: {
    self: 'Signed by the patient',
    guardian: 'Signed by a guardian',
    signer: 'Signed by the patient or a guardian',
  },
  what: {
    enrolment: 'Enrolled',
    'enrolment-again': 'Named again in a list of enrolments, which changed nothing',
    'signer-bound': 'A key or passkey of the patient’s own was bound',
    'signer-bound-guardian': 'A key or passkey of a guardian was bound',
    'signer-added': 'A further key or passkey of the patient’s own was added',
    'signer-added-guardian': 'A further key or passkey of a guardian was added',
    'signer-removed': 'A key or passkey was removed',
    'signer-leaving': 'A key or passkey was reported stolen, and only stops things until it ends',
    'signer-stays': 'The end of a key or passkey was called off',
    'guardian-end': 'A guardian was ended',
    stage: 'It was changed who decides for a young person',
    'consent-signed': 'A consent was given',
    'consent-kept': 'A consent that had been recorded was kept',
    consent: 'A consent was recorded from paper',
    'withdrawal-signed': 'A consent was withdrawn',
    withdrawal: 'The withdrawal of a consent was recorded',
    'withdrawal-of-all': 'All consents were withdrawn',
    'opt-out': 'Opted out',
    'opt-out-ends': 'Opted back in',
    pause: 'Paused',
    'pause-ends': 'A pause was ended',
    'erasure-announced': 'The erasure was announced',
    'erasure-cancelled': 'The erasure was called off',
    'erasure-objected': 'Somebody objected to the erasure, and it was ended',
    erasure: 'Erased',
    incomplete: 'A paper form came in that is no consent yet',
    aside: 'A paper form came in, and was put aside',
  },
  named: {
    one: 'One patient’s pseudonym begins with {{beginning}}. It is the one below.',
    nobody:
      'No patient’s pseudonym begins with {{beginning}}, so that nothing was searched. Compare it with where you have it from: on the hospital’s pages it is the “Name on the ledger”.',
    several:
      'The pseudonyms of {{figure}} patients begin with {{beginning}}, so that nothing was searched. Choose one, or write more of it.',
    many: 'The pseudonyms of {{figure}} patients or more begin with {{beginning}}, so that nothing was searched. Write more of it.',
    others: '{{figure}} others are not shown.',
  },
  opened: {
    title: 'Entries of the log',
    about:
      'Entries do not say which patient they are about. To see which of these are of this one, what lies behind releases, withdrawals and orders is opened, one after the other.',
    open_one: 'Open the one entry',
    open_other: 'Open {{figure}} entries',
    stop: 'Stop',
    some: '{{opened}} of {{of}} entries opened; {{held}} of them are of this patient, and are listed.',
    whole: 'All {{of}} entries opened; {{held}} of them are of this patient, and are listed.',
    unread: '{{figure}} older entries of the log were not read yet.',
    unseen: {
      erased_one: 'One entry could not be told to be of anybody: what lay behind it was erased by right.',
      erased_other: '{{figure}} entries could not be told to be of anybody: what lay behind them was erased by right.',
      gone_one: 'One entry could not be opened: the hospital has not what lies behind it. It must keep it: ask there.',
      gone_other:
        '{{figure}} entries could not be opened: the hospital has not what lies behind them. It must keep it: ask there.',
      wrong_one: 'What the hospital shows behind one entry is not what the entry names. Have the verdict check it.',
      wrong_other:
        'What the hospital shows behind {{figure}} entries is not what they name. Have the verdict check them.',
    },
    erased:
      'What a release held of a patient whose data was erased since can no longer be told to be of anybody. Refused requests name no patients.',
  },
};

const pt: typeof en = {
  title: 'O que está no livro-razão sobre este doente',
  table: 'Linha a linha',
  patient: 'Doente',
  all_one: 'A única coisa que há',
  all_other: 'Todas as {{figure}}, as mais novas primeiro',
  none: 'O livro-razão não indica nenhum doente assim. Compare o pseudónimo (nas páginas do hospital: “Nome no livro-razão”) com a sua origem.',
  word: 'Por palavra do nó do livro-razão a que o computador deste hospital pergunta; quem registou algo é palavra do hospital. O veredicto prova o que o livro-razão tem. O que uma pessoa ordenou para este doente, e o que foi entregue, está entre as entradas do registo abaixo.',
  unsaid: {
    erased:
      'Este doente foi apagado, e com ele o que o hospital guardava além do livro-razão: por quem algo foi registado, e formulários que não chegaram a consentimento, já não se podem procurar.',
    elsewhere:
      'Este hospital não guarda nada deste doente: por quem algo foi registado, e formulários que não chegaram a consentimento, não se podem procurar aqui. Pergunte no hospital que o inscreveu.',
  },
  keep: 'Guardar o que está no livro-razão como tabela (CSV)',
  more: 'Mostrar mais 50 (faltam {{left}})',
  somebody: 'alguém que não é nomeado',
  recorded: 'Registado por',
  entry: 'Entrada {{seq}} do registo',
  block: 'Bloco {{height}} do livro-razão',
  noBlock: 'Guardado só pelo hospital',
  columns: { at: 'Quando', what: 'O quê', who: 'Por quem', entry: 'Onde está' },
  signed: {
    self: 'Assinado pelo doente',
    guardian: 'Assinado por um representante',
    signer: 'Assinado pelo doente ou por um representante',
  },
  what: {
    enrolment: 'Inscrito',
    'enrolment-again': 'Indicado outra vez numa lista de inscrições, o que nada mudou',
    'signer-bound': 'Foi ligada uma chave ou chave de acesso do próprio doente',
    'signer-bound-guardian': 'Foi ligada uma chave ou chave de acesso de um representante',
    'signer-added': 'Foi acrescentada outra chave ou chave de acesso do próprio doente',
    'signer-added-guardian': 'Foi acrescentada outra chave ou chave de acesso de um representante',
    'signer-removed': 'Foi retirada uma chave ou chave de acesso',
    'signer-leaving': 'Uma chave ou chave de acesso foi dada como roubada, e até terminar só pode parar coisas',
    'signer-stays': 'O fim de uma chave ou chave de acesso foi anulado',
    'guardian-end': 'Um representante terminou',
    stage: 'Mudou quem decide por uma pessoa jovem',
    'consent-signed': 'Foi dado um consentimento',
    'consent-kept': 'Foi mantido um consentimento que tinha sido registado',
    consent: 'Foi registado um consentimento em papel',
    'withdrawal-signed': 'Foi retirado um consentimento',
    withdrawal: 'Foi registada a retirada de um consentimento',
    'withdrawal-of-all': 'Foram retirados todos os consentimentos',
    'opt-out': 'Opôs-se',
    'opt-out-ends': 'Deixou de se opor',
    pause: 'Fez uma pausa',
    'pause-ends': 'Uma pausa terminou',
    'erasure-announced': 'O apagamento foi anunciado',
    'erasure-cancelled': 'O apagamento foi anulado',
    'erasure-objected': 'Alguém se opôs ao apagamento, e ele não seguiu',
    erasure: 'Apagado',
    incomplete: 'Chegou um formulário em papel que ainda não é consentimento',
    aside: 'Chegou um formulário em papel, que foi posto de parte',
  },
  named: {
    one: 'O pseudónimo de um só doente começa por {{beginning}}. É o de baixo.',
    nobody:
      'Nenhum pseudónimo de doente começa por {{beginning}}, por isso nada foi procurado. Compare-o com a sua origem: nas páginas do hospital é o “Nome no livro-razão”.',
    several:
      'Os pseudónimos de {{figure}} doentes começam por {{beginning}}, por isso nada foi procurado. Escolha um, ou escreva mais dele.',
    many: 'Os pseudónimos de {{figure}} doentes ou mais começam por {{beginning}}, por isso nada foi procurado. Escreva mais dele.',
    others: '{{figure}} outros não são mostrados.',
  },
  opened: {
    title: 'Entradas do registo',
    about:
      'As entradas não dizem de que doente são. Para ver quais destas são deste, abre-se uma a uma o que está por trás de entregas, retiradas e ordens.',
    open_one: 'Abrir a única entrada',
    open_other: 'Abrir {{figure}} entradas',
    stop: 'Parar',
    some: '{{opened}} de {{of}} entradas abertas; {{held}} são deste doente, e são as da lista.',
    whole: 'Todas as {{of}} entradas abertas; {{held}} são deste doente, e são as da lista.',
    unread: '{{figure}} entradas mais antigas do registo ainda não foram lidas.',
    unseen: {
      erased_one: 'Uma entrada não se pode atribuir a ninguém: o que estava por trás dela foi apagado por direito.',
      erased_other:
        '{{figure}} entradas não se podem atribuir a ninguém: o que estava por trás delas foi apagado por direito.',
      gone_one:
        'Uma entrada não se pôde abrir: o hospital não tem o que está por trás dela. Tem de o guardar: pergunte lá.',
      gone_other:
        '{{figure}} entradas não se puderam abrir: o hospital não tem o que está por trás delas. Tem de o guardar: pergunte lá.',
      wrong_one:
        'O que o hospital mostra por trás de uma entrada não é o que ela indica. Mande o veredicto verificá-la.',
      wrong_other:
        'O que o hospital mostra por trás de {{figure}} entradas não é o que elas indicam. Mande o veredicto verificá-las.',
    },
    erased:
      'O que uma entrega continha de um doente cujos dados foram entretanto apagados já não se pode atribuir a ninguém. Pedidos recusados não indicam doentes.',
  },
};

addWords('audit-patient', { en, pt });
