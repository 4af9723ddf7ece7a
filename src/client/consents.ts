import type { ErrorCode } from '../core/errors.ts';
import type { Digest, GrantId, Pseudonym } from '../core/ids.ts';
import { boolean, digest, members, optional } from '../core/shape.ts';
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

/** Consents that were recorded, in the order of the forms. */
export interface RecordedConsents {
  readonly grants: readonly GrantId[];
  /** Whether one that comes to the same stood already: it is named, and nothing was added. */
  readonly stood: readonly boolean[];
  /** Sentences, of the gateway, on what will have less effect than it says. */
  readonly warnings: readonly string[];
}

/** What became of a form, or would become: the consent that counts, or why there is none. */
export type RecordedRow =
  | { readonly grant?: GrantId; readonly stood: boolean; readonly code?: never }
  | { readonly code: ErrorCode; readonly detail: string };

export interface RecordedRows {
  readonly rows: readonly RecordedRow[];
  readonly warnings: readonly string[];
}

interface RowsAnswer {
  readonly rows: readonly { grant?: GrantId; stood?: boolean; code?: string; detail?: string }[];
  readonly warnings: readonly string[];
}

const RECORDED: ShapeOf<RecordedConsents> = { grants: many(digest), stood: many(boolean), warnings: texts };
const ROW = { grant: optional(digest), stood: optional(boolean), code: optional(anyText), detail: optional(anyText) };
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

/** As `recordConsents`, each for itself: of those that are refused nothing is recorded, and they keep none back. */
export async function recordConsentRows(
  gateway: GatewayClient,
  records: readonly PaperConsent[],
): Promise<RecordedRows> {
  return rowsOf(gateway, records, await create<RowsAnswer>(gateway, '/v1/consents/recorded/rows', { records }, ROWS));
}

/** What `recordConsentRows` would come to; nothing is recorded. */
export async function checkConsentRows(
  gateway: GatewayClient,
  records: readonly PaperConsent[],
): Promise<RecordedRows> {
  const answer = await answerOf(gateway, ['POST', '/v1/consents/recorded/check'], ROWS, { json: { records } });
  return rowsOf(gateway, records, answer);
}

function rowsOf(
  gateway: GatewayClient,
  records: readonly PaperConsent[],
  { rows, warnings }: RowsAnswer,
): RecordedRows {
  requireAsMany(gateway, records, rows);
  return {
    warnings,
    rows: rows.map(({ grant, stood = false, code, detail = '' }) => {
      if (code !== undefined) return { code: knownCode(code) ?? 'INTERNAL', detail };
      return grant === undefined ? { stood } : { grant, stood };
    }),
  };
}
