import type { Language } from './consent-text/consent-text.ts';

/** Kinds of items as patients would say them; the types of FHIR R4 that exports have. */
const ENGLISH = {
  AllergyIntolerance: 'allergies',
  Appointment: 'appointments',
  CarePlan: 'care plans',
  CareTeam: 'who treats you',
  Claim: 'bills to insurers',
  Composition: 'letters and documents',
  Condition: 'diagnoses',
  Consent: 'consents to treatment',
  Coverage: 'insurance',
  Device: 'devices',
  DeviceUseStatement: 'use of devices',
  DiagnosticReport: 'reports of examinations',
  DocumentReference: 'letters and documents',
  Encounter: 'visits and stays',
  EpisodeOfCare: 'courses of treatment',
  ExplanationOfBenefit: 'statements of insurers',
  FamilyMemberHistory: 'illnesses in your family',
  file: 'files',
  Flag: 'warnings to staff',
  Goal: 'goals of treatment',
  ImagingStudy: 'scans',
  Immunization: 'vaccinations',
  Media: 'pictures and recordings',
  MedicationAdministration: 'medicines given',
  MedicationDispense: 'medicines handed out',
  MedicationRequest: 'prescriptions',
  MedicationStatement: 'medicines taken',
  MolecularSequence: 'genetic sequences',
  Observation: 'laboratory results and measurements',
  Patient: 'your name, birth date and address',
  Procedure: 'operations and treatments',
  QuestionnaireResponse: 'answers to questionnaires',
  RelatedPerson: 'your relatives',
  RiskAssessment: 'estimates of risks',
  ServiceRequest: 'orders of examinations',
  Specimen: 'samples',
};

const PORTUGUESE: typeof ENGLISH = {
  AllergyIntolerance: 'alergias',
  Appointment: 'consultas marcadas',
  CarePlan: 'planos de cuidados',
  CareTeam: 'quem trata de si',
  Claim: 'contas a seguradoras',
  Composition: 'cartas e documentos',
  Condition: 'diagnósticos',
  Consent: 'consentimentos para tratamento',
  Coverage: 'seguros',
  Device: 'dispositivos',
  DeviceUseStatement: 'uso de dispositivos',
  DiagnosticReport: 'relatórios de exames',
  DocumentReference: 'cartas e documentos',
  Encounter: 'consultas e internamentos',
  EpisodeOfCare: 'períodos de tratamento',
  ExplanationOfBenefit: 'extratos de seguradoras',
  FamilyMemberHistory: 'doenças na família',
  file: 'ficheiros',
  Flag: 'avisos aos profissionais',
  Goal: 'objetivos do tratamento',
  ImagingStudy: 'exames de imagem',
  Immunization: 'vacinas',
  Media: 'fotografias e gravações',
  MedicationAdministration: 'medicamentos administrados',
  MedicationDispense: 'medicamentos entregues',
  MedicationRequest: 'receitas médicas',
  MedicationStatement: 'medicamentos tomados',
  MolecularSequence: 'sequências genéticas',
  Observation: 'resultados de análises e medições',
  Patient: 'nome, data de nascimento e morada',
  Procedure: 'operações e tratamentos',
  QuestionnaireResponse: 'respostas a questionários',
  RelatedPerson: 'familiares',
  RiskAssessment: 'estimativas de riscos',
  ServiceRequest: 'pedidos de exames',
  Specimen: 'amostras',
};

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: ENGLISH, pt: PORTUGUESE };
const NOTHING = { en: 'nothing', pt: 'nada' } as const satisfies Record<Language, string>;

/** Kinds by their words, each with how many there are: kinds that are called alike count together. Types of which there are no words
 *  are named as FHIR does. */
export function kindCounts(
  kinds: Readonly<Record<string, number>>,
  language: Language = 'en',
): readonly { readonly words: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const [kind, count] of Object.entries(kinds)) {
    const word = wordOf(kind, language) ?? kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + count);
  }
  return Array.from(counts, ([words, count]) => ({ words, count }));
}

/** Records name their kind themselves: `constructor` has no words either. */
function wordOf(kind: string, language: Language): string | undefined {
  return Object.hasOwn(WORDS[language], kind) ? WORDS[language][kind] : undefined;
}

/** `3 laboratory results and measurements, 1 diagnoses` reads odd: the number stands behind, `diagnoses (1)`. */
export function kindWords(kinds: Readonly<Record<string, number>>, language: Language = 'en'): string {
  const said = kindCounts(kinds, language).map(({ words, count }) => `${words} (${count})`);
  return said.join(', ') || NOTHING[language];
}
