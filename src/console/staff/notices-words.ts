import { addWords } from '../words/language.ts';

const en = {
  title: 'Information texts',
  says: 'What patients are shown before they consent. A correction leaves consents as they are; after a change, who consented is asked again.',
  none: 'There is no information text yet. Without one nobody can consent.',
  version: { newest: 'In use', corrected: 'Corrected since', changed: 'Changed since', withdrawn: 'Withdrawn' },
  asksAgain: 'Who consented under it is asked again.',
  by: { holder: 'Published by the hospital on {{when}}', consortium: 'Published by the consortium on {{when}}' },
  kind: { first: 'First text', correction: 'Correction', change: 'Change', translation: 'Translation' },
  reason: 'Because: {{reason}}',
  waits:
    'What is said of it does not count yet: it stands on the ledger once it is published there, a correction by hospital and consortium.',
  show: 'Read it',
  sideBySide: 'Read the two languages side by side',
  noText: 'Its text is not kept here.',
  save: 'Save the text',
  untitled: 'Text of {{when}}',
  add: 'Hand in a text',
  addSays: 'The text is kept by the gateway at once; patients see it once it is published on the ledger.',
  file: 'Choose a file (text, Markdown, HTML or PDF)',
  kindQuestion: 'What is it?',
  kinds: {
    none: 'A text of its own',
    correction: 'A correction of another text: nothing changes by which anybody decided',
    change: 'A change of another text: who consented is asked again',
    translation: 'A translation of another text',
  },
  of: 'Of which text?',
  why: 'Why, for people',
  language: 'Its language',
  languages: { en: 'English', pt: 'Portuguese' },
  study: 'The study, if it is of one',
  controller: 'Who answers for the data',
  ethics: 'Reference of the ethics approval',
  handIn: 'Hand it in',
  publish: 'Publish it',
  publishTitle: 'Publish {{name}}?',
  publishSays:
    'Patients are shown it from now on, and consents can name it. The key that you signed in with signs that. It can be withdrawn, and never made unsaid.',
  publishCorrection: 'As a correction it counts once the consortium has confirmed it.',
  published: 'It is published.',
  handedIn:
    'The text is kept. Now publish it on the ledger, with the hospital’s key, on the computer where the file is:',
  withdrawSays:
    'A text is withdrawn by whoever signs in here with the hospital’s key file. Who runs the hospital’s node can do it there, too.',
  confirmSays: 'A correction counts once the consortium’s administrator confirms it. Ask it.',
  digest: 'Its digest',
  withdraw: 'Withdraw it',
  withdrawTitle: 'Withdraw this text?',
  withdrawText: 'Nobody consents under it any more. What was given under it counts on.',
};

type NoticeWords = typeof en;

const pt: NoticeWords = {
  title: 'Textos informativos',
  says: 'O que se mostra aos doentes antes de consentirem. Uma correção deixa os consentimentos como estão; depois de uma alteração, pergunta-se de novo a quem consentiu.',
  none: 'Ainda não há textos informativos. Sem um, ninguém pode consentir.',
  version: { newest: 'Em uso', corrected: 'Corrigido depois', changed: 'Alterado depois', withdrawn: 'Retirado' },
  asksAgain: 'Pergunta-se de novo a quem consentiu com ele.',
  by: { holder: 'Publicado pelo hospital a {{when}}', consortium: 'Publicado pelo consórcio a {{when}}' },
  kind: { first: 'Primeiro texto', correction: 'Correção', change: 'Alteração', translation: 'Tradução' },
  reason: 'Porque: {{reason}}',
  waits:
    'O que dele se diz ainda não conta: está no livro-razão quando lá for publicado, uma correção pelo hospital e pelo consórcio.',
  show: 'Ler',
  sideBySide: 'Ler as duas línguas lado a lado',
  noText: 'O texto não está guardado aqui.',
  save: 'Guardar o texto',
  untitled: 'Texto de {{when}}',
  add: 'Entregar um texto',
  addSays: 'O texto fica logo guardado no gateway; os doentes veem-no quando for publicado no livro-razão.',
  file: 'Escolher um ficheiro (texto, Markdown, HTML ou PDF)',
  kindQuestion: 'O que é?',
  kinds: {
    none: 'Um texto por si',
    correction: 'Uma correção de outro texto: nada muda do que alguém decidiu',
    change: 'Uma alteração de outro texto: pergunta-se de novo a quem consentiu',
    translation: 'Uma tradução de outro texto',
  },
  of: 'De que texto?',
  why: 'Porquê, para as pessoas',
  language: 'A língua',
  languages: { en: 'Inglês', pt: 'Português' },
  study: 'O estudo, se for de um',
  controller: 'Quem responde pelos dados',
  ethics: 'Referência da aprovação ética',
  handIn: 'Entregar',
  publish: 'Publicar',
  publishTitle: 'Publicar {{name}}?',
  publishSays:
    'A partir de agora é mostrado aos doentes, e os consentimentos podem indicá-lo. A chave com que entrou assina-o. Pode ser retirado, mas nunca deixar de ter sido dito.',
  publishCorrection: 'Como correção, conta quando o consórcio a tiver confirmado.',
  published: 'Está publicado.',
  handedIn:
    'O texto está guardado. Agora publique-o no livro-razão, com a chave do hospital, no computador onde está o ficheiro:',
  withdrawSays:
    'Um texto é retirado por quem aqui entra com o ficheiro da chave do hospital. Quem gere o nó do hospital também o pode fazer lá.',
  confirmSays: 'Uma correção conta quando o administrador do consórcio a confirma. Peça-lhe.',
  digest: 'O resumo',
  withdraw: 'Retirar',
  withdrawTitle: 'Retirar este texto?',
  withdrawText: 'Ninguém mais consente com ele. O que com ele foi dado continua a contar.',
};

addWords('staff-notices', { en, pt });
