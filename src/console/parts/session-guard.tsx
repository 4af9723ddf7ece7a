import { lazy, Suspense, useEffect, useState } from 'react';
import { session } from '../session/session.ts';
import { usePerson } from '../session/use-presence.ts';

// Dialogues are large, and these are shown minutes later.
const warnings = () => import('./session-warnings.tsx');
const IdleWarning = lazy(() => warnings().then((module) => ({ default: module.IdleWarning })));
const EndWarning = lazy(() => warnings().then((module) => ({ default: module.EndWarning })));

const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** Before the end, in ms: a quarter of the time that nothing may be done, and at most this. */
const WARNING_MS = 2 * 60_000;

/** Signs out where nobody does anything, and where the session is over; says so in time. Whatever key is pressed goes on with what nobody
 *  did anything in; a session is renewed by whoever asks for it. */
export function SessionGuard() {
  const { expires } = usePerson();
  const [idleMs, setIdle] = useState<number>();
  const [isEnding, setEnding] = useState(false);
  useEffect(() => {
    let last = Date.now();
    const acted = () => {
      last = Date.now();
      setIdle(undefined);
    };
    const timer = setInterval(() => {
      const now = Date.now();
      const left = session.idleMs - (now - last);
      if (expires !== undefined && now >= expires) void session.expire();
      else if (left <= 0) void session.leave('idle');
      // Where nothing is shown of it, nothing is drawn anew.
      else if (left <= Math.min(WARNING_MS, session.idleMs / 4)) setIdle(left);
      setEnding(expires !== undefined && now >= expires - WARNING_MS);
    }, 1_000);
    for (const act of ACTS) addEventListener(act, acted, { passive: true });
    return () => {
      clearInterval(timer);
      for (const act of ACTS) removeEventListener(act, acted);
    };
  }, [expires]);
  return (
    <Suspense>
      {isEnding && expires !== undefined && <EndWarning key={expires} expires={expires} />}
      {idleMs !== undefined && <IdleWarning leftMs={idleMs} onStay={() => setIdle(undefined)} />}
    </Suspense>
  );
}
