import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';
import { Said } from '../parts/said.tsx';
import { figure } from '../words/numbers.ts';
import { clock, day } from '../words/times.ts';
import { entrySentence } from './entry-sentence.ts';
import type { Names } from './log-filter.ts';
import { shortened } from './names.ts';
import type { ProvenEntry, ShownEntry } from './proven-entry.ts';

/** An entry for who knows nothing of logs: what happened, who asked, who allowed it, when, and why it cannot have been changed since. */
export function Story({ proven, behind, names }: ShownEntry) {
  const { t } = useTranslation('audit-entry');
  const { t: ofLog } = useTranslation('audit-log');
  const { entry, isAnchored } = proven;
  const evidence = behind?.state === 'open' ? behind.evidence : undefined;
  const when = { day: day(entry.time / 1000), clock: clock(entry.time) };
  return (
    <Said as="done">
      <p>
        <strong>{entrySentence(ofLog, entry, names, evidence)}.</strong> {t('story.when', when)}
      </p>
      <p>
        {askedBy(t, evidence, names)} {entry.kind === 'release' && decidedBy(t, proven)}
      </p>
      <p>
        {t('proven')} {t('story.unchanged')} {t(isAnchored ? 'story.anchored' : 'story.waits')}
      </p>
    </Said>
  );
}

function askedBy(t: TFunction<'audit-entry'>, evidence: Evidence | undefined, { members }: Names): string {
  if (evidence === undefined) return t('story.askedUnseen');
  if (evidence.kind !== 'request' && evidence.kind !== 'act') return '';
  const { session } = evidence;
  const who = session.type === 'organisation' ? (members.get(session.member) ?? shortened(session.member)) : '';
  return t(`story.asked.${session.type}`, { who });
}

function decidedBy(t: TFunction<'audit-entry'>, { entry }: ProvenEntry): string {
  const { outcome, permit, purpose, basis, block } = entry;
  if (outcome === 'refused') return t('story.refused', { height: figure(block.height) });
  const allowed = permit === undefined ? t('story.allowedPlain') : t('story.allowed', { permit: figure(permit) });
  const by = basis === undefined ? '' : t(`story.basis.${basis}`);
  const what = purpose === undefined ? '' : t('story.purpose', { purpose: purposeWords(purpose) });
  return [allowed, what, by].filter((one) => one !== '').join(' ');
}
