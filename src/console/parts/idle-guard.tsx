import { lazy, Suspense, useEffect, useState } from 'react';
import { session } from '../session/session.ts';

// Dialogues are large, and this one is shown minutes later.
const IdleWarning = lazy(() => import('./idle-warning.tsx').then((module) => ({ default: module.IdleWarning })));

const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** Before the end, in ms: a quarter of the time that nothing may be done, and at most this. */
const WARNING_MS = 2 * 60_000;

/** Signs out where nobody does anything, and says so in time; whatever key is pressed then extends it. */
export function IdleGuard() {
  const [leftMs, setLeft] = useState<number>();
  useEffect(() => {
    let last = Date.now();
    const acted = () => {
      last = Date.now();
      setLeft(undefined);
    };
    const timer = setInterval(() => {
      const left = session.idleMs - (Date.now() - last);
      if (left <= 0) void session.leave('idle');
      // Where nothing is shown of it, nothing is drawn anew.
      else if (left <= Math.min(WARNING_MS, session.idleMs / 4)) setLeft(left);
    }, 1_000);
    for (const act of ACTS) addEventListener(act, acted, { passive: true });
    return () => {
      clearInterval(timer);
      for (const act of ACTS) removeEventListener(act, acted);
    };
  }, []);
  if (leftMs === undefined) return null;
  return (
    <Suspense>
      <IdleWarning leftMs={leftMs} onStay={() => setLeft(undefined)} />
    </Suspense>
  );
}
