import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isCustosError, openKeyFile, type SamplePerson, samplePeople } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { session, stranger } from '../session/session.ts';

const HOUSES = { patient: '/patient/consents', holder: '/staff', requester: '/research', auditor: '/audit' } as const;

/** In the quickstart alone: its invented people, each entered with one press. */
export function SamplePeople() {
  const { t } = useTranslation('doors');
  const navigate = useNavigate();
  const people = useQuery({
    queryKey: ['sample'],
    queryFn: () =>
      samplePeople(stranger()).catch((error) => {
        if (isCustosError(error, 'NOT_FOUND')) return [];
        throw error;
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const enter = useMutation({
    mutationFn: async ({ key }: SamplePerson) => session.enter('sample', await openKeyFile(key)),
    onSuccess: (_, { role }) => navigate({ to: HOUSES[role] }),
  });
  if (!people.data?.length) return null;
  return (
    <section className="said warn">
      <FlaskConical aria-hidden size={22} />
      <div className="stack">
        <h2>{t('sample.title')}</h2>
        <p>{t('sample.text')}</p>
        <div className="row">
          {people.data.map((person) => (
            <Button key={person.name} onPress={() => enter.mutate(person)} isPending={enter.isPending}>
              {person.role === 'patient'
                ? t('sample.patient', { number: Number(person.name.slice('patient-'.length)) })
                : t(`sample.${person.role}`)}
            </Button>
          ))}
        </div>
        {enter.isError && <Failed error={enter.error} />}
      </div>
    </section>
  );
}
