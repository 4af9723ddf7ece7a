import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Permit, revokePermit } from '../../client/index.ts';
import { AnyOf } from '../parts/choices.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { OfDuty, useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { permitsOf, useNames } from './asked.ts';
import { Confirm } from './confirm.tsx';
import { Listing } from './listing.tsx';
import { othersThan } from './permit-others.ts';
import './permits-words.ts';
import { StateMark } from './state-mark.tsx';
import { useWordsOfUse } from './use-words.ts';

const SOON = 30 * 86_400;
const ENDED: readonly string[] = ['revoked', 'expired'];

/** Who may use which dataset; those that matter now come first. */
export function Permits() {
  const { t } = useTranslation('staff-permits');
  const { t: staff } = useTranslation('staff');
  const { gateway, standing } = usePerson();
  const may = useMay();
  const permits = useQuery(permitsOf(gateway));
  const names = useNames();
  const words = useWordsOfUse();
  return (
    <Page title={t('title')}>
      <OfDuty duties={['reviewer']}>
        <div className="row">
          <Link to="/staff/permits/new" className="button main">
            {t('issue')}
          </Link>
        </div>
      </OfDuty>
      <Answer query={permits}>
        {(all) => (
          <Listing
            label={t('title')}
            rows={all.toSorted((a, b) => rank(a) - rank(b) || b.permit - a.permit)}
            keyOf={({ permit }) => String(permit)}
            empty={t('none')}
            columns={[
              { title: t('number'), isNumber: true, cell: ({ permit }) => permit },
              { title: t('state'), cell: (one) => <PermitState permit={one} /> },
              { title: t('who'), cell: ({ requester }) => names.member(requester) },
              { title: t('dataset'), cell: ({ dataset }) => names.dataset(dataset) },
              {
                title: t('purpose'),
                isLong: true,
                cell: ({ purpose, disease }) =>
                  disease === undefined
                    ? words.purpose(purpose)
                    : t('ofDisease', { purpose: words.purpose(purpose), disease }),
              },
              { title: t('until'), cell: ({ until }) => date(until) },
              {
                title: staff('todo'),
                cell: (one) =>
                  !ENDED.includes(one.state) &&
                  standing.member !== undefined &&
                  may('reviewer') && <Revoke permit={one} others={othersThan(one, all)} />,
              },
            ]}
          />
        )}
      </Answer>
    </Page>
  );
}

/** Those that count, then those that wait, then those that are over. */
function rank({ state }: Permit): number {
  if (state === 'active') return 0;
  return ENDED.includes(state) ? 2 : 1;
}

function PermitState({ permit: { state, from, until, acceptedAt, revocationReason } }: { readonly permit: Permit }) {
  const { t } = useTranslation('staff-permits');
  const isActive = state === 'active';
  const isSoon = isActive && until < Date.now() / 1000 + SOON;
  const words = t(`states.${state as 'active'}`, { from: date(from), defaultValue: state });
  return (
    <>
      <StateMark as={isSoon ? 'warn' : isActive ? 'done' : ENDED.includes(state) ? 'danger' : 'warn'}>
        {isSoon ? t('soon') : words}
      </StateMark>
      {revocationReason !== undefined && <p className="quiet">{t('because', { reason: revocationReason })}</p>}
      {acceptedAt > 0 && <p className="quiet">{t('accepted', { when: date(acceptedAt) })}</p>}
    </>
  );
}

function Revoke({ permit: one, others }: { readonly permit: Permit; readonly others: readonly Permit[] }) {
  const { t } = useTranslation('staff-permits');
  const { gateway } = usePerson();
  const names = useNames();
  const words = useWordsOfUse();
  const [also, setAlso] = useState<readonly string[]>([]);
  const revoked = useRef(new Set<number>());
  const { permit, requester, dataset } = one;
  const facts = { number: permit, who: names.member(requester), dataset: names.dataset(dataset) };
  return (
    <Confirm
      verb={t('revoke', facts)}
      title={t('revokeTitle', facts)}
      reason={{ label: t('why') }}
      act={async (reason) => {
        // Pressed again after one of them failed, it goes on with that one.
        for (const number of [permit, ...also.map(Number)].filter((wanted) => !revoked.current.has(wanted))) {
          await revokePermit(gateway, number, reason);
          revoked.current.add(number);
        }
      }}
    >
      <p>{t('revokeSays', facts)}</p>
      {others.length > 0 && (
        <Said as="warn">
          <p>{t('revokeOthers', { ...facts, count: others.length })}</p>
          <AnyOf
            label={t('revokeAlso')}
            value={also}
            onChange={setAlso}
            options={others.map((other) => ({
              value: String(other.permit),
              label: t('revokeAlsoOne', {
                number: other.permit,
                purpose: words.purpose(other.purpose),
                until: date(other.until),
              }),
            }))}
          />
        </Said>
      )}
    </Confirm>
  );
}
