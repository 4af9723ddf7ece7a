import { addWords } from '../../words/language.ts';

const en = {
  pages: 'Pages about your data',
  actsFor: 'You act for somebody else: everything here is about that person, not about you.',
  dataTab: 'My data',
  accessesTab: 'Who used it',
  moreTab: 'More',
  consents: {
    tab: 'Who may use it',
    title: 'Who may use your data',
    none: 'Nobody may use your data for research because of a consent: none is given.',
    ended: 'Consents that ended',
    signed: {
      self: 'You signed this on {{when}}.',
      guardian: 'Your guardian signed this on {{when}}.',
      recorded: 'You said so on paper or by telephone; the hospital recorded it on {{when}}.',
    },
    counts: 'Counts',
    over: 'Over since {{when}}',
    withdrawn: 'Withdrawn on {{when}}',
    onItsWay: 'Withdrawn; on its way to the record that all hospitals share',
    changed: 'The information text was changed since. Read the new one, and say again what you want.',
    withdrawnText: 'The information text was taken back since. Read the new one, and say again what you want.',
    change: 'Change or stop',
    allow: 'Allow something else',
    stopAll: 'Stop everything',
    paper: 'Keep a copy on paper',
    paused: 'Paused until {{when}}: nobody gets anything of yours, whatever is written below.',
    resume: 'End the pause',
    optIn: 'Opt back in',
    optOut: 'Opt out of research, or of everything',
    pausePending:
      'Your pause counts already: nobody gets anything of yours. It is on its way to the record that all hospitals share.',
    optedOut: 'You opted out of research: nobody gets your data for it, whatever is written below.',
    optedOutAll: 'You opted out of everything: nobody gets your data, whatever is written below.',
  },
};

const pt: typeof en = {
  pages: 'Páginas sobre os seus dados',
  actsFor: 'Está a agir por outra pessoa: tudo o que está aqui é sobre ela, e não sobre si.',
  dataTab: 'Os meus dados',
  accessesTab: 'Quem os usou',
  moreTab: 'Mais',
  consents: {
    tab: 'Quem os pode usar',
    title: 'Quem pode usar os seus dados',
    none: 'Ninguém pode usar os seus dados em investigação por causa de um consentimento: não há nenhum.',
    ended: 'Consentimentos que terminaram',
    signed: {
      self: 'Assinou isto em {{when}}.',
      guardian: 'O seu representante assinou isto em {{when}}.',
      recorded: 'Disse-o em papel ou por telefone; o hospital registou-o em {{when}}.',
    },
    counts: 'Vale',
    over: 'Terminou em {{when}}',
    withdrawn: 'Retirado em {{when}}',
    onItsWay: 'Retirado; a caminho do registo que todos os hospitais partilham',
    changed: 'O texto de informação mudou entretanto. Leia o novo, e diga de novo o que quer.',
    withdrawnText: 'O texto de informação foi retirado entretanto. Leia o novo, e diga de novo o que quer.',
    change: 'Mudar ou parar',
    allow: 'Permitir outra coisa',
    stopAll: 'Parar tudo',
    paper: 'Guardar uma cópia em papel',
    paused: 'Em pausa até {{when}}: ninguém recebe nada seu, seja o que for que está escrito abaixo.',
    resume: 'Terminar a pausa',
    optIn: 'Voltar a participar',
    optOut: 'Ficar fora da investigação, ou de tudo',
    pausePending:
      'A sua pausa já vale: ninguém recebe nada seu. Está a caminho do registo que todos os hospitais partilham.',
    optedOut:
      'Está fora da investigação: ninguém recebe os seus dados para isso, seja o que for que está escrito abaixo.',
    optedOutAll: 'Está fora de tudo: ninguém recebe os seus dados, seja o que for que está escrito abaixo.',
  },
};

addWords('patient', { en, pt });
