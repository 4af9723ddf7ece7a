import { z } from 'zod';
import { isDay, MAX_EXPLAINED_CHARACTERS, SCAN_TYPES } from '../../core/paper-form.ts';
import { address, count, digest, grantId, milliseconds, seconds, signer } from '../http/schemas.ts';

export const day = z
  .string()
  .refine(isDay, 'must be a day of the calendar since 1900, YYYY-MM-DD')
  .meta({ description: 'A day, YYYY-MM-DD.', override: { type: 'string', format: 'date' } });

/** What staff looks at on a form, as routes take it. */
export const checklistWords = {
  signed: z.boolean().optional().meta({ description: 'Whether it is signed.' }),
  signedOn: day.optional().meta({ description: 'The day beside the signature, YYYY-MM-DD.' }),
  explainedBy: z.string().min(1).max(MAX_EXPLAINED_CHARACTERS).optional().meta({
    description: 'Who explained it to the person, by name or function. It is kept here, and stands on no chain.',
  }),
};

export const checklist = z.strictObject(checklistWords).meta({
  id: 'FormChecklist',
  description:
    'What was looked at on the form; what is left out is not on it. Beside it each choice must be answered, and the information text known: a form that lacks any of this is kept as incomplete.',
});

export const recorder = z
  .object({
    member: address,
    account: signer,
    person: digest.optional().meta({ description: 'Pseudonym of the person who did it, where one signed in.' }),
  })
  .meta({ id: 'Recorder', description: 'By whom something was recorded: a member, by one of its accounts.' });

/** Who recorded something, and when. */
export const recorded = {
  by: recorder,
  at: milliseconds,
};

export const scan = z
  .object({ mediaType: z.enum(SCAN_TYPES), bytes: count })
  .meta({ id: 'Scan', description: 'A scan of a form that is kept.' });

export const act = z
  .object({
    what: z.enum(['consent', 'withdrawal', 'opt-out', 'opt-in', 'pause', 'resumption']),
    form: digest.meta({ description: 'Digest of the reference of the form or call, or of its scan.' }),
    at: milliseconds.meta({ description: 'Milliseconds since 1970 UTC at which it was recorded.' }),
    by: recorder.optional().meta({ description: 'Absent for what was recorded before this was noted.' }),
    grant: grantId.optional().meta({ description: 'Of a consent, and of the withdrawal of one; absent for all.' }),
    level: z.enum(['none', 'research', 'all']).optional().meta({ description: 'How much is withheld from then on.' }),
    until: seconds.optional().meta({ description: 'Last second of a pause.' }),
    seq: count.optional().meta({ description: 'The entry of the log that acknowledges it.' }),
    checklist: checklist.optional(),
    scan: scan.optional(),
  })
  .meta({ id: 'RecordedAct', description: 'What was recorded for a patient from a form or a call.' });
