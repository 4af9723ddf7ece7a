import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { OneOf } from '../parts/choices.tsx';
import { usePerson } from '../session/use-presence.ts';
import { groupsOf, membersOf } from './asked.ts';
import type { PaperDraft } from './paper-form.tsx';
import './papers-words.ts';

export const ANY = 'any';

/** Whom the form lets use the data, as patients are asked online. */
export function WhoMay({
  draft,
  change,
}: {
  readonly draft: PaperDraft;
  readonly change: (changed: Partial<PaperDraft>) => void;
}) {
  const { t } = useTranslation('staff-papers');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const members = useQuery(membersOf(gateway));
  const groups = useQuery(groupsOf(gateway));
  const isGroup = groups.data?.some(({ group }) => group === draft.grantee) === true;
  const requesters = (members.data ?? []).filter(
    ({ status, roles, name }) => status === 'active' && roles.includes('requester') && name !== undefined,
  );
  const named = (groups.data ?? []).filter(({ name }) => name !== undefined);
  return (
    <>
      <OneOf
        label={t('grantee')}
        value={draft.grantee}
        onChange={(grantee) => change({ grantee })}
        options={[
          { value: ANY, label: t('granteeAny') },
          ...named.map(({ group, name = '' }) => ({ value: group as string, label: name, hint: t('granteeGroup') })),
          ...requesters.map(({ identity, name = '' }) => ({ value: identity as string, label: name })),
        ]}
      />
      {isGroup && (
        <OneOf
          label={t('later')}
          value={draft.futureMembers}
          onChange={(value) => change({ futureMembers: value as 'yes' | 'no' })}
          options={(['yes', 'no'] as const).map((value) => ({ value, label: staff(value) }))}
        />
      )}
    </>
  );
}
