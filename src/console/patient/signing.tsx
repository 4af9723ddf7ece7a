import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  type Choice,
  type Consent,
  type ConsentText,
  describeConsent,
  type GivenConsent,
  giveConsent,
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
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { useAct } from './asked.ts';
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
  const text = useQuery({
    queryKey: ['patient', 'text', choice, spoken()],
    queryFn: () => describeConsent(gateway, choice, spoken()),
  });
  const give = useAct(async (shown: ConsentText) => {
    const given = await giveConsent(gateway, choice, shown);
    if (before === undefined || given.grant === before.grant) return onGiven({ given, shown, before });
    // What was given stands now: what ends is never before it.
    const ended = await withdrawConsent(gateway, before.grant).catch((error: unknown) => ({ error }));
    onGiven({ given, shown, before, ended });
  });
  return (
    <Asked query={text}>
      {(shown) => (
        <section className="card stack">
          <h2>{t('choose.preview')}</h2>
          <Lines lines={shown.lines} />
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

/** In words that everybody reads; what the program says of it is for whom the patient asks. */
function Lessened({ by }: { readonly by: readonly string[] }) {
  const { t } = useTranslation('patient');
  return (
    <Said as="warn">
      <p>{t('choose.lessened')}</p>
      <details>
        <summary>{t('failed.details', { ns: 'common' })}</summary>
        {by.map((warning) => (
          <p key={warning} className="quiet" lang="en">
            {warning}
          </p>
        ))}
      </details>
    </Said>
  );
}

export interface GivenProps {
  readonly given: GivenConsent;
  readonly shown: ConsentText;
  readonly before: Consent | undefined;
  readonly ended?: object | undefined;
  /** What it says less than the one before, where it says nothing else. */
  readonly changes?: readonly string[];
}

export function Given({ given, shown, before, ended, changes = [] }: GivenProps) {
  const { t } = useTranslation('patient');
  return (
    <Page title={t(changes.length > 0 ? 'choose.changed' : 'choose.given')}>
      <Said as="done" role="status">
        {given.stood && <p>{t('choose.stood')}</p>}
        {changes.length > 0 ? <Lines lines={[t('choose.changes'), ...changes]} /> : <Lines lines={shown.lines} />}
        {ended && !('error' in ended) && <p>{t('choose.instead')}</p>}
      </Said>
      {changes.length > 0 && (
        <details>
          <summary>{t('choose.whole')}</summary>
          <Lines lines={shown.lines} />
        </details>
      )}
      {given.warnings && given.warnings.length > 0 && <Lessened by={given.warnings} />}
      {ended && 'error' in ended && before && (
        <Said as="danger" role="alert">
          <p>{t('choose.insteadFailed')}</p>
          <Link to="/patient/consents/$grant" params={{ grant: before.grant }}>
            {t('change.stop')}
          </Link>
        </Said>
      )}
      <div className="row">
        <Button onPress={() => saveFile('consent.txt', shown.text)}>
          <Download aria-hidden size={18} />
          {t('choose.copy')}
        </Button>
        <Link to="/patient/consents">{t('change.back')}</Link>
      </div>
      <Letter />
    </Page>
  );
}
