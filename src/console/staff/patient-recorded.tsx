import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Digest,
  formDigest,
  listRecordedActs,
  type Pseudonym,
  type RecordedAct,
  readScan,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer, Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { Listing } from './listing.tsx';

/** What was recorded for the patient from forms and calls, with the scans of the forms. */
export function PatientRecorded({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const acts = useQuery({
    queryKey: ['staff', 'recorded', subject],
    queryFn: () => listRecordedActs(gateway, subject),
  });
  return (
    <section className="stack">
      <h2>{t('recorded')}</h2>
      <Answer query={acts}>{(all) => <RecordedActs subject={subject} acts={all} />}</Answer>
    </section>
  );
}

interface RecordedActsProps {
  readonly subject: Pseudonym;
  readonly acts: readonly RecordedAct[];
}

/** The gateway keeps of a reference what compares it alone, so that it names nobody: whoever has it in hand, such as on the form, finds by
 *  it what was recorded. */
function RecordedActs({ subject, acts }: RecordedActsProps) {
  const { t } = useTranslation('staff-patients');
  const [reference, setReference] = useState('');
  const wanted = reference.trim() === '' ? undefined : formDigest(reference.trim());
  const shown = acts.filter(({ form }) => wanted === undefined || form === wanted);
  const scan = {
    title: t('scan'),
    cell: ({ scan: kept, form }: RecordedAct) => kept !== undefined && <SaveScan subject={subject} form={form} />,
  };
  return (
    <>
      {acts.length > 0 && (
        <TextField
          label={t('byReference')}
          hint={t('byReferenceHint')}
          type="search"
          value={reference}
          onChange={setReference}
        />
      )}
      <Listing
        label={t('recorded')}
        rows={shown.toReversed()}
        keyOf={({ what, at, form }) => `${what} ${at} ${form}`}
        empty={t(acts.length === 0 ? 'recordedNone' : 'byReferenceNone')}
        columns={[
          { title: t('when'), cell: ({ at }) => moment(at) },
          { title: t('what'), cell: ({ what }) => t(`acts.${what}`) },
          {
            title: t('explainedBy'),
            cell: ({ what, checklist }) => checklist?.explainedBy ?? (what === 'consent' ? t('explainedNot') : ''),
          },
          ...(acts.some((one) => one.scan !== undefined) ? [scan] : []),
        ]}
      />
    </>
  );
}

/** A scan is saved, never shown as a page: whoever made it may have put anything into it. */
export function SaveScan({ subject, form }: { readonly subject: Pseudonym; readonly form: Digest }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const save = useStaffAct(async () => {
    const { bytes, mediaType } = await readScan(gateway, form, subject);
    saveFile(`form.${mediaType.split('/')[1]}`, Uint8Array.from(bytes), mediaType);
  });
  return (
    <>
      <Button look="plain" isPending={save.isPending} onPress={() => save.mutate()}>
        {t('openScan')}
      </Button>
      {save.isError && <Refusal error={save.error} />}
    </>
  );
}
