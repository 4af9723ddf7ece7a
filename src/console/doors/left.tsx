import { useTranslation } from 'react-i18next';
import { Said } from '../parts/said.tsx';
import { usePresence } from '../session/use-presence.ts';
import './words.ts';

/** Why somebody who was in is not any more. */
export function Left() {
  const { t } = useTranslation('doors');
  const presence = usePresence();
  if (presence.state !== 'nobody' || presence.left === undefined) return null;
  return (
    <Said role="status">
      <p>{t(`start.left.${presence.left}`)}</p>
    </Said>
  );
}
