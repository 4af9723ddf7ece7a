import { type Bytes, toHex, utf8 } from './bytes.ts';
import { domainHash } from './hash.ts';
import type { Digest } from './ids.ts';
import { ASKED_USES, type AskedUse, type UseAnswers, unansweredUses } from './use-answers.ts';

/** Why a form that somebody filled in is no consent yet. The order is that of forms and lists. */
export const FORM_FAULTS = [
  'not-signed',
  'not-dated',
  'dated-ahead',
  'version-missing',
  'version-unknown',
  'version-withdrawn',
  'not-explained',
  'ai-training-unanswered',
  'commercial-unanswered',
  'transfer-abroad-unanswered',
  'identifiable-unanswered',
] as const;
export type FormFault = (typeof FORM_FAULTS)[number];

/** As staff reads them, after “the form”. */
export const FORM_FAULT_WORDS: Readonly<Record<FormFault, string>> = {
  'not-signed': 'is not signed',
  'not-dated': 'has no date',
  'dated-ahead': 'has a date that is still to come',
  'version-missing': 'does not say which of the known information texts was given',
  'version-unknown': 'names an information text that was never published here',
  'version-withdrawn': 'names an information text that was withdrawn',
  'not-explained': 'does not say who explained it',
  'ai-training-unanswered': 'leaves open whether AI models may be trained',
  'commercial-unanswered': 'leaves open whether it may be used commercially',
  'transfer-abroad-unanswered': 'leaves open whether it may go to another country',
  'identifiable-unanswered': 'leaves open whether what identifies the person may be given',
};

/** All that is wrong with a form, after its name: a sentence without its end. */
export function formFaultWords(faults: readonly FormFault[]): string {
  const words = faults.map((fault) => FORM_FAULT_WORDS[fault]);
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')}, and ${last}`;
}

/** How what was missing on a form came to be known: the person was there, was telephoned, wrote; or nobody was asked, since the form
 *  says it and it was mistyped. */
export const FORM_COMPLETIONS = ['visit', 'telephone', 'letter', 'mistyped'] as const;
export type FormCompletion = (typeof FORM_COMPLETIONS)[number];

/** What staff looks at on a form besides what it allows; what is left out is not there. */
export interface FormChecklist {
  readonly signed?: boolean | undefined;
  /** The day that stands beside the signature, `YYYY-MM-DD`. */
  readonly signedOn?: string | undefined;
  /** Who explained it to the person, by name or function. */
  readonly explainedBy?: string | undefined;
}

/** What of a form is looked at before it counts. */
export interface CheckedForm extends UseAnswers {
  readonly checklist: FormChecklist;
  readonly modifiers: readonly string[];
  readonly identifiable?: boolean | undefined;
}

export const MAX_EXPLAINED_CHARACTERS = 200;
const DAY_MS = 86_400_000;

const UNANSWERED: Readonly<Record<AskedUse, FormFault>> = {
  aiTraining: 'ai-training-unanswered',
  commercial: 'commercial-unanswered',
  transferAbroad: 'transfer-abroad-unanswered',
};

/** All that keeps a form from being a consent; `version` is what is wrong with the information text that it names. Of a use, a modifier
 *  that forbids it is an answer. */
export function formFaults(form: CheckedForm, version: FormFault | undefined, nowMs: number): FormFault[] {
  const { checklist, modifiers, identifiable } = form;
  const { signed, signedOn, explainedBy } = checklist;
  const open = new Set(unansweredUses(modifiers, form));
  const found: (FormFault | false | undefined)[] = [
    signed !== true && 'not-signed',
    signedOn === undefined && 'not-dated',
    signedOn !== undefined && isAhead(signedOn, nowMs) && 'dated-ahead',
    version,
    (explainedBy ?? '').trim() === '' && 'not-explained',
    ...ASKED_USES.map((use) => open.has(use) && UNANSWERED[use]),
    identifiable === undefined && 'identifiable-unanswered',
  ];
  return found.filter((one): one is FormFault => typeof one === 'string');
}

/** Whether a text is a day of the calendar since 1900, `YYYY-MM-DD`: a year of two digits, typed as one of four, is none. */
export function isDay(text: string): boolean {
  const day = /^(?:19|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text);
}

/** A day begins up to 14 hours earlier elsewhere than in UTC. */
function isAhead(day: string, nowMs: number): boolean {
  return Date.parse(`${day}T00:00:00Z`) > nowMs + DAY_MS;
}

/** What a scan of a form may be, told by its bytes alone. */
export const SCAN_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff'] as const;
export type ScanType = (typeof SCAN_TYPES)[number];

/** As large as a scan may be. */
export const MAX_SCAN_BYTES = 16 * 1024 * 1024;

const BEGINNINGS: readonly (readonly [ScanType, Bytes])[] = [
  ['application/pdf', utf8('%PDF-')],
  ['image/png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['image/jpeg', Uint8Array.of(0xff, 0xd8, 0xff)],
  ['image/tiff', Uint8Array.of(0x49, 0x49, 0x2a, 0x00)],
  ['image/tiff', Uint8Array.of(0x4d, 0x4d, 0x00, 0x2a)],
];

/** What the bytes are; undefined for all that is no scan. */
export function scanType(bytes: Bytes): ScanType | undefined {
  return BEGINNINGS.find(([, begin]) => begin.every((byte, i) => bytes[i] === byte))?.[0];
}

/** What stands on chain for a form whose scan is kept: the digest of the exact bytes. */
export function scanDigest(scan: Bytes): Digest {
  return toHex(domainHash('form', scan)) as Digest;
}
