import { FileCheck } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger, Button as Pressable } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { isCustosError, judgeReceipt, type Pin, type ReceiptVerdict } from '../../client/index.ts';
import { fileBytes } from '../parts/file-bytes.ts';
import { Said } from '../parts/said.tsx';
import { moment } from '../words/times.ts';
import { useOutcome } from './receipt-line.tsx';
import { useWords } from './use-words.ts';

/** More than any receipt has. */
const MAX_BYTES = 2 ** 20;

/** A receipt from anywhere, judged without asking anybody. */
export function CheckReceipt({ pins }: { readonly pins: readonly Pin[] }) {
  const { t } = useTranslation('research-receipt');
  const [verdict, setVerdict] = useState<ReceiptVerdict | 'unreadable'>();
  const judge = async (file: File | undefined) => {
    if (file === undefined) return;
    const bytes = await fileBytes(file, MAX_BYTES);
    setVerdict(bytes === undefined ? 'unreadable' : verdictOf(bytes, pins));
  };
  return (
    <section className="card stack">
      <h2>{t('check.title')}</h2>
      <p>{t('check.text')}</p>
      <div className="row">
        <FileTrigger onSelect={(files) => void judge(files?.[0])}>
          <Pressable className="button">
            <FileCheck aria-hidden size={18} />
            {t('check.choose')}
          </Pressable>
        </FileTrigger>
      </div>
      {verdict && <Verdict verdict={verdict} endpoint={pins[0]?.endpoint ?? ''} />}
    </section>
  );
}

function Verdict({
  verdict,
  endpoint,
}: {
  readonly verdict: ReceiptVerdict | 'unreadable';
  readonly endpoint: string;
}) {
  const { t } = useTranslation('research-receipt');
  if (verdict === 'unreadable') {
    return (
      <Said as="warn" role="status">
        {t('check.unreadable')}
      </Said>
    );
  }
  if (verdict.verdict === 'verified') return <Genuine verdict={verdict} endpoint={endpoint} />;
  return (
    <Said as={verdict.verdict === 'forged' ? 'danger' : 'warn'} role="alert">
      <p>
        <strong>{t(`check.${verdict.verdict}`)}</strong>
      </p>
      <p>{t(`check.${verdict.verdict}Text`)}</p>
    </Said>
  );
}

interface GenuineProps {
  readonly verdict: Extract<ReceiptVerdict, { verdict: 'verified' }>;
  readonly endpoint: string;
}

/** Told from the entry alone: nothing else in the file is proved. */
function Genuine({ verdict: { entry, hasWordsAround }, endpoint }: GenuineProps) {
  const { t } = useTranslation('research-receipt');
  const words = useWords();
  const what = useOutcome({ entry });
  const { seq, logId, purpose, permit, time } = entry;
  return (
    <>
      <Said as="done" role="status">
        <p>{t('check.verified', { by: t('check.log', { endpoint }), when: moment(time) })}</p>
        <p>
          {t('check.entry', { what, seq, log: logId.slice(0, 10) })}{' '}
          {purpose !== undefined && permit !== undefined && t('check.of', { purpose: words.purpose(purpose), permit })}
        </p>
      </Said>
      {hasWordsAround && <Said as="warn">{t('check.around')}</Said>}
    </>
  );
}

function verdictOf(bytes: Uint8Array, pins: readonly Pin[]): ReceiptVerdict | 'unreadable' {
  try {
    return judgeReceipt(bytes, pins);
  } catch (error) {
    if (isCustosError(error)) return 'unreadable';
    throw error;
  }
}
