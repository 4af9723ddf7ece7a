import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createDataset } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';

/** A dataset begins with its name. */
export function RegisterDataset() {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  const navigate = useNavigate();
  const [draft, change, forget] = useDraft('dataset', { name: '', description: '' });
  const register = useStaffAct(async () => {
    const description = draft.description.trim();
    const created = await createDataset(gateway, { name: draft.name, ...(description ? { description } : {}) });
    forget();
    await navigate({ to: '/staff/datasets/$dataset', params: { dataset: created.dataset } });
  });
  return (
    <details className="folded">
      <summary>{t('register')}</summary>
      <form
        className="stack panel"
        onSubmit={(event) => {
          event.preventDefault();
          register.mutate();
        }}
      >
        <TextField
          label={t('registerName')}
          hint={t('registerHint')}
          value={draft.name}
          onChange={(name) => change({ name })}
          isRequired
          most={200}
        />
        <TextField
          label={t('description')}
          most={4000}
          value={draft.description}
          onChange={(description) => change({ description })}
        />
        {register.isError && <Refusal error={register.error} />}
        <div className="row">
          <Button look="main" type="submit" isPending={register.isPending}>
            {t('register')}
          </Button>
        </div>
      </form>
    </details>
  );
}
