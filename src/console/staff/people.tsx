import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import '../parts/duty-words.ts';
import { listSessionKeys, listStaff, personsKeptOut, type StaffMember } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { OfDuty, useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { ByCommand } from './by-command.tsx';
import { InvitePerson } from './invite-person.tsx';
import { Listing } from './listing.tsx';
import { OwnKeys } from './own-keys.tsx';
import './people-words.ts';
import { StateMark } from './state-mark.tsx';

/** Through whom the hospital acts, and by which keys. */
export function People() {
  const { t } = useTranslation('staff-people');
  const { gateway, standing } = usePerson();
  const seesOthers = useMay()('administrator', 'auditor');
  const staff = useQuery({ queryKey: ['staff', 'people'], queryFn: () => listStaff(gateway), enabled: seesOthers });
  const keptOut = useQuery({
    queryKey: ['staff', 'kept-out'],
    queryFn: async () => (await personsKeptOut(gateway)) !== undefined,
    enabled: seesOthers,
  });
  return (
    <Page title={t('title')}>
      {seesOthers && (
        <section className="stack">
          <h2>{t('people')}</h2>
          {keptOut.data && <KeptOut />}
          <Answer query={staff}>{(all) => <PeopleList people={all} isKeptOut={keptOut.data === true} />}</Answer>
          <OfDuty duties={['administrator']}>
            <InvitePerson />
          </OfDuty>
        </section>
      )}
      <OwnKeys />
      {seesOthers && standing.member !== undefined && <SessionKeys member={standing.member} />}
    </Page>
  );
}

/** Said before a code is made that nobody could use yet. */
function KeptOut() {
  const { t } = useTranslation('staff-people');
  return (
    <Said as="warn" role="status">
      <p>
        <strong>{t('keptOut')}</strong>
      </p>
      <p>{t('keptOutSays')}</p>
      <p>
        <code>custos member session-key renew</code>
      </p>
    </Said>
  );
}

interface PeopleListProps {
  readonly people: readonly StaffMember[];
  readonly isKeptOut: boolean;
}

function PeopleList({ people, isKeptOut }: PeopleListProps) {
  const { t } = useTranslation('staff-people');
  const { t: of } = useTranslation('duty');
  return (
    <Listing
      label={t('people')}
      rows={people}
      keyOf={({ person }) => person}
      empty={t('none')}
      columns={[
        {
          title: t('name'),
          cell: ({ person, name }) => (
            <Link to="/staff/people/$person" params={{ person }}>
              {name}
            </Link>
          ),
        },
        { title: t('duties'), cell: ({ duties }) => duties.map((duty) => of(`name.${duty}`)).join(', ') },
        {
          title: t('signsIn'),
          cell: ({ origin, passkeys }) => {
            if (origin === 'oidc') return t('signsInBy.oidc');
            return passkeys === 0 ? t('signsInBy.none') : t('passkeys', { count: passkeys });
          },
        },
        { title: t('state'), cell: (one) => <PersonState person={one} isKeptOut={isKeptOut} /> },
      ]}
    />
  );
}

interface PersonStateProps {
  readonly person: StaffMember;
  readonly isKeptOut: boolean;
}

function PersonState({ person: { ended, invitedUntil, origin, passkeys }, isKeptOut }: PersonStateProps) {
  const { t } = useTranslation('staff-people');
  if (ended !== undefined) {
    return <StateMark as="danger">{t('states.ended', { when: date(ended / 1000) })}</StateMark>;
  }
  if (invitedUntil !== undefined) {
    return <StateMark as="warn">{t('states.invited', { when: date(invitedUntil / 1000) })}</StateMark>;
  }
  if (origin === 'local' && passkeys === 0) return <StateMark as="warn">{t('states.wayless')}</StateMark>;
  if (isKeptOut) return <StateMark as="warn">{t('states.keptOut')}</StateMark>;
  return <StateMark as="done">{t('states.active')}</StateMark>;
}

function SessionKeys({ member }: { readonly member: Parameters<typeof listSessionKeys>[1] }) {
  const { t } = useTranslation('staff-people');
  const { gateway } = usePerson();
  const keys = useQuery({
    queryKey: ['staff', 'session-keys'],
    queryFn: () => listSessionKeys(gateway, member),
  });
  return (
    <section className="stack">
      <h2>{t('sessionKeys')}</h2>
      <Answer query={keys}>
        {(all) => (
          <Listing
            label={t('sessionKeys')}
            rows={all}
            keyOf={({ keyHash }) => keyHash}
            empty={t('sessionNone')}
            columns={[
              {
                title: t('state'),
                cell: ({ state }) => (
                  <StateMark as={state === 'counts' ? 'done' : 'danger'}>{t(`keyStates.${state}`)}</StateMark>
                ),
              },
              { title: t('from'), cell: ({ from }) => date(from) },
              { title: t('until'), cell: ({ until }) => date(until) },
            ]}
          />
        )}
      </Answer>
      <p className="quiet">{t('sessionSays')}</p>
      <ByCommand commands={['custos member session-key renew', 'custos member session-key end']} />
    </section>
  );
}
