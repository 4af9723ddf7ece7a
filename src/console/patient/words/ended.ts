import { addWords } from '../../words/language.ts';

const en = {
  ended: {
    title: 'Consents that ended',
    was: 'It was to count from {{from}} until {{until}}.',
    over: 'Over since {{when}}',
    withdrawn: 'Ended: stopped {{when}}',
    replaced: 'Ended {{when}}: another one was put in its place',
    onItsWay: 'Stopped; on its way to the record that all hospitals share',
    again: 'Allow this again',
  },
};

const pt: typeof en = {
  ended: {
    title: 'Consentimentos que terminaram',
    was: 'Devia valer desde {{from}} até {{until}}.',
    over: 'Terminou {{when}}',
    withdrawn: 'Terminou: foi parado {{when}}',
    replaced: 'Terminou {{when}}: outro tomou o seu lugar',
    onItsWay: 'Parado; a caminho do registo que todos os hospitais partilham',
    again: 'Permitir isto de novo',
  },
};

addWords('patient', { en, pt });
