import { addWords } from '../words/language.ts';

const en = {
  messages: {
    title: 'How the patient is told',
    show: 'See or change the addresses',
    none: 'The patient is told nothing at the moment: no address is known. It cannot be sent a code either.',
    always:
      'The patient is always told of what somebody could do in the patient’s name: a new device, a consent from paper, a code, a new address. Ask twice before you change an address that somebody else names.',
    emailHint: 'Whoever reads it sees that there is a message, and nothing of the data.',
    postHint: 'As on an envelope, the name first, a line for each part.',
    digest: 'When the data is used, how often does the patient want to hear of it?',
  },
};

type ContactWords = typeof en;

const pt: ContactWords = {
  messages: {
    title: 'Como o doente é avisado',
    show: 'Ver ou alterar os endereços',
    none: 'De momento o doente não é avisado de nada: não se conhece nenhum endereço. Também não lhe pode ser enviado um código.',
    always:
      'O doente é sempre avisado do que alguém possa fazer em seu nome: um novo dispositivo, um consentimento em papel, um código, um novo endereço. Pergunte duas vezes antes de alterar um endereço que outra pessoa indica.',
    emailHint: 'Quem o ler vê que há uma mensagem, e nada dos dados.',
    postHint: 'Como num envelope, o nome primeiro, uma linha para cada parte.',
    digest: 'Quando os dados são usados, com que frequência quer o doente saber?',
  },
};

addWords('staff-contact', { en, pt });
