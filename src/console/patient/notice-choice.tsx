import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type GatewayClient, type Notice, readNotice } from '../../client/index.ts';
import { OneOf } from '../parts/choices.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { date } from '../words/times.ts';
import { isForeign, type Known, languageOf, titleIn } from './known.ts';
import './words/choose.ts';

interface NoticeChoiceProps {
  readonly known: Known;
  readonly value: string | undefined;
  readonly onChange: (notice: string) => void;
}

/** As the person reads it: by its title in the language of the page, where the text has one. */
interface ReadNotice extends Notice {
  readonly isForeign: boolean;
}

const textOf = (gateway: GatewayClient, { notice }: Pick<Notice, 'notice'>) =>
  queryOptions({ queryKey: ['notice', notice], queryFn: () => readNotice(gateway, notice), retry: false });

/** Under which information text: each can be read before one is named, those in the reader's language first. */
export function NoticeChoice({ known, value, onChange }: NoticeChoiceProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const texts = useQueries({ queries: known.notices.map((one) => textOf(gateway, one)) });
  const read = known.notices.map((one, i): ReadNotice => {
    const own = titleIn(texts[i]?.data?.text ?? '', spoken());
    return { ...one, title: own ?? one.title ?? '', isForeign: own === undefined && isForeign(one) };
  });
  const notices = read.toSorted((a, b) => Number(a.isForeign) - Number(b.isForeign));
  const chosen = notices.find(({ notice }) => notice === value);
  const isAny = notices.some((one) => !one.isForeign);
  const areRead = texts.every(({ isPending }) => !isPending);
  return (
    <section className="stack close">
      {notices.length > 1 && (
        <>
          <p>{t('choose.readFirst')}</p>
          {notices
            .filter((one) => one !== chosen)
            .map((one) => (
              <NoticeReader key={one.notice} notice={one} isTitled />
            ))}
          <OneOf
            label={t('choose.notice')}
            value={value}
            onChange={onChange}
            options={notices.map((one) => ({
              value: one.notice,
              label: one.title || t('choose.untitled'),
              hint: t('choose.noticeOf', { when: date(one.publishedAt) }),
            }))}
          />
        </>
      )}
      {chosen && (
        <div className="stack close" key={chosen.notice}>
          <p>
            {t('choose.noticeThis', { title: chosen.title || t('choose.untitled'), when: date(chosen.publishedAt) })}{' '}
            {t('choose.noticeMeans')}
          </p>
          <NoticeReader notice={chosen} isOpen />
        </div>
      )}
      {areRead && chosen?.isForeign && (
        <Said as="warn">
          <p>
            {t(isAny ? 'choose.otherLanguage' : 'choose.onlyLanguage', {
              language: t(`choose.languages.${languageOf(chosen) ?? 'en'}`),
            })}
          </p>
        </Said>
      )}
    </section>
  );
}

interface ReaderProps {
  readonly notice: ReadNotice;
  readonly isTitled?: boolean;
  /** From the start: what is said to have been given is there to be read. */
  readonly isOpen?: boolean;
}

function NoticeReader({ notice, isTitled = false, isOpen = false }: ReaderProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const text = useQuery(textOf(gateway, notice));
  const named = notice.title || t('choose.noticeOf', { when: date(notice.publishedAt) });
  return (
    <details open={isOpen}>
      <summary>{isTitled ? t('choose.readOne', { title: named }) : t('choose.read')}</summary>
      {text.isError ? (
        <p>{t('choose.noText')}</p>
      ) : (
        // Long texts scroll by themselves, also by keys.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls can be reached by keyboard (WCAG 2.1.1).
        <section className="notice-room" aria-label={named} tabIndex={0}>
          <pre className="notice" lang={notice.isForeign ? languageOf(notice) : undefined}>
            {text.data?.text ?? ''}
          </pre>
        </section>
      )}
    </details>
  );
}
