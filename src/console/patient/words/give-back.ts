import { addWords } from '../../words/language.ts';

const en = {
  giveBack: {
    resumption: {
      button: 'End the pause',
      sure: 'End the pause now?',
      confirm: 'Yes, end the pause',
      done: 'You ended the pause {{when}}',
      mind: 'You can pause again any day.',
    },
    'opt-in': {
      button: 'Opt back in',
      sure: 'Opt back in?',
      confirm: 'Yes, opt back in',
      done: 'You opted back in {{when}}',
      mind: 'You can opt out again any day.',
    },
    leave: 'Leave it as it is',
    waits: 'Being written into the record that all hospitals share …',
    recorded:
      'The hospital says that the record which all hospitals share has it. Keep a copy of this page, if you like.',
  },
};

const pt: typeof en = {
  giveBack: {
    resumption: {
      button: 'Terminar a pausa',
      sure: 'Terminar a pausa agora?',
      confirm: 'Sim, terminar a pausa',
      done: 'Terminou a pausa {{when}}',
      mind: 'Pode fazer outra pausa em qualquer dia.',
    },
    'opt-in': {
      button: 'Voltar a participar',
      sure: 'Voltar a participar?',
      confirm: 'Sim, voltar a participar',
      done: 'Voltou a participar {{when}}',
      mind: 'Pode voltar a ficar de fora em qualquer dia.',
    },
    leave: 'Deixar como está',
    waits: 'A escrever no registo que todos os hospitais partilham …',
    recorded:
      'O hospital diz que isto está no registo que todos os hospitais partilham. Se quiser, guarde uma cópia desta página.',
  },
};

addWords('patient', { en, pt });
