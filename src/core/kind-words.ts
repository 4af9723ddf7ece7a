/** Kinds of items as patients would say them; the types of FHIR R4 that exports have. */
const KINDS: Readonly<Record<string, string>> = {
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

/** `3 laboratory results and measurements, 1 diagnoses` reads odd: the number stands behind, `diagnoses (1)`. Types of which
 *  there are no words are named as FHIR does. */
export function kindWords(kinds: Readonly<Record<string, number>>): string {
  const words = new Map<string, number>();
  for (const [kind, count] of Object.entries(kinds)) {
    const word = KINDS[kind] ?? kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
    words.set(word, (words.get(word) ?? 0) + count);
  }
  return Array.from(words, ([word, count]) => `${word} (${count})`).join(', ') || 'nothing';
}
