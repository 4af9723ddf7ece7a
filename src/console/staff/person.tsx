import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeStaffMember,
  type Digest,
  type Duty,
  endStaffMember,
  readStaffMember,
  reinviteStaff,
  removeStaffPasskey,
  type StaffCode,
  type StaffMember,
  withdrawStaffCode,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { PageAnswer, Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { PersonCode, PickDuties } from './invite-person.tsx';
import { ChangesList, PasskeysList } from './passkeys-list.tsx';
import './people-words.ts';

/** One person of the hospital: what it does here, and by which keys. */
export function PersonPage() {
  const { t } = useTranslation('staff-people');
  const { person } = useParams({ from: '/staff/people/$person' });
  const { gateway } = usePerson();
  const isAdministrator = useMay()('administrator');
  const record = useQuery({
    queryKey: ['staff', 'person', person],
    queryFn: () => readStaffMember(gateway, person as Digest),
  });
  return (
    <PageAnswer query={record}>
      {({ person: one, passkeys, changes }) => (
        <Page title={one.name}>
          {one.ended === undefined && isAdministrator && (
            <Acting key={`${one.name} ${one.duties.join()}`} person={one} />
          )}
          {one.ended !== undefined && (
            <Said as="danger">
              <p>{t('states.ended', { when: date(one.ended / 1000) })}</p>
            </Said>
          )}
          <section className="stack">
            <h2>{t('keys')}</h2>
            <PasskeysList
              passkeys={passkeys}
              {...(isAdministrator && {
                remove: (credential: string) => removeStaffPasskey(gateway, one.person, credential),
              })}
            />
          </section>
          {one.ended === undefined && isAdministrator && <CodeAndEnd person={one} />}
          <section className="stack">
            <h2>{t('changes')}</h2>
            <ChangesList changes={changes} />
          </section>
        </Page>
      )}
    </PageAnswer>
  );
}

function Acting({ person }: { readonly person: StaffMember }) {
  const { t } = useTranslation('staff-people');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const [name, setName] = useState(person.name);
  const [duties, setDuties] = useState<readonly string[]>(person.duties);
  const isOther = duties.join() !== person.duties.join();
  const save = useStaffAct(() =>
    changeStaffMember(gateway, person.person, {
      ...(name.trim() === person.name ? {} : { name: name.trim() }),
      ...(isOther ? { duties: duties as Duty[] } : {}),
    }),
  );
  return (
    <section className="stack panel">
      <TextField label={t('inviteName')} value={name} onChange={setName} isRequired most={200} />
      <PickDuties duties={duties} onChange={setDuties} />
      {duties.length === 0 && <p className="quiet">{staff('stillOpen', { what: t('inviteDuties') })}</p>}
      {save.isError && <Refusal error={save.error} />}
      {save.isSuccess && <p role="status">{t('saved')}</p>}
      <div className="row">
        <Button
          look="main"
          isDisabled={(name.trim() === person.name && !isOther) || duties.length === 0 || name.trim() === ''}
          isPending={save.isPending}
          onPress={() => save.mutate()}
        >
          {t('rename')}
        </Button>
      </div>
    </section>
  );
}

function CodeAndEnd({ person: { person, name, origin, invitedUntil } }: { readonly person: StaffMember }) {
  const { t } = useTranslation('staff-people');
  const { gateway } = usePerson();
  const [code, setCode] = useState<StaffCode>();
  return (
    <>
      {code && <PersonCode name={name} code={code} />}
      <div className="row">
        {origin === 'local' && (
          <Confirm
            look="outlined"
            verb={t('newCode')}
            title={t('newCodeTitle', { name })}
            act={async () => setCode(await reinviteStaff(gateway, person))}
          >
            <p>{t('newCodeSays')}</p>
          </Confirm>
        )}
        {invitedUntil !== undefined && (
          <Confirm
            look="outlined"
            verb={t('takeCode')}
            title={t('takeCodeTitle')}
            act={() => withdrawStaffCode(gateway, person)}
            onDone={() => setCode(undefined)}
          >
            <p>{t('takeCodeSays')}</p>
          </Confirm>
        )}
        <Confirm verb={t('end', { name })} title={t('endTitle', { name })} act={() => endStaffMember(gateway, person)}>
          <p>{t('endSays')}</p>
        </Confirm>
      </div>
    </>
  );
}
