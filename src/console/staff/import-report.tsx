import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { figure, size } from '../words/numbers.ts';
import { counted } from './figures.ts';
import { Untaken } from './import-untaken.tsx';
import { kindName } from './kind-name.ts';
import { useLeftOutWords } from './left-out.ts';
import { hasSharedFiles, SharedFiles } from './shared-files.tsx';

type Report = NonNullable<ImportJob['report']>;
interface Of {
  readonly report: Report;
}

/** What became of all that was read: shared, a patient's, or held back. */
export function ImportReportView({ report, dataset }: Of & { readonly dataset: string }) {
  const { t } = useTranslation('staff-imports');
  const { items, patients, files, bytes, identifiedBy, manifestGaps } = report;
  const { read, kept } = countsOf(report);
  return (
    <section className="stack">
      {manifestGaps.map((gap) => (
        <Said key={gap} as="danger">
          <p>{t('incomplete', { gap })}</p>
        </Said>
      ))}
      {hasSharedFiles({ report }) && <SharedFiles report={report} />}
      <Untaken report={report} dataset={dataset} />
      <dl className="facts">
        <dt>{t('facts.read')}</dt>
        <dd className="figures">{figure(read)}</dd>
        <dt>{t('facts.kept')}</dt>
        <dd className="figures">
          {kept === items
            ? figure(kept)
            : t('facts.keptIn', { kept: figure(kept), packages: t('packages', { count: items }) })}
        </dd>
        {read > kept && (
          <>
            <dt>{t('facts.leftOut')}</dt>
            <dd className="figures">{figure(read - kept)}</dd>
          </>
        )}
        <dt>{t('facts.patients')}</dt>
        <dd className="figures">{figure(patients)}</dd>
        <dt>{t('facts.files')}</dt>
        <dd className="figures">
          {figure(files.length)}, {size(bytes)}
        </dd>
        {Object.keys(identifiedBy).length > 0 && (
          <>
            <dt>{t('facts.knownBy')}</dt>
            <dd>{counted(identifiedBy)}</dd>
          </>
        )}
      </dl>
      <div className="columns three">
        <Belongs report={report} />
        <Shared report={report} />
        <HeldBack report={report} />
      </div>
    </section>
  );
}

/** What was read, and what of it is kept: each one between the two is counted under what is held back or left out. An item holds what a patient has
 *  of one kind, so that there may be fewer of them. */
function countsOf({ resources, repeated, superseded, deleted, invalid, quarantined, suppressed }: Report) {
  const passed = repeated + superseded.count + deleted.count + invalid.count;
  const held = quarantined.reduce((total, { count }) => total + count, 0);
  return { read: resources + passed, kept: resources - held - suppressed.resources, passed };
}

function Belongs({ report }: Of) {
  const { t } = useTranslation('staff-imports');
  const { patients, shared, labelled, restricted, unread, unlabelled, records } = report;
  const ofNobody = Object.values(shared).reduce((total, count) => total + count, 0);
  const words = new Map(useLeftOutWords().map(({ code, words: said }) => [code, said]));
  const own = {
    items: t('recordsOf', { count: countsOf(report).kept - ofNobody }),
    patients: t('patientsOf', { count: patients }),
  };
  return (
    <section className="panel stack close">
      <h2>{t('belongs')}</h2>
      <p>{t('belongsSays', own)}</p>
      {Object.keys(labelled).length > 0 && (
        <>
          <h3>{t('labelled')}</h3>
          <ul className="items">
            {Object.entries(labelled).map(([code, count]) => (
              <li key={code}>
                {words.get(code) ?? code} ({figure(count)})
              </li>
            ))}
          </ul>
        </>
      )}
      {restricted > 0 && <p>{t('restricted', { count: restricted })}</p>}
      {unread > 0 && <p>{t('unread', { count: unread })}</p>}
      {unlabelled.count > 0 && (
        <p>{t('unlabelled', { count: unlabelled.count, examples: unlabelled.examples.join(', ') })}</p>
      )}
      {records.named > 0 && (
        <Said as="warn">
          <p>{t('named', { count: records.named })}</p>
        </Said>
      )}
    </section>
  );
}

function Shared({ report: { shared, sharedFiles } }: Of) {
  const { t } = useTranslation('staff-imports');
  const isNone = Object.keys(shared).length === 0;
  const ofFiles = sharedFiles.count;
  return (
    <section className="panel stack close">
      <h2>{t('sharedWith')}</h2>
      {isNone ? (
        <p>{t('nothingShared')}</p>
      ) : (
        <>
          <p>{t('sharedSays')}</p>
          {ofFiles > 0 ? (
            <p>{t('sharedNamed', { count: ofFiles, figure: figure(ofFiles) })}</p>
          ) : (
            <ul className="items">
              {Object.entries(shared).map(([type, count]) => (
                <li key={type}>
                  {kindName(type)}: {figure(count)}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function HeldBack({ report }: Of) {
  const { t } = useTranslation('staff-imports');
  const { quarantined, advice, invalid, skippedFiles, suppressed, superseded, deleted, repeated } = report;
  const [broken] = invalid.examples;
  const isNone = quarantined.length + skippedFiles.length + suppressed.resources + countsOf(report).passed === 0;
  return (
    <section className="panel stack close">
      <h2>{t('heldBack')}</h2>
      {quarantined.length > 0 && <p>{t('heldSays')}</p>}
      {isNone && <p>{t('nothingHeld')}</p>}
      <ul className="items">
        {quarantined.map(({ reason, type, count, examples: [first] }) => (
          <li key={`${reason} ${type}`}>
            {kindName(type)}, {figure(count)}: {t(`reason.${reason}`, { defaultValue: reason })}
            {first && `, ${t('such', { where: `${first.file}:${first.line}` })}`}
          </li>
        ))}
      </ul>
      {advice.map(({ reason, text }) => (
        <p key={reason} className="quiet">
          {text}
        </p>
      ))}
      {broken && (
        <p>
          {t('invalid', {
            count: invalid.count,
            where: `${broken.file}:${broken.line}`,
            problem: broken.problem,
          })}
        </p>
      )}
      {skippedFiles.map(({ file, reason }) => (
        <p key={file}>{t('skipped', { file, reason })}</p>
      ))}
      {suppressed.resources > 0 && <p>{t('suppressed', { count: suppressed.resources })}</p>}
      {superseded.count > 0 && <p>{t('superseded', { count: superseded.count })}</p>}
      {deleted.count > 0 && <p>{t('deleted', { count: deleted.count })}</p>}
      {repeated > 0 && <p>{t('repeated', { count: repeated })}</p>}
    </section>
  );
}
