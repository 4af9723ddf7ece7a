import { addWords } from '../words/language.ts';

const en = {
  idleTitle: 'Are you still there?',
  idleText: 'Nothing was done for a while. So that nobody else reads this, you are signed out in {{seconds}} seconds.',
  endTitle: 'Would you like to stay?',
  endText: 'For safety you are signed out at {{when}}. What you typed is kept. To stay, sign in once more.',
  stay: 'Stay signed in',
  later: 'Not now',
};

type SessionWords = typeof en;

const pt: SessionWords = {
  idleTitle: 'Ainda está aí?',
  idleText:
    'A página está há algum tempo sem ser usada. Para que mais ninguém leia isto, a sessão termina dentro de {{seconds}} segundos.',
  endTitle: 'Quer continuar?',
  endText:
    'Por segurança, a sessão termina às {{when}}. O que escreveu fica guardado. Para continuar, entre mais uma vez.',
  stay: 'Continuar',
  later: 'Agora não',
};

addWords('session', { en, pt });
