import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listNotices, type Notice, readNotice, signsTransactions, withdrawNotice } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { saveFile } from '../parts/save-file.ts';
import { OfDuty } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { ByCommand } from './by-command.tsx';
import { Confirm } from './confirm.tsx';
import { AddNotice } from './notice-new.tsx';
import './notices-words.ts';
import { StateMark } from './state-mark.tsx';

const LOOKS = { newest: 'done', corrected: 'warn', changed: 'warn', withdrawn: 'danger' } as const;

/** The texts that patients are shown, with their versions and translations. */
export function Notices() {
  const { t } = useTranslation('staff-notices');
  const { gateway } = usePerson();
  const notices = useQuery({ queryKey: ['staff', 'notices'], queryFn: () => listNotices(gateway) });
  return (
    <Page title={t('title')}>
      <p>{t('says')}</p>
      <Answer query={notices}>
        {(all) => {
          const once = [...new Map(all.map((one) => [one.notice, one])).values()].toReversed();
          const translations = Map.groupBy(
            once.filter(({ facts }) => facts?.kind === 'translation'),
            ({ facts }) => facts?.of,
          );
          const own = once.filter(({ facts }) => facts?.kind !== 'translation');
          return (
            <>
              {own.length === 0 && <p className="quiet">{t('none')}</p>}
              {own.map((one) => (
                <NoticePanel key={one.notice} notice={one} translations={translations.get(one.notice) ?? []} />
              ))}
              <OfDuty duties={['data-manager']}>
                <AddNotice notices={once} />
              </OfDuty>
            </>
          );
        }}
      </Answer>
      {!signsTransactions(gateway) && <p className="quiet">{t('withdrawSays')}</p>}
      <p className="quiet">{t('confirmSays')}</p>
      <ByCommand commands={['custos notice withdraw', 'custos notice confirm']} />
    </Page>
  );
}

function NoticePanel({ notice, translations }: { readonly notice: Notice; readonly translations: readonly Notice[] }) {
  const { t } = useTranslation('staff-notices');
  const { gateway } = usePerson();
  const [isOpen, setOpen] = useState(false);
  const { version, by, publishedAt, asksAgain, facts } = notice;
  return (
    <article className="panel stack close">
      <div className="spread">
        <h2>{titleOf(notice, t('untitled', { when: date(publishedAt) }))}</h2>
        <StateMark as={LOOKS[version]}>{t(`version.${version}`)}</StateMark>
      </div>
      <p className="quiet">
        {t(`by.${by}`, { when: date(publishedAt) })}
        {facts && ` · ${t(`kind.${facts.kind}`)} · ${t(`languages.${facts.language as 'en'}`, facts.language)}`}
      </p>
      {facts?.reason && <p>{t('reason', { reason: facts.reason })}</p>}
      {facts && !facts.counts && <p className="state warn">{t('waits')}</p>}
      {asksAgain && <p>{t('asksAgain')}</p>}
      {by === 'holder' && version !== 'withdrawn' && signsTransactions(gateway) && (
        <div className="row">
          <Confirm verb={t('withdraw')} title={t('withdrawTitle')} act={() => withdrawNotice(gateway, notice.notice)}>
            <p>{t('withdrawText')}</p>
          </Confirm>
        </div>
      )}
      <details className="folded" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t(translations.length > 0 ? 'sideBySide' : 'show')}</summary>
        {isOpen && (
          <div className="columns">
            {[notice, ...translations].map((one) => (
              <NoticeWords key={one.notice} notice={one} />
            ))}
          </div>
        )}
      </details>
    </article>
  );
}

export function titleOf({ title }: Notice, otherwise: string): string {
  return title || otherwise;
}

/** As text whatever it holds, compared with its digest; what is no text is saved. */
function NoticeWords({ notice: { notice, facts } }: { readonly notice: Notice }) {
  const { t } = useTranslation('staff-notices');
  const { gateway } = usePerson();
  const text = useQuery({ queryKey: ['notice', notice], queryFn: () => readNotice(gateway, notice), retry: false });
  return (
    <div className="stack close" lang={facts?.language}>
      <Answer query={text}>
        {({ text: words, bytes }) => (
          <>
            {words === undefined ? <p>{t('noText')}</p> : <pre className="answer">{words}</pre>}
            <div className="row">
              <Button
                look="plain"
                onPress={() => saveFile('notice', Uint8Array.from(bytes), 'application/octet-stream')}
              >
                {t('save')}
              </Button>
            </div>
          </>
        )}
      </Answer>
      <p className="quiet">
        {t('digest')}: <code>{notice}</code>
      </p>
    </div>
  );
}
