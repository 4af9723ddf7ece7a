import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createGroup, type Group, joinGroup, leaveGroup, type Member } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { OfDuty, useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Answer, Refusal } from './answer.tsx';
import { groupsOf, membersOf, useNames, useStaffAct } from './asked.ts';
import { ByCommand } from './by-command.tsx';
import { Confirm } from './confirm.tsx';
import { Listing } from './listing.tsx';
import './members-words.ts';
import { Select } from '../parts/select.tsx';
import { StateMark } from './state-mark.tsx';

const LOOKS = { active: 'done', suspended: 'warn', removed: 'danger' } as const;

/** Who is of the consortium, and which of them consents can name together. */
export function Members() {
  const { t } = useTranslation('staff-members');
  const { gateway } = usePerson();
  const members = useQuery(membersOf(gateway));
  const groups = useQuery(groupsOf(gateway));
  return (
    <Page title={t('title')}>
      <section className="stack">
        <h2>{t('groups')}</h2>
        <p>{t('groupsSays')}</p>
        <Answer query={groups}>
          {(all) => (
            <>
              {all.length === 0 && <p className="quiet">{t('groupsNone')}</p>}
              {all.map((one) => (
                <GroupPanel key={one.group} group={one} members={members.data ?? []} />
              ))}
            </>
          )}
        </Answer>
        <OfDuty duties={['reviewer']}>
          <CreateGroup />
        </OfDuty>
      </section>
      <section className="stack">
        <h2>{t('members')}</h2>
        <Answer query={members}>{(all) => <MemberList members={all} />}</Answer>
        <p className="quiet">{t('admin')}</p>
        <ByCommand commands={['custos member add', 'custos member roles']} />
      </section>
    </Page>
  );
}

function MemberList({ members }: { readonly members: readonly Member[] }) {
  const { t } = useTranslation('staff-members');
  const { standing } = usePerson();
  /** Nodes have no names of their own: they are somebody's. */
  const nameOf = ({ name, identity, principal }: Member) => {
    if (name !== undefined || principal === identity) return name;
    if (principal === standing.member) return t('ownNode');
    const owner = members.find((one) => one.identity === principal)?.name;
    return owner && t('nodeOf', { name: owner });
  };
  return (
    <Listing
      label={t('members')}
      rows={members}
      keyOf={({ identity }) => identity}
      empty={t('none')}
      columns={[
        { title: t('name'), cell: (one) => nameOf(one) ?? <span className="quiet">{t('unnamed')}</span> },
        {
          title: t('roles'),
          cell: ({ roles }) => roles.map((role) => t(`role.${role as 'holder'}`, { defaultValue: role })).join(', '),
        },
        {
          title: t('status'),
          cell: ({ status }) => <StateMark as={LOOKS[status]}>{t(`statuses.${status}`)}</StateMark>,
        },
        { title: t('since'), cell: ({ since }) => date(since) },
      ]}
    />
  );
}

function GroupPanel({ group, members }: { readonly group: Group; readonly members: readonly Member[] }) {
  const { t } = useTranslation('staff-members');
  const { gateway, standing } = usePerson();
  const names = useNames();
  const may = useMay();
  const isOwn = group.steward === standing.member && may('reviewer');
  return (
    <article className="panel stack close">
      <h3>{group.name ?? t('unnamedGroup')}</h3>
      <p className="quiet">
        {t('keptBy', { name: names.member(group.steward) })} ·{' '}
        {group.members.length === 0 ? t('inItNone') : t('inIt', { count: group.members.length })}
      </p>
      <ul role="list" className="stack close">
        {group.members.map(({ identity, joinedAt }) => (
          <li key={identity} className="row">
            {names.member(identity)} <span className="quiet">{date(joinedAt)}</span>
            {isOwn && (
              <Confirm
                verb={t('leave', { name: names.member(identity) })}
                title={t('leaveTitle', { name: names.member(identity) })}
                act={() => leaveGroup(gateway, group.group, identity)}
              >
                <p>{t('leaveSays')}</p>
              </Confirm>
            )}
          </li>
        ))}
      </ul>
      {isOwn && <Join group={group} members={members} />}
    </article>
  );
}

function Join({ group, members }: { readonly group: Group; readonly members: readonly Member[] }) {
  const { t } = useTranslation('staff-members');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const names = useNames();
  const [wanted, setWanted] = useState('');
  const isIn = new Set(group.members.map(({ identity }) => identity));
  const others = members.filter(
    ({ identity, status, roles }) => status === 'active' && roles.includes('requester') && !isIn.has(identity),
  );
  const join = useStaffAct(async (member: Member) => {
    await joinGroup(gateway, group.group, member.identity);
    setWanted('');
  });
  const member = others.find(({ identity }) => identity === wanted);
  if (others.length === 0) return null;
  return (
    <>
      <Select
        label={t('joinWhom')}
        none={staff('choose')}
        value={wanted}
        onChange={(member) => setWanted(member ?? '')}
        options={others.map(({ identity }) => ({ value: identity, label: names.member(identity) }))}
      />
      {join.isError && <Refusal error={join.error} />}
      <div className="row">
        <Button
          isDisabled={member === undefined}
          isPending={join.isPending}
          onPress={() => member && join.mutate(member)}
        >
          {t('join')}
        </Button>
      </div>
    </>
  );
}

function CreateGroup() {
  const { t } = useTranslation('staff-members');
  const { gateway } = usePerson();
  const [name, setName] = useState('');
  const create = useStaffAct(async () => {
    await createGroup(gateway, name);
    setName('');
  });
  return (
    <details className="folded">
      <summary>{t('create')}</summary>
      <form
        className="stack panel"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField
          label={t('createName')}
          hint={t('createHint')}
          value={name}
          onChange={setName}
          isRequired
          most={200}
        />
        {create.isError && <Refusal error={create.error} />}
        <div className="row">
          <Button type="submit" look="main" isPending={create.isPending}>
            {t('create')}
          </Button>
        </div>
      </form>
    </details>
  );
}
