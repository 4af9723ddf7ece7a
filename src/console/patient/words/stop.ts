import { addWords } from '../../words/language.ts';

const en = {
  stop: {
    title: 'Stop by a code that is sent to you',
    intro:
      'For you if this device does not let you in. With the code you can only stop or pause the use of your data: nothing can be read or allowed by it.',
    treatment: 'Your treatment stays the same.',
    number: 'Your patient number',
    numberHint: 'As it stands on your card, or in letters of the hospital.',
    kind: 'What stands before the number, if anything does',
    kindHint: 'Such as “urn:mrn”. Leave it empty if there is nothing.',
    numberFault: 'Type the number as it stands in the letter.',
    send: 'Send me a code',
    sending: 'Asking for the code …',
    telephoneTitle: 'Stop by telephone',
    unavailable:
      'This hospital sends no codes by e-mail or text message with which you could stop it here. Telephone instead: then it is stopped for you at once.',
    sent: 'If the hospital knows this number and has an e-mail address for it, a code is on its way. It works for 15 minutes, once. If none comes, telephone: that stops it as well.',
    code: 'The code from the e-mail',
    codeHint: 'Letters and digits. Blanks do not count.',
    wrongCode: 'This code is wrong, was used, or is older than 15 minutes. Compare it, or ask for another one.',
    another: 'Ask for another code',
    what: 'What do you want to stop?',
    acts: {
      'withdraw-all': 'Stop all my consents',
      research: 'Opt out of research',
      all: 'Opt out of everything, emergencies too',
      pause: 'Pause everything for a while',
    },
    goesOn: 'Choose above, and read here what goes on all the same.',
    button: 'Stop it now',
    checking: 'Checking the receipt …',
    done: 'Stopped {{when}}',
    doneMeans:
      'It counts since then. The hospital writes to the address to which the code went that something was stopped: if nothing comes, telephone.',
    undo: 'Only your own device, once it works again, or the hospital can take this back.',
    checked:
      'This page checked the receipt by itself: the hospital’s record took a stop at that time, and cannot drop it unseen. Whose it is, the receipt does not say.',
    door: 'Back to signing in',
    telephone: 'Or by telephone',
  },
};

const pt: typeof en = {
  stop: {
    title: 'Parar com um código que lhe é enviado',
    intro:
      'Para quem não consegue entrar com este aparelho. Com o código só pode parar ou pôr em pausa o uso dos seus dados: não permite ler nem autorizar nada.',
    treatment: 'O seu tratamento continua igual.',
    number: 'O seu número de doente',
    numberHint: 'Tal como está no seu cartão, ou nas cartas do hospital.',
    kind: 'O que está antes do número, se houver alguma coisa',
    kindHint: 'Por exemplo «urn:mrn». Deixe vazio se não houver nada.',
    numberFault: 'Escreva o número tal como está na carta.',
    send: 'Enviar-me um código',
    sending: 'A pedir o código …',
    telephoneTitle: 'Parar por telefone',
    unavailable:
      'Este hospital não envia, por correio eletrónico nem por SMS, códigos para parar aqui. Telefone: o uso dos seus dados é parado de imediato.',
    sent: 'Se o hospital conhecer este número e tiver um endereço de correio eletrónico, vai um código a caminho. Vale durante 15 minutos, uma vez. Se não chegar nenhum, telefone: também por telefone o uso é parado.',
    code: 'O código da mensagem',
    codeHint: 'Letras e algarismos. Os espaços não contam.',
    wrongCode: 'Este código está errado, já foi usado ou tem mais de 15 minutos. Compare-o, ou peça outro.',
    another: 'Pedir outro código',
    what: 'O que quer parar?',
    acts: {
      'withdraw-all': 'Parar todos os meus consentimentos',
      research: 'Ficar fora da investigação',
      all: 'Ficar fora de tudo, incluindo emergências',
      pause: 'Pôr tudo em pausa durante algum tempo',
    },
    goesOn: 'Escolha acima e leia aqui o que continua na mesma.',
    button: 'Parar já',
    checking: 'A verificar o recibo …',
    done: 'Parado {{when}}',
    doneMeans:
      'Vale desde então. O hospital escreve para o endereço para onde foi o código que algo foi parado: se não chegar nada, telefone.',
    undo: 'Só o seu próprio aparelho, quando voltar a funcionar, ou o hospital podem voltar atrás.',
    checked:
      'Esta página verificou o recibo por si: o registo do hospital aceitou nesse momento que algo parasse, e não o pode retirar sem se notar. De quem é, o recibo não diz.',
    door: 'Voltar à entrada',
    telephone: 'Ou por telefone',
  },
};

addWords('patient', { en, pt });
