import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pauseReleases, regardlessText, type Withdrawal } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { day } from '../words/times.ts';
import { choicesOf, consentsOf, useAct } from './asked.ts';
import { ConsentsBriefly } from './consents-briefly.tsx';
import { GiveBack, type GivenBack, HasGivenBack } from './give-back.tsx';
import { KeptReceipt } from './kept-receipt.tsx';
import './words/change.ts';
import './words/withheld.ts';
import { PauseSpans } from './pause-spans.tsx';
import { type ChosenPause, pauseUntil } from './pauses.ts';
import { standingOf } from './standing.ts';
import { StandsSaid } from './stands.tsx';

/** Nothing leaves until the end of a day, whatever was consented to; then what has not ended goes on by itself. */
export function Pause() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [chosen, setChosen] = useState<ChosenPause>({});
  const choices = useQuery(choicesOf(gateway));
  const [over, setOver] = useState<GivenBack>();
  const pause = useAct(async (last: number) => ({ last, withdrawal: await pauseReleases(gateway, last) }));
  if (pause.data) return <Paused {...pause.data} />;
  if (over) return <HasGivenBack what="resumption" done={over} />;
  const standing = choices.data?.pausedUntil;
  // Until when one lasts that is on its way is not known before the ledger has it.
  const isUnderWay = choices.data?.pending.includes('pause') ?? false;
  const until = isUnderWay ? undefined : pauseUntil(chosen, undefined, standing);
  return (
    <Page title={t('change.pauseTitle')}>
      <p>{t('change.pauseText')}</p>
      {standing !== undefined && (
        <Said as="warn">
          <p>{t('change.pausedNow', { when: day(standing) })}</p>
          <GiveBack what="resumption" onDone={setOver} />
        </Said>
      )}
      {isUnderWay && (
        <Said as="warn">
          <p>{t('withheld.pausePending')}</p>
        </Said>
      )}
      {choices.data && choices.data.optOut !== 'none' && (
        <Said>
          <StandsSaid standing={standingOf(choices.data, [])} />
        </Said>
      )}
      <PauseSpans value={chosen} onChange={setChosen} after={standing} />
      <div aria-live="polite">{until !== undefined && <EndingBefore until={until} />}</div>
      <Lines lines={regardlessText('pause', spoken())} />
      <div className="row">
        <Button
          look="main"
          isDisabled={until === undefined}
          isPending={pause.isPending}
          onPress={() => until !== undefined && pause.mutate(until)}
        >
          {t('change.pauseButton')}
        </Button>
        <Link to="/patient/consents">{t('change.back')}</Link>
      </div>
      {pause.isPending && <p role="status">{t('change.checking')}</p>}
      {pause.isError && <Failed error={pause.error} />}
    </Page>
  );
}

/** Consents that a pause outlasts: for them it is an end. */
function EndingBefore({ until }: { readonly until: number }) {
  const { t } = useTranslation('patient');
  const consents = useQuery(consentsOf(usePerson().gateway, spoken()));
  const ending = consents.data?.filter(({ consent }) => consent.active && consent.until <= until) ?? [];
  if (ending.length === 0) return null;
  return (
    <Said as="warn">
      <p>{t('change.endBefore')}</p>
      <ConsentsBriefly all={ending} />
    </Said>
  );
}

/** Shown once the receipt was verified here. */
function Paused({ last, withdrawal }: { readonly last: number; readonly withdrawal: Withdrawal }) {
  const { t } = useTranslation('patient');
  const title = t('change.pausedTitle', { when: day(last) });
  const lines = regardlessText('pause', spoken());
  return (
    <Page title={title}>
      <Said as="done" role="status">
        <p>{t('change.pausedMeans')}</p>
        <p>{t('change.checked.pause')}</p>
      </Said>
      <EndingBefore until={last} />
      <Lines lines={lines} />
      <KeptReceipt name="pause" said={[title, t('change.pausedMeans'), ...lines]} {...withdrawal} />
    </Page>
  );
}
