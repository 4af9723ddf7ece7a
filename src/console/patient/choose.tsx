import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button as Pressable } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { answersIn, type Choice, type Consent, choiceOfWords, withoutForbidding } from '../../client/index.ts';
import { lastSecondOfYears } from '../../core/periods.ts';
import { Asked } from '../parts/asked.tsx';
import { OneOf } from '../parts/choices.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { consentsOf, isNamed } from './asked.ts';
import { LeftOutBeside, useBeside } from './beside.tsx';
import { Gone } from './gone.tsx';
import { KindsLeftOut } from './kinds-left-out.tsx';
import { granteeOptions, type Known, knownTo, standingNotice } from './known.ts';
import { Less } from './less.tsx';
import { NoticeChoice } from './notice-choice.tsx';
import { startOfToday } from './periods.ts';
import { Given, type GivenProps, Signing } from './signing.tsx';
import './words/change.ts';
import './words/choose.ts';

const PERMISSIONS = ['HMB', 'GRU'] as const;
const QUESTIONS = ['aiTraining', 'commercial', 'transferAbroad', 'identifiable'] as const;
const YEARS = [1, 5, 10] as const;
const ANY = 'any';

/** What was chosen so far. Nothing is chosen beforehand, but for what the person had chosen before. */
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

/** A consent is chosen part by part, read as a whole, and signed: a new one, one in place of another (`instead`), one that says less than
 *  another and else the same (`less`), or one that ended once more (`again`). */
export function Choose() {
  const { instead, less, again } = useSearch({ from: '/patient/house/consents/new' });
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const known = useQuery({ queryKey: ['known'], queryFn: () => knownTo(gateway) });
  return (
    <Asked query={consents}>
      {(all) => {
        const said = all.find(isNamed(instead ?? less ?? again ?? ''));
        const [before, mode] = [said?.consent, less ? 'less' : again ? 'again' : 'instead'] as const;
        return (
          <Asked query={known}>
            {(names) =>
              mode === 'less' ? (
                <Less before={before} lines={said?.lines ?? []} known={names} />
              ) : (
                <Choosing before={before} isEnded={mode === 'again'} known={names} />
              )
            }
          </Asked>
        );
      }}
    </Asked>
  );
}

interface ChoosingProps {
  /** Whose answers are filled in. */
  readonly before: Consent | undefined;
  /** It ended, and nothing takes its place. */
  readonly isEnded: boolean;
  readonly known: Known;
}

function Choosing({ before, isEnded, known }: ChoosingProps) {
  const { t } = useTranslation('patient');
  const name = `consent ${isEnded ? 'again ' : ''}${before?.grant ?? 'new'}`;
  const [draft, change, forget] = useDraft<Draft>(name, firstDraft(before, known));
  const [given, setGiven] = useState<GivenProps>();
  const beside = useBeside([isEnded ? undefined : before?.grant]);
  const open = openParts(draft, known);
  const choice = open.length === 0 ? choiceOf(draft) : undefined;
  if (given) return <Given {...given} />;
  if (before && !isEnded && !before.active) return <Gone title={t('choose.titleInstead')} />;
  const yesNo = [
    { value: 'yes', label: t('choose.yes') },
    { value: 'no', label: t('choose.no') },
  ];
  return (
    <Page title={t(before && !isEnded ? 'choose.titleInstead' : 'choose.title')}>
      {before && isEnded && <p>{t('choose.again')}</p>}
      <div data-question="what">
        <OneOf
          label={t('choose.what')}
          value={draft.permission}
          onChange={(permission) => change({ permission })}
          options={PERMISSIONS.map((value) => ({ value, label: t(`choose.permissions.${value}`) }))}
        />
      </div>
      <div data-question="who">
        <OneOf
          label={t('choose.who')}
          value={draft.grantee}
          onChange={(grantee) => change({ grantee })}
          options={[{ value: ANY, label: t('choose.any') }, ...granteeOptions(t, known)]}
        />
      </div>
      {known.groups.some(({ id }) => id === draft.grantee) && (
        <div data-question="later">
          <OneOf
            label={t('choose.later')}
            value={draft.futureMembers}
            onChange={(value) => change({ futureMembers: value as Answer })}
            options={yesNo}
          />
        </div>
      )}
      {QUESTIONS.map((question) => (
        <div key={question} data-question={question}>
          <OneOf
            label={t(`choose.${question}`)}
            value={draft[question]}
            onChange={(value) => change({ [question]: value as Answer })}
            options={yesNo}
          />
        </div>
      ))}
      <KindsLeftOut label={t('choose.leftOut')} value={draft.excluded} onChange={(excluded) => change({ excluded })} />
      <LeftOutBeside others={beside} excluded={draft.excluded} />
      <div data-question="until">
        <OneOf
          label={t('choose.until')}
          value={draft.years}
          onChange={(years) => change({ years })}
          options={YEARS.map((years) => ({
            value: String(years),
            label: t(years === 1 ? 'choose.years.one' : 'choose.years.other', { count: years }),
          }))}
        />
      </div>
      <div data-question="notice">
        <NoticeChoice known={known} value={draft.notice} onChange={(notice) => change({ notice })} />
      </div>
      {open.length > 0 && (
        <Said as="note">
          <p>{t('choose.open')}</p>
          <ul className="items">
            {open.map((part) => (
              <li key={part}>
                <Pressable className="to-question" onPress={() => goTo(part)}>
                  {t(`choose.${part}`)}
                </Pressable>
              </li>
            ))}
          </ul>
        </Said>
      )}
      {choice !== undefined && (
        <Signing
          choice={choice}
          before={isEnded ? undefined : before}
          onGiven={(done) => {
            forget();
            setGiven(done);
          }}
        />
      )}
    </Page>
  );
}

/** As it stood before, where it comes in place of another one; else nothing, but for what there is only one of. */
function firstDraft(before: Consent | undefined, known: Known): Draft {
  const [only] = known.notices.length === 1 ? known.notices : [];
  const notice = before === undefined ? only?.notice : (standingNotice(before, known) ?? only?.notice);
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
  const today = startOfToday();
  return {
    ...{ permission, ...answers, notice, excluded: draft.excluded },
    modifiers: withoutForbidding(draft.modifiers, answers),
    ...(grantee === ANY ? {} : { grantee }),
    ...(dataset === undefined ? {} : { dataset }),
    fromSeconds: today,
    untilSeconds: lastSecondOfYears(today, Number(years)),
    identifiable: identifiable === 'yes',
    futureMembers: draft.futureMembers === 'yes',
  };
}

/** To the question itself: what is focused is scrolled to. */
function goTo(part: Part): void {
  document.querySelector<HTMLElement>(`[data-question="${part}"] input`)?.focus();
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
