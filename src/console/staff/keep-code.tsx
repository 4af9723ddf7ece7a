import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { session } from '../session/session.ts';
import './patients-words.ts';

function placeOf({ pathname, search }: { readonly pathname: string; readonly search: object }): string {
  return `${pathname} ${JSON.stringify(search)}`;
}

/** Asks before a code that is shown this once is left, as long as nobody printed, saved or copied it: for another page, the start, or
 *  something else on the same one. Who signs out is not held up, nor who is out already. */
export function KeepCode({ isKept }: { readonly isKept: boolean }) {
  const { t } = useTranslation('staff-patients');
  const [isLeaving, setLeaving] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      !isKept && !isLeaving && session.presence().state === 'in' && placeOf(current) !== placeOf(next),
    enableBeforeUnload: !isKept,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  const leave = () => {
    setLeaving(true);
    blocker.proceed();
  };
  return (
    <Sheet title={t('leaveCode')} isOpen onClose={blocker.reset} isGrave>
      <div data-house="work" className="stack">
        <p>{t('leaveCodeSays')}</p>
        <div className="row">
          <Button look="main" onPress={blocker.reset}>
            {t('stayAtCode')}
          </Button>
          <Button look="plain" onPress={leave}>
            {t('leaveCodeDo')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
