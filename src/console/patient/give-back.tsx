import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choices, type GatewayClient, optIn, resumeReleases } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Letter } from '../parts/letter.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { onMoment } from '../words/times.ts';
import { choicesOf, consentsOf, useAct } from './asked.ts';
import { type GivingBack, standingOf } from './standing.ts';
import { GivesAgain } from './stands.tsx';
import './words/change.ts';
import './words/give-back.ts';

/** Each takes back what was shown alone: what another window or device withheld meanwhile was not read here. */
const ACTS: Readonly<Record<GivingBack, (gateway: GatewayClient, shown: Choices | undefined) => Promise<Choices>>> = {
  resumption: (gateway, shown) => resumeReleases(gateway, shown?.pausedUntil),
  'opt-in': (gateway, shown) => optIn(gateway, 'none', shown?.optOut),
};

/** What stands since, and when this page was told so. */
export interface GivenBack {
  readonly choices: Choices;
  readonly time: number;
}

interface GiveBackProps {
  readonly what: GivingBack;
  readonly onDone: (done: GivenBack) => void;
}

/** To share again is as deliberate as to stop: what counts again is read first, and then it is pressed. */
export function GiveBack({ what, onDone }: GiveBackProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  // As it was when this was asked: what changes while somebody reads was not read.
  const [shown, setShown] = useState<Choices>();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const choices = useQuery(choicesOf(gateway));
  const act = useAct(async () => onDone({ choices: await ACTS[what](gateway, shown), time: Date.now() }));
  return (
    <div className="row">
      <Button isDisabled={!choices.isSuccess} onPress={() => setShown(choices.data)}>
        {t(`giveBack.${what}.button`)}
      </Button>
      <Sheet
        title={t(`giveBack.${what}.sure`)}
        isOpen={shown !== undefined}
        onClose={() => setShown(undefined)}
        isGrave
      >
        {shown && (
          <Asked query={consents}>
            {(all) => (
              <>
                <p>{t('standing.fromThen')}</p>
                <GivesAgain standing={standingOf(shown, all, what)} />
              </>
            )}
          </Asked>
        )}
        {act.isPending && <p role="status">{t('giveBack.waits')}</p>}
        {act.isError && <Failed error={act.error} />}
        <div className="row">
          <Button look="main" isDisabled={!consents.isSuccess} isPending={act.isPending} onPress={() => act.mutate()}>
            {t(`giveBack.${what}.confirm`)}
          </Button>
          <Button onPress={() => setShown(undefined)}>{t('giveBack.leave')}</Button>
        </div>
      </Sheet>
    </div>
  );
}

/** Shown once the record that all hospitals share has it: what else is withheld is said, too. */
export function HasGivenBack({
  what,
  done: { choices, time },
}: {
  readonly what: GivingBack;
  readonly done: GivenBack;
}) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  return (
    <Page title={t(`giveBack.${what}.done`, { when: onMoment(time) })}>
      <Said as="done" role="status">
        <p>{t('giveBack.recorded')}</p>
      </Said>
      <Asked query={consents}>
        {(all) => (
          <Said>
            <GivesAgain standing={standingOf(choices, all)} />
          </Said>
        )}
      </Asked>
      <p>{t(`giveBack.${what}.mind`)}</p>
      <Link to="/patient/consents">{t('change.back')}</Link>
      <Letter />
    </Page>
  );
}
