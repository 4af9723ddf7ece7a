import { addWords } from '../words/language.ts';

const en = {
  start: {
    title: 'Who are you?',
    holder: 'These are the pages of {{name}}.',
    work: 'You work with data?',
    workText:
      'Hospitals’ staff, researchers and auditors use the custos command with a key of their own. The API has its own page:',
    api: 'the API',
    holders: 'Data holders publish datasets, invite patients and issue permits',
    requesters: 'Requesters ask for data with a purpose, and get what patients consented to',
    auditors: 'Auditors check the whole log against the ledger',
    unnamed: 'an organisation that has no name here',
    patient: 'I am a patient, or I act for one',
    patientHint: 'See who may use your health data and who used it. Change your mind.',
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
    name: 'What your device calls this',
    nameHint: 'It shows when you sign in, also on your other devices: a first name is enough. Never write an illness.',
    device: 'Name of this device',
    deviceHint: 'So that you can tell your devices apart.',
    deviceFirst: 'My telephone',
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
    noPasskeys:
      'Here this browser cannot ask for your face, fingerprint or code. Links in mails and chats often open in such a view: open this page in your usual browser.',
    copyLink: 'Copy the address of this page',
    copied: 'Copied.',
    waits: 'A second organisation looks at this first, until {{until}}. Come back with the same code.',
  },
  sample: {
    title: 'This is a sample',
    text: 'Everybody and everything here is invented. Come in as one of these patients with one press.',
    patient: 'Patient {{number}}',
  },
};

type DoorWords = typeof en;

const pt: DoorWords = {
  start: {
    title: 'Quem é?',
    holder: 'Estas são as páginas de {{name}}.',
    work: 'Trabalha com dados?',
    workText:
      'Quem trabalha em hospitais, em investigação e em auditorias usa o comando custos, com uma chave sua. A API tem a sua própria página:',
    api: 'a API',
    holders: 'Quem guarda dados publica conjuntos de dados, convida doentes e emite autorizações',
    requesters: 'Quem pede dados diz para quê, e recebe aquilo em que os doentes consentiram',
    auditors: 'Quem faz auditorias verifica todo o registo',
    unnamed: 'uma organização que não tem nome aqui',
    patient: 'Sou doente, ou ajo por alguém que o é',
    patientHint: 'Veja quem pode usar os seus dados de saúde e quem os usou. Mude de ideias.',
    left: {
      'signed-out': 'Saiu da sessão.',
      idle: 'A sessão terminou porque não fez nada durante algum tempo.',
      expired: 'O seu tempo aqui acabou, por isso a sessão terminou.',
    },
  },
  patient: {
    title: 'Entrar como doente',
    passkeyTitle: 'Já esteve aqui com este telefone ou computador',
    passkeyText: 'Entre com o rosto, a impressão digital ou o código que o abre (uma chave de acesso).',
    passkeyButton: 'Entrar com este aparelho',
    codeTitle: 'Deram-lhe um código',
    codeText:
      'Funciona uma vez. Com ele, este aparelho passa a ser a sua assinatura: ser-lhe-á pedido duas vezes o rosto, a impressão digital ou o código.',
    code: 'O seu código',
    codeHint: '26 letras e algarismos. Os espaços não contam.',
    codeFault: 'Um código tem 26 letras e algarismos. Compare-o com a carta.',
    name: 'Como o aparelho lhe chama',
    nameHint:
      'Aparece quando entra, também nos seus outros aparelhos: basta o primeiro nome. Nunca escreva uma doença.',
    device: 'Nome deste aparelho',
    deviceHint: 'Para que possa distinguir os seus aparelhos.',
    deviceFirst: 'O meu telefone',
    guardian: 'O código é de alguém por quem ajo',
    guardianHint: 'como o seu filho ou a sua filha',
    begin: 'Fazer deste aparelho a minha assinatura',
    binding: 'O aparelho faz-lhe agora duas perguntas …',
    shared: 'Este aparelho não é meu',
    sharedHint:
      'A sessão termina ao fim de dois minutos, e nada fica aqui. Num aparelho assim não se faz assinatura nenhuma.',
    sharedCode:
      'Num aparelho que não é seu não se faz assinatura nenhuma. Abra o endereço da carta no seu próprio telefone.',
    neither: 'Nenhum funciona?',
    neitherText:
      'Pode parar o uso dos seus dados com um código enviado para o endereço de correio eletrónico que o hospital tem de si, ou telefonando para o hospital.',
    noPasskeys:
      'Aqui, este navegador não consegue pedir o rosto, a impressão digital ou o código. As ligações em mensagens abrem muitas vezes assim: abra esta página no navegador que costuma usar.',
    copyLink: 'Copiar o endereço desta página',
    copied: 'Copiado.',
    waits: 'Uma segunda organização verifica isto primeiro, até {{until}}. Volte com o mesmo código.',
  },
  sample: {
    title: 'Isto é um exemplo',
    text: 'Todas as pessoas e todos os dados aqui são inventados. Entre como um destes doentes com um toque.',
    patient: 'Doente {{number}}',
  },
};

addWords('doors', { en, pt });
