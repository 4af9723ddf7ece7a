import { asObject, type JsonObject } from './fhir-json.ts';

/** Releases of FHIR beside R4 that exports come in. */
export type OtherRelease = 'STU3' | 'R5';

const ONLY_STU3: ReadonlySet<string> = new Set(
  `BodySite DataElement DeviceComponent EligibilityRequest EligibilityResponse ExpansionProfile ImagingManifest
  ProcedureRequest ProcessRequest ProcessResponse ReferralRequest Sequence ServiceDefinition`.split(/\s+/),
);
const ONLY_R5: ReadonlySet<string> = new Set(
  `ActorDefinition ArtifactAssessment BiologicallyDerivedProductDispense ConditionDefinition DeviceAssociation
  DeviceDispense DeviceUsage EncounterHistory FormularyItem GenomicStudy ImagingSelection InventoryItem
  InventoryReport NutritionIntake NutritionProduct Permission RequestOrchestration Requirements SubscriptionTopic
  TestPlan Transport`.split(/\s+/),
);

/** Elements that one release has and R4 has not, or has in another form, of types that exports hold much of. */
const STU3_SIGNS: Readonly<Record<string, (resource: JsonObject) => boolean>> = {
  AllergyIntolerance: ({ clinicalStatus }) => typeof clinicalStatus === 'string',
  Condition: ({ clinicalStatus, assertedDate }) => typeof clinicalStatus === 'string' || assertedDate !== undefined,
  DocumentReference: ({ indexed, class: kind }) => indexed !== undefined || kind !== undefined,
  Immunization: ({ notGiven }) => notGiven !== undefined,
  MedicationStatement: ({ taken }) => taken !== undefined,
  Patient: ({ animal }) => animal !== undefined,
  Procedure: ({ notDone }) => notDone !== undefined,
};
const R5_SIGNS: Readonly<Record<string, (resource: JsonObject) => boolean>> = {
  AllergyIntolerance: ({ type }) => asObject(type) !== null,
  Condition: ({ participant }) => participant !== undefined,
  DocumentReference: ({ modality, event, bodySite }) => [modality, event, bodySite].some((one) => one !== undefined),
  Encounter: ({ class: kind, actualPeriod, admission }) =>
    Array.isArray(kind) || actualPeriod !== undefined || admission !== undefined,
  MedicationAdministration: ({ medication }) => medication !== undefined,
  MedicationDispense: ({ medication }) => medication !== undefined,
  MedicationRequest: ({ medication }) => medication !== undefined,
  Observation: ({ triggeredBy, bodyStructure }) => triggeredBy !== undefined || bodyStructure !== undefined,
  Procedure: ({ occurrenceDateTime, occurrencePeriod }) =>
    occurrenceDateTime !== undefined || occurrencePeriod !== undefined,
};

/** The release that a type is of, where R4 does not have it. */
export function releaseOfType(type: string): OtherRelease | null {
  if (ONLY_STU3.has(type)) return 'STU3';
  return ONLY_R5.has(type) ? 'R5' : null;
}

/** The release that a resource shows to be of by elements that R4 does not know; null where nothing speaks against R4. */
export function releaseOf(resource: JsonObject, type: string): OtherRelease | null {
  if (STU3_SIGNS[type]?.(resource) === true) return 'STU3';
  return R5_SIGNS[type]?.(resource) === true ? 'R5' : null;
}
