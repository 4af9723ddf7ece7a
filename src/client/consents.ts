import type { ErrorCode } from '../core/errors.ts';
import type { Digest, GrantId, Pseudonym } from '../core/ids.ts';
import { FORM_FAULTS, type FormChecklist, type FormFault } from '../core/paper-form.ts';
import { boolean, digest, members, oneOf, optional } from '../core/shape.ts';
import type { UseAnswers } from '../core/use-answers.ts';
import { answerOf, anyText, knownCode, listAt, many, requireAsMany, type ShapeOf, texts } from './answers.ts';
import { CONSENT, type Consent } from './consent-shape.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { Choice } from './patient.ts';

/** What a patient without a signer of its own signed on paper. */
export interface PaperConsent extends Choice {
  readonly subject: Pseudonym;
  /** Digest of the form's reference: `formDigest`. */
  readonly form: Digest;
}

/** A form as it was filled in: a consent, or, beside a checklist, what is on it. What is left out there is not on the form, which is
 *  kept as incomplete then. */
export type PaperForm =
  | (Omit<PaperConsent, 'identifiable'> & { readonly identifiable?: boolean; readonly checklist?: undefined })
  | CheckedPaperForm;

/** A form that somebody looked at. */
export interface CheckedPaperForm extends Omit<PaperConsent, 'notice' | 'identifiable' | keyof UseAnswers>, UseAnswers {
  readonly notice?: string | undefined;
  readonly identifiable?: boolean | undefined;
  readonly checklist: FormChecklist;
}

/** Consents that were recorded, in the order of the forms. */
export interface RecordedConsents {
  readonly grants: readonly GrantId[];
  /** Whether one that comes to the same stood already: it is named, and nothing was added. */
  readonly stood: readonly boolean[];
  /** Sentences, of the gateway, on what will have less effect than it says. */
  readonly warnings: readonly string[];
}

/** What became of a form, or would become: the consent that counts, why it is none yet, or why it is refused. */
export type RecordedRow =
  | { readonly grant?: GrantId; readonly stood: boolean; readonly code?: never; readonly incomplete?: never }
  | {
      /** Why the form is no consent yet: it is kept, and releases nothing. */
      readonly incomplete: readonly FormFault[];
      /** Under which id; of a check, of one that is kept already. */
      readonly kept?: Digest;
      readonly stood: boolean;
      readonly code?: never;
    }
  | { readonly code: ErrorCode; readonly detail: string; readonly incomplete?: never };

export interface RecordedRows {
  readonly rows: readonly RecordedRow[];
  readonly warnings: readonly string[];
}

interface RowsAnswer {
  readonly rows: readonly {
    grant?: GrantId;
    stood?: boolean;
    code?: string;
    detail?: string;
    incomplete?: readonly FormFault[];
    kept?: Digest;
  }[];
  readonly warnings: readonly string[];
}

const RECORDED: ShapeOf<RecordedConsents> = { grants: many(digest), stood: many(boolean), warnings: texts };
const ROW = {
  grant: optional(digest),
  stood: optional(boolean),
  code: optional(anyText),
  detail: optional(anyText),
  incomplete: optional(many(oneOf(...FORM_FAULTS))),
  kept: optional(digest),
};
const ROWS: ShapeOf<RowsAnswer> = { rows: many(members(ROW, 'row')), warnings: texts };

/** A patient its own consents, the holder all, or those of one `subject`. */
export async function listConsents(
  gateway: GatewayClient,
  { subject, signal }: { readonly subject?: Pseudonym | undefined; readonly signal?: AbortSignal } = {},
): Promise<Consent[]> {
  return listAt(gateway, '/v1/consents', 'consents', CONSENT, { query: { subject }, ...(signal ? { signal } : {}) });
}

/** Records what patients signed on paper, as their holder: all or none, at most 1,000. All are on chain when this resolves. One
 *  that comes to the same as one that stands adds nothing. */
export async function recordConsents(
  gateway: GatewayClient,
  records: readonly PaperConsent[],
): Promise<RecordedConsents> {
  const recorded = await create<RecordedConsents>(gateway, '/v1/consents/recorded', { records }, RECORDED);
  requireAsMany(gateway, records, recorded.grants);
  requireAsMany(gateway, records, recorded.stood);
  return recorded;
}

/** As `recordConsents`, each for itself: of those that are refused nothing is recorded, and they keep none back. A form whose checklist
 *  fails is kept as incomplete, once: it releases nothing until it is completed (`completeForm`). */
export async function recordConsentRows(gateway: GatewayClient, records: readonly PaperForm[]): Promise<RecordedRows> {
  return rowsOf(gateway, records, await create<RowsAnswer>(gateway, '/v1/consents/recorded/rows', { records }, ROWS));
}

/** What `recordConsentRows` would come to; nothing is recorded. */
export async function checkConsentRows(gateway: GatewayClient, records: readonly PaperForm[]): Promise<RecordedRows> {
  const answer = await answerOf(gateway, ['POST', '/v1/consents/recorded/check'], ROWS, { json: { records } });
  return rowsOf(gateway, records, answer);
}

function rowsOf(gateway: GatewayClient, records: readonly PaperForm[], { rows, warnings }: RowsAnswer): RecordedRows {
  requireAsMany(gateway, records, rows);
  return {
    warnings,
    rows: rows.map(({ grant, stood = false, code, detail = '', incomplete, kept }) => {
      if (code !== undefined) return { code: knownCode(code) ?? 'INTERNAL', detail };
      if (incomplete !== undefined) return { stood, incomplete, ...(kept === undefined ? {} : { kept }) };
      return grant === undefined ? { stood } : { grant, stood };
    }),
  };
}
