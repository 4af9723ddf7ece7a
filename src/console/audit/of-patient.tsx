import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry, GatewayClient, Pseudonym } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { figure } from '../words/numbers.ts';
import { PatientScan } from './patient-scan.ts';
import './log-words.ts';

const NOBODY = { items: new Map<number, number>(), state: 'rests' } as const;

/** What was looked into for a patient, if the list is of one. */
export function usePatientLook(gateway: GatewayClient, subject: string | undefined) {
  const scan = useMemo(
    () => (subject === undefined ? undefined : new PatientScan(gateway, subject as Pseudonym)),
    [gateway, subject],
  );
  const look = useSyncExternalStore(scan?.subscribe ?? (() => () => undefined), scan?.state ?? (() => NOBODY));
  return { scan, look };
}

/** Looks into releases, when somebody asks for it: what they hold is sealed, and to open it is an act of its own. */
export function OfPatient({
  releases,
  of: { scan, look },
}: {
  readonly releases: readonly Entry[];
  readonly of: ReturnType<typeof usePatientLook>;
}) {
  const { t } = useTranslation('audit-log');
  if (scan === undefined) return null;
  const left = releases.filter(({ seq }) => !look.items.has(seq));
  const held = releases.filter(({ seq }) => (look.items.get(seq) ?? 0) > 0);
  const counts = {
    opened: figure(releases.length - left.length),
    of: figure(releases.length),
    held: figure(held.length),
  };
  return (
    <section className="stack close" aria-label={t('ofPatient.title')}>
      <p>{t('ofPatient.about')}</p>
      <p role="status">{t(left.length === 0 ? 'ofPatient.whole' : 'ofPatient.some', counts)}</p>
      {look.state === 'failed' && <Trouble error={look.error} again={() => void scan.into(releases)} />}
      <div className="row">
        {look.state === 'looks' && <Button onPress={() => scan.stop()}>{t('ofPatient.stop')}</Button>}
        {look.state === 'rests' && left.length > 0 && (
          <Button look="main" onPress={() => void scan.into(releases)}>
            {t('ofPatient.open', { count: left.length, figure: figure(left.length) })}
          </Button>
        )}
      </div>
      <p className="quiet">{t('ofPatient.erased')}</p>
    </section>
  );
}
