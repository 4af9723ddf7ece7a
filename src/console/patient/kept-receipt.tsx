import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Letter } from '../parts/letter.tsx';
import { saveFile } from '../parts/save-file.ts';

/** What ends the page of something that was done: its receipt to keep, the way back, a copy on paper. `name` is of the file. */
export function KeptReceipt({ name, receipt }: { readonly name: string; readonly receipt: string }) {
  const { t } = useTranslation('patient');
  return (
    <>
      <div className="row">
        <Button onPress={() => saveFile(`${name}.tlog-proof`, receipt)}>
          <Download aria-hidden size={18} />
          {t('change.receipt')}
        </Button>
        <Link to="/patient/consents">{t('change.back')}</Link>
      </div>
      <Letter />
    </>
  );
}
