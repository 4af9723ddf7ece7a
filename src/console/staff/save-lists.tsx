import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ShownSubjects } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useOnce } from '../parts/use-once.ts';
import { usePerson } from '../session/use-presence.ts';
import { Refusal } from './answer.tsx';
import { type ListWords, patientsFile, withdrawalsFile } from './patient-lists.ts';
import './patients-words.ts';
import { reachedWord } from './reached-word.ts';

const CSV = 'text/csv;charset=utf-8';

/** The list that is shown, and all withdrawals, as files for a spreadsheet. */
export function SaveLists({ text, show }: { readonly text: string; readonly show: ShownSubjects | undefined }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const words: ListWords = {
    reached: (patient) => t(reachedWord(patient)),
    optOut: (level) => t(`optedOutOf.${level}`),
    kind: (kind) => t(`kind.${kind}`),
  };
  const patients = useOnce({
    mutationFn: async () => saveFile('patients.csv', await patientsFile(gateway, { text, show }, words), CSV),
  });
  const withdrawals = useOnce({
    mutationFn: async () => saveFile('withdrawals.csv', await withdrawalsFile(gateway, words), CSV),
  });
  const failed = [patients, withdrawals].find(({ isError }) => isError);
  return (
    <>
      <div className="row">
        <Button isPending={patients.isPending} onPress={() => patients.mutate()}>
          <Download aria-hidden size={18} />
          {t('savePatients')}
        </Button>
        <Button isPending={withdrawals.isPending} onPress={() => withdrawals.mutate()}>
          <Download aria-hidden size={18} />
          {t('saveWithdrawals')}
        </Button>
      </div>
      <p className="quiet">{t('saveSays')}</p>
      <p className="quiet">{t('withdrawalsSay')}</p>
      {failed && <Refusal error={failed.error} />}
    </>
  );
}
