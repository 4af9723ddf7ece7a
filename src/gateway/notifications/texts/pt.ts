import type { NotificationTexts } from './template.ts';

/** Revisto como um todo: quem ler por cima do ombro fica a saber que alguém é doente do remetente, e mais nada. */
export const PORTUGUESE: NotificationTexts = {
  sender: 'o seu hospital',
  subject: (sender) => `Sobre os seus dados: ${sender}`,
  greeting: 'Bom dia,',
  kinds: {
    binding: (sender) => `há agora quem possa decidir em seu nome sobre o uso dos seus dados (${sender}).`,
    're-enrolment': (sender) =>
      `há agora outra pessoa, ou outro aparelho, que pode decidir em seu nome sobre o uso dos seus dados (${sender}).`,
    'binding-announced': (sender) =>
      `dentro de alguns dias, outra pessoa, ou outro aparelho, poderá decidir em seu nome sobre o uso dos seus dados (${sender}). Se não pediu isto, telefone antes para ${sender}, ou cancele-o com o aparelho que agora decide por si: fica sem efeito, e nada muda.`,
    'binding-waits': (sender) =>
      `uma pessoa, ou um aparelho, pretende decidir em seu nome sobre o uso dos seus dados (${sender}), e espera que uma segunda organização o verifique. Se não pediu isto, telefone para ${sender}: fica sem efeito, e nada muda.`,
    'signer-removed': (sender) =>
      `uma pessoa, ou um aparelho, que decidia em seu nome sobre o uso dos seus dados (${sender}) deixou de o fazer, ou deixará em breve.`,
    withdrawal: (sender) => `foi retirada uma autorização que existia para os seus dados (${sender}).`,
    'withheld-by-other': (sender) =>
      `outra pessoa alterou, em seu nome, até onde os seus dados podem ser usados (${sender}).`,
    expiry: (sender) => `uma autorização que deu para os seus dados termina nos próximos 30 dias (${sender}).`,
    'first-use': (sender) =>
      `os seus dados foram usados pela primeira vez por alguém, ou para alguma coisa (${sender}).`,
    'each-use': (sender) => `os seus dados foram usados (${sender}).`,
    erasure: (sender) => `foi anunciado que os seus dados vão ser apagados (${sender}).`,
    emergency: (sender) => `os seus dados foram abertos numa emergência (${sender}).`,
    'contact-changed': (sender) => `foi alterada a forma de o contactar sobre o uso dos seus dados (${sender}).`,
    'passkey-copied': (sender) =>
      `uma chave de acesso que decide em seu nome pode ter sido copiada por alguém (${sender}).`,
    'recorded-consent': (sender) =>
      `foi registado um formulário com o qual autoriza alguma coisa com os seus dados (${sender}).`,
    'narrowed-by-code': (sender) =>
      `alguém usou um código de utilização única que lhe foi enviado, e fez parar o uso dos seus dados, no todo ou em parte (${sender}). O aparelho que decide por si pode anulá-lo, e ${sender} também.`,
  },
  uses: {
    weekly: (sender) => `os seus dados foram usados na semana passada, uma ou mais vezes (${sender}).`,
    monthly: (sender) => `os seus dados foram usados no mês passado, uma ou mais vezes (${sender}).`,
  },
  recorded: {
    consent: 'Isto é o que diz o formulário que foi registado:',
    withdrawal: 'Pôs fim ao que tinha autorizado com isto:',
    everything: 'Pôs fim a tudo o que tinha autorizado.',
    'research-opt-out': 'Disse que os seus dados não podem ser usados para investigação.',
    'full-opt-out': 'Disse que os seus dados não podem ser entregues a ninguém.',
    'back-in': 'Disse que o que tinha autorizado volta a valer.',
    pause: (day) => `Disse que os seus dados não podem ser entregues a ninguém até ${day}.`,
    resumed: 'Disse que a sua pausa acabou, e que o que tinha autorizado volta a valer.',
    wrong: (sender) =>
      `Se alguma coisa não estiver certa, telefone para ${sender}: corrige-se logo, e não precisa de dizer porquê.`,
  },
  code: (sender, code) =>
    `alguém pediu um código de utilização única sobre o uso dos seus dados (${sender}). Se foi você, o código é ${code}. É válido uma só vez, durante 15 minutos a partir do seu pedido. Se voltar a pedir e não chegar outro código, é este que vale.`,
  codeUse: 'Com ele só se faz parar o uso de dados: não abre nada e não autoriza nada.',
  codeDoubt: (sender) =>
    `Se não foi você, não faça nada: sem o código nada acontece. Não o dê a ninguém, e telefone para ${sender} se isto se repetir. Ninguém lhe vai pedir este código.`,
  link: (link) => `Veja em ${link} do que se trata.`,
  doubt: (sender) =>
    `Se não esperava esta mensagem, telefone para ${sender}. Ninguém lhe vai pedir uma palavra-passe nem um código por causa dela.`,
};
