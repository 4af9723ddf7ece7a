import { useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { UploadProgress } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure, size } from '../words/numbers.ts';
import { Refusal } from './answer.tsx';
import { Confirm } from './confirm.tsx';
import { currentSending, type Sending, type SendingState, useSendingState } from './import-sending.ts';
import './import.css';

/** Files on their way, and the import's own page once it runs. */
export function SendingView({ sending }: { readonly sending: Sending }) {
  const { t } = useTranslation('staff-imports');
  const state = useSendingState(sending);
  const navigate = useNavigate();
  const { gateway } = usePerson();
  const { phase, job } = state;
  useEffect(() => {
    if (job === undefined) return;
    currentSending.forget();
    void navigate({ to: '/staff/imports/$job', params: { job } });
  }, [job, navigate]);
  return (
    <section className="stack wide">
      <h2>{t(`send.phases.${phase}`)}</h2>
      <Totals state={state} />
      {phase === 'sending' && <p className="quiet">{t('send.stay')}</p>}
      {phase === 'stopped' && (
        <Said as="warn" role="status">
          <p>{t('send.stoppedSays')}</p>
        </Said>
      )}
      {phase === 'failed' && (
        <>
          <Refusal error={state.error} />
          <p>{t('send.failedSays')}</p>
        </>
      )}
      <div className="row">
        {phase === 'sending' && <Button onPress={() => sending.stop()}>{t('send.stop')}</Button>}
        {(phase === 'stopped' || phase === 'failed') && (
          <>
            <Button look="main" onPress={() => sending.again(gateway)}>
              {t('send.goOn')}
            </Button>
            <Confirm
              verb={t('send.discard')}
              title={t('send.discardTitle')}
              act={() => sending.discard(gateway)}
              onDone={() => currentSending.forget()}
            >
              <p>{t('send.discardSays')}</p>
            </Confirm>
          </>
        )}
      </div>
      <Files files={state.files} />
    </section>
  );
}

function Totals({ state: { phase, total, rate } }: { readonly state: SendingState }) {
  const { t } = useTranslation('staff-imports');
  return (
    <div className="stack close">
      <progress
        aria-label={t(`send.phases.${phase}`)}
        value={total.bytes === 0 ? total.completeFiles : total.arrivedBytes}
        max={Math.max(1, total.bytes === 0 ? total.files : total.bytes)}
      />
      <p className="figures">
        {t('send.total', {
          files: figure(total.completeFiles),
          of: figure(total.files),
          done: size(total.arrivedBytes),
          total: size(total.bytes),
        })}
        {rate > 0 && `, ${t('rate', { rate: size(rate) })}`}
      </p>
    </div>
  );
}

/** Those that moved last: of thousands nobody reads all. */
function Files({ files }: { readonly files: readonly UploadProgress[] }) {
  const { t } = useTranslation('staff-imports');
  if (files.length === 0) return null;
  return (
    <div className="stack close">
      <h3>{t('send.last')}</h3>
      <ul className="sent-files">
        {files.map(({ name, state, done, bytes }) => (
          <li key={name}>
            <span className="name">{name}</span>
            <span className="how">
              {state === 'complete' ? (
                <>
                  <Check aria-hidden size={16} />
                  {t('send.complete', { size: size(bytes) })}
                </>
              ) : (
                t(`send.${state}`, { done: size(done), size: size(bytes) })
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
