import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pauseReleases, regardlessText } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Letter } from '../parts/letter.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { day } from '../words/times.ts';
import { useAct } from './asked.ts';
import { PauseSpans } from './pause-spans.tsx';
import { lastSecond } from './pauses.ts';

/** Nothing leaves until the end of a day; then it goes on by itself. */
export function Pause({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [span, setSpan] = useState<string>();
  const until = span === undefined ? undefined : lastSecond(Number(span));
  const pause = useAct(async (last: number) => {
    await pauseReleases(gateway, last);
    return last;
  });
  if (pause.data !== undefined) {
    return (
      <Page title={t('change.pausedTitle', { when: day(pause.data) })}>
        <Said as="done" role="status">
          <p>{t('change.pausedMeans')}</p>
          <p>{t('change.checked')}</p>
        </Said>
        <Lines lines={regardlessText('pause', spoken())} />
        <Link to="/patient/consents">{t('change.back')}</Link>
        <Letter />
      </Page>
    );
  }
  return (
    <Page title={t('change.pause')}>
      <PauseSpans value={span} onChange={setSpan} />
      <Lines lines={regardlessText('pause', spoken())} />
      <div className="row">
        <Button
          look="main"
          isDisabled={until === undefined}
          isPending={pause.isPending}
          onPress={() => until !== undefined && pause.mutate(until)}
        >
          {t('change.pauseButton')}
        </Button>
        <Button onPress={onBack}>{t('back', { ns: 'common' })}</Button>
      </div>
      {pause.isError && <Failed error={pause.error} />}
    </Page>
  );
}
