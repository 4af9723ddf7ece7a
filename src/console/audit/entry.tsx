import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Copy, Download, Printer } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCustosError } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, day } from '../words/times.ts';
import { DecidedAnew } from './decided-anew.tsx';
import { entrySentence } from './entry-sentence.ts';
import { MerklePath } from './merkle-path.tsx';
import { useNames } from './names.ts';
import { type Behind, type ProvenEntry, readBehind, readEntry } from './proven-entry.ts';
import { reportPage } from './report-files.ts';
import { SignedCards } from './signed-cards.tsx';
import { Story } from './story.tsx';
import './entry-words.ts';
import './log-words.ts';
import './audit.css';

const route = getRouteApi('/audit/log/$seq');

/** One entry: what it says, who signed it, and how it hangs on what was signed. */
export function EntryPage() {
  const { t } = useTranslation('audit-entry');
  const { t: ofLog } = useTranslation('audit-log');
  const { gateway } = usePerson();
  const { seq: written } = route.useParams();
  const { log } = route.useSearch();
  const names = useNames();
  const seq = /^[0-9]{1,15}$/.test(written) ? Number(written) : Number.MAX_SAFE_INTEGER;
  const read = useQuery({ queryKey: ['audit', 'entry', seq], queryFn: () => readEntry(gateway, seq), retry: false });
  const identity = useQuery({ queryKey: ['audit', 'identity'], queryFn: () => gateway.identity() });
  const isOther = log !== undefined && identity.data !== undefined && log !== identity.data.logId;
  const proven = read.data !== undefined && 'entry' in read.data && !isOther ? read.data : undefined;
  const behind = useQuery({
    queryKey: ['audit', 'behind', seq],
    queryFn: () => (proven === undefined ? undefined : readBehind(gateway, proven.entry)),
    enabled: proven !== undefined,
    retry: false,
  });
  const evidence = behind.data?.state === 'open' ? behind.data.evidence : undefined;
  const title = proven
    ? t('title', { seq: figure(seq), sentence: entrySentence(ofLog, proven.entry, names, evidence) })
    : t('waiting', { seq: written });
  return (
    <Page title={title}>
      <p>
        <Link to="/audit/log">{t('back')}</Link>
      </p>
      {read.isPending && <Waiting />}
      {read.isError && <Unproven error={read.error} again={() => void read.refetch()} />}
      {isOther && (
        <Said as="warn">
          <p>{t('otherLog')}</p>
        </Said>
      )}
      {read.data !== undefined && !('entry' in read.data) && (
        <p>{t('missing', { seq: written, size: figure(read.data.size) })}</p>
      )}
      {proven && <Proven proven={proven} title={title} behind={behind} />}
    </Page>
  );
}

function Unproven({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  const { t } = useTranslation('audit-entry');
  if (!isCustosError(error, 'PROOF_INVALID', 'NOTE_INVALID', 'SIGNATURE_INVALID'))
    return <Trouble error={error} again={again} />;
  return (
    <Said as="danger" role="alert">
      <p>
        <strong>{t('broken')}</strong>
      </p>
      <p lang="en">{error.message}</p>
      <Link to="/audit/verdict">{t('verdict')}</Link>
    </Said>
  );
}

interface ProvenProps {
  readonly proven: ProvenEntry;
  readonly title: string;
  readonly behind: UseQueryResult<Behind | undefined>;
}

function Proven({ proven, title, behind }: ProvenProps) {
  const { t } = useTranslation('audit-entry');
  const names = useNames();
  const article = useRef<HTMLElement>(null);
  const { entry, bytes } = proven;
  return (
    <article className="stack wide" ref={article}>
      <Story proven={proven} behind={behind.data} names={names} />
      <KeepEntry title={title} name={`entry-${entry.seq}`} article={article} />
      <dl className="facts">
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
      <CopyAddress address={`${entry.logId}:${entry.seq}`} />
      <SignedCards proven={proven} behind={behind.data} names={names} />
      <MerklePath proven={proven} />
      <DecidedAnew key={entry.seq} seq={entry.seq} />
      <section className="stack">
        <h2>{t('evidence.heading')}</h2>
        {behind.isPending && <Waiting />}
        {behind.isError && <Trouble error={behind.error} again={() => void behind.refetch()} />}
        {behind.data && <BehindEntry behind={behind.data} />}
      </section>
      <section className="stack">
        <h2>{t('raw.heading')}</h2>
        <p>{t('raw.bytes')}</p>
        <details>
          <summary>{t('raw.show')}</summary>
          <p className="bytes">{new TextDecoder().decode(bytes)}</p>
        </details>
      </section>
    </article>
  );
}

/** For who has to be shown it elsewhere: on paper, or as one file that needs nothing else. */
function KeepEntry({
  title,
  name,
  article,
}: {
  readonly title: string;
  readonly name: string;
  readonly article: { readonly current: HTMLElement | null };
}) {
  const { t } = useTranslation('audit-entry');
  const keep = () => {
    if (article.current) saveFile(`${name}.html`, reportPage(title, article.current), 'text/html;charset=utf-8');
  };
  return (
    <div className="row no-print">
      <Button onPress={() => print()}>
        <Printer aria-hidden size={18} />
        {t('keep.print')}
      </Button>
      <Button onPress={keep}>
        <Download aria-hidden size={18} />
        {t('keep.html')}
      </Button>
    </div>
  );
}

function CopyAddress({ address }: { readonly address: string }) {
  const { t } = useTranslation('audit-entry');
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="row no-print">
      <Button onPress={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}>
        <Copy aria-hidden size={16} />
        {t(isCopied ? 'copied' : 'copy')}
      </Button>
    </div>
  );
}

/** Opened, or one of the words for why not, with what to do. */
function BehindEntry({ behind }: { readonly behind: Behind }) {
  const { t } = useTranslation('audit-entry');
  if (behind.state !== 'open') {
    return (
      <Said as={behind.state === 'wrong' || behind.state === 'gone' ? 'danger' : 'warn'}>
        <p>
          <strong>{t(`evidence.${behind.state}`)}</strong>
        </p>
        <p>{t(`evidence.${behind.state}Next`)}</p>
      </Said>
    );
  }
  const { evidence } = behind;
  const isLost = evidence.kind === 'operation' && evidence.lost !== undefined;
  return (
    <>
      <p>{t('evidence.open')}</p>
      {isLost && (
        <Said as="warn">
          <p>
            <strong>{t('evidence.lost')}</strong>: {evidence.lost.map(figure).join(' – ')}
          </p>
          <p>{t('evidence.lostNext')}</p>
        </Said>
      )}
      <details>
        <summary>{t('evidence.raw')}</summary>
        <pre className="bytes">{JSON.stringify(evidence, undefined, 2)}</pre>
      </details>
    </>
  );
}
