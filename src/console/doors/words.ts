import { addWords } from '../words/language.ts';

const en = {
  start: {
    title: 'Who are you?',
    about:
      'With Custos, patients say who may use their health data for research, and everybody concerned can check who did.',
    holder: 'These are the pages of {{name}}.',
    unnamed: 'an organisation that has no name here',
    doors: {
      patient: 'I am a patient, or I act for one',
      staff: 'I work at this hospital or biobank',
      research: 'I use data for research',
      audit: 'I check what happened',
    },
    hints: {
      patient: 'See who may use your health data and who used it. Change your mind.',
      staff: 'Publish datasets, invite patients, record consents, give permits.',
      research: 'Find data, see what you may use, download it with proofs.',
      audit:
        'Recompute the whole log in your browser, or, to take nothing from this hospital, by a program of your own.',
    },
    in: 'You are signed in.',
    nobody: 'You are signed in with something that nobody here knows: you may do nothing with it.',
    goOn: {
      patient: 'Go to your data',
      staff: 'Go to the hospital’s pages',
      research: 'Go to your research',
      audit: 'Go to the audit',
    },
    programs: 'Programs use the custos command or',
    api: 'the API',
    left: {
      'signed-out': 'You are signed out.',
      idle: 'You were signed out because nothing was done for a while.',
      expired: 'Your time here was over, so you were signed out.',
    },
  },
  patient: {
    title: 'Come in as a patient',
    passkeyTitle: 'You were here before with this telephone or computer',
    passkeyText: 'Sign in with the face, the fingerprint or the code that opens it (a passkey).',
    passkeyButton: 'Sign in with this device',
    codeTitle: 'You were handed a code',
    codeText:
      'It works once. With it, this device becomes your signature: you will be asked twice for your face, fingerprint or code.',
    code: 'Your code',
    codeHint: '26 letters and digits. Blanks do not matter.',
    codeFault: 'A code has 26 letters and digits. Compare it with the letter.',
    codeUseless:
      'This code is wrong, was used already, or its time is over. Nothing was changed. Compare it with the letter, or ask the hospital for another one. If you came in with it before, sign in with this device above.',
    name: 'Your first name, or another word for you',
    nameHint:
      'Your device shows it when it asks whether you want to sign in, as do your other devices. Never write an illness.',
    device: 'Name of this device',
    deviceHint: 'Such as “telephone” or “computer”, so that you can tell your devices apart.',
    deviceFirst: 'My telephone',
    deviceFirstComputer: 'My computer',
    guardian: 'The code is for somebody that I act for',
    guardianHint: 'such as your child',
    begin: 'Make this device my signature',
    binding: 'Two questions come from your device now …',
    shared: 'This is not my device',
    sharedHint: 'You are signed out after two minutes, and nothing stays here. No signature is made on such a device.',
    sharedCode: 'On a device that is not yours no signature is made. Open the letter’s address on your own telephone.',
    neither: 'Neither works?',
    neitherText:
      'You can stop the use of your data with a code that is sent to the e-mail address that the hospital has of you, or by telephoning the hospital.',
    neitherTelephone:
      'You can stop the use of your data by telephoning the hospital. This page says whom to telephone.',
    noPasskeys:
      'Here this browser cannot ask for your face, fingerprint or code. Links in mails and chats often open in such a view: open this page in your usual browser.',
    copyLink: 'Copy the address of this page',
    copied: 'Copied.',
    waits: 'A second organisation looks at this first, until {{until}}. Come back with the same code.',
  },
  member: {
    title: {
      staff: 'Come in as staff',
      research: 'Come in as a researcher',
      audit: 'Come in as an auditor',
    },
    other: {
      staff: 'You are signed in, but not for this hospital. Sign out first to come in as somebody else.',
      research: 'You are signed in, but not as somebody who asks for data. Sign out first to come in as somebody else.',
      audit: 'You are signed in, but not as an auditor. Sign out first to come in as somebody else.',
    },
    signOut: 'Sign out',
    person: 'You work at {{organisation}}',
    provider: 'Sign in with your organisation’s login',
    providerWindow: 'The browser kept the window of the sign-in from opening. Allow it for this page, and press again.',
    providerWaits: 'Sign in in the window that has opened. This page goes on by itself.',
    passkey: 'Sign in with a passkey',
    code: 'Somebody handed me a code',
    codeText: 'The code works once: it makes this device your way in. Your administrator made it.',
    codeUseless:
      'This code is wrong, was used already, or its time is over. Nothing was changed. Compare it, or ask a staff administrator for another one. If you made a passkey with it, sign in with that.',
    enroll: 'Make this device my way in',
    keys: 'You come from another organisation, or without a login here',
    keysText: 'Sign in with a wallet, or with the file of a key that the consortium knows.',
    wallet: 'Sign in with {{name}}',
    walletNone: 'The wallet named no account. Unlock it, and choose one.',
    walletAccount: 'The wallet’s account',
    noWallet: 'No wallet answered in this browser.',
    keyFile: 'Choose a key file',
    passphrase: 'Its passphrase',
    open: 'Open it and sign in',
    opening: 'The key is opened in this page, and leaves it for nowhere. That takes seconds.',
  },
  back: {
    title: 'You are signed in',
    text: 'You can close this window. The page that opened it goes on.',
  },
  sample: {
    title: 'This is a sample',
    text: 'Everybody and everything here is invented. Come in with one press, and try what they do.',
    in: 'You are signed in as “{{who}}” of the sample.',
    others: 'Sign out to see its other people.',
    reload: 'Loading the page anew signs a sample patient out, because the key is kept nowhere. The others stay in.',
    patient: 'Patient {{number}}',
    reloaded: 'You were “{{who}}” of the sample. The page was loaded anew, and it keeps no key: come in again below.',
    enter: { holder: 'Sample Hospital', requester: 'Researcher', auditor: 'Auditor' },
    tour: {
      patient: {
        title: 'As a patient',
        text: 'See who may use your data and who did. Leave something out, pause, or stop: the receipt is checked in your browser.',
      },
      holder: {
        title: 'As the hospital',
        text: 'See what waits, what would be released and why not, who consented; invite a patient, give a permit.',
      },
      requester: {
        title: 'As a researcher',
        text: 'Find the dataset, see about how many patients you would get today, and download it: each item is verified as it comes.',
      },
      auditor: {
        title: 'As an auditor',
        text: 'Have the whole log recomputed in your browser, open one entry down to its bytes, and check a receipt.',
      },
    },
  },
};

type DoorWords = typeof en;

const pt: DoorWords = {
  start: {
    title: 'Quem é?',
    about:
      'Com o Custos, os doentes dizem quem pode usar os seus dados de saúde em investigação, e todos os envolvidos podem verificar quem os usou.',
    holder: 'Estas são as páginas de {{name}}.',
    unnamed: 'uma organização que não tem nome aqui',
    doors: {
      patient: 'Sou doente, ou represento um doente',
      staff: 'Trabalho neste hospital ou biobanco',
      research: 'Uso dados para investigação',
      audit: 'Verifico o que aconteceu',
    },
    hints: {
      patient: 'Veja quem pode usar os seus dados de saúde e quem os usou. Mude de ideias.',
      staff: 'Publicar conjuntos de dados, convidar doentes, registar consentimentos, dar autorizações.',
      research: 'Encontrar dados, ver o que pode usar, descarregá-los com provas.',
      audit: 'Recalcule todo o registo no seu navegador, ou, para nada receber deste hospital, com um programa seu.',
    },
    in: 'A sessão está aberta.',
    nobody: 'A sessão foi aberta com algo que aqui ninguém conhece: não pode fazer nada com isso.',
    goOn: {
      patient: 'Ir para os seus dados',
      staff: 'Ir para as páginas do hospital',
      research: 'Ir para a sua investigação',
      audit: 'Ir para a auditoria',
    },
    programs: 'Os programas usam o comando custos ou',
    api: 'a API',
    left: {
      'signed-out': 'A sua sessão foi terminada.',
      idle: 'A sessão terminou porque a página esteve algum tempo sem ser usada.',
      expired: 'O tempo da sessão acabou, e por isso ela terminou.',
    },
  },
  patient: {
    title: 'Entrar como doente',
    passkeyTitle: 'Já esteve aqui com este telefone ou computador',
    passkeyText: 'Entre com o rosto, a impressão digital ou o código que o desbloqueia (uma chave de acesso).',
    passkeyButton: 'Entrar com este aparelho',
    codeTitle: 'Deram-lhe um código',
    codeText:
      'Funciona uma só vez. Com ele, este aparelho passa a ser a sua assinatura: o aparelho vai pedir-lhe duas vezes o rosto, a impressão digital ou o código que o desbloqueia.',
    code: 'O seu código',
    codeHint: '26 letras e algarismos. Os espaços não contam.',
    codeFault: 'Um código tem 26 letras e algarismos. Compare-o com a carta.',
    codeUseless:
      'Este código está errado, já foi usado, ou o seu prazo acabou. Nada foi alterado. Compare-o com a carta, ou peça outro ao hospital. Se já entrou com ele, entre com este aparelho, acima.',
    name: 'O seu primeiro nome, ou outra palavra para si',
    nameHint:
      'O aparelho mostra-o quando pergunta se quer entrar, e os seus outros aparelhos também. Nunca escreva uma doença.',
    device: 'Nome deste aparelho',
    deviceHint: 'Por exemplo «telefone» ou «computador», para que possa distinguir os seus aparelhos.',
    deviceFirst: 'O meu telefone',
    deviceFirstComputer: 'O meu computador',
    guardian: 'O código é de uma pessoa por quem sou responsável',
    guardianHint: 'como o seu filho ou a sua filha',
    begin: 'Fazer deste aparelho a minha assinatura',
    binding: 'O aparelho faz-lhe agora duas perguntas …',
    shared: 'Este aparelho não é meu',
    sharedHint:
      'A sessão termina ao fim de dois minutos, e nada fica aqui. Num aparelho assim não se faz assinatura nenhuma.',
    sharedCode:
      'Num aparelho que não é seu não se faz assinatura nenhuma. Abra o endereço da carta no seu próprio telefone.',
    neither: 'Não consegue entrar de nenhuma das formas?',
    neitherText:
      'Pode parar o uso dos seus dados com um código enviado para o endereço de correio eletrónico que o hospital tem de si, ou telefonando para o hospital.',
    neitherTelephone:
      'Pode parar o uso dos seus dados telefonando para o hospital. Veja nesta página a quem telefonar.',
    noPasskeys:
      'Aqui, este navegador não consegue pedir o rosto, a impressão digital ou o código. As ligações em mensagens abrem muitas vezes desta maneira: abra esta página no navegador que costuma usar.',
    copyLink: 'Copiar o endereço desta página',
    copied: 'Copiado.',
    waits: 'Uma segunda organização verifica isto primeiro, até {{until}}. Volte com o mesmo código.',
  },
  member: {
    title: {
      staff: 'Entrar como profissional do hospital',
      research: 'Entrar como investigador',
      audit: 'Entrar como auditor',
    },
    other: {
      staff: 'Tem uma sessão aberta, mas não deste hospital. Saia primeiro para entrar como outra pessoa.',
      research: 'Tem uma sessão aberta, mas não de quem pede dados. Saia primeiro para entrar como outra pessoa.',
      audit: 'Tem uma sessão aberta, mas não de auditor. Saia primeiro para entrar como outra pessoa.',
    },
    signOut: 'Terminar sessão',
    person: 'Trabalha em {{organisation}}',
    provider: 'Entrar com a conta da sua organização',
    providerWindow: 'O navegador não deixou abrir a janela de entrada. Permita-a para esta página e carregue de novo.',
    providerWaits: 'Entre na janela que se abriu. Esta página continua por si.',
    passkey: 'Entrar com uma chave de acesso',
    code: 'Deram-me um código',
    codeText: 'O código funciona uma vez: faz deste aparelho a sua entrada. Foi feito pelo seu administrador.',
    codeUseless:
      'Este código está errado, já foi usado, ou o seu prazo acabou. Nada foi alterado. Compare-o, ou peça outro a quem administra as pessoas. Se já fez com ele uma chave de acesso, entre com ela.',
    enroll: 'Fazer deste aparelho a minha entrada',
    keys: 'Vem de outra organização, ou não tem conta aqui',
    keysText: 'Entre com uma carteira, ou com o ficheiro de uma chave que o consórcio conhece.',
    wallet: 'Entrar com {{name}}',
    walletNone: 'A carteira não indicou nenhuma conta. Desbloqueie-a e escolha uma.',
    walletAccount: 'A conta da carteira',
    noWallet: 'Nenhuma carteira respondeu neste navegador.',
    keyFile: 'Escolher um ficheiro de chave',
    passphrase: 'A frase-passe',
    open: 'Abrir e entrar',
    opening: 'A chave é aberta nesta página e não sai dela. Demora alguns segundos.',
  },
  back: {
    title: 'Entrou',
    text: 'Pode fechar esta janela. A página que a abriu continua.',
  },
  sample: {
    title: 'Isto é um exemplo',
    text: 'Todas as pessoas e todos os dados aqui são inventados. Entre com um toque e experimente o que fazem.',
    in: 'Entrou como “{{who}}” do exemplo.',
    others: 'Saia para ver as outras pessoas do exemplo.',
    reload:
      'Carregar a página de novo faz sair um doente do exemplo, porque a chave não fica guardada. Os outros continuam.',
    patient: 'Doente {{number}}',
    reloaded:
      'Estava no exemplo como «{{who}}». A página foi carregada de novo e não guarda chaves: entre outra vez, mais abaixo.',
    enter: { holder: 'Sample Hospital', requester: 'Investigador', auditor: 'Auditor' },
    tour: {
      patient: {
        title: 'Como doente',
        text: 'Veja quem pode usar os seus dados e quem os usou. Deixe algo de fora, faça uma pausa ou pare: o recibo é verificado no seu navegador.',
      },
      holder: {
        title: 'Como hospital',
        text: 'Veja o que espera por si, o que seria entregue e porque não, quem consentiu; convide um doente, dê uma autorização.',
      },
      requester: {
        title: 'Como investigador',
        text: 'Encontre o conjunto de dados, veja cerca de quantos doentes teria hoje e descarregue-o: cada registo é verificado à chegada.',
      },
      auditor: {
        title: 'Como auditor',
        text: 'Refaça todo o registo no seu navegador, abra uma entrada até aos bytes e verifique um recibo.',
      },
    },
  },
};

addWords('doors', { en, pt });
