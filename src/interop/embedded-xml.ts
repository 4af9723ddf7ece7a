import type { EmbeddedDocument, EmbeddedPatient } from './embedded-patient.ts';
import { type Mark, marksOf, PERSONAL } from './fhir-mark.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** A tag with its attributes. */
const TAG = /<(\/?)(?:[\w-]{1,40}:)?([\w-]{1,80})((?:\s[^<>]{0,1000})?)>/g;
const ATTRIBUTE = /\b(root|extension|value)\s{0,100}=\s{0,100}(?:"([^"<>]{1,300})"|'([^'<>]{1,300})')/g;
/** Elements of CDA whose `id` is a person's. */
const PERSON_ROLES: ReadonlySet<string> = new Set([
  'patientRole',
  'guardian',
  'relatedSubject',
  'relatedEntity',
  'associatedEntity',
]);

const FHIR = /xmlns(?::[\w-]{1,40})?\s{0,100}=\s{0,100}["']http:\/\/hl7\.org\/fhir["']/;

type Attributes = Readonly<Record<string, string | undefined>>;

/** Whom CDA (`root` and `extension` of a tag) and FHIR (`system`, then `value`) name. */
export function xmlDocument(text: string): EmbeddedDocument {
  const reader = new XmlReader(FHIR.test(text));
  for (const [, slash, name = '', attributes = ''] of text.matchAll(TAG)) {
    if (slash === '/') reader.close(name);
    else reader.open(name, attributesOf(attributes));
  }
  return reader.end();
}

class XmlReader {
  readonly #isFhir: boolean;
  readonly #marks: Mark[] = [];
  readonly #patients: EmbeddedPatient[] = [];
  #system: string | undefined;
  #role: string | null = null;
  #patient: { id: string | null; identifiers: string[] } | null = null;

  constructor(isFhir: boolean) {
    this.#isFhir = isFhir;
  }

  open(name: string, { root, extension, value }: Attributes): void {
    if (PERSON_ROLES.has(name)) this.#role ??= name;
    if (name === 'Patient') this.#begin();
    if (root !== undefined && extension !== undefined)
      this.#marks.push(...marksOf(root, extension, this.#role === null ? undefined : PERSONAL));
    if (this.#patient !== null && name === 'id' && value !== undefined) this.#patient.id ??= value;
    if (this.#system !== undefined && value !== undefined && name === 'value') this.#identifier(this.#system, value);
    this.#system = name === 'system' ? value : undefined;
  }

  close(name: string): void {
    if (name === this.#role) this.#role = null;
    if (name === 'Patient') this.#finish();
  }

  end(): EmbeddedDocument {
    this.#finish();
    return { marks: this.#marks, patients: this.#patients };
  }

  #begin(): void {
    this.#finish();
    this.#patient = { id: null, identifiers: [] };
  }

  #finish(): void {
    const patient = this.#patient;
    if (patient !== null && (this.#isFhir || patient.id !== null || patient.identifiers.length > 0))
      this.#patients.push(patient);
    this.#patient = null;
  }

  #identifier(system: string, value: string): void {
    this.#marks.push(...marksOf(system, value, this.#patient === null ? undefined : PERSONAL));
    const identifier = normalIdentifier(system, value);
    if (identifier !== null) this.#patient?.identifiers.push(identifier);
  }
}

function attributesOf(attributes: string): Attributes {
  if (!attributes.includes('=')) return {};
  return Object.fromEntries(
    [...attributes.matchAll(ATTRIBUTE)].map(([, name, one, other]) => [name, one ?? other ?? '']),
  );
}
