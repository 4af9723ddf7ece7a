import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, Printer } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditReport } from '../../audit/report.ts';
import { logState } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, day } from '../words/times.ts';
import { ElsewhereCommand } from './elsewhere-command.tsx';
import { reportCsv, reportPage } from './report-files.ts';
import { Checks, StillWaiting, UnseenThings } from './verdict-checks.tsx';
import { blockWord, verdictLook, verdictSentence, verdictTitle } from './verdict-title.ts';
import { type Verified, verification } from './verification.ts';

const SHOWN = 100;

/** What an audit came to: findings first, then what was checked, then what was not seen. */
export function VerdictReport({ verified }: { readonly verified: Verified }) {
  const { t } = useTranslation('audit-verdict');
  const { report, at, took } = verified;
  const article = useRef<HTMLElement>(null);
  return (
    <article className="stack wide" ref={article}>
      <Since verified={verified} />
      <Reached verified={verified} />
      <Findings report={report} />
      <UnseenThings report={report} />
      <Checks report={report} />
      <StillWaiting counts={report.counts} />
      <section className="stack">
        <h2>{t('trust.heading')}</h2>
        <p>{t('trust.code')}</p>
        <ElsewhereCommand ledger={report.ledger} />
        <p className="quiet figures">
          {t('took', { at: `${day(at / 1000)}, ${clock(at)}`, seconds: figure(Math.max(1, Math.round(took / 1000))) })}
        </p>
      </section>
      <Keep verified={verified} article={article} />
    </article>
  );
}

function Reached({ verified }: { readonly verified: Verified }) {
  const { t } = useTranslation('audit-verdict');
  const { report, known } = verified;
  const { height, hash, chainId, membership } = report.ledger;
  const of = { height: figure(height) };
  return (
    <section className="stack">
      <Said as={verdictLook(verified)} role="status">
        <p>{verdictSentence(t, verified)}.</p>
        <p>
          {t('level.label')}:{' '}
          <strong>
            {report.level === report.asked
              ? t(`level.${report.level}`)
              : t('level.of', { level: t(`level.${report.level}`), asked: t(`level.${report.asked}`) })}
          </strong>
        </p>
      </Said>
      <Said as={known === 'same' ? 'done' : known === 'other' ? 'danger' : known === undefined ? 'note' : 'warn'}>
        <p>
          <strong>{t('known.heading')}</strong>
        </p>
        <p>{t(`known.${blockWord(known)}`, of)}</p>
        <p className="quiet">
          {t('known.block', of)}: <code>{hash}</code>
        </p>
        <p className="quiet">
          {t('known.ledger')}:{' '}
          <code>
            {chainId}:{membership}
          </code>
        </p>
      </Said>
    </section>
  );
}

/** A verdict is of its moment: what the log has got since, it says nothing of. */
function Since({ verified: { report, at } }: { readonly verified: Verified }) {
  const { t } = useTranslation('audit-verdict');
  const { gateway } = usePerson();
  const state = useQuery({ queryKey: ['audit', 'log-state'], queryFn: () => logState(gateway), staleTime: 0 });
  const checked = report.logs.find(({ logId }) => logId === state.data?.logId)?.entries;
  const since = state.data === undefined || checked === undefined ? 0 : state.data.size - checked;
  const when = `${day(at / 1000)}, ${clock(at)}`;
  if (since <= 0) return <p className="quiet">{t('asOf', { when })}</p>;
  return (
    <Said>
      <p>{t('since', { when, count: since, figure: figure(since) })}</p>
      <div className="row no-print">
        <Button onPress={() => void verification.start(gateway)}>{t('again')}</Button>
      </div>
    </Said>
  );
}

function Findings({ report: { findings, counts } }: { readonly report: AuditReport }) {
  const { t } = useTranslation('audit-verdict');
  const more = counts.findings - Math.min(findings.length, SHOWN);
  return (
    <section className="stack">
      <h2>{t('findings.heading')}</h2>
      {findings.length === 0 && <p>{t('findings.none')}</p>}
      <ol role="list" className="stack">
        {findings.slice(0, SHOWN).map((finding) => (
          <li key={JSON.stringify(finding)} className="card stack close">
            <h3>{t(`rules.${finding.rule}`)}</h3>
            <p lang="en">{finding.message}</p>
            {finding.entry !== undefined && (
              <p>
                <Link to="/audit/log/$seq" params={{ seq: String(finding.entry) }} search={{ log: finding.logId }}>
                  {t('findings.entry', { seq: figure(finding.entry) })}
                </Link>
              </p>
            )}
            <p>
              <strong>{t('findings.what')}:</strong>{' '}
              {t([`doing.${finding.rule}`, 'doing.other'] as unknown as 'doing.other')}
            </p>
          </li>
        ))}
      </ol>
      {more > 0 && <p>{t('findings.more', { count: more, figure: figure(more) })}</p>}
    </section>
  );
}

function Keep({
  verified,
  article,
}: {
  readonly verified: Verified;
  readonly article: { readonly current: HTMLElement | null };
}) {
  const { t } = useTranslation('audit-verdict');
  const name = `audit-${new Date(verified.at).toISOString().slice(0, 10)}`;
  const keepPage = () => {
    const title = verdictTitle(t, { state: 'done', ...verified });
    if (article.current) saveFile(`${name}.html`, reportPage(title, article.current), 'text/html;charset=utf-8');
  };
  return (
    <section className="stack no-print">
      <h2>{t('keep.heading')}</h2>
      <div className="row">
        <Button onPress={() => print()}>
          <Printer aria-hidden size={18} />
          {t('keep.print')}
        </Button>
        <Button onPress={keepPage}>
          <Download aria-hidden size={18} />
          {t('keep.html')}
        </Button>
        <Button onPress={() => saveFile(`${name}.csv`, reportCsv(t, verified), 'text/csv;charset=utf-8')}>
          <Download aria-hidden size={18} />
          {t('keep.csv')}
        </Button>
      </div>
    </section>
  );
}
