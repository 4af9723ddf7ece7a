import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  answersIn,
  type Choice,
  type Consent,
  type ConsentText,
  choiceOfWords,
  describeConsent,
  type GatewayClient,
  type GivenConsent,
  giveConsent,
  leftOutWords,
  listGroups,
  listMembers,
  listNotices,
  type Notice,
  readNotice,
  withdrawConsent,
  withoutForbidding,
} from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { Failed } from '../parts/failed.tsx';
import { Letter } from '../parts/letter.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { date } from '../words/times.ts';
import { consentsOf, isNamed, useAct } from './asked.ts';
import './words/change.ts';
import './words/choose.ts';

const DAY = 86_400;
const PERMISSIONS = ['HMB', 'GRU'] as const;
const QUESTIONS = ['aiTraining', 'commercial', 'transferAbroad', 'identifiable'] as const;
const YEARS = [1, 5, 10] as const;
const ANY = 'any';

/** What was chosen so far. Nothing is chosen beforehand. */
interface Draft {
  readonly permission?: string;
  readonly grantee?: string;
  readonly futureMembers?: Answer;
  readonly aiTraining?: Answer;
  readonly commercial?: Answer;
  readonly transferAbroad?: Answer;
  readonly identifiable?: Answer;
  readonly excluded: readonly string[];
  readonly years?: string;
  readonly notice?: string;
  /** Modifiers of the consent in whose place it comes, which the page does not ask about. */
  readonly modifiers: readonly string[];
  readonly dataset?: string;
}
type Answer = 'yes' | 'no';

/** A consent is chosen part by part, read as a whole, and signed; in place of another one where that is named. */
export function Choose() {
  const { instead } = useSearch({ from: '/patient/house/consents/new' });
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const known = useQuery({ queryKey: ['known'], queryFn: () => knownTo(gateway) });
  return (
    <Asked query={consents}>
      {(all) => (
        <Asked query={known}>
          {(names) => <Choosing before={all.find(isNamed(instead ?? ''))?.consent} known={names} />}
        </Asked>
      )}
    </Asked>
  );
}

interface Known {
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly notices: readonly Notice[];
}

/** Whom and what a consent can name. */
async function knownTo(gateway: GatewayClient): Promise<Known> {
  const [members, groups, notices] = await Promise.all([
    listMembers(gateway),
    listGroups(gateway),
    listNotices(gateway),
  ]);
  const asking = members.filter(({ roles, status }) => status === 'active' && roles.includes('requester'));
  return {
    members: asking.flatMap(({ identity, name }) => (name === undefined ? [] : [{ id: identity, name }])),
    groups: groups.flatMap(({ group, name }) => (name === undefined ? [] : [{ id: group, name }])),
    notices: notices.filter(({ version }) => version === 'newest'),
  };
}

function Choosing({ before, known }: { readonly before: Consent | undefined; readonly known: Known }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [draft, change, forget] = useDraft<Draft>(`consent ${before?.grant ?? 'new'}`, firstDraft(before, known));
  const open = openParts(draft, known);
  const choice = open.length === 0 ? choiceOf(draft) : undefined;
  const text = useQuery({
    queryKey: ['patient', 'text', choice, spoken()],
    queryFn: () => describeConsent(gateway, choice as Choice, spoken()),
    enabled: choice !== undefined,
  });
  const give = useAct(async ({ chosen, shown }: { readonly chosen: Choice; readonly shown: ConsentText }) => {
    const given = await giveConsent(gateway, chosen, shown);
    forget();
    if (before === undefined || given.grant === before.grant) return { given, shown };
    // What was given stands now: what ends is never before it.
    const ended = await withdrawConsent(gateway, before.grant).catch((error: unknown) => ({ error }));
    return { given, shown, ended };
  });
  if (give.data) return <Given {...give.data} before={before} />;
  const yesNo = [
    { value: 'yes', label: t('choose.yes') },
    { value: 'no', label: t('choose.no') },
  ];
  return (
    <Page title={t(before ? 'choose.titleInstead' : 'choose.title')}>
      <OneOf
        label={t('choose.what')}
        value={draft.permission}
        onChange={(permission) => change({ permission })}
        options={PERMISSIONS.map((value) => ({ value, label: t(`choose.permissions.${value}`) }))}
      />
      <OneOf
        label={t('choose.who')}
        value={draft.grantee}
        onChange={(grantee) => change({ grantee })}
        options={[
          { value: ANY, label: t('choose.any') },
          ...known.members.map(({ id, name }) => ({ value: id, label: t('choose.member', { name }) })),
          ...known.groups.map(({ id, name }) => ({ value: id, label: t('choose.group', { name }) })),
        ]}
      />
      {known.groups.some(({ id }) => id === draft.grantee) && (
        <OneOf
          label={t('choose.later')}
          value={draft.futureMembers}
          onChange={(value) => change({ futureMembers: value as Answer })}
          options={yesNo}
        />
      )}
      {QUESTIONS.map((question) => (
        <OneOf
          key={question}
          label={t(`choose.${question}`)}
          value={draft[question]}
          onChange={(value) => change({ [question]: value as Answer })}
          options={yesNo}
        />
      ))}
      <AnyOf
        label={t('choose.leftOut')}
        value={draft.excluded}
        onChange={(excluded) => change({ excluded })}
        options={leftOutWords(spoken()).map(({ code, words }) => ({ value: code, label: words }))}
      />
      <OneOf
        label={t('choose.until')}
        value={draft.years}
        onChange={(years) => change({ years })}
        options={YEARS.map((years) => ({
          value: String(years),
          label: t(years === 1 ? 'choose.years.one' : 'choose.years.other', { count: years }),
        }))}
      />
      {known.notices.length > 1 && (
        <OneOf
          label={t('choose.notice')}
          value={draft.notice}
          onChange={(notice) => change({ notice })}
          options={known.notices.map(({ notice, title, publishedAt }) => ({
            value: notice,
            label: title || date(publishedAt),
          }))}
        />
      )}
      {draft.notice !== undefined && <NoticeReader notice={draft.notice} />}
      {open.length > 0 && (
        <Said as="note">
          <p>{t('choose.open', { what: open.map((part) => t(`choose.${part}`)).join('; ') })}</p>
        </Said>
      )}
      {choice !== undefined && (
        <Asked query={text}>
          {(shown) => (
            <section className="card stack">
              <h2>{t('choose.preview')}</h2>
              <Lines lines={shown.lines} />
              <div className="row">
                <Button look="main" isPending={give.isPending} onPress={() => give.mutate({ chosen: choice, shown })}>
                  {t('choose.agree')}
                </Button>
                <Link to="/patient/consents">{t('change.back')}</Link>
              </div>
              {give.isPending && <p role="status">{t('choose.signing')}</p>}
              {give.isError && <Failed error={give.error} />}
            </section>
          )}
        </Asked>
      )}
    </Page>
  );
}

/** As it stood before, where it comes in place of another one; else nothing, but for what there is only one of. */
function firstDraft(before: Consent | undefined, { notices }: Known): Draft {
  const [only] = notices.length === 1 ? notices : [];
  const notice = only?.notice;
  if (before === undefined) return { excluded: [], modifiers: [], ...(notice ? { notice } : {}) };
  const answers = answersIn(before.modifiers);
  const { permission, modifiers, identifiable, futureMembers, grantee, dataset, excluded } = choiceOfWords(
    before,
    answers,
  );
  return {
    ...{ permission, modifiers, excluded, ...answers },
    grantee: grantee ?? ANY,
    identifiable: identifiable ? 'yes' : 'no',
    futureMembers: futureMembers ? 'yes' : 'no',
    ...(dataset === undefined ? {} : { dataset }),
    ...(notice ? { notice } : {}),
  };
}

/** Undefined while something was not answered. */
function choiceOf(draft: Draft): Choice | undefined {
  const { permission, grantee, aiTraining, commercial, transferAbroad, identifiable, years, notice, dataset } = draft;
  if (!permission || !grantee || !aiTraining || !commercial || !transferAbroad || !identifiable || !years || !notice) {
    return undefined;
  }
  const answers = { aiTraining, commercial, transferAbroad };
  const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
  return {
    ...{ permission, ...answers, notice, excluded: draft.excluded },
    modifiers: withoutForbidding(draft.modifiers, answers),
    ...(grantee === ANY ? {} : { grantee }),
    ...(dataset === undefined ? {} : { dataset }),
    fromSeconds: today,
    untilSeconds: today + Number(years) * 365 * DAY - 1,
    identifiable: identifiable === 'yes',
    futureMembers: draft.futureMembers === 'yes',
  };
}

type Part = 'what' | 'who' | (typeof QUESTIONS)[number] | 'until' | 'notice' | 'later';

function openParts(draft: Draft, { groups }: Known): Part[] {
  const parts: readonly (readonly [Part, unknown])[] = [
    ['what', draft.permission],
    ['who', draft.grantee],
    ...QUESTIONS.map((question) => [question, draft[question]] as const),
    ['until', draft.years],
    ['notice', draft.notice],
  ];
  const later = groups.some(({ id }) => id === draft.grantee) && !draft.futureMembers ? (['later'] as const) : [];
  return [...parts.filter(([, value]) => !value).map(([part]) => part), ...later];
}

function NoticeReader({ notice }: { readonly notice: string }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const text = useQuery({
    queryKey: ['notice', notice],
    queryFn: () => readNotice(gateway, notice as Notice['notice']),
    retry: false,
  });
  return (
    <details>
      <summary>{t('choose.read')}</summary>
      {text.isError ? <p>{t('choose.noText')}</p> : <pre className="notice">{text.data?.text ?? ''}</pre>}
    </details>
  );
}

/** In words that everybody reads; what the program says of it is for whom the patient asks. */
function Lessened({ by }: { readonly by: readonly string[] }) {
  const { t } = useTranslation('patient');
  return (
    <Said as="warn">
      <p>{t('choose.lessened')}</p>
      <details>
        <summary>{t('failed.details', { ns: 'common' })}</summary>
        {by.map((warning) => (
          <p key={warning} className="quiet" lang="en">
            {warning}
          </p>
        ))}
      </details>
    </Said>
  );
}

interface GivenProps {
  readonly given: GivenConsent;
  readonly shown: ConsentText;
  readonly before: Consent | undefined;
  readonly ended?: object;
}

function Given({ given, shown, before, ended }: GivenProps) {
  const { t } = useTranslation('patient');
  return (
    <Page title={t('choose.given')}>
      <Said as="done" role="status">
        {given.stood && <p>{t('choose.stood')}</p>}
        {ended && !('error' in ended) && <p>{t('choose.instead')}</p>}
        <Lines lines={shown.lines} />
      </Said>
      {given.warnings && given.warnings.length > 0 && <Lessened by={given.warnings} />}
      {ended && 'error' in ended && before && (
        <Said as="danger" role="alert">
          <p>{t('choose.insteadFailed')}</p>
          <Link to="/patient/consents/$grant" params={{ grant: before.grant }}>
            {t('change.stop')}
          </Link>
        </Said>
      )}
      <div className="row">
        <Button onPress={() => saveFile('consent.txt', shown.text)}>
          <Download aria-hidden size={18} />
          {t('choose.copy')}
        </Button>
        <Link to="/patient/consents">{t('change.back')}</Link>
      </div>
      <Letter />
    </Page>
  );
}
