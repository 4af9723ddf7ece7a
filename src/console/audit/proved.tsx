import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Entry, type Evidence, withdrawnUntil } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, date, day } from '../words/times.ts';
import { SEALED } from './entry-said.tsx';
import { entrySentence } from './entry-sentence.ts';
import { useNames } from './names.ts';
import { readBehind } from './proven-entry.ts';
import { WholeId } from './whole-id.tsx';
import './receipt-words.ts';
import './log-words.ts';

interface ProvedProps {
  readonly entry: Entry;
  /** Whose key signed. */
  readonly by: string;
  /** What was given beside the receipt, as far as the entry names it. */
  readonly given: Evidence | undefined;
  readonly hasWordsAround: boolean;
}

/** All that a genuine receipt proves, told from its entry alone, and that nothing else in the file is. */
export function Proved({ entry, by, given, hasWordsAround }: ProvedProps) {
  const { t } = useTranslation('audit-receipt');
  const { t: ofLog } = useTranslation('audit-log');
  const names = useNames();
  const { gateway } = usePerson();
  const isSealed = SEALED.includes(entry.kind);
  const behind = useQuery({
    queryKey: ['audit', 'behind', entry.seq, entry.evidence],
    queryFn: () => readBehind(gateway, entry),
    enabled: isSealed && given === undefined,
    retry: false,
  });
  const evidence = given ?? (behind.data?.state === 'open' ? behind.data.evidence : undefined);
  return (
    <>
      <Said as="done" role="status">
        <p>
          <strong>{t('verified', { by })}</strong> {t('only')}
        </p>
      </Said>
      {hasWordsAround && (
        <Said as="warn" role="alert">
          <p>{t('around')}</p>
        </Said>
      )}
      <dl className="facts">
        <Fact name={t('what')}>
          <strong>{entrySentence(ofLog, entry, names, evidence)}</strong>
        </Fact>
        {evidence?.kind === 'revocation' && <Withdrawn evidence={evidence} />}
        {entry.permit !== undefined && <Fact name={t('permit')}>{figure(entry.permit)}</Fact>}
        <Fact name={t('at')}>
          <time>
            {day(entry.time / 1000)}, {clock(entry.time)}
          </time>
        </Fact>
        <Fact name={t('seq')}>{figure(entry.seq)}</Fact>
        <Fact name={t('log')}>
          <code>{entry.logId}</code>
        </Fact>
      </dl>
      {isSealed && evidence === undefined && !behind.isFetching && <p>{t('sealed')}</p>}
    </>
  );
}

function Withdrawn({ evidence }: { readonly evidence: Extract<Evidence, { kind: 'revocation' }> }) {
  const { t } = useTranslation('audit-receipt');
  const { until, isOfEverything } = withdrawnUntil(evidence);
  return (
    <>
      <Fact name={t('patient')}>
        <WholeId id={evidence.subject} of="patient" isLinked />
      </Fact>
      {evidence.grant !== undefined && (
        <Fact name={t('consent')}>
          <WholeId id={evidence.grant} />
        </Fact>
      )}
      {until !== undefined && <Fact name={t('until')}>{date(until)}</Fact>}
      {isOfEverything !== undefined && <Fact name={t('of')}>{t(isOfEverything ? 'everything' : 'research')}</Fact>}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
