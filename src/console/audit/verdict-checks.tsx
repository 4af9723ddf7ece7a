import { useTranslation } from 'react-i18next';
import type { AuditReport } from '../../audit/report.ts';
import { figure } from '../words/numbers.ts';

const STATES = {
  done: 'done',
  nothing: 'nothing',
  open: 'open',
  'could-not': 'couldNot',
  'not-asked': 'notAsked',
} as const;

const LOOK: Readonly<Record<string, string>> = { done: 'state done', 'could-not': 'state warn', open: 'state' };

/** Every check that the verifier makes, with how much of it was done. */
export function Checks({ report: { checks } }: { readonly report: AuditReport }) {
  const { t } = useTranslation('audit-verdict');
  return (
    <section className="stack">
      <h2>{t('checks.heading')}</h2>
      <table className="plain checks">
        <thead>
          <tr>
            <th scope="col">{t('checks.check')}</th>
            <th scope="col">{t('checks.state')}</th>
            <th scope="col">{t('checks.figures')}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ check, state, done, of }) => (
            <tr key={check}>
              <th scope="row">{t(`checks.${check}`)}</th>
              <td>
                <span className={LOOK[state] ?? 'quiet'}>{t(`states.${STATES[state]}`)}</span>
              </td>
              <td className="figures">{of === 0 ? '–' : `${figure(done)} / ${figure(of)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What stood in the way, and the way to it. */
export function UnseenThings({ report: { checks } }: { readonly report: AuditReport }) {
  const { t } = useTranslation('audit-verdict');
  const gaps = checks.flatMap((check) => check.gaps);
  return (
    <section className="stack">
      <h2>{t('unseen.heading')}</h2>
      {gaps.length === 0 && <p>{t('unseen.none')}</p>}
      <ul role="list" className="stack">
        {gaps.map((gap) => (
          <li key={`${gap.kind} ${gap.logId} ${gap.reason}`} className="card stack close">
            <h3>
              {figure(gap.count)} {t(`unseen.${gap.kind}`)}
              {gap.entry !== undefined && ` (${t('unseen.first', { seq: figure(gap.entry) })})`}
            </h3>
            <p>{t([`how.${gap.kind}`, 'how.other'] as unknown as 'how.other')}</p>
            <p className="quiet" lang="en">
              {t('unseen.reason', { reason: gap.reason })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const WAITING = [
  'newer',
  'unanchored',
  'openEmergencies',
  'openWithdrawals',
  'rejectedWithdrawals',
  'lateWithdrawals',
  'overdueWithdrawals',
] as const;

export function StillWaiting({ counts }: { readonly counts: AuditReport['counts'] }) {
  const { t } = useTranslation('audit-verdict');
  const waiting = WAITING.filter((one) => counts[one] > 0);
  return (
    <section className="stack">
      <h2>{t('counts.heading')}</h2>
      {waiting.length === 0 && <p>{t('counts.none')}</p>}
      {waiting.length > 0 && (
        <dl className="facts">
          {waiting.map((one) => (
            <div key={one} className="fact">
              <dt>{t(`counts.${one}`)}</dt>
              <dd className="figures">{figure(counts[one])}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
