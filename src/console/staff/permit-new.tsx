import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Label, Text, TextArea, TextField as TextAreaField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import {
  decisionDigest,
  type GatewayClient,
  type IssuedPermit,
  issuePermit,
  keepAgreement,
  type PermitOrder,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { DiseaseField } from '../parts/disease-field.tsx';
import { isNoDisease } from '../parts/mondo.ts';
import { Page } from '../parts/page.tsx';
import { ProgramWords } from '../parts/program-words.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { day } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { datasetsOf, membersOf, useNames, useStaffAct } from './asked.ts';
import { isOver, lastSecond } from './figures.ts';
import { demanded } from './permit-effect.ts';
import { PermitLacks } from './permit-lacks.tsx';
import './permits-words.ts';
import { Select } from '../parts/select.tsx';
import { MODIFIERS, PURPOSES, useWordsOfUse } from './use-words.ts';

const DELIVERIES = ['download', 'environment'] as const;
const BASES = ['consent', 'opt-out', 'waiver', 'limited-data-set'] as const;
const CLOCK_SECONDS = 60;

interface Draft {
  readonly requester: string;
  readonly dataset: string;
  readonly purpose: string;
  readonly disease: string;
  readonly until: string;
  readonly identifiable?: 'yes' | 'no';
  readonly delivery?: (typeof DELIVERIES)[number];
  readonly basis?: (typeof BASES)[number];
  readonly attested: readonly string[];
  readonly authority: string;
  readonly agreement: string;
}
const FIRST: Draft = {
  ...{ requester: '', dataset: '', purpose: '', disease: '', until: '', attested: [], authority: '', agreement: '' },
};

/** A permit is made as a sentence, which is read before it is issued. */
export function NewPermit() {
  const { t } = useTranslation('staff-permits');
  const { gateway } = usePerson();
  const [draft, change, forget] = useDraft('permit', FIRST);
  const issue = useStaffAct(async () => {
    const issued = await issuePermit(gateway, await orderOf(gateway, draft));
    forget();
    return issued;
  });
  if (issue.data !== undefined) return <Issued issued={issue.data} />;
  const open = openParts(draft);
  const unsaid = open.filter((part) => part !== 'asUntil' || draft.until === '');
  return (
    <Page title={t('issue')}>
      <PermitForm
        draft={draft}
        change={(changed) => {
          issue.reset();
          change(changed);
        }}
      />
      {open.length > 0 ? (
        <Said>
          {isOver(draft.until) && <p>{t('untilOver')}</p>}
          {unsaid.length > 0 && <p>{t('open', { what: unsaid.map((part) => t(part)).join(' ') })}</p>}
        </Said>
      ) : (
        <section className="panel stack">
          <Sentence draft={draft} />
          <PermitLacks dataset={draft.dataset} purpose={Number(draft.purpose)} planned={draft} />
          {issue.isError && <Refusal error={issue.error} />}
          <div className="row">
            <Button look="main" isPending={issue.isPending} onPress={() => issue.mutate()}>
              {t('issue')}
            </Button>
          </div>
        </section>
      )}
    </Page>
  );
}

function PermitForm({ draft, change }: { readonly draft: Draft; readonly change: (changed: Partial<Draft>) => void }) {
  const { t } = useTranslation('staff-permits');
  const { t: staff } = useTranslation('staff');
  const { t: codes } = useTranslation('staff-codes');
  const { gateway, standing } = usePerson();
  const members = useQuery(membersOf(gateway));
  const datasets = useQuery(datasetsOf(gateway));
  const names = useNames();
  const words = useWordsOfUse();
  const requesters = (members.data ?? []).filter(
    ({ status, roles }) => status === 'active' && roles.includes('requester'),
  );
  const versions = datasets.data?.find(({ dataset }) => dataset === draft.dataset)?.versions ?? [];
  const known: readonly string[] = MODIFIERS;
  const conditions = [...known, ...new Set(versions.flatMap(demanded).filter((code) => !known.includes(code)))];
  const own = (datasets.data ?? []).filter(({ holder, retiredAt }) => holder === standing.member && retiredAt === 0);
  return (
    <>
      <Select
        label={t('asWho')}
        none={staff('choose')}
        value={draft.requester}
        onChange={(requester = '') => change({ requester })}
        options={requesters.map(({ identity }) => ({ value: identity, label: names.member(identity) }))}
      />
      <Select
        label={t('asDataset')}
        none={staff('choose')}
        value={draft.dataset}
        onChange={(dataset = '') => change({ dataset })}
        options={own.map(({ dataset, name }) => ({ value: dataset, label: name }))}
      />
      <Select
        label={t('asPurpose')}
        none={staff('choose')}
        value={draft.purpose}
        onChange={(purpose = '') => change({ purpose })}
        options={PURPOSES.map((code) => ({ value: String(code), label: words.purpose(code) }))}
      />
      <DiseaseField label={t('asDisease')} value={draft.disease} onChange={(disease) => change({ disease })} />
      <TextField
        label={t('asUntil')}
        type="date"
        value={draft.until}
        onChange={(until) => change({ until })}
        fault={isOver(draft.until) ? staff('dayOver') : undefined}
      />
      <div className="columns">
        <OneOf
          label={t('asIdentifiable')}
          value={draft.identifiable}
          onChange={(value) => change({ identifiable: value as 'yes' | 'no' })}
          options={(['yes', 'no'] as const).map((value) => ({ value, label: staff(value) }))}
        />
        <OneOf
          label={t('asDelivery')}
          value={draft.delivery}
          onChange={(delivery) => change({ delivery: delivery as NonNullable<Draft['delivery']> })}
          options={DELIVERIES.map((value) => ({ value, label: codes(`delivery.${value}`) }))}
        />
        <OneOf
          label={t('asBasis')}
          value={draft.basis}
          onChange={(basis) => change({ basis: basis as NonNullable<Draft['basis']> })}
          options={BASES.map((value) => ({ value, label: codes(`basis.${value}`) }))}
        />
      </div>
      {draft.basis !== undefined && draft.basis !== 'consent' && (
        <TextField
          label={t('authority')}
          hint={t('authorityHint')}
          value={draft.authority}
          onChange={(authority) => change({ authority })}
        />
      )}
      <div className="two-columns">
        <AnyOf
          label={t('attested')}
          value={draft.attested}
          onChange={(attested) => change({ attested })}
          options={conditions.map((value) => ({ value, label: words.modifier(value) }))}
        />
      </div>
      <TextAreaField className="field" value={draft.agreement} onChange={(agreement) => change({ agreement })}>
        <Label>{t('agreement')}</Label>
        <Text slot="description" className="hint">
          {t('agreementHint')}
        </Text>
        <TextArea rows={4} />
      </TextAreaField>
    </>
  );
}

function Sentence({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation('staff-permits');
  const { t: codes } = useTranslation('staff-codes');
  const names = useNames();
  const words = useWordsOfUse();
  const { requester, dataset, purpose, identifiable, delivery, basis, until, attested, agreement, disease } = draft;
  return (
    <>
      <p>
        {t(basis === 'consent' ? 'sentence' : 'sentenceOther', {
          who: names.member(requester),
          dataset: names.dataset(dataset),
          purpose: words.purpose(Number(purpose)),
          identifiable: t(identifiable === 'yes' ? 'withNames' : 'withoutNames'),
          delivery: codes(`delivery.${delivery ?? 'download'}`),
          basis: codes(`basis.${basis ?? 'consent'}`),
          until: day(lastSecond(until)),
        })}
      </p>
      {disease.trim() !== '' && <p>{t('onlyDisease', { disease: disease.trim() })}</p>}
      {attested.length > 0 && <p>{t('conditions', { conditions: attested.map(words.modifier).join('; ') })}</p>}
      {agreement.trim() !== '' && <p>{t('accepts')}</p>}
    </>
  );
}

function Issued({ issued: { permit, warnings } }: { readonly issued: IssuedPermit }) {
  const { t } = useTranslation('staff-permits');
  return (
    <Page title={t('permit', { number: permit })}>
      <Said as="done" role="status">
        <p>{t('issued', { number: permit })}</p>
        <p>{t('issuedTold')}</p>
        <Link to="/staff/permits">{t('title')}</Link>
      </Said>
      {warnings.map((warning) => (
        <Said key={warning} as="warn">
          <ProgramWords>{warning}</ProgramWords>
        </Said>
      ))}
    </Page>
  );
}

type Part = 'asWho' | 'asDataset' | 'asPurpose' | 'asDisease' | 'asUntil' | 'asIdentifiable' | 'asDelivery' | 'asBasis';

function openParts(draft: Draft): Part[] {
  const parts: readonly (readonly [Part, unknown])[] = [
    ['asWho', draft.requester],
    ['asDataset', draft.dataset],
    ['asPurpose', draft.purpose],
    ['asUntil', !isOver(draft.until) && draft.until],
    ['asIdentifiable', draft.identifiable],
    ['asDelivery', draft.delivery],
    ['asBasis', draft.basis],
  ];
  const open = parts.filter(([, value]) => !value).map(([part]) => part);
  return isNoDisease(draft.disease) ? [...open, 'asDisease'] : open;
}

/** The text of an agreement is handed over first: the permit names it by its digest. */
async function orderOf(gateway: GatewayClient, draft: Draft): Promise<PermitOrder> {
  const { requester, dataset, purpose, disease, until, identifiable, authority, agreement, attested } = draft;
  return {
    requester: requester as PermitOrder['requester'],
    dataset: dataset as PermitOrder['dataset'],
    purpose: Number(purpose),
    attested,
    fromSeconds: Math.floor(Date.now() / 1000) - CLOCK_SECONDS,
    untilSeconds: lastSecond(until),
    identifiable: identifiable === 'yes',
    ...(draft.delivery === undefined ? {} : { delivery: draft.delivery }),
    ...(draft.basis === undefined ? {} : { basis: draft.basis }),
    ...(disease.trim() ? { disease: disease.trim() } : {}),
    ...(authority.trim() ? { authorityDigest: decisionDigest(authority.trim()) } : {}),
    ...(agreement.trim() ? { termsDigest: await keepAgreement(gateway, agreement) } : {}),
  };
}
