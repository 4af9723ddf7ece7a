import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { FileUp, Printer } from 'lucide-react';
import { Fragment, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import {
  type CheckedPaperForm,
  type ConsentText,
  checkConsentRows,
  type Digest,
  describeConsent,
  type GatewayClient,
  keepScan,
  listNotices,
  ownLines,
  type Pseudonym,
  type RecordedRow,
  recordConsentRows,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { ProgramWords } from '../parts/program-words.tsx';
import { Said } from '../parts/said.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { type Language, spoken } from '../words/language.ts';
import { size } from '../words/numbers.ts';
import { day } from '../words/times.ts';
import { Answer, Refusal } from './answer.tsx';
import { usePatientNumbers, useStaffAct } from './asked.ts';
import { firstSecond, wrongDays } from './figures.ts';
import { Landed } from './landed.tsx';
import { useLeftOutWords } from './left-out.ts';
import { NEW_PAPER, PaperForm } from './paper-form.tsx';
import { choiceOf, emptyParts, openParts, recordOf } from './paper-record.ts';
import './papers-words.ts';
import { useWordsOfUse } from './use-words.ts';

/** What came of a form, with the words that were read back. */
interface Recorded {
  readonly row: RecordedRow;
  readonly warnings: readonly string[];
  readonly text: ConsentText | undefined;
}

/** Records a form after it was looked at point by point, and read back. */
export function PaperConsentPage() {
  const { t } = useTranslation('staff-papers');
  const { subject } = useParams({ from: '/staff/patients/$subject/paper' });
  const { gateway } = usePerson();
  const number = usePatientNumbers([subject as Pseudonym])(subject as Pseudonym);
  const notices = useQuery({ queryKey: ['staff', 'notices'], queryFn: () => listNotices(gateway) });
  const [recorded, setRecorded] = useState<Recorded>();
  return (
    <Page title={t('title', { number })}>
      {recorded === undefined ? (
        <Answer query={notices}>
          {(all) => (
            <Looking
              subject={subject as Pseudonym}
              notices={all.filter(({ version }) => version !== 'withdrawn')}
              onDone={setRecorded}
            />
          )}
        </Answer>
      ) : (
        <Done recorded={recorded} subject={subject} />
      )}
    </Page>
  );
}

function Looking({
  subject,
  notices,
  onDone,
}: {
  readonly subject: Pseudonym;
  readonly notices: Parameters<typeof PaperForm>[0]['notices'];
  readonly onDone: (recorded: Recorded) => void;
}) {
  const { t } = useTranslation('staff-papers');
  const { gateway } = usePerson();
  const [draft, change, forget] = useDraft(`paper ${subject}`, NEW_PAPER);
  const [scan, setScan] = useState<{ readonly name: string; readonly bytes: number; readonly form: Digest }>();
  const keep = useStaffAct(async (file: File) => {
    // Until the one that was chosen now is kept, nothing may be recorded of another one.
    setScan(undefined);
    const form = await keepScan(gateway, subject, new Uint8Array(await file.arrayBuffer()));
    setScan({ name: file.name, bytes: file.size, form });
  });
  const record = recordOf(draft, subject, scan?.form);
  const open = openParts(draft, scan !== undefined);
  const empty = emptyParts(draft);
  return (
    <>
      <p>{t('intro')}</p>
      <div className="stack close">
        <div className="row">
          <FileTrigger
            acceptedFileTypes={['application/pdf', 'image/png', 'image/jpeg', 'image/tiff']}
            onSelect={(files) => {
              const file = files?.item(0);
              if (file) keep.mutate(file);
            }}
          >
            <Button isPending={keep.isPending} isDisabled={keep.isPending}>
              <FileUp aria-hidden size={18} />
              {t('pickScan')}
            </Button>
          </FileTrigger>
        </div>
        {scan && <p role="status">{t('scanChosen', { name: scan.name, size: size(scan.bytes) })}</p>}
        {keep.isError && <Refusal error={keep.error} />}
      </div>
      <PaperForm draft={draft} change={change} notices={notices} hasScan={scan !== undefined} />
      <StillOpen parts={[...new Set([...open, ...empty])]} empty={empty} wrong={wrongDays(draft)} />
      {record && (
        <ReadBack
          key={JSON.stringify({ ...record, fromSeconds: 0 })}
          record={record}
          onDone={(recorded) => {
            forget();
            onDone(recorded);
          }}
        />
      )}
    </>
  );
}

const NO_QUESTIONS = {
  form: 1,
  version: 1,
  permission: 1,
  grantee: 1,
  until: 1,
  signed: 1,
  signedOn: 1,
  explainedBy: 1,
};
type Part = ReturnType<typeof openParts>[number] | ReturnType<typeof emptyParts>[number];

/** All that the form is looked at for and that is not said yet; what may be empty on the form too is named apart. */
function StillOpen({
  parts,
  empty,
  wrong,
}: {
  readonly parts: readonly Part[];
  readonly empty: readonly Part[];
  readonly wrong: ReturnType<typeof wrongDays>;
}) {
  const { t } = useTranslation('staff-papers');
  const named = (some: readonly Part[]) =>
    some.map((part) => (part in NO_QUESTIONS ? t(part as 'form') : t(`questions.${part as 'commercial'}`))).join(' · ');
  if (parts.length === 0) return null;
  const unsaid = parts.filter((part) => !wrong.some((one) => one === part));
  return (
    <Said>
      {wrong.map((one) => (
        <p key={one}>{t(`wrong.${one}`)}</p>
      ))}
      {unsaid.length > 0 && <p>{t('open', { what: named(unsaid) })}</p>}
      {empty.length > 0 && <p>{t('openEmpty', { what: named(empty) })}</p>}
    </Said>
  );
}

/** The sentence that the record comes to, by the gateway's check, before anything is saved. */
function ReadBack({
  record,
  onDone,
}: {
  readonly record: CheckedPaperForm;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const { t } = useTranslation('staff-papers');
  const { gateway } = usePerson();
  // The one that is read back is the one that is recorded.
  const [shown] = useState(record);
  const checked = useQuery({
    queryKey: ['staff', 'paper', shown, spoken()],
    queryFn: () => checkedOf(gateway, shown, spoken()),
    retry: false,
  });
  const save = useStaffAct(async (text: ConsentText | undefined) => {
    const { rows, warnings } = await recordConsentRows(gateway, [shown]);
    const [row] = rows;
    if (row !== undefined) onDone({ row, warnings, text });
  });
  return (
    <section className="panel stack">
      <h2>{t('readBack')}</h2>
      <Answer query={checked}>
        {({ row, text }) => (
          <>
            {text ? <Lines lines={ownLines(text)} /> : <Kept record={shown} />}
            <Verdict row={row} />
            {row.code === undefined && (
              <div className="row">
                <Button look="main" isPending={save.isPending} onPress={() => save.mutate(text)}>
                  {t(row.incomplete ? 'saveIncomplete' : 'save')}
                </Button>
              </div>
            )}
          </>
        )}
      </Answer>
      {save.isError && <Refusal error={save.error} />}
    </section>
  );
}

/** A form with something blank comes to no sentence: what it says is read back point by point. */
function Kept({ record }: { readonly record: CheckedPaperForm }) {
  const { t } = useTranslation('staff-papers');
  const { t: staff } = useTranslation('staff');
  const words = useWordsOfUse();
  const leftOut = useLeftOutWords().filter(({ code }) => record.excluded?.includes(code));
  const { permission, notice, untilSeconds, identifiable, checklist } = record;
  const read = (answer: 'yes' | 'no' | undefined) => staff(answer ?? 'blank');
  const points: readonly (readonly [string, string])[] = [
    [t('permission'), words.permission(permission)],
    ...(notice === undefined ? [[t('version'), t('versionBlank')] as const] : []),
    ...(['aiTraining', 'commercial', 'transferAbroad'] as const).map(
      (question) => [t(`questions.${question}`), read(record[question])] as const,
    ),
    [t('questions.identifiable'), read(identifiable === undefined ? undefined : identifiable ? 'yes' : 'no')],
    [t('excluded'), leftOut.map((one) => one.words).join(', ') || t('nothingLeftOut')],
    [t('until'), day(untilSeconds)],
    [t('signed'), checklist.signed ? staff('yes') : t('signedNo')],
    [t('signedOn'), checklist.signedOn === undefined ? staff('blank') : day(firstSecond(checklist.signedOn))],
    [t('explainedBy'), checklist.explainedBy ?? staff('blank')],
  ];
  return (
    <dl className="facts">
      {points.map(([title, said]) => (
        <Fragment key={title}>
          <dt>{title}</dt>
          <dd>{said}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

async function checkedOf(gateway: GatewayClient, record: CheckedPaperForm, language: Language) {
  const { rows } = await checkConsentRows(gateway, [record]);
  const choice = choiceOf(record);
  return {
    row: rows[0] as RecordedRow,
    text: choice && (await describeConsent(gateway, choice, language)),
  };
}

function Verdict({ row }: { readonly row: RecordedRow }) {
  const { t } = useTranslation('staff-papers');
  if (row.code !== undefined) {
    return (
      <Said as="danger" role="alert">
        <p>{t('refused')}</p>
        {row.detail !== undefined && <ProgramWords>{row.detail}</ProgramWords>}
      </Said>
    );
  }
  if (row.incomplete !== undefined) {
    return (
      <Said as="warn">
        <p>{t('incomplete', { faults: row.incomplete.map((fault) => t(`faults.${fault}`)).join(', ') })}</p>
      </Said>
    );
  }
  return row.stood ? (
    <Said>
      <p>{t('stands')}</p>
    </Said>
  ) : null;
}

function Done({
  recorded: { row, warnings, text },
  subject,
}: {
  readonly recorded: Recorded;
  readonly subject: string;
}) {
  const { t } = useTranslation('staff-papers');
  return (
    <>
      {row.code === undefined ? (
        <Landed>
          <Said as={row.incomplete ? 'warn' : 'done'} role="status">
            <p>{t(row.incomplete ? 'savedIncomplete' : row.stood ? 'stands' : 'saved')}</p>
            {text && !row.incomplete && <Lines lines={ownLines(text)} />}
          </Said>
        </Landed>
      ) : (
        <Verdict row={row} />
      )}
      {warnings.map((warning) => (
        <Said key={warning} as="warn">
          <ProgramWords>{warning}</ProgramWords>
        </Said>
      ))}
      <div className="row screen-only">
        {text && row.code === undefined && !row.incomplete && (
          <Button onPress={() => print()}>
            <Printer aria-hidden size={18} />
            {t('letter')}
          </Button>
        )}
        <Link to="/staff/patients/$subject" params={{ subject }}>
          {t('another')}
        </Link>
      </div>
      {text && (
        <article className="letter">
          <h2>{t('letterTitle')}</h2>
          <p>{t('letterSays', { when: day(Date.now() / 1000) })}</p>
          <Lines lines={text.lines} />
        </article>
      )}
    </>
  );
}
