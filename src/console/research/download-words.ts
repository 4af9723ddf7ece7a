import { addWords } from '../words/language.ts';

const en = {
  title: 'Download',
  none: 'You have no permit that lets you download now.',
  noneText: 'Your permits say what each of them waits for. Without one, find a dataset first, and ask its hospital.',
  permit: 'Under which permit',
  permitOption: 'Permit {{permit}}: {{dataset}}, {{purpose}}, until {{when}}',
  kinds: 'Only some kinds',
  kindsHint: 'Types of FHIR with commas between, such as Condition, Observation. Left empty: all.',
  preview: 'See what would come',
  changed: 'You changed something: look again at what would come.',
  would: 'This would come now',
  items: 'Items',
  bytes: 'Size',
  patients: 'Patients',
  patientsFew: 'fewer than 10',
  patientsNone: 'none',
  patientsAbout: 'about {{count}}',
  ofNobody_one: 'That 1 item belongs to no patient, such as a place or a medicine: nothing of any patient would come.',
  ofNobody_other:
    'Those {{count}} items belong to no patient, such as places or medicines: nothing of any patient would come.',
  withheld_one: '1 item is left out, because no consent allows this use under this permit, as you declare it.',
  withheld_other:
    '{{shown}} items are left out, because no consent allows this use under this permit, as you declare it.',
  attests: 'Permit {{permit}} attests: {{attested}}. Patients may set other conditions.',
  attestsNothing:
    'Permit {{permit}} attests nothing, so all data of patients who set a condition, such as that the use is not commercial, stays out, whatever you declare.',
  attest:
    'What you can do: declare all that is true, and look again. If the permit does not attest it, ask the hospital for a permit that does. Who withdrew, paused or never agreed stays out.',
  nothing: 'Nothing would come at this moment.',
  refused: 'It would be refused: {{why}}.',
  checked:
    'Each item is checked in this page against what the hospital published and its log signed. This page asks no ledger: the command does, by a node that you choose.',
  place: {
    zip: 'Save as one ZIP file',
    zipText: 'It is written as it comes. A ZIP cannot be resumed: if it is cut off, it holds what came until then.',
    folder: 'Save into a folder',
    folderText:
      'Make a new folder for it, not the one called Downloads, which some systems do not let pages write into. It can be stopped and resumed, and what is there is not fetched again.',
    none: 'This browser cannot save so much. Use the command: it goes on where it stopped, and has no limit.',
    zipOnly: 'This browser cannot write into folders, so a download cannot be resumed here. The command can resume it.',
    tooLarge: 'That is too large for one ZIP file in this browser.',
  },
  readMe:
    '{{name}}\nfrom {{endpoint}}\n\nEach file holds one item, as the hospital published it: Condition-12.ndjson is a resource of FHIR of that type, with the number 12 in the dataset. The command custos get writes the same items with all of a type in one file (Condition.ndjson). To have them so: cat Condition-*.ndjson > Condition.ndjson\n{{list}} says which number is in which file.\nreceipts/ has what the hospital’s log signed about this release: keep it.\n',
  command: {
    title: 'The same as a command',
    text: 'NAME is your key with the command. Put in what stands in capitals.',
    custos:
      'The command custos comes with Custos, the program that this hospital runs: ask whoever gave you your key for it, or for where it is.',
    rpc: 'RPC is the address of a node of the ledger, as http://…: this hospital names none here. Ask the administrator of the consortium, or another member, for one: that it is not this hospital’s own makes the check worth more.',
    kinds: 'The commands know no choice of kinds: they fetch all.',
    pythonFacts:
      'The example in Python declares only whether the use is commercial. download.py lies beside the documentation of Custos, as docs/examples/download.py: it needs no code of Custos, and checks against the ledger.',
    tab: { custos: 'custos', python: 'Python', r: 'R', curl: 'curl' },
    with: 'With',
    copy: 'Copy',
    copied: 'Copied',
  },
  folder: {
    other: 'That folder holds another download. Choose a new one: items of two would have the same names.',
    refused: 'The browser did not let this page write there. Choose another folder.',
  },
  run: {
    heading: '“{{name}}”',
    running: 'Downloading',
    progress: '{{items}} of {{of}} items',
    sizes: '{{bytes}} of {{of}}',
    verified: 'Verified so far',
    rate: 'Rate',
    perSecond: '{{size}} a second',
    before: 'Already there',
    begins: 'Asking the hospital what you may have…',
    leave:
      'You can look at other pages meanwhile. It goes on when you are signed out because nothing was done, and ends when you sign out or close this tab.',
    stop: 'Stop',
    cut: 'At {{when}} the hospital stopped giving some of it.',
    fewer_one: '1 item is not given any more.',
    fewer_other: '{{shown}} items are not given any more.',
    cutText:
      'Somebody withdrew, paused or opted out, or a rule changed: the hospital does not say who. That counts from that moment on. The download goes on with what still counts.',
    done: '{{items}} of {{of}} items came, each of them checked.',
    doneNone: 'Nothing new came: you have all that you may have. Nothing was logged.',
    broken_one: '1 item was broken each of three times, and was not kept: {{names}}.',
    broken_other: '{{count}} items were broken each of three times, and were not kept: {{names}}.',
    brokenText: 'Tell the hospital. The same download again asks for these alone.',
    brokenItem: 'number {{number}}',
    stopped: 'Stopped as you asked: {{items}} of {{of}} items came.',
    unknown: '?',
    again: 'The same again',
    another: 'Another download',
    againFolder: 'Choose the same folder: what is there is not fetched again.',
    againZip: 'It begins from the start: a ZIP cannot be resumed.',
    failed: 'The download did not come to its end: {{items}} items came and are kept.',
    refused: 'The hospital refused it: {{why}}.',
    refusedText: 'That is logged. Nothing more is released under this permit as it stands.',
    untrue: 'What came cannot be right',
    untrueText:
      'It is not what the hospital published or its log signed. Nothing of it was kept. Keep the receipts, copy the report, and tell an auditor of the consortium.',
    gone_one: '1 item that you have may not be kept any more: {{names}}.',
    gone_other: '{{count}} items that you have may not be kept any more: {{names}}.',
    goneMore: '{{names}} and {{count}} more',
    goneZip: 'Take it out of the ZIP and of every copy.',
    goneFolder: 'Take it out of every copy, too.',
    remove: 'Take it out of the folder',
    removed: 'Taken out of the folder.',
    receipts_one: '1 receipt is kept with the data and in this browser.',
    receipts_other: '{{count}} receipts are kept with the data and in this browser.',
    toReceipts: 'See the receipts',
    report: 'Copy a report',
    reported: 'Copied',
    details: 'What the program says',
  },
};

type DownloadWords = typeof en;

const pt: DownloadWords = {
  title: 'Transferência',
  none: 'Não tem nenhuma autorização que lhe permita transferir agora.',
  noneText:
    'As suas autorizações dizem de que espera cada uma. Sem nenhuma, encontre primeiro um conjunto de dados, e peça ao hospital dele.',
  permit: 'Com que autorização',
  permitOption: 'Autorização {{permit}}: {{dataset}}, {{purpose}}, até {{when}}',
  kinds: 'Só alguns tipos',
  kindsHint: 'Tipos de FHIR separados por vírgulas, como Condition, Observation. Vazio: todos.',
  preview: 'Ver o que viria',
  changed: 'Mudou algo: veja outra vez o que viria.',
  would: 'Isto viria agora',
  items: 'Itens',
  bytes: 'Tamanho',
  patients: 'Doentes',
  patientsFew: 'menos de 10',
  patientsNone: 'nenhum',
  patientsAbout: 'cerca de {{count}}',
  ofNobody_one: 'Esse 1 item não é de nenhum doente, como um lugar ou um medicamento: nada de nenhum doente viria.',
  ofNobody_other:
    'Esses {{count}} itens não são de nenhum doente, como lugares ou medicamentos: nada de nenhum doente viria.',
  withheld_one:
    '1 item fica de fora, porque nenhum consentimento permite este uso com esta autorização, tal como o declara.',
  withheld_other:
    '{{shown}} itens ficam de fora, porque nenhum consentimento permite este uso com esta autorização, tal como o declara.',
  attests: 'A autorização {{permit}} atesta: {{attested}}. Os doentes podem pôr outras condições.',
  attestsNothing:
    'A autorização {{permit}} não atesta nada, por isso todos os dados de doentes que puseram uma condição, como a de o uso não ser comercial, ficam de fora, seja o que for que declare.',
  attest:
    'O que pode fazer: declarar tudo o que for verdade, e ver outra vez. Se a autorização não o atestar, peça ao hospital uma que o ateste. Quem retirou, pausou ou nunca aceitou fica de fora.',
  nothing: 'Nada viria neste momento.',
  refused: 'Seria recusado: {{why}}.',
  checked:
    'Cada item é verificado nesta página contra o que o hospital publicou e o seu registo assinou. Esta página não pergunta ao livro-razão: o comando pergunta, por um nó que escolhe.',
  place: {
    zip: 'Guardar num ficheiro ZIP',
    zipText:
      'É escrito à medida que vem. Um ZIP não pode ser retomado: se for interrompido, contém o que veio até então.',
    folder: 'Guardar numa pasta',
    folderText:
      'Crie uma pasta nova, que não seja a das Transferências, onde alguns sistemas não deixam as páginas escrever. Pode ser parada e retomada, e o que lá está não é pedido de novo.',
    none: 'Este navegador não consegue guardar tanto. Use o comando: retoma onde parou, e não tem limite.',
    zipOnly:
      'Este navegador não consegue escrever em pastas, por isso aqui uma transferência não pode ser retomada. O comando consegue retomá-la.',
    tooLarge: 'É grande demais para um só ficheiro ZIP neste navegador.',
  },
  readMe:
    '{{name}}\nde {{endpoint}}\n\nCada ficheiro tem um item, tal como o hospital o publicou: Condition-12.ndjson é um recurso de FHIR desse tipo, com o número 12 no conjunto de dados. O comando custos get escreve os mesmos itens com todos os de um tipo num só ficheiro (Condition.ndjson). Para os ter assim: cat Condition-*.ndjson > Condition.ndjson\n{{list}} diz que número está em que ficheiro.\nreceipts/ tem o que o registo do hospital assinou sobre esta entrega: guarde-o.\n',
  command: {
    title: 'O mesmo como comando',
    text: 'NAME é a sua chave no comando. Ponha o que está em maiúsculas.',
    custos:
      'O comando custos vem com o Custos, o programa que este hospital usa: peça-o a quem lhe deu a chave, ou pergunte onde está.',
    rpc: 'RPC é o endereço de um nó do livro-razão, como http://…: este hospital não indica aqui nenhum. Peça um ao administrador do consórcio, ou a outro membro: não ser deste hospital dá mais valor à verificação.',
    kinds: 'Os comandos não escolhem tipos: trazem tudo.',
    pythonFacts:
      'O exemplo em Python declara apenas se o uso é comercial. download.py está junto da documentação do Custos, em docs/examples/download.py: não precisa de código do Custos, e verifica contra o livro-razão.',
    tab: { custos: 'custos', python: 'Python', r: 'R', curl: 'curl' },
    with: 'Com',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  folder: {
    other: 'Essa pasta tem outra transferência. Escolha uma nova: os itens de duas teriam os mesmos nomes.',
    refused: 'O navegador não deixou esta página escrever aí. Escolha outra pasta.',
  },
  run: {
    heading: '«{{name}}»',
    running: 'A transferir',
    progress: '{{items}} de {{of}} itens',
    sizes: '{{bytes}} de {{of}}',
    verified: 'Verificado até agora',
    rate: 'Ritmo',
    perSecond: '{{size}} por segundo',
    before: 'Já lá estavam',
    begins: 'A perguntar ao hospital o que pode ter…',
    leave:
      'Pode ver outras páginas entretanto. Continua quando a sessão termina por nada ser feito, e acaba quando sai ou fecha este separador.',
    stop: 'Parar',
    cut: 'Às {{when}} o hospital deixou de dar uma parte.',
    fewer_one: '1 item já não é entregue.',
    fewer_other: '{{shown}} itens já não são entregues.',
    cutText:
      'Alguém retirou, pausou ou saiu, ou uma regra mudou: o hospital não diz quem. Isso conta a partir desse momento. A transferência continua com o que ainda conta.',
    done: 'Vieram {{items}} de {{of}} itens, cada um verificado.',
    doneNone: 'Nada de novo veio: tem tudo o que pode ter. Nada ficou registado.',
    broken_one: '1 item veio estragado nas três vezes, e não foi guardado: {{names}}.',
    broken_other: '{{count}} itens vieram estragados nas três vezes, e não foram guardados: {{names}}.',
    brokenText: 'Diga ao hospital. A mesma transferência outra vez pede só estes.',
    brokenItem: 'número {{number}}',
    stopped: 'Parada como pediu: vieram {{items}} de {{of}} itens.',
    unknown: '?',
    again: 'O mesmo outra vez',
    another: 'Outra transferência',
    againFolder: 'Escolha a mesma pasta: o que lá está não é pedido de novo.',
    againZip: 'Começa do princípio: um ZIP não pode ser retomado.',
    failed: 'A transferência não chegou ao fim: vieram {{items}} itens, que ficam guardados.',
    refused: 'O hospital recusou: {{why}}.',
    refusedText: 'Isso fica registado. Nada mais é entregue com esta autorização tal como está.',
    untrue: 'O que veio não pode estar certo',
    untrueText:
      'Não é o que o hospital publicou ou o seu registo assinou. Nada disso foi guardado. Guarde os recibos, copie o relatório, e diga a um auditor do consórcio.',
    gone_one: '1 item que tem já não pode ser guardado: {{names}}.',
    gone_other: '{{count}} itens que tem já não podem ser guardados: {{names}}.',
    goneMore: '{{names}} e mais {{count}}',
    goneZip: 'Retire-o do ZIP e de todas as cópias.',
    goneFolder: 'Retire-o também de todas as cópias.',
    remove: 'Retirar da pasta',
    removed: 'Retirado da pasta.',
    receipts_one: '1 recibo fica guardado com os dados e neste navegador.',
    receipts_other: '{{count}} recibos ficam guardados com os dados e neste navegador.',
    toReceipts: 'Ver os recibos',
    report: 'Copiar um relatório',
    reported: 'Copiado',
    details: 'O que o programa diz',
  },
};

addWords('research-download', { en, pt });
