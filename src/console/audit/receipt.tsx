import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DropZone, FileTrigger, Label, TextArea, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { isCustosError, judgeReceipt, type Pin, type ReceiptVerdict } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { browserPins } from '../session/kept.ts';
import { figure } from '../words/numbers.ts';
import { clock, day } from '../words/times.ts';
import { entrySentence } from './entry-sentence.ts';
import { useNames } from './names.ts';
import './receipt-words.ts';
import './log-words.ts';
import './audit.css';

type Verdict = ReceiptVerdict | { readonly verdict: 'none' };

/** A receipt, verified in the page. */
export function ReceiptPage() {
  const { t } = useTranslation('audit-receipt');
  const [verdict, setVerdict] = useState<Verdict>();
  const judge = async (text: string) => {
    const pin = await browserPins.read(location.origin);
    setVerdict(judged(text, pin === undefined ? [] : [pin]));
  };
  return (
    <Page title={t('title')}>
      <p>{t('about')}</p>
      {verdict && <Judged verdict={verdict} />}
      {verdict && verdict.verdict !== 'none' ? (
        <div className="row">
          <Button onPress={() => setVerdict(undefined)}>{t('another')}</Button>
        </div>
      ) : (
        <Give onGiven={(text) => void judge(text)} />
      )}
    </Page>
  );
}

function judged(text: string, pins: readonly Pin[]): Verdict {
  try {
    return judgeReceipt(new TextEncoder().encode(text), pins);
  } catch (error) {
    if (isCustosError(error)) return { verdict: 'none' };
    throw error;
  }
}

function Give({ onGiven }: { readonly onGiven: (text: string) => void }) {
  const { t } = useTranslation('audit-receipt');
  const [text, setText] = useState('');
  return (
    <section className="stack">
      <DropZone
        className="drop stack"
        aria-label={t('drop')}
        onDrop={async ({ items }) => {
          const [item] = items;
          if (item?.kind === 'file') onGiven(await (await item.getFile()).text());
          if (item?.kind === 'text') onGiven(await item.getText('text/plain'));
        }}
      >
        <p>{t('drop')}</p>
        <FileTrigger onSelect={async (files) => files?.[0] && onGiven(await files[0].text())}>
          <Button>{t('choose')}</Button>
        </FileTrigger>
      </DropZone>
      <TextField className="field" value={text} onChange={setText}>
        <Label>{t('paste')}</Label>
        <TextArea rows={6} className="bytes" />
      </TextField>
      <div className="row">
        <Button look="main" isDisabled={text.trim() === ''} onPress={() => onGiven(`${text.trim()}\n`)}>
          {t('read')}
        </Button>
      </div>
    </section>
  );
}

function Judged({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation('audit-receipt');
  if (verdict.verdict === 'verified') return <Genuine verdict={verdict} />;
  return (
    <Said as={verdict.verdict === 'forged' ? 'danger' : 'warn'} role="alert">
      <p>
        <strong>{t(verdict.verdict)}</strong>
      </p>
      {verdict.verdict === 'unknown' && <p>{t('unknownNext')}</p>}
      {verdict.verdict !== 'none' && (
        <p className="quiet" lang="en">
          {t('reason')}: {verdict.reason}
        </p>
      )}
    </Said>
  );
}

function Genuine({ verdict: { entry, by } }: { readonly verdict: Extract<ReceiptVerdict, { verdict: 'verified' }> }) {
  const { t } = useTranslation('audit-receipt');
  const { t: ofLog } = useTranslation('audit-log');
  const names = useNames();
  return (
    <section className="stack">
      <Said as="done" role="status">
        <p>
          <strong>{entrySentence(ofLog, entry, names)}</strong>
        </p>
        <p>{t('verified', { by })}</p>
      </Said>
      <dl className="facts">
        <dt>{t('seq')}</dt>
        <dd className="figures">{figure(entry.seq)}</dd>
        <dt>{t('at')}</dt>
        <dd>
          <time>
            {day(entry.time / 1000)}, {clock(entry.time)}
          </time>
        </dd>
        <dt>{t('log')}</dt>
        <dd>
          <code>{entry.logId}</code>
        </dd>
      </dl>
      {(['proves', 'not'] as const).map((which) => (
        <div key={which} className="stack close">
          <h2>{t(which)}</h2>
          <ul className="items">
            {(t(`${which}Items`, { returnObjects: true }) as readonly string[]).map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      ))}
      <p>
        <Link to="/audit/log/$seq" params={{ seq: String(entry.seq) }} search={{ log: entry.logId }}>
          {t('open')}
        </Link>
      </p>
    </section>
  );
}
