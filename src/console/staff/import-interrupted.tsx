import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type DatasetId, discardUpload, listUploads, type Upload } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure, size } from '../words/numbers.ts';
import { moment } from '../words/times.ts';
import { Confirm } from './confirm.tsx';

/** Uploads for the dataset that nobody may be sending any more, begun by whoever of the hospital. */
export function Interrupted({
  dataset,
  chosen,
  onChoose,
}: {
  readonly dataset: string;
  readonly chosen: string | undefined;
  readonly onChoose: (upload: string | undefined) => void;
}) {
  const { gateway } = usePerson();
  const queries = useQueryClient();
  const queryKey = ['staff', 'uploads', dataset];
  const { data } = useQuery({ queryKey, queryFn: () => listUploads(gateway, dataset as DatasetId), staleTime: 0 });
  const discard = async (upload: string) => {
    try {
      await discardUpload(gateway, upload);
      if (upload === chosen) onChoose(undefined);
    } finally {
      // What could not be removed is shown as that.
      await queries.invalidateQueries({ queryKey });
    }
  };
  return data?.map((upload) => {
    if (upload.state === 'importing') return null;
    const One = upload.state === 'open' ? Standing : Left;
    return (
      <One
        key={upload.upload}
        upload={upload}
        isChosen={upload.upload === chosen}
        onChoose={onChoose}
        discard={() => discard(upload.upload)}
      />
    );
  });
}

interface OneProps {
  readonly upload: Upload;
  readonly isChosen: boolean;
  readonly onChoose: (upload: string | undefined) => void;
  readonly discard: () => Promise<void>;
}

/** Thrown away or imported, and still on the gateway's disk. */
function Left({ discard }: OneProps) {
  const { t } = useTranslation('staff-imports');
  return (
    <Said as="warn">
      <p>
        <strong>{t('send.left')}</strong>
      </p>
      <p>{t('send.leftSays')}</p>
      <div className="row">
        <Confirm verb={t('send.removeAgain')} title={t('send.discardTitle')} act={discard}>
          <p>{t('send.discardSays')}</p>
        </Confirm>
      </div>
    </Said>
  );
}

function Standing({ upload, isChosen, onChoose, discard }: OneProps) {
  const { t } = useTranslation('staff-imports');
  const { completeFiles, arrivedBytes, until } = upload;
  return (
    <Said as={isChosen ? 'note' : 'warn'}>
      <p>
        <strong>{t('send.interrupted')}</strong>
      </p>
      <p>
        {t('send.interruptedSays', {
          count: completeFiles,
          files: figure(completeFiles),
          size: size(arrivedBytes),
          when: moment(until),
        })}
      </p>
      {isChosen && <p>{t('send.chooseSame')}</p>}
      <div className="row">
        <Button onPress={() => onChoose(isChosen ? undefined : upload.upload)}>
          {t(isChosen ? 'send.anew' : 'send.goOn')}
        </Button>
        <Confirm verb={t('send.discard')} title={t('send.discardTitle')} act={discard}>
          <p>{t('send.discardSays')}</p>
        </Confirm>
      </div>
    </Said>
  );
}
