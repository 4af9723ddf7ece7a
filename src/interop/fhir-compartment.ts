/** Where a resource names its patients: the elements behind the search parameters that CompartmentDefinition/patient
 *  of FHIR R4 (4.0.1) lists for its type, http://hl7.org/fhir/R4/compartmentdefinition-patient.html. A type that is
 *  listed must name one patient, or be about resources of one (`targetsOf`). Four are ours: R4 keeps `Device` out of
 *  the compartment (R5 took it in), yet exports hold implants with `Device.patient`; `Binary`, `GuidanceResponse` and
 *  `Task` tell their patient where no search parameter of the compartment looks. `Patient.link` is left out: a Patient
 *  is about itself. */
export const PATIENT_PATHS: Readonly<Record<string, readonly string[]>> = {
  Account: ['subject'],
  AdverseEvent: ['subject'],
  AllergyIntolerance: ['patient', 'recorder', 'asserter'],
  Appointment: ['participant.actor'],
  AppointmentResponse: ['actor'],
  AuditEvent: ['agent.who', 'entity.what'],
  Basic: ['subject', 'author'],
  Binary: ['securityContext'],
  BodyStructure: ['patient'],
  CarePlan: ['subject', 'activity.detail.performer'],
  CareTeam: ['subject', 'participant.member'],
  ChargeItem: ['subject'],
  Claim: ['patient', 'payee.party'],
  ClaimResponse: ['patient'],
  ClinicalImpression: ['subject'],
  Communication: ['subject', 'sender', 'recipient'],
  CommunicationRequest: ['subject', 'sender', 'recipient', 'requester'],
  Composition: ['subject', 'author', 'attester.party'],
  Condition: ['subject', 'asserter'],
  Consent: ['patient'],
  Coverage: ['policyHolder', 'subscriber', 'beneficiary', 'payor'],
  CoverageEligibilityRequest: ['patient'],
  CoverageEligibilityResponse: ['patient'],
  DetectedIssue: ['patient'],
  Device: ['patient'],
  DeviceRequest: ['subject', 'performer'],
  DeviceUseStatement: ['subject'],
  DiagnosticReport: ['subject'],
  DocumentManifest: ['subject', 'author', 'recipient'],
  DocumentReference: ['subject', 'author'],
  Encounter: ['subject'],
  EnrollmentRequest: ['candidate'],
  EpisodeOfCare: ['patient'],
  ExplanationOfBenefit: ['patient', 'payee.party'],
  FamilyMemberHistory: ['patient'],
  Flag: ['subject'],
  Goal: ['subject'],
  Group: ['member.entity'],
  GuidanceResponse: ['subject'],
  ImagingStudy: ['subject'],
  Immunization: ['patient'],
  ImmunizationEvaluation: ['patient'],
  ImmunizationRecommendation: ['patient'],
  Invoice: ['subject', 'recipient'],
  List: ['subject', 'source'],
  MeasureReport: ['subject'],
  Media: ['subject'],
  MedicationAdministration: ['subject', 'performer.actor'],
  MedicationDispense: ['subject', 'receiver'],
  MedicationRequest: ['subject'],
  MedicationStatement: ['subject'],
  MolecularSequence: ['patient'],
  NutritionOrder: ['patient'],
  Observation: ['subject', 'performer'],
  Person: ['link.target'],
  Procedure: ['subject', 'performer.actor'],
  Provenance: ['target'],
  QuestionnaireResponse: ['subject', 'author'],
  RelatedPerson: ['patient'],
  RequestGroup: ['subject', 'action.participant'],
  ResearchSubject: ['individual'],
  RiskAssessment: ['subject'],
  Schedule: ['actor'],
  ServiceRequest: ['subject', 'performer'],
  Specimen: ['subject'],
  SupplyDelivery: ['patient'],
  SupplyRequest: ['deliverTo'],
  Task: ['for'],
  VisionPrescription: ['patient'],
};

/** Resources of nobody that may be shared with every requester of the dataset. */
export const SHARED_TYPES: ReadonlySet<string> = new Set(['Organization', 'Location', 'Medication']);

/** Shared only where the holder says so: staff are persons too. */
export const STAFF_TYPES: ReadonlySet<string> = new Set(['Practitioner', 'PractitionerRole']);

/** The types of R4 that are in no patient's compartment. */
const OTHER_TYPES: ReadonlySet<string> = new Set(
  `ActivityDefinition BiologicallyDerivedProduct Bundle CapabilityStatement CatalogEntry ChargeItemDefinition
  CodeSystem CompartmentDefinition ConceptMap Contract DeviceDefinition DeviceMetric EffectEvidenceSynthesis Endpoint
  EnrollmentResponse EventDefinition Evidence EvidenceVariable ExampleScenario GraphDefinition
  HealthcareService ImplementationGuide InsurancePlan Library Linkage Location Measure Medication MedicationKnowledge
  MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication
  MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged
  MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition MessageHeader NamingSystem
  ObservationDefinition OperationDefinition OperationOutcome Organization OrganizationAffiliation Parameters
  PaymentNotice PaymentReconciliation PlanDefinition Practitioner PractitionerRole Questionnaire ResearchDefinition
  ResearchElementDefinition ResearchStudy RiskEvidenceSynthesis SearchParameter Slot SpecimenDefinition
  StructureDefinition StructureMap Subscription Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein
  SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification TerminologyCapabilities TestReport
  TestScript ValueSet VerificationResult`.split(/\s+/),
);

const TYPES: ReadonlySet<string> = new Set(['Patient', ...Object.keys(PATIENT_PATHS), ...OTHER_TYPES]);

/** Whether R4 has a resource type of this name. */
export function isResourceType(type: string): boolean {
  return TYPES.has(type);
}
