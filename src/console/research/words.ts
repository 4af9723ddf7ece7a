import { addWords } from '../words/language.ts';

const en = {
  pages: 'Pages for research',
  catalogue: { tab: 'Catalogue' },
};

type ResearchWords = typeof en;

const pt: ResearchWords = {
  pages: 'Páginas de investigação',
  catalogue: { tab: 'Catálogo' },
};

addWords('research', { en, pt });
