import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { GatewayClient, Pseudonym } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { figure } from '../words/numbers.ts';
import type { Scan } from './log-scan.ts';
import { isAmong } from './log-search.ts';
import { heldIn, type PatientLook, PatientScan, type Unseen } from './patient-scan.ts';
import './patient-words.ts';

const NOBODY: PatientLook = { opened: new Map(), of: new Map(), unseen: new Map(), state: 'rests' };
const UNSEEN: readonly Unseen[] = ['wrong', 'gone', 'erased'];

/** What was looked into for a patient, if the list is of one. */
export function usePatientLook(gateway: GatewayClient, subject: Pseudonym | undefined) {
  const scan = useMemo(
    () => (subject === undefined ? undefined : new PatientScan(gateway, subject)),
    [gateway, subject],
  );
  const look = useSyncExternalStore(scan?.subscribe ?? (() => () => undefined), scan?.state ?? (() => NOBODY));
  return { scan, look };
}

/** Looks into entries, when somebody asks for it: what they hold is sealed, and to open it is an act of its own. */
export function OfPatient({
  seqs,
  log,
  of,
}: {
  /** Numbers of the entries that may be of a patient. */
  readonly seqs: Uint32Array;
  readonly log: Scan;
  readonly of: ReturnType<typeof usePatientLook>;
}) {
  const { t } = useTranslation('audit-patient');
  const { scan, look } = of;
  if (scan === undefined) return null;
  // There are far fewer that were opened than there may be entries.
  const opened = [...look.opened.keys()].filter((seq) => isAmong(seqs, seq)).length;
  const left = seqs.length - opened;
  const counts = { opened: figure(opened), of: figure(seqs.length), held: figure(heldIn(seqs, look).length) };
  const open = () => void scan.into(seqs, log.entries);
  return (
    <section className="stack close" aria-label={t('opened.title')}>
      <h2>{t('opened.title')}</h2>
      <p>{t('opened.about')}</p>
      <p role="status">{t(left === 0 ? 'opened.whole' : 'opened.some', counts)}</p>
      {log.read < log.size && <p>{t('opened.unread', { figure: figure(log.size - log.read) })}</p>}
      {look.state === 'failed' && <Trouble error={look.error} again={open} />}
      <div className="row">
        {look.state === 'looks' && <Button onPress={() => scan.stop()}>{t('opened.stop')}</Button>}
        {look.state === 'rests' && left > 0 && (
          <Button look="main" onPress={open}>
            {t('opened.open', { count: left, figure: figure(left) })}
          </Button>
        )}
      </div>
      {UNSEEN.map((why) => (
        <NotSeen key={why} why={why} count={[...look.unseen.values()].filter((one) => one === why).length} />
      ))}
      <p className="quiet">{t('opened.erased')}</p>
    </section>
  );
}

function NotSeen({ why, count }: { readonly why: Unseen; readonly count: number }) {
  const { t } = useTranslation('audit-patient');
  return count === 0 ? null : <p>{t(`opened.unseen.${why}`, { count, figure: figure(count) })}</p>;
}
