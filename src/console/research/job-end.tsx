import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCustosError } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { useOnce } from '../parts/use-once.ts';
import { figure } from '../words/numbers.ts';
import type { DownloadJob, DownloadState } from './fetch/download-job.ts';
import { reportOf } from './fetch/report.ts';
import { Usage } from './usage.tsx';
import { useWords } from './use-words.ts';

/** So many are told by name. */
const NAMED = 5;

interface JobEndProps {
  readonly job: DownloadJob;
  readonly state: DownloadState;
}

/** What came of a download, and what to do. */
export function JobEnd({ job, state }: JobEndProps) {
  const { t } = useTranslation('research-download');
  const canGoOn = job.order.target.remove !== undefined;
  const needsAgain = state.phase !== 'done' || state.broken.length > 0;
  return (
    <>
      <Outcome state={state} />
      <Broken state={state} />
      <Gone job={job} state={state} />
      {state.receipts.length > 0 && <p>{t('run.receipts', { count: state.receipts.length })}</p>}
      {job.order.target.kept.size > 0 && <Usage permit={job.order.request.permit} />}
      {needsAgain && <p className="quiet">{t(canGoOn ? 'run.againFolder' : 'run.againZip')}</p>}
      {needsAgain && <CopyReport job={job} state={state} />}
    </>
  );
}

function Outcome({ state }: { readonly state: DownloadState }) {
  const { t } = useTranslation('research-download');
  const words = useWords();
  const { phase, items, wanted, error } = state;
  const numbers = { items: figure(items), of: wanted ? figure(wanted.items) : t('run.unknown') };
  if (phase === 'done') {
    const isWhole = state.broken.length === 0 && items === (wanted?.items ?? 0);
    return (
      <Said as={isWhole ? 'done' : 'warn'} role="status">
        <p className="estimate">{wanted ? t('run.done', numbers) : t('run.doneNone')}</p>
      </Said>
    );
  }
  if (phase === 'stopped') {
    return (
      <Said as="note" role="status">
        {t('run.stopped', numbers)}
      </Said>
    );
  }
  const isRefused = isCustosError(error, 'ACCESS_REFUSED');
  const isUntrue = isCustosError(error, 'PROOF_INVALID', 'NOTE_INVALID', 'SIGNATURE_INVALID', 'ENCODING_INVALID');
  const reason = isRefused ? String(error.details['reason']) : undefined;
  return (
    <Said as="danger" role="alert">
      <p>
        <strong>
          {isRefused
            ? t('run.refused', { why: words.refusal(reason) })
            : t(isUntrue ? 'run.untrue' : 'run.failed', numbers)}
        </strong>
      </p>
      {(isRefused || isUntrue) && <p>{t(isRefused ? 'run.refusedText' : 'run.untrueText')}</p>}
      {error instanceof Error && (
        <details>
          <summary>{t('run.details')}</summary>
          <p className="quiet" lang="en">
            {error.message}
          </p>
        </details>
      )}
    </Said>
  );
}

function Broken({ state: { broken } }: { readonly state: DownloadState }) {
  const { t } = useTranslation('research-download');
  const names = useNames(broken.map((number) => t('run.brokenItem', { number })));
  if (broken.length === 0) return null;
  return (
    <Said as="danger">
      <p>{t('run.broken', { count: broken.length, names })}</p>
      <p>{t('run.brokenText')}</p>
    </Said>
  );
}

function Gone({ job, state: { gone } }: JobEndProps) {
  const { t } = useTranslation('research-download');
  const names = useNames(gone.map(({ file }) => file));
  const isFolder = job.order.target.remove !== undefined;
  const remove = useOnce({ mutationFn: () => job.removeGone() });
  if (remove.isSuccess) return <Said as="done">{t('run.removed')}</Said>;
  if (gone.length === 0) return null;
  return (
    <Said as="warn">
      <p>
        <strong>{t('run.gone', { count: gone.length, names })}</strong>
      </p>
      <p>{t(isFolder ? 'run.goneFolder' : 'run.goneZip')}</p>
      {isFolder && (
        <div className="row">
          <Button look="danger" onPress={() => remove.mutate()} isPending={remove.isPending}>
            {t('run.remove')}
          </Button>
        </div>
      )}
    </Said>
  );
}

function useNames(all: readonly string[]): string {
  const { t } = useTranslation('research-download');
  const names = all.slice(0, NAMED).join(', ');
  return all.length <= NAMED ? names : t('run.goneMore', { names, count: all.length - NAMED });
}

function CopyReport({ job, state }: JobEndProps) {
  const { t } = useTranslation('research-download');
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(reportOf(job.order.request, state)).then(() => setCopied(true));
  return (
    <div className="row">
      <Button onPress={copy}>
        <Copy aria-hidden size={16} />
        {t(isCopied ? 'run.reported' : 'run.report')}
      </Button>
    </div>
  );
}
