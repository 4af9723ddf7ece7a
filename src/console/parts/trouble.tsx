import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCustosError } from '../../client/index.ts';
import { Button } from './button.tsx';
import { Said } from './said.tsx';

/** What went wrong, for who works with data: in the program's words, which say what to do, with a report to hand on. */
export function Trouble({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(reportOf(error)).then(() => setCopied(true));
  return (
    <Said as="danger" role="alert">
      <p>
        <strong>{t('failed.title')}</strong>
      </p>
      <p>{error instanceof Error ? error.message : t('failed.other')}</p>
      <div className="row">
        {again && <Button onPress={again}>{t('tryAgain')}</Button>}
        <Button look="plain" onPress={copy}>
          <Copy aria-hidden size={16} />
          {t(isCopied ? 'failed.copied' : 'failed.copy')}
        </Button>
      </div>
    </Said>
  );
}

/** Without secrets: addresses of pages hold none, and errors neither. */
function reportOf(error: unknown): string {
  const code = isCustosError(error) ? error.code : error instanceof Error ? error.name : typeof error;
  const message = error instanceof Error ? error.message : String(error);
  return `${code}: ${message}\npage ${location.origin}${location.pathname}\nat ${new Date().toISOString()}\n`;
}
