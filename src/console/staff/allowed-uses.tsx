import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Consent, Dataset, Pseudonym, Subject } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { Answer } from './answer.tsx';
import { consentsOf, subjectsOf } from './asked.ts';
import { Bars } from './bars.tsx';
import { useWordsOfUse } from './use-words.ts';

/** The widest first. */
const WIDEST: readonly string[] = ['NRES', 'GRU', 'HMB', 'POA', 'DS'];
const ALL = /^0x0{64}$/;

/** What patients allow of a dataset, counted. No decision is taken here: a consent that counts is one by the gateway's index. */
export function AllowedUses({ dataset: { dataset } }: { readonly dataset: Dataset }) {
  const { t } = useTranslation('staff-datasets');
  const { gateway } = usePerson();
  const words = useWordsOfUse();
  const consents = useQuery(consentsOf(gateway));
  const subjects = useQuery(subjectsOf(gateway));
  return (
    <section className="stack">
      <h2>{t('allowed')}</h2>
      <p>{t('allowedSays')}</p>
      <Answer query={subjects}>
        {(people) => (
          <Answer query={consents}>
            {(given) => {
              const { by, none, withheld } = countsOf(
                people,
                given.filter((one) => reaches(one, dataset)),
              );
              return (
                <Bars
                  title={t('allowedChart', { all: people.length })}
                  all={people.length}
                  bars={[
                    ...WIDEST.filter((code) => by.has(code)).map((code) => ({
                      label: words.permission(code),
                      value: by.get(code) ?? 0,
                    })),
                    { label: t('withheld'), value: withheld },
                    { label: t('allowedNone'), value: none },
                  ]}
                />
              );
            }}
          </Answer>
        )}
      </Answer>
      <p className="quiet">{t('allowedExplain')}</p>
    </section>
  );
}

function reaches({ active, dataset }: Consent, wanted: string): boolean {
  return active && (dataset === wanted || ALL.test(dataset));
}

interface Counts {
  readonly by: ReadonlyMap<string, number>;
  readonly none: number;
  readonly withheld: number;
}

/** Each patient once: by the widest of its consents, or as one who withholds everything. */
function countsOf(people: readonly Subject[], given: readonly Consent[]): Counts {
  const widest = new Map<Pseudonym, number>();
  for (const { subject, permission } of given) {
    const rank = WIDEST.indexOf(permission);
    if (rank >= 0) widest.set(subject, Math.min(widest.get(subject) ?? WIDEST.length, rank));
  }
  const by = new Map<string, number>();
  let none = 0;
  let withheld = 0;
  for (const { subject, optOut, pausedUntil, pending } of people) {
    const code = WIDEST[widest.get(subject) ?? WIDEST.length];
    if (optOut !== 'none' || pausedUntil !== undefined || pending.length > 0) withheld++;
    else if (code === undefined) none++;
    else by.set(code, (by.get(code) ?? 0) + 1);
  }
  return { by, none, withheld };
}
