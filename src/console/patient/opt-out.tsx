import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choices, type OptOut as Level, optOut, regardlessText, type Withdrawal } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Failed } from '../parts/failed.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { onMoment } from '../words/times.ts';
import { choicesOf, consentsOf, useAct } from './asked.ts';
import { GiveBack, type GivenBack, HasGivenBack } from './give-back.tsx';
import { KeptReceipt } from './kept-receipt.tsx';
import { standingOf } from './standing.ts';
import { StandsSaid } from './stands.tsx';
import './words/change.ts';
import './words/opt-out.ts';

type Out = Exclude<Level, 'none'>;
const ACTS = { research: 'research-opt-out', all: 'full-opt-out' } as const;

/** Out of research or of everything, and back in: what it comes to is read first, either way. */
export function OptOut() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const choices = useQuery(choicesOf(gateway));
  const out = useAct(async (level: Out) => ({ level, withdrawal: await optOut(gateway, level) }));
  const [back, setBack] = useState<GivenBack>();
  if (back) return <HasGivenBack what="opt-in" done={back} />;
  if (out.data) return <IsOut {...out.data} onBack={setBack} />;
  return (
    <Page title={t('optOut.title')}>
      <Asked query={choices}>
        {(standing) => (
          <>
            <Standing standing={standing} />
            {standing.optOut !== 'all' && (
              <Choosing from={standing.optOut} isPending={out.isPending} onOut={(level) => out.mutate(level)} />
            )}
            {standing.optOut !== 'none' && (
              <section className="stack close">
                <GiveBack what="opt-in" onDone={setBack} />
              </section>
            )}
            {out.isError && <Failed error={out.error} />}
            <Link to="/patient/consents">{t('change.back')}</Link>
          </>
        )}
      </Asked>
    </Page>
  );
}

function Standing({ standing: choices }: { readonly standing: Choices }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  return (
    <Asked query={consents}>
      {(all) => {
        const standing = standingOf(choices, all);
        return (
          <Said as={standing.out === 'none' && !standing.isPaused ? 'note' : 'warn'}>
            <p>{t(standing.out === 'none' ? 'optOut.isIn' : 'optOut.isOut')}</p>
            <StandsSaid standing={standing} />
            {choices.pending.includes('opt-out') && <p>{t('optOut.pending')}</p>}
          </Said>
        );
      }}
    </Asked>
  );
}

interface ChoosingProps {
  readonly from: Level;
  readonly isPending: boolean;
  readonly onOut: (level: Out) => void;
}

/** What goes on whatever is chosen is read before anything is pressed. */
function Choosing({ from, isPending, onOut }: ChoosingProps) {
  const { t } = useTranslation('patient');
  const [level, setLevel] = useState<Out>();
  const levels = from === 'none' ? (['research', 'all'] as const) : (['all'] as const);
  return (
    <section className="stack">
      <OneOf
        label={t('optOut.ask')}
        value={level}
        onChange={(value) => setLevel(value as Out)}
        options={levels.map((value) => ({ value, label: t(`optOut.${value}`), hint: t(`optOut.${value}Hint`) }))}
      />
      <div className="stack close" aria-live="polite">
        {level === undefined ? <p>{t('optOut.choose')}</p> : <Lines lines={regardlessText(ACTS[level], spoken())} />}
      </div>
      <div className="row">
        <Button
          look="main"
          isDisabled={level === undefined}
          isPending={isPending}
          onPress={() => level !== undefined && onOut(level)}
        >
          {t('optOut.button')}
        </Button>
      </div>
      {isPending && <p role="status">{t('change.checking')}</p>}
    </section>
  );
}

interface IsOutProps {
  readonly level: Out;
  readonly withdrawal: Withdrawal;
  readonly onBack: (done: GivenBack) => void;
}

/** Shown once the receipt was verified here. */
function IsOut({ level, withdrawal, onBack }: IsOutProps) {
  const { t } = useTranslation('patient');
  const title = t('optOut.done', { when: onMoment(withdrawal.entry.time) });
  const means = t(`optOut.doneMeans.${level}`);
  const lines = regardlessText(ACTS[level], spoken());
  return (
    <Page title={title}>
      <Said as="done" role="status">
        <p>{means}</p>
        <p>{t('change.checked.opt-out')}</p>
      </Said>
      <Lines lines={lines} />
      <section className="stack close no-print">
        <p>{t('optOut.mind')}</p>
        <GiveBack what="opt-in" onDone={onBack} />
      </section>
      <KeptReceipt name="opt-out" said={[title, means, ...lines]} {...withdrawal} />
    </Page>
  );
}
