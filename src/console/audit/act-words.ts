import type { LoggedAct, RecordedFor } from '../../client/index.ts';
import { type Language, spoken } from '../words/language.ts';
import { ACTS_PT } from './acts-pt.ts';

/** What was done, in the language of the page; of what this version does not know, as it was called. */
export function actWords(what: string): string {
  return (spoken() === 'pt' ? ACTS_PT[what] : undefined) ?? what.replace(/^called /, '');
}

const OUTCOMES: Readonly<Record<Language, Readonly<Record<LoggedAct['outcome'], string>>>> = {
  en: {
    ordered: 'ordered',
    proposed: 'proposed to a second person',
    confirmed: 'confirmed by a second person',
    declined: 'declined by a second person',
  },
  pt: {
    ordered: 'ordenado',
    proposed: 'proposto a uma segunda pessoa',
    confirmed: 'confirmado por uma segunda pessoa',
    declined: 'recusado por uma segunda pessoa',
  },
};

export function outcomeWords(outcome: LoggedAct['outcome']): string {
  return OUTCOMES[spoken()][outcome];
}

const RECORDED: Readonly<Record<Language, Readonly<Record<RecordedFor['what'] | 'incomplete' | 'aside', string>>>> = {
  en: {
    consent: 'a consent, from paper',
    withdrawal: 'a withdrawal, from paper or telephone',
    'opt-out': 'an opt-out, from paper or telephone',
    'opt-in': 'an opting back in, from paper or telephone',
    pause: 'a pause, from paper or telephone',
    resumption: 'the end of a pause, from paper or telephone',
    incomplete: 'a paper form that is no consent yet',
    aside: 'a paper form that was put aside',
  },
  pt: {
    consent: 'um consentimento, em papel',
    withdrawal: 'uma retirada, em papel ou por telefone',
    'opt-out': 'uma oposição, em papel ou por telefone',
    'opt-in': 'o fim de uma oposição, em papel ou por telefone',
    pause: 'uma pausa, em papel ou por telefone',
    resumption: 'o fim de uma pausa, em papel ou por telefone',
    incomplete: 'um formulário em papel que ainda não é consentimento',
    aside: 'um formulário em papel que foi posto de parte',
  },
};

export function recordedWords(what: RecordedFor['what'] | 'incomplete' | 'aside'): string {
  return RECORDED[spoken()][what];
}
