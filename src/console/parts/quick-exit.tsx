import { useQuery } from '@tanstack/react-query';
import { DoorOpen } from 'lucide-react';
import { useEffect } from 'react';
import { Button as Pressable } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { startOf } from '../session/asked.ts';
import { leaveFor } from '../session/left-at-once.ts';
import { session } from '../session/session.ts';

/** Presses of Shift within this time, in ms, leave. */
const WITHIN_MS = 2_000;
/** Where it goes unless the hospital chose: what anybody may have looked at. */
const ELSEWHERE = 'https://www.bbc.com/weather';

/** For somebody whose shoulder is looked over: the page is blank at once, and Back does not bring it back. */
export function QuickExit() {
  const { t } = useTranslation();
  const { quickExit: target = ELSEWHERE } = useQuery(startOf()).data ?? {};
  useEffect(() => {
    let presses: number[] = [];
    const pressed = (event: KeyboardEvent) => {
      presses =
        event.key === 'Shift' ? [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp] : [];
      if (presses.length >= 3) leaveAtOnce(target);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [target]);
  return (
    <Pressable className="button danger" onPress={() => leaveAtOnce(target)} aria-description={t('leaveHow')}>
      <DoorOpen aria-hidden size={18} />
      {t('leaveNow')}
    </Pressable>
  );
}

function leaveAtOnce(target: string): void {
  document.title = '';
  document.body.replaceChildren();
  leaveFor(target);
  void session.vanish().then(() => location.replace(target));
}
