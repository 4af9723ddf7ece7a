import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { HOUSES, type House } from '../houses.ts';
import '../parts/duty-words.ts';
import { Said } from '../parts/said.tsx';
import type { Presence } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { listed } from '../words/numbers.ts';
import type { Operation } from './operations.ts';

/** Where somebody of a role comes in; who has no pages of its own comes in by the key of its account. */
const DOORS: Readonly<Record<string, readonly House[]>> = {
  holder: ['staff'],
  person: ['staff'],
  administrator: ['staff'],
  authority: ['audit'],
  auditor: ['audit'],
  requester: ['research'],
  environment: ['research'],
  clinician: ['research'],
  member: ['staff', 'research', 'audit'],
  subject: ['patient'],
  withdrawer: ['patient'],
};

/** Whether somebody of the roles may call an operation, whatever its duties are. */
function mayCall({ roles }: Operation, presence: Presence): boolean {
  if (roles === undefined) return true;
  return presence.state === 'in' && presence.person.standing.roles.some((role) => roles.includes(role));
}

/** As whom the page would call. */
export function WhoIsIn() {
  const { t } = useTranslation('api');
  const presence = usePresence();
  if (presence.state === 'looking') return null;
  if (presence.state === 'nobody') return <p>{t('nobody')}</p>;
  const { roles } = presence.person.standing;
  return (
    <p>{t(roles.length === 0 ? 'inAsNobody' : 'in', { roles: listed(roles.map((role) => t(`role.${role}`))) })}</p>
  );
}

/** Who may call an operation, and whether whoever is in does. */
export function WhoCalls({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('api');
  const { t: of } = useTranslation('duty');
  const presence = usePresence();
  const { roles, duties } = operation;
  if (roles === undefined) return <p>{t('anyone')}</p>;
  const isRefused = presence.state === 'in' && !mayCall(operation, presence);
  return (
    <div className="stack">
      <p>
        {t('who')}: {listed(roles.map((role) => t(`role.${role}`)))}.
        {duties.length > 0 && ` ${t('duties', { duties: listed(duties.map((duty) => of(`name.${duty}`))) })}`}
      </p>
      <WhoIsIn />
      {isRefused && (
        <Said as="warn">
          <p>{t('refused')}</p>
        </Said>
      )}
    </div>
  );
}

/** For who is not signed in: the doors of those who may call, from which one comes back here. */
export function Doors({ roles }: { readonly roles: readonly string[] }) {
  const { t } = useTranslation('api');
  const router = useRouter();
  const doors = HOUSES.filter((house) => roles.some((role) => DOORS[role]?.includes(house)));
  return (
    <Said as="note">
      <p>
        <strong>{t('signIn')}</strong>
      </p>
      <ul role="list" className="row">
        {doors.map((house) => (
          <li key={house}>
            <Link
              to="/enter/$who"
              params={{ who: house }}
              search={{ to: router.latestLocation.href }}
              className="button outlined"
            >
              {t(`door.${house}`)}
            </Link>
          </li>
        ))}
      </ul>
    </Said>
  );
}
