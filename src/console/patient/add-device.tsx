import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addPasskey, browserPasskeys } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { useAct } from './asked.ts';

/** A second way in: made here, or on the device that reads the picture that the browser shows. */
export function AddDevice() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [label, setLabel] = useState('');
  const [name, setName] = useState('');
  const add = useAct(() => addPasskey(gateway, { device: browserPasskeys(), name: name.trim(), label: label.trim() }));
  return (
    <section className="card stack">
      <h2>{t('devices.add')}</h2>
      <p>{t('devices.addText')}</p>
      <TextField label={t('devices.label')} value={label} onChange={setLabel} autoComplete="off" />
      <TextField
        label={t('devices.name')}
        hint={t('devices.nameHint')}
        value={name}
        onChange={setName}
        autoComplete="given-name"
      />
      <div className="row">
        <Button
          look="main"
          isDisabled={label.trim() === '' || name.trim() === ''}
          isPending={add.isPending}
          onPress={() => add.mutate(undefined, { onSuccess: () => setLabel('') })}
        >
          {t('devices.add')}
        </Button>
      </div>
      {add.isPending && <p role="status">{t('devices.adding')}</p>}
      {add.isSuccess && (
        <Said as="done" role="status">
          <p>{t('devices.added')}</p>
        </Said>
      )}
      {add.isError && <Failed error={add.error} />}
    </section>
  );
}
