import type { LoggedAct, RecordedFor } from '../../client/index.ts';
import { type Language, spoken } from '../words/language.ts';

/** What acts are called in Portuguese, by their English words: the SDK and its evidence speak English. */
export const ACTS_PT: Readonly<Record<string, string>> = {
  'enrolled a patient': 'inscreveu um doente',
  'enrolled a list of patients': 'inscreveu uma lista de doentes',
  'changed where a patient is told': 'mudou o contacto de um doente',
  'made a code that binds a signer to a patient': 'criou um código que liga uma assinatura a um doente',
  'made codes that bind signers to patients': 'criou códigos que ligam assinaturas a doentes',
  'made codes anew that bind signers to patients': 'criou de novo códigos que ligam assinaturas a doentes',
  'took a patient’s unused codes back': 'anulou os códigos não usados de um doente',
  'cancelled a signer': 'cancelou uma assinatura',
  'ended a guardian': 'terminou um representante',
  'said who acts for a young person': 'indicou quem decide por uma pessoa jovem',
  'recorded consents from paper': 'registou consentimentos em papel',
  'recorded a list of consents from paper': 'registou uma lista de consentimentos em papel',
  'completed a paper form, and recorded its consent': 'completou um formulário em papel e registou o consentimento',
  'put a paper form aside': 'pôs de parte um formulário em papel',
  'put the scan of a paper form in': 'juntou a digitalização de um formulário em papel',
  'recorded that a patient withdrew all consents': 'registou que um doente retirou todos os consentimentos',
  'recorded that a patient withdrew a consent': 'registou que um doente retirou um consentimento',
  'recorded that a patient opted out': 'registou que um doente se opôs',
  'recorded that a patient paused': 'registou que um doente fez uma pausa',
  'recorded that a patient opted back in': 'registou que um doente deixou de se opor',
  'recorded that a patient goes on': 'registou que um doente terminou a pausa',
  'created a dataset': 'criou um conjunto de dados',
  'imported data': 'importou dados',
  'dropped imported data': 'abandonou dados importados',
  'published a version of a dataset': 'publicou uma versão de um conjunto de dados',
  'retired a dataset': 'retirou um conjunto de dados',
  'ended a version of a dataset': 'terminou uma versão de um conjunto de dados',
  'put an information text in': 'juntou um texto de informação',
  'said what an information text is': 'indicou o que é um texto de informação',
  'put a data use agreement in': 'juntou um acordo de uso de dados',
  'permitted the use of a dataset': 'autorizou o uso de um conjunto de dados',
  'revoked a permit': 'revogou uma autorização',
  'created a group of members': 'criou um grupo de membros',
  'told what a group is called': 'indicou o nome de um grupo',
  'let a member into a group': 'juntou um membro a um grupo',
  'took a member out of a group': 'tirou um membro de um grupo',
  'told what a member is called': 'indicou o nome de um membro',
  'made another passkey of its own': 'criou mais uma chave de acesso sua',
  'removed a passkey of its own': 'removeu uma chave de acesso sua',
  'took a person in': 'admitiu uma pessoa',
  'changed a person’s name or duties': 'mudou o nome ou as funções de uma pessoa',
  'made another code for a person': 'criou outro código para uma pessoa',
  'ended what a person does': 'terminou as funções de uma pessoa',
  'took a person’s code back': 'anulou o código de uma pessoa',
  'removed a passkey of a person': 'removeu uma chave de acesso de uma pessoa',
  'confirmed what another person asked for': 'confirmou o que outra pessoa pediu',
  'declined what was asked for, or took it back': 'recusou o que foi pedido, ou desistiu disso',
};

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
