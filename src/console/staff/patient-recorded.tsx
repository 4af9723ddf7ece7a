import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Digest, listRecordedActs, type Pseudonym, readScan } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
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
      <Answer query={acts}>
        {(all) => (
          <Listing
            label={t('recorded')}
            rows={all.toReversed()}
            keyOf={({ what, at, form }) => `${what} ${at} ${form}`}
            empty={t('recordedNone')}
            columns={[
              { title: t('when'), cell: ({ at }) => moment(at) },
              { title: t('what'), cell: ({ what }) => t(`acts.${what}`) },
              { title: t('explainedBy'), cell: ({ checklist }) => checklist?.explainedBy ?? '' },
              {
                title: t('scan'),
                cell: ({ scan, form }) => (scan === undefined ? '' : <SaveScan subject={subject} form={form} />),
              },
            ]}
          />
        )}
      </Answer>
    </section>
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
