import { addWords } from '../words/language.ts';

const en = {
  messages: {
    title: 'How the patient is told',
    show: 'See or change the addresses',
    none: 'The patient is told nothing at the moment: no address is known. It cannot be sent a code either.',
    always:
      'The patient is always told of what somebody could do in its name: a new device, a consent from paper, a code, a new address. Ask twice before you change an address that somebody else names.',
    language: 'In which language?',
    languages: { en: 'English', pt: 'Português' },
    email: 'E-mail address',
    emailHint: 'Whoever reads it sees that there is a message, and nothing of the data.',
    post: 'Postal address',
    postHint: 'As on an envelope, the name first, a line for each part.',
    channel: 'Where do messages go?',
    channels: { email: 'By e-mail', post: 'By post' },
    digest: 'When the data is used, how often does the patient want to hear of it?',
    digests: {
      off: 'Only the first time that an organisation uses it',
      daily: 'Each time, at most once a day for a study',
      weekly: 'Once a week, all together',
      monthly: 'Once a month, all together',
    },
    fault: 'This is no address that a message can be sent to. Compare it letter by letter.',
    save: 'Keep this',
    saved: 'Kept. The address before is told that it changed.',
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
    language: 'Em que língua?',
    languages: { en: 'English', pt: 'Português' },
    email: 'Endereço de correio eletrónico',
    emailHint: 'Quem o ler vê que há uma mensagem, e nada dos dados.',
    post: 'Endereço postal',
    postHint: 'Como num envelope, o nome primeiro, uma linha para cada parte.',
    channel: 'Para onde vão as mensagens?',
    channels: { email: 'Por correio eletrónico', post: 'Por carta' },
    digest: 'Quando os dados são usados, com que frequência quer o doente saber?',
    digests: {
      off: 'Só da primeira vez que uma organização os usa',
      daily: 'De cada vez, no máximo uma vez por dia por estudo',
      weekly: 'Uma vez por semana, tudo junto',
      monthly: 'Uma vez por mês, tudo junto',
    },
    fault: 'Não é um endereço para onde se possa enviar uma mensagem. Compare letra a letra.',
    save: 'Guardar',
    saved: 'Guardado. O endereço anterior é avisado de que mudou.',
  },
};

addWords('staff-contact', { en, pt });
