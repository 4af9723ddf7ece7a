import { PURPOSES_IN } from '../parts/purposes-in.ts';
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
    RS: 'certain types of research only',
    NMDS: 'not to develop methods',
    GSO: 'genetic studies only',
    NPUNCU: 'not for profit, and not commercial',
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
    NPU: 'by organisations that are not for profit',
    NCU: 'not for commercial use',
    NAI: 'not to train AI models',
    NCOM: 'neither data nor what is made of them for commercial use',
    NTX: 'not to be taken to another country',
  },
  purpose: {
    0: 'any, in an emergency',
    ...PURPOSES_IN.en,
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
    RS: 'só certos tipos de investigação',
    NMDS: 'não para desenvolver métodos',
    GSO: 'só estudos genéticos',
    NPUNCU: 'sem fins lucrativos nem comerciais',
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
    NPU: 'por organizações sem fins lucrativos',
    NCU: 'não para uso comercial',
    NAI: 'não para treinar modelos de IA',
    NCOM: 'nem os dados nem o que deles se faça para uso comercial',
    NTX: 'não sai para outro país',
  },
  purpose: {
    0: 'qualquer, numa emergência',
    ...PURPOSES_IN.pt,
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
