import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type DatasetVersion, type ImportJob, type PublicationOrder, publishVersion } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf, OneOf } from '../parts/choices.tsx';
import { DiseaseField } from '../parts/disease-field.tsx';
import { isNoDisease } from '../parts/mondo.ts';
import '../parts/option-words.ts';
import { countries } from '../parts/countries.ts';
import { Said } from '../parts/said.tsx';
import { Select } from '../parts/select.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { datasetsOf, useNames } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { takesAway } from './import-changes.tsx';
import { hasSharedFiles } from './shared-files.tsx';
import { MODIFIERS, PERMISSIONS, useWordsOfUse } from './use-words.ts';

interface Draft {
  readonly permission?: string;
  readonly disease: string;
  readonly modifiers: readonly string[];
  readonly country: string;
  readonly identifiable?: 'yes' | 'no';
  readonly policy?: 'standing-consent' | 'ask-each-time';
  readonly accepts: readonly string[];
}

/** A draft is published once it is said what it may be used for; nothing of it is chosen beforehand. */
export function PublishDraft({ job }: { readonly job: ImportJob }) {
  const { t } = useTranslation('staff-imports');
  const { t: option } = useTranslation('options');
  const { gateway } = usePerson();
  const names = useNames();
  const words = useWordsOfUse();
  const [draft, change, forget] = useDraft<Draft>(`publish ${job.import}`, {
    disease: '',
    modifiers: [],
    country: '',
    accepts: [],
  });
  const { changes, report } = job;
  const isLess = changes != null && takesAway(changes);
  const isNamed = (report?.records.named ?? 0) > 0 && draft.identifiable === 'no';
  const isShared = hasSharedFiles(job);
  const open = openParts(draft, { isLess, isNamed, isShared });
  const order = open.length === 0 ? orderOf(job.import, draft) : undefined;
  const version = (changes?.since ?? 0) + 1;
  const accepting = [
    ...(isLess ? (['shrink'] as const) : []),
    ...(isNamed ? (['named'] as const) : []),
    ...(isShared ? (['shared'] as const) : []),
  ];
  return (
    <section className="stack wide">
      <h2>{t('publishTitle')}</h2>
      {changes != null && <AsBefore job={job} since={changes.since} onPress={change} />}
      <OneOf
        label={t('use')}
        value={draft.permission}
        onChange={(permission) => change({ permission })}
        options={PERMISSIONS.map((value) => ({ value, label: words.permission(value) }))}
      />
      {draft.permission === 'DS' && (
        <DiseaseField
          label={t('disease')}
          value={draft.disease}
          onChange={(disease) => change({ disease })}
          isRequired
        />
      )}
      <div className="two-columns">
        <AnyOf
          label={t('conditions')}
          value={draft.modifiers}
          onChange={(modifiers) => change({ modifiers })}
          options={[...MODIFIERS, 'NTX'].map((value) => ({ value, label: words.modifier(value) }))}
        />
      </div>
      <Select
        label={t('country')}
        hint={t('countryHint')}
        none={t('countryNone')}
        value={draft.country}
        onChange={(country = '') => change({ country })}
        options={countries()}
      />
      <OneOf
        label={t('identifiable')}
        value={draft.identifiable}
        onChange={(value) => change({ identifiable: value as 'yes' | 'no' })}
        options={[
          { value: 'yes', label: t('identifiableYes') },
          { value: 'no', label: t('identifiableNo') },
        ]}
      />
      <OneOf
        label={t('policy')}
        value={draft.policy}
        onChange={(policy) => change({ policy: policy as NonNullable<Draft['policy']> })}
        options={[
          { value: 'standing-consent', label: t('standing') },
          { value: 'ask-each-time', label: t('asking') },
        ]}
      />
      {accepting.length > 0 && (
        <AnyOf
          label={t('accepts')}
          value={draft.accepts}
          onChange={(accepts) => change({ accepts })}
          options={accepting.map((value) => ({
            value,
            label: option(`accept-${value}`),
          }))}
        />
      )}
      {open.length > 0 && (
        <Said>
          <p>{t('open', { what: open.map((part) => t(part)).join(' ') })}</p>
        </Said>
      )}
      <div className="row">
        <Confirm
          look="main"
          verb={t('publish')}
          title={t('publishTitle')}
          isDisabled={order === undefined}
          act={async () => {
            if (order !== undefined) await publishVersion(gateway, job.dataset, order);
            forget();
          }}
        >
          <p>
            {t('publishSays', {
              version,
              name: names.dataset(job.dataset),
              use: words.use(draft.permission ?? '', draft.modifiers),
            })}
          </p>
        </Confirm>
      </div>
    </section>
  );
}

/** What was said of the version before, as far as the ledger tells it: what stands in its parameters, a disease or a country, is asked for. */
function AsBefore({
  job,
  since,
  onPress,
}: {
  readonly job: ImportJob;
  readonly since: number;
  readonly onPress: (said: Partial<Draft>) => void;
}) {
  const { t } = useTranslation('staff-imports');
  const { gateway } = usePerson();
  const datasets = useQuery(datasetsOf(gateway));
  const known = datasets.data?.find(({ dataset }) => dataset === job.dataset);
  const before = known?.versions.find(({ version }) => version === since);
  if (before === undefined) return null;
  return (
    <div className="row">
      <Button onPress={() => onPress(saidOf(before))}>{t('asBefore', { version: since })}</Button>
      <p className="quiet">{t('asBeforeSays')}</p>
    </div>
  );
}

function saidOf({ permission, modifiers, identifiable, policy }: DatasetVersion): Partial<Draft> {
  return { permission, modifiers, policy, identifiable: identifiable ? 'yes' : 'no' };
}

type Part = 'use' | 'disease' | 'identifiable' | 'policy' | 'accepts';

function openParts(
  { permission, disease, identifiable, policy, accepts }: Draft,
  { isLess, isNamed, isShared }: { readonly isLess: boolean; readonly isNamed: boolean; readonly isShared: boolean },
): Part[] {
  const parts: readonly (readonly [Part, boolean])[] = [
    ['use', permission !== undefined],
    ['disease', permission !== 'DS' || (disease.trim() !== '' && !isNoDisease(disease))],
    ['identifiable', identifiable !== undefined],
    ['policy', policy !== undefined],
    [
      'accepts',
      [isLess && 'shrink', isNamed && 'named', isShared && 'shared'].every((one) => !one || accepts.includes(one)),
    ],
  ];
  return parts.filter(([, isSaid]) => !isSaid).map(([part]) => part);
}

function orderOf(draft: string, said: Draft): PublicationOrder | undefined {
  const { permission, modifiers, disease, country, identifiable, policy, accepts } = said;
  if (permission === undefined || policy === undefined) return undefined;
  return {
    import: draft,
    ...{ permission, modifiers, policy },
    identifiable: identifiable === 'yes',
    acceptShrink: accepts.includes('shrink'),
    acceptNamed: accepts.includes('named'),
    ...(accepts.includes('shared') ? { acceptShared: true } : {}),
    parameters: {
      ...(permission === 'DS' ? { disease: disease.trim() } : {}),
      ...(country ? { homeCountry: country } : {}),
    },
  };
}
