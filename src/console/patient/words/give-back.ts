import { addWords } from '../../words/language.ts';

const en = {
  giveBack: {
    resumption: {
      button: 'End the pause',
      sure: 'End the pause now?',
      means: 'Your data can be given again at once, as far as you allow it and as the law allows.',
      confirm: 'Yes, end the pause',
      done: 'You ended the pause {{when}}',
      mind: 'You can pause again any day.',
    },
    'opt-in': {
      button: 'Opt back in',
      sure: 'Opt back in?',
      means: 'Your data can be given again at once, as far as you allow it and as the law allows.',
      confirm: 'Yes, opt back in',
      done: 'You opted back in {{when}}',
      mind: 'You can opt out again any day.',
    },
    leave: 'Leave it as it is',
    waits: 'Being written into the record that all hospitals share …',
    recorded:
      'The hospital says that the record which all hospitals share has it. Keep a copy of this page, if you like.',
    stillOut: 'You are still opted out: until you opt back in, nothing more is given.',
    stillPaused: 'A pause is still on until {{when}}: nothing is given until then.',
  },
};

const pt: typeof en = {
  giveBack: {
    resumption: {
      button: 'Terminar a pausa',
      sure: 'Terminar a pausa agora?',
      means:
        'Os seus dados podem voltar a ser entregues de imediato, na medida em que o permite e em que a lei permite.',
      confirm: 'Sim, terminar a pausa',
      done: 'Terminou a pausa {{when}}',
      mind: 'Pode fazer outra pausa em qualquer dia.',
    },
    'opt-in': {
      button: 'Voltar a participar',
      sure: 'Voltar a participar?',
      means:
        'Os seus dados podem voltar a ser entregues de imediato, na medida em que o permite e em que a lei permite.',
      confirm: 'Sim, voltar a participar',
      done: 'Voltou a participar {{when}}',
      mind: 'Pode voltar a ficar de fora em qualquer dia.',
    },
    leave: 'Deixar como está',
    waits: 'A escrever no registo que todos os hospitais partilham …',
    recorded:
      'O hospital diz que isto está no registo que todos os hospitais partilham. Se quiser, guarde uma cópia desta página.',
    stillOut: 'Continua de fora: enquanto não voltar a participar, nada mais é entregue.',
    stillPaused: 'Há ainda uma pausa até {{when}}: até lá nada é entregue.',
  },
};

addWords('patient', { en, pt });
