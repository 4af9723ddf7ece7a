import type { RecordedAct, Scan } from '../client/paper.ts';
import { dateWords } from '../core/date-words.ts';
import { CustosError } from '../core/errors.ts';
import type { Names } from './names.ts';
import { table } from './output.ts';
import { shortId } from './pick.ts';
import { createWhole } from './whole-file.ts';

const WHAT: Readonly<Record<RecordedAct['what'], string>> = {
  consent: 'a consent',
  withdrawal: 'a withdrawal',
  'opt-out': 'an opt-out',
  'opt-in': 'an opt-in',
  pause: 'a pause',
  resumption: 'the end of a pause',
};

/** What was recorded from forms and calls, for people to read. */
export function actTable(acts: readonly RecordedAct[], names: Names): string[] {
  return table(
    ['recorded', 'what', 'by', 'signed', 'explained by', 'form', 'scan'],
    acts.map((one) => [
      dateWords(one.at),
      whatWords(one),
      one.by === undefined ? 'not noted then' : names.member(one.by.member),
      one.checklist?.signedOn ?? '',
      one.checklist?.explainedBy ?? '',
      one.form,
      one.scan === undefined ? '' : one.scan.mediaType,
    ]),
  );
}

function whatWords({ what, grant, level, until }: RecordedAct): string {
  if (what === 'consent') return `consent ${shortId(grant ?? '', [])}`;
  if (what === 'withdrawal')
    return grant === undefined ? 'withdrawal of everything' : `withdrawal of ${shortId(grant, [])}`;
  if (what === 'pause') return `pause until ${dateWords(until ?? 0)}`;
  if (level === undefined || level === 'none') return WHAT[what];
  return `${WHAT[what]}: ${level === 'all' ? 'everything is withheld' : 'research is withheld'}`;
}

/** Writes a scan for its owner alone, and over nothing. */
export async function savedScan({ form, mediaType, bytes }: Scan, out: string) {
  if (await createWhole(out, bytes, 0o600)) return { form, mediaType, bytes: bytes.length, out };
  throw new CustosError('INPUT_INVALID', `--out: ${out} is there already. Name another file.`);
}
