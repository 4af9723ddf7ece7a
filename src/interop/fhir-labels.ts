import { type Categories, categoriesOf } from '../core/categories.ts';
import type { JsonObject } from './fhir-json.ts';
import { recall } from './recall.ts';
import { ALL_SENSITIVE, type CodeLabels, codeLabels, formLabels, securityLabels } from './sensitive-codes.ts';
import { plainText, wordLabels } from './sensitive-words.ts';

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
/** A code of ICD-10 as a text, with the certainty that German systems append. */
const ICD_TEXT = /^\s*([A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4})[+*!#]?(?:\s+[AGVZ])?\s*$/i;

/** Codes whose form may tell what they are; see `formLabels`. */
const TELLING = /^\s*(?:[A-Z]{1,2}\d|\d\d\d\.)|:/i;

export function isTelling(code: string): boolean {
  return TELLING.test(code);
}

/** The code that a text is, with its system; null for most. */
export function codeInText(text: string): string | null {
  const code = ICD_TEXT.exec(text)?.[1];
  return code === undefined ? null : `icd-10|${code}`;
}

/** Tells the labels of codes and words, and remembers what it found for those that come again. */
export class SensitivityLabels {
  readonly #words = new Map<string, Categories>();
  readonly #codes = new Map<string, CodeLabels>();
  readonly #forms = new Map<string, Categories>();
  readonly #diagnoses = new Map<string, Categories>();
  readonly #security = new Map<string, CodeLabels>();

  /** Of a display or a free text. */
  ofText(text: string): Categories {
    if (text.length > MAX_REMEMBERED_TEXT) return wordLabels(plainText(text));
    return recall(this.#words, text, (one) => wordLabels(plainText(one)));
  }

  /** Of `system|code`, wherever it stands. */
  ofCode(code: string): CodeLabels {
    return recall(this.#codes, code, codeLabels);
  }

  /** Of `system|code` that stands where security labels do, or of what such a label says in words, without system. */
  ofSecurity(code: string): CodeLabels {
    return recall(this.#security, code, securityLabels);
  }

  /** Of `system|code` that may be a diagnosis by its form, and of one that stands where diagnoses do. */
  ofForm(code: string, diagnosis: boolean): Categories {
    if (diagnosis) return recall(this.#diagnoses, code, (one) => formLabels(one, true));
    return recall(this.#forms, code, (one) => formLabels(one));
  }
}

/** Sums up the labels of a resource: those of its type, and of all that stands in it. They err towards too many: one only
 *  narrows what a grant covers. */
export class LabelSum {
  readonly #labels: SensitivityLabels;
  #categories: Categories = 0;
  #ofMedia: Categories = 0;
  #restricted = false;
  #explained = false;

  constructor(labels: SensitivityLabels) {
    this.#labels = labels;
  }

  add(categories: Categories): void {
    this.#categories |= categories;
  }

  text(text: string): void {
    this.#categories |= this.#labels.ofText(text);
  }

  code(code: string): void {
    this.labels(this.#labels.ofCode(code));
  }

  security(code: string): void {
    this.labels(this.#labels.ofSecurity(code));
  }

  form(code: string, diagnosis: boolean): void {
    this.#categories |= this.#labels.ofForm(code, diagnosis);
  }

  labels({ categories, restricted, policy }: CodeLabels): void {
    this.#categories |= categories;
    this.#restricted ||= restricted;
    this.#explained ||= policy;
  }

  /** Of an attachment. */
  mediaType(mediaType: string): void {
    if (/^\s*image\/|dicom/i.test(mediaType)) this.#ofMedia |= IMG;
    if (/vcf|\bbam\b|cram|fast[aq]|genom/i.test(mediaType)) this.#ofMedia |= GENOME;
  }

  /** To be called when all was added. */
  of(resource: JsonObject, type: string): Labels {
    let found = this.#categories | (TYPES[type] ?? 0);
    const restricted = this.#restricted && !this.#explained;
    if (restricted) found |= ALL_SENSITIVE;
    if (NOTE_MEMBERS.some((name) => resource[name] !== undefined)) found |= NOTE;
    found |= type === 'Patient' && resource['photo'] !== undefined ? FACE : this.#ofMedia;
    return { categories: found >>> 0, restricted };
  }
}
