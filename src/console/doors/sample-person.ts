import type { TFunction } from 'i18next';
import type { SamplePerson } from '../../client/index.ts';
import { keepDraft, useDraft } from '../session/drafts.ts';

type Named = Pick<SamplePerson, 'name' | 'role'>;

const DRAFT = 'sample person';

/** As whom of the sample somebody came in in this tab, without any key: by it a reload, which ends that, is told from a first visit. */
export function useSamplePerson() {
  return useDraft<{ readonly person?: Named }>(DRAFT, {});
}

export function keepSamplePerson(person: Named): void {
  keepDraft(DRAFT, { person });
}

export function sampleName(t: TFunction<'doors'>, { name, role }: Named): string {
  if (role === 'patient') return t('sample.patient', { number: Number(name.slice('patient-'.length)) });
  return t(`sample.enter.${role}`);
}
