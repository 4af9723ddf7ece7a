import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownBlock } from '../../audit/page-protocol.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { NotMade } from './not-made.tsx';
import { VerdictReport } from './verdict-report.tsx';
import { verdictTitle } from './verdict-title.ts';
import { type Progress, verification } from './verification.ts';
import './verdict-words.ts';
import './audit.css';

/** Whether the log keeps what it promises: by the verifier of this project, which runs in this page. */
export function Verdict() {
  const { t } = useTranslation('audit-verdict');
  const state = useSyncExternalStore(verification.subscribe, verification.state);
  return (
    // The verdict itself is in the largest type; the question before it is a heading as on any page.
    <div className={state.state === 'done' ? 'verdict told' : 'verdict'}>
      <Page title={verdictTitle(t, state)}>
        {state.state === 'done' && <VerdictReport verified={state} />}
        {state.state === 'failed' && (
          <Said as="danger" role="alert">
            <NotMade message={state.message} />
          </Said>
        )}
        {state.state === 'runs' ? (
          <Running since={state.since} progress={state.progress} />
        ) : (
          <Begin isAgain={state.state !== 'none'} />
        )}
      </Page>
    </div>
  );
}

function Running({ since, progress }: { readonly since: number; readonly progress: Progress | undefined }) {
  const { t } = useTranslation('audit-verdict');
  const { step = 'ledger', done = 0, of = 0 } = progress ?? {};
  const seconds = Math.max(1, (Date.now() - since) / 1000);
  return (
    <section className="stack">
      <p>{t('about')}</p>
      <progress aria-label={t('title.runs')} className="long" {...(of > 0 ? { max: of, value: done } : {})} />
      <p className="figures" role="status">
        {progress === undefined
          ? t('beginning')
          : `${t(`${step}Step`, { done: figure(done), of: figure(of) })} · ${t('rate', { rate: figure(Math.round(done / seconds)) })}`}
      </p>
      <p className="quiet">{t('leave')}</p>
      <div className="row">
        <Button onPress={() => verification.stop()}>{t('stop')}</Button>
      </div>
    </section>
  );
}

/** Undefined where it is none. */
function knownBlock(text: string): KnownBlock | undefined {
  const [, height, hash = ''] = /^([0-9]{1,15})\s*[:,\s]\s*(0x[0-9a-fA-F]{64})$/.exec(text.trim()) ?? [];
  return height === undefined ? undefined : { height: Number(height), hash };
}

function Begin({ isAgain }: { readonly isAgain: boolean }) {
  const { t } = useTranslation('audit-verdict');
  const { gateway } = usePerson();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const begin = () => {
    const known = knownBlock(text);
    if (known === undefined && text.trim() !== '') return setFault(t('known.fault'));
    setFault(undefined);
    void verification.start(gateway, { known });
  };
  return (
    <section className="stack no-print">
      {!isAgain && <p>{t('about')}</p>}
      <TextField label={t('known.label')} hint={t('known.hint')} value={text} onChange={setText} fault={fault} />
      <div className="row">
        <Button look={isAgain ? 'outlined' : 'main'} onPress={begin}>
          {t(isAgain ? 'again' : 'begin')}
        </Button>
      </div>
    </section>
  );
}
