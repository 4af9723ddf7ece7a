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
    first:
      'Welcome. Here you say who may use your health data for research. So far you have allowed nothing. Take your time: your treatment stays the same, whatever you decide.',
    none: 'At the moment you allow nothing: no consent of yours counts.',
    signed: {
      self: 'You signed this {{when}}.',
      guardian: 'Your guardian signed this {{when}}.',
      recorded: 'You said so on paper or by telephone; the hospital recorded it {{when}}.',
    },
    from: 'It counts from {{from}} until {{until}}.',
    exact: 'Show the exact times',
    counts: 'Counts',
    change: 'Change or stop',
    allow: 'Allow something else',
    allowFirst: 'Allow something',
    stopAll: 'Stop all consents',
    pauseAll: 'Pause everything',
    paper: 'Print this page',
    optOutHint: 'The law allows some uses without your consent. You can be out of those as well:',
    optOut: 'Opt out of research, or of everything',
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
    first:
      'Aqui diz quem pode usar os seus dados de saúde em investigação. Até agora não permitiu nada. Não há pressa: o seu tratamento continua igual, decida o que decidir.',
    none: 'Neste momento não permite nada: nenhum consentimento seu vale.',
    signed: {
      self: 'Assinou isto {{when}}.',
      guardian: 'O seu representante assinou isto {{when}}.',
      recorded: 'Disse-o em papel ou por telefone; o hospital registou-o {{when}}.',
    },
    from: 'Vale desde {{from}} até {{until}}.',
    exact: 'Mostrar as horas exatas',
    counts: 'Vale',
    change: 'Mudar ou parar',
    allow: 'Permitir outra coisa',
    allowFirst: 'Permitir alguma coisa',
    stopAll: 'Parar todos os consentimentos',
    pauseAll: 'Pôr tudo em pausa',
    paper: 'Imprimir esta página',
    optOutHint: 'A lei permite alguns usos sem o seu consentimento. Também pode ficar fora desses:',
    optOut: 'Ficar fora da investigação, ou de tudo',
  },
};

addWords('patient', { en, pt });
