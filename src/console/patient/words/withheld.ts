import { addWords } from '../../words/language.ts';

const en = {
  withheld: {
    more: 'In an emergency a doctor may see your data. You can be out of that as well:',
    all: 'Opt out of everything',
    textChanged: 'The information text was changed since. Read the new one, and say again what you want.',
    textWithdrawn: 'The information text was taken back since. Read the new one, and say again what you want.',
    heldPaused: 'Paused until {{when}}: it does not count until then',
    heldToEnd: 'Paused until {{when}}, and it ends before that: it counts again only if you end the pause earlier',
    heldPausePending: 'Paused: it does not count until then',
    heldOptedOut: 'You opted out: it does not count until you opt back in',
    paused: 'Paused until {{when}}: nobody gets anything of yours, whatever is written below.',
    resume: 'Change or end the pause',
    optIn: 'Opt back in',
    pausePending:
      'Your pause counts already: nobody gets anything of yours. It is on its way to the record that all hospitals share.',
    optedOut: 'You opted out of research: nobody gets your data for it, whatever is written below.',
    optedOutAll: 'You opted out of everything: nobody gets your data, whatever is written below.',
  },
};

const pt: typeof en = {
  withheld: {
    more: 'Numa emergência um médico pode ver os seus dados. Também pode ficar fora disso:',
    all: 'Ficar fora de tudo',
    textChanged: 'O texto de informação mudou entretanto. Leia o novo e diga outra vez o que quer.',
    textWithdrawn: 'O texto de informação foi retirado entretanto. Leia o novo e diga outra vez o que quer.',
    heldPaused: 'Em pausa até {{when}}: até lá não vale',
    heldToEnd: 'Em pausa até {{when}}, e termina antes disso: só volta a valer se terminar a pausa mais cedo',
    heldPausePending: 'Em pausa: até ao fim dela não vale',
    heldOptedOut: 'Ficou de fora: não vale enquanto não voltar a participar',
    paused: 'Em pausa até {{when}}: ninguém recebe dados seus, diga o que disser o que está escrito abaixo.',
    resume: 'Mudar ou terminar a pausa',
    optIn: 'Voltar a participar',
    pausePending:
      'A sua pausa já vale: ninguém recebe dados seus. Está a caminho do registo que todos os hospitais partilham.',
    optedOut:
      'Está fora da investigação: ninguém recebe os seus dados para isso, diga o que disser o que está escrito abaixo.',
    optedOutAll: 'Está fora de tudo: ninguém recebe os seus dados, diga o que disser o que está escrito abaixo.',
  },
};

addWords('patient', { en, pt });
