import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  acceptPermit,
  type GatewayClient,
  isCustosError,
  type Permit,
  readAgreement,
  signsTransactions,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Sheet } from '../parts/sheet.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { AnswerOr } from './answer-or.tsx';
import { useKnown } from './asked.ts';
import { CommandLines } from './commands.tsx';
import './download-words.ts';
import './permit-words.ts';
import { useOnce } from '../parts/use-once.ts';

const route = getRouteApi('/research/permits/$permit/agreement');
const NONE = /^0x0*$/;

export function Agreement() {
  const { t } = useTranslation('research-permit');
  const { permit: number } = route.useParams();
  return (
    <AnswerOr query={useKnown()}>
      {({ permits }) => {
        const permit = permits.find((one) => String(one.permit) === number);
        return (
          <Page title={permit ? t('agreementPage.title', { permit: number }) : t('agreementPage.missing')}>
            {permit ? <Shown permit={permit} /> : <p>{t('agreementPage.missingText')}</p>}
            <p>
              <Link to="/research/permits">{t('agreementPage.back')}</Link>
            </p>
          </Page>
        );
      }}
    </AnswerOr>
  );
}

function Shown({ permit }: { readonly permit: Permit }) {
  const { t } = useTranslation('research-permit');
  const { gateway } = usePerson();
  const hasText = !NONE.test(permit.termsDigest);
  const text = useQuery({
    queryKey: ['research', 'agreement', permit.termsDigest],
    queryFn: () => textOf(gateway, permit),
    enabled: hasText,
  });
  if (!hasText) return <p>{t('agreementPage.none')}</p>;
  return (
    <AnswerOr query={text}>
      {(agreement) => (
        <>
          {agreement === null ? (
            <Said as="warn">{t('agreementPage.gone')}</Said>
          ) : (
            <Text agreement={agreement} permit={permit.permit} />
          )}
          <Acceptance permit={permit} isShown={agreement !== null} />
        </>
      )}
    </AnswerOr>
  );
}

/** Null where the gateway does not keep it. */
async function textOf(gateway: GatewayClient, { termsDigest }: Permit): Promise<string | null> {
  try {
    return await readAgreement(gateway, termsDigest);
  } catch (error) {
    if (isCustosError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}

function Text({ agreement, permit }: { readonly agreement: string; readonly permit: number }) {
  const { t } = useTranslation('research-permit');
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too */}
      <section className="agreement" tabIndex={0} aria-label={t('agreementPage.title', { permit })}>
        {agreement}
      </section>
      <p className="quiet">{t('agreementPage.checked')}</p>
      <div className="row">
        <Button onPress={() => saveFile(`agreement-${permit}.txt`, agreement)}>{t('agreementPage.keep')}</Button>
      </div>
    </div>
  );
}

/** Whoever accepts has the text before it, and signs with a key that is here. */
function Acceptance({ permit, isShown }: { readonly permit: Permit; readonly isShown: boolean }) {
  const { t } = useTranslation('research-permit');
  const { gateway } = usePerson();
  const meanings = t('agreementPage.meanings', { returnObjects: true }) as readonly string[];
  if (permit.acceptedAt !== 0) {
    return (
      <>
        <Said as="done">{t('agreementPage.accepted', { when: date(permit.acceptedAt) })}</Said>
        {permit.state === 'active' && permit.delivery === 'download' && (
          <p>
            <Link className="button main" to="/research/download" search={{ permit: permit.permit }}>
              {t('download')}
            </Link>
          </p>
        )}
      </>
    );
  }
  if (permit.state !== 'awaitsAcceptance') return null;
  return (
    <>
      <section className="stack close">
        <h2>{t('agreementPage.meaning')}</h2>
        <ul className="items">
          {meanings.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </section>
      {isShown && signsTransactions(gateway) ? (
        <Accept permit={permit} />
      ) : (
        <section className="card stack">
          <h2>{t('agreementPage.command')}</h2>
          <p>{t('agreementPage.commandText')}</p>
          <CommandLines
            text={`export CUSTOS_GATEWAY=${gateway.endpoint}\ncustos permit accept ${permit.permit} --as NAME`}
          />
        </section>
      )}
    </>
  );
}

/** It cannot be taken back, so it is asked for once more. */
function Accept({ permit }: { readonly permit: Permit }) {
  const { t } = useTranslation('research-permit');
  const { gateway } = usePerson();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const accept = useOnce({
    mutationFn: () => acceptPermit(gateway, permit),
    onSettled: () => queries.invalidateQueries({ queryKey: ['research'] }),
  });
  return (
    <>
      <div className="row">
        <Button look="main" onPress={() => setAsked(true)}>
          {t('agreementPage.accept')}
        </Button>
      </div>
      <Sheet
        title={t('agreementPage.sure', { permit: permit.permit })}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        isGrave
      >
        <p>{t('agreementPage.sureText')}</p>
        {accept.isError && <Trouble error={accept.error} />}
        <div className="row">
          <Button look="main" isPending={accept.isPending} onPress={() => accept.mutate()}>
            {t('agreementPage.accept')}
          </Button>
          <Button onPress={() => setAsked(false)}>{t('agreementPage.notNow')}</Button>
        </div>
      </Sheet>
    </>
  );
}
