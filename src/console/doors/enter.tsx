import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { type House, isHouse, isOfHouse } from '../houses.ts';
import { Missing } from '../parts/missing.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePresence } from '../session/use-presence.ts';
import { PatientDoor } from './patient-door.tsx';
import './words.ts';

// Patients’ pages need none of it.
const MemberDoor = lazy(() => import('./member-door.tsx').then((module) => ({ default: module.MemberDoor })));

export function Enter() {
  const { who } = useParams({ from: '/enter/$who' });
  return isHouse(who) ? <DoorOf house={who} /> : <Missing />;
}

/** The door of one kind of people; whoever is in already goes on to where it wanted. */
function DoorOf({ house }: { readonly house: House }) {
  const { to } = useSearch({ from: '/enter/$who' });
  const presence = usePresence();
  const navigate = useNavigate();
  // What can be tried there is for everybody, members without pages of their own included.
  const isToTry = to?.startsWith('/try') === true;
  const isIn = presence.state === 'in' && (isToTry || isOfHouse(house, presence.person.standing));
  useEffect(() => {
    if (isIn) void navigate({ to: to ?? `/${house}`, replace: true });
  }, [isIn, navigate, to, house]);
  if (house === 'patient') return <PatientDoor />;
  return (
    <Suspense fallback={<Waiting />}>
      <MemberDoor house={house} />
    </Suspense>
  );
}
