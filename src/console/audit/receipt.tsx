import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DropZone, FileTrigger, Label, TextArea, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { isCustosError, judgeReceipt, keptEvidence, type Pin, type ReceiptVerdict } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { fileBytes } from '../parts/file-bytes.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { browserPins } from '../session/kept.ts';
import { figure } from '../words/numbers.ts';
import { Proved } from './proved.tsx';
import './receipt-words.ts';
import './log-words.ts';
import './audit.css';

/** A bundle is recognised by how it begins; no receipt comes near this. */
const MOST_BYTES = 64 * 1024 * 1024;
/** How the file of `custos evidence export` begins. */
const BUNDLE = /^\s*\{"format":"custos\/evidence-bundle\//;

type Kept = NonNullable<ReturnType<typeof keptEvidence>>;
type Verdict = ReceiptVerdict | { readonly verdict: 'none' | 'bundle' | 'unreadable' };
/** How a receipt begins, wherever it stands in what was given. */
const RECEIPT = 'c2sp.org/tlog-proof@v1';

/** A receipt, verified in the page. */
export function ReceiptPage() {
  const { t } = useTranslation('audit-receipt');
  const [verdict, setVerdict] = useState<Verdict>();
  const [kept, setKept] = useState<Kept>();
  const judge = async (given: Uint8Array) => {
    const text = new TextDecoder().decode(given);
    const evidence = keptIn(text);
    if (evidence !== undefined) {
      setKept(evidence);
      return setVerdict((before) => (before !== undefined && isReceipt(before) ? before : undefined));
    }
    const pin = await browserPins.read(location.origin);
    setVerdict(judged(given, text, pin === undefined ? [] : [pin]));
  };
  const isJudged = verdict !== undefined && isReceipt(verdict);
  return (
    <Page title={t('title')}>
      <p>{t('about')}</p>
      {verdict && <Judged verdict={verdict} kept={kept} />}
      {kept && <KeptEvidence kept={kept} verdict={verdict} />}
      {(isJudged || kept) && (
        <div className="row">
          <Button
            onPress={() => {
              setVerdict(undefined);
              setKept(undefined);
            }}
          >
            {t('another')}
          </Button>
        </div>
      )}
      {!(isJudged && kept) && <Give isOther={isJudged} onGiven={(given) => void judge(given)} />}
    </Page>
  );
}

function isReceipt(verdict: Verdict): verdict is ReceiptVerdict {
  return !['none', 'bundle', 'unreadable'].includes(verdict.verdict);
}

/** What lies behind an entry is kept as it is hashed, so that a text that was pasted may have lines around it. */
function keptIn(text: string): Kept | undefined {
  return text.trimStart().startsWith('{') ? keptEvidence(new TextEncoder().encode(text.trim())) : undefined;
}

/** The bytes are judged, and not the text: what coding they are in is seen from them alone. */
function judged(given: Uint8Array, text: string, pins: readonly Pin[]): Verdict {
  if (BUNDLE.test(text)) return { verdict: 'bundle' };
  try {
    return judgeReceipt(given, pins);
  } catch (error) {
    if (isCustosError(error)) return { verdict: text.includes(RECEIPT) ? 'unreadable' : 'none' };
    throw error;
  }
}

/** Of what is too large or cannot be read nothing: that is no receipt. */
async function bytesOf(file: File | undefined): Promise<Uint8Array> {
  return (await fileBytes(file, MOST_BYTES)) ?? new Uint8Array();
}

function Give({ isOther, onGiven }: { readonly isOther: boolean; readonly onGiven: (given: Uint8Array) => void }) {
  const { t } = useTranslation('audit-receipt');
  const [text, setText] = useState('');
  return (
    <section className="stack">
      <DropZone
        className="drop stack"
        aria-label={t('drop')}
        onDrop={async ({ items }) => {
          for (const item of items) {
            if (item.kind !== 'text') onGiven(await bytesOf(item.kind === 'file' ? await item.getFile() : undefined));
            if (item.kind === 'text') onGiven(new TextEncoder().encode(await item.getText('text/plain')));
          }
        }}
      >
        <p>{t(isOther ? 'dropOther' : 'drop')}</p>
        <FileTrigger
          allowsMultiple
          onSelect={async (files) => {
            for (const file of files ?? []) onGiven(await bytesOf(file));
          }}
        >
          <Button>{t('choose')}</Button>
        </FileTrigger>
      </DropZone>
      <TextField className="field" value={text} onChange={setText}>
        <Label>{t('paste')}</Label>
        <TextArea rows={6} className="bytes" />
      </TextField>
      <div className="row">
        <Button look="main" isDisabled={text.trim() === ''} onPress={() => onGiven(new TextEncoder().encode(text))}>
          {t('read')}
        </Button>
      </div>
    </section>
  );
}

/** What opens an entry, and whether it is that of the receipt beside it. */
function KeptEvidence({ kept, verdict }: { readonly kept: Kept; readonly verdict: Verdict | undefined }) {
  const { t } = useTranslation('audit-receipt');
  const { digest, evidence } = kept;
  const entry = verdict?.verdict === 'verified' ? verdict.entry : undefined;
  const isOf = entry?.evidence === digest;
  return (
    <Said as={entry === undefined ? 'note' : isOf ? 'done' : 'danger'} role="status">
      <p>
        <strong>{t('evidence.is', { what: t(`evidence.kinds.${evidence.kind}`) })}</strong>
      </p>
      <p>
        {t('evidence.digest')}: <code>{digest}</code>
      </p>
      {entry === undefined && <p>{t('evidence.alone')}</p>}
      {entry !== undefined && <p>{t(isOf ? 'evidence.same' : 'evidence.other', { seq: figure(entry.seq) })}</p>}
      <p>
        <Link to="/audit/log" search={{ find: digest }}>
          {t('evidence.find')}
        </Link>
      </p>
      <details>
        <summary>{t('evidence.raw')}</summary>
        <pre className="bytes">{JSON.stringify(evidence, undefined, 2)}</pre>
      </details>
    </Said>
  );
}

function Judged({ verdict, kept }: { readonly verdict: Verdict; readonly kept: Kept | undefined }) {
  const { t } = useTranslation('audit-receipt');
  if (verdict.verdict === 'verified') return <Genuine verdict={verdict} kept={kept} />;
  return (
    <Said as={verdict.verdict === 'forged' ? 'danger' : 'warn'} role="alert">
      <p>
        <strong>{t(verdict.verdict)}</strong>
      </p>
      {verdict.verdict === 'unknown' && <p>{t('unknownNext')}</p>}
      {isReceipt(verdict) && (
        <p className="quiet" lang="en">
          {t('reason')}: {verdict.reason}
        </p>
      )}
    </Said>
  );
}

interface GenuineProps {
  readonly verdict: Extract<ReceiptVerdict, { verdict: 'verified' }>;
  readonly kept: Kept | undefined;
}

function Genuine({ verdict: { entry, by, hasWordsAround }, kept }: GenuineProps) {
  const { t } = useTranslation('audit-receipt');
  const given = kept?.digest === entry.evidence ? kept.evidence : undefined;
  return (
    <section className="stack">
      <Proved entry={entry} by={by} given={given} hasWordsAround={hasWordsAround} />
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
