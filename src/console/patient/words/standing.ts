import { addWords } from '../../words/language.ts';

const en = {
  standing: {
    out: {
      research: 'You are out of research: until you opt back in, nobody gets your data for it, whatever you allowed.',
      all: 'You are out of everything: until you opt back in, nobody gets your data, whatever you allowed.',
    },
    paused: 'A pause is on until {{when}}: until then nobody gets anything of yours.',
    pausePending: 'A pause is on: until it ends nobody gets anything of yours.',
    in: 'Your data is given as far as your consents allow it, and as the law allows it without them.',
    inNone:
      'Your data is given only as far as the law allows it without your consent: there is no consent of yours that lets anybody have it.',
    fromThen: 'From then on:',
    idleCard: 'It stands, but nobody gets data because of it at the moment:',
    idle: 'This stands again, but nobody gets data because of it at the moment:',
    addUp: 'Your consents add up: what one of them allows is allowed, even where another one does not allow it.',
  },
};

const pt: typeof en = {
  standing: {
    out: {
      research:
        'Está fora da investigação: enquanto não voltar a participar, ninguém recebe os seus dados para isso, seja o que for que tenha permitido.',
      all: 'Está fora de tudo: enquanto não voltar a participar, ninguém recebe os seus dados, seja o que for que tenha permitido.',
    },
    paused: 'Há uma pausa até {{when}}: até lá ninguém recebe dados seus.',
    pausePending: 'Há uma pausa: até ao fim dela ninguém recebe dados seus.',
    in: 'Os seus dados são entregues na medida em que os seus consentimentos o permitem, e em que a lei o permite sem eles.',
    inNone:
      'Os seus dados só são entregues na medida em que a lei o permite sem o seu consentimento: nenhum consentimento seu deixa alguém recebê-los.',
    fromThen: 'A partir daí:',
    idleCard: 'Mantém-se, mas neste momento ninguém recebe dados por causa dele:',
    idle: 'Isto volta a estar de pé, mas neste momento ninguém recebe dados por causa disso:',
    addUp: 'Os seus consentimentos somam-se: o que um deles permite está permitido, mesmo que outro não o permita.',
  },
};

addWords('patient', { en, pt });
