import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.tsx';
import { BACK_CHANNEL } from './sign-in-window.ts';
import './words.ts';

/** Shown in the window of the organisation's own sign-in, once that is done: tells the page that opened it, and closes. */
export function Back() {
  const { t } = useTranslation('doors');
  useEffect(() => {
    const channel = new BroadcastChannel(BACK_CHANNEL);
    channel.postMessage(location.href);
    channel.close();
    close();
  }, []);
  return (
    <Page title={t('back.title')}>
      <p>{t('back.text')}</p>
    </Page>
  );
}
