import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  type Choice,
  type Consent,
  type ConsentText,
  checkConsent,
  describeConsent,
  type GatewayClient,
  type GivenConsent,
  giveConsent,
  type Language,
  withdrawConsent,
} from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Letter } from '../parts/letter.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { startOf } from '../session/asked.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { onMoment } from '../words/times.ts';
import { choicesOf, consentsOf, isNamed, useAct } from './asked.ts';
import { Beside, useBeside } from './beside.tsx';
import { type Less, lessSaid } from './less-said.ts';
import { Lessened } from './lessened.tsx';
import { standingOf } from './standing.ts';
import { StandsSaid } from './stands.tsx';
import './words/change.ts';
import './words/choose.ts';

interface SigningProps {
  readonly choice: Choice;
  /** The consent that ends once this one stands. */
  readonly before: Consent | undefined;
  readonly onGiven: (given: GivenProps) => void;
}

/** The whole of what would be signed, and the press that signs it. */
export function Signing({ choice, before, onGiven }: SigningProps) {
  const { t } = useTranslation('patient');
  const { gateway, expires } = usePerson();
  // A session that renews itself has a key that asks nobody.
  const asksDevice = expires !== undefined;
  const beside = useBeside([before?.grant]);
  const text = useQuery({
    queryKey: ['patient', 'text', choice, spoken()],
    queryFn: () => foreseen(gateway, choice, spoken()),
  });
  const give = useAct(async (shown: ConsentText) => {
    const given = await giveConsent(gateway, choice, shown, before?.grant);
    const done = { given, shown, before, time: Date.now() };
    if (before === undefined || given.grant === before.grant) return onGiven(done);
    // What was given stands now: what ends is never before it.
    const ended = await withdrawConsent(gateway, before.grant).catch((error: unknown) => ({ error }));
    onGiven({ ...done, ended });
  });
  return (
    <Asked query={text}>
      {({ shown, checked }) => (
        <section className="card stack">
          <h2>{t('choose.preview')}</h2>
          <Lines lines={shown.lines} />
          <Beside others={beside} />
          {checked && <Lessened by={checked} head={t('choose.lessenedBefore')} />}
          <div className="row">
            <Button look="main" isPending={give.isPending} onPress={() => give.mutate(shown)}>
              {t('choose.agree')}
            </Button>
            {/* Where the eyes are: below, it would be beyond a telephone’s edge. */}
            {give.isPending ? (
              <p role="status">{t(asksDevice ? 'choose.signing' : 'choose.sending')}</p>
            ) : (
              <Link to="/patient/consents">{t('change.back')}</Link>
            )}
          </div>
          {give.isError && <Failed error={give.error} />}
        </section>
      )}
    </Asked>
  );
}

/** The text, and what it would come to. Where that cannot be said the text is shown all the same: to sign it asks again, and says why. */
async function foreseen(gateway: GatewayClient, choice: Choice, language: Language) {
  const [shown, checked] = await Promise.all([
    describeConsent(gateway, choice, language),
    checkConsent(gateway, choice).catch(() => undefined),
  ]);
  return { shown, checked };
}

export interface GivenProps {
  readonly given: GivenConsent;
  readonly shown: ConsentText;
  readonly before: Consent | undefined;
  /** When this page was told that it stands, in milliseconds. */
  readonly time: number;
  readonly ended?: object | undefined;
  /** What it says less than the one before, where it says nothing else. */
  readonly less?: Less;
}

export function Given({ given, shown, before, time, ended, less }: GivenProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const isStillThere = ended !== undefined && 'error' in ended;
  const beside = useBeside([given.grant, isStillThere ? undefined : before?.grant]);
  const changes = less === undefined ? [] : lessSaid(t, less, beside);
  const held = useQuery(choicesOf(gateway)).data;
  const standing = held && standingOf(held, []);
  const hospital = useQuery(startOf()).data?.organisation ?? t('receipt.hospital');
  // One that stood already was signed when the ledger says.
  const stood = useQuery(consentsOf(gateway, spoken())).data?.find(isNamed(given.grant));
  const signed = t('choose.signed', { hospital, when: onMoment(stood ? stood.consent.grantedAt * 1000 : time) });
  const copy = [signed, '', shown.text].join('\n').replaceAll(/\r?\n/g, '\r\n');
  return (
    <Page title={t(changes.length > 0 ? 'choose.changed' : 'choose.given')}>
      <Said as="done" role="status">
        {given.stood && <p>{t('choose.stood')}</p>}
        <p>{signed}</p>
        {changes.length > 0 ? <Lines lines={[t('choose.changes'), ...changes]} /> : <Lines lines={shown.lines} />}
        {ended && !isStillThere && <p>{t('choose.instead')}</p>}
      </Said>
      {standing && (standing.out !== 'none' || standing.isPaused) && (
        <Said as="warn">
          <StandsSaid standing={standing} />
        </Said>
      )}
      {changes.length > 0 && (
        <details>
          <summary>{t('choose.whole')}</summary>
          <Lines lines={shown.lines} />
        </details>
      )}
      <Lessened
        by={{ warnings: given.warnings ?? [], reasons: given.reasons ?? [] }}
        head={t('choose.lessenedAfter')}
      />
      <Beside others={beside} />
      {isStillThere && before && (
        <Said as="danger" role="alert">
          <p>{t('choose.insteadFailed')}</p>
          <Link to="/patient/consents/$grant" params={{ grant: before.grant }}>
            {t('change.stop')}
          </Link>
        </Said>
      )}
      <Letter>
        <Button onPress={() => saveFile(`${t('choose.file')}.txt`, copy)}>
          <Download aria-hidden size={18} />
          {t('choose.copy')}
        </Button>
      </Letter>
      <p className="no-print">
        <Link to="/patient/consents">{t('change.back')}</Link>
      </p>
    </Page>
  );
}
