import { Suspense, useEffect, useState } from 'react';
import { act, leftAloneMs } from '../session/activity.ts';
import { session } from '../session/session.ts';
import { usePerson } from '../session/use-presence.ts';
import { lazyPart } from './lazy.ts';

// Dialogues are large, and these are shown minutes later.
const warnings = () => import('./session-warnings.tsx');
const IdleWarning = lazyPart(() => warnings().then((module) => module.IdleWarning));
const EndWarning = lazyPart(() => warnings().then((module) => module.EndWarning));

const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** Before the end, in ms: a quarter of the time that nothing may be done, and at most this. */
const WARNING_MS = 2 * 60_000;

/** Signs out where nobody does anything in any tab, and where the session is over; says so in time. Whatever key is pressed in time goes on; a session is renewed by whoever asks for it. */
export function SessionGuard() {
  const { expires } = usePerson();
  const [idleMs, setIdle] = useState<number>();
  const [isEnding, setEnding] = useState(false);
  useEffect(() => {
    const idleLeft = () => session.idleMs - leftAloneMs();
    const acted = () => {
      // A device that slept wakes by somebody's press, before any timer runs: it may be somebody else's.
      if (idleLeft() <= 0) return void session.leave('idle');
      act();
      setIdle(undefined);
    };
    const timer = setInterval(() => {
      const [now, left] = [Date.now(), idleLeft()];
      if (expires !== undefined && now >= expires) void session.expire();
      else if (left <= 0) void session.leave('idle');
      // Where nothing is shown of it, nothing is drawn anew.
      else setIdle(left <= Math.min(WARNING_MS, session.idleMs / 4) ? left : undefined);
      setEnding(expires !== undefined && now >= expires - WARNING_MS);
    }, 1_000);
    for (const name of ACTS) addEventListener(name, acted, { passive: true, capture: true });
    return () => {
      clearInterval(timer);
      for (const name of ACTS) removeEventListener(name, acted, { capture: true });
    };
  }, [expires]);
  return (
    <Suspense>
      {isEnding && expires !== undefined && <EndWarning key={expires} expires={expires} />}
      {idleMs !== undefined && <IdleWarning leftMs={idleMs} onStay={() => setIdle(undefined)} />}
    </Suspense>
  );
}
