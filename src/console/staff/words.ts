import { addWords } from '../words/language.ts';

const en = {
  pages: 'Pages of the hospital',
  unnamedDataset: 'a dataset of another hospital',
  unnamedMember: 'an organisation whose name is not known here',
  unnamedPatient: 'a patient without a number',
  secondPerson:
    'It is asked for, and nothing is done yet: by your organisation’s rules another person confirms it. It stands in the overview.',
  reasonHint: 'The ledger keeps its digest: an auditor who has the same text finds what you do by it.',
  more_one: 'Show one more',
  more_other: 'Show {{count}} more',
  shownOf: '{{shown}} of {{all}}',
  yes: 'Yes',
  no: 'No',
  blank: 'Left blank',
  choose: 'Choose one',
  dayOver: 'This day is over. Choose one that is still to come.',
  dayToCome: 'This day is still to come. Look again at what stands on the form.',
  reasonMissing: 'Fill this in: it is kept with what you do.',
  byCommand: 'By command, on the node',
  stillOpen: 'Still to be said: {{what}}',
  todo: 'What can be done',
  saved: 'Done.',
  overview: { tab: 'Overview' },
  datasets: { tab: 'Datasets' },
  patients: { tab: 'Patients' },
  permits: { tab: 'Permits' },
  members: { tab: 'Members and groups' },
  people: { tab: 'People and keys' },
  notices: { tab: 'Information texts' },
};

export type StaffWords = typeof en;

const pt: StaffWords = {
  pages: 'Páginas do hospital',
  unnamedDataset: 'um conjunto de dados de outro hospital',
  unnamedMember: 'uma organização cujo nome aqui não é conhecido',
  unnamedPatient: 'um doente sem número',
  secondPerson:
    'Está pedido, e nada foi feito ainda: pelas regras da sua organização, outra pessoa tem de confirmar. Está na vista geral.',
  reasonHint: 'O livro-razão guarda o seu resumo: um auditor que tenha o mesmo texto encontra por ele o que fizer.',
  more_one: 'Mostrar mais um',
  more_other: 'Mostrar mais {{count}}',
  shownOf: '{{shown}} de {{all}}',
  yes: 'Sim',
  no: 'Não',
  blank: 'Em branco',
  dayOver: 'Este dia já passou. Escolha um que ainda esteja para vir.',
  dayToCome: 'Este dia ainda está para vir. Veja de novo o que está no formulário.',
  reasonMissing: 'Preencha: fica guardado com o que faz.',
  byCommand: 'Por comando, no nó',
  stillOpen: 'Falta dizer: {{what}}',
  choose: 'Escolha',
  todo: 'O que se pode fazer',
  saved: 'Feito.',
  overview: { tab: 'Vista geral' },
  datasets: { tab: 'Conjuntos de dados' },
  patients: { tab: 'Doentes' },
  permits: { tab: 'Autorizações' },
  members: { tab: 'Membros e grupos' },
  people: { tab: 'Pessoas e chaves' },
  notices: { tab: 'Textos informativos' },
};

addWords('staff', { en, pt });
