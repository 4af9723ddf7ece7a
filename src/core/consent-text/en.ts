import type { ConsentSentences } from './sentences.ts';

export const ENGLISH: ConsentSentences = {
  locale: 'en-GB',
  quoted: (name) => `“${name}”`,
  at: (day, time) => `${day} at ${time} (UTC)`,

  title: 'You decide what your health data may be used for.',
  grantee: {
    any: (holder) => `${holder} may give your data to any organisation whose request it has checked and approved.`,
    member: (holder, member) => `${holder} may give your data to ${member}, and to nobody else.`,
    group: (holder, group) =>
      `${holder} may give your data to the organisations that belong to the group ${group}, and to nobody else.`,
  },
  futureMembers: {
    yes: 'Organisations that join the group later may have your data, too.',
    no: 'Organisations that join the group later may not have your data.',
  },
  scope: {
    all: (holder) => `This is about all your data at ${holder} that is used for research, also what is added later.`,
    dataset: (dataset) =>
      `This is about your data in ${dataset}, also when it is brought up to date, and about no other.`,
  },
  identifiable: {
    yes: 'Data that shows who you are, such as your name or your date of birth, may be given as well.',
    no: 'Data that shows who you are, such as your name or your date of birth, is not given.',
  },
  permission: {
    NRES: 'Your data may be used for any purpose: there is no limit.',
    GRU: 'Your data may be used for research of any kind.',
    HMB: 'Your data may be used for research into health and illness. It may not be used to study where people’s ancestors come from.',
    DS: 'Your data may be used only for research into the one illness that this data is kept for.',
    POA: 'Your data may be used only to study where groups of people and their ancestors come from.',
  },
  modifier: {
    RS: 'It may be used only for the kinds of research that are listed for this data.',
    NMDS: 'It may not be used to develop methods or computer programs for research.',
    GSO: 'It may be used only for studies of genes.',
    NPUNCU: 'It may be used only by organisations that do not work for profit, and not to earn money.',
    PUB: 'Those who use it must publish what they find.',
    COL: 'Those who use it must work together with the researchers who collected it.',
    IRB: 'It may be used only in studies that an ethics committee has approved.',
    GS: 'It may be used only in the countries that are listed for this data.',
    MOR: 'What is found with it may be published only from the date on that is set for this data.',
    TS: 'It may be used only until the date that is set for this data.',
    US: 'It may be used only by the persons who are listed for this data.',
    PS: 'It may be used only in the projects that are listed for this data.',
    IS: 'It may be used only at the institutions that are listed for this data.',
    RTN: 'Those who use it must give back the new data that they make from it.',
    CC: 'It may be used only for the care of patients.',
    NPOA: 'It may not be used to study where groups of people and their ancestors come from.',
    NPU: 'It may be used only by organisations that do not work for profit.',
    NCU: 'It may not be used to earn money.',
    NAI: 'It may not be used to train computer programs that learn (artificial intelligence).',
    NCOM: 'Nobody may earn money with your data or with what is made from it.',
    NTX: 'It may not be sent to another country.',
  },
  allowed: {
    aiTraining: 'It may be used to train computer programs that learn (artificial intelligence).',
    commercial: 'Companies may use it to make products and to earn money.',
    transferAbroad: 'It may be sent to other countries.',
  },
  leftOut: {
    nothing: 'No kind of data is left out.',
    head: 'These kinds of data are left out, and are not given:',
    category: {
      PSY: 'mental health and psychiatry',
      PSYTHPN: 'notes of talks with a psychotherapist',
      SUD: 'alcohol, drugs and other addictions',
      HIV: 'HIV and AIDS',
      SEX: 'sexuality, contraception and fertility',
      STD: 'diseases that are passed on by sex',
      PREGNANT: 'pregnancy',
      GDIS: 'diseases that are inherited',
      SCA: 'sickle cell disease',
      SDV: 'violence, abuse and sexual assault',
      COGN: 'disabilities of thinking and learning',
      IMG: 'images, such as X-rays and scans',
      NOTE: 'letters and notes that staff wrote',
      GENOME: 'your genes, as a laboratory read them',
      FACE: 'images from which your face could be made',
    },
    unknown: (bit) => `something sensitive that this version has no word for (number ${bit})`,
  },
  period: (from, until) => `This counts from ${from} until ${until}.`,
  notice: {
    titled: (title, published) => `You were given the information text ${title} of ${published}.`,
    untitled: (published) => `You were given the information text of ${published}.`,
  },
  unnamed: {
    organisation: (id) => `an organisation that has no name here (its number is ${id})`,
    group: (id) => `without a name here (its number is ${id})`,
    dataset: (id) => `a collection of data that has no name here (its number is ${id})`,
    notice: (id) => `You were given the information text with the number ${id}.`,
  },

  treatment: 'Your treatment stays the same, whatever you decide.',
  changeOfMind: 'You may change your mind at any time, and need give no reason.',
  regardless: {
    head: {
      withdrawal: 'Once you stop this, no new data is given because of it. Some things go on all the same:',
      'research-opt-out':
        'While you are out of research, your data is not given for it. Some things go on all the same:',
      'full-opt-out': 'While you are out of everything, your data is given to nobody. Some things go on all the same:',
      pause: 'During the pause your data is given to nobody. Some things go on all the same:',
    },
    copies: 'Copies that others already have cannot be fetched back from here.',
    basis: {
      'opt-out': 'Data may be given for uses that the law allows unless you opt out.',
      waiver: 'Data may be given for studies for which an authority has decided that nobody need be asked.',
      'limited-data-set': 'Data without names and addresses may be given where the law allows that without asking you.',
    },
    emergency: 'In an emergency a doctor may see your data.',
    anonymous:
      'Results that are about many people, and from which nobody can tell that you are one of them, stay in use.',
  },
};
