import { addWords } from '../../words/language.ts';

const en = {
  optOut: {
    title: 'Opt out, or back in',
    isIn: 'You are not opted out.',
    isOut: 'You opted out.',
    pending: 'It counts already, and is on its way to the record that all hospitals share.',
    ask: 'What do you want to be out of?',
    research: 'Research',
    researchHint: 'Nobody gets your data for research, whatever you consented to and whatever the law allows.',
    all: 'Everything',
    allHint:
      'Research, and emergencies too: then nobody elsewhere gets your data through this service. Whoever treats you here reads the hospital’s own record, as before.',
    choose: 'Choose one, and read here what goes on all the same.',
    button: 'Opt out',
    done: 'You opted out {{when}}',
    doneMeans: {
      research: 'From now on nobody gets your data for research.',
      all: 'From now on nobody gets your data.',
    },
    mind: 'You can opt back in on any day.',
  },
};

const pt: typeof en = {
  optOut: {
    title: 'Ficar de fora, ou voltar a participar',
    isIn: 'Não ficou de fora.',
    isOut: 'Ficou de fora.',
    pending: 'Já vale, e está a caminho do registo que todos os hospitais partilham.',
    ask: 'De que quer ficar de fora?',
    research: 'Da investigação',
    researchHint:
      'Ninguém recebe os seus dados para investigação, independentemente daquilo em que consentiu e do que a lei permite.',
    all: 'De tudo',
    allHint:
      'Da investigação, e também de emergências: então ninguém, noutro lugar, recebe os seus dados através deste serviço. Quem cuida de si aqui lê o processo do próprio hospital, como até agora.',
    choose: 'Escolha uma opção e leia aqui o que continua na mesma.',
    button: 'Ficar de fora',
    done: 'Ficou de fora {{when}}',
    doneMeans: {
      research: 'A partir de agora ninguém recebe os seus dados para investigação.',
      all: 'A partir de agora ninguém recebe os seus dados.',
    },
    mind: 'Pode voltar a participar em qualquer dia.',
  },
};

addWords('patient', { en, pt });
