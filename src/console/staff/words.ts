import { addWords } from '../words/language.ts';

const en = {
  label: 'Places',
  refused:
    'These pages are for people of this organisation. You are signed in as somebody else: sign out, and come in by your own door.',
  places: {
    overview: 'Overview',
    datasets: 'Datasets',
    patients: 'Patients',
    permits: 'Permits',
    people: 'People and keys',
    log: 'Log',
  },
};

type StaffWords = typeof en;

const pt: StaffWords = {
  label: 'Lugares',
  refused: 'Estas páginas são para pessoas desta organização. Entrou como outra pessoa: saia, e entre pela sua porta.',
  places: {
    overview: 'Visão geral',
    datasets: 'Conjuntos de dados',
    patients: 'Doentes',
    permits: 'Autorizações',
    people: 'Pessoas e chaves',
    log: 'Registo',
  },
};

addWords('staff', { en, pt });
