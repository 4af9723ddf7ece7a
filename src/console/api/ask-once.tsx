import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import type { Operation } from './operations.ts';
import { WhoIsIn } from './who-calls.tsx';

interface AskOnceProps {
  readonly operation: Operation;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSend: () => void;
}

/** Before something is changed in earnest. */
export function AskOnce({ operation: { method, path, summary, roles, isAccessRequest }, ...sheet }: AskOnceProps) {
  const { t } = useTranslation('api');
  return (
    <Sheet title={t('once.title')} isOpen={sheet.isOpen} onClose={sheet.onClose} isGrave>
      <p lang="en">
        <strong>{summary}</strong>
        <br />
        <code>
          {method} {path}
        </code>
      </p>
      <p>{t(isAccessRequest ? 'once.logged' : 'once.text')}</p>
      {roles && <WhoIsIn />}
      <div className="row">
        <Button look={method === 'DELETE' ? 'danger main' : 'main'} onPress={sheet.onSend}>
          {t('once.send')}
        </Button>
        <Button onPress={sheet.onClose}>{t('once.not')}</Button>
      </div>
    </Sheet>
  );
}
