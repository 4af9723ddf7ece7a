import type { Pseudonym } from '../../core/ids.ts';
import type { Past } from '../past/replay.ts';
import type { Erasure } from '../past/subjects.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook } from '../source/findings.ts';

/** An erasure is a signer's wish, or was announced and waited for: it cannot launder a violation (G8). */
export function checkErasures(past: Past, book: FindingBook, coverage: Coverage): void {
  for (const { id, erased } of past.subjects.all()) {
    if (erased === undefined) continue;
    coverage.made('erasures');
    if (erased.signed) continue;
    if (!waited(erased, past)) {
      book.add('ERASURE_UNFOUNDED', {}, 'A subject was erased without its word and without the delay.', {
        subject: id,
      });
    }
  }
}

/** What an announcement is good for after its delay. Source: contracts/SubjectRegistry.sol, ERASURE_WINDOW. */
const ERASURE_WINDOW = 30 * 86_400;

/** Erasures by the holder that stand announced: an auditor or an authority may object to each. */
export function announcedErasures({ subjects, head }: Past): AnnouncedErasure[] {
  const announced: AnnouncedErasure[] = [];
  for (const { id, announced: standing, erased } of subjects.all()) {
    const lapsed = standing === undefined || head.seconds > standing.executableAt + ERASURE_WINDOW;
    if (!lapsed && erased === undefined) announced.push({ subject: id, executableAt: standing.executableAt });
  }
  return announced;
}

export interface AnnouncedErasure {
  readonly subject: Pseudonym;
  /** Seconds since 1970 UTC; it names the announcement. */
  readonly executableAt: number;
}

/** The delay is that of the policy under which the erasure was announced; one that waited too long has lapsed. */
function waited({ seconds, announcement }: Erasure, past: Past): boolean {
  if (announcement === undefined) return false;
  const { executableAt, announcedAt, height } = announcement;
  const delay = past.members.policyAt({ height, seconds: announcedAt })?.erasureDelay;
  const timely = seconds >= executableAt && seconds <= executableAt + ERASURE_WINDOW;
  return delay !== undefined && timely && executableAt >= announcedAt + delay;
}
