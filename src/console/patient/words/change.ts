import { addWords } from '../../words/language.ts';

const en = {
  change: {
    title: 'Less, a pause, or stop?',
    ask: 'What do you want?',
    less: 'Leave something out, or allow less',
    lessHint: 'The rest goes on.',
    pause: 'Pause everything for a while, not this consent alone',
    pauseHint:
      'Nobody gets anything of yours, whatever you allowed, until a day that you choose. Then what has not ended by then goes on by itself.',
    stop: 'Stop this consent',
    stopHint: 'From then on nobody gets data because of it.',
    goOn: 'Go on',
    sure: 'Stop this consent?',
    sureAll: 'Stop all your consents?',
    willAll: 'All that you allowed ends at once. You can allow something again on any day.',
    confirm: 'Yes, stop it',
    confirmAll: 'Yes, stop all consents',
    checking: 'Checking the receipt …',
    stopped: 'Stopped {{when}}',
    means: 'From now on nobody gets your data under this consent.',
    meansAll: 'From now on nobody gets your data under any consent.',
    checked: {
      withdrawal:
        'This page checked the receipt by itself: the hospital’s record has it that you stopped this, and cannot drop it unseen.',
      'opt-out':
        'This page checked the receipt by itself: the hospital’s record has your opt-out, and cannot drop it unseen.',
      pause:
        'This page checked the receipt by itself: the hospital’s record has your pause, and cannot drop it unseen.',
    },
    regret: 'Did you only want to leave something out?',
    again: 'Allow this again, with your answers filled in',
    receipt: 'Keep the receipt',
    goesOn: 'No new data is given any more because of what you stopped. Some things go on all the same:',
    left: { one: 'Another consent of yours goes on.', other: '{{count}} other consents of yours go on.' },
    until: 'For how long?',
    spans: { week: 'A week', month: 'A month', quarter: 'Three months', year: 'A year', day: 'Until another day' },
    lastDay: '(until {{when}})',
    day: 'The last day of the pause',
    dayFault: 'Choose a day that is still to come, within ten years. To be out without an end, opt out.',
    dayShorter: 'The pause that is on ends no earlier. Choose a later day, or end that pause first.',
    pauseTitle: 'Pause everything for a while',
    pauseText:
      'Nobody gets anything of yours during a pause, whatever you allowed. Afterwards what has not ended by then goes on by itself.',
    pausedNow:
      'A pause is on until {{when}}. Only longer ones can be chosen here: to have a shorter one, end this one first.',
    endBefore: 'Before such a pause is over, this ends, and does not count again afterwards:',
    ends: 'It ends on {{when}}.',
    againCounts: 'This counts again:',
    noneAgain: 'There is no consent of yours that would count again.',
    pauseButton: 'Pause',
    pausedTitle: 'Paused until {{when}}',
    pausedMeans: 'Until then nobody gets anything of yours. You can end the pause any day.',
    optOutToo: {
      none: 'To be out of what the law allows without your consent as well:',
      research: 'You are out of research already. To be out of emergencies as well:',
    },
    optOutWay: { none: 'opt out of research, or of everything', research: 'opt out of everything' },
    gone: 'This consent is over, or there is none at this address.',
    back: 'Back to who may use your data',
  },
  receipt: {
    hospital: 'the hospital',
    title: 'Receipt from {{hospital}}',
    when: 'Taken {{when}}.',
    proof:
      'The proof. It is for programs: anybody can check with it, without asking the hospital, that its record has this. Keep the lines as they are.',
    exactly: 'Exact time: {{when}}',
    show: 'Show the proof',
    forPrograms: 'Keep the proof by itself, for programs',
    files: {
      withdrawal: 'receipt-stop',
      'opt-out': 'receipt-opt-out',
      pause: 'receipt-pause',
      stop: 'receipt-stop',
      access: 'receipt-use',
    },
  },
};

const pt: typeof en = {
  change: {
    title: 'Menos, uma pausa ou parar?',
    ask: 'O que quer?',
    less: 'Deixar alguma coisa de fora, ou permitir menos',
    lessHint: 'O resto continua.',
    pause: 'Pôr tudo em pausa durante algum tempo, e não só este consentimento',
    pauseHint:
      'Ninguém recebe dados seus, seja o que for que tenha permitido, até ao dia que escolher. Depois continua, sozinho, o que até lá não tiver terminado.',
    stop: 'Parar este consentimento',
    stopHint: 'A partir daí ninguém recebe dados por causa dele.',
    goOn: 'Continuar',
    sure: 'Parar este consentimento?',
    sureAll: 'Parar todos os seus consentimentos?',
    willAll: 'Tudo o que permitiu termina já. Pode voltar a permitir em qualquer dia.',
    confirm: 'Sim, parar',
    confirmAll: 'Sim, parar todos os consentimentos',
    checking: 'A verificar o recibo …',
    stopped: 'Parado {{when}}',
    means: 'A partir de agora ninguém recebe os seus dados por causa deste consentimento.',
    meansAll: 'A partir de agora, nenhum consentimento permite que alguém receba os seus dados.',
    checked: {
      withdrawal:
        'Esta página verificou o recibo: o registo do hospital diz que parou isto, e o hospital não o pode apagar sem que se note.',
      'opt-out':
        'Esta página verificou o recibo: o seu pedido para ficar de fora está no registo do hospital, que não o pode apagar sem que se note.',
      pause:
        'Esta página verificou o recibo: a sua pausa está no registo do hospital, que não a pode apagar sem que se note.',
    },
    regret: 'Só queria deixar alguma coisa de fora?',
    again: 'Permitir isto de novo, com as suas respostas já preenchidas',
    receipt: 'Guardar o recibo',
    goesOn: 'Já não são entregues mais dados por causa do que parou. Algumas coisas continuam na mesma:',
    left: { one: 'Outro consentimento seu continua.', other: 'Outros {{count}} consentimentos seus continuam.' },
    until: 'Durante quanto tempo?',
    spans: { week: 'Uma semana', month: 'Um mês', quarter: 'Três meses', year: 'Um ano', day: 'Até outro dia' },
    lastDay: '(até {{when}})',
    day: 'O último dia da pausa',
    dayFault:
      'Escolha um dia que ainda esteja para vir, dentro de dez anos. Para sair sem data marcada, fique de fora.',
    dayShorter:
      'A pausa que está em vigor não termina antes desse dia. Escolha um dia posterior, ou termine-a primeiro.',
    pauseTitle: 'Pôr tudo em pausa durante algum tempo',
    pauseText:
      'Durante a pausa ninguém recebe dados seus, seja o que for que tenha permitido. Depois continua o que até lá não tiver terminado, sem ter de fazer nada.',
    pausedNow:
      'Há uma pausa até {{when}}. Aqui só pode escolher uma mais longa: para ter uma mais curta, termine primeiro esta.',
    endBefore: 'Antes do fim de uma pausa assim, isto termina, e depois não volta a valer:',
    ends: 'Último dia: {{when}}.',
    againCounts: 'Isto volta a valer:',
    noneAgain: 'Não há nenhum consentimento seu que volte a valer.',
    pauseButton: 'Fazer a pausa',
    pausedTitle: 'Em pausa até {{when}}',
    pausedMeans: 'Até lá ninguém recebe dados seus. Pode terminar a pausa em qualquer dia.',
    optOutToo: {
      none: 'Para ficar fora também do que a lei permite sem o seu consentimento:',
      research: 'Já está fora da investigação. Para ficar fora também em emergências:',
    },
    optOutWay: { none: 'ficar fora da investigação, ou de tudo', research: 'ficar fora de tudo' },
    gone: 'Este consentimento terminou, ou não há nenhum neste endereço.',
    back: 'Voltar a quem pode usar os seus dados',
  },
  receipt: {
    hospital: 'o hospital',
    title: 'Recibo de {{hospital}}',
    when: 'Registado {{when}}.',
    proof:
      'A prova. É para programas: com ela qualquer pessoa pode verificar, sem perguntar ao hospital, que isto está no registo dele. Deixe as linhas como estão.',
    exactly: 'Hora exata: {{when}}',
    show: 'Mostrar a prova',
    forPrograms: 'Guardar só a prova, para programas',
    files: {
      withdrawal: 'recibo-parar',
      'opt-out': 'recibo-ficar-de-fora',
      pause: 'recibo-pausa',
      stop: 'recibo-parar',
      access: 'recibo-uso',
    },
  },
};

addWords('patient', { en, pt });
