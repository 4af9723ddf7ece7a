import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DatasetId, type ImportOrder, importData } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { Missing } from '../parts/missing.tsx';
import '../parts/option-words.ts';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { Refusal } from './answer.tsx';
import { datasetsOf, useNames, useStaffAct } from './asked.ts';
import { FirstLines } from './first-lines.tsx';
import { ChooseFiles, ChooseMap } from './import-choose.tsx';
import { type Chosen, withMap } from './import-chosen.ts';
import { Interrupted } from './import-interrupted.tsx';
import { MapColumns } from './import-map.tsx';
import {
  type ImportDraft,
  NOTHING_SAID,
  OPTION_NAMES,
  OPTIONS,
  openParts,
  orderOf,
  type Place,
} from './import-order.ts';
import { currentSending, Sending, useSending } from './import-sending.ts';
import { SendingView } from './import-sending-view.tsx';
import './imports-words.ts';

/** What is imported, and from where; the import then has a page of its own. */
export function NewImport() {
  const { t } = useTranslation('staff-imports');
  const { dataset } = useParams({ from: '/staff/datasets/$dataset/import' });
  const names = useNames();
  const sending = useSending(dataset);
  const { gateway } = usePerson();
  const datasets = useQuery(datasetsOf(gateway));
  if (datasets.data?.every((one) => one.dataset !== dataset)) return <Missing />;
  return (
    <Page title={t('title', { name: names.dataset(dataset) })}>
      {sending ? <SendingView sending={sending} /> : <Order dataset={dataset} />}
    </Page>
  );
}

function Order({ dataset }: { readonly dataset: string }) {
  const { t } = useTranslation('staff-imports');
  const { t: option } = useTranslation('options');
  const { t: staff } = useTranslation('staff');
  const { gateway, owner } = usePerson();
  const navigate = useNavigate();
  const [draft, change, forget] = useDraft<ImportDraft>(`import ${dataset}`, NOTHING_SAID);
  // What was said there before is seen at once.
  const [isOpen] = useState(draft.system !== '' || draft.options.length > 0);
  const [chosen, setChosen] = useState<Chosen>();
  const [map, setMap] = useState<File>();
  const [upload, setUpload] = useState<string>();
  const start = useStaffAct(async (order: ImportOrder) => {
    const job = await importData(gateway, dataset as DatasetId, order);
    forget();
    await navigate({ to: '/staff/imports/$job', params: { job } });
  });
  const send = (files: Chosen['files']) => {
    const sent = withMap(files, draft.kind === 'files' ? map : undefined);
    const { subjects } = sent;
    const order = (id: string) => orderOf({ ...draft, map: subjects ?? '' }, { upload: id }) as ImportOrder;
    currentSending.begin(
      owner,
      () => new Sending({ gateway, dataset: dataset as DatasetId, files: sent.files, order, upload }),
    );
    forget();
  };
  const isHere = draft.place !== 'there';
  const order = isHere ? orderOf(draft, { upload: '' }) : orderOf(draft, { path: draft.path.trim() });
  const open = openParts(draft, chosen !== undefined);
  const isWhole = order !== undefined && open.length === 0;
  return (
    <form
      className="stack wide"
      onSubmit={(event) => {
        event.preventDefault();
        if (order === undefined || !isWhole) return;
        if (!isHere) start.mutate(order);
        else if (chosen !== undefined) send(chosen.files);
      }}
    >
      <OneOf
        label={t('place')}
        value={draft.place ?? 'here'}
        onChange={(place) => change({ place: place as Place })}
        options={[
          { value: 'here', label: t('places.here'), hint: t('places.hereHint') },
          { value: 'there', label: t('places.there'), hint: t('places.thereHint') },
        ]}
      />
      {isHere ? (
        <>
          <Interrupted dataset={dataset} chosen={upload} onChoose={setUpload} />
          <ChooseFiles chosen={chosen} onChoose={setChosen} />
        </>
      ) : (
        <TextField
          label={t('path')}
          hint={t('pathHint')}
          value={draft.path}
          onChange={(path) => change({ path })}
          isRequired
        />
      )}
      <OneOf
        label={t('kind')}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as 'fhir' | 'files' })}
        options={[
          { value: 'fhir', label: t('kinds.fhir'), hint: t('kinds.fhirHint') },
          { value: 'files', label: t('kinds.files'), hint: t('kinds.filesHint') },
        ]}
      />
      {draft.kind === 'files' && (
        <>
          {isHere ? (
            <ChooseMap map={map} files={chosen?.files ?? []} onChoose={setMap} />
          ) : (
            <>
              <TextField
                label={t('map')}
                hint={t('mapHint')}
                value={draft.map}
                onChange={(one) => change({ map: one })}
              />
              <MapColumns files={[]} />
            </>
          )}
          <OneOf
            label={t('shared')}
            value={draft.shared}
            onChange={(shared) => change({ shared: shared as 'yes' | 'no' })}
            options={[
              { value: 'no', label: t('sharedNo') },
              { value: 'yes', label: t('sharedYes') },
            ]}
          />
          {isHere && draft.shared === 'yes' && chosen !== undefined && <FirstLines files={chosen.files} map={map} />}
        </>
      )}
      <details className="folded" open={isOpen}>
        <summary>{t('more')}</summary>
        <div className="stack">
          <AnyOf
            label={t('options')}
            value={draft.options}
            onChange={(options) => change({ options })}
            options={OPTIONS.map((value) => ({ value, label: option(OPTION_NAMES[value]) }))}
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
      {open.length > 0 && (
        <p className="quiet">{staff('stillOpen', { what: open.map((part) => t(part)).join(' · ') })}</p>
      )}
      <div className="row">
        <Button look="main" type="submit" isDisabled={!isWhole} isPending={start.isPending}>
          {t(isHere ? 'send.start' : 'start')}
        </Button>
      </div>
    </form>
  );
}
