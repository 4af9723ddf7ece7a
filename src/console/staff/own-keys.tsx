import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addStaffPasskey, browserPasskeys, removeOwnPasskey } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { ownStaffOf } from '../parts/own-staff.ts';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { Answer, Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { ChangesList, PasskeysList } from './passkeys-list.tsx';

/** One's own passkeys; nothing for who signed in with the organisation's account, which has none. */
export function OwnKeys() {
  const { t } = useTranslation('staff-people');
  const { gateway } = usePerson();
  const isPerson = gateway.account !== undefined && !('address' in gateway.account);
  const own = useQuery({ ...ownStaffOf(gateway), enabled: isPerson });
  const [name, setName] = useState('');
  const add = useStaffAct(async () => {
    await addStaffPasskey(gateway, { device: browserPasskeys(), name: name.trim() });
    setName('');
  });
  if (!isPerson) return null;
  return (
    <section className="stack">
      <h2>{t('own')}</h2>
      <Answer query={own}>
        {({ person, passkeys, changes }) => (
          <>
            <PasskeysList passkeys={passkeys} remove={(credential) => removeOwnPasskey(gateway, credential)} />
            {person.origin === 'local' && (
              <div className="stack close">
                <TextField label={t('addName')} value={name} onChange={setName} />
                {add.isError && <Refusal error={add.error} />}
                <div className="row">
                  <Button isDisabled={name.trim() === ''} isPending={add.isPending} onPress={() => add.mutate()}>
                    {t('add')}
                  </Button>
                </div>
              </div>
            )}
            <p>{t('ownSays')}</p>
            <ChangesList changes={changes} />
          </>
        )}
      </Answer>
    </section>
  );
}
