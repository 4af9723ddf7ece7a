import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Notice, readNotice } from '../../client/index.ts';
import { OneOf } from '../parts/choices.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { isForeign, type Known, languageOf } from './known.ts';
import './words/choose.ts';

interface NoticeChoiceProps {
  readonly known: Known;
  readonly value: string | undefined;
  readonly onChange: (notice: string) => void;
}

/** Under which information text: each can be read before one is named, those in the reader's language first. */
export function NoticeChoice({ known, value, onChange }: NoticeChoiceProps) {
  const { t } = useTranslation('patient');
  const notices = known.notices.toSorted((a, b) => Number(isForeign(a)) - Number(isForeign(b)));
  const chosen = notices.find(({ notice }) => notice === value);
  const isAny = notices.some((one) => !isForeign(one));
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
      {chosen && isForeign(chosen) && (
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
  readonly notice: Notice;
  readonly isTitled?: boolean;
  /** From the start: what is said to have been given is there to be read. */
  readonly isOpen?: boolean;
}

function NoticeReader({ notice, isTitled = false, isOpen = false }: ReaderProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const text = useQuery({
    queryKey: ['notice', notice.notice],
    queryFn: () => readNotice(gateway, notice.notice),
    retry: false,
  });
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
          <pre className="notice" lang={languageOf(notice)}>
            {text.data?.text ?? ''}
          </pre>
        </section>
      )}
    </details>
  );
}
