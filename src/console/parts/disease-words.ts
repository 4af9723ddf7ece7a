import { addWords } from '../words/language.ts';

const en = {
  label: 'Disease studied',
  hint: 'Its number in the ontology MONDO, such as MONDO:0005015 for diabetes mellitus.',
  fault:
    '“{{written}}” is no number of a disease. Write MONDO: and its seven digits, such as MONDO:0005015 for diabetes mellitus; by its name it is found at www.ebi.ac.uk/ols4.',
};

const pt: typeof en = {
  label: 'Doença estudada',
  hint: 'O número na ontologia MONDO, como MONDO:0005015 para a diabetes mellitus.',
  fault:
    '“{{written}}” não é o número de uma doença. Escreva MONDO: e os seus sete algarismos, como MONDO:0005015 para a diabetes mellitus; pelo nome encontra-se em www.ebi.ac.uk/ols4.',
};

addWords('disease', { en, pt });
