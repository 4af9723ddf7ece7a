import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type GrantId, type OptOut, type Withdrawal, withdrawConsent } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Failed } from '../parts/failed.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { WhomToAsk } from '../parts/whom-to-ask.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { onMoment } from '../words/times.ts';
import { choicesOf, consentsOf, isNamed, useAct } from './asked.ts';
import { StillAllowing, useBeside } from './beside.tsx';
import { Counting, Period } from './consent-card.tsx';
import { goesOn } from './goes-on.ts';
import { KeptReceipt } from './kept-receipt.tsx';
import { OptOutWay } from './opt-out-way.tsx';
import './words/change.ts';

type What = 'less' | 'pause' | 'stop';

/** “Change or stop” of one consent, or of all: people who mean less press what says stop, so it is asked. */
export function Change() {
  const { t } = useTranslation('patient');
  const { grant } = useParams({ from: '/patient/house/consents/$grant' });
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const [what, setWhat] = useState<What>();
  const [isSure, setSure] = useState(false);
  const navigate = useNavigate();
  const held = useQuery(choicesOf(gateway)).data;
  const out = useOut();
  const beside = useBeside([grant]);
  const isAll = grant === 'all';
  const stop = useAct(() => withdrawConsent(gateway, isAll ? undefined : (grant as GrantId)));
  if (stop.data) return <Stopped withdrawal={stop.data} grant={isAll ? undefined : grant} />;
  return (
    <Page title={t(isAll ? 'change.sureAll' : 'change.title')}>
      {/* Said whatever the consents come to meanwhile: a hospital that lies may list this one as over. */}
      {stop.isError && <Failed error={stop.error} />}
      <Asked query={consents}>
        {(all) => {
          const said = all.find(isNamed(grant));
          if (!isAll && !said?.consent.active) return <p>{t('change.gone')}</p>;
          return (
            <>
              {said && (
                <blockquote className="card stack close">
                  <Lines lines={said.lines} />
                  <Period consent={said.consent} exact={said.exact} />
                  <Counting consent={said.consent} held={held} />
                </blockquote>
              )}
              {isAll && <p>{t('change.willAll')}</p>}
              {!isAll && (
                <OneOf
                  label={t('change.ask')}
                  value={what}
                  onChange={(value) => setWhat(value as What)}
                  options={(['less', 'pause', 'stop'] as const).map((value) => ({
                    value,
                    label: t(`change.${value}`),
                    hint: t(`change.${value}Hint`),
                  }))}
                />
              )}
              <div className="row">
                <Button
                  look={isAll ? 'danger main' : 'main'}
                  isDisabled={!isAll && what === undefined}
                  isPending={isAll && stop.isPending}
                  onPress={() => {
                    if (isAll) stop.mutate();
                    else if (what === 'less') void navigate({ to: '/patient/consents/new', search: { less: grant } });
                    else if (what === 'pause') void navigate({ to: '/patient/pause' });
                    else setSure(true);
                  }}
                >
                  {t(isAll ? 'change.confirmAll' : 'change.goOn')}
                </Button>
                <Link to="/patient/consents">{t('change.back')}</Link>
              </div>
              {isAll && stop.isPending && <p role="status">{t('change.checking')}</p>}
              {isAll && <Lines lines={goesOn(out)} />}
              {isAll && <OptOutWay />}
              <WhomToAsk />
              <Sheet
                title={t('change.sure')}
                isOpen={isSure && !isAll && what === 'stop'}
                onClose={() => setSure(false)}
                isGrave
              >
                <StillAllowing others={beside} />
                <Lines lines={goesOn(out)} />
                <OptOutWay />
                {stop.isPending && <p role="status">{t('change.checking')}</p>}
                <div className="row">
                  <Button
                    look="danger main"
                    onPress={() => stop.mutate(undefined, { onSettled: () => setSure(false) })}
                    isPending={stop.isPending}
                  >
                    {t('change.confirm')}
                  </Button>
                  <Button onPress={() => setSure(false)}>{t('cancel', { ns: 'common' })}</Button>
                </div>
              </Sheet>
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

/** What the person is out of, as far as it is known: else what goes on is said in full. */
function useOut(): OptOut {
  const { gateway } = usePerson();
  return useQuery(choicesOf(gateway)).data?.optOut ?? 'none';
}

/** Shown once the receipt was verified here: until then nothing says that it counts. `grant`: what was stopped, else all of them. */
function Stopped({ withdrawal, grant }: { readonly withdrawal: Withdrawal; readonly grant: string | undefined }) {
  const { t } = useTranslation('patient');
  const { entry, remaining } = withdrawal;
  const title = t('change.stopped', { when: onMoment(entry.time) });
  const means = t(grant === undefined ? 'change.meansAll' : 'change.means');
  const lines = goesOn(useOut(), t('change.goesOn'));
  return (
    <Page title={title}>
      <Said as="done" role="status">
        <p>{means}</p>
        <p>{t('change.checked.withdrawal')}</p>
      </Said>
      {remaining.length > 0 && (
        <p>{t(remaining.length === 1 ? 'change.left.one' : 'change.left.other', { count: remaining.length })}</p>
      )}
      <Lines lines={lines} />
      <OptOutWay />
      {grant !== undefined && (
        <p className="no-print">
          {t('change.regret')}{' '}
          <Link to="/patient/consents/new" search={{ again: grant }}>
            {t('change.again')}
          </Link>
        </p>
      )}
      <KeptReceipt name="withdrawal" said={[title, means, ...lines]} {...withdrawal} />
    </Page>
  );
}
