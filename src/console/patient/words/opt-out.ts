import { addWords } from '../../words/language.ts';

const en = {
  optOut: {
    title: 'Opt out, or back in',
    isNone: 'At the moment you are in: your data is used as far as you consent, and as the law allows.',
    isResearch: 'At the moment you are out of research.',
    isAll: 'At the moment you are out of everything.',
    pending: 'It counts already, and is on its way to the record that all hospitals share.',
    ask: 'What do you want to be out of?',
    research: 'Research',
    researchHint: 'Nobody gets your data for research, whatever you consented to and whatever the law allows.',
    all: 'Everything',
    allHint: 'Also in an emergency nobody gets your data from here.',
    choose: 'Choose one, and read here what goes on all the same.',
    button: 'Opt out',
    backHint: 'If you opt back in, what you consented to counts again, as far as it has not ended meanwhile.',
    done: 'You opted out {{when}}',
    doneMeans: {
      research: 'From now on nobody gets your data for research.',
      all: 'From now on nobody gets your data.',
    },
    mind: 'You can opt back in any day, on this page.',
  },
};

const pt: typeof en = {
  optOut: {
    title: 'Ficar de fora, ou voltar a participar',
    isNone: 'Neste momento participa: os seus dados são usados na medida em que consentiu e em que a lei permite.',
    isResearch: 'Neste momento está fora da investigação.',
    isAll: 'Neste momento está fora de tudo.',
    pending: 'Já vale, e está a caminho do registo que todos os hospitais partilham.',
    ask: 'De que quer ficar de fora?',
    research: 'Da investigação',
    researchHint:
      'Ninguém recebe os seus dados para investigação, independentemente daquilo em que consentiu e do que a lei permite.',
    all: 'De tudo',
    allHint: 'Também numa emergência ninguém recebe daqui os seus dados.',
    choose: 'Escolha uma opção e leia aqui o que continua na mesma.',
    button: 'Ficar de fora',
    backHint: 'Se voltar a participar, volta a valer aquilo em que consentiu e que entretanto não terminou.',
    done: 'Ficou de fora {{when}}',
    doneMeans: {
      research: 'A partir de agora ninguém recebe os seus dados para investigação.',
      all: 'A partir de agora ninguém recebe os seus dados.',
    },
    mind: 'Pode voltar a participar em qualquer dia, nesta página.',
  },
};

addWords('patient', { en, pt });
