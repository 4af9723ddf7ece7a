import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Missing } from '../parts/missing.tsx';
import { usePresence } from '../session/use-presence.ts';
import { PatientDoor } from './patient-door.tsx';
import './words.ts';

/** The door of one kind of people; whoever is in already goes on to where it wanted. */
export function Enter() {
  const { who } = useParams({ from: '/enter/$who' });
  const { to } = useSearch({ from: '/enter/$who' });
  const presence = usePresence();
  const navigate = useNavigate();
  useEffect(() => {
    if (presence.state === 'in') void navigate({ to: to ?? `/${who}`, replace: true });
  }, [presence, navigate, to, who]);
  if (who === 'patient') return <PatientDoor />;
  return <Missing />;
}
