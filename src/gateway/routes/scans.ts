import type { Response } from 'express';
import { z } from 'zod';
import type { Bytes } from '../../core/bytes.ts';
import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import { MAX_SCAN_BYTES, SCAN_TYPES } from '../../core/paper-form.ts';
import { type Route, route } from '../http/route.ts';
import { digest, pseudonym } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled, subjectOf } from '../ledger/rights.ts';
import { recorderOf } from '../paper/recorder.ts';
import type { Scans } from '../paper/scans.ts';

export interface ScanDeps {
  readonly state: LedgerState;
  readonly holder: Address;
  readonly scans: Scans;
}

const form = digest.meta({ description: 'H(form, bytes of the scan).' });
const params = z.object({ subject: pseudonym, form });
const reply = {
  status: 200,
  description: 'The bytes of the scan, never as something that a browser shows by itself.',
  type: 'application/octet-stream',
  headers: z.object({
    'Custos-Media-Type': z.enum(SCAN_TYPES).meta({ description: 'What the bytes are, by what they begin with.' }),
  }),
};

/** Scans of the forms that patients signed. */
export function scanRoutes(deps: ScanDeps): Route[] {
  const { scans } = deps;
  return [
    route({
      method: 'put',
      path: '/v1/subjects/{subject}/forms/{form}/scan',
      refuses: ['NOT_FOUND', 'KEY_SHREDDED'],
      summary: 'Hand over the scan of a form, whose digest is then the form’s',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      rawBody: {
        type: 'application/octet-stream',
        schema: z.string().meta({ description: 'A PDF, PNG, JPEG or TIFF.' }),
      },
      maxBody: MAX_SCAN_BYTES,
      reply: { status: 204, description: 'It is kept, under the patient’s key.' },
      handle: async ({ params: { subject, form }, body, caller }) => {
        requireEnrolled(deps, subject);
        await scans.keep(subject, form, body as unknown as Bytes, recorderOf(caller));
      },
    }),
    route({
      method: 'get',
      path: '/v1/subjects/{subject}/forms/{form}/scan',
      summary: 'The scan of a form that a patient signed',
      tag: 'consents',
      who: ['holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      params,
      reply,
      handle: async ({ params: { subject, form }, response }) => sent(scans, subject, form, response),
    }),
    route({
      method: 'get',
      path: '/v1/me/forms/{form}/scan',
      summary: 'The scan of a form that I signed',
      tag: 'consents',
      who: ['subject'],
      params: z.object({ form }),
      reply,
      handle: async ({ params, caller, response }) => sent(scans, subjectOf(caller), params.form, response),
    }),
  ];
}

async function sent(scans: Scans, subject: Pseudonym, form: Digest, response: Response): Promise<Bytes> {
  const { kept, scan } = await scans.read(subject, form);
  response.set({ 'Custos-Media-Type': kept.mediaType, 'Content-Disposition': 'attachment' });
  return scan;
}
