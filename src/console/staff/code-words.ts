import { addWords } from '../words/language.ts';

const en = {
  permission: {
    NRES: 'any use, without restriction',
    GRU: 'any research',
    HMB: 'research into health and medicine',
    DS: 'research into one disease',
    POA: 'research into origins and ancestry',
    unknown: 'a use that is not known here',
  },
  modifier: {
    DS: 'for the disease of the dataset, which the permit names',
    RS: 'certain types of research only',
    NMDS: 'not to develop methods',
    GSO: 'genetic studies only',
    NPUNCU: 'only organisations that are not for profit, and no commercial use',
    PUB: 'results are published',
    COL: 'in collaboration with the hospital',
    IRB: 'with the approval of an ethics committee',
    GS: 'in certain countries only',
    MOR: 'nothing is published before a day',
    TS: 'use ends at a day',
    US: 'certain users only',
    PS: 'certain projects only',
    IS: 'certain institutions only',
    RTN: 'results come back to the hospital',
    CC: 'clinical care only',
    NPOA: 'not for research into origins or ancestry',
    NPU: 'only organisations that are not for profit',
    NCU: 'no commercial use, whoever asks',
    NAI: 'not to train AI models',
    NCOM: 'no commercial use of the data or of products made from them, as the patient was asked',
    NTX: 'not to be taken to another country',
  },
  leftOut: {
    GENOME: 'the patient’s genes, as a laboratory read them',
    FACE: 'images from which the patient’s face could be made',
  },
  basis: {
    consent: 'consent of each patient',
    'opt-out': 'law, unless a patient opted out',
    waiver: 'waiver of an authority',
    'limited-data-set': 'limited data set',
  },
  delivery: {
    download: 'download',
    sealed: 'sealed for one recipient',
    environment: 'in a protected environment',
  },
};

type CodeWords = typeof en;

const pt: CodeWords = {
  permission: {
    NRES: 'qualquer uso, sem restrições',
    GRU: 'qualquer investigação',
    HMB: 'investigação em saúde e medicina',
    DS: 'investigação sobre uma doença',
    POA: 'investigação sobre origens e ascendência',
    unknown: 'um uso que aqui não é conhecido',
  },
  modifier: {
    DS: 'para a doença do conjunto de dados, que a autorização nomeia',
    RS: 'só certos tipos de investigação',
    NMDS: 'não para desenvolver métodos',
    GSO: 'só estudos genéticos',
    NPUNCU: 'só organizações sem fins lucrativos, e sem uso comercial',
    PUB: 'os resultados são publicados',
    COL: 'em colaboração com o hospital',
    IRB: 'com aprovação de uma comissão de ética',
    GS: 'só em certos países',
    MOR: 'nada é publicado antes de um dia',
    TS: 'o uso termina num dia',
    US: 'só certos utilizadores',
    PS: 'só certos projetos',
    IS: 'só certas instituições',
    RTN: 'os resultados voltam ao hospital',
    CC: 'só cuidados clínicos',
    NPOA: 'não para investigar origens ou ascendência',
    NPU: 'só organizações sem fins lucrativos',
    NCU: 'sem uso comercial, peça quem pedir',
    NAI: 'não para treinar modelos de IA',
    NCOM: 'sem uso comercial dos dados nem de produtos feitos com eles, como se perguntou ao doente',
    NTX: 'não sai para outro país',
  },
  leftOut: {
    GENOME: 'os genes do doente, tal como um laboratório os leu',
    FACE: 'imagens a partir das quais se poderia fazer o rosto do doente',
  },
  basis: {
    consent: 'consentimento de cada doente',
    'opt-out': 'lei, salvo oposição do doente',
    waiver: 'dispensa por uma autoridade',
    'limited-data-set': 'conjunto de dados limitado',
  },
  delivery: {
    download: 'descarga',
    sealed: 'selada para um destinatário',
    environment: 'num ambiente protegido',
  },
};

addWords('staff-codes', { en, pt });
