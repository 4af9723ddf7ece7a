import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { figure, size } from '../words/numbers.ts';
import { clock } from '../words/times.ts';
import { currentJob, useDownloadState } from './fetch/current-job.ts';
import type { DownloadJob, DownloadState } from './fetch/download-job.ts';
import { JobEnd } from './job-end.tsx';

/** A download, while it runs and after. */
export function JobView({ job }: { readonly job: DownloadJob }) {
  const { t } = useTranslation('research-download');
  const state = useDownloadState(job);
  return (
    <section className="card stack">
      <h2>{t('run.heading', { name: job.order.name })}</h2>
      {state.phase === 'running' ? <Running job={job} state={state} /> : <JobEnd job={job} state={state} />}
      <Cuts state={state} />
      {state.phase !== 'running' && (
        <div className="row">
          <Button look="main" onPress={() => currentJob.forget()}>
            {t(state.phase === 'done' ? 'run.another' : 'run.again')}
          </Button>
          <Link to="/research/receipts">{t('run.toReceipts')}</Link>
        </div>
      )}
    </section>
  );
}

function Running({ job, state }: { readonly job: DownloadJob; readonly state: DownloadState }) {
  const { t } = useTranslation('research-download');
  const { items, bytes, wanted, rate, before } = state;
  return (
    <>
      {wanted === undefined ? (
        <p role="status">{t('run.begins')}</p>
      ) : (
        <>
          <progress className="progress" max={wanted.items} value={items} aria-label={t('run.running')} />
          <dl className="figures">
            <Figure
              term={t('run.verified')}
              text={t('run.progress', { items: figure(items), of: figure(wanted.items) })}
            />
            <Figure term={t('bytes')} text={t('run.sizes', { bytes: size(bytes), of: size(wanted.bytes) })} />
            <Figure term={t('run.rate')} text={t('run.perSecond', { size: size(rate) })} />
            {before > 0 && <Figure term={t('run.before')} text={figure(before)} />}
          </dl>
        </>
      )}
      <p className="quiet">{t('run.leave')}</p>
      <div className="row">
        <Button onPress={() => job.stop()}>{t('run.stop')}</Button>
      </div>
    </>
  );
}

function Figure({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

/** What was withdrawn meanwhile, said as soon as it is known. */
function Cuts({ state: { cuts } }: { readonly state: DownloadState }) {
  const { t } = useTranslation('research-download');
  return cuts.map(({ at, fewer }) => (
    <Said key={at} as="warn" role="alert">
      <p>
        <strong>
          {t('run.cut', { when: clock(at) })} {t('run.fewer', { count: fewer, shown: figure(fewer) })}
        </strong>
      </p>
      <p>{t('run.cutText')}</p>
    </Said>
  ));
}
