import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import {
  type Digest,
  type GatewayClient,
  keepNotice,
  listNotices,
  type Notice,
  type NoticeFacts,
  type NoticeType,
  publishNotice,
  publishNoticeFacts,
  signsTransactions,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Said } from '../parts/said.tsx';
import { Select } from '../parts/select.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { Confirm } from './confirm.tsx';

const KINDS = ['none', 'correction', 'change', 'translation'] as const;
const OPTIONS = { correction: '--corrects', change: '--changes', translation: '--translates' } as const;
const TYPES: Readonly<Record<string, NoticeType>> = {
  md: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  pdf: 'application/pdf',
};

interface Draft {
  readonly kind?: (typeof KINDS)[number];
  readonly of: string;
  readonly language?: 'en' | 'pt';
  readonly why: string;
  readonly study: string;
  readonly controller: string;
  readonly ethics: string;
}
const FIRST: Draft = { of: '', why: '', study: '', controller: '', ethics: '' };

/** Hands a text in, and publishes it where the hospital's own key signed in; else it says the command that does. */
export function AddNotice({ notices }: { readonly notices: readonly Notice[] }) {
  const { t } = useTranslation('staff-notices');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const [draft, setDraft] = useState(FIRST);
  const [file, setFile] = useState<File>();
  const [isPublished, setPublished] = useState(false);
  const change = (changed: Partial<Draft>) => {
    setPublished(false);
    setDraft({ ...draft, ...changed });
  };
  const keep = useStaffAct((handed: File) => handIn(gateway, handed));
  const isRelated = draft.kind !== undefined && draft.kind !== 'none';
  const needsWhy = draft.kind === 'correction' || draft.kind === 'change';
  const open = [
    ...(file === undefined ? (['file'] as const) : []),
    ...(draft.kind === undefined ? (['kindQuestion'] as const) : []),
    ...(isRelated && draft.of === '' ? (['of'] as const) : []),
    ...(needsWhy && draft.why.trim() === '' ? (['why'] as const) : []),
    ...(draft.language === undefined ? (['language'] as const) : []),
  ];
  return (
    <details className="folded">
      <summary>{t('add')}</summary>
      <div className="panel stack">
        <p>{t('addSays')}</p>
        <div className="row">
          <FileTrigger
            acceptedFileTypes={['.txt', '.md', '.html', '.pdf']}
            onSelect={(files) => setFile(files?.item(0) ?? undefined)}
          >
            <Button>
              <FileUp aria-hidden size={18} />
              {t('file')}
            </Button>
          </FileTrigger>
          {file && <p role="status">{file.name}</p>}
        </div>
        <OneOf
          label={t('kindQuestion')}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind as (typeof KINDS)[number] })}
          options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
        {isRelated && (
          <Select
            label={t('of')}
            none={staff('choose')}
            value={draft.of}
            onChange={(of = '') => change({ of })}
            options={notices.map(({ notice, title, publishedAt }) => ({
              value: notice,
              label: title || t('untitled', { when: date(publishedAt) }),
            }))}
          />
        )}
        {needsWhy && (
          <TextField label={t('why')} value={draft.why} onChange={(why) => change({ why })} isRequired most={500} />
        )}
        <OneOf
          label={t('language')}
          value={draft.language}
          onChange={(language) => change({ language: language as 'en' | 'pt' })}
          options={(['en', 'pt'] as const).map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
        <TextField label={t('study')} value={draft.study} onChange={(study) => change({ study })} most={500} />
        <TextField
          label={t('controller')}
          value={draft.controller}
          onChange={(controller) => change({ controller })}
          most={500}
        />
        <TextField label={t('ethics')} value={draft.ethics} onChange={(ethics) => change({ ethics })} most={500} />
        {open.length > 0 && !isPublished && (
          <p className="quiet">{staff('stillOpen', { what: open.map((part) => t(part)).join(' · ') })}</p>
        )}
        {keep.isError && <Refusal error={keep.error} />}
        <div className="row">
          {signsTransactions(gateway) ? (
            <Confirm
              look="main"
              verb={t('publish')}
              title={t('publishTitle', { name: file?.name ?? '' })}
              isDisabled={open.length > 0}
              act={async () => file && publish(gateway, file, draft)}
              onDone={() => {
                setPublished(true);
                setDraft(FIRST);
                setFile(undefined);
              }}
            >
              <p>{t('publishSays')}</p>
              {draft.kind === 'correction' && <p>{t('publishCorrection')}</p>}
            </Confirm>
          ) : (
            <Button
              look="main"
              isDisabled={open.length > 0}
              isPending={keep.isPending}
              onPress={() => file && keep.mutate(file)}
            >
              {t('handIn')}
            </Button>
          )}
        </div>
        {isPublished && (
          <Said as="done" role="status">
            <p>{t('published')}</p>
          </Said>
        )}
        {keep.isSuccess && file && (
          <Said as="done" role="status">
            <p>{t('handedIn')}</p>
            <pre className="answer">{commandOf(file.name, draft)}</pre>
          </Said>
        )}
      </div>
    </details>
  );
}

async function handIn(gateway: GatewayClient, file: File): Promise<Digest> {
  const type = typeOf(file.name);
  return keepNotice(gateway, type, new Uint8Array(await file.arrayBuffer()));
}

/** By the ending of its name. */
function typeOf(file: string): NoticeType {
  const ending = file.split('.').at(-1)?.toLowerCase() ?? '';
  return (Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined) ?? 'text/plain';
}

/** The text, unless it stands already, and then what is said of it. The same again changes nothing. */
async function publish(gateway: GatewayClient, file: File, draft: Draft): Promise<void> {
  const notice = await handIn(gateway, file);
  const all = await listNotices(gateway);
  const stands = all.some((one) => one.notice === notice && one.by === 'holder' && one.withdrawnAt === 0);
  if (!stands) await publishNotice(gateway, notice);
  await publishNoticeFacts(gateway, notice, factsOf(draft), 'holder');
}

function factsOf({ kind, of, language = 'en', why, study, controller, ethics }: Draft): NoticeFacts {
  const said = {
    reason: why.trim(),
    study: study.trim(),
    controller: controller.trim(),
    ethicsApproval: ethics.trim(),
  };
  return {
    kind: kind === undefined || kind === 'none' ? 'first' : kind,
    language,
    ...(of === '' ? {} : { of: of as Digest }),
    ...Object.fromEntries(Object.entries(said).filter(([, words]) => words !== '')),
  };
}

function commandOf(file: string, { kind, of, language, why, study, controller, ethics }: Draft): string {
  const options: readonly (readonly [string, string])[] = [
    ['--language', language ?? ''],
    ...(kind === undefined || kind === 'none' ? [] : [[OPTIONS[kind], of] as const]),
    ['--reason', why],
    ['--study', study],
    ['--controller', controller],
    ['--ethics', ethics],
  ];
  const said = options.filter(([, value]) => value.trim() !== '').map(([name, value]) => `${name} ${quoted(value)}`);
  return ['custos notice publish', quoted(file), ...said].join(' ');
}

/** As shells read it to the letter. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.trim().replaceAll("'", `'\\''`)}'`;
}
