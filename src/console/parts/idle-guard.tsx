import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../session/session.ts';
import { Button } from './button.tsx';
import { Sheet } from './sheet.tsx';

const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** Before the end, in ms: a quarter of the time that nothing may be done, and at most this. */
const WARNING_MS = 2 * 60_000;

/** Signs out where nobody does anything, and says so in time; whatever key is pressed then extends it. */
export function IdleGuard() {
  const { t } = useTranslation();
  const [leftMs, setLeft] = useState(session.idleMs);
  useEffect(() => {
    let last = Date.now();
    const acted = () => {
      last = Date.now();
      setLeft(session.idleMs);
    };
    const timer = setInterval(() => {
      const left = session.idleMs - (Date.now() - last);
      if (left <= 0) void session.leave('idle');
      // Where nothing is shown of it, nothing is drawn anew.
      else if (left <= warningMs()) setLeft(left);
    }, 1_000);
    for (const act of ACTS) addEventListener(act, acted, { passive: true });
    return () => {
      clearInterval(timer);
      for (const act of ACTS) removeEventListener(act, acted);
    };
  }, []);
  return (
    <Sheet title={t('idle.title')} isOpen={leftMs <= warningMs()} onClose={() => setLeft(session.idleMs)}>
      <p role="timer">{t('idle.text', { seconds: Math.ceil(leftMs / 1_000) })}</p>
      <div className="row">
        <Button look="main" onPress={() => setLeft(session.idleMs)}>
          {t('idle.stay')}
        </Button>
      </div>
    </Sheet>
  );
}

function warningMs(): number {
  return Math.min(WARNING_MS, session.idleMs / 4);
}
