import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { findPseudonyms, type GatewayClient, type Pseudonym } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { shortened } from './names.ts';
import './patient-words.ts';

/** Nobody chooses among more. */
const SHOWN = 10;
/** The gateway names no more that begin alike. */
const MOST = 100;
const WHOLE = 66;

/** The patients whose pseudonyms begin so: who writes one whole need not ask. */
function namedSo(gateway: GatewayClient, beginning = '') {
  return {
    queryKey: ['audit', 'pseudonyms', beginning],
    queryFn: async () => (await findPseudonyms(gateway, [beginning]))[0] ?? [],
    enabled: beginning !== '' && beginning.length < WHOLE,
    retry: false,
  };
}

/** The one patient who is meant, once that is known. */
export function useNamedPatient(beginning: string | undefined): Pseudonym | undefined {
  const { gateway } = usePerson();
  const named = useQuery(namedSo(gateway, beginning));
  if (beginning?.length === WHOLE) return beginning as Pseudonym;
  return named.data?.length === 1 ? named.data[0] : undefined;
}

/** Who is meant by the beginning of a pseudonym, or that it is not enough. */
export function PatientNamed({ beginning }: { readonly beginning: string }) {
  const { t } = useTranslation('audit-patient');
  const { gateway } = usePerson();
  const named = useQuery(namedSo(gateway, beginning));
  if (beginning.length === WHOLE) return null;
  if (named.isError) return <Trouble error={named.error} again={() => void named.refetch()} />;
  if (named.data === undefined) return <Waiting />;
  const { length } = named.data;
  if (length === 1) return <p>{t('named.one', { beginning })}</p>;
  if (length === 0) {
    return (
      <Said as="warn">
        <p>{t('named.nobody', { beginning })}</p>
      </Said>
    );
  }
  return (
    <Said as="warn">
      <p>{t(length < MOST ? 'named.several' : 'named.many', { beginning, figure: figure(length) })}</p>
      <ul className="items">
        {named.data.slice(0, SHOWN).map((subject) => (
          <li key={subject}>
            <Link to="/audit/log" search={{ find: `patient:${subject}` }}>
              <code title={subject}>{distinct(subject, named.data)}</code>
            </Link>
          </li>
        ))}
      </ul>
      {length > SHOWN && <p>{t('named.others', { figure: figure(length - SHOWN) })}</p>}
    </Said>
  );
}

/** As much of it as tells it from the others. */
function distinct(subject: string, others: readonly string[]): string {
  let length = shortened(subject).length - 1;
  const isAlike = (other: string) => other !== subject && other.startsWith(subject.slice(0, length));
  while (length < WHOLE && others.some(isAlike)) length += 4;
  return length >= WHOLE ? subject : `${subject.slice(0, length)}…`;
}
