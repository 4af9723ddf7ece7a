import { addWords } from '../words/language.ts';

const en = {
  title: 'Who did what, in whose name?',
  which: 'Lists',
  all_one: 'The one there is',
  all_other: 'All {{figure}}, those of whoever did most first',
  none: 'There is none.',
  more: 'Show 100 more ({{left}} are left)',
  keep: 'Keep the list as a table (CSV)',
  entry: 'Entry {{seq}}',
  account: 'the organisation’s account',
  nobody: 'nobody who is named',
  lists: {
    bindings: 'Signers bound',
    recorded: 'Consents recorded',
    permits: 'Permits on other bases',
    codes: 'Stopped by codes',
    erasures: 'Erasures',
    losses: 'Losses',
    acts: 'Acts and second persons',
    resolutions: 'Pseudonyms resolved',
  },
  about: {
    bindings:
      'Which signers were bound to which patients, and how the person was identified: by the hospital’s word, whose digest stands on the ledger.',
    recorded:
      'What staff recorded from paper or telephone: from the evidence of the log, which this page held to its entries.',
    permits: 'Permits whose basis is not consent, and those for emergencies.',
    codes: 'What patients stopped by a one-time code, without a key of their own.',
    erasures: 'Entries that say that data was erased.',
    losses: 'Entries that a restore declared lost.',
    acts: 'What persons ordered in the hospital’s name, what takes a second person, and who confirmed or declined it.',
    resolutions: 'Who was told whose a pseudonym is, and why. That you ask is kept, too.',
  },
  columns: {
    who: 'Who',
    what: 'What',
    subject: 'Patient',
    how: 'How',
    at: 'When',
    entry: 'Entry',
    basis: 'Basis',
    requester: 'For whom',
    dataset: 'Dataset',
    until: 'Until',
    state: 'State',
    reason: 'Why',
    person: 'Whose',
    second: 'Second person',
    of: 'Of entry',
  },
};

export type ListsWords = typeof en;

const pt: ListsWords = {
  title: 'Quem fez o quê, em nome de quem?',
  which: 'Listas',
  all_one: 'O único que há',
  all_other: 'Todos os {{figure}}, primeiro os de quem mais fez',
  none: 'Não há nenhum.',
  more: 'Mostrar mais 100 (faltam {{left}})',
  keep: 'Guardar a lista como tabela (CSV)',
  entry: 'Entrada {{seq}}',
  account: 'a conta da organização',
  nobody: 'ninguém que seja nomeado',
  lists: {
    bindings: 'Assinaturas ligadas',
    recorded: 'Consentimentos registados',
    permits: 'Autorizações com outras bases',
    codes: 'Parado por códigos',
    erasures: 'Apagamentos',
    losses: 'Perdas',
    acts: 'Atos e segundas pessoas',
    resolutions: 'Pseudónimos resolvidos',
  },
  about: {
    bindings:
      'Que assinaturas foram ligadas a que doentes, e como a pessoa foi identificada: por palavra do hospital, cujo resumo está no livro-razão.',
    recorded:
      'O que o pessoal registou a partir de papel ou telefone: das provas do registo, que esta página confrontou com as suas entradas.',
    permits: 'Autorizações cuja base não é o consentimento, e as de emergência.',
    codes: 'O que doentes pararam com um código de uso único, sem chave própria.',
    erasures: 'Entradas que dizem que foram apagados dados.',
    losses: 'Entradas que uma reposição declarou perdidas.',
    acts: 'O que pessoas ordenaram em nome do hospital, o que exige uma segunda pessoa, e quem o confirmou ou recusou.',
    resolutions: 'A quem foi dito de quem é um pseudónimo, e porquê. Que pergunta, também fica guardado.',
  },
  columns: {
    who: 'Quem',
    what: 'O quê',
    subject: 'Doente',
    how: 'Como',
    at: 'Quando',
    entry: 'Entrada',
    basis: 'Base',
    requester: 'Para quem',
    dataset: 'Conjunto de dados',
    until: 'Até',
    state: 'Estado',
    reason: 'Porquê',
    person: 'De quem',
    second: 'Segunda pessoa',
    of: 'Da entrada',
  },
};

addWords('audit-lists', { en, pt });
