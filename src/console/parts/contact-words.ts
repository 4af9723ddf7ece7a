import { addWords } from '../words/language.ts';

const en = {
  language: 'In which language?',
  languages: { en: 'English', pt: 'Português' },
  email: 'E-mail address',
  post: 'Postal address',
  channel: 'Where do messages go?',
  channels: { email: 'By e-mail', post: 'By post' },
  digests: {
    off: 'Only the first time that an organisation uses it',
    daily: 'Each time, at most once a day for a study',
    weekly: 'Once a week, all together',
    monthly: 'Once a month, all together',
  },
  fault: 'This is no address that a message can be sent to. Compare it letter by letter.',
  open: 'Still to be said: {{what}}',
  save: 'Keep this',
  saved: 'Kept. The address before is told that it changed.',
};

type ContactWords = typeof en;

const pt: ContactWords = {
  language: 'Em que língua?',
  languages: { en: 'English', pt: 'Português' },
  email: 'Endereço de correio eletrónico',
  post: 'Morada',
  channel: 'Para onde vão as mensagens?',
  channels: { email: 'Por correio eletrónico', post: 'Por carta' },
  digests: {
    off: 'Só na primeira vez em que uma organização os usa',
    daily: 'De cada vez, no máximo uma vez por dia e por estudo',
    weekly: 'Uma vez por semana, tudo junto',
    monthly: 'Uma vez por mês, tudo junto',
  },
  fault: 'Não é possível enviar mensagens para este endereço. Verifique-o letra a letra.',
  open: 'Falta dizer: {{what}}',
  save: 'Guardar',
  saved: 'Guardado. O endereço anterior é avisado da mudança.',
};

addWords('contact', { en, pt });
