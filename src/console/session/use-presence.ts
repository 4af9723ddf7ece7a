import { useSyncExternalStore } from 'react';
import { type Person, type Presence, session } from './session.ts';

export function usePresence(): Presence {
  return useSyncExternalStore(session.subscribe, session.presence);
}

/** Whoever is in, on pages that are shown to nobody else. */
export function usePerson(): Person {
  const presence = usePresence();
  if (presence.state !== 'in') throw new Error('This page is shown to nobody who is not signed in.');
  return presence.person;
}
