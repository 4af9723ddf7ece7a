import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answersIn, type Choice, type Consent, choiceOfWords, withoutForbidding } from '../../client/index.ts';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { Lines } from '../parts/lines.tsx';
import { Page } from '../parts/page.tsx';
import { useDraft } from '../session/drafts.ts';
import { Gone } from './gone.tsx';
import { KindsLeftOut } from './kinds-left-out.tsx';
import { granteeOptions, type Known, standingNotice } from './known.ts';
import { AS_IT_IS, type Less as LessSaid, USES, type Use } from './less-said.ts';
import { NotOne } from './not-one.tsx';
import { NoticeChoice } from './notice-choice.tsx';
import { momentOfPeriod, startOfToday } from './periods.ts';
import { Given, type GivenProps, Signing } from './signing.tsx';
import './words/change.ts';
import './words/choose.ts';

interface LessDraft extends Omit<LessSaid, 'known'> {
  readonly notice?: string;
}

interface LessProps {
  readonly before: Consent | undefined;
  readonly lines: readonly string[];
  readonly known: Known;
}

/** A consent that stays as it is, with its end, but for what is left out of it: nothing here allows more. */
export function Less({ before, lines, known }: LessProps) {
  const { t } = useTranslation('patient');
  const [given, setGiven] = useState<GivenProps>();
  if (given) return <Given {...given} />;
  if (!before?.active || before.permission === 'unknown') {
    return <Gone title={t('choose.lessTitle')} />;
  }
  return <LeavingOut before={before} lines={lines} known={known} onGiven={setGiven} />;
}

interface LeavingOutProps extends LessProps {
  readonly before: Consent;
  readonly onGiven: (given: GivenProps) => void;
}

function LeavingOut({ before, lines, known, onGiven }: LeavingOutProps) {
  const { t } = useTranslation('patient');
  const standing = choiceOfWords(before, answersIn(before.modifiers));
  const notice = standingNotice(before, known);
  const first: LessDraft = { excluded: [], dropped: [], grantee: AS_IT_IS, ...(notice ? { notice } : {}) };
  const [draft, change, forget] = useDraft<LessDraft>(`less ${before.grant}`, first);
  const uses = USES.filter((use) => isAllowed(standing, use));
  const narrower = standing.grantee === undefined ? [...known.members, ...known.groups] : [];
  const isChanged = draft.excluded.length + draft.dropped.length > 0 || draft.grantee !== AS_IT_IS;
  const choice = isChanged ? lessOf(standing, draft) : undefined;
  return (
    <Page title={t('choose.lessTitle')}>
      <div className="stack close">
        <p>{t('choose.lessText', { until: momentOfPeriod(before.until, before.until + 1) })}</p>
        <details>
          <summary>{t('choose.lessStanding')}</summary>
          <Lines lines={lines} />
        </details>
      </div>
      <KindsLeftOut
        label={t('choose.lessKinds')}
        without={standing.excluded}
        value={draft.excluded}
        onChange={(excluded) => change({ excluded })}
      />
      {uses.length > 0 && (
        <AnyOf
          label={t('choose.lessUses')}
          value={draft.dropped}
          onChange={(dropped) => change({ dropped })}
          options={uses.map((use) => ({ value: use, label: t(`choose.drop.${use}`) }))}
        />
      )}
      {narrower.length > 0 && (
        <div className="stack close">
          <OneOf
            label={t('choose.who')}
            value={draft.grantee}
            onChange={(grantee) => change({ grantee })}
            options={[{ value: AS_IT_IS, label: t('choose.asItIs') }, ...granteeOptions(t, known)]}
          />
          <NotOne grant={before.grant} />
        </div>
      )}
      {notice !== before.notice && (
        <NoticeChoice known={known} value={draft.notice} onChange={(named) => change({ notice: named })} />
      )}
      {choice === undefined ? (
        <p>
          {t(isChanged ? 'choose.lessNotice' : 'choose.lessNothing')}{' '}
          <Link to="/patient/consents">{t('change.back')}</Link>
        </p>
      ) : (
        <Signing
          choice={choice}
          before={before}
          onGiven={(done) => {
            forget();
            onGiven({ ...done, less: { ...draft, known } });
          }}
        />
      )}
    </Page>
  );
}

function isAllowed(choice: Choice, use: Use): boolean {
  return choice[use] === true || choice[use] === 'yes';
}

/** What stands, without what is left out. Undefined while no information text is named. */
function lessOf(standing: Choice, { excluded, dropped, grantee, notice }: LessDraft): Choice | undefined {
  if (notice === undefined) return undefined;
  const answerOf = (use: 'aiTraining' | 'commercial' | 'transferAbroad') =>
    dropped.includes(use) ? 'no' : standing[use];
  const answers = {
    aiTraining: answerOf('aiTraining'),
    commercial: answerOf('commercial'),
    transferAbroad: answerOf('transferAbroad'),
  };
  const today = startOfToday();
  return {
    ...standing,
    ...answers,
    notice,
    modifiers: withoutForbidding(standing.modifiers, answers),
    excluded: [...standing.excluded, ...excluded],
    fromSeconds: Math.max(standing.fromSeconds, today),
    identifiable: standing.identifiable && !dropped.includes('identifiable'),
    futureMembers: standing.futureMembers && !dropped.includes('futureMembers'),
    ...(grantee === AS_IT_IS ? {} : { grantee }),
  };
}
