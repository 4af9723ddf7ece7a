import { type Categories, categoriesOf } from '../core/categories.ts';
import type { JsonObject } from './fhir-json.ts';
import { recall } from './recall.ts';
import { ALL_SENSITIVE, type CodeLabels, codeLabels, formLabels, securityLabels } from './sensitive-codes.ts';
import { plainText, wordLabels } from './sensitive-words.ts';

/** What a resource says that may be sensitive, wherever it stands in it. */
export interface LabelSources {
  /** Displays and free texts. */
  readonly texts: readonly string[];
  /** `system|code` of whatever stands anywhere, and of what stands where security labels do; the latter may also be
   *  what a label says in words, without system. */
  readonly codes: readonly string[];
  readonly security: readonly string[];
  /** `system|code` of what may be a diagnosis by its form, and of what stands where diagnoses do. */
  readonly forms: readonly string[];
  readonly diagnoses: readonly string[];
  /** Media types of attachments. */
  readonly mediaTypes: readonly string[];
}

export interface Labels {
  readonly categories: Categories;
  /** Whether it is marked as restricted, or very restricted, and its security labels do not say why. */
  readonly restricted: boolean;
}

const label = (...names: string[]): Categories => categoriesOf(names);

const TYPES: Readonly<Record<string, Categories>> = {
  /** The document that says what it holds is another resource, which refers to it. */
  Binary: label('NOTE') | ALL_SENSITIVE,
  ClinicalImpression: label('NOTE'),
  Communication: label('NOTE'),
  Composition: label('NOTE'),
  DocumentManifest: label('NOTE'),
  DocumentReference: label('NOTE'),
  FamilyMemberHistory: label('GDIS'),
  ImagingStudy: label('IMG'),
  Media: label('IMG'),
  MolecularSequence: label('GENOME'),
};

const NOTE = label('NOTE');
const IMG = label('IMG');
const FACE = label('FACE');
const GENOME = label('GENOME');
const NOTE_MEMBERS = ['note', 'conclusion', 'presentedForm'] as const;
const MAX_REMEMBERED_TEXT = 200;

/** Labels resources by their security labels, type, codes and words, and remembers what it found for displays that
 *  come again. Labels err towards too many: one only narrows what a grant covers. */
export class SensitivityLabels {
  readonly #words = new Map<string, Categories>();
  readonly #codes = new Map<string, CodeLabels>();
  readonly #forms = new Map<string, Categories>();
  readonly #diagnoses = new Map<string, Categories>();
  readonly #security = new Map<string, CodeLabels>();

  of(resource: JsonObject, type: string, sources: LabelSources): Labels {
    const { texts, codes, security, forms, diagnoses } = sources;
    let found = (TYPES[type] ?? 0) | content(resource, type, sources.mediaTypes);
    for (const form of forms) found |= recall(this.#forms, form, (one) => formLabels(one));
    for (const form of diagnoses) found |= recall(this.#diagnoses, form, (one) => formLabels(one, true));
    let [restricted, explained] = [false, false];
    for (const text of texts) found |= this.#ofText(text);
    const note = (known: CodeLabels): void => {
      found |= known.categories;
      restricted ||= known.restricted;
      explained ||= known.policy;
    };
    for (const code of codes) note(recall(this.#codes, code, codeLabels));
    for (const code of security) note(recall(this.#security, code, securityLabels));
    if (restricted && !explained) found |= ALL_SENSITIVE;
    return { categories: found >>> 0, restricted: restricted && !explained };
  }

  #ofText(text: string): Categories {
    if (text.length > MAX_REMEMBERED_TEXT) return wordLabels(plainText(text));
    return recall(this.#words, text, (one) => wordLabels(plainText(one)));
  }
}

/** Free text, pictures and sequences, by where they stand. */
function content(resource: JsonObject, type: string, mediaTypes: readonly string[]): Categories {
  let found = 0;
  if (NOTE_MEMBERS.some((name) => resource[name] !== undefined)) found |= NOTE;
  if (type === 'Patient' && resource['photo'] !== undefined) return found | FACE;
  for (const mediaType of mediaTypes) {
    if (/^\s*image\/|dicom/i.test(mediaType)) found |= IMG;
    if (/vcf|\bbam\b|cram|fast[aq]|genom/i.test(mediaType)) found |= GENOME;
  }
  return found;
}
