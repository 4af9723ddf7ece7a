import type { TFunction } from 'i18next';
import type { AuditReport } from '../../audit/report.ts';
import { figure } from '../words/numbers.ts';
import type { VerificationState, Verified } from './verification.ts';

/** The verdict in a few words: what it says of, and how far, stands in the sentence beside it. */
export function verdictTitle(t: TFunction<'audit-verdict'>, verification: VerificationState): string {
  if (verification.state !== 'done') return t(`title.${verification.state}`);
  const { verdict, counts, level } = verification.report;
  if (verification.known === 'other') return t('title.other');
  if (verdict === 'findings') return t('short.findings', { count: counts.findings });
  if (verdict === 'could-not') return t('short.couldNot');
  return level === 'none' || counts.entries === 0 ? t('title.empty') : t('short.clean');
}

/** The verdict in one sentence, with the level reached and what was recomputed. */
export function verdictSentence(
  t: TFunction<'audit-verdict'>,
  { report, known }: Pick<Verified, 'report'> & { readonly known?: Verified['known'] | undefined },
): string {
  const { verdict, level, counts } = report;
  const said = {
    entries: t('entries', { count: counts.entries, figure: figure(counts.entries) }),
    releases: t('releases', { count: counts.releases, figure: figure(counts.releases) }),
    rows: t('rows', { count: counts.rows, figure: figure(counts.rows) }),
  };
  if (known === 'other') return t('title.other');
  if (verdict === 'findings') return t('title.findings', { count: counts.findings, ...said });
  if (verdict === 'could-not') return t(`title.couldNot.${level}`, said);
  if (level === 'none' || counts.entries === 0) return t('title.empty');
  return t(`title.clean.${level}`, said);
}

/** Under which word stands what became of the block that the auditor knows. */
export function blockWord(known: Verified['known']): 'none' | 'same' | 'other' | 'notReached' {
  return known === 'not-reached' ? 'notReached' : (known ?? 'none');
}

/** Green is only what was recomputed, in full, and hangs on a ledger that is not another one. */
export function verdictLook({ report, known }: { report: AuditReport; known?: string | undefined }) {
  if (report.verdict === 'findings' || known === 'other') return 'danger';
  return report.verdict === 'clean' ? 'done' : 'warn';
}
