import type { Hex } from '../core/bytes.ts';
import { readGrantee } from '../core/terms.ts';
import type { GrantAnswer } from './answers.ts';
import { excludedWords } from './category-words.ts';
import type { DatasetNames } from './dataset-names.ts';
import { isoTime, table } from './output.ts';

/** Grants for people to read: what each allows and leaves out, of which datasets and for whom, whether it counts, and which
 *  of them still wait for a patient's answer. */
export function grantTable(grants: readonly GrantAnswer[], nameOf: DatasetNames): string[] {
  return table(
    ['grant', 'subject', 'kind', 'counts', 'allows', 'without', 'datasets', 'for', 'from', 'until'],
    grants.map((one) => [
      one.grant,
      one.subject,
      one.kind,
      countsIn(one),
      [one.permission, ...one.modifiers].join('+') + (one.identifiable ? ', identifying items too' : ''),
      excludedWords(one.excluded),
      nameOf(one.dataset),
      granteeWords(one.grantee),
      isoTime(one.from),
      isoTime(one.until),
    ]),
  );
}

/** Whom a grant is for. */
export function granteeWords(grantee: string): string {
  const to = readGrantee(grantee as Hex);
  if (to.kind === 'any') return 'any requester';
  return to.kind === 'member' ? to.member : `group ${to.group}`;
}

function countsIn({ active, withdrawn, revokedAt, awaitsAnswer, answerBy, until }: GrantAnswer): string {
  if (withdrawn) return withdrawnWords(revokedAt);
  if (!active) return until * 1000 < Date.now() ? 'no, over' : 'no, not kept in time';
  if (!awaitsAnswer) return 'yes';
  return answerBy === undefined ? 'yes, not answered' : `until ${isoTime(answerBy)}, not answered`;
}

/** When a grant was withdrawn, as far as the ledger has it. */
export function withdrawnWords(revokedAt: number): string {
  return revokedAt > 0 ? `withdrawn ${isoTime(revokedAt)}` : 'withdrawn, not on the ledger yet';
}
