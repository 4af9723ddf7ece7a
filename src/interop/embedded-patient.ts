import type { Mark } from './fhir-mark.ts';

/** A Patient that stands within a document. */
export interface EmbeddedPatient {
  readonly id: string | null;
  /** In their normal form. */
  readonly identifiers: readonly string[];
}

export interface EmbeddedDocument {
  readonly marks: readonly Mark[];
  readonly patients: readonly EmbeddedPatient[];
}
