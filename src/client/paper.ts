import { CustosError } from '../core/errors.ts';
import type { Address, Digest, GrantId, Pseudonym } from '../core/ids.ts';
import {
  FORM_COMPLETIONS,
  FORM_FAULTS,
  type FormChecklist,
  type FormCompletion,
  type FormFault,
  MAX_SCAN_BYTES,
  SCAN_TYPES,
  type ScanType,
  scanDigest,
  scanType,
} from '../core/paper-form.ts';
import { address, boolean, digest, members, oneOf, optional } from '../core/shape.ts';
import type { Signer } from '../core/signer.ts';
import type { UseAnswers } from '../core/use-answers.ts';
import { bytesOf } from './answer-body.ts';
import { answerOf, anyText, count, listAt, many, pagesAt, type ShapeOf, texts } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';

/** By whom something was recorded, and when, in ms since 1970 UTC. */
export interface RecordedBy {
  /** `person`: the pseudonym of who did it, where one of the member's persons had signed in. */
  readonly by: { readonly member: Address; readonly account: Signer; readonly person?: Digest };
  readonly at: number;
}

/** A scan that is kept of a form. */
export interface KeptScan {
  readonly mediaType: ScanType;
  readonly bytes: number;
}

export type FormState = 'incomplete' | 'completing' | 'completed' | 'discarded';

/** A form that was no consent when it came in, and what became of it. Times of the choice in seconds. */
export interface IncompleteForm extends RecordedBy, UseAnswers {
  readonly id: Digest;
  /** `completing`: it was completed, and its consent is not on the ledger yet. Complete it again. */
  readonly state: FormState;
  readonly faults: readonly FormFault[];
  readonly subject: Pseudonym;
  readonly form: Digest;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly excluded: readonly string[];
  readonly untilSeconds: number;
  readonly notice?: Digest;
  readonly identifiable?: boolean;
  readonly checklist?: FormChecklist;
  readonly scan?: KeptScan;
  readonly completed?: RecordedBy & { readonly asked: FormCompletion; readonly form: Digest };
  /** The consent that it came to. */
  readonly grant?: GrantId;
  readonly discarded?: RecordedBy & { readonly reason: string };
}

/** How many forms had a reason: those that are open, and all that ever came in. */
export interface FormReason {
  readonly fault: FormFault;
  readonly open: number;
  readonly all: number;
}

/** What was missing on a form, and how it came to be known. */
export interface FormCompletionOrder extends UseAnswers, FormChecklist {
  readonly asked: FormCompletion;
  readonly notice?: Digest | undefined;
  readonly identifiable?: boolean | undefined;
  /** Of the form as it was completed, where that has a digest of its own. */
  readonly form?: Digest | undefined;
}

/** The consent of a form that was completed. */
export interface CompletedForm {
  readonly grant: GrantId;
  /** It was recorded before, or one that comes to the same stood already. */
  readonly stood: boolean;
}

/** What was recorded for a patient from a form or a call. */
export interface RecordedAct {
  readonly what: 'consent' | 'withdrawal' | 'opt-out' | 'opt-in' | 'pause' | 'resumption';
  /** Digest of the reference of the form or call, or of its scan. */
  readonly form: Digest;
  readonly at: number;
  /** Absent for what was recorded before this was noted. */
  readonly by?: RecordedBy['by'];
  readonly grant?: GrantId;
  readonly level?: 'none' | 'research' | 'all';
  readonly until?: number;
  readonly seq?: number;
  readonly checklist?: FormChecklist;
  readonly scan?: KeptScan;
}

/** A scan, compared with its digest. */
export interface Scan {
  readonly form: Digest;
  /** By what the bytes are. */
  readonly mediaType: ScanType;
  readonly bytes: Uint8Array;
}

const BY = members({ member: address, account: anyText, person: optional(digest) }, 'by');
const RECORDED = { by: BY, at: count };
const ANSWER = optional(oneOf('yes', 'no'));
const ANSWERS = { aiTraining: ANSWER, commercial: ANSWER, transferAbroad: ANSWER };
const CHECKLIST = members(
  { signed: optional(boolean), signedOn: optional(anyText), explainedBy: optional(anyText) },
  'checklist',
);
const SCAN = members({ mediaType: oneOf(...SCAN_TYPES), bytes: count }, 'scan');
const FORM: ShapeOf<IncompleteForm> = {
  id: digest,
  state: oneOf('incomplete', 'completing', 'completed', 'discarded'),
  faults: many(oneOf(...FORM_FAULTS)),
  subject: digest,
  form: digest,
  permission: anyText,
  modifiers: texts,
  excluded: texts,
  untilSeconds: count,
  notice: optional(digest),
  ...ANSWERS,
  identifiable: optional(boolean),
  checklist: optional(CHECKLIST),
  scan: optional(SCAN),
  ...RECORDED,
  completed: optional(members({ ...RECORDED, asked: oneOf(...FORM_COMPLETIONS), form: digest }, 'completed')),
  grant: optional(digest),
  discarded: optional(members({ ...RECORDED, reason: anyText }, 'discarded')),
};
const PAGE = {
  forms: many(members(FORM, 'form')),
  reasons: many(members({ fault: oneOf(...FORM_FAULTS), open: count, all: count }, 'reason')),
  next: optional(count),
};
const ACT: ShapeOf<RecordedAct> = {
  what: oneOf('consent', 'withdrawal', 'opt-out', 'opt-in', 'pause', 'resumption'),
  form: digest,
  at: count,
  by: optional(BY),
  grant: optional(digest),
  level: optional(oneOf('none', 'research', 'all')),
  until: optional(count),
  seq: optional(count),
  checklist: optional(CHECKLIST),
  scan: optional(SCAN),
};
const COMPLETED: ShapeOf<CompletedForm> = { grant: digest, stood: boolean };

interface FormsPage {
  readonly forms: readonly IncompleteForm[];
  readonly reasons: readonly FormReason[];
  readonly next?: number;
}

/** Forms that are no consents yet, the oldest first, and how many there were for which reason; as their holder, or as an auditor. */
export async function listIncompleteForms(
  gateway: GatewayClient,
  { state, subject }: { readonly state?: FormState | undefined; readonly subject?: Pseudonym | undefined } = {},
): Promise<{ readonly forms: IncompleteForm[]; readonly reasons: readonly FormReason[] }> {
  const forms: IncompleteForm[] = [];
  let reasons: readonly FormReason[] = [];
  const options = { length: (page: FormsPage) => page.forms.length, query: { state, subject } };
  for await (const page of pagesAt<FormsPage>(gateway, '/v1/forms/incomplete', PAGE, options)) {
    forms.push(...page.forms);
    reasons = page.reasons;
  }
  return { forms, reasons };
}

/** The caller's own forms that were no consents when they came in, whatever became of them, the oldest first. */
export async function ownForms(gateway: GatewayClient): Promise<IncompleteForm[]> {
  return listAt(gateway, '/v1/me/forms', 'forms', FORM);
}

/** NOT_FOUND where none is kept under the id. */
export async function readIncompleteForm(gateway: GatewayClient, id: Digest): Promise<IncompleteForm> {
  return answerOf(gateway, ['GET', `/v1/forms/incomplete/${id}`], FORM);
}

/** Records the consent that a form comes to with what was missing, as its holder: once, however often it is asked for. INPUT_INVALID where
 *  something is still missing or it changes what the form says, CONFLICT where the form was completed otherwise or put aside. */
export async function completeForm(
  gateway: GatewayClient,
  id: Digest,
  order: FormCompletionOrder,
): Promise<CompletedForm> {
  return create(gateway, `/v1/forms/incomplete/${id}/completion`, order, COMPLETED);
}

/** Puts a form aside for good, with the reason. */
export async function discardForm(gateway: GatewayClient, id: Digest, reason: string): Promise<IncompleteForm> {
  return answerOf(gateway, ['POST', `/v1/forms/incomplete/${id}/disposal`], FORM, { json: { reason } });
}

/** Hands the scan of a form to the gateway, as the patient's holder, and gives its digest: the form is recorded by that. INPUT_INVALID for
 *  what is no PDF, PNG, JPEG or TIFF by its bytes, INPUT_TOO_LARGE beyond 16 MiB. */
export async function keepScan(gateway: GatewayClient, subject: Pseudonym, scan: Uint8Array): Promise<Digest> {
  const form = checkedScan(scan);
  const bytes = { type: 'application/octet-stream', body: scan };
  await gateway.json('PUT', `/v1/subjects/${subject}/forms/${form}/scan`, { bytes });
  return form;
}

/** The scan of a form: the caller's own, or as holder or auditor that of a `subject`. PROOF_INVALID where the gateway gives another one
 *  than the digest's: nothing of it may be shown. */
export async function readScan(gateway: GatewayClient, form: Digest, subject?: Pseudonym): Promise<Scan> {
  const of = subject === undefined ? 'me' : `subjects/${subject}`;
  const response = await gateway.fetch('GET', `/v1/${of}/forms/${form}/scan`);
  const bytes = await bytesOf(response, { maxBytes: MAX_SCAN_BYTES });
  const mediaType = scanType(bytes);
  if (mediaType !== undefined && scanDigest(bytes) === form) return { form, mediaType, bytes };
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway gave another scan than the one of this form. Ask the holder, and tell an auditor.',
  );
}

/** What was recorded for the caller from forms and calls, or as holder or auditor for a `subject`; the oldest first. */
export async function listRecordedActs(gateway: GatewayClient, subject?: Pseudonym): Promise<RecordedAct[]> {
  const path = subject === undefined ? '/v1/me/recorded' : `/v1/subjects/${subject}/recorded`;
  return listAt(gateway, path, 'acts', ACT);
}

function checkedScan(scan: Uint8Array): Digest {
  if (scan.length > MAX_SCAN_BYTES) {
    throw new CustosError('INPUT_TOO_LARGE', `The scan has more than ${MAX_SCAN_BYTES / 1024 / 1024} MiB.`);
  }
  if (scanType(scan) !== undefined) return scanDigest(scan);
  throw new CustosError('INPUT_INVALID', 'The scan is no PDF, PNG, JPEG or TIFF, by what its bytes are.');
}
