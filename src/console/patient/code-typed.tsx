import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AskedNarrowingCode,
  type CodeAct,
  isCustosError,
  type NarrowedByCode,
  narrowByCode,
  regardlessText,
  typedCode,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Failed } from '../parts/failed.tsx';
import { Letter } from '../parts/letter.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { stranger } from '../session/session.ts';
import { spoken } from '../words/language.ts';
import { onMoment } from '../words/times.ts';
import { goesOn } from './goes-on.ts';
import { KeepReceipt, ReceiptProof } from './kept-receipt.tsx';
import { PauseSpans } from './pause-spans.tsx';
import { type ChosenPause, pauseUntil } from './pauses.ts';
import './words/change.ts';
import { useOnce } from '../parts/use-once.ts';

const WHAT = ['withdraw-all', 'research', 'all', 'pause'] as const;
type What = (typeof WHAT)[number];
/** Of what goes on whatever is stopped. */
const ACTS = {
  'withdraw-all': 'withdrawal',
  research: 'research-opt-out',
  all: 'full-opt-out',
  pause: 'pause',
} as const satisfies Record<What, Parameters<typeof regardlessText>[0]>;

interface CodeTypedProps {
  readonly attempt: AskedNarrowingCode['attempt'];
  readonly onAnother: () => void;
}

/** The code came: what it shall stop is chosen, what goes on is read, and then it counts. */
export function CodeTyped({ attempt, onAnother }: CodeTypedProps) {
  const { t } = useTranslation('patient');
  const [typed, setTyped] = useState('');
  const [what, setWhat] = useState<What>();
  const [pause, setPause] = useState<ChosenPause>({});
  const code = typedCode(typed);
  const act = actOf(what, pause);
  const stop = useOnce({ mutationFn: (chosen: CodeAct) => narrowByCode(stranger(), attempt, code, chosen) });
  if (stop.data && what) return <Stopped narrowed={stop.data} what={what} />;
  const isWrong = isCustosError(stop.error, 'CHALLENGE_INVALID', 'INPUT_INVALID');
  return (
    <Page title={t('stop.title')}>
      <Said role="status">
        <p>{t('stop.sent')}</p>
      </Said>
      <TextField
        label={t('stop.code')}
        hint={t('stop.codeHint')}
        value={typed}
        onChange={setTyped}
        autoComplete="one-time-code"
        fault={isWrong ? t('stop.wrongCode') : undefined}
      />
      <OneOf
        label={t('stop.what')}
        value={what}
        onChange={(value) => setWhat(value as What)}
        options={WHAT.map((value) => ({ value, label: t(`stop.acts.${value}`) }))}
      />
      {what === 'pause' && <PauseSpans value={pause} onChange={setPause} />}
      <div className="stack close" aria-live="polite">
        {what === undefined ? <p>{t('stop.goesOn')}</p> : <Lines lines={regardlessText(ACTS[what], spoken())} />}
      </div>
      <div className="row">
        <Button
          look="danger main"
          isDisabled={code === '' || act === undefined}
          isPending={stop.isPending}
          onPress={() => act && stop.mutate(act)}
        >
          {t('stop.button')}
        </Button>
        <Button onPress={onAnother}>{t('stop.another')}</Button>
      </div>
      {stop.isPending && <p role="status">{t('stop.checking')}</p>}
      {stop.isError && !isWrong && <Failed error={stop.error} />}
    </Page>
  );
}

function actOf(what: What | undefined, pause: ChosenPause): CodeAct | undefined {
  if (what === 'withdraw-all') return { act: what };
  if (what === 'research' || what === 'all') return { act: 'opt-out', level: what };
  const until = pauseUntil(pause);
  return what === 'pause' && until !== undefined ? { act: what, until } : undefined;
}

/** Shown once the receipt was verified here. */
function Stopped({ narrowed: { entry, receipt }, what }: { readonly narrowed: NarrowedByCode; readonly what: What }) {
  const { t } = useTranslation('patient');
  const title = t('stop.done', { when: onMoment(entry.time) });
  const lines = what === 'withdraw-all' ? goesOn('none', t('change.goesOn')) : regardlessText(ACTS[what], spoken());
  const kept = { name: 'stop', said: [title, `${t(`stop.acts.${what}`)}.`, ...lines], entry, receipt } as const;
  return (
    <Page title={title}>
      <Said as="done" role="status">
        <p>{t(`stop.acts.${what}`)}.</p>
        <p>{t('stop.doneMeans')}</p>
        <p>{t('stop.checked')}</p>
      </Said>
      <p>{t('stop.undo')}</p>
      <Lines lines={lines} />
      <div className="row">
        <KeepReceipt {...kept} />
        <Link to="/enter/$who" params={{ who: 'patient' }}>
          {t('stop.door')}
        </Link>
      </div>
      <ReceiptProof {...kept} />
      <Letter />
    </Page>
  );
}
