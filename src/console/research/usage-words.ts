import { addWords } from '../words/language.ts';

const en = {
  title: 'What you may do with it',
  use: 'Use it for {{purpose}}, and for nothing else, until {{when}}: that is what permit {{permit}} allows.',
  disease: 'Only for the disease {{disease}}.',
  declared: 'You are held to what you declared when you asked for it.',
  agreement: 'The agreement of permit {{permit}} binds you, too: My permits shows it.',
  agreementNone: 'No agreement goes with the permit. What is not said here, ask the hospital.',
  withdrawals:
    'Patients may withdraw at any time. What they withdrew may not be kept: take it out of every copy, and use it no more.',
  told: 'Nobody writes to you about it, so ask before each use: choose the same folder here again, or run the command custos get into the same directory. Both name what may not be kept any more; the button, or --prune, takes it out.',
  zip: 'Of a ZIP, take a new one and delete the old one.',
};

const pt: typeof en = {
  title: 'O que pode fazer com eles',
  use: 'Use-os para {{purpose}}, e para mais nada, até {{when}}: é o que a autorização {{permit}} permite.',
  disease: 'Só para a doença {{disease}}.',
  declared: 'Responde pelo que declarou ao pedi-los.',
  agreement: 'O acordo da autorização {{permit}} também o vincula: está em As minhas autorizações.',
  agreementNone: 'A autorização não tem acordo. O que aqui não está dito, pergunte ao hospital.',
  withdrawals:
    'Os doentes podem retirar o consentimento a qualquer momento. O que retiraram não pode ser guardado: retire-o de todas as cópias, e não o use mais.',
  told: 'Ninguém lhe escreve sobre isso, por isso pergunte antes de cada uso: escolha aqui outra vez a mesma pasta, ou corra o comando custos get para o mesmo diretório. Ambos nomeiam o que já não pode ser guardado; o botão, ou --prune, retira-o.',
  zip: 'De um ZIP, tire um novo e apague o antigo.',
};

addWords('research-usage', { en, pt });
