import { useTranslation } from 'react-i18next';
import type { Notice } from '../../client/index.ts';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { TextField } from '../parts/text-field.tsx';
import { date } from '../words/times.ts';
import { isOver, isToCome } from './figures.ts';
import { useLeftOutWords } from './left-out.ts';
import { WhoMay } from './paper-grantee.tsx';
import './papers-words.ts';
import { PERMISSIONS, useWordsOfUse } from './use-words.ts';

/** What staff read off a form; undefined where nobody looked yet, which is not the same as blank. */
export type Read = 'yes' | 'no' | 'blank';
export const QUESTIONS = ['aiTraining', 'commercial', 'transferAbroad', 'identifiable'] as const;
export const BLANK = 'blank';
/** What patients can choose by themselves. */
const ONLINE: readonly string[] = ['HMB', 'GRU'];

export interface PaperDraft extends Partial<Record<(typeof QUESTIONS)[number], Read>> {
  readonly form: string;
  readonly notice?: string;
  readonly permission?: string;
  /** `any`, a member or a group. */
  readonly grantee?: string;
  readonly futureMembers?: 'yes' | 'no';
  readonly excluded: readonly string[];
  readonly until: string;
  readonly signed?: Read;
  readonly signedOn: string;
  readonly explainedBy: string;
}

export const NEW_PAPER: PaperDraft = { form: '', excluded: [], until: '', signedOn: '', explainedBy: '' };

/** A form as a checklist: each choice is yes, no, or left blank, and none is chosen beforehand. */
export function PaperForm({
  draft,
  change,
  notices,
  hasScan,
}: {
  readonly draft: PaperDraft;
  readonly change: (changed: Partial<PaperDraft>) => void;
  readonly notices: readonly Notice[];
  readonly hasScan: boolean;
}) {
  const { t } = useTranslation('staff-papers');
  const { t: staff } = useTranslation('staff');
  const leftOut = useLeftOutWords();
  const words = useWordsOfUse();
  return (
    <>
      {!hasScan && (
        <TextField label={t('form')} hint={t('formHint')} value={draft.form} onChange={(form) => change({ form })} />
      )}
      <OneOf
        label={t('version')}
        value={draft.notice}
        onChange={(notice) => change({ notice })}
        options={[
          ...notices.map(({ notice, title, publishedAt }) => ({
            value: notice,
            label: title || date(publishedAt),
            hint: date(publishedAt),
          })),
          { value: BLANK, label: t('versionBlank') },
        ]}
      />
      <OneOf
        label={t('permission')}
        value={draft.permission}
        onChange={(permission) => change({ permission })}
        options={PERMISSIONS.filter((code) => code !== 'DS').map((value) => ({
          value,
          label: words.permission(value),
          ...(ONLINE.includes(value) ? {} : { hint: t('paperAlone') }),
        }))}
      />
      <WhoMay draft={draft} change={change} />
      <div className="columns">
        {QUESTIONS.map((question) => (
          <YesNoBlank
            key={question}
            label={t(`questions.${question}`)}
            value={draft[question]}
            onChange={(value) => change({ [question]: value })}
          />
        ))}
      </div>
      <div className="two-columns">
        <AnyOf
          label={t('excluded')}
          value={draft.excluded}
          onChange={(excluded) => change({ excluded })}
          options={leftOut.map(({ code, words: label }) => ({ value: code, label }))}
        />
      </div>
      <TextField
        label={t('until')}
        hint={t('untilHint')}
        type="date"
        value={draft.until}
        onChange={(until) => change({ until })}
        fault={isOver(draft.until) ? staff('dayOver') : undefined}
      />
      <Signed value={draft.signed} onChange={(signed) => change({ signed })} />
      <TextField
        label={t('signedOn')}
        type="date"
        value={draft.signedOn}
        onChange={(signedOn) => change({ signedOn })}
        fault={isToCome(draft.signedOn) ? staff('dayToCome') : undefined}
      />
      <TextField
        label={t('explainedBy')}
        hint={t('explainedHint')}
        value={draft.explainedBy}
        onChange={(explainedBy) => change({ explainedBy })}
      />
    </>
  );
}

/** An empty line is no signature: there is nothing between the two. */
export function Signed({
  value,
  onChange,
}: {
  readonly value: Read | undefined;
  readonly onChange: (value: Read) => void;
}) {
  const { t } = useTranslation('staff-papers');
  const { t: staff } = useTranslation('staff');
  return (
    <OneOf
      label={t('signed')}
      value={value}
      onChange={(read) => onChange(read as Read)}
      options={[
        { value: 'yes', label: staff('yes') },
        { value: 'no', label: t('signedNo') },
      ]}
    />
  );
}

/** What stands on the form at a question. */
export function YesNoBlank({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: Read | undefined;
  readonly onChange: (value: Read) => void;
}) {
  const { t } = useTranslation('staff');
  return (
    <OneOf
      label={label}
      value={value}
      onChange={(read) => onChange(read as Read)}
      options={(['yes', 'no', 'blank'] as const).map((read) => ({ value: read, label: t(read) }))}
    />
  );
}
