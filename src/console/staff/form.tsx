import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  completeForm,
  type Digest,
  discardForm,
  type FormCompletionOrder,
  type IncompleteForm,
  listNotices,
  readIncompleteForm,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date, moment } from '../words/times.ts';
import { PageAnswer, Refusal } from './answer.tsx';
import { usePatientNumbers, useStaffAct } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { isToCome } from './figures.ts';
import { type PaperDraft, QUESTIONS, Signed, YesNoBlank } from './paper-form.tsx';
import { SaveScan } from './patient-recorded.tsx';
import './patients-words.ts';
import { useLeftOutWords } from './left-out.ts';
import './papers-words.ts';
import { useWordsOfUse } from './use-words.ts';

const ASKED = ['visit', 'telephone', 'letter', 'mistyped'] as const;

/** A form that is no consent yet: what was missing is asked for, and nothing else of it can change. */
export function FormPage() {
  const { t } = useTranslation('staff-papers');
  const { form: id } = useParams({ from: '/staff/forms/$form' });
  const { gateway } = usePerson();
  const isManager = useMay()('data-manager');
  const query = useQuery({
    queryKey: ['staff', 'form', id],
    queryFn: () => readIncompleteForm(gateway, id as Digest),
  });
  const numberOf = usePatientNumbers(query.data === undefined ? [] : [query.data.subject]);
  return (
    <PageAnswer query={query}>
      {(form) => (
        <Page title={t('formTitle', { number: numberOf(form.subject) })}>
          <WhatItSays form={form} />
          <Became form={form} />
          {isManager && (form.state === 'incomplete' || form.state === 'completing') && <Complete form={form} />}
          {isManager && form.state === 'incomplete' && (
            <div className="row">
              <Confirm
                verb={t('discard')}
                title={t('discardTitle')}
                reason={{ label: t('why'), most: 500 }}
                act={(reason) => discardForm(gateway, form.id, reason)}
              >
                <p>{t('discardSays')}</p>
              </Confirm>
            </div>
          )}
        </Page>
      )}
    </PageAnswer>
  );
}

function WhatItSays({ form }: { readonly form: IncompleteForm }) {
  const { t } = useTranslation('staff-papers');
  const words = useWordsOfUse();
  const { at, faults, permission, modifiers, excluded, untilSeconds, scan, subject } = form;
  const leftOut = useLeftOutWords().filter(({ code }) => excluded.includes(code));
  return (
    <section className="panel stack close">
      <h2>{t('says')}</h2>
      <p>{words.use(permission, modifiers)}</p>
      {leftOut.length > 0 && (
        <p>
          {t('excluded')} {leftOut.map((one) => one.words).join(', ')}
        </p>
      )}
      <p>
        {t('until')}: {date(untilSeconds)}
      </p>
      <p className="quiet">
        {t('since')}: {moment(at)}
      </p>
      <p>{t('incomplete', { faults: faults.map((fault) => t(`faults.${fault}`)).join(', ') })}</p>
      {scan !== undefined && <SaveScan subject={subject} form={form.form} />}
    </section>
  );
}

function Became({ form: { state, discarded, subject } }: { readonly form: IncompleteForm }) {
  const { t } = useTranslation('staff-papers');
  if (state === 'incomplete') return null;
  return (
    <Said as={state === 'completed' ? 'done' : 'warn'} role="status">
      {state === 'completed' && <p>{t('completed')}</p>}
      {state === 'completing' && <p>{t('completing')}</p>}
      {discarded && <p>{t('discarded', { reason: discarded.reason })}</p>}
      <Link to="/staff/patients/$subject" params={{ subject }}>
        {t('another')}
      </Link>
    </Said>
  );
}

type Missing = Pick<PaperDraft, 'notice' | 'signed' | (typeof QUESTIONS)[number]> & {
  readonly signedOn: string;
  readonly explainedBy: string;
  readonly asked?: (typeof ASKED)[number];
};

const FAULT_OF = {
  aiTraining: 'ai-training-unanswered',
  commercial: 'commercial-unanswered',
  transferAbroad: 'transfer-abroad-unanswered',
  identifiable: 'identifiable-unanswered',
} as const;

/** Asks for what is missing, and for nothing else. */
function Complete({ form: { id, faults } }: { readonly form: IncompleteForm }) {
  const { t } = useTranslation('staff-papers');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const [said, setSaid] = useState<Missing>({ signedOn: '', explainedBy: '' });
  const change = (changed: Partial<Missing>) => setSaid({ ...said, ...changed });
  const lacks = (fault: (typeof faults)[number]) => faults.includes(fault);
  const lacksVersion = faults.some((fault) => fault.startsWith('version-'));
  const notices = useQuery({
    queryKey: ['staff', 'notices'],
    queryFn: () => listNotices(gateway),
    enabled: lacksVersion,
  });
  const { asked } = said;
  const lacksDay = lacks('not-dated') || lacks('dated-ahead');
  const open = [
    ...(asked === undefined ? [t('asked')] : []),
    ...(lacksVersion && said.notice === undefined ? [t('version')] : []),
    ...QUESTIONS.filter((question) => lacks(FAULT_OF[question]) && said[question] === undefined).map((question) =>
      t(`questions.${question}`),
    ),
    ...(lacks('not-signed') && said.signed === undefined ? [t('signed')] : []),
    ...(lacksDay && said.signedOn === '' ? [t('signedOn')] : []),
    ...(lacks('not-explained') && said.explainedBy.trim() === '' ? [t('explainedBy')] : []),
  ];
  const complete = useStaffAct((order: FormCompletionOrder) => completeForm(gateway, id, order));
  return (
    <section className="stack">
      <h2>{t('complete')}</h2>
      <OneOf
        label={t('asked')}
        value={asked}
        onChange={(value) => change({ asked: value as (typeof ASKED)[number] })}
        options={ASKED.map((value) => ({ value, label: t(`askedBy.${value}`) }))}
      />
      {lacksVersion && (
        <OneOf
          label={t('version')}
          value={said.notice}
          onChange={(notice) => change({ notice })}
          options={(notices.data ?? [])
            .filter(({ version }) => version !== 'withdrawn')
            .map(({ notice, title, publishedAt }) => ({ value: notice, label: title || date(publishedAt) }))}
        />
      )}
      {QUESTIONS.filter((question) => lacks(FAULT_OF[question])).map((question) => (
        <YesNoBlank
          key={question}
          label={t(`questions.${question}`)}
          value={said[question]}
          onChange={(value) => change({ [question]: value })}
        />
      ))}
      {lacks('not-signed') && <Signed value={said.signed} onChange={(signed) => change({ signed })} />}
      {lacksDay && (
        <TextField
          label={t('signedOn')}
          type="date"
          value={said.signedOn}
          onChange={(signedOn) => change({ signedOn })}
          fault={isToCome(said.signedOn) ? staff('dayToCome') : undefined}
        />
      )}
      {lacks('not-explained') && (
        <TextField
          label={t('explainedBy')}
          hint={t('explainedHint')}
          value={said.explainedBy}
          onChange={(explainedBy) => change({ explainedBy })}
        />
      )}
      {open.length > 0 && <p className="quiet">{staff('stillOpen', { what: open.join(' · ') })}</p>}
      {complete.isError && <Refusal error={complete.error} />}
      <div className="row">
        <Button
          look="main"
          isDisabled={open.length > 0 || isToCome(said.signedOn)}
          isPending={complete.isPending}
          onPress={() => asked && complete.mutate(orderOf(said, asked))}
        >
          {t('record')}
        </Button>
      </div>
    </section>
  );
}

/** What is still blank is left out: the gateway says then what is missing. */
function orderOf(said: Missing, asked: (typeof ASKED)[number]): FormCompletionOrder {
  const answer = (read: PaperDraft['signed']) => (read === 'yes' || read === 'no' ? read : undefined);
  const { notice, signedOn, explainedBy } = said;
  const identifiable = answer(said.identifiable);
  const signed = answer(said.signed);
  return Object.fromEntries(
    Object.entries({
      asked,
      notice,
      aiTraining: answer(said.aiTraining),
      commercial: answer(said.commercial),
      transferAbroad: answer(said.transferAbroad),
      identifiable: identifiable && identifiable === 'yes',
      signed: signed && signed === 'yes',
      signedOn: signedOn || undefined,
      explainedBy: explainedBy.trim() || undefined,
    }).filter(([, value]) => value !== undefined),
  ) as unknown as FormCompletionOrder;
}
