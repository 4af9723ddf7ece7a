import type { ConsentSentences } from './sentences.ts';

export const PORTUGUESE: ConsentSentences = {
  locale: 'pt-PT',
  quoted: (name) => `«${name}»`,
  at: (day, time) => `${day} às ${time} (UTC)`,

  title: 'É a si que cabe decidir para que podem ser usados os seus dados de saúde.',
  grantee: {
    any: (holder) =>
      `${holder} pode entregar os seus dados a qualquer organização cujo pedido tenha verificado e aprovado.`,
    member: (holder, member) => `${holder} pode entregar os seus dados a ${member}, e a mais ninguém.`,
    group: (holder, group) =>
      `${holder} pode entregar os seus dados às organizações que pertencem ao grupo ${group}, e a mais ninguém.`,
  },
  futureMembers: {
    yes: 'As organizações que entrarem mais tarde no grupo também podem receber os seus dados.',
    no: 'As organizações que entrarem mais tarde no grupo não podem receber os seus dados.',
  },
  scope: {
    all: (holder) =>
      `Trata-se de todos os seus dados em ${holder} que servem para investigação, incluindo os que forem acrescentados mais tarde.`,
    dataset: (dataset) =>
      `Trata-se dos seus dados em ${dataset}, incluindo quando forem atualizados, e de nenhuns outros.`,
  },
  identifiable: {
    yes: 'Os dados que mostram quem é, como o seu nome ou a sua data de nascimento, também podem ser entregues.',
    no: 'Os dados que mostram quem é, como o seu nome ou a sua data de nascimento, não são entregues.',
  },
  permission: {
    NRES: 'Os seus dados podem ser usados para qualquer fim: não há limite.',
    GRU: 'Os seus dados podem ser usados para qualquer tipo de investigação.',
    HMB: 'Os seus dados podem ser usados para investigar a saúde e a doença. Não podem ser usados para estudar de onde vêm os antepassados das pessoas.',
    DS: 'Os seus dados só podem ser usados para investigar a doença para a qual estes dados são guardados.',
    POA: 'Os seus dados só podem ser usados para estudar de onde vêm os grupos de pessoas e os seus antepassados.',
  },
  modifier: {
    RS: 'Só podem ser usados para os tipos de investigação indicados para estes dados.',
    NMDS: 'Não podem ser usados para desenvolver métodos ou programas de computador para investigação.',
    GSO: 'Só podem ser usados para estudos dos genes.',
    NPUNCU: 'Só podem ser usados por organizações sem fins lucrativos, e não para ganhar dinheiro.',
    PUB: 'Quem os usar tem de publicar o que descobrir.',
    COL: 'Quem os usar tem de trabalhar em conjunto com os investigadores que os recolheram.',
    IRB: 'Só podem ser usados em estudos aprovados por uma comissão de ética.',
    GS: 'Só podem ser usados nos países indicados para estes dados.',
    MOR: 'O que se descobrir com eles só pode ser publicado a partir da data marcada para estes dados.',
    TS: 'Só podem ser usados até à data marcada para estes dados.',
    US: 'Só podem ser usados pelas pessoas indicadas para estes dados.',
    PS: 'Só podem ser usados nos projetos indicados para estes dados.',
    IS: 'Só podem ser usados nas instituições indicadas para estes dados.',
    RTN: 'Quem os usar tem de devolver os novos dados que fizer a partir deles.',
    CC: 'Só podem ser usados para tratar doentes.',
    NPOA: 'Não podem ser usados para estudar de onde vêm os grupos de pessoas e os seus antepassados.',
    NPU: 'Só podem ser usados por organizações sem fins lucrativos.',
    NCU: 'Não podem ser usados para ganhar dinheiro.',
    NAI: 'Não podem ser usados para treinar programas de computador que aprendem (inteligência artificial).',
    NCOM: 'Ninguém pode ganhar dinheiro com os seus dados nem com o que for feito a partir deles.',
    NTX: 'Não podem ser enviados para outro país.',
  },
  allowed: {
    aiTraining: 'Podem ser usados para treinar programas de computador que aprendem (inteligência artificial).',
    commercial: 'As empresas podem usá-los para fazer produtos e para ganhar dinheiro.',
    transferAbroad: 'Podem ser enviados para outros países.',
  },
  leftOut: {
    nothing: 'Nenhum tipo de dados fica de fora.',
    head: 'Estes tipos de dados ficam de fora, e não são entregues:',
    category: {
      PSY: 'saúde mental e psiquiatria',
      PSYTHPN: 'notas de conversas com um psicoterapeuta',
      SUD: 'álcool, drogas e outras dependências',
      HIV: 'VIH e SIDA',
      SEX: 'sexualidade, contraceção e fertilidade',
      STD: 'doenças que se transmitem por relações sexuais',
      PREGNANT: 'gravidez',
      GDIS: 'doenças hereditárias',
      SCA: 'anemia falciforme (drepanocitose)',
      SDV: 'violência, maus-tratos e agressão sexual',
      COGN: 'dificuldades de pensamento e de aprendizagem',
      IMG: 'imagens, como radiografias e outros exames',
      NOTE: 'cartas e notas escritas pelos profissionais',
      GENOME: 'os seus genes, tal como um laboratório os leu',
      FACE: 'imagens a partir das quais se poderia fazer o seu rosto',
    },
    unknown: (bit) => `algo sensível para que esta versão não tem nome (número ${bit})`,
  },
  period: (from, until) => `Isto vale de ${from} até ${until}.`,
  notice: {
    titled: (title, published) => `Recebeu o texto de informação ${title}, de ${published}.`,
    untitled: (published) => `Recebeu o texto de informação de ${published}.`,
  },
  unnamed: {
    organisation: (id) => `uma organização que não tem nome aqui (o seu número é ${id})`,
    group: (id) => `sem nome aqui (o seu número é ${id})`,
    dataset: (id) => `um conjunto de dados que não tem nome aqui (o seu número é ${id})`,
    notice: (id) => `Recebeu o texto de informação com o número ${id}.`,
  },

  treatment: 'O seu tratamento continua igual, seja qual for a sua decisão.',
  changeOfMind: 'Pode mudar de ideias em qualquer momento, e não precisa de dizer porquê.',
  regardless: {
    head: {
      withdrawal:
        'Assim que puser fim a isto, não são entregues novos dados por causa dele. Algumas coisas continuam na mesma:',
      'research-opt-out':
        'Enquanto estiver fora da investigação, os seus dados não são entregues para esse fim. Algumas coisas continuam na mesma:',
      'full-opt-out':
        'Enquanto estiver fora de tudo, os seus dados não são entregues a ninguém. Algumas coisas continuam na mesma:',
      pause: 'Durante a pausa, os seus dados não são entregues a ninguém. Algumas coisas continuam na mesma:',
    },
    copies: 'As cópias que outros já têm não podem ser recolhidas a partir daqui.',
    basis: {
      'opt-out': 'Podem ser entregues dados para usos que a lei permite, a não ser que se oponha.',
      waiver:
        'Podem ser entregues dados para estudos em que uma autoridade decidiu que não é preciso perguntar a ninguém.',
      'limited-data-set': 'Podem ser entregues dados sem nomes nem moradas, quando a lei o permite sem lhe perguntar.',
    },
    emergency: 'Numa emergência, um médico pode ver os seus dados.',
    anonymous:
      'Os resultados que são sobre muitas pessoas, e em que ninguém pode saber que é uma delas, continuam a ser usados.',
  },
};
