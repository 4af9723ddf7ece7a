import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  describeTerms,
  type IncompleteForm,
  keepConsent,
  listRecordedActs,
  type Narrowing,
  ownForms,
  ownNarrowings,
  type RecordedAct,
  readScan,
  termsOfWords,
} from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Sheet } from '../parts/sheet.tsx';
import { membersOf } from '../session/asked.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { day, isoTime, moment, onMoment } from '../words/times.ts';
import { consentsOf, type SaidConsent, useAct } from './asked.ts';
import { Period } from './consent-card.tsx';
import './words/more.ts';

/** What others wrote down for the person: first what waits for its answer. */
export function Recorded() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const known = useQuery({
    queryKey: ['patient', 'recorded'],
    queryFn: async () => ({
      acts: await listRecordedActs(gateway),
      forms: await ownForms(gateway),
      narrowings: await ownNarrowings(gateway),
    }),
  });
  return (
    <Page title={t('recorded.title')}>
      <Asked query={consents}>
        {(all) => <Awaiting all={all.filter(({ consent }) => consent.active && consent.awaitsAnswer)} />}
      </Asked>
      <Asked query={known}>
        {({ acts, forms, narrowings }) => (
          <>
            <section className="stack">
              <h2>{t('recorded.acts')}</h2>
              {acts.length === 0 && <p>{t('recorded.none')}</p>}
              <ul role="list" className="stack">
                {acts.toReversed().map((act) => (
                  <li key={`${act.at} ${act.what} ${act.form}`}>
                    <ActCard act={act} />
                  </li>
                ))}
              </ul>
            </section>
            <Forms all={forms} />
            <Narrowings all={narrowings} />
          </>
        )}
      </Asked>
      <Link to="/patient/more">{t('more.back')}</Link>
    </Page>
  );
}

function Awaiting({ all }: { readonly all: readonly SaidConsent[] }) {
  const { t } = useTranslation('patient');
  if (all.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t('recorded.awaits')}</h2>
      <p>{t('recorded.awaitsText')}</p>
      <ul role="list" className="stack">
        {all.map((one) => (
          <li key={one.consent.grant}>
            <AwaitingCard {...one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Keep, put another one in its place, or stop: the three are the same size. */
function AwaitingCard({ consent, lines, exact }: SaidConsent) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const navigate = useNavigate();
  const [isSure, setSure] = useState(false);
  const { grant } = consent;
  const text = useQuery({
    queryKey: ['patient', 'whole', grant, spoken()],
    queryFn: () => describeTerms(gateway, termsOfWords(consent), spoken()),
    enabled: isSure,
  });
  const keep = useAct(() => keepConsent(gateway, consent, async () => text.data));
  return (
    <article className="card stack">
      <div className="stack close">
        <Lines lines={lines} />
        <Period consent={consent} exact={exact} />
      </div>
      {consent.answerBy !== undefined && (
        <p className="quiet">{t('recorded.answerBy', { when: day(consent.answerBy) })}</p>
      )}
      <div className="row">
        <Button onPress={() => setSure(true)}>{t('recorded.keep')}</Button>
        <Button onPress={() => void navigate({ to: '/patient/consents/new', search: { instead: grant } })}>
          {t('recorded.replace')}
        </Button>
        <Button onPress={() => void navigate({ to: '/patient/consents/$grant', params: { grant } })}>
          {t('recorded.stop')}
        </Button>
      </div>
      {keep.isSuccess && (
        <Said as="done" role="status">
          <p>{t('recorded.kept')}</p>
        </Said>
      )}
      {keep.isError && <Failed error={keep.error} />}
      <Sheet title={t('recorded.keepTitle')} isOpen={isSure} onClose={() => setSure(false)} isGrave>
        <Asked query={text}>
          {(whole) => (
            <>
              <Lines lines={whole.lines.slice(1)} />
              <div className="row">
                <Button
                  look="main"
                  isPending={keep.isPending}
                  onPress={() => keep.mutate(undefined, { onSettled: () => setSure(false) })}
                >
                  {t('recorded.keepConfirm')}
                </Button>
                <Button onPress={() => setSure(false)}>{t('cancel', { ns: 'common' })}</Button>
              </div>
            </>
          )}
        </Asked>
      </Sheet>
    </article>
  );
}

function ActCard({ act: { what, at, by, form, scan } }: { readonly act: RecordedAct }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const members = useQuery(membersOf(gateway));
  const who = members.data?.find(({ identity }) => identity === by?.member)?.name ?? t('recorded.unknown');
  return (
    <article className="card stack close">
      <h3>{t(`recorded.what.${what}`)}</h3>
      <p>{t('recorded.when', { when: onMoment(at), who })}</p>
      {scan && <SeeScan form={form} at={at} />}
    </article>
  );
}

function Forms({ all }: { readonly all: readonly IncompleteForm[] }) {
  const { t } = useTranslation('patient');
  if (all.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t('recorded.forms')}</h2>
      <p>{t('recorded.formsText')}</p>
      <ul role="list" className="stack">
        {all.toReversed().map(({ id, state, at, form, scan }) => (
          <li key={id}>
            <article className="card stack close">
              <h3>{t(`recorded.states.${state}`)}</h3>
              <p>{moment(at)}</p>
              {scan && <SeeScan form={form} at={at} />}
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** As a file: pictures of paper are looked at with whatever the person looks at pictures with. */
function SeeScan({ form, at }: { readonly form: RecordedAct['form']; readonly at: number }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const see = useAct(async () => {
    const { bytes, mediaType } = await readScan(gateway, form);
    const name = `form-${isoTime(at).slice(0, 10)}.${mediaType.split('/')[1]}`;
    saveFile(name, new Blob([new Uint8Array(bytes)], { type: mediaType }));
  });
  return (
    <>
      <div className="row">
        <Button onPress={() => see.mutate()} isPending={see.isPending}>
          <FileText aria-hidden size={18} />
          {t('recorded.scan')}
        </Button>
      </div>
      {see.isError && <Failed error={see.error} />}
    </>
  );
}

function Narrowings({ all }: { readonly all: readonly Narrowing[] }) {
  const { t } = useTranslation('patient');
  if (all.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t('recorded.codes')}</h2>
      <ul role="list" className="stack">
        {all.toReversed().map(({ statement, seq }) => (
          <li key={seq}>
            <article className="card stack close">
              <h3>
                {t(`recorded.byCode.${statement.act}`, {
                  until: statement.act === 'pause' ? day(statement.until) : '',
                })}
              </h3>
              <p>{t('recorded.byCodeWhen', { when: onMoment(statement.used) })}</p>
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}
