import { addWords } from '../words/language.ts';

const en = {
  pages: 'Pages of the hospital',
  datasets: { tab: 'Datasets' },
};

type StaffWords = typeof en;

const pt: StaffWords = {
  pages: 'Páginas do hospital',
  datasets: { tab: 'Conjuntos de dados' },
};

addWords('staff', { en, pt });
