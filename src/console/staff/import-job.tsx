import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { discardDraft, type ImportJob, isCustosError, readImport } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { ProgramWords } from '../parts/program-words.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { size } from '../words/numbers.ts';
import { Answer, Refusal } from './answer.tsx';
import { useNames } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { ImportChanges } from './import-changes.tsx';
import { ImportReportView } from './import-report.tsx';
import './imports-words.ts';
import { PublishDraft } from './publish-draft.tsx';
import { Publishing } from './publishing.tsx';
import { hasSharedFiles } from './shared-files.tsx';

const POLL_MS = 400;

/** An import, from its beginning to the version that it is published as. It runs at the gateway, whoever looks. */
export function ImportJobPage() {
  const { t } = useTranslation('staff-imports');
  const { job: id } = useParams({ from: '/staff/imports/$job' });
  const { gateway } = usePerson();
  const names = useNames();
  const query = useQuery({
    queryKey: ['staff', 'import', id],
    queryFn: () => readImport(gateway, id),
    refetchInterval: ({ state }) => (runs(state.data) ? POLL_MS : false),
    staleTime: 0,
  });
  // One that was seen to run stays on the page when the gateway that was stopped knows nothing of it any more.
  if (isCustosError(query.error, 'NOT_FOUND')) {
    return (
      <Page title={t('again')}>
        <Said as="warn" role="alert">
          <p>{t('gone')}</p>
          <Link to="/staff/datasets">{t('again')}</Link>
        </Said>
      </Page>
    );
  }
  return (
    <Answer query={query}>
      {(job) => (
        <Page title={t('jobTitle', { name: names.dataset(job.dataset) })}>
          {query.isError && <Refusal error={query.error} again={() => void query.refetch()} />}
          <Progress job={job} at={query.dataUpdatedAt} />
          <Outcome job={job} />
          {job.report && <ImportReportView report={job.report} dataset={job.dataset} />}
          {job.state === 'ready' && <ImportChanges changes={job.changes} />}
          {job.state === 'ready' && <ToPublish job={job} />}
        </Page>
      )}
    </Answer>
  );
}

function runs(job: ImportJob | undefined): boolean {
  return job?.state === 'running' || job?.publication?.state === 'running';
}

/** How far it is and how fast, measured from when this page began to look. */
function Progress({ job: { state, progress }, at }: { readonly job: ImportJob; readonly at: number }) {
  const { t } = useTranslation('staff-imports');
  const first = useRef({ phase: progress.phase, done: progress.done, at });
  if (state !== 'running') return null;
  if (first.current.phase !== progress.phase) first.current = { phase: progress.phase, done: progress.done, at };
  const seconds = (at - first.current.at) / 1000;
  const rate = seconds > 0 ? (progress.done - first.current.done) / seconds : 0;
  return (
    <section className="stack close">
      <p role="status">
        <strong>{t(`phases.${progress.phase}`)}</strong>
      </p>
      <progress aria-label={t(`phases.${progress.phase}`)} value={progress.done} max={Math.max(1, progress.total)} />
      <p className="figures">
        {t('progress', { done: size(progress.done), total: size(progress.total) })}
        {rate > 0 && `, ${t('rate', { rate: size(rate) })}`}
      </p>
      <p className="quiet">{t('canClose')}</p>
    </section>
  );
}

function Outcome({ job }: { readonly job: ImportJob }) {
  const { t } = useTranslation('staff-imports');
  const { state, error, unchangedSince, publication } = job;
  if (state === 'running') return null;
  if (state === 'discarded') {
    return (
      <Said as="warn">
        <p>{t('discarded')}</p>
      </Said>
    );
  }
  if (state === 'failed') {
    return (
      <Said as="danger" role="alert">
        <p>
          <strong>{t('failed')}</strong>
        </p>
        {error && <ProgramWords>{error.detail}</ProgramWords>}
        <p>{t(job.report === undefined && error?.code === 'IMPORT_NOTHING' ? 'failedFormat' : 'failedNext')}</p>
        <Link to="/staff/datasets/$dataset/import" params={{ dataset: job.dataset }}>
          {t('again')}
        </Link>
      </Said>
    );
  }
  if (publication !== undefined) return <Publishing publication={publication} dataset={job.dataset} />;
  const isHeldUp = hasSharedFiles(job);
  return (
    <Said as={isHeldUp ? 'warn' : 'done'} role="status">
      <p>{t(isHeldUp ? 'nobodys.ready' : 'ready')}</p>
      {unchangedSince != null && <p>{t('unchanged', { version: unchangedSince })}</p>}
    </Said>
  );
}

function ToPublish({ job }: { readonly job: ImportJob }) {
  const { t } = useTranslation('staff-imports');
  const { gateway } = usePerson();
  const navigate = useNavigate();
  const { publication, dataset } = job;
  if (publication !== undefined && publication.state !== 'failed') return null;
  return (
    <section className="stack wide">
      <PublishDraft job={job} />
      {publication === undefined && (
        <div className="row">
          <Confirm
            verb={t('discard')}
            title={t('discardTitle')}
            act={() => discardDraft(gateway, job.import)}
            onDone={() => void navigate({ to: '/staff/datasets/$dataset', params: { dataset } })}
          >
            <p>{t('discardSays')}</p>
          </Confirm>
        </div>
      )}
    </section>
  );
}
