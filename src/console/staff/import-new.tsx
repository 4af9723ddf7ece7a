import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type DatasetId, type ImportOrder, importData } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { Refusal } from './answer.tsx';
import { useNames, useStaffAct } from './asked.ts';
import './imports-words.ts';

interface Draft {
  readonly kind?: 'fhir' | 'files';
  readonly path: string;
  readonly map: string;
  readonly shared?: 'yes' | 'no';
  readonly system: string;
  readonly options: readonly string[];
}

const OPTIONS = ['skipInvalid', 'practitioners', 'acceptMerged', 'acceptCorrected', 'acceptAlike'] as const;

/** What is imported, and from where; the import then has a page of its own. */
export function NewImport() {
  const { t } = useTranslation('staff-imports');
  const { dataset } = useParams({ from: '/staff/datasets/$dataset/import' });
  const { gateway } = usePerson();
  const names = useNames();
  const navigate = useNavigate();
  const [draft, change, forget] = useDraft<Draft>(`import ${dataset}`, { path: '', map: '', system: '', options: [] });
  const start = useStaffAct(async (order: ImportOrder) => {
    const job = await importData(gateway, dataset as DatasetId, order);
    forget();
    await navigate({ to: '/staff/imports/$job', params: { job } });
  });
  const order = orderOf(draft);
  return (
    <Page title={t('title', { name: names.dataset(dataset) })}>
      <Said>
        <p>{t('where')}</p>
      </Said>
      <form
        className="stack wide"
        onSubmit={(event) => {
          event.preventDefault();
          if (order !== undefined) start.mutate(order);
        }}
      >
        <OneOf
          label={t('kind')}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind as 'fhir' | 'files' })}
          options={[
            { value: 'fhir', label: t('kinds.fhir'), hint: t('kinds.fhirHint') },
            { value: 'files', label: t('kinds.files'), hint: t('kinds.filesHint') },
          ]}
        />
        <TextField
          label={t('path')}
          hint={t('pathHint')}
          value={draft.path}
          onChange={(path) => change({ path })}
          isRequired
        />
        {draft.kind === 'files' && (
          <>
            <TextField label={t('map')} hint={t('mapHint')} value={draft.map} onChange={(map) => change({ map })} />
            <OneOf
              label={t('shared')}
              value={draft.shared}
              onChange={(shared) => change({ shared: shared as 'yes' | 'no' })}
              options={[
                { value: 'no', label: t('sharedNo') },
                { value: 'yes', label: t('sharedYes') },
              ]}
            />
          </>
        )}
        <details className="folded">
          <summary>{t('more')}</summary>
          <div className="stack">
            <AnyOf
              label={t('options')}
              value={draft.options}
              onChange={(options) => change({ options })}
              options={OPTIONS.map((value) => ({ value, label: t(`option.${value}`) }))}
            />
            <TextField
              label={t('system')}
              hint={t('systemHint')}
              value={draft.system}
              onChange={(system) => change({ system })}
            />
          </div>
        </details>
        {start.isError && <Refusal error={start.error} />}
        <div className="row">
          <Button look="main" type="submit" isDisabled={order === undefined} isPending={start.isPending}>
            {t('start')}
          </Button>
        </div>
      </form>
    </Page>
  );
}

/** Undefined while something was not said. */
function orderOf({ kind, path, map, shared, system, options }: Draft): ImportOrder | undefined {
  if (kind === undefined || path.trim() === '') return undefined;
  if (kind === 'files' && shared === undefined) return undefined;
  const chosen = Object.fromEntries(OPTIONS.map((option) => [option, options.includes(option)]));
  const ofFiles = { shared: shared === 'yes', ...(map.trim() ? { subjects: map.trim() } : {}) };
  return {
    kind,
    path: path.trim(),
    ...chosen,
    ...(kind === 'files' ? ofFiles : {}),
    ...(system.trim() ? { identifierSystem: system.trim() } : {}),
  };
}
