import type { Words } from './en.ts';

export const pt: Words = {
  title: 'Custos',
  skip: 'Ir para a parte principal da página',
  english: 'English',
  portuguese: 'Português',
  signOut: 'Terminar sessão',
  leaveNow: 'Sair já desta página',
  leaveHow: 'Ou carregue três vezes na tecla Shift.',
  back: 'Voltar',
  cancel: 'Cancelar',
  tryAgain: 'Tentar de novo',
  loading: 'A carregar',
  failed: {
    title: 'Não resultou',
    since: 'O que se vê é de {{when}}. Se ainda é assim, não se pode dizer agora.',
    unreachable: 'O computador do hospital não responde. Tente de novo daqui a pouco, ou telefone para o hospital.',
    unanswered:
      'O computador do hospital não respondeu. Pode ter recebido o que queria, ou não: veja daqui a pouco se já vale, antes de o fazer outra vez. Ou telefone para o hospital.',
    untrue:
      'O que o computador do hospital respondeu não pode estar certo, por isso não é mostrado. Telefone para o hospital, para um número que conheça.',
    unread: 'De momento isto não pode ser mostrado. Tente de novo, ou telefone para o hospital.',
    ledgerDown:
      'O registo de decisões do hospital não está acessível neste momento, por isso não são entregues dados a ninguém. Parar continua a funcionar.',
    limited: 'Houve demasiados pedidos em pouco tempo. Espere um minuto e tente de novo.',
    changed:
      'Este endereço mostra outro hospital que não o que aqui encontrou antes. Nada foi assinado. Telefone para o hospital, para um número que conheça.',
    proof:
      'O que o computador do hospital respondeu não pode estar certo. Nada mostra que a sua vontade foi registada: telefone para o hospital.',
    passkey: 'Nada foi alterado. O aparelho não confirmou a sua identidade.',
    clock:
      'O relógio deste aparelho está errado, e por isso nada do que ele assina é aceite. Ponha a data e a hora em automático, e tente de novo.',
    expired: 'A sessão terminou. O que escreveu ficou guardado: entre de novo e continue.',
    forbidden: 'Não pode ver isto. Se devia poder, telefone para o hospital.',
    refused: 'Nada foi alterado.',
    elsewhere:
      'Nada foi feito: entretanto isto mudou noutra janela, noutro dispositivo ou por outra pessoa. Veja o que vale agora.',
    other:
      'Não se sabe se isto foi feito. Veja daqui a pouco se já conta, antes de o fazer outra vez. Ou telefone para o hospital.',
    copy: 'Copiar um relatório',
    copied: 'Copiado',
    waited: 'Ninguém entrou nessa janela durante dez minutos. Comece outra vez quando quiser.',
    details: 'O que o programa diz',
    inEnglish: 'O programa diz, em inglês:',
    notStarted: 'Não foi possível iniciar o verificador neste navegador. Tente outro, ou use o comando.',
  },
  missing: {
    title: 'Esta página não existe',
    text: 'Talvez o endereço esteja mal escrito, ou o que mostrava já não exista.',
    home: 'Ir para o início',
  },
  offline: 'Não há ligação. O que vê pode ser antigo, e nada pode ser alterado até ela voltar.',
};
