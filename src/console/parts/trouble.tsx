import { Copy } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CustosError, isCustosError } from '../../client/index.ts';
import { spoken } from '../words/language.ts';
import { Button } from './button.tsx';
import { type FailureKind, failureKind } from './failure-kind.ts';
import { lazyPart } from './lazy.ts';
import { Said } from './said.tsx';

// Words of all choices that sentences of the program can name: where nothing goes wrong, nobody needs them.
const ProgramWords = lazyPart(
  () => import('./program-words.tsx').then((module) => module.ProgramWords),
  ({ children }: { readonly children: string }) => <p lang="en">{children}</p>,
);
const InputWords = lazyPart(() => import('./program-words.tsx').then((module) => module.InputWords), Other);

/** What the pages say better than the program, which does not know the device. */
const OWN: readonly FailureKind[] = ['clock', 'passkey', 'waited', 'elsewhere'];
/** What the pages can say as well, in the language of whoever reads. */
const KNOWN: readonly FailureKind[] = [
  ...OWN,
  ...(['unreachable', 'unanswered', 'ledgerDown', 'limited', 'changed', 'expired', 'forbidden'] as const),
];

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
      <Suspense fallback={<Other />}>
        <What error={error} isRead={again !== undefined} />
      </Suspense>
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

function Other() {
  const { t } = useTranslation();
  return <p>{t('failed.other')}</p>;
}

function What({ error, isRead }: { readonly error: unknown; readonly isRead: boolean }) {
  const { t } = useTranslation();
  if (!(error instanceof Error)) return <Other />;
  const kind = failureKind(error, isRead);
  const words = <ProgramWords>{error.message}</ProgramWords>;
  if (OWN.includes(kind)) return <p>{t(`failed.${kind}`)}</p>;
  // Where a value stands that a page could not check is said by names that programs give it: the report has them.
  if (!isRead && isCustosError(error, 'INPUT_INVALID') && hasPlace(error)) return <InputWords />;
  if (spoken() === 'en' || !KNOWN.includes(kind)) return words;
  return (
    <>
      <p>{t(`failed.${kind}`)}</p>
      {words}
    </>
  );
}

function hasPlace({ details }: CustosError): boolean {
  return Array.isArray(details['at']) && details['at'].length > 0;
}

/** Without secrets: addresses of pages hold none, and errors neither. */
function reportOf(error: unknown): string {
  const code = isCustosError(error) ? error.code : error instanceof Error ? error.name : typeof error;
  const message = error instanceof Error ? error.message : String(error);
  return `${code}: ${message}\npage ${location.origin}${location.pathname}\nat ${new Date().toISOString()}\n`;
}
