import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { OctagonX, PauseCircle, Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { lazyPart } from '../parts/lazy.ts';
import { Page } from '../parts/page.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { choicesOf, consentsOf } from './asked.ts';
import { ConsentCard } from './consent-card.tsx';
import { isIdle, isWithheld } from './standing.ts';

// The first page comes without what few press.
const Letter = lazyPart(() => import('../parts/letter.tsx').then((module) => module.Letter));
const EndedConsents = lazyPart(() => import('./ended-consents.tsx').then((module) => module.EndedConsents));
const Withheld = lazyPart(() => import('./withheld.tsx').then((module) => module.Withheld));
const OutOfMore = lazyPart(() => import('./withheld.tsx').then((module) => module.OutOfMore));
const AddUp = lazyPart(() => import('./stands.tsx').then((module) => module.AddUp));

export function Consents() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const navigate = useNavigate();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const choices = useQuery(choicesOf(gateway));
  const { optOut = 'none', pending = [] } = choices.data ?? {};
  return (
    <Page title={t('consents.title')}>
      {choices.data && isWithheld(choices.data) && (
        <Suspense>
          <Withheld choices={choices.data} />
        </Suspense>
      )}
      {choices.isError && !consents.isError && <Failed error={choices.error} again={() => void choices.refetch()} />}
      <Asked query={consents}>
        {(all) => {
          const counting = all.filter(({ consent }) => consent.active);
          const isPaused = choices.data?.pausedUntil !== undefined || pending.includes('pause');
          return (
            <>
              {counting.length === 0 && <p>{t(all.length === 0 ? 'consents.first' : 'consents.none')}</p>}
              {counting.filter((one) => !isIdle(one)).length > 1 && (
                <Suspense>
                  <AddUp />
                </Suspense>
              )}
              <ul role="list" className="stack">
                {counting.map((one) => (
                  <li key={one.consent.grant}>
                    <ConsentCard {...one} held={choices.data} />
                  </li>
                ))}
              </ul>
              <div className="row">
                <Button
                  look={all.length === 0 ? 'main' : 'outlined'}
                  onPress={() => void navigate({ to: '/patient/consents/new' })}
                >
                  <Plus aria-hidden size={20} />
                  {t(counting.length === 0 ? 'consents.allowFirst' : 'consents.allow')}
                </Button>
                {!isPaused && (
                  <Button onPress={() => void navigate({ to: '/patient/pause' })}>
                    <PauseCircle aria-hidden size={20} />
                    {t('consents.pauseAll')}
                  </Button>
                )}
                {counting.length > 0 && (
                  <Button
                    look="danger"
                    onPress={() => void navigate({ to: '/patient/consents/$grant', params: { grant: 'all' } })}
                  >
                    <OctagonX aria-hidden size={20} />
                    {t('consents.stopAll')}
                  </Button>
                )}
              </div>
              {optOut === 'none' && !pending.includes('opt-out') && (
                <p className="no-print">
                  {t('consents.optOutHint')} <Link to="/patient/opt-out">{t('consents.optOut')}</Link>
                </p>
              )}
              {optOut === 'research' && (
                <Suspense>
                  <OutOfMore />
                </Suspense>
              )}
              {all.length > counting.length && (
                <Suspense>
                  <EndedConsents all={all} />
                </Suspense>
              )}
            </>
          );
        }}
      </Asked>
      {consents.isSuccess && <OnPaper />}
    </Page>
  );
}

function OnPaper() {
  const { t } = useTranslation('patient');
  const [isAsked, setAsked] = useState(false);
  if (isAsked) {
    return (
      <Suspense>
        <Letter isAsked />
      </Suspense>
    );
  }
  return (
    <div className="row">
      <Button onPress={() => setAsked(true)}>{t('consents.paper')}</Button>
    </div>
  );
}
