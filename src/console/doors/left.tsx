import { useTranslation } from 'react-i18next';
import { Said } from '../parts/said.tsx';
import { usePresence } from '../session/use-presence.ts';
import { sampleName, useSamplePerson } from './sample-person.ts';
import './words.ts';

/** Why somebody who was in is not any more. */
export function Left() {
  const { t } = useTranslation('doors');
  const presence = usePresence();
  const [{ person }] = useSamplePerson();
  if (presence.state !== 'nobody') return null;
  const { left } = presence;
  if (left === undefined && person === undefined) return null;
  return (
    <Said role="status">
      {left !== undefined && <p>{t(`start.left.${left}`)}</p>}
      {left === undefined && person && <p>{t('sample.reloaded', { who: sampleName(t, person) })}</p>}
    </Said>
  );
}
