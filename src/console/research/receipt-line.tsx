import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { judgeReceipt, type Pin, type ReceiptVerdict } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { figure } from '../words/numbers.ts';
import { moment } from '../words/times.ts';
import type { ReceiptToKeep } from './receipt-to-keep.ts';
import { useWords } from './use-words.ts';

const LOOKS = {
  verified: { as: 'done', icon: CircleCheck, word: 'check.mine' },
  unknown: { as: 'warn', icon: CircleHelp, word: 'check.notMine' },
  forged: { as: 'danger', icon: CircleX, word: 'check.mineForged' },
} as const;

/** One release or refusal, whose receipt is judged anew each time that it is shown. */
export function ReceiptLine({ kept, pins }: { readonly kept: ReceiptToKeep; readonly pins: readonly Pin[] }) {
  const { t } = useTranslation('research-receipt');
  const words = useWords();
  const { entry, receipt, dataset, evidence } = kept;
  const { as, icon: Icon, word } = LOOKS[verdictOf(receipt, pins)];
  const { purpose = 0, permit } = entry;
  const file = `release-${entry.logId.slice(2, 10)}-${entry.seq}`;
  return (
    <li className="card stack close">
      <p>
        <strong>{useOutcome(kept)}</strong>
      </p>
      <p>{t(permit === undefined ? 'lineWithout' : 'line', { dataset, purpose: words.purpose(purpose), permit })}</p>
      <p className="quiet">
        {moment(entry.time)} · {t('entry', { seq: entry.seq })}
      </p>
      <div className="row apart">
        <p className={`state ${as}`}>
          <Icon aria-hidden size={18} />
          {t(word)}
        </p>
        <div className="row">
          <Button look="plain" onPress={() => saveFile(`${file}.tlog-proof`, receipt)}>
            {t('keep')}
          </Button>
          {evidence && (
            <Button look="plain" onPress={() => saveFile(`${file}.evidence.json`, evidence, 'application/json')}>
              {t('evidence')}
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}

/** What the entry of a receipt says happened. */
export function useOutcome({ entry: { outcome, reason, rows } }: Pick<ReceiptToKeep, 'entry'>): string {
  const { t } = useTranslation('research-receipt');
  const { refusal } = useWords();
  const items = figure(rows?.count ?? 0);
  if (outcome === 'refused') return t('outcome.refused', { why: refusal(reason) });
  if (outcome === 'released' || outcome === 'emergency') return t(`outcome.${outcome}`, { items });
  if (outcome === 'interrupted' || outcome === 'acknowledged') return t(`outcome.${outcome}`);
  return t('outcome.other');
}

function verdictOf(receipt: string, pins: readonly Pin[]): ReceiptVerdict['verdict'] {
  try {
    return judgeReceipt(new TextEncoder().encode(receipt), pins).verdict;
  } catch {
    return 'forged';
  }
}
