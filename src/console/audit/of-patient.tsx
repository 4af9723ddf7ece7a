import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { GatewayClient, Pseudonym } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { figure } from '../words/numbers.ts';
import type { LogEntries } from './log-entries.ts';
import { isAmong } from './log-search.ts';
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

/** Those of the releases that held data of the patient, as far as they were opened. */
export function heldIn(releases: Uint32Array, { look }: ReturnType<typeof usePatientLook>): Uint32Array {
  const held = [...look.items].filter(([seq, items]) => items > 0 && isAmong(releases, seq)).map(([seq]) => seq);
  return Uint32Array.from(held).sort().reverse();
}

/** Looks into releases, when somebody asks for it: what they hold is sealed, and to open it is an act of its own. */
export function OfPatient({
  releases,
  entries,
  of,
}: {
  /** Numbers of their entries. */
  readonly releases: Uint32Array;
  readonly entries: LogEntries;
  readonly of: ReturnType<typeof usePatientLook>;
}) {
  const { t } = useTranslation('audit-log');
  const { scan, look } = of;
  if (scan === undefined) return null;
  // There are far fewer that were opened than there may be releases.
  const opened = [...look.items.keys()].filter((seq) => isAmong(releases, seq)).length;
  const left = releases.length - opened;
  const counts = { opened: figure(opened), of: figure(releases.length), held: figure(heldIn(releases, of).length) };
  const open = () => void scan.into(releases, entries);
  return (
    <section className="stack close" aria-label={t('ofPatient.title')}>
      <p>{t('ofPatient.about')}</p>
      <p role="status">{t(left === 0 ? 'ofPatient.whole' : 'ofPatient.some', counts)}</p>
      {look.state === 'failed' && <Trouble error={look.error} again={open} />}
      <div className="row">
        {look.state === 'looks' && <Button onPress={() => scan.stop()}>{t('ofPatient.stop')}</Button>}
        {look.state === 'rests' && left > 0 && (
          <Button look="main" onPress={open}>
            {t('ofPatient.open', { count: left, figure: figure(left) })}
          </Button>
        )}
      </div>
      <p className="quiet">{t('ofPatient.erased')}</p>
    </section>
  );
}
