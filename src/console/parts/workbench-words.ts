import { addWords } from '../words/language.ts';

const en = { who: 'Signed in as', person: 'a person of the organisation', account: 'with the organisation’s key' };

type WorkbenchWords = typeof en;

const pt: WorkbenchWords = {
  who: 'Entrou como',
  person: 'uma pessoa da organização',
  account: 'com a chave da organização',
};

addWords('workbench', { en, pt });
