import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Sheet } from './sheet.tsx';

export function IdleWarning({ leftMs, onStay }: { readonly leftMs: number; readonly onStay: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('idle.title')} isOpen onClose={onStay}>
      <p role="timer">{t('idle.text', { seconds: Math.ceil(leftMs / 1_000) })}</p>
      <div className="row">
        <Button look="main" onPress={onStay}>
          {t('idle.stay')}
        </Button>
      </div>
    </Sheet>
  );
}
