import type { StaffChange, StaffRecord } from '../client/staff.ts';
import { dateWords } from '../core/date-words.ts';
import { dutyNouns } from '../core/duties.ts';

const SHOWN_MS = 30 * 86_400_000;

/** What was changed of how a person stands, a line each, the oldest first; none where nothing was. */
export function changeLines({ person: { person: self }, changes }: Pick<StaffRecord, 'person' | 'changes'>): string[] {
  return changes.map((change) => `${dateWords(change.at)}: ${whatWords(change)} ${byWords(change, self)}`);
}

/** What whoever signs in is shown of the last month: it alone knows whether all of that was right. */
export function recentLines({ person, changes }: StaffRecord, now: number): string[] {
  const recent = changes.filter(({ at }) => at > now - SHOWN_MS);
  if (recent.length === 0) return [];
  return [
    'Changed in the last 30 days of what you act by here; tell a staff administrator at once what was none of your doing:',
    ...changeLines({ person, changes: recent }).map((line) => `  ${line}`),
  ];
}

function whatWords({ what, name = '', duties = [], device = '' }: StaffChange): string {
  switch (what) {
    case 'renamed':
      return `called “${name}” from then on,`;
    case 'duties':
      return duties.length === 0 ? 'no duty from then on,' : `${dutyNouns(duties)} from then on,`;
    case 'code-made':
      return 'another one-time code was made';
    case 'passkey-made':
      return `the passkey “${device}” was made`;
    case 'passkey-removed':
      return `the passkey “${device}” was removed`;
  }
}

function byWords({ by, person, personName }: StaffChange, self: string): string {
  switch (by) {
    case 'account':
      return 'by the organisation’s account';
    case 'sign-in':
      return 'by the organisation’s sign-in';
    case 'code':
      return 'with a one-time code';
    case 'person':
      return person === self ? 'by the person itself' : `by ${personName ?? 'somebody who is not known here'}`;
  }
}
