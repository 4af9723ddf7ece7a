import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isCustosError, openKeyFile, type SamplePatient, samplePatients } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { session, stranger } from '../session/session.ts';

/** In the quickstart alone: its invented patients, each entered with one press. */
export function SamplePatients() {
  const { t } = useTranslation('doors');
  const navigate = useNavigate();
  const known = useQuery({
    queryKey: ['sample'],
    queryFn: () =>
      samplePatients(stranger()).catch((error) => {
        if (isCustosError(error, 'NOT_FOUND')) return [];
        throw error;
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const enter = useMutation({
    mutationFn: async ({ key }: SamplePatient) => session.enter(await openKeyFile(key)),
    onSuccess: () => navigate({ to: '/patient/consents' }),
  });
  const patients = known.data ?? [];
  if (patients.length === 0) return null;
  return (
    <section className="said warn">
      <FlaskConical aria-hidden size={22} />
      <div className="stack">
        <h2>{t('sample.title')}</h2>
        <p>{t('sample.text')}</p>
        <div className="row">
          {patients.map((patient) => (
            <Button key={patient.name} onPress={() => enter.mutate(patient)} isPending={enter.isPending}>
              {t('sample.patient', { number: Number(patient.name.slice('patient-'.length)) })}
            </Button>
          ))}
        </div>
        {enter.isError && <Failed error={enter.error} />}
      </div>
    </section>
  );
}
