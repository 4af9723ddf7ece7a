import type { TFunction } from 'i18next';
import type { AuditReport } from '../../audit/report.ts';
import { figure } from '../words/numbers.ts';
import type { VerificationState } from './verification.ts';

/** The verdict in one sentence, with the level reached and what was recomputed. */
export function verdictTitle(t: TFunction<'audit-verdict'>, verification: VerificationState): string {
  if (verification.state !== 'done') return t(`title.${verification.state}`);
  const { verdict, level, counts } = verification.report;
  const said = {
    entries: t('entries', { count: counts.entries, figure: figure(counts.entries) }),
    releases: t('releases', { count: counts.releases, figure: figure(counts.releases) }),
    rows: t('rows', { count: counts.rows, figure: figure(counts.rows) }),
  };
  if (verification.known === 'other') return t('title.other');
  if (verdict === 'findings') return t('title.findings', { count: counts.findings, ...said });
  if (verdict === 'could-not') return t(`title.couldNot.${level}`, said);
  if (level === 'none' || counts.entries === 0) return t('title.empty');
  return t(`title.clean.${level}`, said);
}

/** Green is only what was recomputed, in full, and hangs on a ledger that is not another one. */
export function verdictLook({ report, known }: { report: AuditReport; known?: string | undefined }) {
  if (report.verdict === 'findings' || known === 'other') return 'danger';
  return report.verdict === 'clean' ? 'done' : 'warn';
}
