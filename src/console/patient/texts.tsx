import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Consent, isCustosError, listNotices, type Notice, readNotice } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Page } from '../parts/page.tsx';
import { saveFile } from '../parts/save-file.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { date } from '../words/times.ts';
import { consentsOf } from './asked.ts';
import { changedPassages, type Passage } from './passages.ts';
import './words/more.ts';

/** The information texts: under which one each consent was given, and first what has changed since. */
export function Texts() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const notices = useQuery({ queryKey: ['notices'], queryFn: () => listNotices(gateway) });
  const consents = useQuery(consentsOf(gateway, spoken()));
  return (
    <Page title={t('texts.title')}>
      <Asked query={notices}>
        {(all) => (
          <>
            {all.length === 0 && <p>{t('texts.none')}</p>}
            <ul role="list" className="stack">
              {inOrder(all, consents.data?.map(({ consent }) => consent) ?? []).map(({ notice, under }) => (
                <li key={`${notice.notice} ${notice.by}`}>
                  <NoticeCard notice={notice} under={under} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Asked>
      <Link to="/patient/more">{t('more.back')}</Link>
    </Page>
  );
}

interface Told {
  readonly notice: Notice;
  /** How many consents that count were given under it. */
  readonly under: number;
}

/** First what asks the person again, then what it agreed under, then the newest. */
function inOrder(notices: readonly Notice[], consents: readonly Consent[]): Told[] {
  const underOf = ({ notice }: Notice) => consents.filter((one) => one.active && one.notice === notice).length;
  const weight = ({ notice, under }: Told) => (under > 0 && notice.asksAgain ? 2 : under > 0 ? 1 : 0);
  return notices
    .map((notice) => ({ notice, under: underOf(notice) }))
    .toSorted((a, b) => weight(b) - weight(a) || b.notice.publishedAt - a.notice.publishedAt);
}

function NoticeCard({ notice, under }: Told) {
  const { t } = useTranslation('patient');
  const { title, publishedAt, by, version, facts, newest } = notice;
  const language = facts?.language.slice(0, 2);
  return (
    <article className="card stack">
      <div className="stack close">
        <h2>{title || t('texts.untitled')}</h2>
        <p className={`state ${version === 'newest' ? 'done' : 'warn'}`}>{t(`texts.states.${version}`)}</p>
        <p className="quiet">
          {t('texts.published', { when: date(publishedAt) })}, {t(`texts.by.${by}`)}.
          {(language === 'en' || language === 'pt') &&
            ` ${t('texts.written', { language: t(`texts.languages.${language}`) })}.`}
        </p>
        {under > 0 && <p>{t('texts.under', { count: under })}</p>}
      </div>
      {under > 0 && version === 'changed' && newest !== notice.notice && (
        <Changes before={notice.notice} after={newest} />
      )}
      <Reader notice={notice.notice} />
    </article>
  );
}

/** What changed since the person agreed, old beside new. */
function Changes({ before, after }: { readonly before: Notice['notice']; readonly after: Notice['notice'] }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const texts = useQuery({
    queryKey: ['notices', before, after],
    queryFn: async () => [(await readNotice(gateway, before)).text, (await readNotice(gateway, after)).text] as const,
    retry: false,
  });
  const [was, now] = texts.data ?? [];
  if (was === undefined || now === undefined) return null;
  const passages = changedPassages(was, now);
  return (
    <section className="stack">
      <h3>{t('texts.changes')}</h3>
      <p>{t(passages.length === 0 ? 'texts.same' : 'texts.changesText')}</p>
      {passages.map((passage) => (
        <BesideEachOther key={`${passage.was} ${passage.now}`} {...passage} />
      ))}
      <Link to="/patient/consents">{t('texts.again')}</Link>
    </section>
  );
}

function BesideEachOther({ was, now }: Passage) {
  const { t } = useTranslation('patient');
  return (
    <div className="passages">
      {was !== '' && (
        <div>
          <strong>{t(now === '' ? 'texts.dropped' : 'texts.was')}</strong>
          <p>{was}</p>
        </div>
      )}
      {now !== '' && (
        <div>
          <strong>{t(was === '' ? 'texts.added' : 'texts.now')}</strong>
          <p>{now}</p>
        </div>
      )}
    </div>
  );
}

function Reader({ notice }: { readonly notice: Notice['notice'] }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const read = useQuery({
    queryKey: ['notice', notice],
    queryFn: () => readNotice(gateway, notice),
    retry: false,
  });
  if (read.isError) return <Unread error={read.error} />;
  if (read.data === undefined) return null;
  const { text, bytes } = read.data;
  if (text === undefined) {
    return (
      <div className="row">
        <Button onPress={() => saveFile('information.pdf', new Blob([new Uint8Array(bytes)]))}>
          {t('texts.save')}
        </Button>
      </div>
    );
  }
  return (
    <details>
      <summary>{t('texts.read')}</summary>
      <pre className="notice">{text}</pre>
    </details>
  );
}

function Unread({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('patient');
  return isCustosError(error, 'NOT_FOUND') ? <p>{t('texts.gone')}</p> : <Failed error={error} />;
}
