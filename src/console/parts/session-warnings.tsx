import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../session/session.ts';
import { clock } from '../words/times.ts';
import { Button } from './button.tsx';
import { Failed } from './failed.tsx';
import './session-words.ts';
import { Sheet } from './sheet.tsx';
import { useOnce } from './use-once.ts';

export function IdleWarning({ leftMs, onStay }: { readonly leftMs: number; readonly onStay: () => void }) {
  const { t } = useTranslation('session');
  return (
    <Sheet title={t('idleTitle')} isOpen onClose={onStay}>
      <p role="timer">{t('idleText', { seconds: Math.ceil(leftMs / 1_000) })}</p>
      <div className="row">
        <Button look="main" onPress={onStay}>
          {t('stay')}
        </Button>
      </div>
    </Sheet>
  );
}

/** Asked once: whoever does not answer goes on until the end. `expires`: in ms. */
export function EndWarning({ expires }: { readonly expires: number }) {
  const { t } = useTranslation('session');
  const [isAsked, setAsked] = useState(true);
  const renew = useOnce({ mutationFn: () => session.renew(), onSuccess: () => setAsked(false) });
  return (
    <Sheet title={t('endTitle')} isOpen={isAsked} onClose={() => setAsked(false)}>
      <p>{t('endText', { when: clock(expires) })}</p>
      {renew.isError && <Failed error={renew.error} />}
      <div className="row">
        <Button look="main" isPending={renew.isPending} onPress={() => renew.mutate()}>
          {t('stay')}
        </Button>
        <Button onPress={() => setAsked(false)}>{t('later')}</Button>
      </div>
    </Sheet>
  );
}
