import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { openKeyFile, type SamplePerson, samplePeople } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { useOnce } from '../parts/use-once.ts';
import { startOf } from '../session/asked.ts';
import { session, stranger } from '../session/session.ts';
import { keepSamplePerson, sampleName } from './sample-person.ts';

const ROLES = ['patient', 'holder', 'requester', 'auditor'] as const;
type Role = SamplePerson['role'];

/** In the quickstart alone: its invented people, each entered with one press, and what to try as each. `of`: of this role alone. Whoever is
 *  in goes on by `onEntered`, or to where a door led. */
export function SamplePeople({ of, onEntered }: { readonly of?: Role; readonly onEntered?: (role: Role) => void }) {
  const { t } = useTranslation('doors');
  const start = useQuery(startOf());
  const known = useQuery({
    queryKey: ['sample'],
    queryFn: () => samplePeople(stranger()),
    enabled: start.data?.sample === true,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const enter = useOnce({
    mutationFn: async ({ key }: SamplePerson) => session.enter(await openKeyFile(key), { renews: true }),
    onSuccess: (_, { name, role }) => {
      keepSamplePerson({ name, role });
      onEntered?.(role);
    },
  });
  const shown = ROLES.filter((one) => of === undefined || one === of).map((one) => ({
    role: one,
    people: known.data?.filter((person) => person.role === one) ?? [],
  }));
  if (shown.every(({ people }) => people.length === 0)) return null;
  return (
    <section className="said warn">
      <FlaskConical aria-hidden size={22} />
      <div className="stack">
        <h2>{t('sample.title')}</h2>
        <p>{t('sample.text')}</p>
        {shown.some(({ role, people }) => role === 'patient' && people.length > 0) && <p>{t('sample.reload')}</p>}
        {shown.map(({ role: one, people }) => (
          <div key={one} className="stack close">
            <h3>{t(`sample.tour.${one}.title`)}</h3>
            <p>{t(`sample.tour.${one}.text`)}</p>
            <div className="row">
              {people.map((person) => (
                <Button key={person.name} onPress={() => enter.mutate(person)} isPending={enter.isPending}>
                  {sampleName(t, person)}
                </Button>
              ))}
            </div>
          </div>
        ))}
        {enter.isError && <Failed error={enter.error} />}
      </div>
    </section>
  );
}
