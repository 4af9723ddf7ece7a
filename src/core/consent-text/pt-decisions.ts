import type { DecisionSentences } from './sentences.ts';

const CALLED = { dataset: 'conjunto de dados', member: 'membro', group: 'grupo' } as const;

export const PORTUGUESE_DECISIONS: DecisionSentences = {
  asking: {
    question: 'Assinar isto? [s/N] ',
    yes: ['s', 'sim'],
    declined: 'Nada foi assinado. Nada mudou.',
    guardian: 'Decide em nome de outra pessoa: o que aqui é dito a si é sobre essa pessoa.',
  },
  optOut: {
    summary: {
      research:
        'Fica fora da investigação: nenhuns dados seus são entregues para esse fim, seja o que for que tenha autorizado.',
      all: 'Fica fora de tudo: nenhuns dados seus são entregues para fim nenhum, nem em emergências.',
    },
    done: 'ficou de fora, e foi verificado',
    undo: (command) => `${command} volta atrás em qualquer momento.`,
  },
  pause: {
    summary: (until) =>
      `Faz uma pausa: nenhuns dados seus são entregues até ${until}, seja o que for que tenha autorizado, nem em emergências.`,
    done: (until) => `em pausa até ${until}, e foi verificado`,
    undo: (command) => `${command} termina-a antes.`,
  },
  untouched: 'Os seus consentimentos ficam como estão, e voltam a valer quando voltar atrás.',
  back: {
    optIn: 'Deixa de ficar de fora: o que os seus consentimentos permitem, e que ainda valem, volta a ser entregue.',
    resume: 'Termina a pausa: o que os seus consentimentos permitem, e que ainda valem, volta a ser entregue.',
    held: { optIn: 'Deixa de ficar de fora.', resume: 'Termina a pausa.' },
    pauseStays: (until) => `A pausa até ${until} mantém-se: até lá nada do que é seu é entregue.`,
  },
  withheld: {
    optOut: {
      none: 'Não está fora de nada.',
      research:
        'Está fora da investigação: nenhuns dados seus são entregues para esse fim, seja o que for que os seus consentimentos permitam.',
      all: 'Está fora de tudo: nenhuns dados seus são entregues, seja o que for que os seus consentimentos permitam, nem em emergências.',
    },
    nothing: 'Nada está retido por inteiro: o que os seus consentimentos permitem é entregue.',
    paused: (until) => `Em pausa: nenhuns dados seus são entregues até ${until}.`,
    pending: {
      'opt-out': 'Já conta que está de fora, e isso está a caminho do registo comum.',
      pause: 'A pausa já conta, e está a caminho do registo comum.',
    },
    stage: {
      guardian: 'Agora é um representante que decide por si.',
      both: 'É a si que cabe decidir, e um representante ainda pode retirar consentimentos, fazer uma pausa e pôr os seus dados de fora por si.',
      self: 'Decide sozinho ou sozinha; antes decidia um representante.',
    },
  },
  withdrawal: {
    everything: (count) =>
      `Retira tudo o que autorizou, ${count === 1 ? '1 consentimento' : `${count} consentimentos`}:`,
    use: (use, grantee, until) => `${use}, para ${grantee}, até ${until}`,
    after: 'A partir daí não são entregues mais dados seus por causa deles.',
    byCode: 'Retira todos os seus consentimentos: a partir de agora nada é entregue por causa de nenhum deles.',
    done: (whose) => `retirado${whose === '' ? '' : ` em nome de ${whose}`}, e foi verificado`,
    unchecked: (command) =>
      `O registo comum não respondeu se a assinatura da sua conta é válida. A retirada conta; se o registo comum a recusar, deixa de contar: veja mais tarde com ${command}.`,
    nothingLeft: (count, last) =>
      `Antes disto já nenhum consentimento valia (${count === 1 ? '1 consentimento' : `${count} consentimentos`} no total${last === undefined ? '' : `, o último retirado ${last}`}).`,
    already: (consent, when, seq) =>
      `O consentimento ${consent} já tinha sido retirado, ${when}, pelo assento ${seq} do registo. Nada foi enviado.`,
    receiptAgain: (file) => `O recibo, verificado de novo, é ${file}.`,
    onceMore: (consent, when) =>
      `O hospital diz que o consentimento ${consent} já tinha sido retirado${when === undefined ? ', ainda fora do registo comum' : ` ${when}`}; não há aqui um recibo com o seu nome, por isso foi retirado outra vez:`,
  },
  entry: (seq, log, when) => `assento ${seq} do ${log}, ${when}`,
  taken: {
    grant: (consent) => `a retirada do consentimento ${consent} foi recebida: conta a partir deste assento`,
    all: 'a retirada de todos os consentimentos foi recebida: conta a partir deste assento',
    optOut: {
      research: 'a decisão de ficar fora da investigação foi recebida: conta a partir deste assento',
      all: 'a decisão de ficar fora de tudo foi recebida: conta a partir deste assento',
    },
    pause: (until) => `uma pausa até ${until} foi recebida: conta a partir deste assento`,
    erasure: 'um apagamento foi recebido: conta a partir deste assento',
    announced: 'foi anunciado um apagamento',
  },
  receipt: {
    kept: (file, command) =>
      `O recibo está guardado em ${file}; ${command} verifica-o de novo, pelo que aqui se guarda.`,
    ofEnd: (file) => `O recibo desse fim está guardado em ${file}.`,
  },
  signed: {
    counts: (consent, block) => `o consentimento ${consent} vale a partir de agora (bloco ${block}).`,
    stood: (consent) => `o consentimento ${consent}, que permite o mesmo, já vale. Nada foi acrescentado.`,
    keeping: {
      recorded: 'Mantém o que foi registado em seu nome:',
      guardian: 'Mantém o que o seu representante deu, e passa a dá-lo em seu próprio nome:',
    },
    kept: (consent) => `o consentimento ${consent} mantém-se. Pode retirá-lo em qualquer momento.`,
    keptBeside: (own, theirs) =>
      `o consentimento ${own} é seu, e permite o mesmo que ${theirs}, que o seu representante deu e que continua a par dele.`,
    bothEnd: (command) => `Pode retirar cada um em qualquer momento, e os dois com ${command}.`,
    replacing: (recorded) => `Assina isto em lugar do que foi registado em seu nome (${recorded}), que termina:`,
    replaced: (own, recorded) =>
      `o consentimento ${own}, que assinou, vale em lugar de ${recorded}, que foi registado e terminou.`,
    calledSo: (what, name, id) =>
      `É para o ${CALLED[what]} a que o hospital chama «${name}»: ${id}. Compare com o que o hospital lhe disse.`,
    begunSo: (what, id) =>
      `É para o ${CALLED[what]} ${id}. O número de outro pode começar da mesma forma: compare-o todo com o que o hospital lhe disse.`,
    covers: (members) => `Abrange agora: ${members || 'ninguém'}.`,
    inGroup: (members) => `pelo que o hospital diz, estão agora no grupo: ${members || 'ninguém'}`,
    coveredInGroup: (members) => `pelo que o hospital diz, do grupo ficam agora abrangidos: ${members || 'ninguém'}`,
    later: (keeper) =>
      `e também quem mais tarde entrar no grupo${keeper === undefined ? '' : `, o que é decidido por ${keeper}`}`,
    nobodyLater: 'mas ninguém que mais tarde entre no grupo',
    consortium: 'o consórcio',
    told: {
      words: (id) => `o que lhe foi dito (${id}…):`,
      pdf: (id) => `o que lhe foi dito: o PDF ${id}…`,
      absent: (id) => `o que lhe foi dito: o texto ${id}…, que não está guardado aqui: leia-o onde lho deram`,
    },
  },
  remaining: {
    none: 'Já nenhum outro consentimento vale.',
    some: (count) => (count === 1 ? 'Ainda vale outro consentimento:' : `Ainda valem outros ${count} consentimentos:`),
    one: (grantee, scope, use, until) => `${grantee} pode usar ${scope} para ${use}, até ${until}`,
    given: {
      patient: {
        self: 'assinado por si',
        guardian: 'assinado pelo seu representante',
        recorded: 'registado a partir do papel',
      },
      guardian: {
        self: 'assinado pela própria pessoa',
        guardian: 'assinado por um representante',
        recorded: 'registado a partir do papel',
      },
      holder: {
        self: 'assinado pelo doente',
        guardian: 'assinado por um representante',
        recorded: 'registado a partir do papel',
      },
    },
    beside: (command) => `O que assina agora não reduz nada disso. Para pôr fim a um deles, retire-o: ${command}.`,
    later: (count) =>
      count === 0
        ? 'Não há nenhum consentimento que volte a valer.'
        : `${count === 1 ? '1 consentimento anterior volta' : `${count} consentimentos anteriores voltam`} a valer quando voltar atrás.`,
  },
  byCode: {
    asked:
      'Se o hospital conhecer esta pessoa e tiver um endereço de correio eletrónico, vai um código a caminho. É válido durante 15 minutos, e uma só vez. As cartas demoram dias, por isso nenhum código vai por correio. Se não chegar nenhum, telefone para o hospital: também por telefone se faz parar o uso dos dados.',
    next: (everything, optOut, pause) =>
      `Com o código: ${everything} retira todos os consentimentos, ${optOut} põe os dados fora da investigação, e ${pause} faz uma pausa.`,
    done: (when, seq) =>
      `Feito: o registo do hospital aceitou-o em ${when}, como assento ${seq}, e conta desde então. O recibo prova que o registo aceitou nesse momento que algo parasse; de quem, e o quê, não diz. O hospital escreve para o endereço para onde o código foi que algo foi parado: se não chegar nada, telefone para o hospital.`,
    undo: 'Só a sua própria chave, ou o hospital, volta atrás.',
  },
  named: {
    anyone: 'quem tiver um pedido aprovado',
    group: (group) => `o grupo ${group}`,
    all: (holder) => `todos os dados de ${holder}`,
    dataset: (dataset) => `só o conjunto de dados ${dataset}`,
    log: (of) => `registo de ${of}`,
  },
  permissionLabel: {
    NRES: 'qualquer fim',
    GRU: 'investigação de qualquer tipo',
    HMB: 'investigação em saúde, medicina ou biomedicina',
    DS: 'investigação de uma doença',
    POA: 'investigação só sobre origens e antepassados',
  },
  modifierLabel: {
    RS: 'só certos tipos de investigação',
    NMDS: 'sem investigação de métodos',
    GSO: 'só estudos genéticos',
    NPUNCU: 'só sem fins lucrativos e sem uso comercial',
    PUB: 'com dever de publicar',
    COL: 'com dever de colaborar',
    IRB: 'com aprovação de uma comissão de ética',
    GS: 'só em certos países',
    MOR: 'publicação só a partir de uma data',
    TS: 'uso só até uma data',
    US: 'só para certas pessoas',
    PS: 'só para certos projetos',
    IS: 'só para certas instituições',
    RTN: 'com devolução dos novos dados',
    CC: 'só cuidados de saúde',
    NPOA: 'sem investigação sobre origens e antepassados',
    NPU: 'só organizações sem fins lucrativos',
    NCU: 'só uso não comercial',
    NAI: 'sem treino de modelos de inteligência artificial',
    NCOM: 'sem uso comercial dos dados nem do que deles for feito',
    NTX: 'sem envio para outro país',
  },
};
