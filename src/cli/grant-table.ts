import type { GrantAnswer } from './answers.ts';
import { isoTime, table } from './output.ts';

/** Grants for people to read, and which of them still wait for a patient's answer. */
export function grantTable(grants: readonly GrantAnswer[]) {
  return table(
    ['grant', 'subject', 'kind', 'counts', 'permission', 'grantee', 'until'],
    grants.map((one) => [
      one.grant,
      one.subject,
      one.kind,
      countsIn(one),
      [one.permission, ...one.modifiers].join('+'),
      one.grantee,
      isoTime(one.until),
    ]),
  );
}

function countsIn({ active, awaitsAnswer, answerBy }: GrantAnswer): string {
  if (!active) return 'no';
  if (!awaitsAnswer) return 'yes';
  return answerBy === undefined ? 'yes, not answered' : `until ${isoTime(answerBy)}, not answered`;
}
