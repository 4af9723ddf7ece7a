import { Link } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditReport } from '../../audit/report.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { NotMade } from './not-made.tsx';
import { Verification } from './verification.ts';

/** The decision behind one entry, taken again by the verifier. */
export function DecidedAnew({ seq }: { readonly seq: number }) {
  const { t } = useTranslation('audit-entry');
  const { gateway } = usePerson();
  const [verification] = useState(() => new Verification());
  const state = useSyncExternalStore(verification.subscribe, verification.state);
  useEffect(() => () => verification.forget(), [verification]);
  const only = { entry: seq };
  const progress = state.state === 'runs' ? state.progress : undefined;
  return (
    <section className="stack">
      <h2>{t('anew.heading')}</h2>
      <p>{t('anew.text')}</p>
      {state.state === 'done' && <Outcome report={state.report} seq={seq} />}
      {state.state === 'failed' && (
        <Said as="danger" role="alert">
          <NotMade message={state.message} />
        </Said>
      )}
      {state.state === 'runs' ? (
        <p role="status" className="figures">
          {t('anew.runs', { done: figure(progress?.done ?? 0), of: figure(progress?.of ?? 0) })}
        </p>
      ) : (
        <div className="row">
          <Button onPress={() => void verification.start(gateway, { range: { from: only, to: only } })}>
            {t('anew.begin')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Outcome({ report, seq }: { readonly report: AuditReport; readonly seq: number }) {
  const { t } = useTranslation('audit-entry');
  const own = report.findings.filter(({ entry }) => entry === undefined || entry === seq);
  const countOf = (name: string) => report.checks.find(({ check }) => check === name)?.done ?? 0;
  const [rows, consents] = [countOf('rows'), countOf('consents')];
  if (own.length > 0) {
    return (
      <Said as="danger">
        <p>
          <strong>{t('anew.other')}</strong>
        </p>
        {own.map((finding) => (
          <p key={JSON.stringify(finding)} lang="en">
            {finding.message}
          </p>
        ))}
        <Link to="/audit/verdict">{t('verdict')}</Link>
      </Said>
    );
  }
  if (report.level !== report.asked || report.verdict === 'findings') {
    return (
      <Said as="warn">
        <p>{t('anew.unseen')}</p>
        <Link to="/audit/verdict">{t('verdict')}</Link>
      </Said>
    );
  }
  return (
    <Said as="done">
      <p>{t('anew.same', { level: t(`level.${report.level}`) })}</p>
      {report.counts.rows > 0 && (
        <p>
          {t('anew.rows', { rows: figure(rows), consents: figure(consents) })}{' '}
          {rows > consents && t('anew.alone', { figure: figure(rows - consents) })}
        </p>
      )}
    </Said>
  );
}
